import { addPeriod, formatDay, parseDay } from '#dates/calendar-date.js';
import type { VersionEntry } from '#law/law-file.js';
import type { StepPolicy } from './plan.service.js';

/** What is known of how long a petition takes, counted as if it were filed on one day. Courts' own backlogs are not. */
export interface PlanTime {
  filedOn: string;
  /** Last day, itself included, on which the prosecutor may answer; null where the law on file gives no number of days. */
  answerBy: string | null;
  hearing: 'expected' | 'not-expected' | 'unknown';
  says: string;
}

/**
 * The time that one step takes by the law on file and the prosecutor's policy. A policy that does not contest shortens nothing by law: it makes a
 * hearing unlikely that is held only if opposed. Null for what nobody files.
 */
export function timeOf(version: VersionEntry, opposition: StepPolicy['opposition'], filedOn: string): PlanTime | null {
  if (version.process === 'automatic' || version.filing === 'none') return null;
  const { answer_days: days } = version.filing;
  const filed = parseDay(filedOn);
  const answerBy = typeof days === 'number' && filed !== null ? formatDay(addPeriod(filed, { days })) : null;
  const hearing = hearingExpected(version.hearing, opposition);
  return { filedOn, answerBy, hearing, says: [answerBy ? `filed on ${filedOn}, the prosecutor may answer until ${answerBy}` : 'how long the prosecutor has to answer was not found', SAYS[opposition], HEARING[hearing]].filter((part) => part !== '').join('; ') };
}

function hearingExpected(hearing: VersionEntry['hearing'], opposition: StepPolicy['opposition']): PlanTime['hearing'] {
  if (hearing === 'required') return 'expected';
  if (hearing === 'none') return 'not-expected';
  if (hearing !== 'if-opposed' || opposition === 'unknown') return 'unknown';
  return opposition === 'expected' ? 'expected' : 'not-expected';
}

const SAYS: Readonly<Record<StepPolicy['opposition'], string>> = {
  'none-expected': 'by the prosecutor’s own policy no opposition is expected: ask for their consent in writing, and for an order without waiting',
  expected: 'by the prosecutor’s own policy opposition is to be expected',
  unknown: '',
};

const HEARING: Readonly<Record<PlanTime['hearing'], string>> = { expected: 'a hearing is to be expected', 'not-expected': 'no hearing is expected', unknown: 'whether there will be a hearing is not known' };
