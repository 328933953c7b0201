import { formatDay, parseDay } from '#dates/calendar-date.js';

/** A reminder goes out this many days before its day; 0 = on the day itself. */
export const DAYS_BEFORE = [60, 30, 0] as const;

export type DeadlineKind = 'waiting-period-ends' | 'filing-deadline' | 'set-by-hand';

/** What the latest check said of one charge under one provision; days are 'YYYY-MM-DD'. */
export interface FindingDays {
  readonly findingId: string;
  readonly chargeId: string;
  readonly provision: string;
  readonly process: string | null;
  readonly result: string;
  readonly opensOn: string | null;
  readonly closesOn: string | null;
}

/** A day that follows from a finding. */
export interface FindingDeadline {
  readonly findingId: string;
  readonly chargeId: string;
  readonly provision: string;
  readonly kind: 'waiting-period-ends' | 'filing-deadline';
  readonly onDay: string;
}

/**
 * The days that follow from findings. A waiting period ends on the first day on which the road is open; a filing
 * deadline is the last day, itself included, on which the papers can still be filed. A window that the law clears by
 * itself has no filing deadline. Days before `today` are none: they are past, and the next check says what they left.
 *
 * A road that turns on an attorney's answer gives its first possible day too, so that the answer is there in time.
 */
export function deadlinesOf(findings: readonly FindingDays[], today: string): FindingDeadline[] {
  return findings.flatMap((finding): FindingDeadline[] => {
    const { findingId, chargeId, provision } = finding;
    if (opens(finding) && finding.opensOn && finding.opensOn >= today) {
      return [{ findingId, chargeId, provision, kind: 'waiting-period-ends', onDay: finding.opensOn }];
    }
    if (finding.result === 'eligible' && finding.process !== 'automatic' && finding.closesOn && finding.closesOn >= today) {
      return [{ findingId, chargeId, provision, kind: 'filing-deadline', onDay: finding.closesOn }];
    }
    return [];
  });
}

function opens(finding: FindingDays): boolean {
  return finding.result === 'not-yet' || finding.result === 'attorney-decides';
}

/** A deadline as it stands in the database, and who is to hear of it. */
export interface OpenDeadline {
  readonly id: string;
  readonly onDay: string;
  readonly kind: DeadlineKind;
  readonly caseId: string | null;
  /** Staff who are told: the case's team, or the office's attorneys where there is no case. */
  readonly userIds: readonly string[];
  /** May the client be told of this day? Only of a day that is sure: the end of a waiting period. */
  readonly tellClient: boolean;
}

export interface PlannedReminder {
  readonly deadlineId: string;
  readonly daysBefore: number;
  readonly audience: 'staff' | 'client';
  readonly userId: string | null;
  readonly contactPointId: string | null;
  readonly dueOn: string;
}

/** A reminder that was sent, or given up, before: the same person is not told of the same day again. */
export interface SettledReminder {
  readonly onDay: string;
  readonly daysBefore: number;
  readonly recipient: string;
}

/** Who hears of what: a client of a day, staff of a day in a case (the message says which case). */
export function recipientOf(audience: 'staff' | 'client', userId: string | null, caseId: string | null): string {
  return audience === 'client' ? 'client' : `${userId}/${caseId}`;
}

/**
 * Who is told when. Several deadlines on one day are one reminder for each person: a record of ten charges must not
 * send ten messages. Of reminder days that have passed only the nearest one is made up for, today, and only when no
 * other falls on today; a deadline that has passed gives none.
 */
export function remindersOf(
  deadlines: readonly OpenDeadline[],
  contactPointId: string | null,
  settled: readonly SettledReminder[],
  today: string,
): PlannedReminder[] {
  const told = new Set(settled.map((s) => key(s.recipient, s.onDay, s.daysBefore)));
  const planned: PlannedReminder[] = [];
  for (const deadline of [...deadlines].sort(inOrder)) {
    for (const { daysBefore, dueOn } of reminderDays(deadline.onDay, today)) {
      for (const who of audienceOf(deadline, contactPointId)) {
        const once = key(recipientOf(who.audience, who.userId, deadline.caseId), deadline.onDay, daysBefore);
        if (told.has(once)) continue;
        told.add(once);
        planned.push({ deadlineId: deadline.id, daysBefore, dueOn, ...who });
      }
    }
  }
  return planned;
}

function audienceOf(deadline: OpenDeadline, contactPointId: string | null): Pick<PlannedReminder, 'audience' | 'userId' | 'contactPointId'>[] {
  const staff = deadline.userIds.map((userId) => ({ audience: 'staff' as const, userId, contactPointId: null }));
  if (!deadline.tellClient || !contactPointId) return staff;
  return [...staff, { audience: 'client', userId: null, contactPointId }];
}

/** Days on which to speak of `onDay`, first one first. The day `today` itself still counts as to come. */
export function reminderDays(onDay: string, today: string): { daysBefore: number; dueOn: string }[] {
  if (onDay < today) return [];
  const all = DAYS_BEFORE.map((daysBefore) => ({ daysBefore, dueOn: daysEarlier(onDay, daysBefore) }));
  const coming = all.filter((day) => day.dueOn >= today);
  const nearestPast = all.findLast((day) => day.dueOn < today);
  if (!nearestPast || coming[0]?.dueOn === today) return coming;
  return [{ daysBefore: nearestPast.daysBefore, dueOn: today }, ...coming];
}

function daysEarlier(day: string, days: number): string {
  const parsed = parseDay(day);
  if (parsed === null) throw new RangeError(`"${day}" is no calendar day`);
  return formatDay(parsed - days);
}

function key(recipient: string, onDay: string, daysBefore: number): string {
  return `${recipient} ${onDay} ${daysBefore}`;
}

/** The order decides which of several deadlines on one day carries the reminder; it must not change between two plannings. */
function inOrder(a: OpenDeadline, b: OpenDeadline): number {
  return a.onDay < b.onDay ? -1 : a.onDay > b.onDay ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
