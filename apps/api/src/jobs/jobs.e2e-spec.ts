import { v7 as uuidv7 } from 'uuid';
import { Ledger, type Try } from '#jobs/ledger.js';
import { enqueue } from '#jobs/outbox.js';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { startApi, TEST_NOW, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';

let test: TestDatabase;
let api: TestApi;
let ledger: Ledger;
let office: TestOffice;
let attorney: Caller;
let admin: Caller;
let stranger: Caller;

beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
  ledger = new Ledger(test.db, () => TEST_NOW);
  stranger = await api.as(await makeOffice(test), 'admin');
});
beforeEach(async () => {
  office = await makeOffice(test);
  attorney = await api.as(office, 'attorney');
  admin = await api.as(office, 'admin');
});
afterAll(async () => {
  await api.close();
  await test.close();
});

const later = (seconds: number): Date => new Date(TEST_NOW.getTime() + seconds * 1_000);
const ask = async (options: { parentId?: string; at?: Date } = {}): Promise<string> => {
  const { userId } = await office.as('attorney');
  return test.db.inOffice(office, (tx) =>
    enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: userId, now: options.at ?? TEST_NOW, ...(options.parentId ? { parentId: options.parentId } : {}) }),
  );
};
/** As the worker does, without a queue. */
const begin = async (jobId: string): Promise<Try> => {
  const [row] = await test.asOwner<{ sendings: number }>('SELECT sendings FROM jobs WHERE id = $1', [jobId]);
  const begun = await ledger.start({ jobId, officeId: office.officeId }, 'document.render', (row?.sendings ?? 0) + 1);
  if (typeof begun === 'string') throw new Error(begun);
  return begun;
};
const fail = async (jobId: string): Promise<void> => {
  await ledger.failed(await begin(jobId), { code: 'database', problem: 'The database answered 57P01', forGood: true });
};

describe('GET /jobs', () => {
  it('shows the office’s jobs, the newest first, page by page', async () => {
    const ids = [await ask({ at: later(1) }), await ask({ at: later(2) }), await ask({ at: later(3) })];
    const first = await attorney.get('/jobs?limit=2').expect(200);
    expect(first.body.items.map((job: { id: string }) => job.id)).toEqual([ids[2], ids[1]]);
    const second = await attorney.get(`/jobs?limit=2&cursor=${first.body.next}`).expect(200);
    expect(second.body).toMatchObject({ items: [{ id: ids[0] }], next: null });
    expect((await stranger.get('/jobs').expect(200)).body.items).toEqual([]);
  });

  it('shows what failed for good, and why', async () => {
    const [failed, queued] = [await ask(), await ask()];
    await fail(failed);
    const { body } = await attorney.get('/jobs?status=failed').expect(200);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      id: failed, name: 'document.render', status: 'failed', attempts: 1, maxAttempts: 4, problemCode: 'database', problem: 'The database answered 57P01',
      finishedAt: TEST_NOW.toISOString(),
    });
    expect((await attorney.get('/jobs?status=queued').expect(200)).body.items).toMatchObject([{ id: queued, finishedAt: null }]);
    expect((await attorney.get('/jobs?name=audit.link').expect(200)).body.items).toEqual([]);
  });

  it('refuses what is no filter, no cursor, and the role that has no part in it', async () => {
    await attorney.get('/jobs?status=lost').expect(422);
    await attorney.get('/jobs?cursor=abc').expect(422);
    await attorney.get('/jobs?office=1').expect(422);
    await (await api.as(office, 'grants')).get('/jobs').expect(403);
    await api.http.get('/jobs').expect(401);
  });
});

describe('GET /jobs/:id', () => {
  it('shows one job to its office and to no other', async () => {
    const id = await ask();
    const { body } = await attorney.get(`/jobs/${id}`).expect(200);
    expect(body).toMatchObject({ id, status: 'queued', parts: null, attempts: 0, askedBy: (await office.as('attorney')).userId });
    expect(Object.keys(body.about)).toEqual(['packetId']);
    await stranger.get(`/jobs/${id}`).expect(404);
    await attorney.get(`/jobs/${uuidv7()}`).expect(404);
    await attorney.get('/jobs/1').expect(404);
  });

  it('counts the parts of a bigger job, which runs until the last has ended', async () => {
    const parent = await ask();
    const big = await begin(parent);
    const parts = [await ask({ parentId: parent }), await ask({ parentId: parent })];
    await ledger.done(await begin(parts[0]!));
    const shown = async () => (await attorney.get(`/jobs/${parent}`).expect(200)).body;
    expect(await shown()).toMatchObject({ status: 'running', done: 1, total: 2, parts: { total: 2, done: 1, failed: 0 }, finishedAt: null });
    await ledger.done(big);
    expect(await shown()).toMatchObject({ status: 'running', finishedAt: null });
    expect((await attorney.get('/jobs?status=running').expect(200)).body.items).toMatchObject([{ id: parent }]);
    await fail(parts[1]!);
    expect(await shown()).toMatchObject({ status: 'done', done: 2, parts: { total: 2, done: 1, failed: 1 }, finishedAt: TEST_NOW.toISOString() });
    expect((await attorney.get(`/jobs?parentId=${parent}`).expect(200)).body.items).toHaveLength(2);
  });
});

describe('POST /jobs/:id/retries', () => {
  it('gives a failed job all its tries again, and says so in the trail', async () => {
    const id = await ask();
    await fail(id);
    const { body } = await admin.post(`/jobs/${id}/retries`).expect(202);
    expect(body).toMatchObject({ id, status: 'queued', attempts: 0, finishedAt: null, problemCode: 'database' });
    const due = await test.db.acrossOffices<{ id: string }>('outbox_take', [TEST_NOW, 100]);
    expect(due.map((row) => row.id)).toContain(id);
    const trail = await test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE subject_id = $1', [id]);
    expect(trail).toEqual([{ action: 'job.retried' }]);
    expect(await begin(id)).toMatchObject({ attempt: 1 });
  });

  it('is refused for a job that has not failed, for another role, and for another office', async () => {
    const id = await ask();
    const { body } = await admin.post(`/jobs/${id}/retries`).expect(409);
    expect(body.code).toBe('conflict');
    await fail(id);
    await attorney.post(`/jobs/${id}/retries`).expect(403);
    await stranger.post(`/jobs/${id}/retries`).expect(404);
  });
});

describe('GET /jobs/:id/events', () => {
  interface JobEvent {
    type: string;
    data: Record<string, unknown>;
  }

  /** Reads a stream of server-sent events as it comes. */
  async function* events(path: string, headers: Record<string, string> = {}): AsyncGenerator<JobEvent> {
    const token = await api.token((await office.as('attorney')) as SignedInUser);
    const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const data = field('data');
        if (data) yield { type: field('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> };
      }
    }
  }
  const next = async (stream: AsyncGenerator<JobEvent>): Promise<JobEvent> => {
    const { value, done } = await stream.next();
    if (done) throw new Error('the stream ended');
    return value as JobEvent;
  };

  it('tells the state at once, each change, and the end', async () => {
    const id = await ask();
    const stream = events(`/jobs/${id}/events`, { 'last-event-id': '41' });
    expect(await next(stream)).toMatchObject({ type: 'changed', data: { id, status: 'queued' } });
    const begun = await begin(id);
    let told = await next(stream);
    while (told.type === 'alive') told = await next(stream);
    expect(told).toMatchObject({ type: 'changed', data: { status: 'running', attempts: 1 } });
    await ledger.progress(begun, 3, 9, 'rendering');
    expect(await next(stream)).toMatchObject({ type: 'changed', data: { done: 3, total: 9, step: 'rendering' } });
    await ledger.done(begun);
    expect(await next(stream)).toMatchObject({ type: 'ended', data: { status: 'done' } });
    expect((await stream.next()).done).toBe(true);
  });

  it('tells of the parts of a bigger job', async () => {
    const parent = await ask();
    const big = await begin(parent);
    const part = await ask({ parentId: parent });
    await ledger.done(big);
    const stream = events(`/jobs/${parent}/events`);
    expect(await next(stream)).toMatchObject({ data: { status: 'running', done: 0, total: 1 } });
    await ledger.done(await begin(part));
    let told = await next(stream);
    while (told.type === 'alive') told = await next(stream);
    expect(told).toMatchObject({ type: 'ended', data: { status: 'done', parts: { total: 1, done: 1, failed: 0 } } });
  });

  it('of a job that has ended tells the end and closes', async () => {
    const id = await ask();
    await fail(id);
    const told: string[] = [];
    for await (const { type } of events(`/jobs/${id}/events`)) told.push(type);
    expect(told).toEqual(['ended']);
  });

  it('ends when the session does', async () => {
    const id = await ask();
    const stream = events(`/jobs/${id}/events`);
    await next(stream);
    const { sessionId } = await office.as('attorney');
    await test.asOwner(`UPDATE sessions SET revoked_at = now(), revoked_for = 'sign-out' WHERE id = $1`, [sessionId]);
    await begin(id);
    for (;;) {
      const { value, done } = await stream.next();
      if (done) break;
      expect(value).toMatchObject({ type: 'alive' });
    }
  });

  it('says nothing of another office’s job, or to the wrong role', async () => {
    const id = await ask();
    await stranger.get(`/jobs/${id}/events`).expect(404).expect('content-type', /problem\+json/);
    await (await api.as(office, 'grants')).get(`/jobs/${id}/events`).expect(403);
    await api.http.get(`/jobs/${id}/events`).expect(401);
  });
});
