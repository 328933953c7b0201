import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startGuarded, type GuardedProcess } from './guarded-process.js';
import { isAlive, isErrno, lockHolder, takeInstanceLock } from './instance-lock.js';
import { postgresPlace, type PostgresPlace } from './postgres-binaries.js';
import { DATABASE, HOST, OWNER_ROLE, readSecrets, SUPERUSER, urlsOf, writeSecrets, type PostgresUrls, type Secrets } from './postgres-secrets.js';

const START_MS = 60_000;
const STOP_MS = 20_000;

export interface EmbeddedPostgres extends PostgresUrls {
  /** Where data, passwords and log are: the folder asked for, unless the server's user cannot get there. */
  home: string;
  /** As the server says it, for example "18.4". */
  version: string;
  /** Settles when the server has ended, whether asked to or not. */
  exited: Promise<void>;
  /** Fast shutdown: open connections are cut, so close pools first. May be called twice. Data that are not persistent are removed. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from the npm package on 127.0.0.1 with database `vacatur` owned by `vacatur_owner`.
 * The server ends with this process, however this process ends. Damage from an earlier kill -9 is cleared away first.
 *
 * @param options.dir where data, passwords (mode 0600) and log lie; a new temporary folder when absent
 * @param options.persistent true keeps data and port between runs; false is for tests: no fsync, and `stop` removes the data
 * @throws {AlreadyRunning} when another living process has started a server on `dir`
 */
export async function startEmbeddedPostgres(options: { dir?: string; persistent: boolean }): Promise<EmbeddedPostgres> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'vacatur-pg-')));
  if (!options.dir) await chmod(dir, 0o711);
  const place = await postgresPlace(dir);
  const lock = await takeInstanceLock(join(place.home, 'lock'));
  try {
    const secrets = await readSecrets(place.home);
    await endOrphan(place.home);
    await initialise(place, secrets);
    const { server, port } = await launch(place, secrets, options.persistent);
    if (port !== secrets.port) await writeSecrets(place.home, { ...secrets, port });
    const urls = urlsOf({ ...secrets, port });
    const stop = async () => {
      await server.stop();
      await endOrphan(place.home);
      await lock.release();
      if (!options.persistent) {
        await rm(place.home, { recursive: true, force: true });
        await rm(dir, { recursive: true, force: true });
      }
    };
    let stopping: Promise<void> | undefined;
    try {
      const version = await prepareDatabase(urls, secrets);
      return { ...urls, home: place.home, version, exited: server.exited, stop: () => (stopping ??= stop()) };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The addresses of the server another living process has started on `dir`, for a command typed beside it; null when none runs. */
export async function runningEmbeddedPostgres(dir: string): Promise<PostgresUrls | null> {
  const { home } = await postgresPlace(dir);
  if (!(await lockHolder(join(home, 'lock')))) return null;
  const secrets = await readSecrets(home);
  return secrets.port === null ? null : urlsOf({ ...secrets, port: secrets.port });
}

/** Ends a server that outlived its parents, and removes a pid file that names nobody or somebody else. */
async function endOrphan(home: string): Promise<void> {
  const data = join(home, 'data');
  const pidFile = join(data, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  if (pid > 0 && isAlive(pid) && (await isServerOn(pid, data))) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; isAlive(pid) && waited < STOP_MS; waited += 50) await sleep(50);
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
    for (let waited = 0; isAlive(pid) && waited < STOP_MS; waited += 50) await sleep(50);
  }
  await rm(pidFile, { force: true });
}

async function isServerOn(pid: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.split('\0').includes(data);
}

async function initialise({ programs, home, runAs }: PostgresPlace, secrets: Secrets): Promise<void> {
  const data = join(home, 'data');
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return null;
    throw new Error(`${data} cannot be read by this user; it belongs to another one. Run as that user, or as root, or set VAR_DIR to another folder.`, { cause: error });
  });
  if (version !== null) {
    if (version.trim() === '18') return;
    throw new Error(`${data} was made by PostgreSQL ${version.trim()}, this program brings PostgreSQL 18. Dump it with that version and load it into a new folder (VAR_DIR).`);
  }
  // Made beside and renamed: a folder that a crash left half-made is never mistaken for a database.
  const half = `${data}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  const pwfile = join(home, 'initdb-password');
  await writeFile(pwfile, `${secrets.superuser}\n`, { mode: 0o600 });
  try {
    if (runAs) await Promise.all([chown(half, runAs.uid, runAs.gid), chown(pwfile, runAs.uid, runAs.gid)]);
    await run(programs.initdb, [
      `--pgdata=${half}`, `--username=${SUPERUSER}`, `--pwfile=${pwfile}`, '--auth=scram-sha-256', '--encoding=UTF8',
      '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync', '--no-instructions',
    ], runAs);
  } finally {
    await rm(pwfile, { force: true });
  }
  await rename(half, data);
}

async function run(program: string, args: string[], runAs: PostgresPlace['runAs']): Promise<void> {
  const child = spawn(program, args, { ...runAs, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaints.trim()}`);
}

async function launch(place: PostgresPlace, secrets: Secrets, persistent: boolean): Promise<{ server: GuardedProcess; port: number }> {
  const log = join(place.home, 'server.log');
  let complaints = '';
  for (let attempt = 0; attempt < 10; attempt++) {
    const port = await freePort(attempt === 0 ? secrets.port : null);
    const server = await startGuarded({
      program: place.programs.postgres,
      args: serverArgs(place.home, port, persistent),
      log,
      runAs: place.runAs,
      stopSignal: 'SIGINT',
      lastSignal: 'SIGQUIT',
      graceMs: STOP_MS,
    });
    if (await isReady(server, place.home)) return { server, port };
    complaints = await readFile(log, 'utf8');
    // Backends of a server that was killed a moment ago may still hold its memory; a free port may have been taken meanwhile.
    if (!/shared memory|could not (bind|create any TCP)/.test(complaints)) break;
    await sleep(500);
  }
  throw new Error(`PostgreSQL did not start. Its last words (${log}): ${complaints.trim().slice(-2000)}`);
}

function serverArgs(home: string, port: number, persistent: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: HOST,
    unix_socket_directories: '',
    port,
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The server's log names neither statements nor the values in them.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    ...(persistent ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', max_wal_size: '4GB' }),
  };
  return ['-D', join(home, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** A port of 127.0.0.1 that nobody listens on now: the wanted one where it is free, otherwise any. */
export async function freePort(wanted: number | null): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted ?? 0, HOST);
    await once(probe, 'listening');
    const address = probe.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    return address.port;
  } catch (error) {
    if (wanted === null) throw error;
    return await freePort(null);
  } finally {
    probe.close();
  }
}

/** Waits until the server writes "ready" into its pid file, the sign that pg_ctl waits for too; false when it ended instead. */
async function isReady(server: GuardedProcess, home: string): Promise<boolean> {
  const pidFile = join(home, 'data', 'postmaster.pid');
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(15)) {
    if (server.hasExited()) return false;
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (lines[7]?.trim() === 'ready') return true;
  }
  await server.stop();
  return false;
}

async function prepareDatabase({ superuserUrl }: PostgresUrls, secrets: Secrets): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows: roles } = await client.query('select 1 from pg_roles where rolname = $1', [OWNER_ROLE]);
    if (roles.length === 0) {
      // The role's password never changes afterwards: the file that holds it was written, and synced, before the database was made.
      await client.query(`create role ${OWNER_ROLE} login createrole password ${pg.escapeLiteral(secrets.owner)}`);
    }
    const { rows: databases } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (databases.length === 0) await client.query(`create database ${DATABASE} owner ${OWNER_ROLE}`);
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]!.server_version.split(' ')[0]!;
  } finally {
    await client.end();
  }
}
