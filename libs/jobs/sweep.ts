import type { Database } from '#db/transaction.js';
import { JOBS, queueId, type JobName, type QueueName } from './job-table.js';
import type { JobsLog } from './jobs-log.js';
import type { QueueBackend } from './queue-backend.js';

export interface SweepOptions {
  db: Database;
  queues: QueueBackend;
  now: Date;
  /** Rows handed over less than this many milliseconds ago are left alone: their job may be on its way. */
  graceMs: number;
  /** Rows that this process is working on: their queue job may be gone, they are not. */
  running: ReadonlySet<string>;
  log: JobsLog;
}

export interface SweepResult {
  checked: number;
  putBack: number;
  /** Lost, and left to a later request for the same thing. */
  joined: number;
}

interface InFlight {
  id: string;
  name: string;
  queue: QueueName;
  sendings: number;
}

const PAGE = 200;
const LIVING = new Set(['waiting', 'active', 'delayed', 'prioritized', 'waiting-children']);

/**
 * Compares what the queue should hold with what it does hold and puts back what it lost: after a wiped Redis, a
 * restored backup, or a worker that died too often for the queue to keep the job. May run twice and in several
 * workers: a row is put back for the hand-over that was found missing, and for no later one.
 */
export async function sweepJobs({ db, queues, now, graceMs, running, log }: SweepOptions): Promise<SweepResult> {
  const result: SweepResult = { checked: 0, putBack: 0, joined: 0 };
  const before = new Date(now.getTime() - graceMs);
  for (let after: string | null = null; ; ) {
    const page: InFlight[] = await db.acrossOffices<InFlight>('jobs_in_flight', [before, after, PAGE]);
    result.checked += page.length;
    const missing = await lost(page.filter((row) => !running.has(row.id)), queues);
    if (missing.length > 0) {
      const outcomes = await db.acrossOffices<{ outcome: 'put-back' | 'joined' }>('jobs_put_back', [
        missing.map((row) => row.id),
        missing.map((row) => row.sendings),
        now,
      ]);
      for (const { outcome } of outcomes) result[outcome === 'joined' ? 'joined' : 'putBack'] += 1;
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  if (result.putBack + result.joined > 0) log.warn('jobs.put-back', { count: result.putBack, skipped: result.joined, total: result.checked });
  return result;
}

async function lost(rows: readonly InFlight[], queues: QueueBackend): Promise<InFlight[]> {
  const states = await Promise.all(rows.map((row) => queues.queue(row.queue).getJobState(queueId(row.id, row.sendings))));
  return rows.filter((_, index) => !LIVING.has(states[index] ?? 'unknown'));
}

/** Removes rows of jobs that were done long ago, each name by its own rule. Failed ones are kept. May run twice. */
export async function forgetDoneJobs(db: Database, now: Date): Promise<number> {
  let forgotten = 0;
  for (const [name, rule] of Object.entries(JOBS) as [JobName, (typeof JOBS)[JobName]][]) {
    const before = new Date(now.getTime() - (rule.keepDoneDays ?? 30) * 86_400_000);
    const [row] = await db.acrossOffices<{ jobs_forget: string }>('jobs_forget', [name, before, 5_000]);
    forgotten += Number(row?.jobs_forget ?? 0);
  }
  return forgotten;
}
