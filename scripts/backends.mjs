import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The servers that the tests run on. Built code is imported late: it does not exist before the first build.
 */
export async function startPostgres() {
  const { default: pg } = await import('pg');
  if (process.env.TEST_PG_URL) {
    const client = new pg.Client({ connectionString: process.env.TEST_PG_URL });
    await client.connect();
    const { rows } = await client.query('show server_version');
    await client.end();
    return { url: process.env.TEST_PG_URL, version: rows[0].server_version.split(' ')[0], kind: 'TEST_PG_URL', stop: async () => {} };
  }
  const { startEmbeddedPostgres } = await import('../dist/libs/platform/embedded-postgres.js');
  const server = await startEmbeddedPostgres({ persistent: false });
  return { url: server.superuserUrl, version: server.version, kind: 'embedded', stop: server.stop };
}

/**
 * A Redis for the tests: the one that REDIS_URL names, otherwise one of our own where the program is installed, otherwise the one
 * on the usual port. On a server that is not ours a numbered database that is empty is taken, because tests wipe theirs.
 *
 * @returns url null and the reason when there is none
 */
export async function startRedis() {
  const none = { url: null, version: null, stop: async () => {} };
  if (process.env.REDIS_URL) {
    const found = await emptyDatabase(process.env.REDIS_URL);
    return found ? { ...found, kind: 'REDIS_URL', stop: () => emptied(found.url) } : { ...none, why: 'no Redis with an empty database answers on REDIS_URL' };
  }
  if (spawnSync('redis-server', ['--version']).status === 0) return await ownRedis();
  const found = await emptyDatabase('redis://127.0.0.1:6379');
  return found ? { ...found, kind: '127.0.0.1:6379', stop: () => emptied(found.url) } : { ...none, why: 'REDIS_URL is not set, there is no redis-server program, and 127.0.0.1:6379 does not answer' };
}

async function ownRedis() {
  const { freePort } = await import('../dist/libs/platform/embedded-postgres.js');
  const { startGuarded } = await import('../dist/libs/platform/guarded-process.js');
  const dir = mkdtempSync(join(tmpdir(), 'vacatur-redis-'));
  const port = await freePort(null);
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir];
  const server = await startGuarded({ program: 'redis-server', args, log: join(dir, 'server.log'), stopSignal: 'SIGTERM', lastSignal: 'SIGKILL', graceMs: 5000 });
  const stop = async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  const found = await emptyDatabase(`redis://127.0.0.1:${port}`, 50);
  if (found) return { ...found, kind: 'redis-server', stop };
  await stop();
  throw new Error('redis-server is installed but did not start');
}

/** Leaves a database that was empty when we came as it was. */
async function emptied(url) {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  await redis.connect().then(() => redis.flushdb()).catch(() => {});
  redis.disconnect();
}

async function emptyDatabase(url, attempts = 1) {
  const { Redis } = await import('ioredis');
  for (let attempt = 0; attempt < attempts; attempt++) {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2000, maxRetriesPerRequest: 0 });
    redis.on('error', () => {});
    try {
      await redis.connect();
      const version = /(?:valkey|redis)_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'of unknown version';
      const { pathname } = new URL(url);
      const candidates = pathname.length > 1 ? [Number(pathname.slice(1))] : Array.from({ length: 16 }, (_, i) => 15 - i);
      for (const database of candidates) {
        await redis.select(database);
        if ((await redis.dbsize()) > 0) continue;
        const there = new URL(url);
        there.pathname = `/${database}`;
        return { url: there.href, version };
      }
      return null;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      redis.disconnect();
    }
  }
  return null;
}
