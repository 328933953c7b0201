import { evaluate } from './evaluate.js';
import type { Screening } from './finding.js';
import type { Law } from './law.js';
import { InvalidPerson, parsePerson } from './person-check.js';

/**
 * What the law says of each charge of a person given as JSON text, on `on` ('YYYY-MM-DD'). `JSON.stringify` of it is the output contract
 * (law/schema/screening.json). Throws InvalidPerson naming path, value and what is allowed; nothing is guessed or left out.
 */
export function screen(text: string, on: string, law: Law): Screening {
  const person = parsePerson(text, law);
  return { on, law: law.hash, findings: evaluate(person, on, law) };
}

/** One line of `screen --ndjson`: the screening of its person with the person's id, or the number of the line and why it cannot be judged. */
export type ScreenedLine = { readonly ok: true; readonly json: string } | { readonly ok: false; readonly json: string; readonly reason: string };

/** Screens one line; never throws for what the line says. `number` counts from 1 over the whole input. */
export function screenLine(line: string, number: number, on: string, law: Law): ScreenedLine {
  try {
    const person = parsePerson(line, law);
    return { ok: true, json: JSON.stringify({ id: person.id, on, law: law.hash, findings: evaluate(person, on, law) }) };
  } catch (error) {
    if (!(error instanceof InvalidPerson)) throw error;
    return { ok: false, json: JSON.stringify({ line: number, error: error.message }), reason: error.message };
  }
}
