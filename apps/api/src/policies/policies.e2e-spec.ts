import type { OpenAPIObject } from '@nestjs/swagger';
import type { LawFile } from '#law/law-file.js';
import type { ChargeFacts } from '#domain/convictions/charge-facts.js';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { lawOfTests, makeRecord, OLD_CONVICTION, waiting } from '../../../../test/eligibility.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';

const FILED: LawFile['prosecutor_policies'] = [
  { office: 'Queens District Attorney', since: null, declines: 'selling', until: 'some day', sources: 'knowledge' },
  {
    office: 'Manhattan District Attorney', id: 'ny-policy-manhattan', counties: ['New York'], since: '2021-04-21', declines: 'selling', sources: 'knowledge', confidence: 'medium', check: ['whether it stands'],
    clauses: [{ id: 'a', kind: 'declines', text: 'No charge.', conduct: ['selling'], how: 'unknown', pending: 'dismissed' }],
  },
];
const law = lawOfTests({ ...waiting({ years: 3, window: 1, byItself: null }), prosecutor_policies: FILED });
let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let attorney: Caller;
let paralegal: Caller;
let stranger: Caller;
let described: OpenAPIObject;

beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test, { law });
  described = (await api.http.get('/docs/json')).body as OpenAPIObject;
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
});

const example = (): Record<string, unknown> => exampleBody(described, 'post', '/policies');
/** The model's clauses, for Kings County. */
const record = async (more: object = {}) => {
  const { clauses: _pasted, ...rest } = example();
  const made = await attorney.post('/policies').send({ ...rest, ...more });
  expect([made.status, made.body]).toMatchObject([201, { recordedIn: 'office' }]);
  return made.body as { id: string; version: number };
};
const actions = async (id: string): Promise<string[]> =>
  (await test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE office_id = $1 AND subject_id = $2 ORDER BY id', [office.officeId, id])).map((each) => each.action);

describe('policies', () => {
  it('are recorded from the page’s own example, from the model, or from nothing', async () => {
    const pasted = await attorney.post('/policies').send(example());
    expect([pasted.status, pasted.headers['etag'], pasted.body]).toMatchObject([201, '"v1"', { since: '2026-01-01', clauses: [{ id: '1', kind: 'declines' }], recordedBy: (await office.as('attorney')).userId }]);
    const { clauses: _left, ...rest } = example();
    const model = (await paralegal.get('/policies/model')).body;
    expect((await attorney.post('/policies').send({ ...rest, template: 'model' })).body.clauses).toEqual(model.clauses);
    expect((await attorney.post('/policies').send({ ...rest, template: 'blank' })).body.clauses).toEqual([]);
    expect(await actions(pasted.body.id)).toEqual(['policy.recorded']);
  });

  it('one request repeated with its Idempotency-Key records one', async () => {
    const send = () => attorney.post('/policies').set('Idempotency-Key', 'policy-1').send(example());
    expect((await send()).body.id).toBe((await send()).body.id);
    expect((await attorney.get('/policies?limit=200')).body.items.filter((each: { recordedIn: string }) => each.recordedIn === 'office')).toHaveLength(1);
  });

  it('are listed with those on file, by jurisdiction and county, page by page', async () => {
    const own = await record();
    const wide = await record({ counties: [], jurisdiction: 'NJ' });
    const ids = async (query: string) => (await paralegal.get(`/policies?${query}`)).body.items.map((each: { id: string }) => each.id);
    expect(await ids('')).toEqual(['ny-policy-manhattan', 'ny-policy-queens-district-attorney', own.id, wide.id]);
    expect(await ids('jurisdiction=NJ&county=Essex')).toEqual([wide.id]);
    // Where an office prosecutes is not known of Queens: nobody's county leaves it out.
    expect(await ids('county=brooklyn&jurisdiction=NY')).toEqual(['ny-policy-queens-district-attorney', own.id]);
    expect(await ids('county=New%20York%20County&jurisdiction=NY')).toEqual(['ny-policy-manhattan', 'ny-policy-queens-district-attorney']);
    const first = await paralegal.get('/policies?limit=3');
    expect(first.body.items).toHaveLength(3);
    expect((await paralegal.get(`/policies?limit=3&cursor=${first.body.next}`)).body).toMatchObject({ items: [{ id: wide.id }], next: null });
    expect((await paralegal.get('/policies/ny-policy-queens-district-attorney')).body).toMatchObject({ recordedIn: 'law', inWords: 'selling; until some day', until: null, counties: null, clauses: [], version: null });
    expect((await stranger.get('/policies')).body.items.map((each: { id: string }) => each.id)).toEqual(['ny-policy-manhattan', 'ny-policy-queens-district-attorney']);
  });

  it('are changed by who read them last, withdrawn and taken back', async () => {
    const { id } = await record();
    const path = `/policies/${id}`;
    const changed = await attorney.patch(path).set('If-Match', '"v1"').send(exampleBody(described, 'patch', '/policies/{id}'));
    expect([changed.status, changed.headers['etag'], changed.body]).toMatchObject([200, '"v2"', { until: '2027-01-01', clauses: [{ id: '1' }] }]);
    expect((await attorney.patch(path).set('If-Match', '"v1"').send({ title: 'x' })).status).toBe(412);
    expect((await attorney.patch(path).send({ title: 'x' })).status).toBe(428);
    expect((await attorney.patch(path).set('If-Match', '"v2"').send({ until: '2027-01-01' })).body.version).toBe(2);
    const withdrawn = await attorney.put(`${path}/withdrawal`).set('If-Match', '"v2"').send(exampleBody(described, 'put', '/policies/{id}/withdrawal'));
    expect([withdrawn.status, withdrawn.body]).toMatchObject([200, { version: 3, withdrawal: { reason: 'Recorded for the wrong county' } }]);
    expect((await attorney.patch(path).set('If-Match', '"v3"').send({ title: 'x' })).body).toMatchObject({ code: 'conflict' });
    const ids = async (query: string) => (await paralegal.get(`/policies?${query}`)).body.items.map((each: { id: string }) => each.id);
    expect([(await ids('')).includes(id), await ids('withdrawn=true')]).toEqual([false, [id]]);
    expect((await attorney.put(`${path}/withdrawal`).set('If-Match', '"v2"').send({})).status).toBe(412);
    expect((await attorney.delete(`${path}/withdrawal`).set('If-Match', '"v3"')).body).toMatchObject({ withdrawal: null, version: 4 });
    expect(await actions(id)).toEqual(['policy.recorded', 'policy.changed', 'policy.withdrawn', 'policy.reinstated']);
  });

  it.each<[object, string]>([
    [{ until: '2026-01-01' }, 'until'],
    [{ since: '2026-02-30' }, 'since'],
    [{ jurisdiction: 'ny' }, 'jurisdiction'],
    [{ sources: [] }, 'sources'],
    [{ check: [] }, 'check'],
    [{ clauses: [{ id: '1', kind: 'declines', text: 'No.', conduct: ['selling'], how: 'always' }] }, 'clauses[0]'],
    [{ clauses: [{ id: '1', kind: 'no-right', text: 'No.', how: 'always' }] }, 'clauses[0]'],
    [{ clauses: [{ id: '1', kind: 'no-right', text: 'No.' }, { id: '1', kind: 'support', text: 'No.' }] }, 'clauses[1].id'],
    [{ clauses: [{ id: '1', kind: 'mercy', text: 'No.' }] }, 'clauses[0].kind'],
    [{ replaces: 'ny-policy-nobody' }, 'replaces'],
    [{ client: 'Jane' }, 'client'],
  ])('are refused with %j, naming %s', async (wrong, field) => {
    const { status, body } = await attorney.post('/policies').send({ ...example(), ...wrong });
    expect([status, body.code]).toEqual([422, 'invalid']);
    expect(body.fields[0].field).toContain(field);
  });

  it('of another office are as if they were not there; a paralegal reads, grants staff do not', async () => {
    const { id } = await record();
    const path = `/policies/${id}`;
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.patch(path).set('If-Match', '"v1"').send({ title: 'x' })).status).toBe(404);
    expect((await stranger.put(`${path}/withdrawal`).set('If-Match', '"v1"').send({})).status).toBe(404);
    expect((await attorney.get('/policies/nonsense')).status).toBe(404);
    expect((await paralegal.get(path)).status).toBe(200);
    expect((await paralegal.post('/policies').send(example())).status).toBe(403);
    expect((await paralegal.patch(path).set('If-Match', '"v1"').send({ title: 'x' })).status).toBe(403);
    expect((await paralegal.put(`${path}/withdrawal`).set('If-Match', '"v1"').send({})).status).toBe(403);
    const grants = await api.as(office, 'grants');
    expect([(await grants.get('/policies')).status, (await grants.get(path)).status, (await grants.get('/policies/model')).status]).toEqual([403, 403, 403]);
    expect((await attorney.patch('/policies/ny-policy-manhattan').set('If-Match', '"v1"').send({ title: 'x' })).status).toBe(409);
  });
});

const EXCHANGE: Partial<ChargeFacts> = { traffickingNexus: false, facts: { consensual: true, otherPartyAge: 40, thirdPartyInvolved: false, violenceUsed: false } };
const PENDING: Partial<ChargeFacts> = { citation: 'PL 230.00', conduct: 'selling', offenceDate: '2026-10-01', disposition: 'pending', ...EXCHANGE };

describe('GET /clients/:id/policy-findings and the plan', () => {
  it('say what the policy says of a pending charge and of a petition, with the clause', async () => {
    const { id } = await record();
    const { clientId, chargeIds } = await makeRecord(test, await office.as('attorney'), law, { charges: [{ ...OLD_CONVICTION, ...EXCHANGE }, PENDING] });
    const { status, body } = await paralegal.get(`/clients/${clientId}/policy-findings`);
    expect([status, body.clientId]).toEqual([200, clientId]);
    expect(body.findings).toContainEqual(expect.objectContaining({ charge: chargeIds[1], provision: null, policy: id, says: 'should-not-be-filed', clause: '1', presumptive: true, limits: [expect.objectContaining({ clause: '7' }), expect.objectContaining({ clause: '8' })] }));
    expect(body.findings).toContainEqual(expect.objectContaining({ charge: chargeIds[0], provision: 't-wait', remedy: 'sealing', policy: id, says: 'not-contested', clause: '6' }));
    const step = (await paralegal.get(`/clients/${clientId}/plan`)).body.steps.find((each: { provision: string }) => each.provision === 't-wait');
    expect(step).toMatchObject({ policy: { policyId: id, office: 'Kings County District Attorney', clause: '6', says: 'not-contested', opposition: 'none-expected' } });
    expect(step.reasons).toContain('no opposition is expected: clause 6 of the policy of the Kings County District Attorney');
    expect(await actions(clientId)).toEqual(expect.arrayContaining(['policy-findings.read', 'plan.read']));
  });

  it('name what is missing, and then say nothing for certain', async () => {
    await record();
    const { clientId } = await makeRecord(test, await office.as('attorney'), law, { charges: [{ ...OLD_CONVICTION, ...EXCHANGE, facts: { otherPartyAge: 40, violenceUsed: false } }] });
    const { body } = await paralegal.get(`/clients/${clientId}/policy-findings`);
    expect(body.findings).toContainEqual(expect.objectContaining({ provision: 't-wait', says: 'unknown', missing: ['facts.consensual', 'facts.thirdPartyInvolved'] }));
    expect(body.ask.map((each: { fact: string }) => each.fact)).toEqual(expect.arrayContaining(['facts.consensual', 'facts.thirdPartyInvolved']));
    const step = (await paralegal.get(`/clients/${clientId}/plan`)).body.steps.find((each: { provision: string }) => each.provision === 't-wait');
    expect(step.policy).toMatchObject({ says: 'unknown', opposition: 'unknown' });
    expect(step.reasons.join()).not.toContain('opposition');
  });

  it.each([
    ['on its first day', { since: '2026-11-21' }, 'not-contested'],
    ['the day before', { since: '2026-11-22' }, null],
    ['on the last day', { until: '2026-11-22' }, 'not-contested'],
    ['on the first day no longer in force', { until: '2026-11-21' }, null],
    ['in another county', { counties: ['Queens'] }, null],
    ['in another jurisdiction', { jurisdiction: 'NJ' }, null],
  ])('hear a policy %s', async (_, more, says) => {
    await record(more);
    const { clientId } = await makeRecord(test, await office.as('attorney'), law, { charges: [{ ...OLD_CONVICTION, ...EXCHANGE }] });
    const step = (await paralegal.get(`/clients/${clientId}/plan`)).body.steps.find((each: { provision: string }) => each.provision === 't-wait');
    expect(step.policy?.says ?? null).toBe(says);
  });

  it('hear the office’s own in the place of one on file, and that again when it is withdrawn', async () => {
    const { clientId } = await makeRecord(test, await office.as('attorney'), law, { charges: [PENDING] });
    await test.asOwner(`UPDATE dockets SET county = 'New York' WHERE client_id = $1`, [clientId]);
    const heard = async () => (await paralegal.get(`/clients/${clientId}/policy-findings`)).body.findings.map((each: { policy: string }) => each.policy);
    expect(await heard()).toEqual(['ny-policy-manhattan']);
    const { id } = await record({ counties: ['New York'], replaces: 'ny-policy-manhattan' });
    expect(await heard()).toEqual([id]);
    await attorney.put(`/policies/${id}/withdrawal`).set('If-Match', '"v1"').send({}).expect(200);
    expect(await heard()).toEqual(['ny-policy-manhattan']);
  });

  it('hear no withdrawn policy and none of another office', async () => {
    const { id } = await record();
    await attorney.put(`/policies/${id}/withdrawal`).set('If-Match', '"v1"').send({}).expect(200);
    const { clauses: _left, ...rest } = example();
    await stranger.post('/policies').send(rest).expect(201);
    const { clientId } = await makeRecord(test, await office.as('attorney'), law, { charges: [{ ...OLD_CONVICTION, ...EXCHANGE }] });
    expect((await paralegal.get(`/clients/${clientId}/policy-findings`)).body.findings).toEqual([]);
    expect((await stranger.get(`/clients/${clientId}/policy-findings`)).status).toBe(404);
    expect((await (await api.as(office, 'grants')).get(`/clients/${clientId}/policy-findings`)).status).toBe(403);
  });
});
