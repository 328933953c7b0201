import pg from 'pg';
import { runMigrations as runQueueMigrations } from 'bullmq';
import { DataSource } from 'typeorm';
import { readMigrations } from './migrations.js';

export interface MigrateOptions {
  /** Connects as the role that owns the tables; it needs CREATEROLE only when the program's role is to be made. */
  ownerUrl: string;
  /** The URL that the program will connect with: its role is created where it is missing, and given its rights. */
  appUrl: string;
  migrationsDir: string;
}

/**
 * Queues whose number sequence is made here: the queue's own SQL would make it on first use, and the program's role
 * may make nothing.
 */
const QUEUES = ['records', 'documents', 'messages', 'reports'];

/**
 * Brings the database to the present schema (the program's and the queue's) and gives the program's role its rights.
 * May run twice; several at once wait for each other.
 *
 * @returns names of the migrations that were applied now
 */
export async function migrate({ ownerUrl, appUrl, migrationsDir }: MigrateOptions): Promise<string[]> {
  const app = new URL(appUrl);
  const role = decodeURIComponent(app.username);
  if (role === decodeURIComponent(new URL(ownerUrl).username)) {
    throw new Error(`DATABASE_URL and DATABASE_OWNER_URL name the same role "${role}": the program must not own its tables`);
  }
  const lock = new pg.Client({ connectionString: ownerUrl });
  await lock.connect();
  try {
    // One migration at a time, also when several containers start together.
    await lock.query('SELECT pg_advisory_lock(20260101, 1)');
    await makeRole(lock, role, decodeURIComponent(app.password));
    const source = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: readMigrations(migrationsDir),
      migrationsTableName: 'migrations',
      migrationsTransactionMode: 'each',
    });
    await source.initialize();
    const applied = await source.runMigrations().finally(() => source.destroy());
    await runQueueMigrations(lock);
    for (const queue of QUEUES) {
      const { rows } = await lock.query<{ name: string }>('SELECT bullmq.job_id_seq_name($1) AS name', [queue]);
      await lock.query(`CREATE SEQUENCE IF NOT EXISTS bullmq.${lock.escapeIdentifier(rows[0]!.name)}`);
    }
    await grant(lock, role);
    return applied.map((migration) => migration.name);
  } finally {
    await lock.end();
  }
}

async function makeRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount) return;
  const name = client.escapeIdentifier(role);
  await client.query(
    `CREATE ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
  );
}

async function grant(client: pg.Client, role: string): Promise<void> {
  const name = client.escapeIdentifier(role);
  await client.query(`
    GRANT USAGE ON SCHEMA public, bullmq TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO ${name};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, bullmq TO ${name};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, bullmq TO ${name};
    REVOKE ALL ON migrations FROM ${name};
    GRANT SELECT ON migrations TO ${name};
  `);
  // Tables that a migration made append-only: the program may add to them and read them, and never change them.
  const { rows } = await client.query<{ name: string }>(
    "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1",
  );
  await client.query(`REVOKE UPDATE, DELETE ON ${rows.map((row) => row.name).join(', ')} FROM ${name}`);
}
