import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { invalid, notFound, Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import { Vault } from '../access/vault.js';
import type { DeadlineKind } from './plan.js';

export const DEADLINE_STATUSES = ['open', 'met', 'superseded'] as const;
export type DeadlineStatus = (typeof DEADLINE_STATUSES)[number];

export interface DeadlineView {
  id: string;
  clientId: string;
  caseId: string | null;
  chargeId: string | null;
  findingId: string | null;
  provision: string | null;
  kind: DeadlineKind;
  /** The day itself still counts: a filing deadline is its last day, a waiting period's end the first day after it. */
  onDay: string;
  status: DeadlineStatus;
  /** What a deadline set by hand is for. */
  note: string | null;
  setBy: string | null;
  version: number;
  createdAt: Date;
}

export interface DeadlineFilter {
  from?: string | undefined;
  to?: string | undefined;
  status?: DeadlineStatus | undefined;
  kind?: DeadlineKind | undefined;
  clientId?: string | undefined;
  caseId?: string | undefined;
}

export interface NewDeadline {
  clientId: string;
  caseId: string | null;
  onDay: string;
  note: string;
}

export interface DeadlineChange {
  onDay?: string | undefined;
  note?: string | undefined;
  status?: 'open' | 'met' | undefined;
}

type DeadlineRow = Omit<DeadlineView, 'note'> & { note: Buffer | null };

const DEADLINE = `d.id, d.client_id AS "clientId", d.case_id AS "caseId", d.charge_id AS "chargeId", d.finding_id AS "findingId", d.provision,
  d.kind, d.on_day AS "onDay", d.status, d.note, d.set_by AS "setBy", d.version, d.created_at AS "createdAt"`;

/** Days by which, or from which, something must be done: those that follow from findings, and those set by hand. */
@Injectable()
export class DeadlinesService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** By day, the earliest first. */
  async list(actor: Actor, filter: DeadlineFilter, { limit, cursor }: PageRequest): Promise<Page<DeadlineView>> {
    requirePermission(actor, 'deadline.read');
    return this.db.inOffice(actor, async (tx) => {
      const [afterDay, afterId] = cursor === null ? [null, null] : readCursor(cursor, 'deadlines', ['day', 'uuid']);
      const rows = await tx.query<DeadlineRow>(
        `SELECT ${DEADLINE} FROM deadlines d
         WHERE ($1::date IS NULL OR d.on_day >= $1) AND ($2::date IS NULL OR d.on_day <= $2) AND ($3::text IS NULL OR d.status = $3)
           AND ($4::text IS NULL OR d.kind = $4) AND ($5::uuid IS NULL OR d.client_id = $5) AND ($6::uuid IS NULL OR d.case_id = $6)
           AND ($7::date IS NULL OR (d.on_day, d.id) > ($7, $8::uuid))
         ORDER BY d.on_day, d.id LIMIT $9`,
        [filter.from, filter.to, filter.status, filter.kind, filter.clientId, filter.caseId, afterDay, afterId, limit + 1],
      );
      const page = pageOf(rows, limit, (last) => writeCursor('deadlines', [last.onDay, last.id]), (row) => row);
      await audit(tx, actor, { action: 'deadlines.listed', subjectKind: 'office', subjectId: tx.officeId, clientId: filter.clientId ?? null, detail: { deadlines: page.items.map((row) => row.id) } });
      return { items: await this.show(tx, page.items), next: page.next };
    });
  }

  /** @throws Problem not-found (404) */
  async read(actor: Actor, deadlineId: string): Promise<DeadlineView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'deadline.read', 'deadline', [deadlineId]);
      await audit(tx, actor, { action: 'deadline.read', subjectKind: 'deadline', subjectId: deadlineId, clientId: clientId ?? null });
      return this.load(tx, deadlineId);
    });
  }

  /** Sets a day by hand. @throws Problem not-found (404) for the client; invalid (422) for the case or a day that has passed */
  async create(actor: Actor, { clientId, caseId, onDay, note }: NewDeadline, now: Date): Promise<DeadlineView> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'deadline.write', 'client', [clientId]);
      if (caseId !== null) {
        const ofClient = await tx.query('SELECT 1 FROM cases WHERE id = $1 AND client_id = $2', [caseId, clientId]);
        if (ofClient.length === 0) throw invalid('caseId', 'must be a case of this client');
      }
      await this.refusePast(tx, onDay, now);
      const id = uuidv7();
      const sealer = await this.vault.client(tx, clientId);
      await tx.query(
        `INSERT INTO deadlines (id, office_id, client_id, case_id, kind, on_day, note, set_by, created_at)
         VALUES ($1, $2, $3, $4, 'set-by-hand', $5, $6, $7, $8)`,
        [id, tx.officeId, clientId, caseId, onDay, sealer.seal(`deadlines.note:${id}`, note), actor.userId, now],
      );
      await this.tell(tx, actor, 'deadline.set', id, clientId, { onDay }, now);
      return this.load(tx, id);
    });
  }

  /**
   * Moves a deadline set by hand, or settles any deadline: `met` stops its reminders, `open` takes that back. A day
   * that follows from a finding moves only with the record.
   *
   * @throws Problem not-found (404), stale (412), conflict (409), invalid (422)
   */
  async change(actor: Actor, deadlineId: string, ifVersion: number, { onDay, note, status }: DeadlineChange, now: Date): Promise<DeadlineView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'deadline.write', 'deadline', [deadlineId]);
      const [row] = await tx.query<DeadlineRow>(`SELECT ${DEADLINE} FROM deadlines d WHERE d.id = $1 FOR NO KEY UPDATE`, [deadlineId]);
      if (!row || !clientId) throw notFound();
      if (row.version !== ifVersion) throw new Problem('stale');
      if (row.status === 'superseded') throw new Problem('conflict', 'Another day has replaced this one');
      if (row.kind !== 'set-by-hand' && (onDay !== undefined || note !== undefined)) {
        throw new Problem('conflict', 'This day follows from a finding: put the record right and it moves by itself');
      }
      if (status === 'open' && row.status !== 'open' && (await hasOpenTwin(tx, row))) throw new Problem('conflict', 'Another day has replaced this one');
      if (onDay !== undefined && onDay !== row.onDay) await this.refusePast(tx, onDay, now);
      const sealer = await this.vault.client(tx, clientId);
      await tx.query('UPDATE deadlines SET on_day = $2, note = $3, status = $4, version = version + 1 WHERE id = $1', [
        deadlineId,
        onDay ?? row.onDay,
        note === undefined ? row.note : sealer.seal(`deadlines.note:${deadlineId}`, note),
        status ?? row.status,
      ]);
      const fields = Object.entries({ onDay, note, status }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      await this.tell(tx, actor, 'deadline.changed', deadlineId, clientId, { fields, ...(status ? { status } : {}) }, now);
      return this.load(tx, deadlineId);
    });
  }

  private async refusePast(tx: OfficeTx, onDay: string, now: Date): Promise<void> {
    if (onDay < (await officeDay(tx, now))) throw invalid('onDay', 'must not have passed');
  }

  private async tell(tx: OfficeTx, actor: Actor, action: string, id: string, clientId: string, detail: Record<string, unknown>, now: Date): Promise<void> {
    await audit(tx, actor, { action, subjectKind: 'deadline', subjectId: id, clientId, detail });
    await enqueue(tx, 'reminders.plan', { clientId }, { askedBy: actor.userId, now });
  }

  private async load(tx: OfficeTx, deadlineId: string): Promise<DeadlineView> {
    const rows = await tx.query<DeadlineRow>(`SELECT ${DEADLINE} FROM deadlines d WHERE d.id = $1`, [deadlineId]);
    const [deadline] = await this.show(tx, rows);
    if (!deadline) throw notFound();
    return deadline;
  }

  private async show(tx: OfficeTx, rows: readonly DeadlineRow[]): Promise<DeadlineView[]> {
    const noted = [...new Set(rows.flatMap((row) => (row.note ? [row.clientId] : [])))];
    const sealers = noted.length > 0 ? await this.vault.clients(tx, noted) : new Map();
    return rows.map((row) => ({ ...row, note: (row.note && sealers.get(row.clientId)?.open(`deadlines.note:${row.id}`, row.note)) ?? null }));
  }
}

async function hasOpenTwin(tx: OfficeTx, { chargeId, provision, kind }: DeadlineRow): Promise<boolean> {
  if (chargeId === null || provision === null) return false;
  const twins = await tx.query(`SELECT 1 FROM deadlines WHERE charge_id = $1 AND provision = $2 AND kind = $3 AND status = 'open'`, [chargeId, provision, kind]);
  return twins.length > 0;
}
