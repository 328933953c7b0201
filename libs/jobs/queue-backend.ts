import { createPostgresBackend, createRedisBackend, Queue, setDefaultBackendFactory, type BackendFactory, type ConnectionOptions } from 'bullmq';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import pg from 'pg';
import type { QueuedJob, QueueName } from './job-table.js';
import type { JobsLog } from './jobs-log.js';

export type QueueSettings = { backend: 'postgres' } | { backend: 'redis'; urls: readonly string[] };

export interface QueueBackendOptions {
  settings: QueueSettings;
  /** Where the queue lives when it lives in PostgreSQL; the program's unprivileged role is enough. */
  databaseUrl: string;
  /** Connections for the queue in PostgreSQL: one listens for each worker, the rest do the work. */
  poolSize?: number;
  /** Keeps several programs (or tests) apart on one Redis. PostgreSQL keeps them apart by database. */
  prefix?: string;
  log: JobsLog;
}

/** BullMQ takes one default factory per process; deciding by the connection lets one process hold both kinds. */
const byConnection = ((name: string, options: { connection: unknown }, how?: object) =>
  options.connection instanceof pg.Pool
    ? createPostgresBackend(name, { ...options, connection: options.connection }, how)
    : createRedisBackend(name, options as Parameters<typeof createRedisBackend>[1], how)) as unknown as BackendFactory;

/**
 * The connections of one process to the queue: BullMQ on Redis, on Redis Cluster, or on PostgreSQL. Whatever it holds
 * can be rebuilt from the job rows.
 */
export class QueueBackend {
  readonly kind: 'postgres' | 'redis';
  private readonly queues = new Map<QueueName, Queue<QueuedJob>>();

  private constructor(
    private readonly producer: pg.Pool | Redis | Cluster,
    private readonly consumer: pg.Pool | Redis | Cluster,
    private readonly prefix: string,
    private readonly log: JobsLog,
  ) {
    this.kind = producer instanceof pg.Pool ? 'postgres' : 'redis';
  }

  /** Opens without waiting: a queue that is away is waited for by whoever uses it. */
  static open({ settings, databaseUrl, poolSize = 12, prefix = 'vacatur', log }: QueueBackendOptions): QueueBackend {
    setDefaultBackendFactory(byConnection);
    if (settings.backend === 'postgres') {
      const pool = postgresPool(databaseUrl, poolSize, log);
      return new QueueBackend(pool, pool, prefix, log);
    }
    // Handing over must fail soon, for the relay holds rows meanwhile and tries again; a worker waits as long as it takes.
    const producer = redisClient(settings.urls, { maxRetriesPerRequest: 1, commandTimeout: 10_000 }, log);
    const consumer = redisClient(settings.urls, { maxRetriesPerRequest: null }, log);
    // In a cluster all keys of a queue must lie in one slot: the part in braces decides which.
    return new QueueBackend(producer, consumer, `{${prefix}}`, log);
  }

  /** For handing over and for looking up; never processes. */
  queue(name: QueueName): Queue<QueuedJob> {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Queue<QueuedJob>(name, { connection: this.producer as unknown as ConnectionOptions, prefix: this.prefix });
    queue.on('error', (error) => this.log.warn('queue.trouble', { queue: name }, error));
    this.queues.set(name, queue);
    return queue;
  }

  /** Connection and key prefix for workers. */
  forWorkers(): { connection: ConnectionOptions; prefix: string } {
    return { connection: this.consumer as unknown as ConnectionOptions, prefix: this.prefix };
  }

  /** Close the workers first. */
  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    for (const connection of new Set([this.producer, this.consumer])) {
      if (connection instanceof pg.Pool) await connection.end();
      else connection.disconnect();
    }
  }
}

function postgresPool(url: string, max: number, log: JobsLog): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    keepAlive: true,
    application_name: 'vacatur-queue',
    options: '-c search_path=bullmq',
  });
  // each queue and worker adds one of its own
  pool.setMaxListeners(64);
  pool.on('error', (error) => log.warn('queue.trouble', { backend: 'postgres' }, error));
  return pool;
}

function redisClient(urls: readonly string[], options: RedisOptions, log: JobsLog): Redis | Cluster {
  const [first] = urls;
  if (!first) throw new Error('REDIS_URL names no server');
  const pause = (times: number): number => Math.min(500 * 2 ** Math.min(times, 6), 20_000);
  const client =
    urls.length === 1
      ? new Redis(first, { ...options, keepAlive: 10_000, retryStrategy: pause })
      : new Cluster([...urls], { clusterRetryStrategy: pause, redisOptions: { ...options, ...credentials(first), keepAlive: 10_000 } });
  client.setMaxListeners(64);
  client.on('error', (error: unknown) => log.warn('queue.trouble', { backend: 'redis' }, error));
  return client;
}

/** Nodes of a cluster are found by asking; what they are asked with is taken from the first address. */
function credentials(address: string): RedisOptions {
  const url = new URL(address);
  return {
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
