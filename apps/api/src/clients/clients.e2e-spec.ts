import { startApi, TEST_NOW, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import type { ClientView } from './clients.dto.js';

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let paralegal: Caller;
let elsewhere: Caller;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  api.clock.moveTo(TEST_NOW);
  office = await makeOffice(test);
  paralegal = await api.as(office, 'paralegal');
  elsewhere = await api.as(await makeOffice(test), 'attorney');
});

const TORRES = {
  legalName: 'Alicia Marie Torres',
  preferredName: 'Ali',
  pronouns: 'she/her',
  birthDate: '1990-05-01',
  identifiers: [{ kind: 'state-id', value: 'NY-01234567Z' }],
  aliases: ['Ali Torres', 'Lisa Réyes'],
  languages: ['es', 'en'],
  recontact: true,
  trafficking: { survivor: true, kinds: ['sex'], from: '2012-01-01', to: '2013-06-30', officialDocumentation: false },
  recordComplete: true,
  pendingCharges: false,
  facts: { actedWithDueDiligence: true },
};

async function take(client: object, as = paralegal): Promise<ClientView> {
  const { body, status } = await as.post('/clients').send(client);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body as ClientView;
}

const trail = (clientId: string) =>
  test
    .asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE client_id = $1 ORDER BY id', [clientId])
    .then((rows) => rows.map((row) => row.action));
const checks = (clientId: string) =>
  test.asOwner(`SELECT name, payload FROM jobs WHERE payload->>'clientId' = $1 ORDER BY id`, [clientId]);

describe('taking in a client', () => {
  it('shows what was given, keeps it sealed, and is audited', async () => {
    const { body, headers, status } = await paralegal.post('/clients').send(TORRES);
    const client = body as ClientView;
    expect(status).toBe(201);
    expect(client).toMatchObject({ ...TORRES, status: 'open', openWarrants: null, earlierRelief: null, version: 1 });
    expect(headers['etag']).toBe('"v1"');
    expect(await trail(client.id)).toEqual(['client.created']);
    const [row] = await test.asOwner('SELECT office_id, status, languages, recontact, version FROM clients WHERE id = $1', [client.id]);
    expect(row).toEqual({ office_id: office.officeId, status: 'open', languages: ['es', 'en'], recontact: true, version: 1 });
  });

  it('asks for nothing but a legal name: what was not given is not known', async () => {
    const client = await take({ legalName: '  Denise Okafor ' });
    expect(client).toMatchObject({ legalName: 'Denise Okafor', birthDate: null, trafficking: null, recordComplete: null, facts: null, aliases: [] });
  });

  it('leaves nothing of the client in clear text in the database or the log', async () => {
    const client = await take(TORRES);
    await paralegal.post(`/clients/${client.id}/contact-points`).send({ kind: 'phone', value: '+1 (212) 555-0134', note: 'Ask for Marisol' }).expect(201);
    await paralegal.post(`/clients/${client.id}/contact-points`).set('Idempotency-Key', 'first-mail-address').send({ kind: 'email', value: 'ali.torres@mail.test' }).expect(201);
    await paralegal.post('/clients/searches').send({ name: 'alicia torres' }).expect(200);
    await paralegal.patch(`/clients/${client.id}`).set('If-Match', '"v1"').send({ pronouns: 'they/them' }).expect(200);
    await paralegal.patch(`/clients/${client.id}`).set('If-Match', '"v2"').send({ birthDate: '1990-02-30' }).expect(422);
    const tables = await test.asOwner<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'bullmq')`,
    );
    const rows = await Promise.all(tables.map(({ name }) => test.asOwner<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)));
    const dump = rows.flat().map(({ row }) => row).join('\n');
    expect(dump).toContain(client.id);
    for (const place of [dump, hexed(dump), api.logged.join('')]) {
      expect(place).not.toMatch(/alicia|marie|torres|lisa|r[eé]yes|marisol|mail\.test|1990-0|555.?0134|2125550134|01234567Z|2012-01-01|2013-06-30|she\/her/i);
    }
    expect(api.logged.join('')).toContain('/clients/:id');
  });

  /** bytea columns print as hex: what they hold, read as text. */
  const hexed = (dump: string): string => [...dump.matchAll(/\\x([0-9a-f]+)/g)].map((match) => Buffer.from(match[1] ?? '', 'hex').toString('latin1')).join('\n');
});

describe('reading a client', () => {
  it('is audited each time, and refused to another office and to grants managers', async () => {
    const { id } = await take(TORRES);
    expect((await paralegal.get(`/clients/${id}`)).body).toMatchObject({ id, legalName: 'Alicia Marie Torres' });
    await paralegal.get(`/clients/${id}`).expect(200);
    expect((await elsewhere.get(`/clients/${id}`)).body).toMatchObject({ status: 404, code: 'not-found' });
    const grants = await api.as(office, 'grants');
    expect((await grants.get(`/clients/${id}`)).body).toMatchObject({ status: 403, code: 'role-forbids' });
    expect((await paralegal.get('/clients/not-an-id')).status).toBe(404);
    expect(await trail(id)).toEqual(['client.created', 'client.read', 'client.read']);
  });

  it('is gone for good once the key is destroyed', async () => {
    const { id } = await take(TORRES);
    await test.asOwner('UPDATE client_keys SET wrapped_key = NULL, destroyed_at = now() WHERE client_id = $1', [id]);
    expect((await paralegal.get(`/clients/${id}`)).body).toMatchObject({ status: 410, code: 'destroyed' });
    expect((await paralegal.get('/clients')).body).toEqual({ items: [], next: null });
  });
});

describe('changing a client', () => {
  it('changes what is named and nothing else, and asks the law anew when it is a fact of the law', async () => {
    const { id } = await take(TORRES);
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 60_000));
    const { body, headers } = await paralegal
      .patch(`/clients/${id}`)
      .set('If-Match', '"v1"')
      .send({ trafficking: { to: '2014-01-31' }, facts: { actedWithDueDiligence: null, veteran: true }, earlierRelief: [] });
    expect(body).toMatchObject({
      ...TORRES,
      trafficking: { ...TORRES.trafficking, to: '2014-01-31' },
      facts: { actedWithDueDiligence: null, veteran: true },
      earlierRelief: [],
      version: 2,
      updatedAt: '2026-11-21T15:01:00.000Z',
    });
    expect(headers['etag']).toBe('"v2"');
    expect(await checks(id)).toEqual([{ name: 'eligibility.check', payload: { clientId: id, reason: 'record-changed' } }]);
    const [entry] = await test.asOwner(`SELECT detail FROM audit_entries WHERE client_id = $1 AND action = 'client.changed'`, [id]);
    expect(entry).toEqual({ detail: { fields: ['trafficking', 'earlierRelief', 'facts'] } });
  });

  it('does not ask the law when only pronouns change, nor anybody when nothing does', async () => {
    const { id } = await take(TORRES);
    await paralegal.patch(`/clients/${id}`).set('If-Match', '"v1"').send({ pronouns: null }).expect(200);
    const same = await paralegal.patch(`/clients/${id}`).set('If-Match', '"v2"').send({ languages: ['es', 'en'], birthDate: '1990-05-01' });
    expect(same.body).toMatchObject({ version: 2, pronouns: null });
    expect(await checks(id)).toEqual([]);
    expect(await trail(id)).toEqual(['client.created', 'client.changed', 'client.read']);
  });

  it('loses nothing when two people edit: the second is told', async () => {
    const { id } = await take(TORRES);
    const attorney = await api.as(office, 'attorney');
    const both = await Promise.all(
      [paralegal, attorney].map((each, n) => each.patch(`/clients/${id}`).set('If-Match', '"v1"').send({ preferredName: `Name ${n}` })),
    );
    expect(both.map((each) => each.status).sort()).toEqual([200, 412]);
    expect(both.find((each) => each.status === 412)?.body).toMatchObject({ code: 'stale' });
    expect(await trail(id)).toEqual(['client.created', 'client.changed']);
  });

  it('needs If-Match, and one that this program gave', async () => {
    const { id } = await take(TORRES);
    const send = (etag?: string) => {
      const request = paralegal.patch(`/clients/${id}`);
      return (etag === undefined ? request : request.set('If-Match', etag)).send({ preferredName: 'X' });
    };
    expect((await send()).body).toMatchObject({ status: 428, code: 'version-required' });
    for (const etag of ['"v2"', 'v1', '*', '"v1", "v2"', 'W/"v1"']) expect((await send(etag)).body).toMatchObject({ status: 412, code: 'stale' });
    expect(await trail(id)).toEqual(['client.created']);
  });

  it('is not there for another office, and refused to an admin', async () => {
    const { id } = await take(TORRES);
    const admin = await api.as(office, 'admin');
    for (const path of [`/clients/${id}`, `/clients/${id}/closure`]) {
      const method = path.endsWith('closure') ? 'put' : 'patch';
      expect((await elsewhere[method](path).set('If-Match', '"v1"').send({})).status).toBe(404);
      expect((await admin[method](path).set('If-Match', '"v1"').send({})).status).toBe(403);
    }
    expect(await trail(id)).toEqual(['client.created']);
  });
});

describe('closing a file', () => {
  it('keeps it, says whether to get in touch again, and opens again', async () => {
    const { id } = await take({ legalName: 'Denise Okafor' });
    const closed = await paralegal.put(`/clients/${id}/closure`).set('If-Match', '"v1"').send({ recontact: true });
    expect(closed.body).toMatchObject({ status: 'closed', recontact: true, version: 2 });
    const again = await paralegal.put(`/clients/${id}/closure`).set('If-Match', '"v2"').send({});
    expect(again.body).toMatchObject({ status: 'closed', version: 2 });
    expect((await paralegal.get('/clients?status=open')).body).toMatchObject({ items: [] });
    const opened = await paralegal.delete(`/clients/${id}/closure`).set('If-Match', '"v2"');
    expect(opened.body).toMatchObject({ status: 'open', recontact: true, version: 3 });
    expect((await trail(id)).filter((action) => action !== 'client.listed')).toEqual(['client.created', 'client.closed', 'client.read', 'client.reopened']);
  });
});

describe('lists', () => {
  it('page through all clients once, newest first, each page audited with its ids', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      api.clock.moveTo(new Date(TEST_NOW.getTime() + Math.floor(i / 2) * 1000));
      made.push((await take({ legalName: `Client ${i}`, languages: i % 2 ? ['es'] : ['en'] })).id);
    }
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body, status } = await paralegal.get(`/clients?limit=2${next && `&cursor=${next}`}`);
      expect(status).toBe(200);
      const page = body as { items: { id: string }[]; next: string | null };
      seen.push(...page.items.map((item) => item.id));
      next = page.next;
    }
    expect(seen).toEqual(made.reverse());
    const spanish = (await paralegal.get('/clients?language=es')).body as { items: unknown[] };
    expect(spanish.items).toHaveLength(2);
    const audited = await test.asOwner<{ ids: string[] }>(
      `SELECT detail->'clientIds' AS ids FROM audit_entries WHERE office_id = $1 AND action = 'client.listed' ORDER BY id LIMIT 3`,
      [office.officeId],
    );
    expect(audited.flatMap((row) => row.ids)).toEqual(seen);
    expect((await elsewhere.get('/clients')).body).toEqual({ items: [], next: null });
  });

  it('are sorted by last change when asked, and refuse the cursor of another order', async () => {
    const first = await take({ legalName: 'First' });
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 1000));
    await take({ legalName: 'Second' });
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 2000));
    await paralegal.patch(`/clients/${first.id}`).set('If-Match', '"v1"').send({ recontact: false }).expect(200);
    const { body } = await paralegal.get('/clients?sort=updated&limit=1');
    expect(body).toMatchObject({ items: [{ id: first.id }] });
    const { next } = body as { next: string };
    expect((await paralegal.get(`/clients?sort=updated&cursor=${next}`)).body).toMatchObject({ items: [{ legalName: 'Second' }], next: null });
    for (const cursor of [next, 'x', Buffer.from('["clients-newest","now","x"]').toString('base64url'), Buffer.from('{}').toString('base64url')]) {
      expect((await paralegal.get(`/clients?cursor=${cursor}`)).body).toMatchObject({ status: 422, fields: [{ field: 'cursor' }] });
    }
  });

  it('take no name in the address and no limit beyond two hundred', async () => {
    expect((await paralegal.get('/clients?name=torres')).body).toMatchObject({ status: 422, fields: [{ field: 'name' }] });
    for (const limit of ['0', '201', 'all', '1.5']) {
      expect((await paralegal.get(`/clients?limit=${limit}`)).body).toMatchObject({ fields: [{ field: 'limit', problem: 'must be a whole number from 1 to 200' }] });
    }
  });
});

describe('searches', () => {
  const found = async (search: object, as = paralegal): Promise<string[]> => {
    const { body, status } = await as.post('/clients/searches').send(search);
    expect([status, body]).toEqual([200, expect.anything()]);
    return (body as { items: { legalName: string }[] }).items.map((item) => item.legalName);
  };

  it('find every word of a name, in any name, whatever case and accents', async () => {
    await take(TORRES);
    await take({ legalName: 'Maria Torres-Lind', aliases: ["Mary O'Brien"] });
    await take({ legalName: 'สมหญิง ใจดี' });
    expect(await found({ name: 'TORRES' })).toEqual(['Maria Torres-Lind', 'Alicia Marie Torres']);
    expect(await found({ name: 'torrés alicia' })).toEqual(['Alicia Marie Torres']);
    expect(await found({ name: 'reyes' })).toEqual(['Alicia Marie Torres']);
    expect(await found({ name: 'obrien' })).toEqual(['Maria Torres-Lind']);
    expect(await found({ name: 'ใจดี' })).toEqual(['สมหญิง ใจดี']);
    expect(await found({ name: 'torres smith' })).toEqual([]);
    expect(await found({ name: 'Torr' })).toEqual([]);
    expect(await found({ name: 'torres' }, elsewhere)).toEqual([]);
  });

  it('find names that sound alike', async () => {
    await take({ legalName: 'Catherine Smith' });
    await take({ legalName: 'Stephen Schmidt' });
    expect(await found({ soundsLike: 'Kathryn Smyth' })).toEqual(['Catherine Smith']);
    expect(await found({ soundsLike: 'Stefan' })).toEqual(['Stephen Schmidt']);
    expect(await found({ name: 'Stefan' })).toEqual([]);
  });

  it('forget a name that was taken away', async () => {
    const { id } = await take(TORRES);
    await paralegal.patch(`/clients/${id}`).set('If-Match', '"v1"').send({ legalName: 'Alicia Vega', aliases: ['Lisa Réyes'] }).expect(200);
    expect(await found({ name: 'torres' })).toEqual([]);
    expect(await found({ name: 'vega' })).toEqual(['Alicia Vega']);
    expect(await found({ soundsLike: 'Reyes' })).toEqual(['Alicia Vega']);
  });

  it('find whose number or address it is, however it is written', async () => {
    const { id } = await take({ legalName: 'Denise Okafor' });
    const add = (value: string, kind: string) => paralegal.post(`/clients/${id}/contact-points`).send({ kind, value }).expect(201);
    await add('(212) 555-0134 x12', 'phone');
    await add('D.Okafor@Mail.test', 'email');
    await add('12 Elm St., Apt 3', 'address');
    for (const contact of ['+1 212 555 0134', 'd.okafor@mail.TEST', '12 elm st apt 3']) expect(await found({ contact })).toEqual(['Denise Okafor']);
    expect(await found({ contact: '212 555 0135' })).toEqual([]);
  });

  it('say nothing of the words in the audit trail, and ask for exactly one thing', async () => {
    const { id } = await take(TORRES);
    await found({ name: 'torres' });
    const [entry] = await test.asOwner(`SELECT detail FROM audit_entries WHERE office_id = $1 AND action = 'client.searched'`, [office.officeId]);
    expect(entry).toEqual({ detail: { by: 'name', clientIds: [id] } });
    for (const search of [{}, { name: 'a', soundsLike: 'b' }, { name: '!!' }, { name: 'a b c d e f g h i' }]) {
      expect((await paralegal.post('/clients/searches').send(search)).body).toMatchObject({ status: 422, fields: [{ field: 'name' }] });
    }
  });

  it('are answered from the index of words alone in a big office', async () => {
    const { id } = await take(TORRES);
    await test.asOwner(
      `INSERT INTO client_name_words SELECT office_id, client_id, id, how, decode(md5(how || n), 'hex')
       FROM client_names, generate_series(1, 5000) n, (VALUES ('exact'), ('sounds-like')) AS v (how) WHERE client_id = $1 AND kind = 'legal'`,
      [id],
    );
    await test.asOwner('ANALYZE client_name_words');
    const plan = await test.asOwner<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT w.client_id FROM unnest('{a,b}'::bytea[], '{0,1}'::int[]) AS q (word, n)
       JOIN client_name_words w ON w.office_id = '${office.officeId}' AND w.how = 'exact' AND w.word = q.word
       GROUP BY w.client_id HAVING count(DISTINCT q.n) = 2`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/client_name_words_pkey[^]*Index Cond: .*office_id.*how.*word = q.word/);
  });
});
