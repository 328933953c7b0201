import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readConfig } from './config.js';
import { runningEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import type { Environment } from './env-reader.js';
import { ensureMasterKeyFile } from './master-key.js';

/** The database (and master key) that a command works with: the ones the environment names, otherwise embedded ones under VAR_DIR. */
export interface Backend {
  /** The environment with everything `readConfig` needs. */
  env: Environment;
  /** For people: what was chosen. */
  description: string;
  /** Whether the database is ours to keep: its schema is then brought up to date without being asked. */
  embedded: boolean;
  /** Settles when an embedded server of ours ended without being asked; never for a server that is not ours. */
  lost: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Checks the whole environment first, then starts what it does not name.
 *
 * @param options.share true for a command typed beside a running program: it joins that program's embedded server
 * @throws {ConfigError} for a wrong environment
 * @throws {AlreadyRunning} when the embedded server is another process's and may not be shared
 */
export async function provideBackend(env: Environment, options: { share: boolean }): Promise<Backend> {
  const outside = Boolean(env['DATABASE_URL']);
  const hasKey = Boolean(env['MASTER_KEY'] || env['MASTER_KEY_FILE']);
  const { varDir } = readConfig(outside ? env : { ...env, ...STAND_IN_DATABASE, ...(hasKey ? {} : STAND_IN_KEY) });
  await mkdir(varDir, { recursive: true });
  const never = new Promise<void>(() => undefined);
  if (outside) return { env, embedded: false, description: 'PostgreSQL of DATABASE_URL', lost: never, stop: () => Promise.resolve() };

  const dir = join(varDir, 'pg');
  const keyFile = resolve(varDir, 'keys', 'master.key');
  if (!hasKey) await ensureMasterKeyFile(keyFile, existsSync(dir));
  const complete = ({ appUrl, ownerUrl }: { appUrl: string; ownerUrl: string }): Environment => ({
    ...env,
    DATABASE_URL: appUrl,
    DATABASE_OWNER_URL: ownerUrl,
    ...(hasKey ? {} : { MASTER_KEY_FILE: keyFile }),
  });
  const running = options.share ? await runningEmbeddedPostgres(dir) : null;
  if (running) {
    const description = `embedded PostgreSQL of the program that already runs (${dir})`;
    return { env: complete(running), embedded: true, description, lost: never, stop: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ dir, persistent: true });
  return { env: complete(server), embedded: true, description: `embedded PostgreSQL ${server.version} (data in ${server.home})`, ...endOf(server) };
}

/** Stand in for what is made only after the rest of the environment has been found good. */
const STAND_IN_DATABASE = { DATABASE_URL: 'postgres://stand-in@localhost/vacatur', DATABASE_OWNER_URL: '' };
const STAND_IN_KEY = { MASTER_KEY: Buffer.alloc(32).toString('base64') };

function endOf(server: EmbeddedPostgres): Pick<Backend, 'lost' | 'stop'> {
  let asked = false;
  const lost = new Promise<void>((resolve) => void server.exited.then(() => (asked ? undefined : resolve())));
  return {
    lost,
    stop: () => {
      asked = true;
      return server.stop();
    },
  };
}
