import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { queueId } from '#jobs/job-table.js';
import { enqueue } from '#jobs/outbox.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { eventually } from '../../../test/eventually.js';
import { makeOffice } from '../../../test/factories.js';
import { JobRows, openTestQueue, QUEUE_KINDS, type TestQueue } from '../../../test/queues.js';
import { startTestWorker } from '../../../test/worker.js';
import type { WorkerProcessOrders, WorkerProcessWord } from '../../../test/worker-process.js';

const PROGRAM = join(process.cwd(), 'dist/test/worker-process.js');
const JOBS = 20;
/** Short enough to wait for, and long enough that a slow machine does not lose a lock it still wants. */
const LOCK_MS = 2_000;
const TIME_LIMIT_MS = 60_000;

describe.each(QUEUE_KINDS)('a worker that goes in the middle of its jobs, queue on %s', (kind) => {
  let test: TestDatabase;
  let queue: TestQueue;
  let rows: JobRows;
  const processes: ChildProcess[] = [];

  beforeAll(async () => {
    if (!existsSync(PROGRAM)) throw new Error('Build first ("npm run build"), or run "npm test", which does.');
    test = await createTestDatabase();
    await test.asOwner(`
      CREATE TABLE tries (job_id uuid NOT NULL, pid integer NOT NULL);
      CREATE TABLE effects (job_id uuid PRIMARY KEY);
      GRANT SELECT, INSERT ON tries, effects TO PUBLIC`);
    queue = await openTestQueue(kind, test);
    rows = new JobRows(test);
  });
  afterAll(async () => {
    for (const child of processes) if (child.exitCode === null) child.kill('SIGKILL');
    await queue.close();
    await test.close();
  });

  const start = (hold: boolean): ChildProcess => {
    const orders: WorkerProcessOrders = { databaseUrl: test.appUrl, settings: queue.settings, prefix: queue.prefix, lockMs: LOCK_MS, hold };
    const child = fork(PROGRAM, [JSON.stringify(orders)], { execArgv: [] });
    processes.push(child);
    return child;
  };
  const heard = (child: ChildProcess, enough: (words: WorkerProcessWord[]) => boolean): Promise<WorkerProcessWord[]> =>
    new Promise((resolve, reject) => {
      const words: WorkerProcessWord[] = [];
      child.on('message', (word: WorkerProcessWord) => {
        words.push(word);
        if (enough(words)) resolve(words);
      });
      child.once('exit', (code) => reject(new Error(`the worker process ended with ${code} before it said enough`)));
    });

  it('by kill -9 loses no job and does none twice: each is finished once by the next worker', async () => {
    const office = await makeOffice(test);
    const jobIds = await test.db.inOffice(office, async (tx) => {
      const ids: string[] = [];
      for (let n = 0; n < JOBS; n += 1) ids.push(await enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: null, now: new Date() }));
      return ids;
    });

    const killed = start(true);
    const words = await heard(killed, (all) => all.filter((word) => 'halfDone' in word).length === 4);
    const halfDone = words.flatMap((word) => ('halfDone' in word ? [word.halfDone] : []));
    const gone = once(killed, 'exit');
    killed.kill('SIGKILL');
    await gone;
    expect(await test.asOwner('SELECT * FROM effects')).toEqual([]);
    for (const jobId of halfDone) expect(await rows.get(jobId)).toMatchObject({ status: 'running', attempts: 1 });

    const next = start(false);
    for (const jobId of jobIds) await rows.done(jobId);

    const effects = await test.asOwner<{ job_id: string }>('SELECT job_id FROM effects');
    expect(effects.map((row) => row.job_id).sort()).toEqual([...jobIds].sort());
    const tries = await test.asOwner<{ job_id: string; count: number }>('SELECT job_id, count(*)::int AS count FROM tries GROUP BY 1');
    for (const { job_id: jobId, count } of tries) {
      expect({ jobId, count }).toEqual({ jobId, count: halfDone.includes(jobId) ? 2 : 1 });
      expect(await rows.get(jobId)).toMatchObject({ attempts: count, sendings: 1 });
    }
    const queues = queue.open();
    for (const jobId of jobIds) {
      await eventually(async () => (await queues.queue('documents').getJobState(queueId(jobId, 1))) === 'unknown');
    }
    await queues.close();

    const ended = once(next, 'exit');
    next.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }, TIME_LIMIT_MS);

  it('because its grace was over lets go of the job, and the next worker finishes it', async () => {
    const office = await makeOffice(test);
    const queues = queue.open();
    const options = { database: test.db, databaseUrl: test.appUrl, queues, lockMs: LOCK_MS };
    let open = (): void => undefined;
    const wait = new Promise<void>((resolve) => {
      open = resolve;
    });
    const first = await startTestWorker({ ...options, graceMs: 1, handlers: { 'document.render': () => wait } });
    const jobId = await test.db.inOffice(office, (tx) =>
      enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: null, now: new Date() }),
    );
    await rows.until(jobId, (row) => row.status === 'running');
    await first.close();
    expect(await rows.get(jobId)).toMatchObject({ status: 'running', attempts: 1 });

    const next = await startTestWorker({ ...options, handlers: { 'document.render': async () => undefined } });
    const done = await rows.done(jobId);
    expect(done).toMatchObject({ attempts: 2 });
    // the first try ends now, too late to say anything
    open();
    await wait;
    await next.close();
    expect(await rows.get(jobId)).toEqual(done);
    await queues.close();
  }, TIME_LIMIT_MS);
});
