import { birthday } from '#dates/calendar-date.js';
import { factReader } from './fact.js';
import type { FactEntry } from './law-file.js';
import { EVENTS } from './moment.js';
import type { Conduct, Role } from './person.js';
import { EXCHANGE_CONDUCT } from './policy.js';
import { UNSET, type RecordCharge } from './record.js';
import { all, any, ask, fact, NO, not, open, YES, type Verdict } from './verdict.js';

/** Rarer facts that policies turn on; law/facts.yaml has them with the same type, and the question. */
export const EXCHANGE_FACTS: Readonly<Record<string, FactEntry['type']>> = {
  consensual: 'boolean',
  allAdults: 'boolean',
  otherPartyAge: 'number',
  thirdPartyInvolved: 'boolean',
  violenceUsed: 'boolean',
  condomRefused: 'boolean',
  paymentRefused: 'boolean',
  knewOfTrafficking: 'boolean',
  chargeSupported: 'boolean',
  policyDeviationApproved: 'boolean',
};

const READERS = new Map(
  [...Object.entries(EXCHANGE_FACTS).map(([name, type]) => [name, { [name]: { about: 'charge' as const, type, ask: '' } }] as const), ...['violent', 'bodilyInjury', 'coerced', 'traffickingNexus', 'minorVictim'].map((name) => [name, {}] as const)].map(
    ([name, declared]) => [name, factReader(name, declared)!] as const,
  ),
);

function yesNo(c: RecordCharge, name: string): boolean | null {
  const value = READERS.get(name)!.read(c);
  return typeof value === 'boolean' ? value : null;
}

/** A yes-or-no fact of the charge, open by its path. */
export function said(c: RecordCharge, name: string): Verdict {
  return fact(yesNo(c, name), READERS.get(name)!.path);
}

const ROLE_OF: Readonly<Record<Conduct, Role | null>> = { selling: 'seller', loitering: 'seller', buying: 'buyer', promoting: 'third-party', permitting: 'third-party', other: null };

/** The part the person had: as entered, or where every reading of the offence has the same. */
export function partOf(c: RecordCharge): Role | null {
  if (c.raw.role) return c.raw.role;
  const parts = new Set((c.conduct ?? []).map((conduct) => ROLE_OF[conduct]));
  return parts.size === 1 ? [...parts][0]! : null;
}

export function isPart(c: RecordCharge, part: Role): Verdict {
  const known = partOf(c);
  return known === null ? open(c.conduct === null ? 'offence.conduct' : 'role') : known === part ? YES : NO;
}

/** Is the charge about this conduct? Open where the offence can be several things, or nothing is known of it. */
export function conductAmong(c: RecordCharge, wanted: readonly Conduct[]): Verdict {
  if (!c.conduct) return open('offence.conduct');
  const count = c.conduct.filter((conduct) => wanted.includes(conduct)).length;
  return count === 0 ? NO : count === c.conduct.length ? YES : open('offence.conduct');
}

/** A charge of which it is known that it has nothing to do with an exchange of sex for money: nothing is asked about it. */
export function outsideExchange(c: RecordCharge): boolean {
  return c.raw.role == null && conductAmong(c, [...EXCHANGE_CONDUCT, 'promoting', 'permitting']).is === false;
}

/** Was the client under 18 on the day of the offence? The 18th birthday itself counts as 18. */
export function clientMinor(c: RecordCharge): Verdict {
  const day = EVENTS['offence']!(c);
  const birth = c.person.birthDate;
  if (birth === UNSET) return open('birthDate');
  const grown = birthday(birth, 18);
  return day.hi < grown ? YES : day.lo >= grown ? NO : open('offenceDate');
}

/** Was the other side of the exchange under 18? */
export function otherMinor(c: RecordCharge): Verdict {
  const age = READERS.get('otherPartyAge')!.read(c);
  if (typeof age === 'number' && age < 18) return YES;
  if (yesNo(c, 'minorVictim') === true) return YES;
  if (yesNo(c, 'allAdults') === true || typeof age === 'number') return NO;
  // Somebody was under 18: the other side, when it was not the client.
  if (yesNo(c, 'allAdults') === false) return clientMinor(c).is === true ? open('facts.otherPartyAge') : not(clientMinor(c));
  return open('facts.allAdults');
}

/** Were all 18 or over? What is known of the client's own age beats a fact that says otherwise. */
export function adults(c: RecordCharge): Verdict {
  const [client, other] = [clientMinor(c), otherMinor(c)];
  if (client.is === true || other.is === true || yesNo(c, 'allAdults') === false) return NO;
  if (yesNo(c, 'allAdults') === true) return YES;
  return all(not(client), not(other));
}

/** Did both sides take part of their own free will? A person who sold and was coerced or trafficked did not, whatever else is entered. */
export function consent(c: RecordCharge): Verdict {
  const made = yesNo(c, 'coerced') === true || yesNo(c, 'traffickingNexus') === true;
  if (!made) return said(c, 'consensual');
  return partOf(c) === 'buyer' ? ask('The buyer is entered as coerced or trafficked: was the exchange consensual on both sides?') : NO;
}

/** Was the person who sold trafficked into it? */
export function soldByTrafficked(c: RecordCharge): Verdict {
  const nexus = said(c, 'traffickingNexus');
  return nexus.is === null && c.person.raw.trafficking?.survivor === false ? NO : nexus;
}

/** Trafficking in what the charge is about: of the one who sold, or known to the one who bought or took a part. */
export function trafficked(c: RecordCharge): Verdict {
  const part = partOf(c);
  if (part === 'seller') return soldByTrafficked(c);
  return part === null ? any(soldByTrafficked(c), said(c, 'knewOfTrafficking')) : said(c, 'knewOfTrafficking');
}

/**
 * Violence out of the exchange. That the offence itself is none of violence (the fact `violent`, often settled by the offence table) says nothing of what
 * happened: that has to be known. A condom refused and payment hidden are the buyer's doing, and have to be known of a buyer.
 */
export function violence(c: RecordCharge): Verdict {
  const seen = ['violent', 'bodilyInjury'].some((name) => yesNo(c, name) === true);
  const used = seen ? YES : said(c, 'violenceUsed');
  return partOf(c) === 'seller' ? used : any(used, said(c, 'condomRefused'), said(c, 'paymentRefused'));
}

/** The one who sold met with violence or sexual assault in it, or did not consent. */
export function violenceMet(c: RecordCharge): Verdict {
  const done = ['condomRefused', 'paymentRefused'].some((name) => yesNo(c, name) === true);
  return any(done ? YES : NO, violence(c), not(consent(c)));
}

/** Only the two sides had a part in it. */
export function alone(c: RecordCharge): Verdict {
  const third = said(c, 'thirdPartyInvolved');
  return third.is === true ? ask('Somebody else had a part in it: does the charge rest on the exchange between the two alone?') : not(third);
}

/** Nothing but a consensual exchange between adults, or asking for or offering one. */
export function soleExchange(c: RecordCharge): Verdict {
  return all(conductAmong(c, EXCHANGE_CONDUCT), not(isPart(c, 'third-party')), consent(c), adults(c), alone(c), not(violence(c)), not(trafficked(c)));
}
