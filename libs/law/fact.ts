import { parseDay } from '#dates/calendar-date.js';
import type { FactEntry } from './law-file.js';
import type { Charge, Person } from './person.js';
import type { RecordCharge } from './record.js';

/** Facts with a field of their own in the person's JSON; all others live in `facts`. */
const CHARGE_FIELDS: Readonly<Record<string, FactEntry['type']>> = {
  incarcerated: 'boolean',
  jailDays: 'number',
  probation: 'boolean',
  traffickingNexus: 'boolean',
  coerced: 'boolean',
  violent: 'boolean',
  weapon: 'boolean',
  bodilyInjury: 'boolean',
  minorVictim: 'boolean',
  registrationRequired: 'boolean',
  prosecutorConsents: 'boolean',
  allChargesOfCaseEnded: 'boolean',
  moneyOwed: 'number',
  restitutionOwed: 'number',
  county: 'text',
  court: 'text',
};

const PERSON_FIELDS: Readonly<Record<string, FactEntry['type']>> = {
  pendingCharges: 'boolean',
  openWarrants: 'boolean',
  firstOffender: 'boolean',
  recordComplete: 'boolean',
};

const TRAFFICKING_FIELDS: Readonly<Record<string, FactEntry['type']>> = {
  officialDocumentation: 'boolean',
  assistanceRequested: 'boolean',
};

export type FactValue = boolean | number | string | null;

export interface FactReader {
  /** Path that findings report it by. */
  readonly path: string;
  readonly of: 'charge' | 'person';
  readonly type: FactEntry['type'];
  read(c: RecordCharge): FactValue;
}

/**
 * A reader for a fact by its vocabulary name: a field of the contract, or a rarer fact that `declared` describes. Null when there is no such fact.
 * A fact about a charge that its offence implies by law (table column `implies`) holds unless the office entered another value; a rarer fact is
 * looked for on the charge, then on the person.
 */
export function factReader(name: string, declared: Readonly<Record<string, FactEntry>>): FactReader | null {
  const field = CHARGE_FIELDS[name];
  if (field) {
    const key = name as keyof Charge;
    return { path: name, of: 'charge', type: field, read: (c) => (c.raw[key] as FactValue | undefined) ?? implied(c, name) };
  }
  if (PERSON_FIELDS[name]) {
    const key = name as keyof Person;
    return { path: name, of: 'person', type: PERSON_FIELDS[name], read: (c) => (c.person.raw[key] as FactValue | undefined) ?? null };
  }
  if (TRAFFICKING_FIELDS[name]) {
    const key = name as 'officialDocumentation' | 'assistanceRequested';
    return { path: `trafficking.${name}`, of: 'person', type: TRAFFICKING_FIELDS[name], read: (c) => c.person.raw.trafficking?.[key] ?? null };
  }
  const entry = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (!entry) return null;
  return {
    path: `facts.${name}`,
    of: entry.about,
    type: entry.type,
    read: (c) => rightType(c.raw.facts?.[name] ?? c.person.raw.facts?.[name] ?? implied(c, name), entry.type),
  };
}

/** What the offence itself settles, when every reading of the citation agrees. */
function implied(c: RecordCharge, name: string): boolean | null {
  let value: boolean | null = null;
  for (const offence of c.citation.offences) {
    const says = offence.implies?.[name];
    if (says === undefined || (value !== null && value !== says)) return null;
    value = says;
  }
  return value;
}

/** A value of another type than the fact's says nothing. */
function rightType(value: FactValue, type: FactEntry['type']): FactValue {
  if (value === null) return null;
  if (type === 'day') return typeof value === 'string' && parseDay(value) !== null ? value : null;
  return typeof value === (type === 'text' ? 'string' : type) ? value : null;
}
