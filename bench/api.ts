import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import pg from 'pg';
import supertest from 'supertest';
import { startApi } from '../test/api.js';
import { createTestDatabase, type TestDatabase } from '../test/database.js';
import { makeOffice, testVault } from '../test/factories.js';
import { makeClient } from '../test/record.js';
import { AccessTokens, SessionSettings, type SignedInUser } from '#domain/access/access-tokens.js';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.js';
import type { Recorded, ServerOrder } from './api-servers.js';

/**
 * Requests a second and p99 of GET /clients/:id/record and of POST /dockets/:id/charges, beside a bare Nest + Fastify +
 * pg server that sends PostgreSQL the very same statements (recorded from the API, replayed with new ids) and does
 * nothing else: no sign-in, no validation, no access check of its own, no keys, no views. Both run in processes of
 * their own over one database, in turns; medians are printed.
 */
const ROUNDS = Number(process.argv[2] ?? 10);
const SECONDS = Number(process.argv[3] ?? 2);
const CONNECTIONS = 16;
const CLIENTS = 48;

const CHARGE = {
  citation: 'N.Y. Penal Law § 230.00',
  title: 'Prostitution',
  conduct: 'selling',
  grade: 'misdemeanor-B',
  role: 'seller',
  offenceDate: '2012-05-02',
  arrestDate: '2012-05-02',
  disposition: 'convicted',
  dispositionDate: '2012-06-10',
  sentencedOn: '2012-06-10',
  incarcerated: true,
  jailDays: 15,
  releasedOn: '2012-06-20',
  fineUsd: 250,
  moneyOwed: 0,
  traffickingNexus: true,
  violent: false,
  facts: { pleaBargain: true },
};

/** Every statement that goes to PostgreSQL from this process while `work` runs. */
async function recording(work: () => Promise<unknown>): Promise<Recorded['statements']> {
  const statements: Recorded['statements'] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [text, values] = args;
    if (typeof text === 'string') statements.push({ text, values: Array.isArray(values) ? (values as unknown[]) : [] });
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}

interface Caseload {
  token: string;
  clients: string[];
  dockets: string[];
  recorded: Record<string, Recorded>;
}

/** A caseload entered through the API: four dockets of two charges for each client, and a correction. */
async function prepare(test: TestDatabase): Promise<Caseload> {
  const api = await startApi(test);
  const office = await makeOffice(test);
  const user = (await office.as('paralegal')) as SignedInUser;
  const token = await api.token(user);
  const as = (request: supertest.Test): supertest.Test => request.set('Authorization', `Bearer ${token}`);
  const http = supertest(api.url);
  const now = await new AccessTokens(testVault, new SessionSettings(600, 14)).issue(user, new Date());
  const caseload: Caseload = { token: now, clients: [], dockets: [], recorded: {} };
  for (let n = 0; n < CLIENTS; n += 1) {
    const clientId = await makeClient(test, office.officeId);
    let docketId = '';
    for (let d = 0; d < 4; d += 1) {
      const docket = { jurisdiction: 'NY', county: 'Kings', number: `2012KN${n}${d}`, source: 'rap sheet', charges: [CHARGE, CHARGE] };
      const { body } = await as(http.post(`/clients/${clientId}/record/dockets`)).send(docket);
      const { id, charges } = body as { id: string; charges: { id: string }[] };
      docketId = id;
      const correction = { source: 'certificate of disposition', reason: 'typing mistake' };
      if (d === 0) await as(http.patch(`/charges/${charges[0]?.id}`)).set('If-Match', '"v1"').send({ jailDays: 16, correction });
    }
    caseload.clients.push(clientId);
    caseload.dockets.push(docketId);
    const reading = await recording(() => as(http.get(`/clients/${clientId}/record`)).expect(200));
    caseload.recorded[clientId] = { statements: reading, fresh: [] };
    let chargeId = '';
    const writing = await recording(async () => {
      const { body } = await as(http.post(`/dockets/${docketId}/charges`)).send(CHARGE).expect(201);
      chargeId = (body as { id: string }).id;
    });
    const [jobIds] = (writing.find(({ text }) => text.includes('INSERT INTO jobs'))?.values ?? []).filter((value): value is string[] => Array.isArray(value));
    if (!jobIds) throw new Error('a new charge asked for no job: the statements are not what this bench replays');
    caseload.recorded[docketId] = { statements: writing, fresh: [chargeId, ...jobIds] };
  }
  await api.close();
  return caseload;
}

interface Served {
  child: ChildProcess;
  url: string;
}

interface Seen {
  perSecond: number;
  p99: number;
  /** CPU time of the server's process for one request, in milliseconds. */
  cpu: number;
}

async function serve(order: ServerOrder): Promise<Served> {
  // Log lines are written as in production, to nowhere.
  const child = fork(fileURLToPath(new URL('./api-servers.js', import.meta.url)), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
  child.send(order);
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

/** Each connection starts at another client, so that they do not queue behind one row. */
async function load({ child, url }: Served, requests: autocannon.Request[], seconds: number): Promise<Seen> {
  let next = 0;
  const setupClient = (client: autocannon.Client): void => {
    const from = (next += Math.ceil(requests.length / CONNECTIONS)) % requests.length;
    client.setRequests([...requests.slice(from), ...requests.slice(0, from)]);
  };
  const before = await cpuOf(child);
  const result = await autocannon({ url, connections: CONNECTIONS, duration: seconds, setupClient });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} answers were no success, ${result.errors} errors`);
  const cpu = ((await cpuOf(child)) - before) / result.requests.total;
  return { perSecond: result.requests.total / result.duration, p99: result.latency.p99, cpu };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu');
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const server = process.env['TEST_PG_URL'] ? null : await startEmbeddedPostgres({ persistent: false });
if (server) process.env['TEST_PG_URL'] = server.superuserUrl;
const test = await createTestDatabase();
try {
  const { token, clients, dockets, recorded } = await prepare(test);
  await test.asOwner('ANALYZE');
  const servers = { api: await serve({ kind: 'api', url: test.appUrl, recorded: {} }), bare: await serve({ kind: 'bare', url: test.appUrl, recorded }) };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const routes = {
    'GET /clients/:id/record': clients.map((id): autocannon.Request => ({ method: 'GET', path: `/clients/${id}/record`, headers })),
    'POST /dockets/:id/charges': dockets.map((id): autocannon.Request => ({ method: 'POST', path: `/dockets/${id}/charges`, headers, body: JSON.stringify(CHARGE) })),
  };
  for (const [name, requests] of Object.entries(routes)) {
    const key = name.startsWith('GET') ? clients[0] : dockets[0];
    const statements = recorded[String(key)]?.statements.length;
    const seen = { api: [] as Seen[], bare: [] as Seen[] };
    for (const kind of ['api', 'bare'] as const) await load(servers[kind], requests, 2);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const kind of ['api', 'bare'] as const) seen[kind].push(await load(servers[kind], requests, SECONDS));
    }
    const told = (kind: 'api' | 'bare'): string =>
      `${median(seen[kind].map((each) => each.perSecond)).toFixed(0)} requests/s, p99 ${median(seen[kind].map((each) => each.p99)).toFixed(1)} ms, ` +
      `${median(seen[kind].map((each) => each.cpu)).toFixed(2)} ms of the server's CPU each`;
    const ratio = median(seen.api.map((each, round) => each.perSecond / (seen.bare[round]?.perSecond ?? Number.NaN)));
    console.log(`${name} (${statements} statements)\n  api   ${told('api')}\n  bare  ${told('bare')}\n  ratio ${(ratio * 100).toFixed(0)} % of bare\n`);
  }
  for (const { child } of Object.values(servers)) child.disconnect();
} finally {
  await test.close();
  await server?.stop();
}
