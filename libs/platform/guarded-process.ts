import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

/**
 * Runs between us and the program: when our end of its standard input closes, because we asked or because we died, it stops the program.
 * A handler in our own process could not do that after kill -9.
 */
const GUARDIAN = `
import { spawn } from 'node:child_process';
const { program, args, runAs, stopSignal, lastSignal, graceMs } = JSON.parse(process.argv[1]);
const child = spawn(program, args, { ...runAs, cwd: '/', stdio: ['ignore', 'inherit', 'inherit'] });
const stop = () => {
  child.kill(stopSignal);
  setTimeout(() => child.kill(lastSignal), graceMs).unref();
};
child.on('exit', (code) => process.exit(code ?? 1));
child.on('error', (error) => { console.error(error.message); process.exit(1); });
process.stdin.on('close', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stop);
`;

export interface GuardedProgram {
  program: string;
  args: readonly string[];
  /** File that receives what the program prints; begun anew. */
  log: string;
  /** Another system user to run as; only root may ask for one. */
  runAs?: { uid: number; gid: number } | null;
  stopSignal: NodeJS.Signals;
  /** Sent when the program still runs `graceMs` after the stop signal. */
  lastSignal: NodeJS.Signals;
  graceMs: number;
}

export interface GuardedProcess {
  /** Settles when the program has ended, whether asked to or not. */
  exited: Promise<void>;
  hasExited(): boolean;
  /** Stops the program and waits for its end. May be called twice. */
  stop(): Promise<void>;
}

/** Starts a server program that ends with this process, however this process ends, and that does not keep this process alive. */
export async function startGuarded(program: GuardedProgram): Promise<GuardedProcess> {
  const log = await open(program.log, 'w', 0o600);
  // Detached: Ctrl-C in a terminal goes to every process of its group, and would stop a server under those who still use it.
  const guardian = spawn(process.execPath, ['--input-type=module', '-e', GUARDIAN, JSON.stringify(program)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  });
  await log.close();
  const { stdin } = guardian;
  if (stdin === null) throw new Error(`${program.program} was started without a pipe to it`);
  stdin.on('error', () => undefined);
  guardian.unref();
  const exited = once(guardian, 'exit').then(() => undefined);
  return {
    exited,
    hasExited: () => guardian.exitCode !== null || guardian.signalCode !== null,
    stop: async () => {
      guardian.ref();
      stdin.destroy();
      await exited;
    },
  };
}
