import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.js';
import { ConfigError } from './env-reader.js';

const key = Buffer.alloc(32, 9).toString('base64');
const least = { DATABASE_URL: 'postgres://vacatur_app:pw@db:5432/vacatur', MASTER_KEY: key };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('needs a database and a master key, and has an answer for all else', () => {
    const config = readConfig(least);
    expect(config.database).toEqual({ url: least.DATABASE_URL, ownerUrl: null, poolSize: 10 });
    expect(config.masterKey.equals(Buffer.alloc(32, 9))).toBe(true);
    expect(config.queue).toEqual({ backend: 'postgres' });
    expect(config.mail).toEqual({ smtpUrl: null, from: { name: 'Office', address: 'office@localhost' } });
    expect(config.http).toEqual({ host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000', trustProxy: false });
    expect(problemsOf({})).toHaveLength(2);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ ...least, REDIS_URL: '', SMTP_URL: '', PORT: '' }).queue.backend).toBe('postgres');
  });

  it.each([
    ['redis://cache:6379', ['redis://cache:6379']],
    ['rediss://user:pw@a:6379, rediss://user:pw@b:6379', ['rediss://user:pw@a:6379', 'rediss://user:pw@b:6379']],
  ])('chooses Redis for %s', (REDIS_URL, urls) => {
    expect(readConfig({ ...least, REDIS_URL }).queue).toEqual({ backend: 'redis', urls });
  });

  it.each([
    ['no', false],
    ['2', 2],
    ['10.0.0.0/8,::1', ['10.0.0.0/8', '::1']],
  ])('reads TRUST_PROXY=%s', (TRUST_PROXY, trusted) => {
    expect(readConfig({ ...least, TRUST_PROXY }).http.trustProxy).toEqual(trusted);
  });

  it.each([
    ['PORT', '0', 'PORT is a whole number of 1 character; allowed: a whole number from 1 to 65535'],
    ['PORT', '65536', 'PORT is a whole number of 5 characters; allowed'],
    ['PORT', '80.5', 'PORT is a number with a fraction; allowed'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'DATABASE_URL is a URL mysql://… of 25 characters; allowed: a URL postgres:// or postgresql://user:password@host:port/name'],
    ['DATABASE_URL', 'postgres://app:hunter2@db', 'DATABASE_URL is a URL postgres://… of 25 characters'],
    ['DATABASE_URL', 'postgres://db/vacatur', 'DATABASE_URL is a URL postgres://'],
    ['REDIS_URL', 'redis://a,http://b', 'REDIS_URL is a URL redis://…'],
    ['SMTP_URL', 'hunter2', 'SMTP_URL is a text of 7 characters; allowed: a URL smtp:// or smtps://host:port'],
    ['MAIL_FROM', 'office@example.org', 'MAIL_FROM is a text of 18 characters; allowed: a neutral name and an address'],
    ['MASTER_KEY', 'hunter2hunter2', 'MASTER_KEY is a text of 14 characters; allowed: 32 random bytes in base64'],
    ['MASTER_KEY', ` ${key}`, 'MASTER_KEY is 45 characters with white space around'],
    ['MASTER_KEY_FILE', '/nowhere/key', 'MASTER_KEY is set, and so is MASTER_KEY_FILE; allowed: one of the two'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is a text of 4 characters; allowed: debug, info, warn, error, silent'],
    ['JOB_LOCK_MS', '999', 'JOB_LOCK_MS is a whole number of 3 characters; allowed: a whole number from 1000 to 3600000'],
    ['TRUST_PROXY', 'yes', 'TRUST_PROXY is a text of 3 characters; allowed: no, the number of proxies'],
    ['NODE_ENV', 'prod', 'NODE_ENV is a text of 4 characters; allowed: production, development, test'],
  ])('%s=%s is refused by name, shape and what is allowed', (name, value, message) => {
    const problems = problemsOf({ ...least, MAIL_FROM: 'Office <office@example.org>', [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).not.toContain('hunter2');
  });

  it('wants a sender as soon as mail really leaves', () => {
    expect(problemsOf({ ...least, SMTP_URL: 'smtp://mail.example.org:587' })).toEqual([expect.stringContaining('MAIL_FROM is not set')]);
  });

  it('reports all problems at once', () => {
    expect(problemsOf({ PORT: 'x', WORKER_CONCURRENCY: '0', SMTP_URL: 'x' }).map((problem) => problem.split(' ')[0])).toEqual(
      ['SMTP_URL', 'PORT', 'DATABASE_URL', 'MAIL_FROM', 'MASTER_KEY', 'WORKER_CONCURRENCY'],
    );
  });

  it('reads the key from a file that only its owner may read', () => {
    const dir = mkdtempSync(join(tmpdir(), 'vacatur-key-'));
    try {
      const MASTER_KEY_FILE = join(dir, 'key');
      const env = { DATABASE_URL: least.DATABASE_URL, MASTER_KEY_FILE };
      writeFileSync(MASTER_KEY_FILE, `${key}\n`, { mode: 0o600 });
      expect(readConfig(env).masterKey.toString('base64')).toBe(key);
      writeFileSync(MASTER_KEY_FILE, 'hunter2');
      expect(problemsOf(env)).toEqual([expect.stringMatching(/^MASTER_KEY_FILE names .*key, which holds something else/)]);
      rmSync(MASTER_KEY_FILE);
      writeFileSync(MASTER_KEY_FILE, key, { mode: 0o644 });
      expect(problemsOf(env)).toEqual([expect.stringContaining('others may read (mode 644); allowed: mode 600')]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('has each variable it reads explained in .env.example, and none that it does not', () => {
    const read = new Set<string>();
    const recorder = new Proxy<Record<string, string>>({ ...least }, { get: (env, name: string) => (read.add(name), env[name]) });
    readConfig(recorder);
    const example = readFileSync('.env.example', 'utf8');
    const explained = [...example.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name!);
    const forComposeOnly = ['POSTGRES_PASSWORD', 'OWNER_PASSWORD', 'APP_PASSWORD', 'REDIS_PASSWORD'];
    expect([...explained].sort()).toEqual([...read, ...forComposeOnly].filter((name) => name !== 'NODE_ENV').sort());
  });
});
