import { addPeriod, type Period } from '#dates/calendar-date.js';
import { between, betweenFor, either, NO, unknown, YES, type Answer } from '../answer.js';
import { leaf } from '../condition.js';
import { ALWAYS, complement, NEVER, range, unite, type DaySet } from '../day-set.js';
import type { Moment } from '../moment.js';
import { UNSET, type RecordCharge } from '../record.js';
import { groupCounts } from '../transaction.js';
import { charges } from './charges.js';
import { order } from './clocks.js';
import { about, sameGroup } from './members.js';
import { plus } from './record-events.js';
import { reliefMatches, sayRelief, type ReliefArgs } from './relief.js';
import type { Word } from './word.js';

/** docket | arrest | transaction: inside `charges`: the other charge belongs to the same one as this charge. */
const same: Word = {
  name: 'same',
  compile(args, _scope, cite) {
    const kind = args as 'docket' | 'arrest' | 'transaction';
    const openTransaction = unknown('facts.transaction');
    const ask = (c: RecordCharge, origin: RecordCharge): Answer => {
      if (kind !== 'transaction') return sameGroup(kind, c, origin);
      const { fewest, most } = groupCounts([c, origin], 'transaction');
      return c === origin || most === 1 ? YES : fewest === 2 ? NO : openTransaction;
    };
    return leaf('same', 1, ask, () => `of the same ${kind}`, cite, true);
  },
};

interface ComparedArgs extends Period {
  readonly event: unknown;
  readonly is: 'after' | 'on-or-after' | 'before' | 'same-day';
  readonly this: unknown;
}

/**
 * { event, is: after | on-or-after | before | same-day, this: event, years, months, days }: inside `charges`: compares an event of the other charge with an
 * event of this charge; a length narrows it to that long after (or before) this charge's event, the last day included.
 */
const compared: Word = {
  name: 'compared',
  compile(args, scope, cite) {
    const { event, is, this: own, ...length } = args as ComparedArgs;
    const theirs = scope.event(event);
    const ours = scope.event(own);
    const limited = length.years !== undefined || length.months !== undefined || length.days !== undefined;
    const ask = (c: RecordCharge, origin: RecordCharge): Answer => {
      const a = theirs.at(c, origin);
      const b = ours.at(origin, origin);
      const base =
        is === 'after' ? order(b, a, false)
        : is === 'on-or-after' ? order(b, a, true)
        : is === 'before' ? order(a, b, false)
        : sameDay(a, b);
      if (!limited || base === NO) return withOrigin(base, a, b, origin);
      const near = is === 'before' ? order(b, plus(a, length), true) : order(a, plus(b, length), true);
      return near === NO ? NO : near === YES ? withOrigin(base, a, b, origin) : withOrigin(near, a, b, origin);
    };
    return leaf('compared', 5, ask, () => `${theirs.text} ${is} this charge's ${ours.text}${limited ? ' within the set time' : ''}`, cite, true);
  },
};

/** An open comparison names the facts of both charges. */
function withOrigin(answer: Answer, a: Moment, b: Moment, origin: RecordCharge): Answer {
  if (answer.sure === answer.may) return answer;
  return betweenFor(answer.sure, answer.may, () => [...a.gaps, ...about(b.gaps, origin)]);
}

function sameDay(a: Moment, b: Moment): Answer {
  if (a.happened === false || b.happened === false || a.lo > b.hi || b.lo > a.hi) return NO;
  return a.lo === a.hi && b.lo === b.hi && a.happened && b.happened ? YES : betweenFor(NEVER, ALWAYS, () => [...a.gaps, ...b.gaps]);
}

/** { that: condition }: no charge that matches is pending; an unnamed pending charge counts unless the condition shuts it out. */
const noPending: Word = {
  name: 'no-pending-charges',
  compile(args, scope, cite) {
    const spec = args === true ? {} : (args as { that?: unknown });
    const that = spec.that === undefined ? null : scope.tree(spec.that);
    const open = unknown('pendingCharges', 'person');
    // Something is pending, and whether it is of the kind that bars only its entry in the record tells.
    const unnamed = unknown('recordComplete', 'person');
    const ask = (c: RecordCharge): Answer => {
      const flag = c.person.raw.pendingCharges;
      let matches = NO;
      let listed = false;
      for (const other of c.person.charges) {
        if (other.raw.disposition !== 'pending') continue;
        listed = true;
        matches = either(matches, that ? that.ask(other, c) : YES);
      }
      if (matches === YES || (flag === true && !that)) return NO;
      if (flag === false || (listed && flag === true && c.person.raw.recordComplete === true)) return matches === NO ? YES : between(complement(matches.may), complement(matches.sure), open.gaps);
      return between(NEVER, complement(matches.sure), (flag === true && c.person.raw.recordComplete !== true ? unnamed : open).gaps);
    };
    return leaf('no-pending-charges', 10, ask, (c) => `no pending charge${that ? ' of the kind that bars' : ''}: ${c.person.raw.pendingCharges == null ? 'not known' : c.person.raw.pendingCharges ? 'a charge is pending' : 'none pending'}, if nothing new happens`, cite);
  },
};

/** { remedy, provision, for, where, within, at_least, at_most }: relief that the person was granted before; the default is at least one. */
const relief: Word = {
  name: 'relief',
  compile(args, scope, cite) {
    const spec = args as ReliefArgs;
    const open = unknown('earlierRelief', 'person');
    const least = spec.at_least ?? (spec.at_most === undefined ? 1 : 0);
    const most = spec.at_most ?? Infinity;
    const ask = (c: RecordCharge): Answer => {
      const granted = c.person.earlierRelief;
      if (!granted) return open;
      let sure = 0;
      let may = 0;
      let days: DaySet = NEVER;
      for (const one of granted) {
        const match = reliefMatches(spec, one, c, scope);
        if (match === 'no') continue;
        if (spec.within) {
          days = unite(days, one.on === UNSET ? ALWAYS : range(one.on, addPeriod(one.on, spec.within)));
          if (one.on === UNSET || match === 'maybe') return between(NEVER, ALWAYS, open.gaps);
        }
        may++;
        if (match === 'yes') sure++;
      }
      if (spec.within) {
        const holds = most === Infinity ? days : complement(days);
        return between(holds, holds, []);
      }
      if (sure >= least && may <= most) return YES;
      return may >= least && sure <= most ? open : NO;
    };
    return leaf('relief', 7, ask, (c) => `${least > 0 ? 'earlier' : `at most ${most} earlier`} ${sayRelief(spec)}: ${c.person.earlierRelief?.length ?? 'not known'} entered`, cite);
  },
};

export const WHOLE_RECORD: readonly Word[] = [charges, same, compared, noPending, relief];
