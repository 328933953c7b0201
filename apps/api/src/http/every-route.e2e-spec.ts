import type { OpenAPIObject } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { jobActor, ROLES } from '#domain/access/actor.js';
import { FindingChangedService } from '#domain/cases/finding-changed.service.js';
import { PacketsService } from '#domain/documents/packets.service.js';
import type { DomainResources } from '#domain/domain.module.js';
import { EligibilityService } from '#domain/eligibility/eligibility.service.js';
import { RemindersService } from '#domain/reminders/reminders.service.js';
import { Ledger } from '#jobs/ledger.js';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { makeCaseFile, type CaseFile } from '../../../../test/casefile.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { lawOfTests, NOW } from '../../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';
import { testResources } from '../../../../test/resources.js';

const law = lawOfTests();
let test: TestDatabase;
let api: TestApi;
let resources: DomainResources;
let described: OpenAPIObject;
let office: TestOffice;
let attorney: Caller;
let file: CaseFile;
let elsewhere: TestOffice;
let stranger: Caller;
let own: CaseFile;

beforeAll(async () => {
  test = await createTestDatabase();
  resources = testResources(test);
  api = await startApi(test, { law, files: resources.files });
  described = (await api.http.get('/docs/json')).body as OpenAPIObject;
  office = await makeOffice(test);
  elsewhere = await makeOffice(test);
  file = await makeCaseFile(test, api, law, resources, office);
  own = await makeCaseFile(test, api, law, resources, elsewhere);
  attorney = await api.as(office, 'attorney');
  stranger = await api.as(elsewhere, 'attorney');
});
afterAll(async () => {
  await api.close();
  await test.close();
});

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
interface Route {
  method: Method;
  path: string;
}

/** All but the law itself, which is nobody's. */
const routes = (): Route[] =>
  Object.entries(described.paths).filter(([path]) => !path.startsWith('/law/')).flatMap(([path, operations]) => Object.keys(operations).map((method) => ({ method: method as Method, path })));

/** Which id stands where in a path; a route with a thing that is not named here makes the tests fail. */
const NAMED: Readonly<Record<string, keyof CaseFile>> = {
  'clients/{id}': 'client',
  'clients/{clientId}': 'client',
  'contact-points/{id}': 'contactPoint',
  'dockets/{id}': 'docket',
  'charges/{id}': 'charge',
  'findings/{id}': 'finding',
  'cases/{id}': 'case',
  'members/{userId}': 'user',
  'charges/{chargeId}': 'charge',
  'packets/{id}': 'packet',
  'documents/{id}': 'document',
  'deadlines/{id}': 'deadline',
  'tasks/{id}': 'task',
  'jobs/{id}': 'job',
  'users/{id}': 'user',
  'law-sweeps/{id}': 'lawSweep',
  'law-notes/{id}': 'lawNote',
  'policies/{id}': 'policy',
};

const filled = (path: string, ids: (name: keyof CaseFile) => string): string =>
  path.replace(/([a-z-]+)\/(\{\w+\})/g, (whole, thing: string) => {
    const name = NAMED[whole];
    if (!name) throw new Error(`${whole} is not named in this test`);
    return `${thing}/${ids(name)}`;
  });

function bodyOf({ method, path }: Route): Record<string, unknown> | undefined {
  try {
    return exampleBody(described, method, path);
  } catch {
    return undefined;
  }
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

async function send(who: Caller, method: Method, path: string, body?: object, etag = '"v1"'): Promise<Answer> {
  const answer = await who[method](path).set('If-Match', etag).send(body);
  const { date: _date, 'x-request-id': _id, 'keep-alive': _alive, ...headers } = answer.headers as Record<string, string>;
  return { status: answer.status, headers, body: { ...(answer.body as object), requestId: null } };
}

/** Every row of an office, counted and hashed: what was there before is there after. */
const stateOf = async ({ officeId }: TestOffice): Promise<string> => {
  const tables = await test.asOwner<{ name: string }>(`SELECT relname AS name FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE relname <> 'offices' ORDER BY 1`);
  const hashes = await Promise.all(
    tables.map(({ name }) => test.asOwner<{ hash: string }>(`SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) AS hash FROM ${name} t WHERE office_id = $1`, [officeId])),
  );
  return JSON.stringify(hashes);
};

describe('another office’s things', () => {
  it.each(ROLES)('look the same as things that do not exist to the role %s, on every route that takes an id', async (role) => {
    const who = await api.as(elsewhere, role);
    const before = await stateOf(office);
    const statuses = new Set<number>();
    for (const { method, path } of routes().filter((route) => route.path.includes('{'))) {
      const body = bodyOf({ method, path });
      const foreign = await send(who, method, filled(path, (name) => file[name]), body);
      const absent = await send(who, method, filled(path, () => uuidv7()), body);
      expect({ route: `${method} ${path}`, ...foreign }).toEqual({ route: `${method} ${path}`, ...absent });
      expect([method, path, [403, 404].includes(foreign.status)]).toEqual([method, path, true]);
      statuses.add(foreign.status);
    }
    expect(statuses).toContain(404);
    expect(await stateOf(office)).toBe(before);
  });

  it('cannot be named in the body or the path of a thing of one’s own', async () => {
    const before = await stateOf(office);
    const both = async (method: Method, request: (foreign: CaseFile) => { path: string; body?: object }): Promise<number> => {
      const nothing = Object.fromEntries(Object.keys(file).map((name) => [name, uuidv7()])) as unknown as CaseFile;
      const [there, absent] = [request(file), request(nothing)];
      const answers = [await send(stranger, method, there.path, there.body), await send(stranger, method, absent.path, absent.body)];
      expect(answers[0]).toEqual(answers[1]);
      return answers[0]!.status;
    };
    expect(await both('post', (their) => ({ path: '/cases', body: { clientId: their.client } }))).toBe(404);
    expect(await both('post', (their) => ({ path: '/cases', body: { clientId: own.client, chargeIds: [their.charge] } }))).toBe(422);
    expect(await both('post', (their) => ({ path: '/cases', body: { clientId: own.client, members: [{ userId: their.user, part: 'lead' }] } }))).toBe(422);
    expect(await both('put', (their) => ({ path: `/cases/${own.case}/members/${their.user}`, body: { part: 'member' } }))).toBe(422);
    expect(await both('put', (their) => ({ path: `/cases/${own.case}/charges/${their.charge}` }))).toBe(404);
    expect(await both('post', (their) => ({ path: '/deadlines', body: { clientId: their.client, onDay: '2027-01-01', note: 'x' } }))).toBe(404);
    expect(await both('post', (their) => ({ path: '/deadlines', body: { clientId: own.client, caseId: their.case, onDay: '2027-01-01', note: 'x' } }))).toBe(422);
    expect(await both('post', (their) => ({ path: `/cases/${own.case}/packets`, body: { provision: 't-wait', chargeIds: [their.charge] } }))).toBe(422);
    expect(await stateOf(office)).toBe(before);
  });

  it('are out of reach of a job whose row names them', async () => {
    const before = [await stateOf(office), await stateOf(elsewhere)];
    const actor = jobActor(elsewhere.officeId, null);
    await new EligibilityService(test.db, testVault, law).check(actor, { clientId: file.client, reason: 'asked' }, NOW);
    await new RemindersService(test.db, testVault, resources.mailer, resources.messages).planFor(actor, { clientId: file.client }, NOW);
    await new FindingChangedService(test.db).tell(actor, file.finding, NOW);
    await new PacketsService(test.db, testVault, law, resources.files, resources.forms).render(actor, { packetId: file.packet }, NOW);
    const ledger = new Ledger(test.db, () => NOW);
    expect(await ledger.start({ jobId: file.job, officeId: elsewhere.officeId }, 'eligibility.check', 1)).toBe('gone');
    expect([await stateOf(office), await stateOf(elsewhere)]).toEqual(before);
  });

  it('stand in no list, whatever is asked for', async () => {
    const theirs = Object.values(file).join('|');
    const lists = routes().filter(({ method, path }) => method === 'get' && !path.includes('{') && !path.startsWith('/health'));
    const { next } = (await attorney.get('/clients?limit=1')).body as { next: string | null };
    const asked = [
      ...lists.map(({ path }) => path),
      ...['/cases', '/convictions', '/deadlines', '/reminders', '/tasks'].map((path) => `${path}?clientId=${file.client}`),
      ...['/deadlines', '/reminders', '/tasks'].map((path) => `${path}?caseId=${file.case}`),
      `/tasks?whose=all`,
      `/cases?memberId=${file.user}`,
      `/jobs?parentId=${file.job}`,
      ...(next ? [`/clients?cursor=${next}`] : []),
    ];
    for (const path of asked) {
      const { status, text } = await stranger.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect([path, text]).toEqual([path, expect.not.stringMatching(theirs)]);
    }
    for (const search of [{ name: 'okafor' }, { soundsLike: 'okafor' }, { contact: 'ines@example.net' }]) {
      const { body } = await stranger.post('/clients/searches').send({ ...search, limit: 200 });
      expect(JSON.stringify(body)).not.toMatch(theirs);
    }
  });
});

it('a destroyed key closes the file on every route, for jobs, and for whoever holds the office’s key', async () => {
  const there = await makeOffice(test);
  const gone = await makeCaseFile(test, api, law, resources, there);
  const who = await api.as(there, 'attorney');
  const index = await test.db.inOffice(there, async (tx) => ({ name: await testVault.index(tx, 'client-name'), contact: await testVault.index(tx, 'contact-point'), number: await testVault.index(tx, 'docket-number') }));
  const confirmations = [index.name('exact:okafor'), index.contact('email:ines@example.net'), index.number('2012KN001234')];
  const found = async (): Promise<number> => {
    const rows = await test.asOwner(
      `SELECT 1 FROM client_name_words WHERE word = $1 AND office_id = $4 UNION ALL SELECT 1 FROM contact_points WHERE value_index = $2 AND office_id = $4
       UNION ALL SELECT 1 FROM dockets WHERE number_index = $3 AND office_id = $4`,
      [...confirmations, there.officeId],
    );
    return rows.length;
  };
  expect(await found()).toBe(3);
  await test.db.inOffice(there, (tx) => testVault.destroyClient(tx, gone.client, NOW));
  await test.db.inOffice(there, (tx) => testVault.destroyClient(tx, gone.client, NOW));
  expect(await found()).toBe(0);
  const sealed: string[] = [];
  for (const { method, path } of routes().filter((route) => route.method === 'get' && !route.path.endsWith('/events'))) {
    const { status, text = '' } = await who[method](filled(path, (name) => gone[name]));
    expect([path, [200, 410].includes(status)]).toEqual([path, true]);
    expect([path, text]).toEqual([path, expect.not.stringMatching(/\bines\b|okafor|2012KN|K12600001|1990-05-01|asked the clerk/i)]);
    if (status === 410) sealed.push(path);
  }
  expect(sealed).toEqual(expect.arrayContaining(['/clients/{id}', '/clients/{id}/record', '/clients/{id}/findings', '/clients/{id}/plan', '/findings/{id}', '/cases/{id}', '/packets/{id}', '/documents/{id}']));
  const actor = jobActor(there.officeId, null);
  await new EligibilityService(test.db, testVault, law).check(actor, { clientId: gone.client, reason: 'asked' }, NOW);
  await new RemindersService(test.db, testVault, resources.mailer, resources.messages).planFor(actor, { clientId: gone.client }, NOW);
  const left = await test.asOwner(`SELECT 1 FROM reminders WHERE client_id = $1 AND status = 'planned'`, [gone.client]);
  expect(left).toEqual([]);
});

describe('a client’s file', () => {
  /** Lines that were added to the trail by `work`, as text. */
  const lines = async (work: () => Promise<unknown>): Promise<string> => {
    const [before] = await test.asOwner<{ id: string }>('SELECT coalesce(max(id), 0) AS id FROM audit_entries');
    await work();
    const added = await test.asOwner<{ line: string }>('SELECT e::text AS line FROM audit_entries e WHERE id > $1 AND office_id = $2', [before!.id, office.officeId]);
    return added.map(({ line }) => line).join('\n');
  };
  /** Tell of no client: who works here, and the office itself. */
  const OF_THE_OFFICE = /^\/(health|me|office|users|law|law-notes|policies)(\/|$)|^\/law-sweeps(\/\{id\})?$/;

  it('is not read on any route without a line in the trail that says what was read', async () => {
    const readings = routes().filter(({ method, path }) => method === 'get' && !OF_THE_OFFICE.test(path) && !path.endsWith('/events'));
    expect(readings.length).toBeGreaterThan(20);
    for (const { path } of readings) {
      let read: (string | undefined)[] = [];
      const trail = await lines(async () => {
        const asked = path === '/tasks' ? '/tasks?whose=all' : filled(path, (name) => file[name]);
        const { status, body } = await attorney.get(asked);
        expect([path, status]).toEqual([path, 200]);
        const { items = [] } = body as { items?: { id?: string; chargeId?: string }[] };
        read = path.includes('{') ? [asked.split('/')[2]] : items.map((item) => item.id ?? item.chargeId);
      });
      expect([path, read]).toEqual([path, expect.arrayContaining([expect.any(String)])]);
      for (const id of read) expect([path, trail]).toEqual([path, expect.stringContaining(String(id))]);
    }
  });

  it('is not read by a change that changes nothing without one either', async () => {
    const correction = { source: 'rap sheet' };
    const changes: [Method, string, object?][] = [
      ['patch', `/clients/${file.client}`, {}],
      ['delete', `/clients/${file.client}/closure`],
      ['patch', `/contact-points/${file.contactPoint}`, {}],
      ['patch', `/dockets/${file.docket}`, { correction }],
      ['patch', `/charges/${file.charge}`, { correction }],
      ['patch', `/cases/${file.case}`, {}],
      ['delete', `/tasks/${file.task}/completion`],
      ['patch', `/deadlines/${file.deadline}`, {}],
    ];
    for (const [method, path, body] of changes) {
      const trail = await lines(async () => expect([path, (await send(attorney, method, path, body, path.startsWith('/clients/') ? '"v2"' : undefined)).status]).toEqual([path, 200]));
      expect([path, trail]).toEqual([path, expect.stringContaining(file.client)]);
    }
  });
});
