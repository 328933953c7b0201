import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LawTexts } from './check.js';
import type { LawSource } from './law-file.js';

interface CachedLaw {
  /** Digest of every text the source was read from. */
  texts: string;
  /** Digest of `source` itself, so that a damaged file is not law. */
  sum: string;
  source: LawSource;
}

/**
 * The law as it was last read and found without a mistake: reading YAML for 52 jurisdictions takes seconds, this some
 * milliseconds. It is used only when every text is the same to the byte. Kept where tools keep their caches, beside the
 * law directory; without that folder, or where it cannot be written, the law is read anew each time.
 */
export class CheckedCache {
  private readonly file: string | null;
  private readonly texts: string;

  constructor(dir: string, texts: LawTexts) {
    const modules = join(dir, '..', 'node_modules');
    this.file = existsSync(modules) ? join(modules, '.cache', 'vacatur', 'law.json') : null;
    this.texts = digest(JSON.stringify([texts.schemas, texts.law, texts.facts, texts.coverage, texts.policies]));
  }

  find(): LawSource | null {
    if (!this.file || !existsSync(this.file)) return null;
    try {
      const { texts, sum, source } = JSON.parse(readFileSync(this.file, 'utf8')) as CachedLaw;
      return texts === this.texts && sum === digest(JSON.stringify(source)) ? source : null;
    } catch {
      // Cut short or not ours: as good as absent.
      return null;
    }
  }

  keep(source: LawSource): void {
    if (!this.file) return;
    const cached: CachedLaw = { texts: this.texts, sum: digest(JSON.stringify(source)), source };
    const draft = `${this.file}.${randomUUID()}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(draft, JSON.stringify(cached));
      renameSync(draft, this.file);
    } catch {
      // A read-only installation: the next start reads the law anew, too.
    }
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
