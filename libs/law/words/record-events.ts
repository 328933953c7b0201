import { addPeriod, formatDay, type Day, type Period } from '#dates/calendar-date.js';
import { NO, YES, type Gap } from '../answer.js';
import type { Condition } from '../condition.js';
import { EARLIEST, LATEST } from '../day-set.js';
import { earliest, latest, openMoment, type Moment } from '../moment.js';
import type { RecordCharge } from '../record.js';
import { about, belongs, completeness, leafGaps, type Among } from './members.js';
import type { EventRef } from './word.js';

/** The last (or first) of one event over the charges of the record that match; unknown charges could be later. */
export function overRecord(take: 'last' | 'first', event: EventRef, that: Condition, among: Among, self: boolean, here: string, text: string): EventRef {
  const pick = take === 'last' ? latest : earliest;
  const shared = self && among !== 'docket' && among !== 'arrest' && !that.relational;
  const key = {};
  return {
    text,
    at(c) {
      const before = shared ? c.person.settledMoments.get(key) : undefined;
      if (before) return before;
      const m = find(c);
      if (shared) c.person.settledMoments.set(key, m);
      return m;
    },
  };

  function find(c: RecordCharge): Moment {
      const days: Moment[] = [];
      for (const other of c.person.charges) {
        if (other === c && !self) continue;
        const member = belongs(among, other, c, here);
        const says = member === NO ? NO : that.ask(other, c);
        if (says === NO || says.may.length === 0) continue;
        const theirs = event.at(other, c);
        if (theirs.happened === false) continue;
        const sure = member === YES && says === YES;
        // Named by the charge even when it is c itself: what is kept for all charges must read the same from each.
        const gaps = (): readonly Gap[] => about(sure ? theirs.gaps : [...theirs.gaps, ...leafGaps(that.trace(other, c), null)], other);
        days.push(openMoment(theirs.lo, theirs.hi, sure ? theirs.happened : null, gaps));
      }
      const m = pick(days);
      const rest = completeness(among, c);
      if (rest === NO) return m;
      // Charges that are not entered may move it either way, but no earlier (later) than what is known.
      if (m.happened === false) return { lo: EARLIEST, hi: LATEST, happened: null, gaps: rest.gaps };
      return openMoment(take === 'last' ? m.lo : EARLIEST, take === 'last' ? LATEST : m.hi, m.happened, () => [...m.gaps, ...rest.gaps]);
  }
}

export function dayAfterEvent(event: EventRef, length: Period, text: string): EventRef {
  return { text, at: (c, origin) => plus(event.at(c, origin), length) };
}

export function fixedDay(day: Day): EventRef {
  const m: Moment = { lo: day, hi: day, happened: true, gaps: [] };
  return { text: formatDay(day), at: () => m };
}

export function plus(m: Moment, length: Period): Moment {
  if (m.happened === false) return m;
  return openMoment(m.lo === EARLIEST ? m.lo : addPeriod(m.lo, length), m.hi === LATEST ? m.hi : addPeriod(m.hi, length), m.happened, () => m.gaps);
}
