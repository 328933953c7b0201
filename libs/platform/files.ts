import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from './atomic-file.js';
import { isErrno } from './instance-lock.js';

/** There is no file of this name. The name is an id, so it may be said. */
export class FileAbsent extends Error {
  override readonly name = 'FileAbsent';
  readonly code = 'FILE_ABSENT';
}

const SEGMENT = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)*$/;

/**
 * Sealed bytes under names such as `<office id>/<document id>.pdf`, in the folder `files` of the data folder.
 * What is handed over is written as it is: encrypt first.
 */
export class FileStore {
  private readonly folder: string;

  constructor(varDir: string) {
    this.folder = join(varDir, 'files');
  }

  /** Whole or not at all, and on disk when it returns. An existing file is replaced, so it may run twice. */
  async put(name: string, sealed: Buffer): Promise<void> {
    const path = this.pathOf(name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeAtomically(path, sealed);
  }

  /** @throws {FileAbsent} */
  async get(name: string): Promise<Buffer> {
    try {
      return await readFile(this.pathOf(name));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw new FileAbsent(`there is no file ${name}`);
      throw error;
    }
  }

  /** Nothing happens when it is gone already. */
  async delete(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  /** Names of the files directly in a folder (`''` for the topmost), sorted; drafts that a crash left are not among them. */
  async list(folder: string): Promise<string[]> {
    const path = folder === '' ? this.folder : this.pathOf(folder);
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    });
    const names = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp')).map((entry) => entry.name);
    return names.sort().map((name) => (folder === '' ? name : `${folder}/${name}`));
  }

  private pathOf(name: string): string {
    const segments = name.split('/');
    const fine = name.length <= 200 && segments.length <= 4 && segments.every((segment) => SEGMENT.test(segment)) && !name.endsWith('.tmp');
    if (!fine) {
      throw new RangeError('a file name has up to 4 parts with "/" between, each of a-z, 0-9, "-", "_" and an ending such as ".pdf"; ".tmp" is for drafts');
    }
    return join(this.folder, ...segments);
  }
}
