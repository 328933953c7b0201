import { parseDay } from '#dates/calendar-date.js';
import type { EarlierRelief, Remedy } from '#law/person.js';

/** Why a cell cannot be read; says what is allowed. */
export class BadCell extends Error {}

/** Reads one cell that is not empty. */
export type ReadCell<T> = (text: string) => T;

const YES = ['yes', 'y', 'true', '1'];
const NO = ['no', 'n', 'false', '0'];

export const text: ReadCell<string> = (value) => value;

/** Yes, no, or left empty for "not known". */
export const yesNo: ReadCell<boolean> = (value) => {
  if (YES.includes(value.toLowerCase())) return true;
  if (NO.includes(value.toLowerCase())) return false;
  throw new BadCell('allowed are yes, no, or nothing when it is not known');
};

/** A legal day as 2024-02-29 or as 2/29/2024. Two-digit years are refused: nobody can tell 1926 from 2026. */
export const day: ReadCell<string> = (value) => {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value);
  const iso = american ? `${american[3]}-${american[1]?.padStart(2, '0')}-${american[2]?.padStart(2, '0')}` : value;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) throw new BadCell('a day is written 2024-02-29 or 2/29/2024, with the year in four digits');
  if (parseDay(iso) === null) throw new BadCell('there is no such day in the calendar');
  return iso;
};

export const wholeNumber =
  (least: number, most: number): ReadCell<number> =>
  (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) throw new BadCell(`a whole number from ${least} to ${most} is allowed`);
    return number;
  };

/** US dollars, with or without $ and thousands separators. */
export const dollars: ReadCell<number> = (value) => {
  const plain = value.replace(/^\$/, '').replace(/,(?=\d{3}\b)/g, '');
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) throw new BadCell('an amount in dollars such as 175 or 1,250.50 is allowed');
  return Number(plain);
};

export const oneOf =
  <const T extends string>(allowed: readonly T[]): ReadCell<T> =>
  (value) => {
    const found = allowed.find((one) => one === value.toLowerCase());
    if (!found) throw new BadCell(`allowed are ${allowed.join(', ')}`);
    return found;
  };

/** Several values with semicolons between them. */
export const listOf =
  <T>(read: ReadCell<T>): ReadCell<T[]> =>
  (value) =>
    value
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(read);

/** Rarer facts by their vocabulary name: `pleaBargain=no; jailDaysServed=12`. */
export const facts: ReadCell<Record<string, boolean | number | string>> = (value) =>
  Object.fromEntries(
    listOf((pair) => {
      const match = /^([a-z][A-Za-z0-9]*)=(.+)$/.exec(pair);
      if (!match?.[1] || !match[2]) throw new BadCell('facts are written name=value with semicolons between them');
      const [, name, said] = match;
      if (YES.slice(0, 3).includes(said.toLowerCase())) return [name, true] as const;
      if (NO.slice(0, 3).includes(said.toLowerCase())) return [name, false] as const;
      return [name, /^-?\d+(\.\d+)?$/.test(said) ? Number(said) : said] as const;
    })(value),
  );

const REMEDIES = [
  'vacatur',
  'expungement',
  'sealing',
  'set-aside',
  'dismissal',
  'destruction',
  'pardon',
  'shielding',
  'nondisclosure',
] as const satisfies readonly Remedy[];

/** Relief granted before: `none`, or each as jurisdiction/remedy/day. A part left out is not known: `NY/sealing/`. */
export const earlierRelief: ReadCell<EarlierRelief[]> = (value) =>
  value.toLowerCase() === 'none'
    ? []
    : listOf((one) => {
        const [jurisdiction, remedy, on, ...more] = one.split('/');
        if (!jurisdiction || remedy === undefined || on === undefined || more.length > 0) {
          throw new BadCell('allowed is none, or jurisdiction/remedy/day with semicolons between, e.g. NY/sealing/2020-05-01');
        }
        return { jurisdiction, remedy: remedy === '' ? null : oneOf(REMEDIES)(remedy), on: on === '' ? null : day(on) };
      })(value);
