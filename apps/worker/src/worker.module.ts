import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { Database } from '#db/transaction.js';
import { QUEUES } from '#jobs/job-table.js';
import type { JobsLog } from '#jobs/jobs-log.js';
import type { QueueBackend } from '#jobs/queue-backend.js';
import { Clock } from '#platform/clock.js';
import { JobRuns } from './job-runs.js';
import { outboxRelay } from './outbox-relay.js';
import { Processors, PROCESSORS } from './queues/processors.js';
import { processorOf, type ProcessorSettings } from './queues/queue.processor.js';
import { Schedule, type ScheduleOptions } from './schedule.js';
import { GRACE_MS, JOBS_LOG } from './tokens.js';
import { WorkerRuntime } from './worker-runtime.js';

export interface WorkerOptions {
  database: Database;
  clock: Clock;
  log: JobsLog;
  queues: QueueBackend;
  /** Where to listen for new rows of the outbox. */
  databaseUrl: string;
  /** Content hash of the law that the handlers judge by; null: changes of the law are not looked for. */
  lawHash: string | null;
  jobs: ProcessorSettings;
  /** How long a stop waits for what runs, in milliseconds. */
  graceMs: number;
  /** Provides JOB_HANDLERS. */
  handlers: DynamicModule;
  schedule?: Pick<ScheduleOptions, 'tickMs' | 'sweepMs' | 'sweepGraceMs'>;
}

@Module({})
export class WorkerModule {
  static with(options: WorkerOptions): DynamicModule {
    const processors = QUEUES.map((queue) => processorOf(queue, options.jobs));
    return {
      module: WorkerModule,
      imports: [
        options.handlers,
        // Registered by hand: otherwise a worker takes jobs before what its handlers stand on is ready.
        BullModule.forRoot({ ...options.queues.forWorkers(), extraOptions: { manualRegistration: true } }),
        BullModule.registerQueue(),
      ],
      providers: [
        { provide: Database, useValue: options.database },
        { provide: Clock, useValue: options.clock },
        { provide: JOBS_LOG, useValue: options.log },
        { provide: GRACE_MS, useValue: options.graceMs },
        ...processors,
        { provide: PROCESSORS, useFactory: (...all: unknown[]) => all, inject: processors },
        Processors,
        JobRuns,
        outboxRelay(options),
        {
          provide: Schedule,
          inject: [JobRuns],
          useFactory: (runs: JobRuns) => new Schedule({ ...options, ...options.schedule, law: options.lawHash, running: () => runs.ids() }),
        },
        WorkerRuntime,
      ],
    };
  }
}
