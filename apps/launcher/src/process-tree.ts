import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Environment } from '#platform/env-reader.js';
import type { ReadyNote } from '#platform/process-life.js';

export interface Part {
  name: string;
  /** Compiled entry file. */
  file: string;
  env: Environment;
  /** File for what the part prints; it goes to our own output when absent. */
  log?: string;
}

/** Processes that live and die together. Each is told to stop by SIGTERM, and notices by itself when we are killed. */
export class ProcessTree {
  private readonly children = new Map<string, ChildProcess>();
  private over = false;
  private tellEnd: (message: string) => void = () => undefined;

  /** Words for people about the first part that ended without being asked. */
  failure: string | null = null;

  /** Settles, with those words, when a part ended without being asked. Others may not go on alone: call `stop`. */
  readonly broken = new Promise<string>((resolve) => (this.tellEnd = resolve));

  /** @param graceMs how long a part may take to stop; it is killed then */
  constructor(private readonly graceMs = 30_000) {}

  /** Starts a part and waits until it says that it does its work, or has ended (see `broken`). Once the tree is stopped or broken nothing starts any more. */
  async start({ name, file, env, log }: Part): Promise<void> {
    if (log) await mkdir(dirname(log), { recursive: true });
    const output = log ? await open(log, 'a', 0o600) : null;
    if (this.over) return void (await output?.close());
    // Detached: Ctrl-C reaches every process of the terminal's group, but parts stop in our order, after us and before the database.
    // Parts must not learn who owns the tables: row-level security and append-only tables do not hold for the owner.
    const partEnv = { ...env };
    delete partEnv['DATABASE_OWNER_URL'];
    const child = spawn(process.execPath, [file], { env: partEnv, detached: true, stdio: ['ignore', output?.fd ?? 'inherit', output?.fd ?? 'inherit', 'ipc'] });
    await output?.close();
    this.children.set(name, child);
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => this.ended(name, `could not be started: ${error.message}`, resolve));
      child.once('exit', (code, signal) => this.ended(name, `ended ${signal ? `by ${signal}` : `with code ${code}`}${log ? `; see ${log}` : ''}`, resolve));
    });
    const ready = new Promise<void>((resolve) => child.on('message', (note) => ((note as Partial<ReadyNote>).ready ? resolve() : undefined)));
    await Promise.race([ready, ended]);
  }

  /** Stops all parts and waits for their ends. @returns names of those that had to be killed */
  async stop(): Promise<string[]> {
    this.over = true;
    const killed: string[] = [];
    const stopOne = async ([name, child]: [string, ChildProcess]): Promise<void> => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const deadline = setTimeout(() => {
        killed.push(name);
        child.kill('SIGKILL');
      }, this.graceMs);
      await exited;
      clearTimeout(deadline);
    };
    await Promise.all([...this.children].map(stopOne));
    return killed;
  }

  private ended(name: string, how: string, settle: () => void): void {
    this.children.delete(name);
    if (!this.over) this.tellEnd((this.failure = `${name} ${how}`));
    this.over = true;
    settle();
  }
}
