import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LawTexts } from './check.js';
import type { CheckedLaw, Law } from './law.js';
import type { LawFile, LawSource } from './law-file.js';

/** Grows when the lines below come to mean something else. */
const FORMAT = 2;

/** First line of the file. */
interface Seal {
  /** Digest of every text the law was read from. */
  texts: string;
  /** Digest of the lines below, so that a damaged file is not law. */
  sum: string;
}

type Common = Pick<CheckedLaw, 'shared' | 'facts' | 'personSchema'> & { parts: [string, string][] };

/**
 * The law as it was last read and found without a mistake: reading YAML for 52 jurisdictions takes seconds, this some
 * milliseconds. It is used only when every text is the same to the byte: all of them are read and hashed each time, which
 * costs less than ten milliseconds. Sizes and times of change would cost one, and miss a change that keeps both (`cp -p`,
 * git, a clock put back). Kept where tools keep their caches, beside the law directory; without that folder, or where it
 * cannot be written, the law is read anew each time.
 *
 * One line each: the seal, what all jurisdictions share, then a jurisdiction and its file as JSON, which is read when
 * that jurisdiction is first asked about.
 */
export class CheckedCache {
  private readonly file: string | null;
  private readonly texts: string;

  constructor(dir: string, texts: LawTexts) {
    const modules = join(dir, '..', 'node_modules');
    this.file = existsSync(modules) ? join(modules, '.cache', 'vacatur', 'law.cache') : null;
    this.texts = digestOfTexts(texts);
  }

  find(): CheckedLaw | null {
    if (!this.file || !existsSync(this.file)) return null;
    try {
      const bytes = readFileSync(this.file);
      const below = bytes.indexOf(10) + 1;
      const { texts, sum } = JSON.parse(bytes.toString('utf8', 0, below)) as Seal;
      if (texts !== this.texts || sum !== digest(bytes.subarray(below))) return null;
      const [common, ...files] = bytes.toString('utf8', below).split('\n');
      const { parts, ...rest } = JSON.parse(common!) as Common;
      return { ...rest, parts: new Map(parts), files: new Map(files.map((line) => [line.slice(0, 2), () => JSON.parse(line.slice(3)) as LawFile])) };
    } catch {
      // Cut short or not ours: as good as absent.
      return null;
    }
  }

  keep(source: LawSource, { parts, facts, personSchema }: Law): void {
    if (!this.file) return;
    const common: Common = { shared: source.facts, facts, personSchema, parts: [...parts] };
    const lines = [JSON.stringify(common), ...source.files.map((file) => `${file.jurisdiction} ${JSON.stringify(file)}`)].join('\n');
    const seal: Seal = { texts: this.texts, sum: digest(lines) };
    const draft = `${this.file}.${randomUUID()}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(draft, `${JSON.stringify(seal)}\n${lines}`);
      renameSync(draft, this.file);
    } catch {
      // A read-only installation: the next start reads the law anew, too.
    }
  }
}

/** Lengths are hashed with the texts, so that nothing can move from one file to the next unseen. */
function digestOfTexts(texts: LawTexts): string {
  const hash = createHash('sha256').update(`${FORMAT}\n`);
  const add = (name: string, text: string): void => void hash.update(`${name} ${text.length}\n`).update(text);
  for (const [name, schema] of Object.entries(texts.schemas)) add(name, JSON.stringify(schema));
  for (const { file, text } of [...texts.law, texts.facts, texts.coverage, ...(texts.policies ?? [])]) add(file, text);
  return hash.digest('hex');
}

function digest(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
