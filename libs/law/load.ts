import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckedCache } from './checked-cache.js';
import { checkFiles, type LawCheck, type LawTexts } from './check.js';
import { compileLaw, openLaw, type Law } from './law.js';
import type { Problem } from './yaml-file.js';

/** Law data that must not be used. The message names the first mistakes with file, line and reason. */
export class LawDataError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(`The law data has ${problems.length} mistake(s):\n${problems.slice(0, 20).map((p) => `  ${p.file}:${p.line}: ${p.reason}`).join('\n')}`);
  }
}

/** Reads, checks and compiles a law directory; what was found right before is not checked again. Throws a LawDataError when any file breaks its schema or names what does not exist. */
export function loadLaw(dir: string): Law {
  const texts = readTexts(dir, []);
  const cache = new CheckedCache(dir, texts);
  const checked = cache.find();
  if (checked) return openLaw(checked);
  const { problems, source } = checkFiles(texts, { examples: false });
  if (problems.length > 0) throw new LawDataError(problems);
  const law = compileLaw(source);
  cache.keep(source, law);
  return law;
}

/** Checks a law directory: schemas, references, coverage, and every worked example. Throws only when the directory cannot be read. */
export function checkLaw(dir: string): LawCheck {
  return checkFiles(readTexts(dir, list(dir, 'examples', '.yaml')), { examples: true });
}

/** All text of a law directory, but of the examples only those named. Files are read in alphabetical order, so the same directory gives the same law everywhere. */
function readTexts(dir: string, examples: readonly string[]): LawTexts {
  const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
  return {
    schemas: Object.fromEntries(list(dir, 'schema', '.json').map((name) => [name.slice(0, -5), JSON.parse(read(`schema/${name}`)) as object])),
    law: list(dir, '.', '.yaml').filter((name) => /^[A-Z]{2}\.yaml$/.test(name)).map((file) => ({ file, text: read(file) })),
    facts: { file: 'facts.yaml', text: read('facts.yaml') },
    coverage: { file: 'coverage.yaml', text: read('coverage.yaml') },
    policies: list(dir, 'policies', '.yaml').map((name) => ({ file: `policies/${name}`, text: read(`policies/${name}`) })),
    examples: examples.map((name) => ({ file: `examples/${name}`, text: read(`examples/${name}`) })),
  };
}

function list(dir: string, path: string, end: string): string[] {
  return existsSync(join(dir, path)) ? readdirSync(join(dir, path)).filter((name) => name.endsWith(end)).sort() : [];
}
