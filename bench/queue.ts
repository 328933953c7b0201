import 'reflect-metadata';
import { Worker } from 'bullmq';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../test/database.js';
import { makeOffice } from '../test/factories.js';
import { openTestQueue, quiet, type QueueKind } from '../test/queues.js';
import { startTestWorker } from '../test/worker.js';
import { queueId, type QueuedJob } from '#jobs/job-table.js';
import { enqueue } from '#jobs/outbox.js';
import type { QueueBackend } from '#jobs/queue-backend.js';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.js';

/**
 * Jobs a second that do nothing, from the request (a row written in a transaction) over relay and queue to the row that
 * says done, beside bare BullMQ on the same backend with the same options: addBulk and a worker, no rows. One process,
 * in turns; medians are printed. TEST_REDIS_URL adds Redis.
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const JOBS = Number(process.argv[3] ?? 2_000);
const CONCURRENCY = 16;
const BATCH = 500;
/** Rows written in one transaction. */
const AT_ONCE = 50;

/** Counts to a number and says when it is there. */
class Countdown {
  private readonly done: Promise<void>;
  private finish = (): void => undefined;

  constructor(private left: number) {
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  count(): void {
    if (--this.left === 0) this.finish();
  }

  wait(): Promise<void> {
    return this.done;
  }
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return JOBS / (Number(process.hrtime.bigint() - started) / 1e9);
}

async function bare(queues: QueueBackend): Promise<number> {
  const countdown = new Countdown(JOBS);
  const worker = new Worker<QueuedJob>('documents', async () => undefined, { ...queues.forWorkers(), concurrency: CONCURRENCY });
  worker.on('completed', () => countdown.count());
  await worker.waitUntilReady();
  const rate = await perSecond(async () => {
    for (let from = 0; from < JOBS; from += BATCH) {
      const some = Array.from({ length: Math.min(BATCH, JOBS - from) }, () => ({ jobId: uuidv7(), officeId: uuidv7() }));
      await queues.queue('documents').addBulk(
        some.map((data) => ({
          name: 'document.render',
          data,
          opts: { jobId: queueId(data.jobId, 1), attempts: 4, backoff: { type: 'exponential', delay: 2_000 }, removeOnComplete: true, removeOnFail: true },
        })),
      );
    }
    await countdown.wait();
  });
  await worker.close();
  return rate;
}

async function ours(test: TestDatabase, queues: QueueBackend): Promise<number> {
  const countdown = new Countdown(JOBS);
  const office = await makeOffice(test);
  const worker = await startTestWorker({
    database: test.db,
    databaseUrl: test.appUrl,
    queues,
    concurrency: CONCURRENCY,
    handlers: { 'document.render': async () => undefined },
    log: { ...quiet, info: (event, fields) => void (event === 'job.done' && fields?.['job'] === 'document.render' && countdown.count()) },
  });
  const rate = await perSecond(async () => {
    for (let from = 0; from < JOBS; from += AT_ONCE) {
      await test.db.inOffice(office, async (tx) => {
        for (let n = 0; n < AT_ONCE; n += 1) await enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: null, now: new Date() });
      });
    }
    await countdown.wait();
  });
  const [left] = await test.asOwner<{ count: number }>(`SELECT count(*)::int AS count FROM jobs WHERE name = 'document.render' AND status <> 'done'`);
  if (left?.count !== 0) throw new Error(`${left?.count} jobs are not done`);
  await worker.close();
  return rate;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function compare(kind: QueueKind): Promise<void> {
  const test = await createTestDatabase();
  const queue = await openTestQueue(kind, test);
  const queues = queue.open();
  const rates = { bare: [] as number[], ours: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await bare(queues));
    rates.ours.push(await ours(test, queues));
  }
  const [bullmq, rows] = [median(rates.bare), median(rates.ours)];
  const line = (what: string, rate: number): string => `  ${what.padEnd(42)} ${Math.round(rate).toLocaleString('en-US').padStart(8)} jobs/s`;
  console.log(`${kind}, ${JOBS} jobs that do nothing, ${CONCURRENCY} at a time, median of ${ROUNDS}`);
  console.log(line('bare BullMQ', bullmq));
  console.log(line('row, relay, queue, worker, row says done', rows));
  console.log(`  ratio ${(rows / bullmq).toFixed(2)}`);
  await queues.close();
  await queue.close();
  await test.close();
}

const server = process.env['TEST_PG_URL'] ? null : await startEmbeddedPostgres({ persistent: false });
if (server) process.env['TEST_PG_URL'] = server.superuserUrl;
await compare('PostgreSQL');
if (process.env['TEST_REDIS_URL']) await compare('Redis');
else console.log('Redis: not measured, TEST_REDIS_URL is not set');
await server?.stop();
process.exit(0);
