import type { Day } from '#dates/calendar-date.js';
import type { Gap } from './answer.js';
import { EARLIEST, LATEST } from './day-set.js';
import { UNSET, type RecordCharge } from './record.js';

/**
 * When something happened: on no day before `lo` and no day after `hi`. A known day has both equal.
 * `happened` is false when it is known not to have happened, null when that is not known either.
 */
export interface Moment {
  readonly lo: Day;
  readonly hi: Day;
  readonly happened: boolean | null;
  readonly gaps: readonly Gap[];
}

const NO_GAPS: readonly Gap[] = [];

export const NOT_HAPPENED: Moment = { lo: LATEST, hi: EARLIEST, happened: false, gaps: NO_GAPS };

/** A moment whose gaps are dear to name; they are named when somebody asks. */
export function openMoment(lo: Day, hi: Day, happened: boolean | null, gaps: () => readonly Gap[]): Moment {
  return new LazyMoment(lo, hi, happened, gaps);
}

class LazyMoment implements Moment {
  #gaps: readonly Gap[] | null = null;

  constructor(
    readonly lo: Day,
    readonly hi: Day,
    readonly happened: boolean | null,
    private readonly name: () => readonly Gap[],
  ) {}

  get gaps(): readonly Gap[] {
    return (this.#gaps ??= this.name());
  }
}

export function known(day: Day): Moment {
  return { lo: day, hi: day, happened: true, gaps: NO_GAPS };
}

function factGaps(path: string): readonly Gap[] {
  return [{ kind: 'fact', text: path, of: 'charge' }];
}

type EventReader = (c: RecordCharge) => Moment;

const BAD_END = new Set(['convicted', 'juvenile-adjudicated']);
const SENTENCED = new Set([...BAD_END, 'adjudication-withheld']);
const SUPERVISED = new Set(['convicted', 'juvenile-adjudicated', 'adjudication-withheld', 'deferred', 'diverted']);

/** Latest known of some days, EARLIEST when none is known: nothing that follows them can be earlier. */
function notBefore(...days: Day[]): Day {
  let lo = EARLIEST;
  for (const day of days) if (day !== UNSET && day > lo) lo = day;
  return lo;
}

/** Earliest known of some days, LATEST when none is known: nothing that precedes them can be later. */
function notAfter(...days: Day[]): Day {
  let hi = LATEST;
  for (const day of days) if (day !== UNSET && day < hi) hi = day;
  return hi;
}

/** `whether`: the fact that says whether it happened at all, asked for before its day. */
function event(path: string, lo: (c: RecordCharge) => Day, hi: (c: RecordCharge) => Day, happened: (c: RecordCharge) => boolean | null, whether = 'disposition'): (day: Day, c: RecordCharge) => Moment {
  const dayOnly = factGaps(path);
  const both = [...factGaps(whether), ...dayOnly];
  return (day, c) => {
    if (day !== UNSET) return known(day);
    const did = happened(c);
    if (did === false) return NOT_HAPPENED;
    const gaps = did === null ? both : dayOnly;
    const first = lo(c);
    const last = hi(c);
    // Days that contradict each other (an end before its beginning) prove nothing.
    return first <= last ? { lo: first, hi: last, happened: did, gaps } : { lo: EARLIEST, hi: LATEST, happened: did, gaps };
  };
}

const always = (): boolean => true;
const endOfCase = (c: RecordCharge): Day => notAfter(c.sentenceCompletedOn, c.finalDischargeOn);
const sentenceStart = (c: RecordCharge): Day => notBefore(c.sentencedOn, BAD_END.has(c.raw.disposition ?? '') ? c.dispositionDate : UNSET);

const offence = event('offenceDate', () => EARLIEST, (c) => notAfter(c.arrestDate, c.chargedOn, c.dispositionDate), always);
const arrest = event('arrestDate', (c) => notBefore(c.offenceDate), (c) => notAfter(c.dispositionDate), always);
const charged = event('chargedOn', (c) => notBefore(c.offenceDate), (c) => notAfter(c.dispositionDate), (c) => (c.raw.disposition === 'not-charged' ? false : true));
const disposition = event(
  'dispositionDate',
  (c) => notBefore(c.offenceDate, c.chargedOn),
  // A disposition that is on record has happened by the day asked about.
  (c) => Math.min(c.raw.disposition == null ? LATEST : c.person.on, BAD_END.has(c.raw.disposition ?? '') ? notAfter(c.sentencedOn, c.probationEndedOn, endOfCase(c)) : LATEST),
  (c) => (c.raw.disposition === 'pending' ? false : c.raw.disposition == null ? null : true),
);
const sentencing = event('sentencedOn', sentenceStart, (c) => notAfter(c.releasedOn, c.probationEndedOn, endOfCase(c)), (c) =>
  c.raw.disposition == null ? null : SENTENCED.has(c.raw.disposition),
);
const release = event('releasedOn', sentenceStart, endOfCase, (c) => c.incarcerated, 'incarcerated');
const probationEnd = event('probationEndedOn', sentenceStart, endOfCase, (c) => c.raw.probation ?? null, 'probation');
const completion = event('sentenceCompletedOn', (c) => Math.max(sentenceStart(c), notBefore(c.releasedOn, c.probationEndedOn)), (c) => notAfter(c.finalDischargeOn), (c) =>
  c.raw.disposition == null ? null : SUPERVISED.has(c.raw.disposition),
);
const finalDischarge = event('finalDischargeOn', (c) => Math.max(sentenceStart(c), notBefore(c.releasedOn, c.probationEndedOn)), () => LATEST, (c) =>
  c.raw.disposition == null ? null : SUPERVISED.has(c.raw.disposition),
);
const supervisionEnd = event('finalDischargeOn', (c) => Math.max(sentenceStart(c), notBefore(c.releasedOn, c.probationEndedOn)), endOfCase, (c) =>
  c.incarcerated === false && c.raw.probation === false ? false : c.incarcerated || c.raw.probation ? true : null,
  'probation',
);
/** Final discharge where it is known: an office may have entered release as the end of the sentence, and a wait must not begin early. For a person never jailed the end of probation. */
function endOfSupervision(c: RecordCharge): Day {
  if (c.finalDischargeOn !== UNSET) return c.finalDischargeOn;
  return c.incarcerated === false ? c.probationEndedOn : UNSET;
}
const programEnd = event('programCompletedOn', (c) => notBefore(c.offenceDate), () => LATEST, (c) =>
  c.raw.disposition === 'deferred' || c.raw.disposition === 'diverted' ? true : null,
);
const moneyPaid = event('moneyPaidOn', sentenceStart, (c) => (c.raw.moneyOwed === 0 ? c.person.on : LATEST), (c) => (c.raw.moneyOwed == null ? null : c.raw.moneyOwed === 0), 'moneyOwed');
const cleared = event('clearedOn', (c) => notBefore(c.dispositionDate), () => LATEST, () => null, 'clearedOn');

/** Events of a charge that a clock can start at. */
export const EVENTS: Readonly<Record<string, EventReader>> = {
  offence: (c) => offence(c.offenceDate, c),
  arrest: (c) => arrest(c.arrestDate, c),
  charged: (c) => charged(c.chargedOn, c),
  disposition: (c) => disposition(c.dispositionDate, c),
  conviction: (c) =>
    c.raw.disposition == null ? { ...disposition(c.dispositionDate, c), happened: null, gaps: factGaps('disposition') } : BAD_END.has(c.raw.disposition) ? disposition(c.dispositionDate, c) : NOT_HAPPENED,
  sentencing: (c) => sentencing(c.sentencedOn, c),
  release: (c) => release(c.releasedOn, c),
  'probation-end': (c) => probationEnd(c.probationEndedOn, c),
  'supervision-end': (c) => supervisionEnd(endOfSupervision(c), c),
  'sentence-completion': (c) => completion(c.sentenceCompletedOn, c),
  'final-discharge': (c) => finalDischarge(c.finalDischargeOn, c),
  'program-completion': (c) => programEnd(c.programCompletedOn, c),
  'money-paid': (c) => moneyPaid(c.moneyPaidOn, c),
  cleared: (c) => cleared(c.clearedOn, c),
  'trafficking-end': (c) =>
    c.person.traffickingTo !== UNSET ? known(c.person.traffickingTo)
    : c.person.raw.trafficking?.survivor === false ? NOT_HAPPENED
    : { lo: notBefore(c.person.traffickingFrom), hi: LATEST, happened: c.person.raw.trafficking?.survivor ?? null, gaps: [{ kind: 'fact', text: 'trafficking.to', of: 'person' }] },
};

/** The latest of some moments; one that did not happen drops out, so that "the later of sentence and release" is the sentence for a person never jailed. The order of the moments does not matter. */
export function latest(moments: readonly Moment[]): Moment {
  const may = moments.filter((m) => m.happened !== false);
  if (may.length < 2) return may[0] ?? NOT_HAPPENED;
  const sure = may.filter((m) => m.happened);
  const lo = sure.length > 0 ? Math.max(...sure.map((m) => m.lo)) : Math.min(...may.map((m) => m.lo));
  const open = sure.length > 0 ? may.filter((m) => m.hi > lo) : may;
  return openMoment(lo, Math.max(...may.map((m) => m.hi)), sure.length > 0 ? true : null, () => open.flatMap((m) => m.gaps));
}

/** The earliest of some moments; one that did not happen drops out. The order of the moments does not matter. */
export function earliest(moments: readonly Moment[]): Moment {
  const may = moments.filter((m) => m.happened !== false);
  if (may.length < 2) return may[0] ?? NOT_HAPPENED;
  const sure = may.filter((m) => m.happened);
  const hi = sure.length > 0 ? Math.min(...sure.map((m) => m.hi)) : Math.max(...may.map((m) => m.hi));
  const open = sure.length > 0 ? may.filter((m) => m.lo < hi) : may;
  return openMoment(Math.min(...may.map((m) => m.lo)), hi, sure.length > 0 ? true : null, () => open.flatMap((m) => m.gaps));
}
