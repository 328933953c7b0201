import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import type { JobRun } from '#jobs/run-job.js';
import { enqueue } from '#jobs/outbox.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { Vault } from '../access/vault.js';
import { officeDay } from '../access/office-day.js';
import { LawBook } from '../convictions/law-book.js';
import { checkBatch, type CheckedClient } from './check-batch.js';
import { tellOfChanges } from './eligibility.service.js';
import { officeLaw } from './office-law.js';
import { effectsOf } from './standing.js';

/** Clients in one job. */
const PAGE = 500;
/** Clients checked in one transaction, whose rows are held meanwhile. */
const AT_ONCE = 50;
/** The pages have this long before anybody asks whether they are done. */
const SETTLE_MS = 2_000;

/**
 * This process judges by other law than the job is about: another worker, of the version that asked, is to take it.
 * Tried again, and given up when there is no such worker any more.
 */
export class OtherLaw extends Error {
  override readonly name = 'OtherLaw';
}

/** Clients whose answers come from other law than the office's. Closed clients who agreed to be contacted again are among them. */
export const LEFT_BEHIND = `FROM clients c JOIN client_standings s ON s.client_id = c.id JOIN client_keys k ON k.client_id = c.id
  WHERE k.wrapped_key IS NOT NULL AND (c.status <> 'closed' OR c.recontact) AND s.law_hash <> $1`;

/**
 * A page of them: from a client on ($2), or after one ($3), up to one ($4), at most so many ($5). The limits are said of
 * each table: PostgreSQL does not conclude from one to the next, and would read the others from their beginning for every page.
 */
export const PAGE_LEFT_BEHIND = `SELECT c.id ${LEFT_BEHIND} AND ${['c.id', 's.client_id', 'k.client_id']
  .map((id) => `($2::uuid IS NULL OR ${id} >= $2) AND ($3::uuid IS NULL OR ${id} > $3) AND ($4::uuid IS NULL OR ${id} <= $4)`)
  .join(' AND ')} ORDER BY c.id LIMIT $5`;

/** Looks at an office's whole caseload after the law that it is judged by changed: the program's, or the office's corrections of it. */
@Injectable()
export class LawSweepsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /**
   * Begins a sweep when there is anybody to check anew, and cuts it into pages that are parts of this job. May be
   * interrupted and run again, and asked for by every worker that starts: one sweep of one law is under way at a time.
   *
   * @returns the sweep's id; null when nobody's answers come from other law
   * @throws OtherLaw
   */
  async begin(actor: Actor, { law }: { law: string }, now: Date, run: Pick<JobRun, 'jobId' | 'progress'>): Promise<string | null> {
    requirePermission(actor, 'eligibility.ask');
    if (law !== this.law.law.hash) throw new OtherLaw();
    const opened = await this.db.inOffice(actor, (tx) => this.open(tx, actor, run.jobId, now));
    if (!opened) return null;
    const { sweepId, hash } = opened;
    let after: string | null = null;
    for (let paged = 0; ; ) {
      const ids: string[] = await this.db.inOffice(actor, async (tx) => {
        const page = await leftBehind(tx, hash, after, null, PAGE);
        const [first, last] = [page[0], page.at(-1)];
        if (first && last) await enqueue(tx, 'law.sweep-page', { sweepId, first, last }, { askedBy: actor.userId, now, parentId: run.jobId });
        return page;
      });
      paged += ids.length;
      run.progress(paged, null, 'paging through the caseload');
      after = ids.at(-1) ?? null;
      if (ids.length < PAGE) break;
    }
    await this.db.inOffice(actor, (tx) =>
      enqueue(tx, 'law.digest', { sweepId }, { askedBy: actor.userId, now, runAfter: new Date(now.getTime() + SETTLE_MS) }),
    );
    return sweepId;
  }

  /**
   * Checks the clients between two ids who are still left behind, and keeps what the law's change did to each road.
   * May be interrupted and run again: who is done is not left behind any more.
   *
   * @throws OtherLaw
   */
  async page(actor: Actor, { sweepId, first, last }: { sweepId: string; first: string; last: string }, now: Date, run: Pick<JobRun, 'progress'>): Promise<number> {
    requirePermission(actor, 'eligibility.ask');
    let done = 0;
    for (let after: string | null = null; ; ) {
      const ids: string[] = await this.db.inOffice(actor, async (tx) => {
        const [sweep] = await tx.query<{ hash: string; shared: string }>('SELECT law_hash AS hash, coalesce(shared_law, law_hash) AS shared FROM law_sweeps WHERE id = $1', [sweepId]);
        if (!sweep) return [];
        if (sweep.shared !== this.law.law.hash) throw new OtherLaw();
        // The office has corrected the law again since: the sweep that this asked for checks whoever is left.
        if (sweep.hash !== (await this.hashOf(tx, now))) return [];
        const page = await leftBehind(tx, sweep.hash, after ?? { from: first }, last, AT_ONCE);
        const checked = await checkBatch(tx, { vault: this.vault, book: this.law, actor }, page, 'law-changed', now);
        await tellOfChanges(tx, actor, checked, now);
        await storeEffects(tx, sweepId, checked);
        return page;
      });
      done += ids.length;
      run.progress(done, null, 'asking the law');
      after = ids.at(-1) ?? null;
      if (ids.length < AT_ONCE) return done;
    }
  }

  private async hashOf(tx: OfficeTx, now: Date): Promise<string> {
    return (await officeLaw(tx, this.law, await officeDay(tx, now))).law.hash;
  }

  private async open(tx: OfficeTx, actor: Actor, jobId: string, now: Date): Promise<{ sweepId: string; hash: string } | null> {
    const hash = await this.hashOf(tx, now);
    const [due] = await tx.query<{ count: number }>(`SELECT count(*)::int AS count ${LEFT_BEHIND}`, [hash]);
    if (!due || due.count === 0) return null;
    const [opened] = await tx.query<{ id: string }>(
      `INSERT INTO law_sweeps (id, office_id, law_hash, job_id, clients, begun_at, shared_law) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (office_id, law_hash) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
      [uuidv7(), tx.officeId, hash, jobId, due.count, now, this.law.law.hash],
    );
    if (opened) {
      await audit(tx, actor, { action: 'law-sweep.begun', subjectKind: 'law-sweep', subjectId: opened.id, detail: { law: hash, clients: due.count } });
      return { sweepId: opened.id, hash };
    }
    // Under way already. Its own job goes on with it after an interruption; another's waits for it, or takes over from one that failed.
    const [taken] = await tx.query<{ id: string }>(
      `UPDATE law_sweeps w SET job_id = $2 WHERE w.law_hash = $1 AND w.ended_at IS NULL
         AND (w.job_id = $2 OR NOT EXISTS (SELECT 1 FROM jobs j WHERE (j.id = w.job_id OR j.parent_id = w.job_id) AND j.status IN ('queued', 'running')))
       RETURNING id`,
      [hash, jobId],
    );
    return taken ? { sweepId: taken.id, hash } : null;
  }
}

async function leftBehind(tx: OfficeTx, hash: string, after: string | { from: string } | null, last: string | null, most: number): Promise<string[]> {
  const from = typeof after === 'object' && after ? after.from : null;
  const rows = await tx.query<{ id: string }>(PAGE_LEFT_BEHIND, [hash, from, typeof after === 'string' ? after : null, last, most]);
  return rows.map((row) => row.id);
}

async function storeEffects(tx: OfficeTx, sweepId: string, checked: readonly CheckedClient[]): Promise<void> {
  const rows = checked.flatMap(({ clientId, changed, before, after }) =>
    changed
      ? effectsOf(before, after).map((effect) => ({
          id: uuidv7(),
          clientId,
          chargeId: effect.charge,
          provision: effect.provision,
          kind: effect.kind,
          beforeId: effect.before?.id ?? null,
          afterId: effect.after?.id ?? null,
        }))
      : [],
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO law_effects (id, office_id, sweep_id, client_id, charge_id, provision, kind, before_id, after_id)
     SELECT id, $1, $2, "clientId", "chargeId", provision, kind, "beforeId", "afterId"
     FROM jsonb_to_recordset($3::jsonb) AS e(id uuid, "clientId" uuid, "chargeId" uuid, provision text, kind text, "beforeId" uuid, "afterId" uuid)
     ON CONFLICT (sweep_id, charge_id, provision) DO NOTHING`,
    [tx.officeId, sweepId, JSON.stringify(rows)],
  );
}
