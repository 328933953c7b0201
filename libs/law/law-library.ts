import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Coverage } from './check.js';
import type { ExamplesFile } from './examples.js';
import type { PolicyTemplate } from './policy.js';

/** What stands beside the law in its directory and is only shown, never judged by: coverage, worked examples, a policy for prosecutors to start from, and the schema of its files. Read when first asked for, and kept. */
export class LawLibrary {
  readonly #read = new Map<string, unknown>();

  constructor(private readonly dir: string) {}

  coverage(): Coverage {
    return this.#file('coverage.yaml') as Coverage;
  }

  /** The worked examples of a jurisdiction; null when it has none. */
  examples(jurisdiction: string): ExamplesFile | null {
    return /^[A-Z]{2}$/.test(jurisdiction) ? (this.#file(`examples/${jurisdiction}.yaml`) as ExamplesFile | null) : null;
  }

  /** The policy that a prosecutor's office can start from. No office's until it adopts one. */
  modelPolicy(): PolicyTemplate {
    return this.#file('policies/model.yaml') as PolicyTemplate;
  }

  /** JSON Schema of the model, with the form of a clause. */
  policySchema(): object {
    return this.#file('schema/policy.json') as object;
  }

  /** JSON Schema of a law file. JSON is YAML. */
  lawSchema(): object {
    return this.#file('schema/law.json') as object;
  }

  #file(name: string): unknown {
    if (!this.#read.has(name)) {
      const path = join(this.dir, name);
      this.#read.set(name, existsSync(path) ? parse(readFileSync(path, 'utf8'), { merge: true }) : null);
    }
    return this.#read.get(name);
  }
}
