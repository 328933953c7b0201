import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { makeOffice } from '../../test/factories.js';
import { audit, linkAudit, verifyAudit } from './audit.js';
import { refusePrivilegedRole, createDataSource } from './data-source.js';
import { SessionEnded } from './transaction.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

/** Roles belong to the whole server: whoever makes one here takes it away again. */
async function asSuperuser({ appUrl }: TestDatabase, work: (sql: (text: string) => Promise<unknown>) => Promise<unknown>): Promise<void> {
  const url = new URL(process.env['TEST_PG_URL'] ?? '');
  url.pathname = new URL(appUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await work((text) => client.query(text)).finally(() => client.end());
}

const PROGRAM = { kind: 'program' as const, userId: null, sessionId: null };

describe('entities and migrations', () => {
  it('agree on every table, column, type and nullability', async () => {
    const rows = await test.asOwner<{ table: string; column: string; type: string; nullable: boolean }>(
      `SELECT table_name AS table, column_name AS column, udt_name AS type, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'`,
    );
    const udt: Record<string, string> = { integer: 'int4', smallint: 'int2', bigint: 'int8', boolean: 'bool' };
    const said = test.source.entityMetadatas.flatMap((entity) =>
      entity.columns.map((column) => {
        const type = udt[String(column.type)] ?? String(column.type);
        return `${entity.tableName}.${column.databaseName} ${column.isArray ? '_' : ''}${type} ${column.isNullable}`;
      }),
    );
    const found = rows.map((row) => `${row.table}.${row.column} ${row.type} ${row.nullable}`);
    expect(said.sort()).toEqual(found.sort());
  });

  it('protect every table by its office', async () => {
    const bare = await test.asOwner(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migrations'
       AND (NOT c.relrowsecurity OR NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))`,
    );
    expect(bare).toEqual([]);
  });

  it('open no other way across offices than the functions named in the code', async () => {
    const definers = await test.asOwner<{ proname: string }>(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY 1`,
    );
    expect(definers.map((row) => row.proname)).toEqual([
      'jobs_forget',
      'jobs_in_flight',
      'jobs_put_back',
      'office_days',
      'offices_at',
      'offices_with_due_reminders',
      'outbox_next',
      'outbox_sent',
      'outbox_take',
      'sign_in_lookup',
    ]);
  });
});

describe('functions with the rights of the owner', () => {
  it('all look for tables in our schema alone, and are not for everybody', async () => {
    const open = await test.asOwner<{ proname: string }>(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
       AND (proconfig IS DISTINCT FROM '{"search_path=pg_catalog, public, pg_temp"}' OR has_function_privilege('public', oid, 'EXECUTE'))`,
    );
    expect(open).toEqual([]);
  });

  it('are not led to a temporary table of the caller, where they would run its triggers', async () => {
    const office = await makeOffice(test);
    const runner = test.source.createQueryRunner();
    try {
      const job = '00000000-0000-4000-8000-000000000001';
      await runner.query('CREATE TEMPORARY TABLE jobs (LIKE public.jobs)');
      await runner.query(
        `INSERT INTO pg_temp.jobs (id, office_id, name, queue, payload, status, sendings, attempts, run_after, created_at)
         VALUES ($1, $2, 'x', 'records', '{}', 'queued', 0, 0, now(), now())`,
        [job, office.officeId],
      );
      expect(await runner.query(`SELECT id FROM outbox_take(now(), 500) WHERE id = $1`, [job])).toEqual([]);
    } finally {
      await runner.query('DROP TABLE IF EXISTS pg_temp.jobs');
      await runner.release();
    }
  });

  it('leave the program no way to put tables of its own beside ours', async () => {
    await expect(test.source.query('CREATE TABLE public.mine (id int)')).rejects.toThrow(/permission denied/);
  });
});

describe('row-level security', () => {
  it('shows nothing without an office and nothing of another office', async () => {
    const here = await makeOffice(test);
    const there = await makeOffice(test);
    await there.as('attorney');
    expect(await test.source.query('SELECT id FROM offices')).toEqual([]);
    const seen = await test.db.inOffice({ officeId: here.officeId }, (tx) => tx.query<{ id: string }>('SELECT id FROM offices'));
    expect(seen.map((row) => row.id)).toEqual([here.officeId]);
    const users = await test.db.inOffice({ officeId: here.officeId }, (tx) => tx.query('SELECT id FROM users'));
    expect(users).toEqual([]);
  });

  it('refuses a row that is written for another office', async () => {
    const here = await makeOffice(test);
    const there = await makeOffice(test);
    await expect(
      test.db.inOffice({ officeId: here.officeId }, (tx) =>
        tx.query(`INSERT INTO audit_entries (office_id, actor_kind, action, subject_kind) VALUES ($1, 'program', 'x', 'y')`, [there.officeId]),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('leaves no office open behind on the connection', async () => {
    const here = await makeOffice(test);
    await test.db.inOffice({ officeId: here.officeId }, async () => undefined);
    const rows = await Promise.all(Array.from({ length: 20 }, () => test.source.query('SELECT current_office() AS office')));
    expect(new Set(rows.map((row) => (row as [{ office: unknown }])[0].office))).toEqual(new Set([null]));
  });

  it('leaves none open behind after an error, on any connection', async () => {
    const here = await makeOffice(test);
    const broken = Array.from({ length: 20 }, (_, n) =>
      test.db.inOffice({ officeId: here.officeId }, async (tx) => {
        if (n % 2) await tx.query('SELECT 1 / 0');
        throw new Error('broken');
      }),
    );
    expect((await Promise.allSettled(broken)).map((each) => each.status)).toEqual(broken.map(() => 'rejected'));
    const rows = await Promise.all(Array.from({ length: 20 }, () => test.source.query('SELECT current_office() AS office, (SELECT count(*) FROM offices) AS seen')));
    expect(rows.flat()).toEqual(rows.map(() => ({ office: null, seen: '0' })));
  });

  it('gives nothing up when the role of the program looks for a way around it', async () => {
    const there = await makeOffice(test);
    const orders = ['SET ROLE vacatur_test_owner', 'SET SESSION AUTHORIZATION vacatur_test_owner', 'ALTER TABLE clients DISABLE ROW LEVEL SECURITY', 'DROP POLICY office ON clients', 'ALTER ROLE CURRENT_USER BYPASSRLS', `CALL protect('clients')`, 'TRUNCATE audit_entries', 'ALTER TABLE audit_entries DISABLE TRIGGER append_only', `COPY offices TO PROGRAM 'cat'`, `SELECT pg_read_file('/etc/passwd')`];
    for (const sql of orders) await expect(test.db.inOffice(there, (tx) => tx.query(sql))).rejects.toThrow(/permission denied|must be owner|must be able to SET ROLE/);
    // With it off, a policy is an error and not a silence.
    const asked = test.db.inOffice(there, async (tx) => [await tx.query('SET LOCAL row_security = off'), await tx.query('SELECT * FROM offices')]);
    await expect(asked).rejects.toThrow(/row-level security/);
  });

  it('refuses a role that can become one for which it would not hold', async () => {
    const [deputy, climber] = ['deputy', 'climber'].map((name) => `vacatur_test_${name}_${process.pid}`) as [string, string];
    const url = new URL(test.appUrl);
    url.username = climber;
    await asSuperuser(test, (sql) => sql(`CREATE ROLE ${deputy} BYPASSRLS NOLOGIN; CREATE ROLE ${climber} LOGIN PASSWORD '${url.password}' IN ROLE ${deputy}`));
    const source = createDataSource({ url: url.href, poolSize: 1 });
    try {
      await source.initialize();
      await expect(refusePrivilegedRole(source)).rejects.toThrow(/may bypass row-level security/);
    } finally {
      await source.destroy();
      await asSuperuser(test, (sql) => sql(`DROP ROLE ${climber}, ${deputy}`));
    }
  });

  it('refuses a role for which it would not hold', async () => {
    const owner = createDataSource({ url: test.ownerUrl, poolSize: 1 });
    await owner.initialize();
    await expect(refusePrivilegedRole(owner)).rejects.toThrow(/owns the tables/);
    await owner.destroy();
    await expect(refusePrivilegedRole(test.source)).resolves.toBeUndefined();
  });
});

describe('sessions', () => {
  it('end at the next use once revoked, and once the user is disabled', async () => {
    const office = await makeOffice(test);
    const actor = await office.as('paralegal');
    expect(await test.db.inOffice(actor, async (_, role) => role)).toBe('paralegal');
    await test.db.inOffice({ officeId: office.officeId }, (tx) =>
      tx.query('UPDATE users SET disabled_at = now() WHERE id = $1', [actor.userId]),
    );
    await expect(test.db.inOffice(actor, async () => undefined)).rejects.toThrow(SessionEnded);
  });
});

describe('the audit trail', () => {
  it('cannot be changed or removed, by the program or by the owner', async () => {
    const office = await makeOffice(test);
    await test.db.inOffice(office, (tx) => audit(tx, PROGRAM, { action: 'a', subjectKind: 'x', subjectId: null }));
    for (const sql of ['UPDATE audit_entries SET action = $1', 'DELETE FROM audit_entries WHERE action <> $1']) {
      await expect(test.db.inOffice(office, (tx) => tx.query(sql, ['gone']))).rejects.toThrow(/permission denied/);
      await expect(test.asOwner(sql, ['gone'])).rejects.toThrow(/append-only/);
    }
  });

  it('and every other table that only grows are closed to the program', async () => {
    const tables = await test.asOwner<{ name: string }>(`SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1`);
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['audit_chain', 'audit_entries', 'case_events', 'case_notes', 'charge_corrections', 'determinations', 'docket_corrections', 'eligibility_checks', 'findings']),
    );
    for (const { name } of tables) {
      for (const sql of [`UPDATE ${name} SET office_id = office_id`, `DELETE FROM ${name}`, `TRUNCATE ${name}`]) {
        await expect(test.source.query(sql)).rejects.toThrow(/permission denied/);
      }
    }
  });

  it('links into a chain that shows a change made behind its back', async () => {
    const office = await makeOffice(test);
    await test.db.inOffice(office, async (tx) => {
      for (const action of ['one', 'two', 'three']) await audit(tx, PROGRAM, { action, subjectKind: 'x', subjectId: null });
    });
    expect(await test.db.inOffice(office, (tx) => linkAudit(tx, 2))).toBe(2);
    expect(await test.db.inOffice(office, (tx) => linkAudit(tx))).toBe(1);
    expect(await test.db.inOffice(office, (tx) => linkAudit(tx))).toBe(0);
    await test.db.inOffice(office, (tx) => audit(tx, PROGRAM, { action: 'four', subjectKind: 'x', subjectId: null }));
    expect(await test.db.inOffice(office, verifyAudit)).toEqual({ linked: 3, unlinked: 1, brokenAt: null });

    await test.asOwner('ALTER TABLE audit_entries DISABLE TRIGGER append_only');
    await test.asOwner("UPDATE audit_entries SET action = 'changed' WHERE office_id = $1 AND action = 'two'", [office.officeId]);
    await test.asOwner('ALTER TABLE audit_entries ENABLE TRIGGER append_only');
    expect((await test.db.inOffice(office, verifyAudit)).brokenAt).toMatchObject({ seq: '2', why: 'the entry does not match its hash' });
  });
});
