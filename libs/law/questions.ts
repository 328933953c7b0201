import type { Law } from './law.js';

/** How a fact is answered: yes or no, a day 'YYYY-MM-DD', a number, free text, or one (some) of the values named. */
export type AnswerKind = 'yes-no' | 'day' | 'number' | 'text' | { readonly oneOf: readonly string[] } | { readonly someOf: readonly string[] };

export interface PlainQuestion {
  readonly ask: string;
  readonly answer: AnswerKind;
}

const DISPOSITIONS = ['convicted', 'adjudication-withheld', 'deferred', 'diverted', 'dismissed', 'dismissed-with-prejudice', 'nolle-prosequi', 'acquitted', 'not-charged', 'juvenile-adjudicated', 'pending', 'vacated'] as const;

const OF_PERSON: Readonly<Record<string, PlainQuestion>> = {
  birthDate: { ask: 'On which day were you born?', answer: 'day' },
  'trafficking.survivor': { ask: 'Did anybody make you work or sell sex by force, threats, lies or debt, or while you were under 18?', answer: 'yes-no' },
  'trafficking.kinds': { ask: 'Was it commercial sex, other work, or both?', answer: { someOf: ['sex', 'labor'] } },
  'trafficking.from': { ask: 'On which day did it begin? (the first day you are sure of)', answer: 'day' },
  'trafficking.to': { ask: 'On which day did it end?', answer: 'day' },
  'trafficking.officialDocumentation': { ask: 'Is there an official paper that says so: a court record, a T visa, a letter of an agency?', answer: 'yes-no' },
  'trafficking.assistanceRequested': { ask: 'Did police or prosecutors ask you to help them against the traffickers?', answer: 'yes-no' },
  recordComplete: { ask: 'Are these all the arrests and convictions you ever had, in every state?', answer: 'yes-no' },
  pendingCharges: { ask: 'Is any criminal case against you still open, anywhere?', answer: 'yes-no' },
  openWarrants: { ask: 'Is there a warrant out for you?', answer: 'yes-no' },
  firstOffender: { ask: 'Were you sentenced as a first offender?', answer: 'yes-no' },
  earlierRelief: { ask: 'Was any record of yours sealed, expunged, vacated or pardoned before? An empty list means never.', answer: 'text' },
};

const OF_CHARGE: Readonly<Record<string, PlainQuestion>> = {
  jurisdiction: { ask: 'In which state was this? (two letters; US for a federal case)', answer: 'text' },
  'offence.citation': { ask: 'Which law were you charged under? (as it stands on the court papers)', answer: 'text' },
  'offence.conduct': { ask: 'What was it about?', answer: { oneOf: ['selling', 'buying', 'loitering', 'promoting', 'permitting', 'other'] } },
  disposition: { ask: 'How did the case end?', answer: { oneOf: DISPOSITIONS } },
  grade: { ask: 'How serious was the offence? (for example misdemeanor-B, felony, violation)', answer: 'text' },
  offenceDate: { ask: 'On which day did it happen?', answer: 'day' },
  dispositionDate: { ask: 'On which day did the case end?', answer: 'day' },
  sentencedOn: { ask: 'On which day were you sentenced?', answer: 'day' },
  sentenceCompletedOn: { ask: 'On which day was everything of the sentence done?', answer: 'day' },
  traffickingNexus: { ask: 'Did this happen because of the trafficking?', answer: 'yes-no' },
  coerced: { ask: 'Did somebody make you do it?', answer: 'yes-no' },
  role: { ask: 'What part did you have?', answer: { oneOf: ['seller', 'buyer', 'third-party'] } },
  incarcerated: { ask: 'Did you go to jail or prison for it?', answer: 'yes-no' },
  releasedOn: { ask: 'On which day did you get out?', answer: 'day' },
  jailDays: { ask: 'How many days of jail or prison?', answer: 'number' },
  probation: { ask: 'Were you on probation for it?', answer: 'yes-no' },
  probationEndedOn: { ask: 'On which day did probation end?', answer: 'day' },
  finalDischargeOn: { ask: 'On which day did all supervision end?', answer: 'day' },
  programCompletedOn: { ask: 'On which day did you finish the programme?', answer: 'day' },
  moneyOwed: { ask: 'How many dollars do you still owe in this case? (0: nothing)', answer: 'number' },
  restitutionOwed: { ask: 'How many dollars do you still owe to a victim in this case? (0: nothing)', answer: 'number' },
  moneyPaidOn: { ask: 'On which day was everything paid?', answer: 'day' },
  violent: { ask: 'Was it a crime of violence?', answer: 'yes-no' },
  weapon: { ask: 'Was a weapon part of the charge?', answer: 'yes-no' },
  bodilyInjury: { ask: 'Was anybody injured?', answer: 'yes-no' },
  minorVictim: { ask: 'Was anybody under 18 a victim of it?', answer: 'yes-no' },
  registrationRequired: { ask: 'Do you have to register as a sex offender for it?', answer: 'yes-no' },
  arrestCharge: { ask: 'What were you arrested for, if it was something else?', answer: 'text' },
  firstChargedAs: { ask: 'What did the first charge say, if it was something else?', answer: 'text' },
  docket: { ask: 'What is the number of the court case?', answer: 'text' },
  arrest: { ask: 'Which arrest did this come from? (any name; charges of one arrest have the same)', answer: 'text' },
  county: { ask: 'In which county was this?', answer: 'text' },
  court: { ask: 'Which court was it?', answer: 'text' },
  arrestDate: { ask: 'On which day were you arrested?', answer: 'day' },
  chargedOn: { ask: 'On which day was the charge filed?', answer: 'day' },
  prosecutorConsents: { ask: 'Does the prosecutor agree?', answer: 'yes-no' },
  allChargesOfCaseEnded: { ask: 'Have all charges of this case ended?', answer: 'yes-no' },
  clearedOn: { ask: 'On which day was this record cleared, if it was?', answer: 'day' },
};

/** What most people can tell at once comes first; facts that a law asks for only here and there come last. */
const EASIEST_FIRST = new Map([...Object.keys(OF_PERSON), ...Object.keys(OF_CHARGE)].map((fact, i) => [fact, i]));

/** How easily a fact is told, by its path: the lower the easier. */
export function easeOf(path: string): number {
  return EASIEST_FIRST.get(factOf(path)) ?? EASIEST_FIRST.size;
}

const KINDS = { boolean: 'yes-no', number: 'number', day: 'day', text: 'text' } as const;

/** The fact itself, without the charge it is asked of: 'charges.A.facts.x' is 'facts.x'. */
export function factOf(path: string): string {
  return /^charges\..+?\.((?:facts\.|offence\.)?[^.]+)$/.exec(path)?.[1] ?? path;
}

/** The plain question about a fact, by its path as in `missing` (with or without the charge). Null for a path that names no fact. */
export function questionOf(path: string, law: Law): PlainQuestion | null {
  const fact = factOf(path);
  const known = OF_CHARGE[fact] ?? OF_PERSON[fact];
  if (known) return known;
  const entry = fact.startsWith('facts.') ? law.facts[fact.slice(6)] : undefined;
  return entry ? { ask: entry.ask, answer: KINDS[entry.type] } : null;
}
