/**
 * Legal days as integers: whole days since 1970-01-01 in the proleptic Gregorian calendar, without time or time zone.
 * Everything outside this file writes them 'YYYY-MM-DD'.
 */
export type Day = number;

/** A span of calendar time. Parts left out are 0. */
export interface Period {
  readonly years?: number;
  readonly months?: number;
  readonly days?: number;
}

const MONTH_LENGTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Number of days of a month; months count from 1. */
export function monthLength(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTH[month - 1] ?? 0);
}

/** The day of a date of the calendar. The date must exist. */
export function dayOf(year: number, month: number, date: number): Day {
  // Years are counted from March, so the leap day is the last day of its year.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month (from 1) and date of a day. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: dayOfYear - Math.floor((153 * m + 2) / 5) + 1,
  };
}

/**
 * Reads 'YYYY-MM-DD'. Returns null for anything else: another shape, a date that does not exist (30 February), a year before 1000.
 */
export function parseDay(text: string): Day | null {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const date = digits(text, 8, 10);
  if (year < 1000 || month < 1 || month > 12 || date < 1 || date > monthLength(year, month)) return null;
  return dayOf(year, month, date);
}

/** Writes a day as 'YYYY-MM-DD'. */
export function formatDay(day: Day): string {
  const { year, month, date } = partsOf(day);
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${date < 10 ? '0' : ''}${date}`;
}

/**
 * The day on which a period that began on `start` has fully run: the anniversary, then `days` more.
 * Where the target month lacks the date, the anniversary is the first of the next month: 29 February 2020 plus one year is 1 March 2021, 31 January
 * plus one month is 1 March. So a waiting period never ends a day early; on the day returned "at least" the period has passed. "More than" the
 * period has passed one day later. Years and months are added together before rounding, days after it.
 */
export function addPeriod(start: Day, period: Period): Day {
  return shift(start, period, false);
}

/**
 * The last day of a time limit that began on `start`, itself included. Where the target month lacks the date, the limit ends on that month's last
 * day: one year from 29 February 2020 ends on 28 February 2021. So a deadline never ends a day late.
 */
export function endOfPeriod(start: Day, period: Period): Day {
  return shift(start, period, true);
}

/**
 * The first day on which a person born on `birth` is `age` years old. Born on 29 February: 1 March in common years. (Some courts count a person
 * a year older on the day before the birthday; this does not.)
 */
export function birthday(birth: Day, age: number): Day {
  return shift(birth, { years: age }, false);
}

function shift(start: Day, period: Period, roundDown: boolean): Day {
  const days = period.days ?? 0;
  const months = (period.years ?? 0) * 12 + (period.months ?? 0);
  if (months === 0) return start + days;
  const from = partsOf(start);
  const count = from.year * 12 + from.month - 1 + months;
  const year = Math.floor(count / 12);
  const month = count - year * 12 + 1;
  const length = monthLength(year, month);
  if (from.date <= length) return dayOf(year, month, from.date) + days;
  return dayOf(year, month, length) + (roundDown ? 0 : 1) + days;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i) - 48;
    if (code < 0 || code > 9) return -1;
    value = value * 10 + code;
  }
  return value;
}
