import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import type { JobRun } from '#jobs/run-job.js';
import type { JobPayloads } from '#jobs/job-table.js';
import { enqueue, enqueueMany } from '#jobs/outbox.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { officeDay } from '../access/office-day.js';
import { Vault } from '../access/vault.js';
import { LawBook } from '../convictions/law-book.js';
import { checkBatch, type CheckedClient } from './check-batch.js';
import { officeLaw } from './office-law.js';
import { turnedFindings } from './standing.js';
import type { CheckReason } from './stored-check.js';

const PAGE = 200;

/** Asks the law about records, and keeps what it said. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /**
   * Asks for a check of one client's record.
   *
   * @returns the job's id
   * @throws Problem not-found (404)
   */
  async ask(actor: Actor, clientId: string, now: Date): Promise<{ jobId: string }> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'eligibility.ask', 'client', [clientId]);
      await audit(tx, actor, { action: 'eligibility.asked', subjectKind: 'client', subjectId: clientId, clientId });
      const jobId = await enqueue(tx, 'eligibility.check', { clientId, reason: 'asked' }, { askedBy: actor.userId, now, runAfter: now });
      return { jobId };
    });
  }

  /**
   * Asks the law about one client's record on the office's today, and keeps what it said (`checkBatch`). Tells case teams
   * of roads that opened or were lost, and has deadlines and reminders planned anew. May run twice and at the same time.
   */
  async check(actor: Actor, { clientId, reason }: { clientId: string; reason: CheckReason }, now: Date): Promise<void> {
    requirePermission(actor, 'eligibility.ask');
    await this.db.inOffice(actor, async (tx) => {
      const checked = await checkBatch(tx, { vault: this.vault, book: this.law, actor }, [clientId], reason, now);
      await tellOfChanges(tx, actor, checked, now);
    });
  }

  /**
   * Asks for a check of each client whose answers could differ now: `day-passed` those whose next day has come, those
   * never checked, and those that a change of the law, or of the office's corrections of it, left behind; `asked` all. Pages through ids, so it may be
   * interrupted and run again; a check that is asked for twice changes nothing.
   *
   * @returns how many checks were asked for
   */
  async sweep(
    actor: Actor,
    { reason }: { reason: SweepReason },
    now: Date,
    run: Pick<JobRun, 'jobId' | 'progress'>,
  ): Promise<number> {
    requirePermission(actor, 'eligibility.ask');
    let asked = 0;
    let total = 0;
    for (let after: string | null = null; ; ) {
      const ids: string[] = await this.db.inOffice(actor, async (tx) => {
        const which = await this.due(tx, reason, now);
        if (after === null) total = await countDue(tx, which);
        const page = await dueAfter(tx, which, after);
        await enqueueMany(tx, 'eligibility.check', page.map((clientId) => ({ clientId, reason })), { askedBy: actor.userId, now, parentId: run.jobId });
        return page;
      });
      asked += ids.length;
      run.progress(asked, Math.max(total, asked), 'asking for checks');
      after = ids.at(-1) ?? null;
      if (ids.length < PAGE) return asked;
    }
  }

  private async due(tx: OfficeTx, reason: SweepReason, now: Date): Promise<Due> {
    if (reason === 'asked') return { where: 'true', values: [] };
    const on = await officeDay(tx, now);
    return {
      where: `s.next_day <= $1 OR s.law_hash <> $2
        OR (s.client_id IS NULL AND EXISTS (SELECT 1 FROM charges WHERE client_id = c.id AND struck_at IS NULL))`,
      values: [on, (await officeLaw(tx, this.law, on)).law.hash],
    };
  }
}

/**
 * Case teams hear of roads that opened or were lost; deadlines and reminders are planned anew where an answer is new.
 * In the transaction of the check.
 */
export async function tellOfChanges(tx: OfficeTx, actor: Actor, checked: readonly CheckedClient[], now: Date): Promise<void> {
  const changed = checked.filter((client) => client.changed);
  const turned = changed.flatMap(({ before, after }) => turnedFindings(before, after));
  await enqueueMany(tx, 'case.finding-changed', turned.map(({ id }) => ({ findingId: id })), { askedBy: actor.userId, now });
  await enqueueMany(tx, 'reminders.plan', changed.map(({ clientId }) => ({ clientId })), { askedBy: actor.userId, now });
}

type SweepReason = JobPayloads['eligibility.sweep']['reason'];

interface Due {
  /** Condition over `clients c` and `client_standings s`. */
  where: string;
  values: readonly unknown[];
}

const CLIENTS = `FROM clients c LEFT JOIN client_standings s ON s.client_id = c.id
  WHERE (c.status = 'open' OR c.recontact)`;

async function countDue(tx: OfficeTx, { where, values }: Due): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`SELECT count(*)::int AS count ${CLIENTS} AND (${where})`, values);
  return row?.count ?? 0;
}

async function dueAfter(tx: OfficeTx, { where, values }: Due, after: string | null): Promise<string[]> {
  const mark = `$${values.length + 1}`;
  const rows = await tx.query<{ id: string }>(
    `SELECT c.id ${CLIENTS} AND (${where}) AND (${mark}::uuid IS NULL OR c.id > ${mark}) ORDER BY c.id LIMIT ${PAGE}`,
    [...values, after],
  );
  return rows.map((row) => row.id);
}
