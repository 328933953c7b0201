import type { OfficeTx } from '#db/transaction.js';
import { evaluate } from '#law/evaluate.js';
import { judgePolicies, wordOnRoad, type PolicyFinding } from '#law/judge-policies.js';
import type { Law } from '#law/law.js';
import type { Sealer } from '../access/vault.js';
import { policiesInUse } from '../eligibility/office-policies.js';
import { loadPerson } from '../eligibility/person-of.js';
import type { PacketPolicy } from './packet-input.js';

/** The policy by which this petition is not contested, on the day of drafting; null when none says so for every charge of it. */
export async function policyOnPetition(tx: OfficeTx, sealer: Sealer, law: Law, petition: { clientId: string; jurisdiction: string; provision: string; dated: string; charges: readonly string[] }): Promise<PacketPolicy | null> {
  const policies = (await policiesInUse(tx, law)).filter((policy) => policy.jurisdiction === petition.jurisdiction);
  if (policies.length === 0) return null;
  const person = await loadPerson(tx, sealer, petition.clientId);
  const findings = judgePolicies(person, petition.dated, policies, law, evaluate(person, petition.dated, law));
  const words = petition.charges.map((charge) => wordOnRoad(findings, charge, petition.provision));
  const found = uncontested(words);
  const noRight = found && policies.find((policy) => policy.id === found.policy)?.clauses.find((clause) => clause.kind === 'no-right');
  return found && { ...found, noRightClause: noRight?.id ?? null };
}

/**
 * What a paper may say of one policy: only when it is one clause of one policy that does not contest any of the charges, its first day is known, and
 * it was more than hearsay. A charge that no policy speaks of, or that another contests, leaves the whole paragraph out.
 */
export function uncontested(words: readonly (PolicyFinding | null)[]): (Omit<PacketPolicy, 'noRightClause'> & { policy: string }) | null {
  const [first] = words;
  if (!first || first.since === null || first.clause === null || first.text === null || first.confidence === 'low') return null;
  if (!words.every((word) => word?.says === 'not-contested' && word.policy === first.policy && word.clause === first.clause)) return null;
  const { policy, prosecutor, title, since, clause, text, check } = first;
  return { policy, prosecutor, title, since, clause, text, check };
}
