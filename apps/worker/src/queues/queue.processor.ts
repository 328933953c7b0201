import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, type Type } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { QueuedJob, QueueName } from '#jobs/job-table.js';
import type { JobsLog } from '#jobs/jobs-log.js';
import { JobRuns } from '../job-runs.js';
import { JOBS_LOG } from '../tokens.js';

export interface ProcessorSettings {
  /** Jobs of one queue at the same time in this process. */
  concurrency: number;
  /** Milliseconds after which a worker that went silent loses its job to another. */
  lockMs: number;
}

@Injectable()
class QueueProcessor extends WorkerHost {
  constructor(
    private readonly runs: JobRuns,
    @Inject(JOBS_LOG) private readonly log: JobsLog,
  ) {
    super();
  }

  process(job: Job<QueuedJob>): Promise<unknown> {
    return this.runs.run(job);
  }

  /** The connection broke, a lock was lost …: the worker goes on by itself. */
  @OnWorkerEvent('error')
  trouble(error: Error): void {
    this.log.warn('worker.trouble', { queue: this.worker.name }, error);
  }
}

/**
 * The processor of one queue. It is made with its settings, since a decorator cannot wait for the configuration; it
 * takes nothing from the queue before it is registered.
 */
export function processorOf(queue: QueueName, { concurrency, lockMs }: ProcessorSettings): Type<WorkerHost> {
  @Processor(queue, {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    // How often a job may be begun is counted in its row, which also survives a queue that was wiped.
    maxStalledCount: 1_000,
  })
  class ProcessorOfQueue extends QueueProcessor {}
  return ProcessorOfQueue;
}
