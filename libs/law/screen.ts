import { evaluate } from './evaluate.js';
import type { Screening } from './finding.js';
import { errorLine, findingLine } from './findings-csv.js';
import type { Law } from './law.js';
import { InvalidPerson, parsePerson } from './person-check.js';
import { InvalidRows, type PersonRows, type RowReader } from './person-rows.js';

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

/** The rows of one person of a CSV file, answered: CSV lines of their findings, or one with the line and why they cannot be judged. */
export type ScreenedRows = { readonly ok: true; readonly csv: string } | { readonly ok: false; readonly csv: string; readonly line: number; readonly reason: string };

/** Screens one person's rows; never throws for what they say. */
export function screenRows(rows: PersonRows, reader: RowReader, on: string, law: Law): ScreenedRows {
  try {
    const person = reader.person(rows);
    return { ok: true, csv: evaluate(person, on, law).map((finding) => findingLine(person.id, finding)).join('') };
  } catch (error) {
    if (!(error instanceof InvalidRows)) throw error;
    const { line, message } = error;
    return { ok: false, csv: errorLine(rows.id, `line ${line}: ${message}`), line, reason: message };
  }
}
