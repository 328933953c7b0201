import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { invalid, notFound, Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import type { Page, PageRequest } from '../access/page.js';
import { Vault } from '../access/vault.js';
import { listCases, type CaseFilter, type CaseListItem, type CaseSort } from './case-list.js';
import { addCharge, chargeIdProblems, memberProblems, refuse, setMember, type NewMember } from './case-members.js';
import { holdCase, loadCase, type CaseRow, type CaseView } from './case-view.js';
import { CLOSED, FIRST_STAGE, judgeStageChange, stageTableProblems, TRANSITIONS, type Stage } from './stages.js';
import { addEvent, type EventKind } from './timeline.js';

export interface NewCase {
  clientId: string;
  chargeIds: readonly string[];
  /** Empty: whoever opens the case leads it. */
  members: readonly NewMember[];
  description: string | null;
}

export interface StageChange {
  to: Stage;
  reason: string | null;
}

/** The office's legal work for its clients. */
@Injectable()
export class CasesService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {
    const problems = stageTableProblems(TRANSITIONS);
    if (problems.length > 0) throw new Error(`The table of case stages is broken: ${problems.join('; ')}`);
  }

  async list(actor: Actor, filter: CaseFilter, sort: CaseSort, page: PageRequest): Promise<Page<CaseListItem>> {
    requirePermission(actor, 'case.read');
    return this.db.inOffice(actor, async (tx) => {
      const found = await listCases(tx, filter, sort, page);
      await audit(tx, actor, { action: 'cases.listed', subjectKind: 'office', subjectId: tx.officeId, clientId: filter.clientId ?? null, detail: { cases: found.items.map((each) => each.id) } });
      return found;
    });
  }

  /**
   * Opens a case with the next reference of the office's year, e.g. 2026-0012. References have no gaps: one that is
   * given up with its transaction is given out again.
   *
   * @throws Problem not-found (404) for the client; invalid (422) for charges and members
   */
  async create(actor: Actor, wanted: NewCase, now: Date): Promise<CaseView> {
    return this.db.inOffice(actor, async (tx) => {
      const { clientId, chargeIds } = wanted;
      await requireAccess(tx, actor, 'case.write', 'client', [clientId]);
      const members = wanted.members.length > 0 || !actor.userId ? wanted.members : [{ userId: actor.userId, part: 'lead' as const }];
      refuse([...(await chargeIdProblems(tx, clientId, chargeIds)), ...(await memberProblems(tx, members))]);
      const id = uuidv7();
      const today = await officeDay(tx, now);
      const sealer = await this.vault.client(tx, clientId);
      const description = wanted.description === null ? null : sealer.seal(`cases.description:${id}`, wanted.description);
      await tx.query(
        `INSERT INTO cases (id, office_id, client_id, reference, stage, description, opened_on, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
        [id, tx.officeId, clientId, await nextReference(tx, today), FIRST_STAGE, description, today, now],
      );
      for (const member of members) await setMember(tx, id, member, now);
      for (const chargeId of chargeIds) await addCharge(tx, id, chargeId);
      await this.tell(tx, actor, { id, clientId }, 'case-opened', { charges: chargeIds, members: members.map((member) => member.userId) }, now);
      return loadCase(tx, this.vault, actor, id);
    });
  }

  /** @throws Problem not-found (404) */
  async read(actor: Actor, caseId: string): Promise<CaseView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'case.read', 'case', [caseId]);
      await audit(tx, actor, { action: 'case.read', subjectKind: 'case', subjectId: caseId, clientId: clientId ?? null });
      return loadCase(tx, this.vault, actor, caseId);
    });
  }

  /** Changes what is named; null takes the description away. @throws Problem not-found (404), stale (412) */
  async describe(actor: Actor, caseId: string, ifVersion: number, { description }: { description?: string | null }, now: Date): Promise<CaseView> {
    return this.change(actor, caseId, ifVersion, now, async (tx, row) => {
      if (description === undefined) return null;
      const sealer = await this.vault.client(tx, row.clientId);
      await tx.query('UPDATE cases SET description = $2 WHERE id = $1', [
        caseId,
        description === null ? null : sealer.seal(`cases.description:${caseId}`, description),
      ]);
      return ['description-changed', {}];
    });
  }

  /**
   * Takes the case to another stage, as the table of stages allows for the actor's role.
   *
   * @throws Problem stage-refused (409), role-forbids (403), invalid (422) for the reason, not-found (404), stale (412)
   */
  async changeStage(actor: Actor, caseId: string, ifVersion: number, { to, reason }: StageChange, now: Date): Promise<CaseView> {
    return this.change(actor, caseId, ifVersion, now, async (tx, row) => {
      const answer = judgeStageChange(row.stage, to, actor.role, reason);
      if (!answer.allowed) throw answer.code === 'reason' ? invalid('reason', answer.why) : new Problem(answer.code, answer.why);
      await tx.query('UPDATE cases SET stage = $2, stage_reason = $3, closed_on = $4 WHERE id = $1', [
        caseId,
        to,
        reason,
        to === CLOSED ? await officeDay(tx, now) : null,
      ]);
      return ['stage-changed', { from: row.stage, to, ...(reason ? { reason } : {}) }];
    });
  }

  /** @throws Problem invalid (422) for who may not be on a team, not-found (404), stale (412) */
  async setMember(actor: Actor, caseId: string, ifVersion: number, member: NewMember, now: Date): Promise<CaseView> {
    return this.change(actor, caseId, ifVersion, now, async (tx) => {
      refuse((await memberProblems(tx, [member])).map(({ problem }) => ({ field: 'userId', problem })));
      await setMember(tx, caseId, member, now);
      return ['member-set', { ...member }];
    });
  }

  /** @throws Problem not-found (404) also for who is not on the team; stale (412) */
  async removeMember(actor: Actor, caseId: string, ifVersion: number, userId: string, now: Date): Promise<CaseView> {
    return this.change(actor, caseId, ifVersion, now, async (tx) => {
      await removeRow(tx, 'case_members', 'user_id', caseId, userId);
      return ['member-removed', { userId }];
    });
  }

  /** @throws Problem invalid (422) for a charge of another record, not-found (404), stale (412) */
  async addCharge(actor: Actor, caseId: string, ifVersion: number, chargeId: string, now: Date): Promise<CaseView> {
    return this.change(actor, caseId, ifVersion, now, async (tx, row) => {
      const [problem] = await chargeIdProblems(tx, row.clientId, [chargeId]);
      if (problem) throw notFound();
      await addCharge(tx, caseId, chargeId);
      return ['charge-added', { chargeId }];
    });
  }

  /** @throws Problem not-found (404) also for a charge the case is not about; stale (412) */
  async removeCharge(actor: Actor, caseId: string, ifVersion: number, chargeId: string, now: Date): Promise<CaseView> {
    return this.change(actor, caseId, ifVersion, now, async (tx) => {
      await removeRow(tx, 'case_charges', 'charge_id', caseId, chargeId);
      return ['charge-removed', { chargeId }];
    });
  }

  /** One change of one case: access, version, the change, its line in the timeline and in the audit trail. */
  private async change(
    actor: Actor,
    caseId: string,
    ifVersion: number,
    now: Date,
    work: (tx: OfficeTx, row: CaseRow) => Promise<[EventKind, Record<string, unknown>] | null>,
  ): Promise<CaseView> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'case.write', 'case', [caseId]);
      const row = await holdCase(tx, caseId, ifVersion);
      const changed = await work(tx, row);
      if (changed) {
        await tx.query('UPDATE cases SET version = version + 1, updated_at = $2 WHERE id = $1', [caseId, now]);
        await this.tell(tx, actor, row, ...changed, now);
      } else {
        await audit(tx, actor, { action: 'case.read', subjectKind: 'case', subjectId: caseId, clientId: row.clientId });
      }
      return loadCase(tx, this.vault, actor, caseId);
    });
  }

  private async tell(tx: OfficeTx, actor: Actor, of: { id: string; clientId: string }, kind: EventKind, detail: Record<string, unknown>, now: Date): Promise<void> {
    await addEvent(tx, actor, of, kind, detail, now);
    await audit(tx, actor, { action: `case.${kind}`, subjectKind: 'case', subjectId: of.id, clientId: of.clientId, detail });
    // Who is reminded follows the team and what the case is about.
    if (kind !== 'description-changed') await enqueue(tx, 'reminders.plan', { clientId: of.clientId }, { askedBy: actor.userId, now });
  }
}

async function nextReference(tx: OfficeTx, today: string): Promise<string> {
  const year = today.slice(0, 4);
  const [counter] = await tx.query<{ last: number }>(
    `INSERT INTO case_counters AS c (office_id, year, last) VALUES ($1, $2, 1)
     ON CONFLICT (office_id, year) DO UPDATE SET last = c.last + 1 RETURNING last`,
    [tx.officeId, Number(year)],
  );
  if (!counter) throw new Error('no case reference was given out');
  return `${year}-${String(counter.last).padStart(4, '0')}`;
}

async function removeRow(tx: OfficeTx, table: 'case_members' | 'case_charges', column: 'user_id' | 'charge_id', caseId: string, id: string): Promise<void> {
  const there = await tx.query(`SELECT 1 FROM ${table} WHERE case_id = $1 AND ${column} = $2`, [caseId, id]);
  if (there.length === 0) throw notFound();
  await tx.query(`DELETE FROM ${table} WHERE case_id = $1 AND ${column} = $2`, [caseId, id]);
}
