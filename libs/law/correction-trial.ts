import { evaluateCorrected, only, type FormerAnswer } from './corrected-findings.js';
import type { CorrectedLaw } from './corrected-law.js';
import { evaluate } from './evaluate.js';
import { personOf, type ExamplesFile } from './examples.js';
import type { Result } from './finding.js';

/** A worked example that a correction answers otherwise. */
export interface ExampleChange {
  readonly story: string;
  readonly on: string;
  readonly charge: string;
  readonly provision: string;
  /** What the shared data says, as the example expects it. */
  readonly was: Pick<FormerAnswer, 'result' | 'opensOn' | 'closesOn'>;
  readonly becomes: { readonly result: Result | null; readonly opensOn: string | null; readonly closesOn: string | null };
}

export interface Trial {
  /** Worked examples of the provisions that were tried. */
  readonly tried: number;
  readonly changes: readonly ExampleChange[];
}

/** Asks every worked example of the corrected provisions by the shared law and by the office's, and tells where they differ. */
export function tryExamples(file: ExamplesFile | null, corrected: CorrectedLaw): Trial {
  const changes: ExampleChange[] = [];
  let tried = 0;
  const office: CorrectedLaw = { ...corrected, law: only(corrected.law, corrected.provisions) };
  const shared = only(corrected.shared, corrected.provisions);
  for (const example of file?.examples ?? []) {
    const expected = example.expect.filter(({ provision }) => provision !== null && corrected.provisions.has(provision));
    if (!file || expected.length === 0) continue;
    tried += 1;
    const person = personOf(example, file);
    const before = evaluate(person, example.on, shared);
    const after = evaluateCorrected(person, example.on, office).map(({ finding }) => finding);
    for (const { charge, provision } of expected) {
      const find = (findings: typeof before) => findings.find((each) => each.charge === charge && each.provision === provision);
      const was = shown(find(before));
      const becomes = shown(find(after));
      if (JSON.stringify(was) !== JSON.stringify(becomes)) changes.push({ story: example.story, on: example.on, charge, provision: provision!, was, becomes });
    }
  }
  return { tried, changes };
}

function shown(finding: { result: Result; opensOn: string | null; closesOn: string | null } | undefined): ExampleChange['becomes'] {
  return finding ? { result: finding.result, opensOn: finding.opensOn, closesOn: finding.closesOn } : { result: null, opensOn: null, closesOn: null };
}
