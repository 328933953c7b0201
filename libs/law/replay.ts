import { evaluateCorrected } from './corrected-findings.js';
import type { CorrectedLaw } from './corrected-law.js';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import type { Law } from './law.js';
import type { Person } from './person.js';
import { differences, type ChangedFinding } from './what-if.js';

/** One finding of one person that changed law answers otherwise. */
export interface ReplayedChange extends ChangedFinding {
  readonly person: string;
}

/** The law that all share, or as an office reads it. */
export type ReadLaw = Law | CorrectedLaw;

/**
 * Whose answer changes when law A becomes law B, for the same facts on the same day. Yields changes person by person, so any number of persons may be run;
 * people without a change yield nothing.
 */
export function* replay(persons: Iterable<Person>, on: string, lawA: ReadLaw, lawB: ReadLaw): Generator<ReplayedChange> {
  for (const person of persons) {
    for (const change of differences(findingsBy(person, on, lawA), findingsBy(person, on, lawB))) yield { person: person.id, ...change };
  }
}

function findingsBy(person: Person, on: string, law: ReadLaw): Finding[] {
  return 'shared' in law ? evaluateCorrected(person, on, law).map(({ finding }) => finding) : evaluate(person, on, law);
}
