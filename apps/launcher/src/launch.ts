import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '#db/migrate.js';
import { provideBackend, type Backend } from '#platform/backend.js';
import { readConfig, type Config } from '#platform/config.js';
import type { Environment } from '#platform/env-reader.js';
import { ProcessTree } from './process-tree.js';

export type PartName = 'api' | 'worker';

export interface LaunchOptions {
  parts: readonly PartName[];
  env: Environment;
  /** Join the embedded database of a program that already runs here. */
  share: boolean;
  /** Write what the parts print to `<varDir>/log` instead of our own output. */
  logToFiles: boolean;
  print: (line: string) => void;
  /** Runs when everything is up; what it answers decides whether to go on serving. */
  whenUp?: (config: Config) => Promise<'serve' | 'stop'>;
}

/** What a shell gives for Ctrl-C. */
const INTERRUPTED = 130;

/**
 * Everything up, in order: database, migrations, parts; then, at a signal or when one of them breaks, everything down in the opposite order.
 *
 * @returns the exit code: 0 when it ended because it was asked to, after `whenUp` had done its work
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const { print } = options;
  const asked = untilAsked();
  const tree = new ProcessTree();
  let backend: Backend | null = null;
  let exitCode = 0;
  try {
    backend = await provideBackend(options.env, options);
    print(`database: ${backend.description}`);
    const trouble = Promise.race([tree.broken, backend.lost.then(() => 'PostgreSQL ended'), asked.then(() => null)]);
    let done = false;
    const work = run(options, backend, tree, asked.happened).then(async (next) => {
      done = true;
      return next === 'serve' ? await notHappening() : null;
    });
    const end = (await Promise.race([trouble, work])) ?? tree.failure;
    // Serving may be ended at any time; work that was begun and not finished has not happened.
    if (options.whenUp && !done) exitCode = INTERRUPTED;
    if (end !== null) {
      print(`${end}. Everything else is stopped too.`);
      exitCode = 1;
    }
  } catch (error) {
    print(messageOf(error));
    exitCode = 1;
  }
  const killed = await tree.stop();
  if (killed.length > 0) {
    print(`${killed.join(' and ')} did not stop in time and had to be killed; work under way is taken up again at the next start`);
    exitCode = 1;
  }
  await backend?.stop();
  if (exitCode === 0) print('stopped');
  return exitCode;
}

async function run(options: LaunchOptions, backend: Backend, tree: ProcessTree, isAsked: () => boolean): Promise<'serve' | 'stop'> {
  const config = readConfig(backend.env);
  const { ownerUrl, url } = config.database;
  if (ownerUrl !== null) {
    const applied = await migrate({ ownerUrl, appUrl: url, migrationsDir: resolve('migrations') });
    options.print(applied.length === 0 ? 'database schema: up to date' : `database schema: ${applied.length} migrations applied`);
  }
  for (const name of options.parts) {
    if (isAsked() || tree.failure) return await notHappening();
    const log = options.logToFiles ? { log: join(config.varDir, 'log', `${name}.log`) } : {};
    await tree.start({ name, file: fileURLToPath(new URL(`../../${name}/src/main.js`, import.meta.url)), env: backend.env, ...log });
  }
  if (isAsked() || tree.failure) return await notHappening();
  if (options.whenUp) return await options.whenUp(config);
  if (options.parts.includes('api')) options.print(`serving at ${config.http.publicUrl} (documentation at ${config.http.publicUrl}/docs)`);
  options.print('Ctrl-C stops.');
  return 'serve';
}

/** The launch is over already; who waits for its work waits for nothing. */
function notHappening(): Promise<never> {
  return new Promise(() => undefined);
}

/** Settles at the first signal that asks for the end. A second Ctrl-C changes nothing: stopping in order is what it waits for. */
function untilAsked(): Promise<void> & { happened: () => boolean } {
  let happened = false;
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        happened = true;
        resolve();
      });
    }
  });
  return Object.assign(asked, { happened: () => happened });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
