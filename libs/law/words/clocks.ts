import { addPeriod, birthday, endOfPeriod, formatDay, parseDay, type Day, type Period } from '#dates/calendar-date.js';
import { betweenFor, certain, NO, yesOrNo, YES, unknown, type Answer } from '../answer.js';
import { leaf } from '../condition.js';
import { ALWAYS, before, EARLIEST, from, intersect, LATEST, NEVER, range, type DaySet } from '../day-set.js';
import type { Moment } from '../moment.js';
import { UNSET, type RecordCharge } from '../record.js';
import type { EventRef, Word } from './word.js';

interface Length extends Period {
  readonly more_than?: boolean;
}

/** Days on or after an event plus a period. `gone` is the answer when the event did not happen. */
function sinceMoment(m: Moment, length: Length, gone: Answer): Answer {
  if (m.happened === false) return gone;
  const extra = length.more_than ? 1 : 0;
  const may = m.lo === EARLIEST ? ALWAYS : from(addPeriod(m.lo, length) + extra);
  if (m.lo === m.hi && m.happened) return certain(may);
  const sure = m.hi === LATEST || m.happened === null ? NEVER : from(addPeriod(m.hi, length) + extra);
  return betweenFor(sure, may, () => m.gaps);
}

/** Days from an event until its period has run; the last day is counted in when `inclusive`. */
function untilMoment(m: Moment, end: (day: Day) => Day): Answer {
  if (m.happened === false) return NO;
  if (m.lo === m.hi && m.happened) return certain(range(m.lo, end(m.lo)));
  const may: DaySet = range(m.lo, m.hi === LATEST ? LATEST : end(m.hi));
  const sure = m.hi === LATEST || m.lo === EARLIEST || m.happened === null ? NEVER : range(m.hi, end(m.lo));
  return betweenFor(sure, may, () => m.gaps);
}

export function sayLength(length: Length): string {
  const parts = (['years', 'months', 'days'] as const)
    .filter((unit) => length[unit])
    .map((unit) => `${length[unit]} ${length[unit] === 1 ? unit.slice(0, -1) : unit}`);
  return parts.length === 0 ? 'no wait' : `${length.more_than ? 'more than ' : ''}${parts.join(' ')}`;
}

function sayMoment(event: EventRef, c: RecordCharge, origin: RecordCharge): string {
  const m = event.at(c, origin);
  if (m.happened === false) return `${event.text} (did not happen)`;
  return m.lo === m.hi && m.happened ? `${event.text} (${formatDay(m.lo)})` : `${event.text} (day not known)`;
}

function dayIn(text: unknown, fail: (reason: string) => never): Day {
  const day = typeof text === 'string' ? parseDay(text) : null;
  return day ?? fail(`${String(text)} is not a day of the calendar (YYYY-MM-DD)`);
}

/** { years, months, days, more_than, after: event }: holds once the period since the event has fully run. */
const wait: Word = {
  name: 'wait',
  compile(args, scope, cite) {
    const { after, ...length } = args as Length & { after: unknown };
    const event = scope.event(after);
    return leaf('wait', 6, (c, origin) => sinceMoment(event.at(c, origin), length, NO), (c, origin) => `${sayLength(length)} after ${sayMoment(event, c, origin)}, if nothing new happens`, cite);
  },
};

/** { years, months, days, after: event }: holds from the event until the period's last day, itself included; a filing deadline. */
const within: Word = {
  name: 'within',
  compile(args, scope, cite) {
    const { after, ...length } = args as Length & { after: unknown };
    const event = scope.event(after);
    return leaf('within', 6, (c, origin) => untilMoment(event.at(c, origin), (day) => endOfPeriod(day, length) + 1), (c, origin) => `within ${sayLength(length)} after ${sayMoment(event, c, origin)}`, cite);
  },
};

/** { event, years, months, days }: holds as long as the event lies in the last N years, the look-back of a clean period; ends on the anniversary. */
const recent: Word = {
  name: 'recent',
  compile(args, scope, cite) {
    const { event: reference, ...length } = args as Length & { event: unknown };
    const event = scope.event(reference);
    const extra = length.more_than ? 1 : 0;
    return leaf('recent', 6, (c, origin) => untilMoment(event.at(c, origin), (day) => addPeriod(day, length) + extra), (c, origin) => `${sayMoment(event, c, origin)} in the last ${sayLength(length)}`, cite);
  },
};

/** { of: event, from: day, before: day }: was the event on or after, and before, fixed days? */
const date: Word = {
  name: 'date',
  compile(args, scope, cite) {
    const { of, from: first, before: end } = args as { of: unknown; from?: string; before?: string };
    const event = scope.event(of);
    const lo = first === undefined ? EARLIEST : dayIn(first, scope.fail);
    const hi = end === undefined ? LATEST : dayIn(end, scope.fail);
    return leaf('date', 2, (c, origin) => {
      const m = event.at(c, origin);
      if (m.happened === false || m.hi < lo || m.lo >= hi) return NO;
      return m.lo >= lo && m.hi < hi && m.happened ? YES : betweenFor(NEVER, ALWAYS, () => m.gaps);
    }, (c, origin) => `${sayMoment(event, c, origin)}${first ? ` on or after ${first}` : ''}${end ? ` before ${end}` : ''}`, cite);
  },
};

/** { from: day, before: day }: days of the calendar, whatever the facts. */
const calendar: Word = {
  name: 'calendar',
  compile(args, scope, cite) {
    const { from: first, before: end } = args as { from?: string; before?: string };
    const days = intersect(first === undefined ? ALWAYS : from(dayIn(first, scope.fail)), end === undefined ? ALWAYS : before(dayIn(end, scope.fail)));
    const answer = certain(days);
    return leaf('calendar', 0, () => answer, () => `${first ? `from ${first}` : ''}${first && end ? ' ' : ''}${end ? `before ${end}` : ''}`, cite);
  },
};

/** { first: event, then: event, same_day: true }: the first came before the other; on one day counts only with same_day. */
const precedes: Word = {
  name: 'precedes',
  compile(args, scope, cite) {
    const { first, then, same_day: sameDay } = args as { first: unknown; then: unknown; same_day?: boolean };
    const a = scope.event(first);
    const b = scope.event(then);
    return leaf('precedes', 3, (c, origin) => order(a.at(c, origin), b.at(c, origin), sameDay === true), (c, origin) => `${sayMoment(a, c, origin)} before ${sayMoment(b, c, origin)}`, cite);
  },
};

export function order(a: Moment, b: Moment, sameDay: boolean): Answer {
  if (a.happened === false || b.happened === false) return NO;
  const early = sameDay ? 0 : 1;
  if (a.lo + early > b.hi) return NO;
  if (a.hi + early <= b.lo && a.happened && b.happened) return YES;
  return betweenFor(NEVER, ALWAYS, () => [...a.gaps, ...b.gaps]);
}

/** { at: event or 'filing', under: n, at_least: n }: age on the day of an event, or on the day of filing. */
const age: Word = {
  name: 'age',
  compile(args, scope, cite) {
    const { at, under, at_least: atLeast } = args as { at: unknown; under?: number; at_least?: number };
    const noBirth = unknown('birthDate', 'person');
    const event = at === 'filing' ? null : scope.event(at);
    const ask = (c: RecordCharge, origin: RecordCharge): Answer => {
      const birth = c.person.birthDate;
      if (birth === UNSET) return noBirth;
      const lo = atLeast === undefined ? EARLIEST : birthday(birth, atLeast);
      const hi = under === undefined ? LATEST : birthday(birth, under);
      if (!event) return certain(range(lo, hi));
      const m = event.at(c, origin);
      if (m.happened === false || m.hi < lo || m.lo >= hi) return NO;
      return m.lo >= lo && m.hi < hi && m.happened ? YES : betweenFor(NEVER, ALWAYS, () => m.gaps);
    };
    return leaf('age', 4, ask, (c, origin) => `${atLeast === undefined ? '' : `at least ${atLeast} `}${under === undefined ? '' : `under ${under} `}years old at ${event ? sayMoment(event, c, origin) : 'filing'}`, cite);
  },
};

/** event: it has happened by the day asked about. */
const after: Word = {
  name: 'after',
  compile(args, scope, cite) {
    const event = scope.event(args);
    return leaf('after', 5, (c, origin) => sinceMoment(event.at(c, origin), {}, NO), (c, origin) => `on or after ${sayMoment(event, c, origin)}`, cite);
  },
};

/** event: it happened at some time (no clock). */
const happened: Word = {
  name: 'happened',
  compile(args, scope, cite) {
    const event = scope.event(args);
    return leaf('happened', 3, (c, origin) => {
      const m = event.at(c, origin);
      return m.happened === null ? betweenFor(NEVER, ALWAYS, () => m.gaps) : yesOrNo(m.happened);
    }, (c, origin) => sayMoment(event, c, origin), cite);
  },
};

export const CLOCKS: readonly Word[] = [wait, within, recent, date, calendar, precedes, age, after, happened];

