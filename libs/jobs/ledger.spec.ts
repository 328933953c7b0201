import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { makeOffice, type TestOffice } from '../../test/factories.js';
import { describeFailure } from './failure.js';
import { JOBS } from './job-table.js';
import { Ledger, type Skip, type Try } from './ledger.js';
import { enqueue } from './outbox.js';
import { forgetDoneJobs } from './sweep.js';

const NOW = new Date('2026-11-21T15:00:00Z');

let test: TestDatabase;
let office: TestOffice;
let ledger: Ledger;
beforeAll(async () => {
  test = await createTestDatabase();
  ledger = new Ledger(test.db, () => NOW);
});
beforeEach(async () => {
  office = await makeOffice(test);
});
afterAll(() => test.close());

const ask = (askedBy: string | null = null): Promise<string> =>
  test.db.inOffice(office, (tx) => enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy, now: NOW }));
const sent = async (jobId: string): Promise<string> => {
  await test.db.acrossOffices('outbox_sent', [[jobId], NOW]);
  return jobId;
};
const start = (jobId: string, sending = 1, officeId = office.officeId): Promise<Try | Skip> =>
  ledger.start({ jobId, officeId }, 'document.render', sending);
const begun = async (jobId: string, sending = 1): Promise<Try> => {
  const outcome = await start(jobId, sending);
  if (typeof outcome === 'string') throw new Error(`not begun: ${outcome}`);
  return outcome;
};
const row = async (jobId: string): Promise<Record<string, unknown>> => {
  const [found] = await test.asOwner<Record<string, unknown>>('SELECT * FROM jobs WHERE id = $1', [jobId]);
  return found!;
};

describe('a try', () => {
  it('says who asked and what for', async () => {
    const attorney = await office.as('attorney');
    const jobId = await sent(await ask(attorney.userId));
    expect(await begun(jobId)).toMatchObject({ name: 'document.render', askedBy: attorney.userId, attempt: 1, last: false });
    expect(await row(jobId)).toMatchObject({ status: 'running', attempts: 1, started_at: NOW });
  });

  it('of another office’s job finds nothing', async () => {
    const other = await makeOffice(test);
    const jobId = await sent(await ask());
    expect(await start(jobId, 1, other.officeId)).toBe('gone');
    expect(await row(jobId)).toMatchObject({ status: 'queued', attempts: 0 });
  });

  it('of a job that ended does not begin', async () => {
    const jobId = await sent(await ask());
    expect(await ledger.done(await begun(jobId))).toBe(true);
    expect(await start(jobId)).toBe('finished');
  });

  it('that came with a hand-over that was since replaced does not begin', async () => {
    const jobId = await sent(await ask());
    await test.db.acrossOffices('jobs_put_back', [[jobId], [1], NOW]);
    await sent(jobId);
    expect(await start(jobId, 1)).toBe('superseded');
    expect(await begun(jobId, 2)).toMatchObject({ attempt: 1 });
  });

  it('that was handed over by a relay that died before it could say so begins', async () => {
    const jobId = await ask();
    expect(await start(jobId, 2)).toBe('superseded');
    expect(await begun(jobId, 1)).toMatchObject({ attempt: 1 });
    expect(await row(jobId)).toMatchObject({ sendings: 1, sent_at: NOW });
    expect(await test.db.acrossOffices('outbox_take', [NOW, 10])).toEqual([]);
  });

  it('that was overtaken by a later one changes nothing any more', async () => {
    const jobId = await sent(await ask());
    const first = await begun(jobId);
    const second = await begun(jobId);
    expect(second.attempt).toBe(2);
    await ledger.progress(first, 9, 10, 'late');
    expect(await ledger.done(first)).toBe(false);
    expect(await ledger.failed(first, { code: 'x', problem: 'x', forGood: true })).toBe(false);
    expect(await row(jobId)).toMatchObject({ status: 'running', progress_done: null });
    expect(await ledger.done(second)).toBe(true);
  });

  it('is not begun more often than the job table allows, even when every worker died of it', async () => {
    const jobId = await sent(await ask());
    const most = JOBS['document.render'].attempts;
    for (let attempt = 1; attempt <= most; attempt += 1) expect(await begun(jobId)).toMatchObject({ attempt, last: attempt === most });
    expect(await start(jobId)).toBe('exhausted');
    expect(await row(jobId)).toMatchObject({ status: 'failed', problem_code: 'worker-lost', finished_at: NOW });
  });

  it('waits for the relay whose commit is slower than the queue', async () => {
    const jobId = await ask();
    let outcome: Promise<Try | Skip> | null = null;
    await test.db.relaying(async (call) => {
      await call('outbox_take', [NOW, 10]);
      outcome = start(jobId, 1);
      await call('outbox_sent', [[jobId], NOW]);
    });
    expect(await outcome).toMatchObject({ attempt: 1 });
    expect(await row(jobId)).toMatchObject({ sendings: 1 });
  });
});

describe('what is kept of a failure', () => {
  it.each([
    ['a problem of the program', Object.assign(new Error('Jane Roe'), { code: 'destroyed', status: 410 }), 'destroyed', true],
    ['one that may pass', Object.assign(new Error('Jane Roe'), { code: 'unavailable', status: 503 }), 'unavailable', false],
    ['an error of the system', Object.assign(new Error('connect to jane.roe'), { code: 'ECONNREFUSED' }), 'system', false],
    ['anything else', new TypeError('Jane Roe is undefined'), 'internal', false],
    ['no error at all', 'Jane Roe', 'internal', false],
  ])('names nobody: %s', (_, error, code, forGood) => {
    const failure = describeFailure(error);
    expect(failure).toMatchObject({ code, forGood });
    expect(JSON.stringify(failure)).not.toMatch(/roe/i);
  });

  it('says which constraint of the database refused, and not what was refused', async () => {
    const error = await test.db
      .inOffice(office, (tx) => tx.query('INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES ($1, $2, $3, $3, $4, $5)', [
        uuidv7(), office.officeId, 'x', '{}', 'Jane Roe',
      ]))
      .then(() => null, (thrown: unknown) => thrown);
    expect(describeFailure(error)).toEqual({ code: 'database', problem: 'The database answered 23514 (jobs, jobs_status_check)', forGood: false });
  });
});

describe('old rows', () => {
  it('are forgotten once done long ago; failed, unfinished and fresh ones are kept', async () => {
    const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);
    const [old, failed, waiting] = [await sent(await ask()), await sent(await ask()), await ask()];
    await ledger.done(await begun(old));
    await ledger.failed(await begun(failed), { code: 'x', problem: 'x', forGood: true });
    await forgetDoneJobs(test.db, days(29));
    expect(await row(old)).toMatchObject({ status: 'done' });
    await forgetDoneJobs(test.db, days(31));
    expect(await row(old)).toBeUndefined();
    expect(await row(failed)).toMatchObject({ status: 'failed' });
    expect(await row(waiting)).toMatchObject({ status: 'queued' });
  });
});
