import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EnvReader, type Environment } from './env-reader.js';

/** What the program was told by its environment, read and checked once. Holds secrets: never log it. */
export interface Config {
  environment: 'production' | 'development' | 'test';
  database: {
    /** Connects as the unprivileged role that row-level security holds for. */
    url: string;
    /** Connects as the owner of the tables; only `migrate` uses it, and it may be absent elsewhere. */
    ownerUrl: string | null;
    poolSize: number;
  };
  queue:
    | { backend: 'postgres' }
    /** One URL is a single server, several are the known nodes of one Redis Cluster. */
    | { backend: 'redis'; urls: string[] };
  mail: {
    /** null: messages are written to `<varDir>/mail` instead of sent. */
    smtpUrl: string | null;
    from: MailAddress;
  };
  http: { host: string; port: number; publicUrl: string; trustProxy: boolean | number | string[] };
  /** 32 bytes; wraps the offices' keys. */
  masterKey: Buffer;
  varDir: string;
  logLevel: LogLevel;
  jobs: {
    /** Milliseconds after which a worker that went silent loses its job to another. */
    lockMs: number;
    /** Jobs of one queue at the same time in one process. */
    concurrency: number;
  };
  accessTokenMinutes: number;
  refreshTokenDays: number;
}

export interface MailAddress {
  name: string;
  address: string;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment of this process, for the launcher, which adds to it before it is checked. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * Reads and checks every variable; an empty one counts as not set.
 *
 * @throws {ConfigError} with all problems at once; each names the variable, what its value looks like (never the value) and what is allowed
 */
export function readConfig(env: Environment = process.env): Config {
  const read = new EnvReader(env);
  const environment = read.choice('NODE_ENV', ['production', 'development', 'test'], 'development');
  const smtpUrl = read.url('SMTP_URL', ['smtp', 'smtps'], null, { host: true });
  const host = read.text('HOST', /^[A-Za-z0-9.:-]+$/, 'a host name or address to listen on, such as 127.0.0.1 or 0.0.0.0', '127.0.0.1');
  const port = read.integer('PORT', 1, 65_535, 3000);
  const config: Config = {
    environment,
    database: {
      url: read.url('DATABASE_URL', ['postgres', 'postgresql'], undefined, { host: true, user: true, path: true }),
      ownerUrl: read.url('DATABASE_OWNER_URL', ['postgres', 'postgresql'], null, { host: true, user: true, path: true }),
      poolSize: read.integer('DATABASE_POOL_SIZE', 2, 200, 10),
    },
    queue: queueOf(read),
    mail: { smtpUrl, from: senderOf(read, smtpUrl !== null) },
    http: {
      host,
      port,
      publicUrl: read.url('PUBLIC_URL', ['http', 'https'], `http://${host.includes(':') ? `[${host}]` : host}:${port}`, { host: true }).replace(/\/$/, ''),
      trustProxy: trustProxyOf(read),
    },
    masterKey: masterKeyOf(read),
    varDir: resolve(read.text('VAR_DIR', /^[^\0]+$/, 'a folder', 'var')),
    logLevel: read.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    jobs: { lockMs: read.integer('JOB_LOCK_MS', 1_000, 3_600_000, 30_000), concurrency: read.integer('WORKER_CONCURRENCY', 1, 64, 4) },
    accessTokenMinutes: read.integer('ACCESS_TOKEN_MINUTES', 1, 60, 10),
    refreshTokenDays: read.integer('REFRESH_TOKEN_DAYS', 1, 90, 14),
  };
  read.finish();
  return config;
}

function queueOf(read: EnvReader): Config['queue'] {
  const urls = read.urls('REDIS_URL', ['redis', 'rediss']);
  return urls.length === 0 ? { backend: 'postgres' } : { backend: 'redis', urls };
}

function senderOf(read: EnvReader, sends: boolean): MailAddress {
  const allowed = 'a neutral name and an address, such as: Office <office@example.org> (whoever looks over a shoulder reads the name)';
  const fallback = sends ? undefined : 'Office <office@localhost>';
  const [, name = '', address = ''] = /^([^<>"\r\n]*?)\s*<([^\s<>@]+@[^\s<>@]+)>$/.exec(read.text('MAIL_FROM', /^[^<>"\r\n]+<[^\s<>@]+@[^\s<>@]+>$/, allowed, fallback)) ?? [];
  return { name, address };
}

function trustProxyOf(read: EnvReader): Config['http']['trustProxy'] {
  const allowed = 'no, the number of proxies in front (1 to 9), or their addresses with commas between, such as 10.0.0.0/8,127.0.0.1';
  const value = read.text('TRUST_PROXY', /^(no|[1-9]|[0-9a-fA-F:.]+(\/\d{1,3})?(,[0-9a-fA-F:.]+(\/\d{1,3})?)*)$/, allowed, 'no');
  if (value === 'no') return false;
  return /^[1-9]$/.test(value) ? Number(value) : value.split(',');
}

function masterKeyOf(read: EnvReader): Buffer {
  const none = Buffer.alloc(0);
  const allowed = '32 random bytes in base64 (44 characters; make them with: openssl rand -base64 32)';
  const direct = read.optional('MASTER_KEY');
  const path = read.optional('MASTER_KEY_FILE');
  if (direct !== null && path !== null) return read.problem('MASTER_KEY', 'is set, and so is MASTER_KEY_FILE', 'one of the two', none);
  if (path === null) {
    if (direct === null) return read.problem('MASTER_KEY', 'is not set, nor is MASTER_KEY_FILE', `${allowed}, or a file that holds them`, none);
    return keyIn(direct) ?? read.wrong('MASTER_KEY', direct, allowed, none);
  }
  if (!existsSync(path)) return read.problem('MASTER_KEY_FILE', `names ${path}, which does not exist`, `a file that holds ${allowed}`, none);
  const mode = statSync(path).mode & 0o777;
  // Container secrets are mounted readable for all, inside a container where nobody else is.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0 && !path.startsWith('/run/secrets/')) {
    return read.problem('MASTER_KEY_FILE', `names ${path}, which others may read (mode ${mode.toString(8)})`, `mode 600 (chmod 600 ${path})`, none);
  }
  return keyIn(readFileSync(path, 'utf8').trim()) ?? read.problem('MASTER_KEY_FILE', `names ${path}, which holds something else`, allowed, none);
}

function keyIn(text: string): Buffer | null {
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, 'base64') : null;
}
