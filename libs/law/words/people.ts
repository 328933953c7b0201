import { between, betweenFor, NO, unknown, YES, yesOrNo, type Answer } from '../answer.js';
import { leaf } from '../condition.js';
import { ALWAYS, from, NEVER } from '../day-set.js';
import { factReader } from '../fact.js';
import { parseDay } from '#dates/calendar-date.js';
import { UNSET, type RecordCharge } from '../record.js';
import type { Word } from './word.js';

const SURVIVOR = unknown('trafficking.survivor', 'person');
const KINDS = unknown('trafficking.kinds', 'person');
const FROM = unknown('trafficking.from', 'person');
const TO = unknown('trafficking.to', 'person');
const NEXUS = unknown('traffickingNexus');

/** { kinds: [sex, labor], during: event }: the person is a survivor of trafficking of one of these kinds; the event fell within that time. */
const survivor: Word = {
  name: 'survivor',
  compile(args, scope, cite) {
    const { kinds, during } = args as { kinds: readonly string[]; during?: unknown };
    const event = during === undefined ? null : scope.event(during);
    const ask = (c: RecordCharge, origin: RecordCharge): Answer => {
      const facts = c.person.raw.trafficking;
      if (facts?.survivor == null) return SURVIVOR;
      if (!facts.survivor) return NO;
      if (facts.kinds == null || facts.kinds.length === 0) {
        if (kinds.length < 2) return KINDS;
      } else if (!facts.kinds.some((kind) => kinds.includes(kind))) return NO;
      if (!event) return YES;
      const m = event.at(c, origin);
      const { traffickingFrom: lo, traffickingTo: hi } = c.person;
      if (m.happened === false || (lo !== UNSET && m.hi < lo) || (hi !== UNSET && m.lo > hi)) return NO;
      if (m.lo !== m.hi) return betweenFor(NEVER, ALWAYS, () => m.gaps);
      return lo === UNSET ? FROM : hi === UNSET ? TO : YES;
    };
    return leaf('survivor', 2, ask, () => `survivor of ${kinds.join(' or ')} trafficking${event ? ` at the time of the ${event.text}` : ''}`, cite);
  },
};

/** text: the link between trafficking and offence that the statute asks for (fact traffickingNexus). */
const nexus: Word = {
  name: 'nexus',
  compile(args, _scope, cite) {
    const ask = (c: RecordCharge): Answer => (c.person.raw.trafficking?.survivor === false ? NO : c.raw.traffickingNexus == null ? NEXUS : yesOrNo(c.raw.traffickingNexus));
    return leaf('nexus', 2, ask, () => String(args), cite);
  },
};

interface FactArgs {
  readonly name: string;
  readonly is?: boolean | string;
  readonly in?: readonly string[];
  readonly at_least?: number;
  readonly more_than?: number;
  readonly at_most?: number;
  readonly less_than?: number;
}

/** name, or { name, is | in | at_least | more_than | at_most | less_than }: a fact of the charge or the person; a day fact holds from its day on. */
const fact: Word = {
  name: 'fact',
  compile(args, scope, cite) {
    const spec = (typeof args === 'string' ? { name: args } : args) as FactArgs;
    const reader = factReader(spec.name, { [spec.name]: scope.fact(spec.name) });
    if (!reader) return scope.fail(`there is no fact "${spec.name}"`);
    const open = unknown(reader.path, reader.of);
    const numeric = [spec.at_least, spec.more_than, spec.at_most, spec.less_than].some((limit) => limit !== undefined);
    if (numeric !== (reader.type === 'number')) scope.fail(`fact "${spec.name}" is a ${reader.type}: ${reader.type === 'number' ? 'give it a limit (at_least, more_than, at_most, less_than)' : 'limits are for numbers'}`);
    const want = spec.is ?? true;
    const ask = (c: RecordCharge): Answer => {
      const value = reader.read(c);
      if (value === null) return open;
      if (reader.type === 'boolean') return yesOrNo(value === want);
      if (reader.type === 'day') return between(from(parseDay(String(value)) ?? 0), from(parseDay(String(value)) ?? 0), []);
      if (reader.type === 'text') return yesOrNo((spec.in ?? [String(spec.is)]).some((text) => text.toLowerCase() === String(value).toLowerCase()));
      const number = Number(value);
      return yesOrNo(
        (spec.at_least === undefined || number >= spec.at_least) &&
          (spec.more_than === undefined || number > spec.more_than) &&
          (spec.at_most === undefined || number <= spec.at_most) &&
          (spec.less_than === undefined || number < spec.less_than),
      );
    };
    const { name: _name, ...limits } = spec;
    return leaf('fact', reader.of === 'charge' ? 2 : 3, ask, (c) => `${reader.path}${typeof args === 'string' ? '' : ` ${JSON.stringify(limits)}`}: ${String(reader.read(c) ?? 'not known')}`, cite);
  },
};

/**
 * { id, ask }: a question of law or judgement. Open until the fact `id` of charge or person answers it: true lets the condition hold, false lets it fail.
 */
const question: Word = {
  name: 'question',
  compile(args, _scope, cite) {
    const { id, ask: text } = args as { id: string; ask: string };
    const open = unknown(text, 'charge', 'question');
    const ask = (c: RecordCharge): Answer => {
      const answered = c.raw.facts?.[id] ?? c.person.raw.facts?.[id];
      return typeof answered === 'boolean' ? yesOrNo(answered) : open;
    };
    return leaf('question', 8, ask, () => text, cite);
  },
};

/** all | restitution | fines-and-fees: nothing of that kind is owed any more; money still owed today counts as owed until it is paid. */
const paid: Word = {
  name: 'paid',
  compile(args, _scope, cite) {
    const kind = args as 'all' | 'restitution' | 'fines-and-fees';
    const total = unknown('moneyOwed');
    const restitution = unknown('restitutionOwed');
    const ask = (c: RecordCharge): Answer => {
      const { moneyOwed: all, restitutionOwed: part } = c.raw;
      const paidOn = c.moneyPaidOn;
      // A total of nothing settles its parts; money paid on a day that is yet to come is paid from then on.
      if (all === 0 || (kind === 'restitution' && part === 0)) return YES;
      if (paidOn !== UNSET && (paidOn > c.person.on || all == null)) return between(from(paidOn), from(paidOn), []);
      if (kind === 'all') return all == null ? (part != null && part > 0 ? NO : total) : NO;
      if (kind === 'restitution') return part == null ? restitution : NO;
      return all == null ? total : part == null ? restitution : yesOrNo(all - part <= 0);
    };
    return leaf('paid', 3, ask, (c) => `nothing owed (${kind}): ${c.raw.moneyOwed ?? 'amount not known'}${kind === 'all' ? '' : `, restitution ${c.raw.restitutionOwed ?? 'not known'}`}, if nothing new happens`, cite);
  },
};

export const PEOPLE: readonly Word[] = [survivor, nexus, fact, question, paid];
