import { BullRegistrar, type WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';

/** One processor for each queue: `WorkerHost[]`. */
export const PROCESSORS = Symbol('PROCESSORS');

/** The processors of all queues, begun and ended together. */
@Injectable()
export class Processors {
  constructor(
    private readonly registrar: BullRegistrar,
    @Inject(PROCESSORS) private readonly all: readonly WorkerHost[],
  ) {}

  /** Resolves when every queue can hand out jobs; some may have been handed out by then. */
  async start(): Promise<void> {
    this.registrar.register();
    await Promise.all(this.all.map(({ worker }) => worker.waitUntilReady()));
  }

  /** Takes nothing new. What runs goes on. */
  async pause(): Promise<void> {
    await Promise.all(this.all.map(({ worker }) => worker.pause(true)));
  }

  /** @param abandon does not wait for what runs */
  async close(abandon: boolean): Promise<void> {
    await Promise.all(this.all.map(({ worker }) => worker.close(abandon)));
  }
}
