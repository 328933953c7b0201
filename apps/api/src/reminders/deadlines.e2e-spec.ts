import type { OpenAPIObject } from '@nestjs/swagger';
import { RemindersService } from '#domain/reminders/reminders.service.js';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION } from '../../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';
import { testResources } from '../../../../test/resources.js';

const law = lawOfTests();
/** Sentence done on 29 February 2024: t-wait opens on 1 March 2027, t-by-itself on 29 February 2032. */
const LEAP = { ...OLD_CONVICTION, offenceDate: '2024-01-01', dispositionDate: '2024-02-01', sentencedOn: '2024-02-01', sentenceCompletedOn: '2024-02-29' };
let test: TestDatabase;
let api: TestApi;
let reminders: RemindersService;
let office: TestOffice;
let paralegal: Caller;
let stranger: Caller;
let described: OpenAPIObject;

beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test, { law });
  const { mailer, messages } = testResources(test);
  reminders = new RemindersService(test.db, testVault, mailer, messages);
  described = (await api.http.get('/docs/json')).body as OpenAPIObject;
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  office = await makeOffice(test);
  paralegal = await api.as(office, 'paralegal');
  stranger = await api.as(await makeOffice(test), 'attorney');
});

async function waitingClient(): Promise<string> {
  const actor = await office.as('attorney');
  const { clientId } = await makeRecord(test, actor, law, { charges: [LEAP] });
  await checked(test, actor, law, clientId);
  await reminders.planFor(actor, { clientId }, NOW);
  return clientId;
}

const asked = async (clientId: string): Promise<number> =>
  (await test.asOwner(`SELECT 1 FROM jobs WHERE name = 'reminders.plan' AND payload->>'clientId' = $1`, [clientId])).length;

describe('deadlines', () => {
  it('are listed by day, filtered and paged', async () => {
    const clientId = await waitingClient();
    const all = await paralegal.get('/deadlines');
    expect(all.body).toMatchObject({ next: null, items: [{ clientId, kind: 'waiting-period-ends', provision: 't-wait', onDay: '2027-03-01', status: 'open' }, { onDay: '2032-02-29' }] });
    const days = async (query: string) => (await paralegal.get(`/deadlines?${query}`)).body.items.map((each: { onDay: string }) => each.onDay);
    expect(await days('to=2027-03-01')).toEqual(['2027-03-01']);
    expect(await days('to=2027-02-28')).toEqual([]);
    expect(await days('from=2027-03-02&status=open')).toEqual(['2032-02-29']);
    expect(await days(`clientId=${clientId}&kind=set-by-hand`)).toEqual([]);
    const first = await paralegal.get('/deadlines?limit=1');
    expect(await days(`limit=1&cursor=${first.body.next}`)).toEqual(['2032-02-29']);
    expect((await paralegal.get('/deadlines?from=2027-02-30')).body).toMatchObject({ code: 'invalid', fields: [{ field: 'from' }] });
    expect((await paralegal.get('/deadlines?cursor=nonsense')).body).toMatchObject({ code: 'invalid', fields: [{ field: 'cursor' }] });
  });

  it('are set by hand, moved and settled; the words stay sealed', async () => {
    const clientId = await waitingClient();
    const before = await asked(clientId);
    const made = await paralegal.post('/deadlines').send({ ...exampleBody(described, 'post', '/deadlines'), clientId });
    expect([made.status, made.headers['etag'], made.body]).toMatchObject([201, '"v1"', { kind: 'set-by-hand', onDay: '2027-03-01', note: 'Hand the certified disposition to the clerk' }]);
    expect(await asked(clientId)).toBeGreaterThanOrEqual(before);
    const path = `/deadlines/${made.body.id}`;
    const moved = await paralegal.patch(path).set('If-Match', '"v1"').send(exampleBody(described, 'patch', '/deadlines/{id}'));
    expect([moved.status, moved.body]).toMatchObject([200, { onDay: '2027-03-08', version: 2 }]);
    expect((await paralegal.patch(path).set('If-Match', '"v1"').send({ status: 'met' })).status).toBe(412);
    expect((await paralegal.patch(path).send({ status: 'met' })).status).toBe(428);
    expect((await paralegal.patch(path).set('If-Match', '"v2"').send({ status: 'met' })).body).toMatchObject({ status: 'met', version: 3 });
    expect((await paralegal.get(path)).body).toMatchObject({ status: 'met', note: 'Hand the certified disposition to the clerk' });
    const [row] = await test.asOwner<{ note: Buffer }>('SELECT note FROM deadlines WHERE id = $1', [made.body.id]);
    expect(row?.note.toString('latin1')).not.toMatch(/disposition/);
    const trail = await test.asOwner<{ action: string }>(`SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id`, [made.body.id]);
    expect(trail.map((each) => each.action)).toEqual(['deadline.set', 'deadline.changed', 'deadline.changed', 'deadline.read']);
  });

  it('that follow from a finding are settled and not moved by hand', async () => {
    await waitingClient();
    const [first] = (await paralegal.get('/deadlines')).body.items;
    const patch = (body: object) => paralegal.patch(`/deadlines/${first.id}`).set('If-Match', '"v1"').send(body);
    expect((await patch({ onDay: '2027-04-01' })).body).toMatchObject({ code: 'conflict' });
    expect((await patch({ status: 'met' })).body).toMatchObject({ status: 'met' });
  });

  it.each([
    [{ onDay: '2026-11-20' }, 'onDay'],
    [{ onDay: '2027-02-29' }, 'onDay'],
    [{ note: '' }, 'note'],
    [{ caseId: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f' }, 'caseId'],
    [{ clientId: 'me' }, 'clientId'],
  ])('are refused with %j, naming %s', async (wrong, field) => {
    const clientId = await waitingClient();
    const { body, status } = await paralegal.post('/deadlines').send({ clientId, onDay: '2027-03-01', note: 'Call', ...wrong });
    expect([status, body]).toMatchObject([422, { code: 'invalid', fields: [{ field }] }]);
    expect(await test.asOwner(`SELECT 1 FROM deadlines WHERE client_id = $1 AND kind = 'set-by-hand'`, [clientId])).toEqual([]);
  });

  it('of another office are not there', async () => {
    const clientId = await waitingClient();
    const [first] = (await paralegal.get('/deadlines')).body.items;
    expect((await stranger.get('/deadlines')).body.items).toEqual([]);
    expect((await stranger.get(`/deadlines/${first.id}`)).status).toBe(404);
    expect((await stranger.patch(`/deadlines/${first.id}`).set('If-Match', '"v1"').send({ status: 'met' })).status).toBe(404);
    expect((await stranger.post('/deadlines').send({ clientId, onDay: '2027-03-01', note: 'Call' })).status).toBe(404);
    expect((await (await api.as(office, 'grants')).get('/deadlines')).status).toBe(403);
  });
});

describe('reminders', () => {
  it('are listed by the day they go out, without a word of what they say', async () => {
    const clientId = await waitingClient();
    const { body } = await paralegal.get(`/reminders?clientId=${clientId}&to=2027-03-01`);
    const { userId } = await office.as('attorney');
    expect(body.items).toMatchObject([
      { daysBefore: 60, dueOn: '2026-12-31', onDay: '2027-03-01', audience: 'staff', userId, status: 'planned' },
      { daysBefore: 30, dueOn: '2027-01-30' },
      { daysBefore: 0, dueOn: '2027-03-01' },
    ]);
    const second = await paralegal.get(`/reminders?limit=1&cursor=${(await paralegal.get('/reminders?limit=1')).body.next}`);
    expect(second.body.items).toMatchObject([{ daysBefore: 30 }]);
    expect((await paralegal.get('/reminders?status=cancelled')).body.items).toEqual([]);
    expect((await paralegal.get('/reminders?status=lost')).body).toMatchObject({ code: 'invalid', fields: [{ field: 'status' }] });
    expect((await stranger.get('/reminders')).body.items).toEqual([]);
    expect((await (await api.as(office, 'grants')).get('/reminders')).status).toBe(403);
  });

  it('follow a deadline set by hand, and stop when it is settled', async () => {
    const clientId = await waitingClient();
    const actor = await office.as('attorney');
    const made = await paralegal.post('/deadlines').send({ clientId, onDay: '2026-12-01', note: 'Call' });
    await reminders.planFor(actor, { clientId }, NOW);
    const due = async () => (await paralegal.get(`/reminders?clientId=${clientId}&to=2026-12-01`)).body.items.map((each: { dueOn: string }) => each.dueOn);
    expect(await due()).toEqual(['2026-11-21', '2026-12-01']);
    await paralegal.patch(`/deadlines/${made.body.id}`).set('If-Match', '"v1"').send({ status: 'met' });
    await reminders.planFor(actor, { clientId }, NOW);
    expect(await due()).toEqual([]);
  });
});
