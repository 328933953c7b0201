import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './instance-lock.js';

export const HOST = '127.0.0.1';
export const DATABASE = 'vacatur';
export const OWNER_ROLE = 'vacatur_owner';
export const SUPERUSER = 'postgres';
const APP_ROLE = 'vacatur_app';

export interface PostgresUrls {
  /** For migrations: owns the database and its tables, may create roles, is not superuser. */
  ownerUrl: string;
  /** For the running program: the role that `migrate` creates; row-level security holds for it. */
  appUrl: string;
  superuserUrl: string;
  port: number;
}

/** What an embedded server keeps beside its data, in a file of mode 0600: the passwords of its roles, and the port it had last. */
export interface Secrets {
  superuser: string;
  owner: string;
  app: string;
  port: number | null;
}

/**
 * The secrets of the server whose folder is `home`; made, and on disk, when there are no data yet.
 *
 * @throws Error when there are data whose passwords are lost
 */
export async function readSecrets(home: string): Promise<Secrets> {
  const path = join(home, 'secrets.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Secrets;
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
  if (await stat(join(home, 'data')).catch(() => null)) {
    throw new Error(`${path} is missing, but ${join(home, 'data')} holds a database that needs its passwords. Put the file back, or move the data away to begin anew.`);
  }
  const secrets: Secrets = { superuser: password(), owner: password(), app: password(), port: null };
  await writeSecrets(home, secrets);
  return secrets;
}

function password(): string {
  return randomBytes(24).toString('base64url');
}

export async function writeSecrets(home: string, secrets: Secrets): Promise<void> {
  const path = join(home, 'secrets.json');
  await writeFile(`${path}.new`, JSON.stringify(secrets), { mode: 0o600, flush: true });
  if (process.getuid?.() === 0) {
    // Root may have been used once on an ordinary user's folder, who must still be able to read this.
    const { uid, gid } = await stat(home);
    await chown(`${path}.new`, uid, gid);
  }
  await rename(`${path}.new`, path);
}

export function urlsOf({ superuser, owner, app, port }: Secrets & { port: number }): PostgresUrls {
  const url = (role: string, secret: string, database: string) => `postgres://${role}:${secret}@${HOST}:${port}/${database}`;
  return {
    ownerUrl: url(OWNER_ROLE, owner, DATABASE),
    appUrl: url(APP_ROLE, app, DATABASE),
    superuserUrl: url(SUPERUSER, superuser, 'postgres'),
    port,
  };
}

