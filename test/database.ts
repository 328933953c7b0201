import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '#db/data-source.js';
import { migrate } from '#db/migrate.js';
import { Database } from '#db/transaction.js';

const OWNER = 'vacatur_test_owner';
const APP = 'vacatur_test_app';
const SECRET = 'only-for-tests';
const MIGRATIONS = join(process.cwd(), 'migrations');

/** A database of its own for one test file: migrated as in production, connected as the unprivileged role. */
export interface TestDatabase {
  db: Database;
  source: DataSource;
  ownerUrl: string;
  appUrl: string;
  /** SQL as the owner, to look behind row-level security. */
  asOwner<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Closes every connection and drops the database. Kept when the environment says KEEP_TEST_DATABASE. */
  close(): Promise<void>;
}

function superuserUrl(database = 'postgres'): string {
  const url = process.env['TEST_PG_URL'];
  if (!url) throw new Error('TEST_PG_URL is not set: run the tests with "npm test", or jest through its global set-up');
  const there = new URL(url);
  there.pathname = `/${database}`;
  return there.href;
}

function urlOf(role: string, database: string): string {
  const url = new URL(superuserUrl(database));
  url.username = role;
  url.password = SECRET;
  return url.href;
}

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: superuserUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Migrates one template for this state of the migrations, and clones it: a clone costs a tenth of a migration. */
async function template(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of readdirSync(MIGRATIONS).sort()) hash.update(name).update(readFileSync(join(MIGRATIONS, name)));
  const name = `vacatur_template_${hash.digest('hex').slice(0, 12)}`;
  await asSuperuser(async (client) => {
    await client.query('SELECT pg_advisory_lock(20260103)');
    const { rowCount: ready } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", [name]);
    if (ready) return;
    const { rowCount: role } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [OWNER]);
    if (!role) {
      await client.query(`CREATE ROLE ${OWNER} LOGIN CREATEROLE NOSUPERUSER PASSWORD '${SECRET}'`);
    }
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name} OWNER ${OWNER}`);
    await migrate({ ownerUrl: urlOf(OWNER, name), appUrl: urlOf(APP, name), migrationsDir: MIGRATIONS });
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
  return name;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const source = await template();
  const name = `vacatur_test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source} OWNER ${OWNER}`));
  const appUrl = urlOf(APP, name);
  const ownerUrl = urlOf(OWNER, name);
  const dataSource = createDataSource({ url: appUrl, poolSize: 8 });
  await dataSource.initialize();
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  return {
    db: new Database(dataSource),
    source: dataSource,
    ownerUrl,
    appUrl,
    asOwner: async (sql, parameters) => (await owner.query(sql, parameters)).rows,
    close: async () => {
      await owner.end();
      await dataSource.destroy();
      if (!process.env['KEEP_TEST_DATABASE']) {
        // A pool's end() does not wait until the server has let its connections go; the drop does, for five seconds. To force
        // it at once would send such a connection an error that nobody listens to any more, and fail whatever test runs then.
        await asSuperuser((client) => client.query(`DROP DATABASE ${name}`).catch(() => client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
      }
    },
  };
}
