import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule, type WorkerOptions } from './worker.module.js';
import { WorkerRuntime } from './worker-runtime.js';

export interface RunningWorker {
  /** Ends gracefully. The database and the queue's connections stay open, they are the caller's. */
  close(): Promise<void>;
}

/**
 * The whole worker, running: main and the tests start from here alike.
 *
 * @throws Error when a job has no handler, or two
 */
export async function startWorker(options: WorkerOptions, logger: LoggerService | false = false): Promise<RunningWorker> {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(options), { logger, abortOnError: false });
  await app.get(WorkerRuntime).start();
  return { close: () => app.close() };
}
