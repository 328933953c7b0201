import { evaluate } from './evaluate.js';
import type { Law } from './law.js';
import type { Person } from './person.js';
import { differences, type ChangedFinding } from './what-if.js';

/** One finding of one person that changed law answers otherwise. */
export interface ReplayedChange extends ChangedFinding {
  readonly person: string;
}

/**
 * Whose answer changes when law A becomes law B, for the same facts on the same day. Yields changes person by person, so any number of persons may be run;
 * people without a change yield nothing.
 */
export function* replay(persons: Iterable<Person>, on: string, lawA: Law, lawB: Law): Generator<ReplayedChange> {
  for (const person of persons) {
    for (const change of differences(evaluate(person, on, lawA), evaluate(person, on, lawB))) yield { person: person.id, ...change };
  }
}
