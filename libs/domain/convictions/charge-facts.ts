import type { Conduct, Disposition, RareFacts, Role } from '#law/person.js';

/** What is known of one charge. Null always means "not known", never "no" or "none"; days are 'YYYY-MM-DD'; money is US dollars. */
export interface ChargeFacts {
  /** As cited by the source, however it is punctuated, recognised or not. */
  citation: string | null;
  title: string | null;
  conduct: Conduct | null;
  grade: string | null;
  role: Role | null;
  arrestCharge: string | null;
  firstChargedAs: string | null;
  offenceDate: string | null;
  arrestDate: string | null;
  chargedOn: string | null;
  disposition: Disposition | null;
  dispositionDate: string | null;
  sentencedOn: string | null;
  incarcerated: boolean | null;
  jailDays: number | null;
  /** Release from this sentence, not release before trial. */
  releasedOn: string | null;
  /** Any supervision of the sentence. */
  probation: boolean | null;
  probationEndedOn: string | null;
  finalDischargeOn: string | null;
  programCompletedOn: string | null;
  sentenceCompletedOn: string | null;
  /** Imposed: fine, fees and costs, restitution. */
  fineUsd: number | null;
  feesUsd: number | null;
  restitutionUsd: number | null;
  /** Still owed of all three together. */
  moneyOwed: number | null;
  /** Part of `moneyOwed` that is restitution. */
  restitutionOwed: number | null;
  /** Day on which the last of it was paid. */
  moneyPaidOn: string | null;
  traffickingNexus: boolean | null;
  coerced: boolean | null;
  violent: boolean | null;
  weapon: boolean | null;
  bodilyInjury: boolean | null;
  minorVictim: boolean | null;
  registrationRequired: boolean | null;
  prosecutorConsents: boolean | null;
  allChargesOfCaseEnded: boolean | null;
  /** Day on which this record was already cleared in fact. */
  clearedOn: string | null;
  /** Rarer facts by their vocabulary name. */
  facts: RareFacts;
}

export type FactName = keyof ChargeFacts;
export type FactKind = 'text' | 'conduct' | 'role' | 'disposition' | 'day' | 'boolean' | 'days' | 'money' | 'facts';

export const CONDUCTS = ['selling', 'buying', 'loitering', 'promoting', 'permitting', 'other'] as const satisfies readonly Conduct[];
export const CHARGE_ROLES = ['seller', 'buyer', 'third-party'] as const satisfies readonly Role[];
export const DISPOSITIONS = [
  'convicted',
  'adjudication-withheld',
  'deferred',
  'diverted',
  'dismissed',
  'dismissed-with-prejudice',
  'nolle-prosequi',
  'acquitted',
  'not-charged',
  'juvenile-adjudicated',
  'pending',
  'vacated',
] as const satisfies readonly Disposition[];

/** Every fact of a charge and what kind of value it holds, in the order in which people read a charge. */
export const CHARGE_FACTS: { readonly [name in FactName]: FactKind } = {
  citation: 'text',
  title: 'text',
  conduct: 'conduct',
  grade: 'text',
  role: 'role',
  arrestCharge: 'text',
  firstChargedAs: 'text',
  offenceDate: 'day',
  arrestDate: 'day',
  chargedOn: 'day',
  disposition: 'disposition',
  dispositionDate: 'day',
  sentencedOn: 'day',
  incarcerated: 'boolean',
  jailDays: 'days',
  releasedOn: 'day',
  probation: 'boolean',
  probationEndedOn: 'day',
  finalDischargeOn: 'day',
  programCompletedOn: 'day',
  sentenceCompletedOn: 'day',
  fineUsd: 'money',
  feesUsd: 'money',
  restitutionUsd: 'money',
  moneyOwed: 'money',
  restitutionOwed: 'money',
  moneyPaidOn: 'day',
  traffickingNexus: 'boolean',
  coerced: 'boolean',
  violent: 'boolean',
  weapon: 'boolean',
  bodilyInjury: 'boolean',
  minorVictim: 'boolean',
  registrationRequired: 'boolean',
  prosecutorConsents: 'boolean',
  allChargesOfCaseEnded: 'boolean',
  clearedOn: 'day',
  facts: 'facts',
};

export const FACT_NAMES = Object.keys(CHARGE_FACTS) as readonly FactName[];

const COLUMN: ReadonlyMap<FactName, string> = new Map(
  FACT_NAMES.map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
);

/** The column of the charges table that holds a fact. */
export function columnOf(name: FactName): string {
  const column = COLUMN.get(name);
  if (!column) throw new Error(`${name} is no fact of a charge`);
  return column;
}

/** A row of the charges table as SQL gives it: `SELECT ${CHARGE_COLUMNS} FROM charges c`. Money columns are numbers already. */
export interface ChargeRow extends ChargeFacts {
  id: string;
  docketId: string;
  clientId: string;
  count: number;
  /** The offence of the code's table that the citation was recognised as; null = not recognised. */
  recognisedAs: string | null;
  source: string;
  /** What the source said when the charge was imported; null when it was entered by hand. */
  imported: Partial<ChargeFacts> | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Select list for a charge of `charges c`, with the names of `ChargeRow`. */
export const CHARGE_COLUMNS = [
  'c.id',
  'c.docket_id AS "docketId"',
  'c.client_id AS "clientId"',
  'c.count_number AS count',
  'c.recognised_as AS "recognisedAs"',
  'c.source',
  'c.imported',
  'c.version',
  'c.created_at AS "createdAt"',
  'c.updated_at AS "updatedAt"',
  // numeric(12, 2) fits a double exactly to the cent
  ...FACT_NAMES.map((name) => `c.${columnOf(name)}${CHARGE_FACTS[name] === 'money' ? '::float8' : ''} AS "${name}"`),
].join(', ');

/** A charge of which nothing is known. */
export const NOTHING_KNOWN: Readonly<ChargeFacts> = {
  ...(Object.fromEntries(FACT_NAMES.map((name) => [name, null])) as Omit<{ [name in FactName]: null }, 'facts'>),
  facts: {},
};

/** All facts of a charge of which some are given; what is left out is not known. */
export function completeFacts(given: Partial<ChargeFacts>): ChargeFacts {
  return Object.fromEntries(FACT_NAMES.map((name) => [name, given[name] ?? NOTHING_KNOWN[name]])) as unknown as ChargeFacts;
}

/** The facts of a row without what the program adds to them. */
export function factsOf(row: ChargeRow): ChargeFacts {
  return Object.fromEntries(FACT_NAMES.map((name) => [name, row[name]])) as unknown as ChargeFacts;
}

/** Did the charge end in a conviction? Only a judgment that stands: a vacated one is none, and withheld adjudication never was. */
export function isConviction(disposition: Disposition | null): boolean {
  return disposition === 'convicted';
}

export interface FactChange {
  field: FactName;
  was: unknown;
  becomes: unknown;
}

/**
 * What a patch really changes: fields that are named and differ. Rarer facts are merged by name; null takes one away.
 */
export function changesOf(now: ChargeFacts, patch: Partial<ChargeFacts>): FactChange[] {
  return FACT_NAMES.flatMap((field) => {
    if (patch[field] === undefined) return [];
    const becomes = field === 'facts' ? mergeFacts(now.facts, patch.facts ?? {}) : patch[field];
    return sameValue(now[field], becomes) ? [] : [{ field, was: now[field], becomes }];
  });
}

function mergeFacts(now: RareFacts, patch: RareFacts): RareFacts {
  return Object.fromEntries(Object.entries({ ...now, ...patch }).filter(([, value]) => value !== null));
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  const sorted = (value: object): string => JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}
