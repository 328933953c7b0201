import 'reflect-metadata';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../test/database.js';
import { testVault } from '../test/factories.js';
import type { OfficeTx } from '#db/transaction.js';
import { jobActor } from '#domain/access/actor.js';
import { Sealer } from '#domain/access/vault.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { checkBatch } from '#domain/eligibility/check-batch.js';
import { LawSweepsService, LEFT_BEHIND, PAGE_LEFT_BEHIND } from '#domain/eligibility/law-sweeps.service.js';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.js';
import { newKey, unwrapKey, wrapKey } from '#platform/keys.js';
import { lawBeforeAndAfter } from './sweep-law.js';
import type { SweepPage } from './sweep-worker.js';

/**
 * A sweep of an office's whole caseload after the law of every jurisdiction changed, so that every answer is written anew, beside the plain time that
 * PostgreSQL needs to COPY the very same rows (checks and findings) into empty tables with the same columns and indexes. `npm run bench:sweep -- 20000` for
 * fewer clients than 100,000; three charges each, every jurisdiction. The pages are handled by as many worker processes as there are cores (or a second
 * argument says), two at a time in each.
 */
const CLIENTS = Number(process.argv[2] ?? 100_000);
const CHARGES = 3;
const PROCESSES = Number(process.argv[3] ?? availableParallelism());
const AT_A_TIME = 2;
const NOW = new Date('2026-11-21T15:00:00Z');
const MASTER_KEY = Buffer.alloc(32, 7);
const SEED_AT_ONCE = 500;

const server = process.env['TEST_PG_URL'] ? null : await startEmbeddedPostgres({ persistent: false });
if (server) process.env['TEST_PG_URL'] = server.superuserUrl;
const test = await createTestDatabase();

const { before, after } = lawBeforeAndAfter();
const files = [...before.jurisdictions.values()].map(({ file }) => file);
const places = files.map((file) => ({ place: file.jurisdiction, cited: [...file.offences.map(({ citation }) => citation), ...file.codes.map(({ name }) => `${name} § 155.25`)] }));

const officeId = uuidv7();
const wrapped = testVault.wrapNewOfficeKey(officeId);
const officeKey = unwrapKey(MASTER_KEY, wrapped, `office:${officeId}`);
await test.db.inOffice({ officeId }, (tx) => tx.query('INSERT INTO offices (id, name, time_zone, wrapped_key) VALUES ($1, $2, $3, $4)', [officeId, 'Bench', 'America/New_York', wrapped]));
const actor = jobActor(officeId, null);

async function seed(tx: OfficeTx, from: number, count: number): Promise<string[]> {
  const clients = Array.from({ length: count }, (_, i) => {
    const id = uuidv7();
    const key = newKey();
    const sealer = new Sealer(key);
    const n = from + i;
    const facts = { trafficking: { survivor: n % 3 === 0, kinds: ['sex'], from: '2012-01-01', to: '2013-06-30' }, recordComplete: n % 5 > 0 ? true : null, pendingCharges: false, earlierRelief: [] };
    return { id, n, identity: sealer.sealJson(`clients.identity:${id}`, { legalName: `Client ${n}`, birthDate: '1988-05-01', identifiers: {} }), facts: sealer.sealJson(`clients.facts:${id}`, facts), key: wrapKey(officeKey, key, `client:${id}`) };
  });
  await tx.query('INSERT INTO clients (id, office_id, identity, facts) SELECT id, $1, identity, facts FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS c(id, identity, facts)', [
    officeId, clients.map(({ id }) => id), clients.map(({ identity }) => identity), clients.map(({ facts }) => facts),
  ]);
  await tx.query('INSERT INTO client_keys (client_id, office_id, wrapped_key) SELECT id, $1, key FROM unnest($2::uuid[], $3::bytea[]) AS c(id, key)', [officeId, clients.map(({ id }) => id), clients.map(({ key }) => key)]);
  const charges = clients.flatMap(({ id, n }) =>
    Array.from({ length: CHARGES }, (_, k) => {
      // The last charge of every third client was brought somewhere else.
      const { place, cited } = places[(n + (k === 2 && n % 3 === 0 ? 7 : 0)) % places.length]!;
      const year = 2006 + ((n + 3 * k) % 18);
      const convicted = (n + k) % 4 > 0;
      return {
        id: uuidv7(), clientId: id, docketId: uuidv7(), place, citation: cited[(n + k) % cited.length], grade: k === 1 ? 'misdemeanor-A' : 'misdemeanor-B', disposition: convicted ? 'convicted' : 'dismissed',
        offence: `${year}-05-02`, disposed: `${year}-08-10`, sentenced: convicted ? `${year}-09-01` : null, completed: convicted && n % 2 === 0 ? `${year + 1}-01-10` : null, nexus: n % 6 === 0 ? true : null,
      };
    }),
  );
  const rows = JSON.stringify(charges);
  await tx.query(`INSERT INTO dockets (id, office_id, client_id, jurisdiction, county, source) SELECT "docketId", $1, "clientId", place, 'Kings', 'bench' FROM jsonb_to_recordset($2::jsonb) AS c("docketId" uuid, "clientId" uuid, place text)`, [officeId, rows]);
  await tx.query(
    `INSERT INTO charges (id, office_id, client_id, docket_id, count_number, citation, grade, role, offence_date, disposition, disposition_date, sentenced_on, incarcerated, sentence_completed_on, money_owed, trafficking_nexus, violent, source)
     SELECT id, $1, "clientId", "docketId", 1, citation, grade, 'seller', offence, disposition, disposed, sentenced, false, completed, 0, nexus, false, 'bench'
     FROM jsonb_to_recordset($2::jsonb) AS c(id uuid, "clientId" uuid, "docketId" uuid, citation text, grade text, disposition text, offence date, disposed date, sentenced date, completed date, nexus boolean)`,
    [officeId, rows],
  );
  return clients.map(({ id }) => id);
}

/** Runs `work` over `items`, some at a time. */
async function some<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items].reverse();
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  }));
}

/** Runs the sweep's pages in worker processes that are up already. Answers with the seconds of CPU that these used. */
async function sweepPages(workers: readonly ChildProcess[], pages: readonly SweepPage[]): Promise<number> {
  const left = [...pages].reverse();
  const used = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<number>((resolve, reject) => {
          let under = 0;
          let cpu = 0;
          const next = (): void => {
            const page = left.pop();
            if (page) {
              under++;
              worker.send(page);
            } else if (under === 0) resolve(cpu);
          };
          worker.on('message', ({ done }: { done: NodeJS.CpuUsage }) => {
            under--;
            cpu = (done.user + done.system) / 1e6;
            next();
          });
          worker.on('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
          for (let i = 0; i < AT_A_TIME; i++) next();
        }),
    ),
  );
  for (const worker of workers) worker.removeAllListeners().disconnect();
  return used.reduce((sum, cpu) => sum + cpu, 0);
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; cpu: number; value: T }> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const value = await work();
  const used = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1000, cpu: (used.user + used.system) / 1e6, value };
}

const print = (what: string, seconds: number, more = ''): void => console.log(`  ${what.padEnd(58)}${seconds.toFixed(1).padStart(8)} s   ${more}`);
const perSecond = (seconds: number): string => `${Math.round(CLIENTS / seconds).toLocaleString('en')} clients a second`;

console.log(`${CLIENTS.toLocaleString('en')} clients, ${(CLIENTS * CHARGES).toLocaleString('en')} charges, ${places.length} jurisdictions`);
const starts = Array.from({ length: Math.ceil(CLIENTS / SEED_AT_ONCE) }, (_, i) => i * SEED_AT_ONCE);
const seeded = await timed(async () => {
  const batches: string[][] = [];
  await some(starts, async (from) => void batches.push(await test.db.inOffice({ officeId }, (tx) => seed(tx, from, Math.min(SEED_AT_ONCE, CLIENTS - from)))));
  return batches;
});
print('records entered', seeded.seconds);
const first = await timed(() =>
  some(seeded.value.flatMap((ids) => Array.from({ length: Math.ceil(ids.length / 100) }, (_, i) => ids.slice(i * 100, i * 100 + 100))), (ids) =>
    test.db.inOffice(actor, (tx) => checkBatch(tx, { vault: testVault, book: new LawBook(before), actor }, ids, 'asked', NOW)),
  ),
);
print('first check of everybody', first.seconds, perSecond(first.seconds));
// What autovacuum does in an office.
for (const table of ['clients', 'client_keys', 'dockets', 'charges', 'eligibility_checks', 'findings', 'client_standings', 'charge_standings', 'jobs']) await test.asOwner(`ANALYZE ${table}`);

/** How PostgreSQL looks for those left behind, at the begin, in the middle, and when nobody is left. */
async function plans(): Promise<void> {
  const middle = seeded.value[Math.floor(seeded.value.length / 2)]![0]!;
  const asked: readonly (readonly [what: string, sql: string, values: readonly unknown[]])[] = [
    ['counting them', `SELECT count(*) ${LEFT_BEHIND}`, [after.hash]],
    ['the first page', PAGE_LEFT_BEHIND, [after.hash, null, null, null, 500]],
    ['a page of the middle', PAGE_LEFT_BEHIND, [after.hash, null, middle, null, 500]],
    ['a page when nobody is left', PAGE_LEFT_BEHIND, [before.hash, null, null, null, 500]],
  ];
  for (const [what, sql, values] of asked) {
    const rows = await test.db.inOffice(actor, (tx) => tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS off, TIMING off) ${sql}`, values));
    console.log(`  plan of ${what}: ${rows.map((row) => row['QUERY PLAN'].replace('->', '').trim()).filter((line) => /Scan|Join|Loop|Execution/.test(line)).join('; ')}`);
  }
}
await plans();

const sweeps = new LawSweepsService(test.db, testVault, new LawBook(after));
const run = { jobId: uuidv7(), progress: () => undefined };
await test.db.inOffice({ officeId }, (tx) => tx.query(`INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES ($1, $2, 'law.sweep', 'records', '{}', 'running')`, [run.jobId, officeId]));
const begun = await timed(() => sweeps.begin(actor, { law: after.hash }, NOW, run));
const pages = await test.db.inOffice({ officeId }, (tx) => tx.query<{ payload: SweepPage }>(`SELECT payload FROM jobs WHERE name = 'law.sweep-page' ORDER BY id`));
const workers = Array.from({ length: PROCESSES }, () => fork(fileURLToPath(new URL('sweep-worker.js', import.meta.url)), [test.appUrl, officeId, NOW.toISOString()]));
await Promise.all(workers.map((worker) => once(worker, 'message')));
const swept = await timed(() => sweepPages(workers, pages.map(({ payload }) => payload)));
print('the sweep: cutting it into pages', begun.seconds);
print(`the sweep: its pages, ${PROCESSES} worker processes`, swept.seconds, `${perSecond(swept.seconds)}; their CPU ${swept.value.toFixed(1)} s`);
const counts = await test.db.inOffice({ officeId }, (tx) =>
  tx.query<{ name: string; count: number }>(
    `SELECT 'checks' AS name, count(*)::int AS count FROM eligibility_checks WHERE law_hash = $1
     UNION ALL SELECT 'findings', count(*)::int FROM findings f JOIN eligibility_checks c ON c.id = f.check_id WHERE c.law_hash = $1
     UNION ALL SELECT 'effects', count(*)::int FROM law_effects UNION ALL SELECT 'jobs asked for', count(*)::int FROM jobs`,
    [after.hash],
  ),
);
console.log(`  written: ${counts.map(({ name, count }) => `${count.toLocaleString('en')} ${name}`).join(', ')}`);

/** The same rows into tables of the same make, read by the server from a file of its own; seconds. */
async function copy(superuser: pg.Client, table: string, which: string, foreignKeys: boolean): Promise<number> {
  const file = `/tmp/vacatur-bench-${process.pid}-${table}`;
  await superuser.query(`CREATE TABLE bench_${table} (LIKE ${table} INCLUDING ALL)`);
  if (foreignKeys) {
    const { rows } = await superuser.query<{ def: string }>(`SELECT pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype = 'f'`);
    for (const { def } of rows) await superuser.query(`ALTER TABLE bench_${table} ADD ${def}`);
  }
  await superuser.query(`COPY (SELECT * FROM ${table} WHERE ${which}) TO '${file}'`);
  const { seconds, value } = await timed(() => superuser.query(`COPY bench_${table} FROM '${file}'`));
  const [size] = (await superuser.query<{ size: string }>(`SELECT pg_size_pretty(pg_total_relation_size('bench_${table}')) AS size`)).rows;
  print(`COPY of the same ${(value.rowCount ?? 0).toLocaleString('en')} rows of ${table}${foreignKeys ? ', foreign keys too' : ''}`, seconds, size!.size);
  await superuser.query(`DROP TABLE bench_${table}`);
  await unlink(file).catch(() => undefined);
  return seconds;
}

const superuser = new pg.Client({ connectionString: Object.assign(new URL(process.env['TEST_PG_URL']!), { pathname: new URL(test.ownerUrl).pathname }).href });
await superuser.connect();
for (const foreignKeys of [false, true]) {
  const copied =
    (await copy(superuser, 'eligibility_checks', `law_hash = '${after.hash}'`, foreignKeys)) +
    (await copy(superuser, 'findings', `check_id IN (SELECT id FROM eligibility_checks WHERE law_hash = '${after.hash}')`, foreignKeys));
  console.log(`  ratio of the sweep to COPY${foreignKeys ? ' that checks foreign keys' : ''} ${((begun.seconds + swept.seconds) / copied).toFixed(2)}`);
}
await superuser.end();
console.log(`  peak memory of this process ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
await test.close();
await server?.stop();
process.exit(0);
