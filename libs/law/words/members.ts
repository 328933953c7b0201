import type { Day } from '#dates/calendar-date.js';
import { betweenFor, NO, unknown, YES, yesOrNo, type Answer, type Gap } from '../answer.js';
import type { Trace } from '../condition.js';
import { ALWAYS, NEVER } from '../day-set.js';
import { UNSET, type RecordCharge } from '../record.js';

/** Which charges a condition on the whole record looks at. */
export type Among = 'record' | 'here' | 'elsewhere' | 'docket' | 'arrest';

const RECORD: Answer = unknown('recordComplete', 'person');
const DOCKET: Answer = { sure: NEVER, may: ALWAYS, gaps: [{ kind: 'fact', text: 'facts.docketComplete', of: 'charge' }] };

/** Is `other` among the charges meant? Open when what would tell is not known. */
export function belongs(among: Among, other: RecordCharge, c: RecordCharge, here: string): Answer {
  if (among === 'record') return YES;
  if (among === 'here' || among === 'elsewhere') {
    const place = other.raw.jurisdiction;
    return place == null ? unknown('jurisdiction') : yesOrNo((place === here) === (among === 'here'));
  }
  return sameGroup(among, other, c);
}

export function sameGroup(kind: 'docket' | 'arrest', other: RecordCharge, c: RecordCharge): Answer {
  const a = other.raw[kind];
  const b = c.raw[kind];
  if (other === c) return YES;
  const { jurisdiction } = other.raw;
  if (jurisdiction != null && c.raw.jurisdiction != null && jurisdiction !== c.raw.jurisdiction) return NO;
  if (a != null && b != null) return yesOrNo(a === b && jurisdiction === c.raw.jurisdiction);
  if (kind === 'docket') return SAME_OPEN.docket;
  if (other.raw.docket != null && other.raw.docket === c.raw.docket && jurisdiction === c.raw.jurisdiction) return YES;
  return otherArrest(other, c) ? NO : SAME_OPEN.arrest;
}

/** Arrests of two days, or a charge that was decided before the other one happened. */
function otherArrest(a: RecordCharge, b: RecordCharge): boolean {
  const before = (one: Day, another: Day): boolean => one !== UNSET && another !== UNSET && one < another;
  return (a.arrestDate !== UNSET && b.arrestDate !== UNSET && a.arrestDate !== b.arrestDate) || before(a.dispositionDate, b.offenceDate) || before(b.dispositionDate, a.offenceDate);
}

const SAME_OPEN = { docket: unknown('docket'), arrest: unknown('arrest') } as const;

/** Could there be charges that belong here and are not entered? */
export function completeness(among: Among, c: RecordCharge): Answer {
  if (c.person.raw.recordComplete === true) return NO;
  if (among === 'docket' || among === 'arrest') return c.raw.facts?.['docketComplete'] === true ? NO : DOCKET;
  return RECORD;
}

/** A condition on a charge of which it is open whether it belongs. */
export function open(says: Answer, member: Answer): Answer {
  return betweenFor(NEVER, says.may, () => member.gaps);
}

/** Gaps of a charge, named by that charge's id. */
export function about(gaps: readonly Gap[], other: RecordCharge): Gap[] {
  return gaps.map((gap) => (gap.of === 'charge' && gap.kind === 'fact' ? { kind: gap.kind, text: `charges.${other.raw.id}.${gap.text}`, of: 'person' } : gap));
}

export function leafGaps(trace: Trace, id: string | null): Gap[] {
  if (trace.answer.sure === trace.answer.may) return [];
  const inner = trace.about ?? id;
  if (trace.children.length > 0) return trace.children.flatMap((child) => leafGaps(child, inner));
  return trace.answer.gaps.map((gap) => (inner && gap.of === 'charge' && gap.kind === 'fact' ? { kind: gap.kind, text: `charges.${inner}.${gap.text}`, of: 'person' } : gap));
}
