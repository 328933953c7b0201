import { startApi, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, waiting } from '../../../../test/eligibility.js';
import { makeOffice, testVault } from '../../../../test/factories.js';
import { programActor } from '#domain/access/actor.js';
import { LawSweepsService } from '#domain/eligibility/law-sweeps.service.js';

const before = lawOfTests();
const after = lawOfTests(waiting({ years: 3, window: 1, byItself: null }));
let test: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test, { law: after });
});
afterAll(async () => {
  await api.close();
  await test.close();
});

it('GET /law-sweeps tells what a change of the law did, to the office it did it to', async () => {
  const office = await makeOffice(test);
  const actor = await office.as('attorney');
  const { clientId, chargeIds } = await makeRecord(test, actor, before);
  await checked(test, actor, before, clientId);
  const jobId = '00000000-0000-7000-8000-0000000000c1';
  await test.asOwner("INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES ($1, $2, 'law.sweep', 'records', '{}', 'done')", [jobId, office.officeId]);
  const sweeps = new LawSweepsService(test.db, testVault, after);
  const sweepId = await sweeps.begin(programActor(office.officeId), { law: after.law.hash }, NOW, { jobId, progress: () => undefined });
  await sweeps.page(programActor(office.officeId), { sweepId: sweepId!, first: clientId, last: clientId }, NOW, { progress: () => undefined });

  const attorney = await api.as(office, 'attorney');
  const sweep = await attorney.get(`/law-sweeps/${sweepId}`);
  expect(sweep.body).toEqual({ id: sweepId, law: after.law.hash, begunAt: NOW.toISOString(), endedAt: null, clients: 1, clientsLeft: 0, jobId, counts: { lost: 1 }, mine: { lost: 1 } });
  expect((await attorney.get('/law-sweeps')).body).toEqual({ items: [sweep.body], next: null });
  const effects = await attorney.get(`/law-sweeps/${sweepId}/effects?kind=lost&mine=true`);
  expect(effects.body).toMatchObject({ items: [{ kind: 'lost', clientId, chargeId: chargeIds[0], caseIds: [], provision: 't-by-itself', before: { result: 'automatic', opensOn: null }, after: null }], next: null });
  const [line] = await test.asOwner<{ detail: object }>("SELECT detail FROM audit_entries WHERE office_id = $1 AND action = 'law-effects.listed'", [office.officeId]);
  expect(line?.detail).toEqual({ charges: chargeIds });

  const stranger = await api.as(await makeOffice(test), 'attorney');
  expect([(await stranger.get(`/law-sweeps/${sweepId}`)).status, (await stranger.get(`/law-sweeps/${sweepId}/effects`)).status, (await stranger.get('/law-sweeps')).body]).toEqual([404, 404, { items: [], next: null }]);
  const grants = await api.as(office, 'grants');
  expect([(await grants.get('/law-sweeps')).status, (await grants.get(`/law-sweeps/${sweepId}`)).status, (await api.http.get('/law-sweeps')).status]).toEqual([403, 403, 401]);
  const bad = await attorney.get(`/law-sweeps/${sweepId}/effects?kind=gone`);
  expect([bad.status, bad.body.fields]).toEqual([422, [{ field: 'kind', problem: expect.stringContaining('opened, moved, possible, in-doubt, lost') }]]);
});
