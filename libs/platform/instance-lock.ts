import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Another living process holds the lock; `holder` is what it wrote there. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
  readonly code = 'ALREADY_RUNNING';

  constructor(
    readonly path: string,
    readonly holder: LockHolder,
  ) {
    super(
      `Vacatur is already running on this data (process ${holder.pid}, since ${holder.since}; lock file ${path}). ` +
        `Stop it first (Ctrl-C in its terminal, or: kill ${holder.pid}), or set VAR_DIR to another folder for a second, separate instance.`,
    );
  }
}

export interface LockHolder {
  pid: number;
  /** When the process was started by the kernel's count, so that a later process with the same number is not taken for it; null where the system does not tell. */
  born: string | null;
  since: string;
}

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Takes the lock file, also from a holder that died without releasing it (kill -9, power cut).
 *
 * @throws {AlreadyRunning} when the holder is alive
 */
export async function takeInstanceLock(path: string): Promise<InstanceLock> {
  const mine: LockHolder = { pid: process.pid, born: bornOf(process.pid), since: new Date().toISOString() };
  const draft = `${path}.${randomUUID()}`;
  // Linked into place when complete, so that nobody ever reads half of it.
  await writeFile(draft, JSON.stringify(mine));
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        await link(draft, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if (!isErrno(error, 'EEXIST')) throw error;
      }
      const holder = await lockHolder(path);
      if (holder) throw new AlreadyRunning(path, holder);
      await bury(path);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new Error(`${path} is taken and given back again and again by other processes; try once more`);
}

/** Moves a dead holder's file away. Of two newcomers one may move the other's fresh file instead: it notices and puts it back. */
async function bury(path: string): Promise<void> {
  const grave = `${path}.${randomUUID()}.stale`;
  try {
    await rename(path, grave);
    if (await lockHolder(grave)) await link(grave, path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT') && !isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(grave, { force: true });
  }
}

/** Who holds the lock and is alive; null when the lock is free or its holder is dead. */
export async function lockHolder(path: string): Promise<LockHolder | null> {
  let holder: LockHolder;
  try {
    holder = JSON.parse(await readFile(path, 'utf8')) as LockHolder;
  } catch (error) {
    // A file that a power cut left empty is a dead holder's.
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
  return isAlive(holder.pid) && bornOf(holder.pid) === holder.born ? holder : null;
}

/** Whether a process with this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/** Whether a failed system call gave this code, such as ENOENT. */
export function isErrno(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function bornOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; counted from the last ")" because the program's name may hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
