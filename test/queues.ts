import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { JobWatch } from '#jobs/job-watch.js';
import type { JobsLog } from '#jobs/jobs-log.js';
import { QueueBackend, type QueueSettings } from '#jobs/queue-backend.js';
import type { TestDatabase } from './database.js';

export type QueueKind = 'PostgreSQL' | 'Redis';

/**
 * Backends that this run can test. The runner says at the end which they were, by the words "queue on …" in the names
 * of the tests; without TEST_REDIS_URL Redis is not among them.
 */
export const QUEUE_KINDS: readonly QueueKind[] = process.env['TEST_REDIS_URL'] ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

/** A queue of its own for one test file, and what a test needs to look behind it and to break it. */
export interface TestQueue {
  settings: QueueSettings;
  prefix: string;
  open(log?: JobsLog): QueueBackend;
  /** Everything the queue holds, as it lies there: keys and values of Redis, rows of PostgreSQL. */
  contents(): Promise<string>;
  /** FLUSHALL, and what comes to the same in PostgreSQL. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestQueue(kind: QueueKind, test: TestDatabase): Promise<TestQueue> {
  return kind === 'PostgreSQL' ? postgresQueue(test) : redisQueue(test);
}

function postgresQueue(test: TestDatabase): TestQueue {
  const settings = { backend: 'postgres' as const };
  const tables = async (): Promise<string[]> => {
    const rows = await test.asOwner<{ name: string }>(
      "SELECT format('bullmq.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename <> 'migration'",
    );
    return rows.map((row) => row.name);
  };
  return {
    settings,
    prefix: 'test',
    open: (log = quiet) => QueueBackend.open({ settings, databaseUrl: test.appUrl, log }),
    contents: async () => {
      const held = await Promise.all((await tables()).map((name) => test.asOwner<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)));
      return held.flat().map(({ row }) => row).join('\n');
    },
    wipe: async () => {
      await test.asOwner(`TRUNCATE ${(await tables()).join(', ')}`);
    },
    close: async () => undefined,
  };
}

async function redisQueue(test: TestDatabase): Promise<TestQueue> {
  const server = await startRedis();
  const url = server?.url ?? process.env['TEST_REDIS_URL'] ?? '';
  const settings = { backend: 'redis' as const, urls: [url] };
  const prefix = `test-${process.pid}-${Date.now()}`;
  const client = new Redis(url);
  // On a server that other test files use at the same time, only what is under our prefix is ours.
  const ours = server ? '*' : `{${prefix}}:*`;
  return {
    settings,
    prefix,
    open: (log = quiet) => QueueBackend.open({ settings, databaseUrl: test.appUrl, prefix, log }),
    contents: async () => {
      const held = await Promise.all((await client.keys(ours)).map(async (key) => `${key} ${await valueOf(client, key)}`));
      return held.join('\n');
    },
    wipe: async () => {
      if (server) return void (await client.flushall());
      const keys = await client.keys(ours);
      if (keys.length > 0) await client.del(keys);
    },
    close: async () => {
      client.disconnect();
      await server?.stop();
    },
  };
}

async function valueOf(client: Redis, key: string): Promise<string> {
  const read: Record<string, () => Promise<unknown>> = {
    string: () => client.get(key),
    hash: () => client.hgetall(key),
    list: () => client.lrange(key, 0, -1),
    set: () => client.smembers(key),
    zset: () => client.zrange(key, 0, -1),
    stream: () => client.xrange(key, '-', '+'),
  };
  return JSON.stringify(await read[await client.type(key)]?.());
}

export interface RedisServer {
  url: string;
  port: number;
  stop(): Promise<void>;
}

export function canStartRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A Redis server that only this test uses; null where no redis-server is installed. */
export async function startRedis({ port, cluster = false }: { port?: number; cluster?: boolean } = {}): Promise<RedisServer | null> {
  if (!canStartRedis()) return null;
  const at = port ?? (await freePort());
  const options = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const clustered = cluster ? ['--cluster-enabled', 'yes', '--cluster-config-file', `/tmp/nodes-${at}.conf`, '--cluster-announce-ip', '127.0.0.1'] : [];
  const child = spawn('redis-server', [...options, ...clustered], { stdio: ['ignore', 'pipe', 'inherit'] });
  await saying(child, /Ready to accept connections/);
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function saying(child: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (words.test(chunk.toString())) resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said ${words}`)));
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export const quiet: JobsLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface JobState {
  status: string;
  attempts: number;
  sendings: number;
  problem_code: string | null;
  problem: string | null;
  progress_done: number | null;
  progress_total: number | null;
  step: string | null;
  finished_at: Date | null;
}

/** Looks at job rows, and waits for them by the notices that the program itself sends. */
export class JobRows {
  private readonly watch: JobWatch;

  constructor(private readonly test: TestDatabase) {
    this.watch = new JobWatch(test.ownerUrl, quiet);
  }

  async get(jobId: string): Promise<JobState> {
    const [row] = await this.test.asOwner<JobState>('SELECT * FROM jobs WHERE id = $1', [jobId]);
    if (!row) throw new Error(`there is no job ${jobId}`);
    return row;
  }

  /** Resolves with the row once it is as wanted. A test that waits in vain ends by its own time limit. */
  until(jobId: string, wanted: (row: JobState) => boolean): Promise<JobState> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        this.get(jobId).then((row) => {
          if (!wanted(row)) return;
          end();
          resolve(row);
        }, reject);
      };
      const end = this.watch.watch(jobId, look);
      look();
    });
  }

  done(jobId: string): Promise<JobState> {
    return this.until(jobId, (row) => row.status === 'done');
  }
}
