import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { JOBS, type JobName } from '#jobs/job-table.js';
import { JobWatch } from '#jobs/job-watch.js';
import { requirePermission } from './access.js';
import type { Actor } from './actor.js';
import { notFound, Problem } from './errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from './page.js';

export const JOB_STATUSES = ['queued', 'running', 'done', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export interface JobView {
  id: string;
  name: string;
  /** A job with parts runs until the last of them has ended; then it says how it ended itself. */
  status: JobStatus;
  /** Ids of what the job is about. */
  about: Record<string, unknown>;
  /** Null: the program itself. */
  askedBy: string | null;
  parentId: string | null;
  /** Tries begun, and how many there are at most. */
  attempts: number;
  maxAttempts: number;
  done: number | null;
  total: number | null;
  step: string | null;
  /** Smaller jobs that this one asked for; null when there are none. */
  parts: { total: number; done: number; failed: number } | null;
  /** Of the last try that failed. */
  problemCode: string | null;
  problem: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface JobFilter {
  status?: JobStatus;
  name?: JobName;
  parentId?: string;
}

const STATUS = `CASE WHEN j.status = 'done' AND p.total > p.ended THEN 'running' ELSE j.status END`;

const VIEW = `
  SELECT j.id, j.name, j.payload AS about, j.asked_by AS "askedBy", j.parent_id AS "parentId", j.attempts,
    ${STATUS} AS status,
    CASE WHEN p.total > 0 THEN p.ended ELSE j.progress_done END AS done,
    CASE WHEN p.total > 0 THEN p.total ELSE j.progress_total END AS total,
    j.step, p.total AS "partsTotal", p.done AS "partsDone", p.failed AS "partsFailed",
    j.problem_code AS "problemCode", j.problem, j.created_at AS "createdAt", j.started_at AS "startedAt",
    CASE WHEN j.finished_at IS NOT NULL AND p.total = p.ended THEN greatest(j.finished_at, p.last) END AS "finishedAt",
    to_char(j.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
  FROM jobs j CROSS JOIN LATERAL (
    SELECT count(*)::int AS total, count(*) FILTER (WHERE part.status = 'done')::int AS done,
      count(*) FILTER (WHERE part.status = 'failed')::int AS failed,
      count(*) FILTER (WHERE part.status IN ('done', 'failed'))::int AS ended, max(part.finished_at) AS last
    FROM jobs part WHERE part.parent_id = j.id) p`;

interface ViewRow extends Omit<JobView, 'parts' | 'maxAttempts'> {
  partsTotal: number;
  partsDone: number;
  partsFailed: number;
  /** created_at to the microsecond, for the cursor. */
  place: string;
}

/** What the office's jobs are doing; what failed for good is found here, and tried again. */
@Injectable()
export class JobsService {
  constructor(
    private readonly db: Database,
    private readonly jobWatch: JobWatch,
  ) {}

  /** The newest first. */
  async list(actor: Actor, { status, name, parentId }: JobFilter, { limit, cursor }: PageRequest): Promise<Page<JobView>> {
    requirePermission(actor, 'job.read');
    return this.db.inOffice(actor, async (tx) => {
      const values: unknown[] = [];
      const mark = (value: unknown): string => `$${values.push(value)}`;
      const where = ['j.office_id = current_office()'];
      if (status) where.push(`${STATUS} = ${mark(status)}`);
      if (name) where.push(`j.name = ${mark(name)}`);
      if (parentId) where.push(`j.parent_id = ${mark(parentId)}`);
      if (cursor) {
        const [at, id] = readCursor(cursor, 'jobs', ['instant', 'uuid']);
        where.push(`(j.created_at, j.id) < (${mark(at)}::timestamptz, ${mark(id)}::uuid)`);
      }
      const rows = await tx.query<ViewRow>(
        `${VIEW} WHERE ${where.join(' AND ')} ORDER BY j.created_at DESC, j.id DESC LIMIT ${mark(limit + 1)}`,
        values,
      );
      const page = pageOf(rows, limit, (last) => writeCursor('jobs', [last.place, last.id]), view);
      await audit(tx, actor, { action: 'jobs.listed', subjectKind: 'office', subjectId: tx.officeId, detail: { jobs: page.items.map((job) => job.id) } });
      return page;
    });
  }

  /** @throws Problem not-found (404) */
  async read(actor: Actor, jobId: string): Promise<JobView> {
    return this.see(actor, jobId, async (tx) => {
      await audit(tx, actor, { action: 'job.read', subjectKind: 'job', subjectId: jobId });
    });
  }

  /**
   * Follows a job until it has ended or `signal` aborts: the state now, then each change, at most one in `restMs`.
   * Null when nothing changed for `quietMs`; session and role are asked for again each time.
   *
   * @throws Problem not-found (404), SessionEnded, RoleChanged
   */
  async *follow(actor: Actor, jobId: string, signal: AbortSignal, { restMs = 250, quietMs = 15_000 } = {}): AsyncGenerator<JobView | null> {
    const changes = new Changes(signal);
    const stopWatching = this.jobWatch.watch(jobId, () => changes.note());
    try {
      let told = '';
      while (!signal.aborted) {
        const now = await this.see(actor, jobId);
        const said = JSON.stringify(now);
        yield said === told ? null : now;
        told = said;
        if (now.finishedAt) return;
        await changes.pause(restMs);
        await changes.next(quietMs);
      }
    } finally {
      stopWatching();
    }
  }

  /**
   * Has a job that failed for good tried again, with all its tries.
   *
   * @throws Problem not-found (404); conflict (409) when it has not failed, or the same was asked for again meanwhile
   */
  async retry(actor: Actor, jobId: string, now: Date): Promise<JobView> {
    requirePermission(actor, 'job.retry');
    return this.see(actor, jobId, async (tx, { status }) => {
      if (status !== 'failed') throw new Problem('conflict', 'Only a job that failed for good can be tried again');
      await tx.query(
        `UPDATE jobs SET status = 'queued', sent_at = NULL, run_after = $2, attempts = 0, finished_at = NULL, started_at = NULL,
           progress_done = NULL, progress_total = NULL, step = NULL
         WHERE id = $1 AND status = 'failed'`,
        [jobId, now],
      );
      await audit(tx, actor, { action: 'job.retried', subjectKind: 'job', subjectId: jobId });
    });
  }

  private async see(actor: Actor, jobId: string, act?: (tx: OfficeTx, found: JobView) => Promise<void>): Promise<JobView> {
    requirePermission(actor, 'job.read');
    return this.db.inOffice(actor, async (tx) => {
      const found = await load(tx, jobId);
      if (!act) return found;
      await act(tx, found);
      return load(tx, jobId);
    });
  }
}

async function load(tx: OfficeTx, jobId: string): Promise<JobView> {
  const [row] = await tx.query<ViewRow>(`${VIEW} WHERE j.id = $1`, [jobId]);
  if (!row) throw notFound();
  return view(row);
}

function view(row: ViewRow): JobView {
  const { id, name, status, about, askedBy, parentId, attempts, done, total, step, problemCode, problem, createdAt, startedAt, finishedAt } = row;
  const { partsTotal, partsDone, partsFailed } = row;
  const maxAttempts = name in JOBS ? JOBS[name as JobName].attempts : 1;
  const parts = partsTotal > 0 ? { total: partsTotal, done: partsDone, failed: partsFailed } : null;
  return { id, name, status, about, askedBy, parentId, attempts, maxAttempts, done, total, step, parts, problemCode, problem, createdAt, startedAt, finishedAt };
}

/** Remembers that something changed while nobody waited for it. */
class Changes {
  private changed = false;
  private wake: (() => void) | null = null;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  note(): void {
    this.changed = true;
    this.wake?.();
  }

  /** Waits for a change, at most this long. */
  async next(ms: number): Promise<void> {
    if (!this.changed) await this.rest(ms);
    this.changed = false;
  }

  /** Rests this long whatever changes. */
  async pause(ms: number): Promise<void> {
    const until = Date.now() + ms;
    for (let left = ms; left > 0 && !this.signal.aborted; left = until - Date.now()) await this.rest(left);
  }

  private rest(ms: number): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
