import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { makeClient } from '../../../../test/record.js';
import { openTask } from '#domain/cases/tasks.js';

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let attorney: Caller;
let paralegal: Caller;
let stranger: Caller;
let clientId: string;
let chargeId: string;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  office = await makeOffice(test);
  attorney = await api.as(office, 'attorney');
  paralegal = await api.as(office, 'paralegal');
  stranger = await api.as(await makeOffice(test), 'attorney');
  clientId = await makeClient(test, office.officeId);
  const docket = await paralegal.post(`/clients/${clientId}/record/dockets`).send({ jurisdiction: 'NY', source: 'rap sheet', charges: [{ citation: 'PL 230.00' }] });
  chargeId = String((docket.body as { charges: { id: string }[] }).charges[0]?.id);
});

interface Case {
  id: string;
  reference: string;
}

const open = async (more: object = {}): Promise<Case> => {
  const { status, body } = await paralegal.post('/cases').send({ clientId, chargeIds: [chargeId], description: 'vacate', ...more });
  expect(status).toBe(201);
  return body as Case;
};

describe('cases', () => {
  it('are opened, read, listed and audited', async () => {
    const made = await open();
    expect(made).toMatchObject({ reference: '2026-0001', stage: 'intake', description: 'vacate', charges: [{ chargeId }], members: [{ part: 'lead', name: 'Test paralegal' }], openTasks: 0 });
    const read = await paralegal.get(`/cases/${made.id}`);
    expect([read.headers['etag'], read.body]).toEqual(['"v1"', made]);
    const list = await paralegal.get(`/cases?stage=intake&open=true&clientId=${clientId}&jurisdiction=NY&sort=reference`);
    expect(list.body).toMatchObject({ items: [{ id: made.id, reference: '2026-0001', jurisdictions: ['NY'], charges: 1 }], next: null });
    expect(JSON.stringify(list.body)).not.toContain('vacate');
    const audit = await test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id', [made.id]);
    expect(audit.map((entry) => entry.action)).toEqual(['case.case-opened', 'case.read']);
  });

  it('change stage as the table allows; the next stages are told', async () => {
    const { id } = await open();
    const change = (who: Caller, etag: string, body: object) => who.post(`/cases/${id}/stage-changes`).set('If-Match', etag).send(body);
    const refused = await change(paralegal, '"v1"', { to: 'filed' });
    expect(refused.body).toMatchObject({ status: 409, code: 'stage-refused', detail: 'from intake a case goes to screening, closed' });
    expect((await change(paralegal, '"v1"', { to: 'closed' })).body).toMatchObject({ status: 422, fields: [{ field: 'reason' }] });
    expect((await change(paralegal, '"v1"', { to: 'gone' })).body).toMatchObject({ status: 422, fields: [{ field: 'to' }] });
    const done = await change(paralegal, '"v1"', { to: 'screening' });
    expect([done.status, done.headers['etag']]).toEqual([201, '"v2"']);
    expect((await change(paralegal, '"v1"', { to: 'drafting' })).status).toBe(412);
    expect((await change(paralegal, '"v2"', { to: 'closed', reason: 'referred' })).body).toMatchObject({ status: 403, code: 'role-forbids' });
    expect((await change(attorney, '"v2"', { to: 'closed', reason: 'referred' })).body).toMatchObject({ stage: 'closed', stageReason: 'referred', closedOn: '2026-11-21', nextStages: [{ to: 'screening' }] });
    const timeline = await paralegal.get(`/cases/${id}/timeline`);
    expect((timeline.body as { items: { kind: string; detail: object }[] }).items.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['stage-changed', { from: 'screening', to: 'closed', reason: 'referred' }],
      ['stage-changed', { from: 'intake', to: 'screening' }],
      ['case-opened', expect.anything()],
    ]);
  });

  it('change team, charges and description, one version at a time', async () => {
    const { id } = await open();
    const { userId } = await office.as('attorney');
    const put = await paralegal.put(`/cases/${id}/members/${userId}`).set('If-Match', '"v1"').send({ part: 'lead' });
    expect(put.body).toMatchObject({ version: 2, members: [{ userId, part: 'lead' }, { part: 'member' }] });
    expect((await paralegal.put(`/cases/${id}/members/${userId}`).set('If-Match', '"v1"').send({ part: 'member' })).status).toBe(412);
    const { userId: grantsId } = await office.as('grants');
    expect((await paralegal.put(`/cases/${id}/members/${grantsId}`).set('If-Match', '"v2"').send({ part: 'member' })).body).toMatchObject({ status: 422, fields: [{ field: 'userId' }] });
    expect((await paralegal.delete(`/cases/${id}/members/${userId}`).set('If-Match', '"v2"')).body).toMatchObject({ version: 3, members: [{ part: 'member' }] });
    expect((await paralegal.delete(`/cases/${id}/charges/${chargeId}`).set('If-Match', '"v3"')).body).toMatchObject({ version: 4, charges: [] });
    expect((await paralegal.put(`/cases/${id}/charges/${chargeId}`).set('If-Match', '"v4"')).body).toMatchObject({ version: 5, charges: [{ chargeId }] });
    expect((await paralegal.patch(`/cases/${id}`).set('If-Match', '"v5"').send({})).body).toMatchObject({ version: 5, description: 'vacate' });
    expect((await paralegal.patch(`/cases/${id}`).set('If-Match', '"v5"').send({ description: null })).body).toMatchObject({ version: 6, description: null });
    expect((await paralegal.patch(`/cases/${id}`).send({ description: 'x' })).status).toBe(428);
  });

  it('refuse charges and clients that are not theirs, and write nothing', async () => {
    const theirs = await makeClient(test, (await makeOffice(test)).officeId);
    expect((await paralegal.post('/cases').send({ clientId: theirs })).status).toBe(404);
    expect((await paralegal.post('/cases').send({ clientId, chargeIds: [clientId] })).body).toMatchObject({ status: 422, fields: [{ field: 'chargeIds[0]' }] });
    expect((await paralegal.post('/cases').send({ clientId, chargeIds: 'all' })).body).toMatchObject({ status: 422, code: 'invalid' });
    expect((await paralegal.post('/cases').send({ clientId, members: [{ userId: clientId, part: 'boss' }] })).body).toMatchObject({ status: 422, fields: [{ field: 'members[0].part' }] });
    expect(await test.asOwner('SELECT 1 FROM cases WHERE office_id = $1', [office.officeId])).toEqual([]);
  });

  it('keep notes sealed in the timeline', async () => {
    const { id } = await open();
    const note = await paralegal.post(`/cases/${id}/notes`).send({ body: 'Asked the clerk.' });
    expect([note.status, note.body]).toMatchObject([201, { caseId: id, body: 'Asked the clerk.' }]);
    expect((await attorney.get(`/cases/${id}/timeline?limit=1`)).body).toMatchObject({ items: [{ kind: 'note', body: 'Asked the clerk.' }] });
    expect((await paralegal.post(`/cases/${id}/notes`).send({ body: ' ' })).status).toBe(422);
    expect(api.logged.join()).not.toContain('clerk');
  });
});

describe('tasks', () => {
  it('are listed, done and reopened', async () => {
    const { id: caseId } = await open();
    const taskId = await test.db.inOffice(office, (tx) => openTask(tx, { clientId, caseId, kind: 'reminder-refused', dueOn: '2026-12-01', dedup: 'e2e' }));
    expect((await paralegal.get('/tasks?dueBy=2026-12-01')).body).toMatchObject({ items: [{ id: taskId, kind: 'reminder-refused', caseReference: '2026-0001', doneAt: null }] });
    expect((await attorney.get('/tasks')).body).toMatchObject({ items: [] });
    expect((await attorney.get('/tasks?whose=all')).body).toMatchObject({ items: [{ id: taskId }] });
    const done = await paralegal.put(`/tasks/${taskId}/completion`);
    expect([done.status, done.body]).toMatchObject([200, { id: taskId, doneAt: '2026-11-21T15:00:00.000Z' }]);
    expect((await paralegal.put(`/tasks/${taskId}/completion`)).body).toEqual(done.body);
    expect((await paralegal.get('/tasks?whose=all')).body).toMatchObject({ items: [] });
    expect((await paralegal.delete(`/tasks/${taskId}/completion`)).body).toMatchObject({ doneAt: null });
    expect((await stranger.put(`/tasks/${taskId}/completion`)).status).toBe(404);
    expect((await (await api.as(office, 'grants')).get('/tasks')).status).toBe(403);
    expect((await paralegal.get('/tasks?whose=hers')).status).toBe(422);
  });
});

it('another office, another role and nobody cannot tell that a case is there', async () => {
  const { id } = await open();
  const requests = (who: Caller) => [
    who.post('/cases').send({ clientId }),
    who.get(`/cases/${id}`),
    who.patch(`/cases/${id}`).set('If-Match', '"v1"').send({ description: 'x' }),
    who.post(`/cases/${id}/stage-changes`).set('If-Match', '"v1"').send({ to: 'screening' }),
    who.put(`/cases/${id}/members/${clientId}`).set('If-Match', '"v1"').send({ part: 'lead' }),
    who.delete(`/cases/${id}/members/${clientId}`).set('If-Match', '"v1"'),
    who.put(`/cases/${id}/charges/${chargeId}`).set('If-Match', '"v1"'),
    who.delete(`/cases/${id}/charges/${chargeId}`).set('If-Match', '"v1"'),
    who.post(`/cases/${id}/notes`).send({ body: 'x' }),
    who.get(`/cases/${id}/timeline`),
  ];
  const statuses = async (who: Caller): Promise<number[]> => [...new Set((await Promise.all(requests(who))).map((answer) => answer.status))];
  expect(await statuses(stranger)).toEqual([404]);
  expect(await statuses(await api.as(office, 'grants'))).toEqual([403]);
  expect(await statuses(api.http)).toEqual([401]);
  expect((await stranger.get('/cases')).body).toEqual({ items: [], next: null });
  expect((await paralegal.get(`/cases/${id}`)).body).toMatchObject({ version: 1 });
});
