import { parseDay } from '#dates/calendar-date.js';
import { citationMatches, takeApart, type CitationIndex, type CitationParts } from './citation.js';
import { clientMinor, conductAmong, consent, isPart, otherMinor, partOf, said, soleExchange, soldByTrafficked, violence, violenceMet } from './exchange.js';
import type { Remedy } from './person.js';
import type { ChargesClause, Contests, DeclinesClause, Policy, PolicyClause, ReliefClause } from './policy.js';
import type { RecordCharge } from './record.js';
import type { CitationReading } from './section-reading.js';
import { all, any, ask, NO, not, open, YES, type Verdict } from './verdict.js';

/** What one clause says of one charge: that it is not charged, that it still is. */
export interface ClauseSays {
  readonly spares: Verdict;
  readonly charges: Verdict;
}

const SILENT: ClauseSays = { spares: NO, charges: NO };

export function clauseSays(clause: PolicyClause, c: RecordCharge, citations: CitationIndex | undefined): ClauseSays {
  switch (clause.kind) {
    case 'declines':
      return { spares: declines(clause, c, citations), charges: NO };
    case 'charges':
      return { charges: stillCharged(clause, c), spares: clause.worker === 'spared' ? workerSpared(clause, c) : NO };
    case 'support':
      // Not known is the rule here, and leaves the rest of the policy to speak.
      return { spares: said(c, 'chargeSupported').is === false ? YES : NO, charges: NO };
    default:
      return SILENT;
  }
}

function declines(clause: DeclinesClause, c: RecordCharge, citations: CitationIndex | undefined): Verdict {
  return all(conductAmong(c, clause.conduct), citedAmong(clause.cited, c, citations), soleExchange(c), priorsWithin(clause, c));
}

/** One of these statutes, former numbers and equal ordinances of the offence table included; open where the citation can mean several and they differ. */
function citedAmong(cited: readonly string[] | undefined, c: RecordCharge, citations: CitationIndex | undefined): Verdict {
  if (!cited) return YES;
  if (!citations) return open('offence.citation');
  const own = cited.flatMap((text) => takeApart(text, citations) ?? []);
  const rows = citations.offences.filter((row) => row.parts.some((parts) => own.some((name) => citationMatches(name, parts) === 'yes')));
  return readingAmong(c.citation, [...own, ...rows.flatMap((row) => row.parts)]);
}

function readingAmong({ alternatives, parts }: CitationReading, named: readonly CitationParts[]): Verdict {
  const verdicts = alternatives.length > 0 ? alternatives.map((one) => readingAmong(one, named)) : parts.map((one) => partsAmong(one, named));
  const [first] = verdicts;
  return first && verdicts.every((verdict) => verdict.is === first.is) ? first : open('offence.citation');
}

function partsAmong(parts: CitationParts, named: readonly CitationParts[]): Verdict {
  const matches = named.map((name) => citationMatches(name, parts));
  return matches.includes('yes') ? YES : matches.includes('maybe') ? open('offence.citation') : NO;
}

/** Convictions before this charge; a charge whose conduct or end is not known could be one, and an incomplete record could hold more. */
function priorsWithin({ priors, conduct }: DeclinesClause, c: RecordCharge): Verdict {
  if (priors === undefined) return YES;
  const others = c.person.charges.filter((other) => other !== c);
  const counts = (other: RecordCharge): Verdict =>
    all(other.raw.disposition == null ? open(`charges.${other.raw.id}.disposition`) : other.raw.disposition === 'convicted' ? YES : NO, elsewhere(conductAmong(other, conduct), other));
  const verdicts = others.map(counts);
  if (verdicts.filter((verdict) => verdict.is === true).length > priors) return NO;
  if (verdicts.filter((verdict) => verdict.is !== false).length > priors) return all(...verdicts.filter((verdict) => verdict.is === null));
  return c.person.raw.recordComplete === true ? YES : open('recordComplete');
}

/** The same gap, named as another charge's. */
function elsewhere(verdict: Verdict, other: RecordCharge): Verdict {
  return { ...verdict, missing: verdict.missing.map((path) => `charges.${other.raw.id}.${path}`) };
}

function stillCharged({ what }: ChargesClause, c: RecordCharge): Verdict {
  const buyer = isPart(c, 'buyer');
  switch (what) {
    case 'violence':
      return all(buyer, any(violence(c), not(consent(c))));
    case 'trafficking':
      return all(not(isPart(c, 'seller')), said(c, 'knewOfTrafficking'));
    case 'minors':
      return all(buyer, otherMinor(c).is === false && clientMinor(c).is === true ? ask('The buyer was under 18, and the other side was not: does the policy reach the buyer?') : otherMinor(c));
    case 'third-parties':
      return isPart(c, 'third-party');
    case 'buying':
      return buyer;
  }
}

/** The one who sold, where the clause spares the worker: for what the exchange consisted of. A charge of other conduct is for the attorney to say. */
function workerSpared({ what }: ChargesClause, c: RecordCharge): Verdict {
  const happened = what === 'violence' ? violenceMet(c) : what === 'trafficking' ? soldByTrafficked(c) : what === 'minors' ? sellerMinor(c) : NO;
  const exchange = conductAmong(c, ['selling', 'loitering']);
  const about = exchange.is !== false ? exchange : conductAmong(c, ['other']).is === true ? ask('Does this charge come out of the exchange, and out of what was done to the client in it?') : NO;
  return all(isPart(c, 'seller'), happened, about);
}

function sellerMinor(c: RecordCharge): Verdict {
  const own = clientMinor(c);
  if (own.is !== false) return said(c, 'allAdults').is === true && own.is === null ? NO : own;
  // A grown seller: somebody else in it was under 18.
  return otherMinor(c).is === true && partOf(c) === 'seller' ? ask('The client was 18 or over and somebody else in the exchange was not: does the policy reach the client?') : NO;
}

/** The clause has begun on the day asked about; one that begins later than its policy is not read before. */
export function begun(clause: PolicyClause, on: string): boolean {
  return clause.since === undefined || (parseDay(clause.since) !== null && clause.since <= on);
}

/** Does this clause say how a petition for this remedy is answered, and does it reach this charge? */
export function reliefSays(clause: ReliefClause, c: RecordCharge, remedy: Remedy): { contests: Contests; reached: Verdict } {
  const ended = clause.dispositions === undefined ? YES : c.raw.disposition == null ? open('disposition') : clause.dispositions.includes(c.raw.disposition) ? YES : NO;
  const contests = (clause.contests as { readonly [name in Remedy]?: Contests })[remedy] ?? 'unknown';
  return { contests, reached: all(ended, clause.arising === 'any' ? YES : soleExchange(c)) };
}

/** How a policy lets its office depart from it; null when it does not say. */
export function deviationOf(policy: Policy): PolicyClause | null {
  return policy.clauses.find((clause) => clause.kind === 'deviation') ?? null;
}
