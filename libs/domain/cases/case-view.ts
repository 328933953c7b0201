import type { OfficeTx } from '#db/transaction.js';
import type { Actor } from '../access/actor.js';
import { notFound, Problem } from '../access/errors.js';
import type { Vault } from '../access/vault.js';
import { TRANSITIONS, type Stage } from './stages.js';
import { OPEN_TASK } from './tasks.js';

export type Part = 'lead' | 'member';

export interface CaseMemberView {
  userId: string;
  name: string;
  part: Part;
}

/** A charge the case is about, with where it stands. */
export interface CaseChargeView {
  chargeId: string;
  docketId: string;
  jurisdiction: string;
  citation: string | null;
  /** Best result of the latest check; null = not checked yet. */
  result: string | null;
  nextOn: string | null;
}

/** A stage the case can go to from here, for this actor. */
export interface NextStage {
  to: Stage;
  /** One of these must be given; empty = no reason is kept. */
  reasons: readonly string[];
}

export interface CaseView {
  id: string;
  reference: string;
  clientId: string;
  stage: Stage;
  stageReason: string | null;
  description: string | null;
  openedOn: string;
  closedOn: string | null;
  members: CaseMemberView[];
  charges: CaseChargeView[];
  nextStages: NextStage[];
  openTasks: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface CaseRow {
  id: string;
  reference: string;
  clientId: string;
  stage: Stage;
  stageReason: string | null;
  description: Buffer | null;
  openedOn: string;
  closedOn: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const CASE = `SELECT id, reference, client_id AS "clientId", stage, stage_reason AS "stageReason", description, opened_on AS "openedOn",
  closed_on AS "closedOn", version, created_at AS "createdAt", updated_at AS "updatedAt" FROM cases WHERE id = $1`;

/**
 * The case's row, locked until the transaction ends.
 *
 * @throws Problem stale (412) when it is no longer the version the caller read
 */
export async function holdCase(tx: OfficeTx, caseId: string, ifVersion: number): Promise<CaseRow> {
  const [row] = await tx.query<CaseRow>(`${CASE} FOR NO KEY UPDATE`, [caseId]);
  if (!row) throw notFound();
  if (row.version !== ifVersion) throw new Problem('stale');
  return row;
}

/** The case as the actor may see it. The caller has asked for access and writes the audit row. */
export async function loadCase(tx: OfficeTx, vault: Vault, actor: Actor, caseId: string): Promise<CaseView> {
  const [row] = await tx.query<CaseRow>(CASE, [caseId]);
  if (!row) throw notFound();
  const sealer = await vault.client(tx, row.clientId);
  const officeSealer = await vault.office(tx);
  const members = await tx.query<{ userId: string; name: Buffer; part: Part }>(
    `SELECT m.user_id AS "userId", u.name, m.part FROM case_members m JOIN users u ON u.id = m.user_id
     WHERE m.case_id = $1 ORDER BY m.part, m.added_at, m.user_id`,
    [caseId],
  );
  const charges = await tx.query<CaseChargeView>(
    `SELECT c.id AS "chargeId", c.docket_id AS "docketId", d.jurisdiction, c.citation, s.result, s.next_on AS "nextOn"
     FROM case_charges k JOIN charges c ON c.id = k.charge_id JOIN dockets d ON d.id = c.docket_id
     LEFT JOIN charge_standings s ON s.charge_id = c.id
     WHERE k.case_id = $1 AND c.struck_at IS NULL ORDER BY d.created_at, d.id, c.count_number`,
    [caseId],
  );
  const [tasks] = await tx.query<{ open: number }>(`SELECT count(*)::int AS open FROM tasks t WHERE t.case_id = $1 AND ${OPEN_TASK}`, [caseId]);
  return {
    ...row,
    description: row.description && sealer.open(`cases.description:${row.id}`, row.description),
    members: members.map(({ userId, name, part }) => ({ userId, name: officeSealer.open(`users.name:${userId}`, name), part })),
    charges,
    nextStages: TRANSITIONS.filter(({ from, by }) => from === row.stage && actor.role !== null && by.includes(actor.role)).map(({ to, reasons }) => ({ to, reasons })),
    openTasks: tasks?.open ?? 0,
  };
}
