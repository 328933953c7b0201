import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { giveStanding, makeClient } from '../../../../test/record.js';

const DOCKET = {
  jurisdiction: 'NY',
  county: 'Kings',
  number: '2012KN-001234',
  source: 'rap sheet',
  charges: [{ citation: 'PL 230.00', offenceDate: '2012-05-02', disposition: 'convicted', dispositionDate: '2012-06-10' }],
};
const CORRECTION = { source: 'certificate of disposition', reason: 'typing mistake' };

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let paralegal: Caller;
let stranger: Caller;
let clientId: string;
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
  paralegal = await api.as(office, 'paralegal');
  stranger = await api.as(await makeOffice(test), 'attorney');
  clientId = await makeClient(test, office.officeId);
});

interface Charge {
  id: string;
  version: number;
}

const docketsPath = (): string => `/clients/${clientId}/record/dockets`;
const enter = async (more: object = {}): Promise<{ id: string; charges: Charge[] }> => {
  const { status, body } = await paralegal.post(docketsPath()).send({ ...DOCKET, ...more });
  expect(status).toBe(201);
  return body as { id: string; charges: Charge[] };
};
const enterCharge = async (): Promise<Charge> => {
  const [charge] = (await enter()).charges;
  if (!charge) throw new Error('no charge came back');
  return charge;
};
const rows = async (table: 'dockets' | 'charges' | 'jobs' | 'charge_corrections'): Promise<number> =>
  (await test.asOwner(`SELECT 1 FROM ${table} WHERE office_id = $1`, [office.officeId])).length;
const audited = async (subjectId: string): Promise<string[]> =>
  (await test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id', [subjectId])).map((row) => row.action);

describe('POST /clients/:id/record/dockets', () => {
  it('answers with what GET /clients/:id/record then shows; rows, audit and the check are there', async () => {
    const made = await enter();
    const { body, status } = await paralegal.get(`/clients/${clientId}/record`);
    expect(status).toBe(200);
    expect(body).toEqual({ clientId, dockets: [made] });
    expect(made).toMatchObject({
      number: '2012KN-001234',
      jurisdictionRecognised: true,
      charges: [{ count: 1, recognisedAs: 'N.Y. Penal Law § 230.00', readings: ['N.Y. Penal Law § 230.00 (Prostitution)'], conviction: true, offenceDate: '2012-05-02', moneyOwed: null, facts: {}, imported: null, corrections: [] }],
    });
    expect(await audited(made.id)).toEqual(['docket.created']);
    expect(await audited(clientId)).toEqual(['record.read']);
    const [job] = await test.asOwner('SELECT name, payload FROM jobs WHERE office_id = $1', [office.officeId]);
    expect(job).toEqual({ name: 'eligibility.check', payload: { clientId, reason: 'record-changed' } });
  });

  it('keeps a jurisdiction and a citation that nobody knows, marked as not recognised', async () => {
    const made = await enter({ jurisdiction: 'Puerto Rico', charges: [{ citation: '33 L.P.R.A. § 4786' }] });
    expect(made).toMatchObject({ jurisdiction: 'Puerto Rico', jurisdictionRecognised: false, charges: [{ citation: '33 L.P.R.A. § 4786', recognisedAs: null }] });
  });

  it.each<[string, object, string[]]>([
    ['a disposition before the offence', { charges: [DOCKET.charges[0], { offenceDate: '2012-05-02', dispositionDate: '2012-05-01' }] }, ['charges[1].dispositionDate']],
    ['30 February', { charges: [{ offenceDate: '2021-02-30' }] }, ['charges[0].offenceDate']],
    ['a day that is no text', { charges: [{ offenceDate: 20120502 }] }, ['charges[0].offenceDate']],
    ['an offence tomorrow', { charges: [{ offenceDate: '2026-11-22' }] }, ['charges[0].offenceDate']],
    ['negative money', { charges: [{ fineUsd: -1 }] }, ['charges[0].fineUsd', 'charges[0].fineUsd']],
    ['money as text', { charges: [{ fineUsd: '250' }] }, ['charges[0].fineUsd']],
    ['a yes as text', { charges: [{ violent: 'yes' }] }, ['charges[0].violent']],
    ['an unknown disposition', { charges: [{ disposition: 'guilty' }] }, ['charges[0].disposition']],
    ['a field that does not exist', { charges: [{ dispositonDate: '2012-06-10' }] }, ['charges[0].dispositonDate']],
    ['a jurisdiction that is missing', { jurisdiction: undefined }, ['jurisdiction']],
    ['a source that is empty', { source: '  ' }, ['source']],
    ['charges that are no list', { charges: { citation: 'PL 230.00' } }, ['charges']],
    ['one count twice', { charges: [{ count: 1 }, { count: 1 }] }, ['charges']],
  ])('refuses %s, names the field and writes nothing', async (_, more, fields) => {
    const { status, body, headers } = await paralegal.post(docketsPath()).send({ ...DOCKET, ...more });
    expect(status).toBe(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    const told = body as { code: string; fields: { field: string; problem: string }[] };
    expect(told.code).toBe('invalid');
    expect([...new Set(told.fields.map((problem) => problem.field))]).toEqual([...new Set(fields)]);
    expect([await rows('dockets'), await rows('charges'), await rows('jobs')]).toEqual([0, 0, 0]);
  });

  it('suggests the field that was meant', async () => {
    const { body } = await paralegal.post(docketsPath()).send({ ...DOCKET, charges: [{ dispositonDate: '2012-06-10' }] });
    expect((body as { fields: unknown[] }).fields).toEqual([{ field: 'charges[0].dispositonDate', problem: 'is not a field here; did you mean "dispositionDate"?' }]);
  });

  it('refuses a body that is no JSON', async () => {
    const { status, body } = await paralegal.post(docketsPath()).set('Content-Type', 'application/json').send('{"jurisdiction": "NY",');
    expect([status, (body as { code: string }).code]).toEqual([400, 'bad-json']);
  });

  it('with an Idempotency-Key enters the docket once', async () => {
    const post = () => paralegal.post(docketsPath()).set('Idempotency-Key', 'docket-0001-of-the-test').send(DOCKET);
    const first = await post();
    const second = await post();
    expect(second.body).toEqual(first.body);
    expect(second.headers['etag']).toBe('"v1"');
    expect(await rows('dockets')).toBe(1);
  });
});

describe('charges', () => {
  it('are added one by one, each with the next count', async () => {
    const { id } = await enter();
    const { status, body, headers } = await paralegal.post(`/dockets/${id}/charges`).send({ citation: 'PL 240.37', disposition: 'dismissed' });
    expect([status, headers['etag']]).toEqual([201, '"v1"']);
    expect(body).toMatchObject({ docketId: id, count: 2, recognisedAs: 'N.Y. Penal Law § 240.37', source: 'rap sheet' });
    expect(await audited((body as Charge).id)).toEqual(['charge.created']);
    const taken = await paralegal.post(`/dockets/${id}/charges`).send({ count: 2 });
    expect([taken.status, (taken.body as { code: string }).code]).toEqual([409, 'conflict']);
  });

  it('are corrected; what it was, what it becomes, and why, stay', async () => {
    const { id } = await enterCharge();
    const patched = await paralegal.patch(`/charges/${id}`).set('If-Match', '"v1"').send({ dispositionDate: '2012-06-11', violent: false, correction: CORRECTION });
    expect([patched.status, patched.headers['etag']]).toEqual([200, '"v2"']);
    const read = await paralegal.get(`/charges/${id}`);
    expect(read.body).toEqual(patched.body);
    expect(read.body).toMatchObject({
      dispositionDate: '2012-06-11',
      corrections: [
        { field: 'dispositionDate', was: '2012-06-10', becomes: '2012-06-11', ...CORRECTION },
        { field: 'violent', was: null, becomes: false },
      ],
    });
    expect(await audited(id)).toEqual(['charge.corrected', 'charge.read']);
  });

  it('show what was imported beside what is believed now', async () => {
    const { id } = await enterCharge();
    await test.asOwner(`UPDATE charges SET imported = '{"citation": "PL 230.00"}' WHERE id = $1`, [id]);
    const { body } = await paralegal.patch(`/charges/${id}`).set('If-Match', '"v1"').send({ citation: 'PL 240.37', correction: CORRECTION });
    expect(body).toMatchObject({ citation: 'PL 240.37', recognisedAs: 'N.Y. Penal Law § 240.37', imported: { citation: 'PL 230.00' } });
  });

  it('are not changed on a stale reading, without one, or into something impossible', async () => {
    const { id } = await enterCharge();
    const patch = (etag: string | null, body: object) => {
      const request = paralegal.patch(`/charges/${id}`);
      return (etag === null ? request : request.set('If-Match', etag)).send(body);
    };
    const good = { violent: true, correction: CORRECTION };
    expect((await patch('"v2"', good)).status).toBe(412);
    expect((await patch('W/"v1"', good)).status).toBe(412);
    expect((await patch(null, good)).status).toBe(428);
    expect((await patch('"v1"', { violent: true })).body).toMatchObject({ status: 422, fields: [{ field: 'correction' }] });
    expect((await patch('"v1"', { offenceDate: '2012-06-11', correction: CORRECTION })).body).toMatchObject({
      status: 422,
      fields: [{ field: 'dispositionDate', problem: '2012-06-10: the disposition cannot come before the offence (2012-06-11)' }],
    });
    expect(await rows('charge_corrections')).toBe(0);
    expect((await patch('"v1"', good)).status).toBe(200);
    expect((await patch('"v1"', good)).status).toBe(412);
  });

  it('entered by mistake leave the record', async () => {
    const { id } = await enterCharge();
    expect((await paralegal.delete(`/charges/${id}`).set('If-Match', '"v1"')).status).toBe(204);
    expect((await paralegal.get(`/charges/${id}`)).status).toBe(404);
    expect((await paralegal.get(`/clients/${clientId}/record`)).body).toMatchObject({ dockets: [{ charges: [] }] });
    expect(await audited(id)).toEqual(['charge.struck']);
  });
});

describe('dockets', () => {
  it('are corrected and struck', async () => {
    const { id } = await enter();
    const moved = await paralegal.patch(`/dockets/${id}`).set('If-Match', '"v1"').send({ county: 'Queens', number: null, correction: CORRECTION });
    expect(moved.body).toMatchObject({ county: 'Queens', number: null, court: null, version: 2, corrections: [{ field: 'county', was: 'Kings' }, { field: 'number', was: '2012KN-001234', becomes: null }] });
    expect((await paralegal.delete(`/dockets/${id}`).set('If-Match', '"v1"')).status).toBe(412);
    expect((await paralegal.delete(`/dockets/${id}`).set('If-Match', '"v2"')).status).toBe(204);
    expect((await paralegal.get(`/clients/${clientId}/record`)).body).toEqual({ clientId, dockets: [] });
  });
});

describe('another office, another role, nobody', () => {
  it('cannot tell that the record is there', async () => {
    const { id, charges: [charge] } = await enter();
    const chargePath = `/charges/${charge?.id}`;
    const requests = (who: Caller) => [
      who.get(`/clients/${clientId}/record`),
      who.post(docketsPath()).send(DOCKET),
      who.get(`/dockets/${id}`),
      who.patch(`/dockets/${id}`).set('If-Match', '"v1"').send({ correction: CORRECTION }),
      who.delete(`/dockets/${id}`).set('If-Match', '"v1"'),
      who.post(`/dockets/${id}/charges`).send({}),
      who.get(chargePath),
      who.patch(chargePath).set('If-Match', '"v1"').send({ violent: true, correction: CORRECTION }),
      who.delete(chargePath).set('If-Match', '"v1"'),
    ];
    const statuses = async (who: Caller): Promise<number[]> => [...new Set((await Promise.all(requests(who))).map((answer) => answer.status))];
    expect(await statuses(stranger)).toEqual([404]);
    expect(await statuses(await api.as(office, 'grants'))).toEqual([403]);
    expect(await statuses(await api.as(office, 'admin'))).toEqual([403]);
    expect(await statuses(api.http)).toEqual([401]);
    expect((await paralegal.get(`/dockets/${id}`)).body).toMatchObject({ version: 1, charges: [{ version: 1 }] });
    expect((await paralegal.get('/charges/not-an-id')).status).toBe(404);
  });
});

describe('GET /convictions', () => {
  it('lists convictions of the office with their best finding, filtered, sorted and paged', async () => {
    const { charges } = await enter({ charges: [DOCKET.charges[0], DOCKET.charges[0], { disposition: 'dismissed' }] });
    await giveStanding(test, office, String(charges[1]?.id), { result: 'not-yet', nextOn: '2027-01-05' });
    const first = await paralegal.get('/convictions?limit=1');
    expect(first.body).toMatchObject({ items: [{ chargeId: charges[1]?.id, clientId, result: 'not-yet', nextOn: '2027-01-05', provision: 'ny-440.10-1-i', remedy: 'vacatur', jurisdiction: 'NY' }] });
    const rest = await paralegal.get(`/convictions?limit=1&cursor=${(first.body as { next: string }).next}`);
    expect(rest.body).toMatchObject({ items: [{ chargeId: charges[0]?.id, result: null, nextOn: null }], next: null });
    const filtered = async (query: string) => ((await paralegal.get(`/convictions?${query}`)).body as { items: unknown[] }).items.length;
    expect(await filtered('jurisdiction=NY&result=not-yet&nextFrom=2027-01-05&nextTo=2027-01-05&remedy=vacatur&provision=ny-440.10-1-i&sort=result')).toBe(1);
    expect(await filtered('nextFrom=2027-01-06')).toBe(0);
    expect(await filtered('sort=disposition')).toBe(2);
    expect((await stranger.get('/convictions')).body).toEqual({ items: [], next: null });
    expect((await (await api.as(office, 'grants')).get('/convictions')).status).toBe(403);
  });

  it.each(['sort=name', 'nextFrom=2027-02-30', 'limit=0', 'limit=all', 'result=maybe', 'cursor=xyz', 'name=Smith', 'clientId=7'])('refuses ?%s', async (query) => {
    const { status, body } = await paralegal.get(`/convictions?${query}`);
    expect(status).toBe(422);
    expect((body as { fields: { field: string }[] }).fields.map((problem) => problem.field)).toContain(query.split('=')[0]);
  });
});
