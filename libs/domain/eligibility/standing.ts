import { formatDay, parseDay } from '#dates/calendar-date.js';
import { bestOf, byCharge } from '#law/best-finding.js';
import { EARLIEST, LATEST } from '#law/day-set.js';
import type { Finding, Result } from '#law/finding.js';
import type { FormerAnswer } from '#law/corrected-findings.js';
import { contentHash, type Law } from '#law/law.js';
import type { NoteKind } from './law-note.js';

type Answer = Pick<Finding, 'provision' | 'remedy' | 'result' | 'opensOn' | 'closesOn'>;

/**
 * The next day that matters for one charge: the last day of its best open window, or the first day of the best road
 * still closed; where the best answer has none, the first day on which any road opens. Null: none is known.
 */
export function nextOnOf(findings: readonly Answer[]): string | null {
  const best = bestOf(findings);
  const own = best?.closesOn ?? best?.opensOn;
  if (own) return own;
  return earliest(findings.filter((f) => f.result === 'not-yet').map((f) => f.opensOn));
}

/**
 * The next day after `on` on which any answer could change by itself: a road opens (the day itself), a window closes
 * (the day after its last), and, where an answer still turns on facts or questions, a condition in it starts or stops
 * to hold. `lawDays` are looked at beside them. Null: nothing changes unless the record or the law does. Asking again too early is harmless, too late is not.
 */
export function nextDayOf(findings: readonly Finding[], on: string, lawDays: readonly string[] = []): string | null {
  // Days on which something begins, and last days of something that ends: of these the day after.
  let first: string | null = null;
  let last: string | null = null;
  const begins = (day: string | null): void => {
    if (day !== null && day > on && (first === null || day < first)) first = day;
  };
  const ends = (day: string | null): void => {
    if (day !== null && day >= on && (last === null || day < last)) last = day;
  };
  for (const finding of findings) {
    begins(finding.opensOn);
    ends(finding.closesOn);
    if (finding.result !== 'needs-facts' && finding.result !== 'attorney-decides') continue;
    for (const { from, to } of finding.because) {
      begins(from);
      ends(to);
    }
  }
  for (const day of lawDays) begins(day);
  begins(dayAfter(last));
  return first;
}

/**
 * Days on which the law on file begins to know of a version, or of its end: until then it is not asked, so no finding
 * can name the day.
 */
export function enactmentDays(law: Law, jurisdictions: Iterable<string>): string[] {
  const versions = [...new Set(jurisdictions)].flatMap((place) => law.jurisdictions.get(place)?.provisions.flatMap((p) => p.versions) ?? []);
  return versions.flatMap(({ enacted, endEnacted }) => [enacted, endEnacted].filter((day) => day !== EARLIEST && day !== LATEST).map(formatDay));
}

function dayAfter(day: string | null): string | null {
  const parsed = day === null ? null : parseDay(day);
  return parsed === null ? null : formatDay(parsed + 1);
}

function earliest(days: readonly (string | null)[]): string | null {
  return days.reduce<string | null>((first, day) => (day !== null && (first === null || day < first) ? day : first), null);
}

/** A note of the office that stood when an answer was given. */
export interface OfficeMark {
  noteId: string;
  /** Which of the note's words: they may be put right later. */
  noteVersion: number;
  kind: NoteKind;
  /** What the shared law data says where a correction changed the answer. */
  was: FormerAnswer | null;
}

/** What a finding says, without its reasons: two checks that agree on all of these gave the same answers. */
export interface StoredAnswer extends Omit<Finding, 'because'> {
  office?: readonly OfficeMark[];
}

/** The same answers, charge by charge and provision by provision, in whatever order they were stored. */
export function sameAnswers(before: readonly StoredAnswer[], after: readonly StoredAnswer[]): boolean {
  return before.length === after.length && fingerprint(before) === fingerprint(after);
}

function fingerprint(answers: readonly StoredAnswer[]): string {
  return answers
    .map((a) =>
      JSON.stringify([
        a.charge,
        a.provision,
        a.version,
        a.citation,
        a.remedy,
        a.process,
        a.result,
        a.opensOn,
        a.closesOn,
        a.missing,
        a.questions,
        a.confidence,
        a.check,
        // Readings and practices change no answer.
        (a.office ?? []).filter((mark) => mark.kind === 'correction').map(({ noteId, noteVersion, was }) => [noteId, noteVersion, was && contentHash(was)]),
      ]),
    )
    .sort()
    .join('\n');
}

const ACTIONABLE: readonly Result[] = ['eligible', 'automatic', 'attorney-decides'];

/**
 * The findings that a case team should hear of: a road that became one to act on, or is lost, since the check before.
 * A charge that was never checked is spoken of by its best answer only, so that a first check does not open a task
 * for each of a dozen roads.
 */
export function turnedFindings<F extends StoredAnswer>(before: readonly StoredAnswer[], after: readonly F[]): F[] {
  const roadOf = (a: StoredAnswer): string => `${a.charge} ${a.provision}`;
  const roads = new Map(before.map((answer) => [roadOf(answer), answer.result]));
  const best = new Set([...byCharge(after).values()].map((answers) => bestOf(answers)));
  return after.filter((answer) => {
    const was = roads.get(roadOf(answer));
    if (was === undefined) return best.has(answer) && ACTIONABLE.includes(answer.result);
    return was !== answer.result && (ACTIONABLE.includes(answer.result) || was === 'eligible' || was === 'automatic');
  });
}

/**
 * What a change did to one road: it opened (can be acted on now, and could not before), its day moved (a day that is new,
 * another, or gone into the future again), it became possible, it came into doubt, or it was lost.
 */
export type Effect = 'opened' | 'moved' | 'possible' | 'in-doubt' | 'lost';

/** Null where an office need not hear of it. `before` is null for a road that was not there. Ends of windows count as days. */
export function effectOf(before: Answer | null, after: Answer | null): Effect | null {
  const was = stageOf(before);
  const is = stageOf(after);
  if (was === is) return is === 'open' || is === 'dated' ? (before?.opensOn !== after?.opensOn || before?.closesOn !== after?.closesOn ? 'moved' : null) : null;
  if (is === 'open') return 'opened';
  if (is === 'shut') return 'lost';
  if (is === 'doubtful') return was === 'shut' ? 'possible' : 'in-doubt';
  return 'moved';
}

function stageOf(answer: Answer | null): 'open' | 'dated' | 'doubtful' | 'shut' {
  switch (answer?.result) {
    case 'eligible':
    case 'automatic':
      return 'open';
    case 'not-yet':
      return 'dated';
    case 'needs-facts':
    case 'attorney-decides':
      return 'doubtful';
    case 'not-eligible':
    case undefined:
      return 'shut';
  }
}

export interface RoadEffect<F> {
  charge: string;
  provision: string;
  kind: Effect;
  before: F | null;
  after: F | null;
}

/** Every road that a change did something to. A jurisdiction that is modelled now brings all its roads, from nothing. */
export function effectsOf<F extends StoredAnswer>(before: readonly F[], after: readonly F[]): RoadEffect<F>[] {
  const roadOf = (answer: F): string => `${answer.charge} ${answer.provision}`;
  const old = new Map(before.filter((answer) => answer.provision !== null).map((answer) => [roadOf(answer), answer]));
  const effects: RoadEffect<F>[] = [];
  const add = (was: F | null, is: F | null): void => {
    const kind = effectOf(was, is);
    const one = is ?? was;
    if (kind && one?.provision) effects.push({ charge: one.charge, provision: one.provision, kind, before: was, after: is });
  };
  for (const answer of after) {
    if (answer.provision === null) continue;
    add(old.get(roadOf(answer)) ?? null, answer);
    old.delete(roadOf(answer));
  }
  for (const answer of old.values()) add(answer, null);
  return effects;
}
