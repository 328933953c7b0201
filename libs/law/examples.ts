import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import type { Law } from './law.js';
import type { Charge, Person } from './person.js';

/** What one example expects of one finding; only the keys that are written are compared. */
export interface Expected {
  readonly charge: string;
  readonly provision: string | null;
  readonly result: Finding['result'];
  readonly version?: string;
  readonly remedy?: string;
  readonly process?: string;
  readonly opensOn?: string | null;
  readonly closesOn?: string | null;
  /** Exactly these facts, in any order. */
  readonly missing?: readonly string[];
  /** How many questions for the attorney. */
  readonly questions?: number;
  /** A condition that must be among those that fail. */
  readonly fails?: string;
}

export interface Example {
  readonly story: string;
  readonly on: string;
  readonly person?: Record<string, unknown>;
  /** Name under `people:`; `person` and `change` are laid over it. */
  readonly like?: string;
  /** Facts laid over one charge each, by its id. */
  readonly change?: Record<string, Record<string, unknown>>;
  readonly expect: readonly Expected[];
}

export interface ExamplesFile {
  readonly jurisdiction: string;
  readonly people?: Readonly<Record<string, Person>>;
  readonly examples: readonly Example[];
}

export interface ExampleOutcome {
  readonly index: number;
  readonly person: unknown;
  readonly checks: readonly { readonly expect: number; readonly problem: string | null }[];
}

/** Runs the examples of a file. Nothing is thrown for an example that fails: its problem says expected and found. */
export function runExamples(file: ExamplesFile, law: Law): ExampleOutcome[] {
  return file.examples.map((example, index) => {
    const person = personOf(example, file);
    let findings: Finding[];
    try {
      findings = evaluate(person, example.on, law);
    } catch (error) {
      return { index, person, checks: example.expect.map((_, expect) => ({ expect, problem: `cannot be evaluated: ${String(error)}` })) };
    }
    return { index, person, checks: example.expect.map((expected, expect) => ({ expect, problem: compare(expected, findings) })) };
  });
}

/** The person that an example speaks of, all told. */
export function personOf(example: Example, file: ExamplesFile): Person {
  const base = (example.like ? file.people?.[example.like] : undefined) ?? { id: 'p', charges: [] };
  const person = { ...base, ...example.person } as Person;
  const charges = (person.charges ?? []).map((charge) => ({ ...charge, ...example.change?.[charge.id] }) as Charge);
  return { ...person, charges };
}

function compare(expected: Expected, findings: readonly Finding[]): string | null {
  const finding = findings.find((f) => f.charge === expected.charge && f.provision === expected.provision);
  if (!finding) return `no finding for charge ${expected.charge} under ${expected.provision}`;
  const wrong: string[] = [];
  for (const key of ['result', 'version', 'remedy', 'process', 'opensOn', 'closesOn'] as const) {
    const want = expected[key];
    if (want !== undefined && want !== finding[key]) wrong.push(`${key} ${String(finding[key])}, expected ${String(want)}`);
  }
  if (expected.missing && [...expected.missing].sort().join() !== [...finding.missing].sort().join()) wrong.push(`missing [${finding.missing.join(', ')}], expected [${expected.missing.join(', ')}]`);
  if (expected.questions !== undefined && expected.questions !== finding.questions.length) wrong.push(`${finding.questions.length} questions, expected ${expected.questions}`);
  const failing = finding.because.filter((reason) => reason.holds === false).map((reason) => reason.condition);
  if (expected.fails !== undefined && !failing.includes(expected.fails)) wrong.push(`failing conditions [${failing.join(', ')}], expected ${expected.fails} among them`);
  if (wrong.length === 0) return null;
  const open = finding.result !== expected.result && finding.missing.length > 0 ? ` (missing ${finding.missing.join(', ')})` : '';
  return `charge ${expected.charge}, ${expected.provision}: ${wrong.join('; ')}${open}`;
}
