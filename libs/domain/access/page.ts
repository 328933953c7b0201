import { invalid } from './errors.js';

export interface Page<T> {
  items: T[];
  /** Give this back as `cursor` for the next page; null on the last one. */
  next: string | null;
}

export interface PageRequest {
  /** 1 to 200 */
  limit: number;
  /** Where the page before ended; null for the first one. */
  cursor: string | null;
}

/** What a cursor may hold: sort keys of the last row, in the order of the sort. Days, instants, codes and ids only. */
export type CursorKey = 'uuid' | 'instant' | 'day' | 'day-or-null' | 'code';

const SHAPES: { readonly [key in CursorKey]: RegExp } = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  instant: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/,
  day: /^\d{4}-\d{2}-\d{2}$/,
  'day-or-null': /^\d{4}-\d{2}-\d{2}$/,
  code: /^[\w.-]{1,100}$/,
};

/** `sort` names the order of the list, so that a cursor of one order is refused by another. */
export function writeCursor(sort: string, keys: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([sort, ...keys])).toString('base64url');
}

/**
 * Reads a cursor that `writeCursor` made for this sort. It is the caller's text: everything in it is checked.
 *
 * @throws Problem invalid (422) naming `cursor`
 */
export function readCursor(cursor: string, sort: string, shape: readonly CursorKey[]): (string | null)[] {
  const refused = invalid('cursor', 'must be the `next` of a page of this same list and order');
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  if (!Array.isArray(parsed) || parsed.length !== shape.length + 1 || parsed[0] !== sort) throw refused;
  return shape.map((key, index) => {
    const value: unknown = parsed[index + 1];
    if (value === null && key === 'day-or-null') return null;
    if (typeof value !== 'string' || !SHAPES[key].test(value)) throw refused;
    if (key !== 'uuid' && key !== 'code' && Number.isNaN(Date.parse(value))) throw refused;
    return value;
  });
}

/**
 * Makes a page of rows that were selected with `LIMIT limit + 1`: the row too many says that there is a next page.
 */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(show), next: rows.length > limit && last ? cursorOf(last) : null };
}
