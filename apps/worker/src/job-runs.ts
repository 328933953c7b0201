import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#db/transaction.js';
import type { JobsLog } from '#jobs/jobs-log.js';
import { Ledger } from '#jobs/ledger.js';
import { runJob, type HandedOut, type JobHandlers } from '#jobs/run-job.js';
import { Clock } from '#platform/clock.js';
import { GRACE_MS, JOB_HANDLERS, JOBS_LOG } from './tokens.js';

/** Runs what the queues hand out and knows what is running, so that a stop can wait for it. */
@Injectable()
export class JobRuns {
  private readonly ledger: Ledger;
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    database: Database,
    clock: Clock,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
    @Inject(JOBS_LOG) private readonly log: JobsLog,
    @Inject(GRACE_MS) private readonly graceMs: number,
  ) {
    this.ledger = new Ledger(database, () => clock.now());
  }

  run(job: HandedOut): Promise<unknown> {
    const { jobId } = job.data;
    const run = runJob(job, this.handlers, this.ledger, this.log).finally(() => {
      if (this.running.get(jobId) === run) this.running.delete(jobId);
    });
    this.running.set(jobId, run);
    return run;
  }

  /** Ids of the job rows that this process is working on. */
  ids(): ReadonlySet<string> {
    return new Set(this.running.keys());
  }

  /** Waits until nothing runs. @returns false when that took longer than the grace */
  async idle(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), this.graceMs);
    });
    const idle = await Promise.race([this.nothingRuns(), late]);
    clearTimeout(timer);
    if (!idle) this.log.warn('worker.grace-over', { count: this.running.size });
    return idle;
  }

  private async nothingRuns(): Promise<true> {
    while (this.running.size > 0) await Promise.allSettled(this.running.values());
    return true;
  }
}
