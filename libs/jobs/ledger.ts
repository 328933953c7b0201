import type { Database } from '#db/transaction.js';
import type { Failure } from './failure.js';
import { JOBS, type JobName, type QueuedJob } from './job-table.js';

/** One try of one job, as its row says at the moment the try begins. */
export interface Try extends QueuedJob {
  name: string;
  payload: unknown;
  /** The user on whose behalf the job runs; null when the program asked for it. */
  askedBy: string | null;
  /** 1 for the first try. */
  attempt: number;
  /** The row allows no further one. */
  last: boolean;
}

/** Why a job that came out of the queue is not run. */
export type Skip = 'gone' | 'finished' | 'superseded' | 'exhausted';

interface StartRow {
  outcome: 'run' | Skip;
  name: string;
  payload: unknown;
  asked_by: string | null;
  attempt: number;
}

/**
 * Keeps a job's row while it runs. What PostgreSQL says counts, not what the queue says: tries are counted here, so
 * they survive a queue that was wiped, and a try that was overtaken by a later one can no longer change the row.
 */
export class Ledger {
  constructor(
    private readonly db: Database,
    private readonly now: () => Date,
  ) {}

  /**
   * Begins a try. Waits for the relay where the job came through faster than the relay's own commit.
   *
   * @param sending which hand-over of the row this is
   */
  async start({ jobId, officeId }: QueuedJob, name: string, sending: number): Promise<Try | Skip> {
    const most = name in JOBS ? JOBS[name as JobName].attempts : 1;
    const [row] = await this.db.acrossOffices<StartRow>('job_start', [jobId, officeId, sending, most, this.now()]);
    if (!row) throw new Error('job_start returned no row');
    if (row.outcome !== 'run') return row.outcome;
    const { payload, asked_by: askedBy, attempt } = row;
    return { jobId, officeId, name: row.name, payload, askedBy, attempt, last: attempt >= most };
  }

  async progress({ jobId, officeId, attempt }: Try, done: number, total: number | null, step: string | null): Promise<void> {
    await this.db.acrossOffices('job_progress', [jobId, officeId, attempt, done, total, step]);
  }

  /** @returns false when a later try has begun meanwhile: it decides */
  async done({ jobId, officeId, attempt }: Try): Promise<boolean> {
    const [row] = await this.db.acrossOffices<{ job_done: boolean }>('job_done', [jobId, officeId, attempt, this.now()]);
    return row?.job_done ?? false;
  }

  /** @returns false when a later try has begun meanwhile: it decides */
  async failed({ jobId, officeId, attempt }: Try, { code, problem, forGood }: Failure): Promise<boolean> {
    const [row] = await this.db.acrossOffices<{ job_failed: boolean }>('job_failed', [
      jobId, officeId, attempt, code, problem, forGood, this.now(),
    ]);
    return row?.job_failed ?? false;
  }
}
