import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Law } from '#law/law.js';
import { loadLaw } from '#law/load.js';
import { userPath } from './places.js';

/**
 * The law of a folder, or of a git commit, tag or branch of this checkout. A folder wins where a name is both.
 *
 * @throws Error naming what was given when it is neither, or its law does not load
 */
export function lawAt(wanted: string): Law {
  const folder = userPath(wanted);
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    if (!existsSync(join(folder, 'coverage.yaml'))) throw new Error(`--from ${wanted}: the folder has no coverage.yaml; allowed: a folder like law/, or a git commit, tag or branch`);
    return loadLaw(folder);
  }
  const commit = spawnSync('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`], { encoding: 'utf8' });
  if (commit.status !== 0) throw new Error(`--from ${wanted}: there is no such folder, and git knows no commit, tag or branch of that name`);
  const into = mkdtempSync(join(tmpdir(), 'vacatur-law-'));
  try {
    const archive = execFileSync('git', ['archive', '--format=tar', commit.stdout.trim(), 'law'], { maxBuffer: 256 * 1024 * 1024 });
    execFileSync('tar', ['-x', '-C', into], { input: archive });
    return loadLaw(join(into, 'law'));
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}
