import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OutboxRelay } from '#jobs/relay.js';
import { JobRuns } from './job-runs.js';
import { Processors } from './queues/processors.js';
import { Schedule } from './schedule.js';

/** Starts the parts of the worker when all of them are ready, and ends them in an order in which nothing is lost. */
@Injectable()
export class WorkerRuntime implements BeforeApplicationShutdown {
  private started = false;

  constructor(
    private readonly processors: Processors,
    private readonly runs: JobRuns,
    private readonly relay: OutboxRelay,
    private readonly schedule: Schedule,
  ) {}

  async start(): Promise<void> {
    this.started = true;
    await this.processors.start();
    await this.relay.start();
    this.schedule.start();
  }

  /**
   * Takes nothing new, lets what runs finish within the grace, then lets go. A job that takes longer is begun again by
   * another worker once its lock has run out.
   */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.started) return;
    await Promise.all([this.schedule.stop(), this.relay.stop(), this.processors.pause()]);
    const idle = await this.runs.idle();
    await this.processors.close(!idle);
  }
}
