import { parseDay, type Day } from '#dates/calendar-date.js';
import type { Confidence } from './finding.js';
import type { Law } from './law.js';
import type { PolicyEntry, SourceEntry } from './law-file.js';
import type { Conduct, Disposition, Remedy } from './person.js';
import { all, ask, NO, open, YES, type Verdict } from './verdict.js';

export const CLAUSE_KINDS = ['declines', 'charges', 'support', 'relief', 'no-right', 'deviation'] as const;
export type ClauseKind = (typeof CLAUSE_KINDS)[number];

/** Conduct of the two sides of the exchange; whoever promotes or permits is a third party to it. */
export const EXCHANGE_CONDUCT = ['selling', 'buying', 'loitering'] as const satisfies readonly Conduct[];
export type ExchangeConduct = (typeof EXCHANGE_CONDUCT)[number];

export const STILL_CHARGED = ['violence', 'trafficking', 'minors', 'third-parties', 'buying'] as const;
/** How the office answers a petition: `sometimes` and `unknown` are never a no. */
export const CONTESTS = ['no', 'yes', 'sometimes', 'unknown'] as const;
export type Contests = (typeof CONTESTS)[number];
export const CONTESTED_REMEDIES = ['vacatur', 'expungement', 'sealing', 'nondisclosure', 'set-aside', 'dismissal', 'destruction', 'shielding'] as const satisfies readonly Remedy[];

interface Clause {
  /** What papers cite it by; the same in one policy for ever. */
  readonly id: string;
  readonly text: string;
  /** First day of this clause, where it is later than the policy's. */
  readonly since?: string;
}

/** The office does not charge conduct that rests on nothing but a consensual exchange between adults. Where a source does not say so, that much is asked for all the same. */
export interface DeclinesClause extends Clause {
  readonly kind: 'declines';
  readonly conduct: readonly ExchangeConduct[];
  /** Only these statutes; absent: every statute on that conduct. */
  readonly cited?: readonly string[];
  readonly how: 'presumptively' | 'always' | 'unknown';
  /** Charges that were filed before the policy took force. */
  readonly pending: 'dismissed' | 'kept' | 'unknown';
  /** At most so many earlier convictions for the conduct. */
  readonly priors?: number;
}

/** The office goes on charging this; `worker: spared`: not the one who sold, was trafficked or was under 18. */
export interface ChargesClause extends Clause {
  readonly kind: 'charges';
  readonly what: (typeof STILL_CHARGED)[number];
  readonly worker: 'spared' | 'unknown';
}

/** Nothing is charged that the evidence or the interests of justice do not support. */
export interface SupportClause extends Clause {
  readonly kind: 'support';
}

/** How the office answers petitions, remedy by remedy. A remedy that is not named is not known. */
export interface ReliefClause extends Clause {
  readonly kind: 'relief';
  readonly contests: { readonly [remedy in (typeof CONTESTED_REMEDIES)[number]]?: Contests };
  readonly arising: 'consensual-exchange' | 'any';
  /** Only of charges that ended so; absent: however they ended. */
  readonly dispositions?: readonly Disposition[];
}

export interface NoRightClause extends Clause {
  readonly kind: 'no-right';
}

export interface DeviationClause extends Clause {
  readonly kind: 'deviation';
  readonly written: boolean | null;
  readonly approver: string | null;
  /** Circumstances that allow it; empty: not said. */
  readonly only: readonly string[];
}

export type PolicyClause = DeclinesClause | ChargesClause | SupportClause | ReliefClause | NoRightClause | DeviationClause;

/** The policy of one prosecutor's office, from the law files or recorded by a legal aid office. Days are 'YYYY-MM-DD'. */
export interface Policy {
  readonly id: string;
  readonly jurisdiction: string;
  readonly prosecutor: string;
  readonly title: string | null;
  /** 'all' = the whole jurisdiction; null = not known. */
  readonly counties: 'all' | readonly string[] | null;
  readonly since: string | null;
  readonly sinceBy: string | null;
  /** First day no longer in force; null = not known to have ended. */
  readonly until: string | null;
  readonly untilBy: string | null;
  readonly clauses: readonly PolicyClause[];
  readonly confidence: Confidence;
  readonly check: readonly string[];
}

/** A policy of the law files, to read: typed or not. */
export interface ShippedPolicy extends Policy {
  /** Without clauses nothing is judged by it. */
  readonly typed: boolean;
  readonly declines: string;
  readonly contestsRelief: string | null;
  readonly note: string | null;
  readonly sources: readonly SourceEntry[];
}

/** A policy to start from (law/policies). Nothing is judged by it. */
export interface PolicyTemplate {
  readonly title: string;
  readonly version: number;
  readonly as_of: string;
  readonly about: string;
  readonly clauses: readonly PolicyClause[];
}

/** Every policy in the law files, in their order. */
export function shippedPolicies(law: Law): ShippedPolicy[] {
  return [...law.jurisdictions.values()].flatMap(({ file }) => file.prosecutor_policies.map((entry) => shipped(entry, file.jurisdiction, file.sources)));
}

function shipped(entry: PolicyEntry, jurisdiction: string, sources: Readonly<Record<string, SourceEntry>>): ShippedPolicy {
  return {
    id: entry.id ?? `${jurisdiction.toLowerCase()}-policy-${entry.office.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
    jurisdiction,
    prosecutor: entry.office,
    title: entry.title ?? null,
    counties: entry.counties ?? null,
    since: entry.since,
    sinceBy: entry.since_by ?? null,
    until: entry.until ?? null,
    untilBy: entry.until_by ?? null,
    clauses: entry.clauses ?? [],
    confidence: entry.confidence ?? 'low',
    check: entry.check ?? [],
    typed: entry.clauses !== undefined,
    declines: entry.declines,
    contestsRelief: entry.contests_relief ?? null,
    note: entry.note ?? null,
    sources: entry.sources === 'knowledge' ? [] : entry.sources.flatMap((n) => sources[String(n)] ?? []),
  };
}

/**
 * Was the policy in force on this day? The first day counts, `until` does not: it is the first day no longer in force.
 * A start or end that is not known leaves the days around it open.
 */
export function inForce(policy: Policy, on: Day): Verdict {
  const [since, sinceBy, until, untilBy] = [policy.since, policy.sinceBy, policy.until, policy.untilBy].map((text) => (text === null ? null : parseDay(text)));
  const begun = since != null ? (on >= since ? YES : NO) : sinceBy != null && on >= sinceBy ? YES : ask(`Since when has the policy of the ${policy.prosecutor} been in force?`);
  const stillThere =
    until != null ? (on < until ? YES : NO)
    : untilBy != null && on >= untilBy ? NO
    : policy.until === null && policy.untilBy === null ? YES
    : ask(`On which day did the policy of the ${policy.prosecutor} end?`);
  return all(begun, stillThere);
}

/** Does the office prosecute in this county? Capitals, points and the word "County" do not matter. */
export function reaches(policy: Policy, county: string | null | undefined): Verdict {
  if (policy.counties === 'all') return YES;
  if (policy.counties === null) return ask(`In which counties does the ${policy.prosecutor} prosecute?`);
  if (county == null || county.trim() === '') return open('county');
  return policy.counties.some((name) => bareCounty(name) === bareCounty(county)) ? YES : NO;
}

/** 'St. Mary’s County' and 'st marys' are one; 'Baltimore City' and 'Baltimore County' are two. */
export function bareCounty(name: string): string {
  return name
    .toLowerCase()
    .replace(/[.'’]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ (county|parish|borough)$/, '')
    .replace(/^county of /, '');
}
