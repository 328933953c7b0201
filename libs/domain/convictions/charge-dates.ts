import { parseDay } from '#dates/calendar-date.js';
import type { FieldProblem } from '../access/errors.js';
import { CHARGE_FACTS, CHARGE_ROLES, CONDUCTS, DISPOSITIONS, FACT_NAMES, type ChargeFacts, type FactName } from './charge-facts.js';

/** What a charge is held against: the office's day, and the birth date where it is known. */
export interface ChargeSetting {
  /** 'YYYY-MM-DD' in the office's time zone. */
  today: string;
  birthDate?: string | null;
}

type DayFact = { [name in FactName]: ChargeFacts[name] extends string | null ? name : never }[FactName];

/** Words for the days, as an attorney says them. */
const DAY_WORDS: { readonly [name in DayFact]?: string } = {
  offenceDate: 'offence',
  arrestDate: 'arrest',
  chargedOn: 'filing of the charge',
  dispositionDate: 'disposition',
  sentencedOn: 'sentence',
  releasedOn: 'release',
  probationEndedOn: 'end of supervision',
  finalDischargeOn: 'final discharge',
  programCompletedOn: 'completion of the programme',
  sentenceCompletedOn: 'completion of the sentence',
  moneyPaidOn: 'last payment',
  clearedOn: 'clearing of the record',
};

/** Each pair: the first cannot come after the second. The same day is allowed throughout. */
const ORDER: readonly (readonly [DayFact, DayFact])[] = [
  ['offenceDate', 'arrestDate'],
  ['offenceDate', 'chargedOn'],
  ['offenceDate', 'dispositionDate'],
  ['arrestDate', 'dispositionDate'],
  ['chargedOn', 'dispositionDate'],
  ['dispositionDate', 'sentencedOn'],
  ['offenceDate', 'sentencedOn'],
  ['offenceDate', 'releasedOn'],
  ['sentencedOn', 'releasedOn'],
  ['offenceDate', 'probationEndedOn'],
  ['sentencedOn', 'probationEndedOn'],
  ['offenceDate', 'finalDischargeOn'],
  ['sentencedOn', 'finalDischargeOn'],
  ['releasedOn', 'finalDischargeOn'],
  ['offenceDate', 'programCompletedOn'],
  ['offenceDate', 'sentenceCompletedOn'],
  ['sentencedOn', 'sentenceCompletedOn'],
  ['releasedOn', 'sentenceCompletedOn'],
  ['offenceDate', 'moneyPaidOn'],
  ['offenceDate', 'clearedOn'],
  ['arrestDate', 'clearedOn'],
];

/**
 * Days that are known only once they have come. The others may lie ahead: a court sets the end of a sentence in
 * advance, and a waiting period can be told from it.
 */
const ONLY_PAST: readonly DayFact[] = ['offenceDate', 'arrestDate', 'chargedOn', 'dispositionDate', 'moneyPaidOn', 'clearedOn'];

/** Days that a disposition rules out. */
const RULED_OUT: readonly (readonly [ChargeFacts['disposition'], DayFact, string])[] = [
  ['pending', 'dispositionDate', 'a pending charge has no disposition yet'],
  ['pending', 'sentencedOn', 'a pending charge has no sentence yet'],
  ['not-charged', 'chargedOn', 'the disposition says that no charge was filed'],
  ['not-charged', 'sentencedOn', 'the disposition says that no charge was filed'],
  ['acquitted', 'sentencedOn', 'an acquittal has no sentence'],
];

const FIRST_YEAR = '1900-01-01';
const LAST_DAY = '2199-12-31';
const MOST_MONEY = 9_999_999_999.99;
const MOST_DAYS = 36_525;

/**
 * Everything that cannot be true of one charge: values out of range, days that do not exist or stand in an order that
 * cannot be, money that contradicts itself. What is not known (null) contradicts nothing. Unknown citations,
 * grades and jurisdictions are no problem. Each problem names the field, the value and what is allowed.
 */
export function chargeProblems(facts: ChargeFacts, setting: ChargeSetting): FieldProblem[] {
  const single = FACT_NAMES.flatMap((name) => valueProblem(name, facts[name], setting.today) ?? []);
  const broken = new Set(single.map((problem) => problem.field));
  const days = [...orderProblems(facts, setting), ...dispositionProblems(facts)].filter(({ field }) => !broken.has(field));
  return [...single, ...days, ...moneyProblems(facts).filter(({ field }) => !broken.has(field))];
}

function valueProblem(field: FactName, value: unknown, today: string): FieldProblem | null {
  const problem = (why: string): FieldProblem => ({ field, problem: `${shown(value)}: ${why}` });
  if (value === null) return null;
  switch (CHARGE_FACTS[field]) {
    case 'day':
      return dayProblem(field, value, today);
    case 'money':
      if (typeof value !== 'number' || !(value >= 0 && value <= MOST_MONEY)) return problem(`US dollars from 0 to ${MOST_MONEY} are allowed`);
      return Math.abs(value * 100 - Math.round(value * 100)) > 1e-4 ? problem('at most two decimals are allowed') : null;
    case 'days':
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_DAYS) return null;
      return problem(`a whole number of days from 0 to ${MOST_DAYS} is allowed`);
    case 'boolean':
      return typeof value === 'boolean' ? null : problem('true, false, or null for "not known" is allowed');
    case 'conduct':
      return oneOf(CONDUCTS, value) ? null : problem(`allowed are ${CONDUCTS.join(', ')}, or null`);
    case 'role':
      return oneOf(CHARGE_ROLES, value) ? null : problem(`allowed are ${CHARGE_ROLES.join(', ')}, or null`);
    case 'disposition':
      return oneOf(DISPOSITIONS, value) ? null : problem(`allowed are ${DISPOSITIONS.join(', ')}, or null`);
    case 'facts':
      return rareFactsProblem(value);
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? null : problem('a text that is not empty, or null, is allowed');
  }
}

function dayProblem(field: FactName, value: unknown, today: string): FieldProblem | null {
  const problem = (why: string): FieldProblem => ({ field, problem: `${shown(value)}: ${why}` });
  if (typeof value !== 'string' || parseDay(value) === null) return problem('a day that exists is allowed, written YYYY-MM-DD');
  if (value < FIRST_YEAR || value > LAST_DAY) return problem(`days from ${FIRST_YEAR} to ${LAST_DAY} are allowed`);
  const onlyPast = ONLY_PAST.some((name) => name === field);
  return onlyPast && value > today ? problem(`this cannot lie in the future; today is ${today}`) : null;
}

// Facts of charges are not sealed: they hold what the law decides by, never what somebody tells of a person.
const RARE_FACT_TEXT = /^[\p{L}\d._-]{1,40}$/u;

function rareFactsProblem(value: unknown): FieldProblem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { field: 'facts', problem: 'an object of facts by name is allowed' };
  }
  const bad = Object.entries(value).find(
    ([name, fact]) => !/^[a-z][A-Za-z0-9]{0,63}$/.test(name) || (fact !== null && !['boolean', 'number', 'string'].includes(typeof fact)),
  );
  if (bad) return { field: `facts.${bad[0]}`, problem: 'a fact has a name in camelCase and is true, false, a number, a text or null' };
  const talkative = Object.entries(value).find(([, fact]) => typeof fact === 'string' && !RARE_FACT_TEXT.test(fact));
  return talkative ? { field: `facts.${talkative[0]}`, problem: 'a text here is one word of at most 40 letters, digits, dots and dashes' } : null;
}

function orderProblems(facts: ChargeFacts, { birthDate }: ChargeSetting): FieldProblem[] {
  const problems = ORDER.flatMap(([first, second]) => {
    const earlier = facts[first];
    const later = facts[second];
    if (!isDay(earlier) || !isDay(later) || earlier <= later) return [];
    return [{ field: second, problem: `${later}: the ${DAY_WORDS[second]} cannot come before the ${DAY_WORDS[first]} (${earlier})` }];
  });
  // The birth date itself is not told: errors are shown and logged in more places than the file is.
  const unborn = isDay(birthDate) && isDay(facts.offenceDate) && facts.offenceDate < birthDate;
  return unborn ? [...problems, { field: 'offenceDate', problem: `${facts.offenceDate}: the offence cannot come before the client's birth` }] : problems;
}

function dispositionProblems(facts: ChargeFacts): FieldProblem[] {
  const ruledOut: FieldProblem[] = RULED_OUT.filter(([disposition, day]) => facts.disposition === disposition && facts[day] !== null).map(
    ([, field, why]) => ({ field, problem: `${shown(facts[field])}: ${why}` }),
  );
  if (facts.incarcerated === false && facts.releasedOn !== null) ruledOut.push({ field: 'releasedOn', problem: `${facts.releasedOn}: incarcerated is false` });
  if (facts.incarcerated === false && (facts.jailDays ?? 0) > 0) ruledOut.push({ field: 'jailDays', problem: `${facts.jailDays}: incarcerated is false` });
  if (facts.probation === false && facts.probationEndedOn !== null) {
    ruledOut.push({ field: 'probationEndedOn', problem: `${facts.probationEndedOn}: probation is false` });
  }
  return ruledOut;
}

function moneyProblems({ moneyOwed, restitutionOwed, moneyPaidOn }: ChargeFacts): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (moneyOwed !== null && restitutionOwed !== null && restitutionOwed > moneyOwed) {
    problems.push({ field: 'restitutionOwed', problem: `${restitutionOwed}: restitution is part of moneyOwed (${moneyOwed}) and cannot be more` });
  }
  if (moneyPaidOn !== null && (moneyOwed ?? 0) > 0) {
    problems.push({ field: 'moneyPaidOn', problem: `${moneyPaidOn}: the last of the money was not paid while ${moneyOwed} is owed` });
  }
  return problems;
}

function isDay(value: string | null | undefined): value is string {
  return typeof value === 'string' && parseDay(value) !== null;
}

function oneOf(allowed: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && allowed.includes(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? String(value);
}
