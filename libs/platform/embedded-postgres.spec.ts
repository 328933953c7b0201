import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { eventually } from '../../test/eventually.js';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { AlreadyRunning, isAlive } from './instance-lock.js';

const folders: string[] = [];
const children: ChildProcess[] = [];

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'vacatur-pg-test-'));
  folders.push(dir);
  // Root's server runs as another user, who has to get through here.
  await chmod(dir, 0o711);
  return join(dir, 'pg');
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(home: string): Promise<number> {
  return Number.parseInt(await readFile(join(home, 'data', 'postmaster.pid'), 'utf8'), 10);
}

/** Another process that starts the server on `dir` and says "up". */
async function starter(dir: string): Promise<ChildProcess> {
  const built = resolve('dist/libs/platform/embedded-postgres.js');
  const code = `const { startEmbeddedPostgres } = await import(${JSON.stringify(built)});
    await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)}, persistent: true }); console.log('up'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true })));
});

describe('startEmbeddedPostgres', () => {
  it('serves a database owned by a role that is not superuser, on this machine only', async () => {
    const server = await startEmbeddedPostgres({ persistent: false });
    try {
      expect(server.version).toMatch(/^18\.\d+$/);
      const [me] = await query(server.ownerUrl, 'select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user');
      expect(me).toEqual({ rolname: 'vacatur_owner', rolsuper: false, rolbypassrls: false, rolcreaterole: true });
      const [owned] = await query(server.ownerUrl, "select pg_get_userbyid(datdba) as owner from pg_database where datname = 'vacatur'");
      expect(owned).toEqual({ owner: 'vacatur_owner' });
      const [listening] = await query(server.superuserUrl, "select current_setting('listen_addresses') as at, current_setting('unix_socket_directories') as sockets");
      expect(listening).toEqual({ at: '127.0.0.1', sockets: '' });
      await expect(query(server.ownerUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
    } finally {
      await server.stop();
    }
    await server.stop();
    await expect(query(server.ownerUrl, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('keeps data, passwords and port between runs, and the passwords to itself', async () => {
    const dir = await folder();
    const first = await startEmbeddedPostgres({ dir, persistent: true });
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'data'))).mode & 0o777).toBe(0o700);
    await first.stop();

    const second = await startEmbeddedPostgres({ dir, persistent: true });
    try {
      expect(second.ownerUrl).toBe(first.ownerUrl);
      expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await second.stop();
    }
  });

  it('refuses a second start on the same data, naming who runs and what to do', async () => {
    const dir = await folder();
    const server = await startEmbeddedPostgres({ dir, persistent: true });
    try {
      const second = startEmbeddedPostgres({ dir, persistent: true });
      await expect(second).rejects.toThrow(AlreadyRunning);
      await expect(second).rejects.toThrow(`process ${process.pid}`);
      expect(await query(server.ownerUrl, 'select 1 as up')).toEqual([{ up: 1 }]);
      expect(await runningEmbeddedPostgres(dir)).toMatchObject({ ownerUrl: server.ownerUrl, appUrl: server.appUrl });
    } finally {
      await server.stop();
    }
    expect(await runningEmbeddedPostgres(dir)).toBeNull();
  });

  it('ends with the process that started it, even after kill -9, and starts again with the data', async () => {
    const dir = await folder();
    const child = await starter(dir);
    const running = await runningEmbeddedPostgres(dir);
    await query(running!.ownerUrl, 'create table kept as select 42 as answer');
    const pid = await postmaster(dir);
    child.kill('SIGKILL');
    await eventually(() => Promise.resolve(!isAlive(pid)));

    const server = await startEmbeddedPostgres({ dir, persistent: true });
    try {
      expect(await query(server.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await server.stop();
    }
  });

  it('says so when the server is killed under it, and recovers on the next start', async () => {
    const dir = await folder();
    const server = await startEmbeddedPostgres({ dir, persistent: true });
    await query(server.ownerUrl, 'create table kept as select 42 as answer');
    process.kill(await postmaster(dir), 'SIGKILL');
    await server.exited;
    await server.stop();

    const next = await startEmbeddedPostgres({ dir, persistent: true });
    try {
      expect(await query(next.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await next.stop();
    }
  });

  it('is not misled by a pid file whose number now belongs to another program', async () => {
    const dir = await folder();
    await (await startEmbeddedPostgres({ dir, persistent: true })).stop();
    await writeFile(join(dir, 'data', 'postmaster.pid'), `${process.pid}\n${dir}/data\n1\n5432\n\n127.0.0.1\n0 0\nready\n`);
    const server = await startEmbeddedPostgres({ dir, persistent: true });
    expect(await query(server.ownerUrl, 'select 1 as up')).toEqual([{ up: 1 }]);
    await server.stop();
  });

  it('refuses data of another PostgreSQL version and lost passwords, leaving both as they are', async () => {
    const dir = await folder();
    await (await startEmbeddedPostgres({ dir, persistent: true })).stop();
    const version = join(dir, 'data', 'PG_VERSION');
    await writeFile(version, '17\n');
    await expect(startEmbeddedPostgres({ dir, persistent: true })).rejects.toThrow('was made by PostgreSQL 17');
    await writeFile(version, '18\n');
    await rm(join(dir, 'secrets.json'));
    await expect(startEmbeddedPostgres({ dir, persistent: true })).rejects.toThrow('secrets.json is missing');
  });

  it('works in a folder that is closed to others, root\'s own folder included, and begins anew when that is removed', async () => {
    const dir = await folder();
    await chmod(join(dir, '..'), 0o700);
    const server = await startEmbeddedPostgres({ dir, persistent: true });
    await query(server.ownerUrl, 'create table kept as select 42 as answer');
    await server.stop();
    const second = await startEmbeddedPostgres({ dir, persistent: true });
    expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(second.home).toBe(server.home);
    await second.stop();
    await rm(dir, { recursive: true });
    const anew = await startEmbeddedPostgres({ dir, persistent: true });
    await expect(query(anew.ownerUrl, 'select answer from kept')).rejects.toMatchObject({ code: '42P01' });
    await anew.stop();
    folders.push(server.home, anew.home);
  });
});
