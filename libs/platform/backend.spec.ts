import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { provideBackend } from './backend.js';
import { readConfig } from './config.js';
import { ConfigError } from './env-reader.js';
import { AlreadyRunning } from './instance-lock.js';

let varDir: string;

beforeEach(async () => {
  varDir = await mkdtemp(join(tmpdir(), 'vacatur-backend-'));
  await chmod(varDir, 0o711);
});
afterEach(() => rm(varDir, { recursive: true, force: true }));

describe('provideBackend', () => {
  it('leaves an environment that names its database and key as it is, and starts nothing', async () => {
    const env = { DATABASE_URL: 'postgres://app@db/vacatur', MASTER_KEY: Buffer.alloc(32).toString('base64'), VAR_DIR: varDir };
    const backend = await provideBackend(env, { share: false });
    expect(backend).toMatchObject({ env, embedded: false });
    await backend.stop();
  });

  it('makes database and key where none are named, keeps them, and shares them only when asked to', async () => {
    const first = await provideBackend({ VAR_DIR: varDir }, { share: false });
    const config = readConfig(first.env);
    const keyFile = join(varDir, 'keys', 'master.key');
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(config.masterKey.toString('base64')).toBe((await readFile(keyFile, 'utf8')).trim());
    const owner = new pg.Client({ connectionString: config.database.ownerUrl! });
    await owner.connect();
    await owner.end();

    await expect(provideBackend({ VAR_DIR: varDir }, { share: false })).rejects.toThrow(AlreadyRunning);
    const beside = await provideBackend({ VAR_DIR: varDir }, { share: true });
    expect(beside.env['DATABASE_URL']).toBe(first.env['DATABASE_URL']);
    await beside.stop();
    await first.stop();

    const second = await provideBackend({ VAR_DIR: varDir }, { share: true });
    expect(readConfig(second.env).masterKey.equals(config.masterKey)).toBe(true);
    await second.stop();
  });

  it('makes no new key over data that an earlier one sealed', async () => {
    await mkdir(join(varDir, 'pg'));
    await expect(provideBackend({ VAR_DIR: varDir }, { share: false })).rejects.toThrow(/master\.key is missing, and the data beside it cannot be read without it/);
  });

  it('finds what is wrong with the rest of the environment before it starts anything', async () => {
    await expect(provideBackend({ VAR_DIR: varDir, PORT: 'http' }, { share: false })).rejects.toThrow(ConfigError);
    await expect(stat(join(varDir, 'pg'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
