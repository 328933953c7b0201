import { existsSync } from 'node:fs';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from './instance-lock.js';
import { newKey } from './keys.js';

/**
 * Makes the master key's file (mode 0600) for an installation that keeps its own; one that exists is left as it is.
 *
 * @param path where the key lies
 * @param dataExist whether data sealed under an earlier key may exist: a new key would not open them
 */
export async function ensureMasterKeyFile(path: string, dataExist: boolean): Promise<void> {
  if (existsSync(path)) return;
  if (dataExist) {
    throw new Error(`The master key ${path} is missing, and the data beside it cannot be read without it. Put the file back from your backup, or move the data away to begin anew.`);
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${newKey().toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    // Another process was first; its key is the key.
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
