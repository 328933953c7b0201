import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { withoutIds } from '../../../../test/without-ids.js';
import type { ContactPointView } from './contact-points.dto.js';

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let paralegal: Caller;
let elsewhere: Caller;
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
  elsewhere = await api.as(await makeOffice(test), 'attorney');
  ({ id: clientId } = (await paralegal.post('/clients').send({ legalName: 'Denise Okafor' })).body as { id: string });
});

const EMAIL = {
  kind: 'email',
  value: 'd.okafor@mail.test',
  safe: true,
  purposes: ['reminders', 'documents'],
  fromHour: 9,
  untilHour: 17,
  whoMayPickUp: 'Only the client',
  note: 'Reads mail at the library',
  confirmedOn: '2026-11-21',
};

async function add(point: object = EMAIL): Promise<ContactPointView> {
  const { body, status } = await paralegal.post(`/clients/${clientId}/contact-points`).send(point);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body as ContactPointView;
}

const trail = () =>
  test
    .asOwner<{ action: string }>(`SELECT action FROM audit_entries WHERE client_id = $1 AND subject_kind = 'contact-point' ORDER BY id`, [clientId])
    .then((rows) => rows.map((row) => row.action));

describe('contact points', () => {
  it('say what may be done with them; nobody asked is neither yes nor no', async () => {
    const point = await add();
    expect(point).toMatchObject({ ...EMAIL, clientId, version: 1 });
    expect(await add({ kind: 'phone', value: '212 555 0134' })).toMatchObject({ safe: null, purposes: [], fromHour: null, note: null, confirmedOn: null });
    expect((await paralegal.get(`/clients/${clientId}/contact-points`)).body).toHaveLength(2);
    expect((await paralegal.get(`/contact-points/${point.id}`)).body).toEqual(point);
    const [row] = await test.asOwner<{ row: string }>('SELECT p::text AS row FROM contact_points p WHERE id = $1', [point.id]);
    expect(row?.row).not.toMatch(/okafor|library|client\b/i);
    const jobs = await test.asOwner(`SELECT name, payload FROM jobs WHERE office_id = $1`, [office.officeId]);
    expect(jobs).toEqual([{ name: 'reminders.plan', payload: { clientId } }]);
  });

  it('change one field at a time, under If-Match', async () => {
    const { id } = await add();
    const unsafe = await paralegal.patch(`/contact-points/${id}`).set('If-Match', '"v1"').send({ safe: false });
    expect(unsafe.body).toMatchObject({ ...EMAIL, safe: false, version: 2 });
    expect((await paralegal.patch(`/contact-points/${id}`).set('If-Match', '"v1"').send({ safe: true })).status).toBe(412);
    expect((await paralegal.patch(`/contact-points/${id}`).send({ safe: true })).status).toBe(428);
    const same = await paralegal.patch(`/contact-points/${id}`).set('If-Match', '"v2"').send({ purposes: EMAIL.purposes, safe: false });
    expect(same.body).toMatchObject({ version: 2 });
    expect(await trail()).toEqual(['contact-point.created', 'contact-point.changed', 'contact-point.read']);
    const [entry] = await test.asOwner(`SELECT detail FROM audit_entries WHERE subject_id = $1 AND action = 'contact-point.changed'`, [id]);
    expect(entry).toEqual({ detail: { fields: ['safe'], safe: false } });
  });

  it.each([
    ['another address', { value: 'denise@work.test' }],
    ['another kind', { kind: 'phone', value: '212 555 0134' }],
  ])('take nothing over from the one before when they become %s: nobody asked about it yet', async (_, change) => {
    const { id } = await add();
    const { body } = await paralegal.patch(`/contact-points/${id}`).set('If-Match', '"v1"').send(change);
    expect(body).toMatchObject({ ...change, safe: null, purposes: EMAIL.purposes, confirmedOn: null, version: 2 });
    const [entry] = await test.asOwner(`SELECT detail FROM audit_entries WHERE subject_id = $1 AND action = 'contact-point.changed'`, [id]);
    expect(entry).toMatchObject({ detail: { safe: null, fields: expect.arrayContaining(['value', 'safe', 'confirmedOn']) } });
  });

  it('stay as safe as they were when only their writing changes, or the client is asked in the same breath', async () => {
    const { id } = await add();
    const change = async (version: number, body: object) => (await paralegal.patch(`/contact-points/${id}`).set('If-Match', `"v${version}"`).send(body)).body as object;
    expect(await change(1, { value: 'D.Okafor@mail.test' })).toMatchObject({ safe: true, confirmedOn: EMAIL.confirmedOn, version: 2 });
    expect(await change(2, { value: 'denise@work.test', safe: true, confirmedOn: '2026-11-20' })).toMatchObject({ safe: true, confirmedOn: '2026-11-20', version: 3 });
  });

  it('are wiped when taken away, and left unsafe for whoever still speaks of them', async () => {
    const { id } = await add();
    await paralegal.delete(`/contact-points/${id}`).set('If-Match', '"v1"').expect(204);
    expect((await paralegal.get(`/contact-points/${id}`)).status).toBe(404);
    expect((await paralegal.delete(`/contact-points/${id}`).set('If-Match', '"v2"')).status).toBe(404);
    expect((await paralegal.get(`/clients/${clientId}/contact-points`)).body).toEqual([]);
    expect((await paralegal.post('/clients/searches').send({ contact: EMAIL.value })).body).toMatchObject({ items: [] });
    const [row] = await test.asOwner('SELECT safe, purposes, note, octet_length(value_index) AS index FROM contact_points WHERE id = $1', [id]);
    expect(row).toEqual({ safe: false, purposes: [], note: null, index: 0 });
    expect(await trail()).toEqual(['contact-point.created', 'contact-point.removed']);
  });

  it('are not there for another office, nor for who may not read clients', async () => {
    const { id } = await add();
    const grants = await api.as(office, 'grants');
    expect((await elsewhere.get(`/clients/${clientId}/contact-points`)).status).toBe(404);
    expect((await elsewhere.post(`/clients/${clientId}/contact-points`).send(EMAIL)).status).toBe(404);
    expect((await elsewhere.get(`/contact-points/${id}`)).status).toBe(404);
    expect((await elsewhere.patch(`/contact-points/${id}`).set('If-Match', '"v1"').send({ safe: true })).status).toBe(404);
    expect((await elsewhere.delete(`/contact-points/${id}`).set('If-Match', '"v1"')).status).toBe(404);
    expect((await grants.get(`/contact-points/${id}`)).status).toBe(403);
    expect(await trail()).toEqual(['contact-point.created']);
  });

  it.each([
    ['an e-mail address that is none', { value: 'd.okafor' }, 'value'],
    ['an address that would begin another header', { value: 'a@mail.test, b@mail.test' }, 'value'],
    ['a phone of six digits', { kind: 'phone', value: '555 013' }, 'value'],
    ['words for a phone', { kind: 'phone', value: 'ask her mother 5550134' }, 'value'],
    ['a kind that is none', { kind: 'fax' }, 'kind'],
    ['a purpose that is none', { purposes: ['marketing'] }, 'purposes'],
    ['one hour without the other', { untilHour: null }, 'untilHour'],
    ['hours that end before they begin', { fromHour: 17, untilHour: 9 }, 'untilHour'],
    ['an hour that is none', { fromHour: 25 }, 'fromHour'],
    ['a confirmation tomorrow', { confirmedOn: '2026-11-22' }, 'confirmedOn'],
    ['a confirmation on a day that is none', { confirmedOn: '2026-11-31' }, 'confirmedOn'],
    ['a safe that is neither yes nor no', { safe: 'yes' }, 'safe'],
    ['another client put in', { clientId: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f' }, 'clientId'],
  ])('are refused with %s, and nothing is written', async (_, wrong, field) => {
    const { status, body, text } = await paralegal.post(`/clients/${clientId}/contact-points`).send({ ...EMAIL, ...wrong });
    expect([status, (body as { fields: { field: string }[] }).fields.map((each) => each.field)]).toEqual([422, [field]]);
    expect(withoutIds(text)).not.toMatch(/okafor|mother|013/);
    expect(await trail()).toEqual([]);
  });

  it('take the hours of the whole day, and a day that is today in the office', async () => {
    expect(await add({ ...EMAIL, fromHour: 0, untilHour: 24 })).toMatchObject({ fromHour: 0, untilHour: 24 });
  });
});
