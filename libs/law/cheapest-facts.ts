import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import type { Law } from './law.js';
import type { Person, RareFacts } from './person.js';
import { easeOf, questionOf } from './questions.js';

/** An open fact and how much it would settle. */
export interface CheapFact {
  /** Path as in `missing` ('charges.<id>.…' for a charge's fact, plain for the person's). */
  readonly fact: string;
  /** The plain question to ask, where the vocabulary has one. */
  readonly ask: string | null;
  /** Charges all of whose open findings are settled by this fact alone. */
  readonly settlesCharges: readonly string[];
  /** Findings it settles by itself, and findings in which it is open at all. */
  readonly settles: number;
  readonly mentioned: number;
}

const PERSON_FACTS = /^(?:trafficking\.|birthDate$|recordComplete$|pendingCharges$|openWarrants$|firstOffender$|earlierRelief$|charges\.)/;

/**
 * Open facts of a person, the one that settles most charges first; then by findings settled, by findings mentioned, by how easily it is told. A yes-or-no fact counts as settling
 * a finding only if both answers do; any other fact if it is the only thing open there. Both answers are tried for the `tried` most promising facts only (each costs
 * two evaluations of the whole record, and a long record has hundreds of open facts); the others are counted like any other fact.
 */
export function cheapestFacts(person: Person, on: string, law: Law, tried = 8): CheapFact[] {
  const open = evaluate(person, on, law).filter((finding) => finding.result === 'needs-facts');
  const byFact = new Map<string, Finding[]>();
  for (const finding of open) {
    for (const path of finding.missing) {
      const fact = isPersonFact(path, law) ? path : `charges.${finding.charge}.${path}`;
      byFact.set(fact, [...(byFact.get(fact) ?? []), finding]);
    }
  }
  const promising = new Set(
    [...byFact]
      .filter(([fact]) => isYesOrNo(fact, law))
      .sort(([a, x], [b, y]) => alone(y).length - alone(x).length || y.length - x.length || easeOf(a) - easeOf(b) || (a < b ? -1 : 1))
      .slice(0, tried)
      .map(([fact]) => fact),
  );
  const openOf = new Map<string, Finding[]>();
  for (const finding of open) openOf.set(finding.charge, [...(openOf.get(finding.charge) ?? []), finding]);
  const facts = [...byFact].map(([fact, findings]): CheapFact => {
    const settled = new Set(promising.has(fact) ? settledByBoth(person, fact, findings, on, law) : alone(findings).map(keyOf));
    const charges = [...new Set(findings.map((finding) => finding.charge))];
    return {
      fact,
      ask: questionOf(fact, law)?.ask ?? null,
      settlesCharges: charges.filter((charge) => openOf.get(charge)!.every((finding) => settled.has(keyOf(finding)))),
      settles: settled.size,
      mentioned: findings.length,
    };
  });
  return facts.sort((a, b) => b.settlesCharges.length - a.settlesCharges.length || b.settles - a.settles || b.mentioned - a.mentioned || easeOf(a.fact) - easeOf(b.fact) || (a.fact < b.fact ? -1 : 1));
}

function keyOf(finding: Finding): string {
  return `${finding.charge}\u0000${finding.provision ?? ''}`;
}

/** Findings in which nothing else is open. */
function alone(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => finding.missing.length === 1 && finding.questions.length === 0);
}

function settledByBoth(person: Person, fact: string, findings: readonly Finding[], on: string, law: Law): string[] {
  const decided = [true, false].map((value) => new Set(evaluate(withFact(person, fact, value), on, law).filter((f) => f.result !== 'needs-facts').map(keyOf)));
  return findings.map(keyOf).filter((key) => decided.every((set) => set.has(key)));
}

function isPersonFact(path: string, law: Law): boolean {
  if (PERSON_FACTS.test(path)) return true;
  return path.startsWith('facts.') && law.facts[path.slice(6)]?.about === 'person';
}

const YES_OR_NO = /(?:^|\.)(?:survivor|officialDocumentation|assistanceRequested|recordComplete|pendingCharges|openWarrants|firstOffender|incarcerated|probation|traffickingNexus|coerced|violent|weapon|bodilyInjury|minorVictim|registrationRequired|prosecutorConsents|allChargesOfCaseEnded)$/;

function isYesOrNo(fact: string, law: Law): boolean {
  const rare = /(?:^|\.)facts\.([^.]+)$/.exec(fact)?.[1];
  return rare === undefined ? YES_OR_NO.test(fact) : law.facts[rare]?.type === 'boolean';
}

/** The person with one fact filled in, by its path. */
function withFact(person: Person, fact: string, value: boolean): Person {
  const match = /^charges\.(.+)\.((?:facts\.)?[^.]+)$/.exec(fact);
  if (match) return { ...person, charges: person.charges.map((charge) => (charge.id === match[1] ? set(charge, match[2]!, value) : charge)) };
  if (fact.startsWith('trafficking.')) return { ...person, trafficking: { ...person.trafficking, [fact.slice(12)]: value } };
  return set(person, fact, value);
}

function set<T extends { readonly facts?: RareFacts | null }>(holder: T, path: string, value: boolean): T {
  return path.startsWith('facts.') ? { ...holder, facts: { ...holder.facts, [path.slice(6)]: value } } : { ...holder, [path]: value };
}
