import { CONTACT_PURPOSES } from '../../clients/contact-point-writer.js';
import { CONTACT_KINDS } from '../../clients/contact-value.js';
import { CHARGE_ROLES, CONDUCTS, DISPOSITIONS } from '../charge-facts.js';
import { day, dollars, earlierRelief, facts, listOf, oneOf, text, wholeNumber, yesNo, type ReadCell } from './cells.js';

/** One column of an office's file: what may stand in it, and whether it may be left out or left empty. */
interface Column<T> {
  read: ReadCell<T>;
  required?: true;
  /** What the column holds. */
  means: string;
}

export type Columns = Readonly<Record<string, Column<unknown>>>;

/** A row as read: every column of the table, null where the cell is empty ("not known"). */
export type RowOf<C extends Columns> = {
  [name in keyof C]: C[name] extends Column<infer T> & { required: true } ? T : C[name] extends Column<infer T> ? T | null : never;
};

const column = <T>(read: ReadCell<T>, means: string): Column<T> => ({ read, means });
const must = <T>(read: ReadCell<T>, means: string): Column<T> & { required: true } => ({ read, means, required: true });

export const CLIENT_COLUMNS = {
  client_ref: must(text, "the office's own number for the client; the other files point to it"),
  legal_name: must(text, 'name on the record'),
  preferred_name: column(text, 'what to call the client'),
  aliases: column(listOf(text), 'other names, semicolons between them'),
  pronouns: column(text, 'as the client says them'),
  birth_date: column(day, 'day of birth'),
  languages: column(listOf(text), 'language codes, semicolons between them'),
  survivor: column(yesNo, 'is the client a survivor of trafficking'),
  trafficking_kinds: column(listOf(oneOf(['sex', 'labor'])), 'sex, labor or both'),
  trafficking_from: column(day, 'first day of the trafficking'),
  trafficking_to: column(day, 'last day of the trafficking'),
  official_documentation: column(yesNo, 'is there official documentation of the trafficking'),
  assistance_requested: column(yesNo, 'did police or prosecutors ask the client for help'),
  record_complete: column(yesNo, "do the charges given make up the client's whole record, everywhere"),
  pending_charges: column(yesNo, 'is any charge pending anywhere'),
  open_warrants: column(yesNo, 'is any warrant open'),
  first_offender: column(yesNo, 'never convicted before the charges given'),
  earlier_relief: column(earlierRelief, 'none, or what was granted before as jurisdiction/remedy/day with semicolons between, e.g. NY/sealing/2020-05-01'),
  facts: column(facts, 'rarer facts of the person, name=value with semicolons between them'),
  recontact: column(yesNo, 'may the office get in touch after closing'),
} as const;

export const CONTACT_COLUMNS = {
  client_ref: must(text, "the client's number in clients.csv"),
  kind: must(oneOf(CONTACT_KINDS), 'phone, email or address'),
  value: must(text, 'the number or address'),
  safe: column(yesNo, 'yes only when the client said that it may be used'),
  purposes: column(listOf(oneOf(CONTACT_PURPOSES)), 'what it may be used for, semicolons between them'),
  from_hour: column(wholeNumber(0, 23), 'first hour of the day in which it may be used'),
  until_hour: column(wholeNumber(1, 24), 'hour of the day from which it may not be used any more'),
  note: column(text, 'who may pick up, what a colleague must know'),
  confirmed_on: column(day, 'day on which the client last confirmed this'),
} as const;

export const CHARGE_COLUMNS = {
  client_ref: must(text, "the client's number in clients.csv"),
  docket_number: column(text, "the court's number; empty for an arrest without a case"),
  arrest_number: column(text, "the police's number"),
  jurisdiction: must(text, 'two letters of the state, DC, or US for federal charges'),
  county: column(text, 'county'),
  court: column(text, 'court'),
  count: column(wholeNumber(1, 999), 'number of the count; counts of one docket are numbered in their order where it is empty'),
  citation: column(text, 'statute as it stands on the record, however punctuated'),
  offense_title: column(text, 'offence as it stands on the record'),
  conduct: column(oneOf(CONDUCTS), 'kind of conduct'),
  grade: column(text, 'grade at conviction, e.g. misdemeanor-A'),
  role: column(oneOf(CHARGE_ROLES), "the client's part"),
  arrest_charge: column(text, 'statute of the arrest, where it differs'),
  first_charged_as: column(text, 'statute first charged, where it differs'),
  offense_date: column(day, 'day of the offence'),
  arrest_date: column(day, 'day of the arrest'),
  charged_on: column(day, 'day on which the charge was filed'),
  disposition: column(oneOf(DISPOSITIONS), 'how the charge ended'),
  disposition_date: column(day, 'day on which it ended'),
  sentenced_on: column(day, 'day of the sentence'),
  incarcerated: column(yesNo, 'was jail or prison imposed'),
  jail_days: column(wholeNumber(0, 36500), 'days of jail or prison'),
  released_on: column(day, 'day of the last release on this sentence'),
  probation: column(yesNo, 'was probation imposed'),
  probation_ended_on: column(day, 'last day of probation'),
  final_discharge_on: column(day, 'day of final discharge'),
  program_completed_on: column(day, 'day on which a diversion programme was completed'),
  sentence_completed_on: column(day, 'day on which every part of the sentence was done'),
  fine_usd: column(dollars, 'fine'),
  fees_usd: column(dollars, 'court fees'),
  restitution_usd: column(dollars, 'restitution'),
  money_owed_usd: column(dollars, 'what is still owed of all of these; 0 when nothing is'),
  restitution_owed_usd: column(dollars, 'what is still owed of the restitution'),
  money_paid_on: column(day, 'day on which the last of it was paid'),
  trafficking_nexus: column(yesNo, 'did the offence come out of the trafficking'),
  coerced: column(yesNo, 'was the client coerced into it'),
  violent: column(yesNo, "violent by the code's own list"),
  weapon: column(yesNo, 'was a weapon involved'),
  bodily_injury: column(yesNo, 'was anybody hurt'),
  minor_victim: column(yesNo, 'was a minor the victim'),
  registration_required: column(yesNo, 'must the client register as a sex offender for it'),
  prosecutor_consents: column(yesNo, 'has the prosecutor consented to relief'),
  all_charges_of_case_ended: column(yesNo, 'have all charges of the case ended'),
  cleared_on: column(day, 'day on which it was cleared already'),
  facts: column(facts, 'rarer facts, name=value with semicolons between them'),
  source: column(text, 'where the row comes from, e.g. court record, rap sheet'),
} as const;

export type ClientRow = RowOf<typeof CLIENT_COLUMNS>;
export type ContactRow = RowOf<typeof CONTACT_COLUMNS>;
export type ChargeRow = RowOf<typeof CHARGE_COLUMNS>;
