import type { DynamicModule } from '@nestjs/common';
import { JOBS, type JobName } from '#jobs/job-table.js';
import type { QueueBackend } from '#jobs/queue-backend.js';
import type { JobHandlers } from '#jobs/run-job.js';
import { Clock } from '#platform/clock.js';
import type { Database } from '#db/transaction.js';
import type { JobsLog } from '#jobs/jobs-log.js';
import { JOB_HANDLERS } from '../apps/worker/src/tokens.js';
import { startWorker, type RunningWorker } from '../apps/worker/src/worker.js';
import { quiet } from './queues.js';

class TestHandlers {}

/** These handlers instead of the domain's; a job that has none here fails. */
export function handlersModule(handlers: Partial<JobHandlers>): DynamicModule {
  const none = Object.fromEntries(
    Object.keys(JOBS).map((name) => [name, () => Promise.reject(new Error(`the test has no handler for ${name}`))]),
  ) as unknown as Record<JobName, never>;
  const provider = { provide: JOB_HANDLERS, useValue: { ...none, ...handlers } };
  return { module: TestHandlers, providers: [provider], exports: [provider] };
}

export interface TestWorkerOptions {
  database: Database;
  databaseUrl: string;
  queues: QueueBackend;
  handlers: Partial<JobHandlers>;
  clock?: Clock;
  log?: JobsLog;
  lockMs?: number;
  graceMs?: number;
  concurrency?: number;
}

/** The real worker with the test's handlers; its schedule looks once and then not again during a test. */
export function startTestWorker(options: TestWorkerOptions): Promise<RunningWorker> {
  const { database, databaseUrl, queues, handlers, clock = new Clock(), log = quiet } = options;
  const { lockMs = 30_000, graceMs = 10_000, concurrency = 4 } = options;
  return startWorker({
    database,
    databaseUrl,
    queues,
    clock,
    log,
    graceMs,
    lawHash: null,
    jobs: { lockMs, concurrency },
    handlers: handlersModule(handlers),
    schedule: { tickMs: 3_600_000, sweepMs: 3_600_000, sweepGraceMs: 0 },
  });
}
