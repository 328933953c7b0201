import type { OfficeTx } from '#db/transaction.js';
import { Problem, type FieldProblem } from '../access/errors.js';
import type { Part } from './case-view.js';

export interface NewMember {
  userId: string;
  part: Part;
}

/**
 * Who of these may not be on a case team: only attorneys and paralegals of this office who are not disabled may. The
 * answer is the same for a user of another office and for one that never was.
 */
export async function memberProblems(tx: OfficeTx, members: readonly NewMember[]): Promise<FieldProblem[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM users WHERE id = ANY ($1) AND disabled_at IS NULL AND role IN ('attorney', 'paralegal')`,
    [members.map((member) => member.userId)],
  );
  const known = new Set(rows.map((row) => row.id));
  const problems = members.flatMap(({ userId }, index) =>
    known.has(userId) ? [] : [{ field: `members[${index}].userId`, problem: 'must be an attorney or paralegal of this office' }],
  );
  if (members.filter((member) => member.part === 'lead').length > 1) problems.push({ field: 'members', problem: 'must name one lead at most' });
  if (new Set(members.map((member) => member.userId)).size < members.length) problems.push({ field: 'members', problem: 'must not name a person twice' });
  return problems;
}

/** Which of these are not charges of this client's record. */
export async function chargeIdProblems(tx: OfficeTx, clientId: string, chargeIds: readonly string[]): Promise<FieldProblem[]> {
  const rows = await tx.query<{ id: string }>('SELECT id FROM charges WHERE id = ANY ($1) AND client_id = $2 AND struck_at IS NULL', [chargeIds, clientId]);
  const known = new Set(rows.map((row) => row.id));
  return chargeIds.flatMap((id, index) => (known.has(id) ? [] : [{ field: `chargeIds[${index}]`, problem: "must be a charge of this client's record" }]));
}

/** Puts somebody on the team, or changes their part. A new lead makes the one before a member. */
export async function setMember(tx: OfficeTx, caseId: string, { userId, part }: NewMember, now: Date): Promise<void> {
  if (part === 'lead') {
    await tx.query(`UPDATE case_members SET part = 'member' WHERE case_id = $1 AND user_id <> $2 AND part = 'lead'`, [caseId, userId]);
  }
  await tx.query(
    `INSERT INTO case_members (case_id, user_id, office_id, part, added_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (case_id, user_id) DO UPDATE SET part = excluded.part`,
    [caseId, userId, tx.officeId, part, now],
  );
}

export async function addCharge(tx: OfficeTx, caseId: string, chargeId: string): Promise<void> {
  await tx.query('INSERT INTO case_charges (case_id, charge_id, office_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [caseId, chargeId, tx.officeId]);
}

export function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new Problem('invalid', undefined, problems);
}
