import type { OfficeTx } from '#db/transaction.js';
import type { Confidence } from '#law/finding.js';
import type { Law } from '#law/law.js';
import { shippedPolicies, type Policy, type PolicyClause } from '#law/policy.js';

/** Where a policy was read. */
export interface PolicySource {
  title: string;
  url: string | null;
  date: string | null;
}

/** What an attorney records of a policy. */
export interface PolicyFacts {
  jurisdiction: string;
  counties: string[];
  prosecutor: string;
  title: string | null;
  since: string;
  until: string | null;
  clauses: PolicyClause[];
  sources: PolicySource[];
  confidence: Confidence;
  check: string[];
  note: string | null;
  replaces: string | null;
}

export interface PolicyRow extends PolicyFacts {
  id: string;
  recordedBy: string;
  recordedAt: Date;
  changedBy: string;
  changedAt: Date;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
  withdrawalReason: string | null;
  version: number;
}

export const POLICY = `p.id, p.jurisdiction, p.counties, p.prosecutor, p.title, p.since, p.until, p.clauses, p.sources, p.confidence, p.checks AS "check", p.note, p.replaces,
  p.recorded_by AS "recordedBy", p.recorded_at AS "recordedAt", p.changed_by AS "changedBy", p.changed_at AS "changedAt",
  p.withdrawn_by AS "withdrawnBy", p.withdrawn_at AS "withdrawnAt", p.withdrawal_reason AS "withdrawalReason", p.version`;

export function policyOf({ id, jurisdiction, counties, prosecutor, title, since, until, clauses, confidence, check }: PolicyRow): Policy {
  return { id, jurisdiction, counties: counties.length === 0 ? 'all' : counties, prosecutor, title, since, sinceBy: null, until, untilBy: null, clauses, confidence, check };
}

/**
 * Every policy that clients of this office are judged by: those on file with the law that are typed and that the office has not replaced by its own,
 * then those it recorded. What is withdrawn neither speaks nor replaces.
 */
export async function policiesInUse(tx: OfficeTx, law: Law): Promise<Policy[]> {
  const own = await tx.query<PolicyRow>(`SELECT ${POLICY} FROM prosecutor_policies p WHERE p.withdrawn_at IS NULL ORDER BY p.id`);
  const replaced = new Set(own.map((row) => row.replaces));
  return [...shippedPolicies(law).filter((policy) => policy.typed && !replaced.has(policy.id)), ...own.map(policyOf)];
}
