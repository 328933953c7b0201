import type { Day } from '#dates/calendar-date.js';

/**
 * A set of days: [from, to, from, to, …], ascending, half-open, no two ranges touching.
 * ALWAYS and NEVER are shared and compared by identity; no function here changes a set it was given.
 */
export type DaySet = readonly number[];

/** Before and after every day of the calendar; small enough to stay machine integers. */
export const EARLIEST: Day = -0x20000000;
export const LATEST: Day = 0x20000000;

export const ALWAYS: DaySet = [EARLIEST, LATEST];
export const NEVER: DaySet = [];

/** From `day` on, itself included. */
export function from(day: Day): DaySet {
  return [day, LATEST];
}

/** Before `day`, itself left out. */
export function before(day: Day): DaySet {
  return [EARLIEST, day];
}

/** From `first` until before `end`. */
export function range(first: Day, end: Day): DaySet {
  return first < end ? [first, end] : NEVER;
}

export function intersect(a: DaySet, b: DaySet): DaySet {
  if (a === b || b === ALWAYS || a.length === 0) return a;
  if (a === ALWAYS || b.length === 0) return b;
  if (a.length === 2 && b.length === 2) {
    const start = Math.max(a[0]!, b[0]!);
    const end = Math.min(a[1]!, b[1]!);
    if (start >= end) return NEVER;
    if (start === a[0] && end === a[1]) return a;
    if (start === b[0] && end === b[1]) return b;
    return [start, end];
  }
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const start = Math.max(a[i]!, b[j]!);
    const end = Math.min(a[i + 1]!, b[j + 1]!);
    if (start < end) out.push(start, end);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return shared(out);
}

export function unite(a: DaySet, b: DaySet): DaySet {
  if (a === b || a === ALWAYS || b.length === 0) return a;
  if (b === ALWAYS || a.length === 0) return b;
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const takeA = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const start = takeA ? a[i]! : b[j]!;
    const end = takeA ? a[i + 1]! : b[j + 1]!;
    if (takeA) i += 2;
    else j += 2;
    const last = out.length - 1;
    if (last > 0 && start <= out[last]!) out[last] = Math.max(out[last]!, end);
    else out.push(start, end);
  }
  return shared(out);
}

export function complement(a: DaySet): DaySet {
  if (a === ALWAYS) return NEVER;
  if (a.length === 0) return ALWAYS;
  const out: number[] = [];
  let start = EARLIEST;
  for (let i = 0; i < a.length; i += 2) {
    if (start < a[i]!) out.push(start, a[i]!);
    start = a[i + 1]!;
  }
  if (start < LATEST) out.push(start, LATEST);
  return shared(out);
}

/** Days of `a` that are not in `b`. */
export function without(a: DaySet, b: DaySet): DaySet {
  return intersect(a, complement(b));
}

export function has(set: DaySet, day: Day): boolean {
  for (let i = 0; i < set.length; i += 2) {
    if (day < set[i]!) return false;
    if (day < set[i + 1]!) return true;
  }
  return false;
}

/** The first day of the set that is `day` or later; LATEST when there is none. */
export function next(set: DaySet, day: Day): Day {
  for (let i = 0; i < set.length; i += 2) {
    if (day < set[i + 1]!) return Math.max(day, set[i]!);
  }
  return LATEST;
}

/** End (left out) of the range that holds `day`; `day` itself when none does. */
export function endAt(set: DaySet, day: Day): Day {
  for (let i = 0; i < set.length; i += 2) {
    if (day < set[i]!) return day;
    if (day < set[i + 1]!) return set[i + 1]!;
  }
  return day;
}

/** First day of the range that holds `day`; `day` itself when none does. */
export function startAt(set: DaySet, day: Day): Day {
  for (let i = 0; i < set.length; i += 2) {
    if (day < set[i]!) return day;
    if (day < set[i + 1]!) return set[i]!;
  }
  return day;
}

export function sameDays(a: DaySet, b: DaySet): boolean {
  return a === b || (a.length === b.length && a.every((day, i) => day === b[i]));
}

function shared(set: number[]): DaySet {
  if (set.length === 0) return NEVER;
  return set.length === 2 && set[0] === EARLIEST && set[1] === LATEST ? ALWAYS : set;
}
