import 'reflect-metadata';
import { createDataSource } from '#db/data-source.js';
import { Database } from '#db/transaction.js';
import { QueueBackend, type QueueSettings } from '#jobs/queue-backend.js';
import type { JobRun } from '#jobs/run-job.js';
import { quiet } from './queues.js';
import { startTestWorker } from './worker.js';

/** What a test tells the worker process it starts. */
export interface WorkerProcessOrders {
  databaseUrl: string;
  settings: QueueSettings;
  prefix: string;
  lockMs: number;
  /** Handlers write that they began, and wait to be killed. */
  hold: boolean;
}

/** What the process says: ready, or the id of a job whose handler has done half of its work. */
export type WorkerProcessWord = { ready: true } | { halfDone: string };

const orders = JSON.parse(process.argv[2] ?? '') as WorkerProcessOrders;
const source = createDataSource({ url: orders.databaseUrl, poolSize: 8 });
await source.initialize();
const database = new Database(source);
const queues = QueueBackend.open({ ...orders, log: quiet });
const tell = (word: WorkerProcessWord): void => void process.send?.(word);

/** Leaves a line for each try and one for the job, as a handler does that may run twice. */
async function leaveTraces(run: JobRun): Promise<void> {
  await source.query('INSERT INTO tries (job_id, pid) VALUES ($1, $2)', [run.jobId, process.pid]);
  tell({ halfDone: run.jobId });
  if (orders.hold) await new Promise(() => undefined);
  await source.query('INSERT INTO effects (job_id) VALUES ($1) ON CONFLICT DO NOTHING', [run.jobId]);
}

const worker = await startTestWorker({
  database,
  databaseUrl: orders.databaseUrl,
  queues,
  lockMs: orders.lockMs,
  handlers: { 'document.render': leaveTraces },
});
tell({ ready: true });

process.once('SIGTERM', () => {
  void (async () => {
    await worker.close();
    await queues.close();
    await source.destroy();
    process.disconnect();
  })();
});
