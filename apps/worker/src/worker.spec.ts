import { v7 as uuidv7 } from 'uuid';
import { JOBS, queueId } from '#jobs/job-table.js';
import { enqueue } from '#jobs/outbox.js';
import type { QueueBackend } from '#jobs/queue-backend.js';
import type { JobHandlers, JobRun } from '#jobs/run-job.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { eventually } from '../../../test/eventually.js';
import { makeOffice, type TestOffice } from '../../../test/factories.js';
import { JobRows, openTestQueue, QUEUE_KINDS, type TestQueue } from '../../../test/queues.js';
import { startTestWorker } from '../../../test/worker.js';
import type { RunningWorker } from './worker.js';

const PLANTED = 'Philomena Quill';

/** A door that handlers wait at until the test opens it. */
function door(): { wait: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const wait = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait, open };
}

describe.each(QUEUE_KINDS)('the worker, queue on %s', (kind) => {
  let test: TestDatabase;
  let queue: TestQueue;
  let queues: QueueBackend;
  let rows: JobRows;
  let office: TestOffice;
  let workers: RunningWorker[] = [];

  beforeAll(async () => {
    test = await createTestDatabase();
    queue = await openTestQueue(kind, test);
    queues = queue.open();
    rows = new JobRows(test);
  });
  beforeEach(async () => {
    office = await makeOffice(test);
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

  const work = async (handlers: Partial<JobHandlers>): Promise<RunningWorker> => {
    const worker = await startTestWorker({ database: test.db, databaseUrl: test.appUrl, queues, handlers });
    workers.push(worker);
    return worker;
  };
  const ask = (packetId = uuidv7()): Promise<string> =>
    test.db.inOffice(office, (tx) => enqueue(tx, 'document.render', { packetId }, { askedBy: null, now: new Date() }));

  it('runs a job once and finishes it', async () => {
    const seen: JobRun[] = [];
    await work({ 'document.render': async (run) => seen.push(run) });
    const packetId = uuidv7();
    const jobId = await ask(packetId);
    const row = await rows.done(jobId);
    expect(row).toMatchObject({ status: 'done', attempts: 1, sendings: 1, problem_code: null });
    expect(row.finished_at).toBeInstanceOf(Date);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ jobId, officeId: office.officeId, payload: { packetId }, attempt: 1 });
  });

  it('keeps nothing in the queue once a job is done', async () => {
    await work({ 'document.render': async () => undefined });
    const jobId = await ask();
    await rows.done(jobId);
    await eventually(async () => (await queues.queue('documents').getJobState(queueId(jobId, 1))) === 'unknown');
  });

  it('tries a failing job again after longer and longer rests, then leaves it failed where it can be seen', async () => {
    await work({ 'document.render': () => Promise.reject(new Error(`no paper for ${PLANTED}`)) });
    const jobId = await ask();
    const { attempts, backoff } = JOBS['document.render'];
    for (let attempt = 1; attempt < attempts; attempt += 1) {
      const row = await rows.until(jobId, (state) => state.attempts === attempt && state.problem_code !== null && state.status !== 'running');
      expect(row).toMatchObject({ status: 'queued', problem_code: 'internal', finished_at: null });
      const resting = await eventually(async () => (await queues.queue('documents').getDelayed()).find((job) => job.data.jobId === jobId));
      expect(resting.delay).toBe(backoff * 2 ** (attempt - 1));
      expect(await queue.contents()).not.toContain(PLANTED);
      await resting.promote();
    }
    const row = await rows.until(jobId, (state) => state.status === 'failed');
    expect(row).toMatchObject({ attempts, problem_code: 'internal', problem: 'Error; the log says where' });
    expect(row.finished_at).toBeInstanceOf(Date);
    await eventually(async () => (await queues.queue('documents').getJobState(queueId(jobId, 1))) === 'unknown');
  });

  it('does not try again what cannot end otherwise', async () => {
    const gone = Object.assign(new Error(PLANTED), { code: 'not-found', status: 404 });
    await work({ 'document.render': () => Promise.reject(gone) });
    const row = await rows.until(await ask(), (state) => state.status === 'failed');
    expect(row).toMatchObject({ attempts: 1, problem_code: 'not-found', problem: 'The program answered "not-found" (404)' });
  });

  it('marks a job of an unknown name failed instead of taking it for done', async () => {
    await work({});
    const jobId = uuidv7();
    await test.asOwner(`INSERT INTO jobs (id, office_id, name, queue, payload) VALUES ($1, $2, 'no.such-job', 'records', '{}')`, [jobId, office.officeId]);
    const row = await rows.until(jobId, (state) => state.status === 'failed');
    expect(row).toMatchObject({ problem_code: 'unknown-job', attempts: 1 });
  });

  it('hands the queue ids and nothing else', async () => {
    const { wait, open } = door();
    await work({ 'document.render': () => wait });
    const packetId = uuidv7();
    const jobId = await ask(packetId);
    await rows.until(jobId, (state) => state.status === 'running');
    const held = await queue.contents();
    expect(held).toContain(jobId);
    expect(held).toContain(office.officeId);
    expect(held).not.toContain(packetId);
    const [queued] = (await queues.queue('documents').getActive()).filter((job) => job.data.jobId === jobId);
    expect(Object.keys(queued!.data).sort()).toEqual(['jobId', 'officeId']);
    open();
    await rows.done(jobId);
  });

  it('shows how far a job is, and the last word of it', async () => {
    const { wait, open } = door();
    await work({
      'document.render': async (run) => {
        for (let page = 1; page <= 50; page += 1) run.progress(page, 100, 'rendering');
        await wait;
        run.progress(100, 100, 'stored');
      },
    });
    const jobId = await ask();
    const half = await rows.until(jobId, (state) => state.progress_done !== null);
    expect(half).toMatchObject({ status: 'running', progress_done: 50, progress_total: 100, step: 'rendering' });
    open();
    expect(await rows.done(jobId)).toMatchObject({ progress_done: 100, step: 'stored' });
  });

  it('lets what runs finish before it ends, and begins nothing new', async () => {
    const { wait, open } = door();
    const begun: string[] = [];
    const worker = await work({
      'document.render': async (run) => {
        begun.push(run.jobId);
        await wait;
      },
    });
    const first = await ask();
    await rows.until(first, (state) => state.status === 'running');
    const closing = worker.close();
    const second = await ask();
    open();
    await closing;
    expect(await rows.get(first)).toMatchObject({ status: 'done', attempts: 1 });
    expect(await rows.get(second)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(begun).toEqual([first]);
    await work({ 'document.render': async (run) => begun.push(run.jobId) });
    await rows.done(second);
    expect(begun).toEqual([first, second]);
  });
});
