import { parseDay } from '#dates/calendar-date.js';
import type { FactEntry } from './law-file.js';
import type { Law } from './law.js';

/** Why a cell cannot be a fact; says what is allowed. */
export class BadCell extends Error {}

/** One column of a CSV file of people: a path of law/schema/person.json, of the charge, or of the person when it begins with "person.". */
export interface PersonColumn {
  readonly name: string;
  readonly of: 'person' | 'charge';
  readonly path: readonly string[];
  /** The value of a cell that is not empty. Throws BadCell. */
  readonly read: (text: string) => unknown;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
}

/** Earlier relief is a list; so many entries have columns of their own (person.earlierRelief.0.remedy). */
const EARLIER_RELIEF = 10;

/** Every column that a CSV file of people may have, by name. Taken from the person's schema and the vocabulary of facts, so that both forms of input say the same. */
export function personColumns(law: Law): ReadonlyMap<string, PersonColumn> {
  const columns = new Map<string, PersonColumn>();
  const add = (of: PersonColumn['of'], path: readonly string[], read: PersonColumn['read']): void => {
    const name = (of === 'person' ? ['person', ...path] : path).join('.');
    columns.set(name, { name, of, path, read });
  };
  const walk = (of: PersonColumn['of'], path: readonly string[], schema: Schema): void => {
    for (const one of (schema.anyOf ?? [schema]).filter((each) => each.type !== 'null')) {
      const name = path.at(-1);
      if (path.length === 1 && name === 'facts') for (const [fact, entry] of Object.entries(law.facts)) add(of, [...path, fact], FACTS[entry.type]);
      else if (one.properties) for (const [key, property] of Object.entries(one.properties)) walk(of, [...path, key], property);
      else if (path.length === 1 && name === 'earlierRelief') {
        add(of, path, noneAtAll);
        for (let n = 0; n < EARLIER_RELIEF; n += 1) walk(of, ['earlierRelief', String(n)], { properties: one.items?.properties ?? {} });
      } else if (one.items?.enum) add(of, path, listOf(readerOf('', one.items)));
      else if (!one.items) add(of, path, readerOf(name ?? '', one));
    }
  };
  const { $defs, properties } = law.personSchema as Schema & { $defs: { charge: Schema } };
  walk('person', [], { properties: { ...properties, charges: { type: 'null' } } });
  walk('charge', [], $defs.charge);
  return columns;
}

function readerOf(name: string, schema: Schema): PersonColumn['read'] {
  if (schema.enum) return oneOf(schema.enum.filter((value) => value !== null).map(String));
  if (schema.format === 'date') return day;
  const type = [schema.type].flat().find((each) => each !== 'null');
  if (type === 'boolean') return yesNo;
  if (type === 'number') return schema.minimum === 0 ? amount : number;
  return name === 'jurisdiction' ? jurisdiction : textUpTo(schema.maxLength ?? 2_000);
}

const yesNo: PersonColumn['read'] = (text) => {
  const said = text.toLowerCase();
  if (said === 'yes' || said === 'true') return true;
  if (said === 'no' || said === 'false') return false;
  throw new BadCell('allowed: yes, no, true, false, or nothing when it is not known');
};

/** A day as 2024-02-29, or as 2/29/2024, which spreadsheet programs make of it. Two-digit years are refused: nobody can tell 1926 from 2026. */
const day: PersonColumn['read'] = (text) => {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const iso = american ? `${american[3]}-${american[1]!.padStart(2, '0')}-${american[2]!.padStart(2, '0')}` : text;
  if (parseDay(iso) === null) throw new BadCell('is not a day of the calendar; allowed: YYYY-MM-DD, or M/D/YYYY');
  return iso;
};

const number: PersonColumn['read'] = (text) => {
  if (!/^-?\d{1,12}(\.\d{1,6})?$/.test(text)) throw new BadCell('allowed: a number such as 30 or 12.5');
  return Number(text);
};

const amount: PersonColumn['read'] = (text) => {
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(text)) throw new BadCell('allowed: a number from 0, such as 30 or 250.50, without $ and thousands separators');
  return Number(text);
};

const jurisdiction: PersonColumn['read'] = (text) => {
  if (!/^[A-Z]{2}$/.test(text)) throw new BadCell('allowed: two capital letters of a state or DC, or US for a federal charge');
  return text;
};

const textUpTo =
  (most: number): PersonColumn['read'] =>
  (text) => {
    if (text.length > most) throw new BadCell(`allowed: ${most} characters at most`);
    return text;
  };

const oneOf =
  (allowed: readonly string[]): PersonColumn['read'] =>
  (text) => {
    if (!allowed.includes(text)) throw new BadCell(`allowed: ${allowed.join(', ')}`);
    return text;
  };

const listOf =
  (read: PersonColumn['read']): PersonColumn['read'] =>
  (text) =>
    text.split(';').map((part) => read(part.trim()));

/** "None was ever granted" is a fact of its own; an empty cell would say "not known". */
const noneAtAll: PersonColumn['read'] = (text) => {
  if (text.toLowerCase() !== 'none') throw new BadCell('allowed: none, when no relief was ever granted; relief that was has columns like person.earlierRelief.0.remedy');
  return [];
};

const FACTS: Readonly<Record<FactEntry['type'], PersonColumn['read']>> = { boolean: yesNo, number, day, text: textUpTo(2_000) };
