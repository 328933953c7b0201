import type { OpenAPIObject } from '@nestjs/swagger';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { checked, lawOfTests, makeRecord, OLD_CONVICTION, TODAY, type ClientOptions } from '../../../../test/eligibility.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';

const law = lawOfTests();
const ABSENT = '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f';
let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let attorney: Caller;
let paralegal: Caller;
let stranger: Caller;

beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test, { law });
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

async function client(options: ClientOptions = {}) {
  const actor = await office.as('attorney');
  const { clientId, chargeIds } = await makeRecord(test, actor, law, options);
  const findings = await checked(test, actor, law, clientId);
  return { clientId, chargeIds, finding: (provision: string) => findings.find((f) => f.provision === provision)! };
}

const trail = async (clientId: string, action: string) =>
  (await test.asOwner<{ actor_id: string; subject_id: string }>('SELECT actor_id, subject_id FROM audit_entries WHERE client_id = $1 AND action = $2', [clientId, action]));

describe('findings', () => {
  it('of a client are the answers of the latest check, with reasons, by charge or by result', async () => {
    const { clientId, chargeIds } = await client();
    const { body, status } = await paralegal.get(`/clients/${clientId}/findings`);
    expect([status, body]).toMatchObject([200, { clientId, checkedOn: TODAY, law: law.law.hash, findings: { length: 5 } }]);
    expect(body.findings[0]).toMatchObject({ chargeId: chargeIds[0], provision: 't-wait', result: 'eligible', determination: null });
    expect(body.findings[0].because).toContainEqual(expect.objectContaining({ condition: 'wait', holds: true, from: '2015-07-10' }));
    const some = await paralegal.get(`/clients/${clientId}/findings?result=needs-facts&chargeId=${chargeIds[0]}`);
    expect(some.body.findings.map((f: { provision: string }) => f.provision)).toEqual(['t-survivor']);
    expect(await trail(clientId, 'findings.read')).not.toEqual([]);
  });

  it('are none before the first check, and refused for other results than there are', async () => {
    const { clientId } = await makeRecord(test, await office.as('attorney'), law);
    expect((await attorney.get(`/clients/${clientId}/findings`)).body).toEqual({ clientId, checkId: null, checkedOn: null, law: null, nextDay: null, findings: [] });
    expect((await attorney.get(`/clients/${clientId}/findings?result=maybe`)).body).toMatchObject({ code: 'invalid', fields: [{ field: 'result' }] });
  });

  it('one by one say the facts and the law as of then', async () => {
    const { clientId, finding } = await client();
    const { body } = await paralegal.get(`/findings/${finding('t-wait').id}`);
    expect(body).toMatchObject({ clientId, on: TODAY, superseded: false, facts: { birthDate: '1990-05-01' } });
    expect(JSON.stringify(body)).not.toMatch(/2012KN|Okafor/);
    expect(await trail(clientId, 'finding.read')).toMatchObject([{ subject_id: finding('t-wait').id }]);
  });

  it('of another office are not there; grants managers have no business with them', async () => {
    const { clientId, finding } = await client();
    for (const path of [`/clients/${clientId}/findings`, `/clients/${clientId}/plan`, `/findings/${finding('t-wait').id}`, `/findings/${finding('t-wait').id}/determinations`, `/findings/${ABSENT}`]) {
      expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
      const refused = await (await api.as(office, 'grants')).get(path);
      expect([path, refused.status]).toEqual([path, 403]);
    }
    expect((await stranger.post(`/clients/${clientId}/eligibility-checks`)).status).toBe(404);
    expect((await stranger.post(`/findings/${finding('t-wait').id}/determinations`).send({ decision: 'rejected' })).status).toBe(404);
    expect(await test.asOwner('SELECT 1 FROM determinations WHERE client_id = $1', [clientId])).toEqual([]);
  });
});

describe('a check on demand', () => {
  it('is a job that can be watched; asked for twice before it starts it is one', async () => {
    const { clientId } = await client();
    const first = await paralegal.post(`/clients/${clientId}/eligibility-checks`);
    const second = await paralegal.post(`/clients/${clientId}/eligibility-checks`);
    expect([first.status, second.body]).toEqual([202, first.body]);
    const jobs = await test.asOwner<{ payload: object }>(`SELECT payload FROM jobs WHERE id = $1`, [first.body.jobId]);
    expect(jobs).toMatchObject([{ payload: { clientId } }]);
    expect(await trail(clientId, 'eligibility.asked')).toHaveLength(2);
  });
});

describe('a plan', () => {
  it('says which road first, what to find out, and what each end of a pending charge would do', async () => {
    const pending = { ...OLD_CONVICTION, disposition: 'pending' as const, dispositionDate: null, sentencedOn: null, sentenceCompletedOn: null, offenceDate: '2026-10-01' };
    const { clientId, chargeIds } = await client({ charges: [OLD_CONVICTION, pending] });
    const { body, status } = await paralegal.get(`/clients/${clientId}/plan`);
    expect([status, body]).toMatchObject([200, { clientId, on: TODAY, steps: [{ charge: chargeIds[0], provision: 't-by-itself', when: 'now' }] }]);
    expect(body.ask.map((each: { fact: string }) => each.fact)).toContain('trafficking.survivor');
    expect(body.endings.map((each: { chargeId: string; disposition: string }) => [each.chargeId, each.disposition])).toEqual(
      ['dismissed', 'diverted', 'adjudication-withheld', 'convicted'].map((disposition) => [chargeIds[1], disposition]),
    );
    expect(await trail(clientId, 'plan.read')).toHaveLength(1);
  });
});

describe('a determination', () => {
  it('is signed by an attorney, shown with the finding, and a change of mind is a new one', async () => {
    const { clientId, finding } = await client();
    const path = `/findings/${finding('t-wait').id}/determinations`;
    const described = (await api.http.get('/docs/json')).body as OpenAPIObject;
    const pasted = await attorney.post(path).send(exampleBody(described, 'post', '/findings/{id}/determinations'));
    expect([pasted.status, pasted.body]).toMatchObject([201, { decision: 'confirmed', decidedBy: (await office.as('attorney')).userId, provision: 't-wait' }]);
    const after = await attorney.get(`/clients/${clientId}/findings?result=eligible`);
    expect(after.body.findings[0].determination).toMatchObject({ id: pasted.body.id, decision: 'confirmed' });
    await attorney.post(path).send({ decision: 'rejected', reasons: 'The client does not want it.' });
    const list = await paralegal.get(path);
    expect(list.body.map((each: { decision: string }) => each.decision)).toEqual(['rejected', 'confirmed']);
    expect(await trail(clientId, 'determination.made')).toHaveLength(2);
    const [sealed] = await test.asOwner<{ answers: Buffer }>('SELECT answers FROM determinations WHERE id = $1', [pasted.body.id]);
    expect(sealed?.answers.toString('latin1')).not.toMatch(/bondage|visa/);
  });

  it('is not for paralegals, not on what cannot be confirmed, not on what a later check replaced', async () => {
    const { clientId, chargeIds, finding } = await client();
    const confirm = (id: string, by = attorney) => by.post(`/findings/${id}/determinations`).send({ decision: 'confirmed' });
    expect((await confirm(finding('t-wait').id, paralegal)).status).toBe(403);
    expect((await confirm(finding('t-survivor').id)).body).toMatchObject({ code: 'conflict', detail: expect.stringContaining('needs-facts') });
    await attorney.patch(`/charges/${chargeIds[0]}`).set('If-Match', '"v1"').send({ jailDays: 2, correction: { source: 'court' } });
    await checked(test, await office.as('attorney'), law, clientId);
    expect((await confirm(finding('t-wait').id)).body).toMatchObject({ code: 'conflict' });
    expect(await test.asOwner('SELECT 1 FROM determinations WHERE client_id = $1', [clientId])).toEqual([]);
  });

  it.each([
    [{}, 'decision'],
    [{ decision: 'perhaps' }, 'decision'],
    [{ decision: 'confirmed', answer: [] }, 'answer'],
    [{ decision: 'confirmed', answers: [{ question: 'What?', answer: 'x' }] }, 'answers[0].question'],
    [{ decision: 'confirmed', statements: [{ element: 'moon', text: 'x' }] }, 'statements[0].element'],
    [{ decision: 'confirmed', statements: [{ text: '' }] }, 'statements[0].text'],
  ])('refuses %j, naming %s', async (body, field) => {
    const { finding } = await client();
    const answer = await attorney.post(`/findings/${finding('t-wait').id}/determinations`).send(body);
    expect([answer.status, answer.body]).toMatchObject([422, { code: 'invalid', fields: expect.arrayContaining([expect.objectContaining({ field })]) }]);
  });
});
