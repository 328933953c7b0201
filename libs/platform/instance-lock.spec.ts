import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlreadyRunning, isAlive, lockHolder, takeInstanceLock } from './instance-lock.js';

let dir: string;
let path: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vacatur-lock-'));
  path = join(dir, 'lock');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('takeInstanceLock', () => {
  it('is held until it is given back', async () => {
    const lock = await takeInstanceLock(path);
    await expect(takeInstanceLock(path)).rejects.toThrow(AlreadyRunning);
    expect(await lockHolder(path)).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await lockHolder(path)).toBeNull();
    await (await takeInstanceLock(path)).release();
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([
    ['a holder that is dead', () => JSON.stringify({ pid: deadPid(), born: '1', since: '2026-01-01' })],
    ['a later process with the same number', () => JSON.stringify({ pid: process.pid, born: 'another time', since: '2026-01-01' })],
    ['a file that a power cut left empty', () => ''],
  ])('is taken from %s', async (_, content) => {
    await writeFile(path, content());
    const lock = await takeInstanceLock(path);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('says who holds it, since when, and what to do', async () => {
    const lock = await takeInstanceLock(path);
    await expect(takeInstanceLock(path)).rejects.toThrow(
      new RegExp(`already running on this data \\(process ${process.pid}, since \\d{4}-.*kill ${process.pid}.*VAR_DIR`),
    );
    await lock.release();
  });
});

describe('isAlive', () => {
  it('knows the living, also those of other users, from the dead', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(1)).toBe(true);
    expect(isAlive(deadPid())).toBe(false);
  });
});
