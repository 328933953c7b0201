import type { ChargeFacts, FactName } from '../charge-facts.js';
import type { ChargeRow } from './columns.js';

/** Which column of charges.csv holds which fact of a charge. */
const COLUMN_OF = {
  citation: 'citation',
  title: 'offense_title',
  conduct: 'conduct',
  grade: 'grade',
  role: 'role',
  arrestCharge: 'arrest_charge',
  firstChargedAs: 'first_charged_as',
  offenceDate: 'offense_date',
  arrestDate: 'arrest_date',
  chargedOn: 'charged_on',
  disposition: 'disposition',
  dispositionDate: 'disposition_date',
  sentencedOn: 'sentenced_on',
  incarcerated: 'incarcerated',
  jailDays: 'jail_days',
  releasedOn: 'released_on',
  probation: 'probation',
  probationEndedOn: 'probation_ended_on',
  finalDischargeOn: 'final_discharge_on',
  programCompletedOn: 'program_completed_on',
  sentenceCompletedOn: 'sentence_completed_on',
  fineUsd: 'fine_usd',
  feesUsd: 'fees_usd',
  restitutionUsd: 'restitution_usd',
  moneyOwed: 'money_owed_usd',
  restitutionOwed: 'restitution_owed_usd',
  moneyPaidOn: 'money_paid_on',
  traffickingNexus: 'trafficking_nexus',
  coerced: 'coerced',
  violent: 'violent',
  weapon: 'weapon',
  bodilyInjury: 'bodily_injury',
  minorVictim: 'minor_victim',
  registrationRequired: 'registration_required',
  prosecutorConsents: 'prosecutor_consents',
  allChargesOfCaseEnded: 'all_charges_of_case_ended',
  clearedOn: 'cleared_on',
  facts: 'facts',
} as const satisfies { readonly [name in FactName]: keyof ChargeRow };

/** The facts of a row: what an empty cell leaves out is not known. */
export function chargeOfRow(row: ChargeRow): Partial<ChargeFacts> {
  const known = Object.entries(COLUMN_OF).flatMap(([fact, column]) => (row[column] === null ? [] : [[fact, row[column]]]));
  return Object.fromEntries(known) as Partial<ChargeFacts>;
}

/** The column in which a fact stands, for a problem that names the fact. */
export function columnOfFact(fact: string): string {
  return (COLUMN_OF as Readonly<Record<string, string>>)[fact] ?? fact;
}

/** Facts in which the row now says something else than when it was imported, by their columns. */
export function changedColumns(imported: Readonly<Record<string, unknown>>, now: Partial<ChargeFacts>): string[] {
  const said = now as Readonly<Record<string, unknown>>;
  const names = new Set([...Object.keys(imported), ...Object.keys(said)]);
  return [...names].filter((name) => JSON.stringify(imported[name] ?? null) !== JSON.stringify(said[name] ?? null)).map(columnOfFact);
}
