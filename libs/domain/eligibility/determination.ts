import type { OfficeTx } from '#db/transaction.js';
import type { Reason } from '#law/finding.js';
import type { Sealer } from '../access/vault.js';
import { sameAnswers } from './standing.js';
import { findingById, loadCheck, type StoredFinding } from './stored-check.js';

export type Decision = 'confirmed' | 'rejected';

/** A sentence the papers may state as fact, beyond what the record says. */
export interface Statement {
  /** Condition of the finding that it supports, by its word in `because`; null = background. */
  element: string | null;
  /** A whole sentence in the third person. */
  text: string;
  /** What it rests on, e.g. an exhibit. */
  basis: string | null;
}

/** What an attorney signed: sealed as one JSON. */
export interface DeterminationContent {
  /** The finding's questions, each with the attorney's answer. */
  answers: { question: string; answer: string }[];
  statements: Statement[];
  /** Why, in the attorney's own words. */
  reasons: string | null;
}

export interface Determination extends DeterminationContent {
  id: string;
  findingId: string;
  clientId: string;
  chargeId: string;
  provision: string;
  decision: Decision;
  decidedBy: string;
  decidedAt: Date;
}

interface DeterminationRow extends Omit<Determination, keyof DeterminationContent> {
  answers: Buffer;
}

const DETERMINATION = `id, finding_id AS "findingId", client_id AS "clientId", charge_id AS "chargeId", provision, decision, answers,
  decided_by AS "decidedBy", decided_at AS "decidedAt"`;

export function openDetermination(sealer: Sealer, row: DeterminationRow): Determination {
  return { ...row, ...sealer.openJson<DeterminationContent>(`determinations.answers:${row.id}`, row.answers) };
}

/** Every decision on one charge under one provision, the newest first. */
export async function determinationsOf(tx: OfficeTx, sealer: Sealer, chargeId: string, provision: string): Promise<Determination[]> {
  const rows = await tx.query<DeterminationRow>(
    `SELECT ${DETERMINATION} FROM determinations WHERE charge_id = $1 AND provision = $2 ORDER BY decided_at DESC, id DESC`,
    [chargeId, provision],
  );
  return rows.map((row) => openDetermination(sealer, row));
}

/**
 * The attorney's decision as it stands on a finding, by finding id. The newest decision on that charge and provision
 * counts. One that was signed on an earlier finding still stands when the law says the same of the charge for the same
 * reasons; otherwise the attorney signed something else, and is asked anew.
 */
export async function standingDeterminations(
  tx: OfficeTx,
  sealer: Sealer,
  findings: readonly StoredFinding[],
  because: Readonly<Record<string, readonly Reason[]>>,
): Promise<Map<string, Determination>> {
  const rows = await tx.query<DeterminationRow>(
    `SELECT DISTINCT ON (charge_id, provision) ${DETERMINATION} FROM determinations WHERE charge_id = ANY ($1)
     ORDER BY charge_id, provision, decided_at DESC, id DESC`,
    [[...new Set(findings.map((finding) => finding.charge))]],
  );
  const newest = new Map(rows.map((row) => [`${row.chargeId} ${row.provision}`, row]));
  const standing = new Map<string, Determination>();
  for (const finding of findings) {
    const row = newest.get(`${finding.charge} ${finding.provision}`);
    if (!row) continue;
    if (row.findingId === finding.id || (await saysTheSame(tx, sealer, row.findingId, finding, because[finding.id] ?? []))) {
      standing.set(finding.id, openDetermination(sealer, row));
    }
  }
  return standing;
}

async function saysTheSame(tx: OfficeTx, sealer: Sealer, earlierId: string, finding: StoredFinding, because: readonly Reason[]): Promise<boolean> {
  const earlier = await findingById(tx, earlierId);
  if (!earlier || !sameAnswers([earlier], [finding])) return false;
  const check = await loadCheck(tx, sealer, earlier.checkId);
  return JSON.stringify(check?.because[earlierId]) === JSON.stringify(because);
}
