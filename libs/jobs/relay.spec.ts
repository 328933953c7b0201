import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { eventually } from '../../test/eventually.js';
import { makeOffice, type TestOffice } from '../../test/factories.js';
import { JobRows, openTestQueue, quiet, QUEUE_KINDS, type TestQueue } from '../../test/queues.js';
import { startTestWorker } from '../../test/worker.js';
import { queueId } from './job-table.js';
import { Ledger } from './ledger.js';
import { enqueue } from './outbox.js';
import type { QueueBackend } from './queue-backend.js';
import { OutboxRelay } from './relay.js';
import type { JobHandlers } from './run-job.js';
import { sweepJobs } from './sweep.js';

const now = (): Date => new Date();

describe.each(QUEUE_KINDS)('outbox, relay and sweep, queue on %s', (kind) => {
  let test: TestDatabase;
  let queue: TestQueue;
  let queues: QueueBackend;
  let rows: JobRows;
  let office: TestOffice;
  let workers: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    test = await createTestDatabase();
    queue = await openTestQueue(kind, test);
    queues = queue.open();
    rows = new JobRows(test);
  });
  beforeEach(async () => {
    office = await makeOffice(test);
    await queue.wipe();
    await test.asOwner('DELETE FROM jobs');
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    workers = [];
  });
  afterAll(async () => {
    await queues.close();
    await queue.close();
    await test.close();
  });

  const relay = (): OutboxRelay => new OutboxRelay({ db: test.db, queues, databaseUrl: test.appUrl, now, log: quiet });
  const ask = (runAfter?: Date): Promise<string> =>
    test.db.inOffice(office, (tx) =>
      enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: null, now: now(), ...(runAfter ? { runAfter } : {}) }),
    );
  const state = (jobId: string, sending = 1): Promise<string> => queues.queue('documents').getJobState(queueId(jobId, sending));
  const work = async (handlers: Partial<JobHandlers>): Promise<void> => {
    workers.push(await startTestWorker({ database: test.db, databaseUrl: test.appUrl, queues, handlers }));
  };
  // One millisecond on: what was handed over in this very millisecond was not handed over before it.
  const sweep = (running: ReadonlySet<string> = new Set()) =>
    sweepJobs({ db: test.db, queues, now: new Date(Date.now() + 1), graceMs: 0, running, log: quiet });

  describe('the relay', () => {
    it('sends nothing of a transaction that was rolled back', async () => {
      await expect(
        test.db.inOffice(office, async (tx) => {
          await enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: null, now: now() });
          throw new Error('after all not');
        }),
      ).rejects.toThrow('after all not');
      expect(await relay().handOver()).toBe(0);
    });

    it('leaves alone what is not due, and hands it over when it is', async () => {
      const jobId = await ask(new Date(Date.now() + 60_000));
      const early = relay();
      expect(await early.handOver()).toBe(0);
      const later = new OutboxRelay({ db: test.db, queues, databaseUrl: test.appUrl, now: () => new Date(Date.now() + 60_000), log: quiet });
      expect(await later.handOver()).toBe(1);
      expect(await state(jobId)).toBe('waiting');
    });

    it('wakes by itself for a row written now and for one that falls due later', async () => {
      const awake = relay();
      workers.push({ close: () => awake.stop() });
      await awake.start();
      const first = await ask();
      await eventually(async () => (await state(first)) === 'waiting');
      const second = await ask(new Date(Date.now() + 300));
      await eventually(async () => (await state(second)) === 'waiting');
    });

    it('hands each row over once, however many relays there are', async () => {
      const asked = await Promise.all(Array.from({ length: 60 }, () => ask()));
      const handed = await Promise.all([relay().handOver(), relay().handOver(), relay().handOver()]);
      expect(handed.reduce((sum, count) => sum + count)).toBe(60);
      for (const jobId of asked) expect(await rows.get(jobId)).toMatchObject({ sendings: 1, status: 'queued' });
      expect(await queues.queue('documents').getWaitingCount()).toBe(60);
    });

    it('that dies after handing over doubles nothing', async () => {
      const jobId = await ask();
      await test.asOwner(`CREATE TRIGGER power_cut BEFORE UPDATE OF sent_at ON jobs FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await expect(relay().handOver()).rejects.toThrow();
      await test.asOwner('DROP TRIGGER power_cut ON jobs');
      expect(await rows.get(jobId)).toMatchObject({ sendings: 0 });
      expect(await state(jobId)).toBe('waiting');

      let runs = 0;
      // its own relay finds the row unsent, and hands it over again under the same id
      await work({ 'document.render': async () => (runs += 1) });
      await rows.done(jobId);
      expect(await relay().handOver()).toBe(0);
      await eventually(async () => (await state(jobId)) === 'unknown');
      expect(runs).toBe(1);
      expect(await rows.get(jobId)).toMatchObject({ attempts: 1, sendings: 1 });
    });

    it('joins requests for the same thing that still wait, and not one that was handed over', async () => {
      const clientId = uuidv7();
      const check = () =>
        test.db.inOffice(office, (tx) => enqueue(tx, 'eligibility.check', { clientId, reason: 'asked' }, { askedBy: null, now: now(), runAfter: now() }));
      const first = await check();
      expect(await check()).toBe(first);
      await relay().handOver();
      expect(await check()).not.toBe(first);
    });
  });

  describe('the sweep', () => {
    it('leaves alone what the queue still holds', async () => {
      await ask();
      await relay().handOver();
      expect(await sweep()).toEqual({ checked: 1, putBack: 0, joined: 0 });
    });

    it('restores everything that was due after the queue was wiped, and each job is done once', async () => {
      const waiting = await Promise.all(Array.from({ length: 12 }, () => ask()));
      const later = await ask(new Date(Date.now() + 3_600_000));
      await relay().handOver();
      await queue.wipe();
      expect(await state(waiting[0]!)).toBe('unknown');

      const runs: string[] = [];
      await work({ 'document.render': async (run) => runs.push(run.jobId) });
      for (const jobId of waiting) expect(await rows.done(jobId)).toMatchObject({ attempts: 1, sendings: 2 });
      expect(runs.sort()).toEqual([...waiting].sort());
      expect(await rows.get(later)).toMatchObject({ status: 'queued', sendings: 0 });
    });

    it('puts back a job that rested between two tries, with the tries it has left', async () => {
      const ledger = new Ledger(test.db, now);
      const jobId = await ask();
      await relay().handOver();
      const begun = await ledger.start({ jobId, officeId: office.officeId }, 'document.render', 1);
      if (typeof begun === 'string') throw new Error(begun);
      await ledger.failed(begun, { code: 'internal', problem: 'x', forGood: false });
      await queue.wipe();
      expect(await sweep()).toMatchObject({ putBack: 1 });
      expect(await rows.get(jobId)).toMatchObject({ status: 'queued', attempts: 1, sendings: 1 });
      await relay().handOver();
      expect(await state(jobId, 2)).toBe('waiting');
    });

    it('joins lost requests for the same thing to one', async () => {
      const clientId = uuidv7();
      const check = () =>
        test.db.inOffice(office, (tx) => enqueue(tx, 'eligibility.check', { clientId, reason: 'asked' }, { askedBy: null, now: now(), runAfter: now() }));
      const ids: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        ids.push(await check());
        await relay().handOver();
      }
      await queue.wipe();
      expect(await sweep()).toEqual({ checked: 3, putBack: 1, joined: 2 });
      const states = await Promise.all(ids.map((id) => rows.get(id)));
      expect(states.map((row) => row.status).sort()).toEqual(['done', 'done', 'queued']);
    });

    it('run twice at once puts a row back once', async () => {
      const jobId = await ask();
      await relay().handOver();
      await queue.wipe();
      const results = await Promise.all([sweep(), sweep()]);
      expect(results[0].putBack + results[1].putBack).toBe(1);
      await relay().handOver();
      expect(await sweep()).toMatchObject({ putBack: 0 });
      expect(await rows.get(jobId)).toMatchObject({ sendings: 2 });
    });

    it('leaves alone what this process is working on', async () => {
      const jobId = await ask();
      await relay().handOver();
      await queue.wipe();
      expect(await sweep(new Set([jobId]))).toMatchObject({ checked: 1, putBack: 0 });
    });
  });
});
