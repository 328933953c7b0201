import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Loading {
  what: string;
  /** Milliseconds of `loadLaw`, and from the birth of the process to a loaded law. */
  load: number;
  process: number;
}

const TRIES = 5;

/** How long a new process takes to load the law of one jurisdiction and of all, read and checked anew, from what was found right before, and that with every jurisdiction opened. Medians. */
export function timeLoading(): Loading[] {
  const home = mkdtempSync(join(tmpdir(), 'vacatur-bench-'));
  try {
    return [oneJurisdiction('NY'), null].flatMap((only) => {
      const dir = join(home, only ? 'one' : 'all', 'law');
      copyLaw(dir, only);
      const many = only ? '1 jurisdiction' : `${readdirSync(dir).filter((name) => /^[A-Z]{2}\.yaml$/.test(name)).length} jurisdictions`;
      const cold = medianOf(dir, false);
      // Where this folder stands beside a law directory, what was found right is kept in it.
      mkdirSync(join(dir, '..', 'node_modules'));
      inProcess(dir, false);
      return [
        { what: `${many}, no cache`, ...cold },
        { what: `${many}, found right before`, ...medianOf(dir, false) },
        { what: `${many}, found right before, every one opened`, ...medianOf(dir, true) },
      ];
    });
  } finally {
    rmSync(home, { recursive: true });
  }
}

function oneJurisdiction(name: string): { name: string; coverage: string } {
  const lines = readFileSync('law/coverage.yaml', 'utf8').split('\n');
  const start = lines.indexOf(`  ${name}:`);
  const end = lines.findIndex((line, index) => index > start && /^ {2}[A-Z]{2}:$/.test(line));
  return { name, coverage: [...lines.slice(0, lines.indexOf('jurisdictions:') + 1), ...lines.slice(start, end)].join('\n') };
}

function copyLaw(dir: string, only: { name: string; coverage: string } | null): void {
  cpSync('law', dir, { recursive: true });
  if (!only) return;
  for (const name of readdirSync(dir)) if (/^[A-Z]{2}\.yaml$/.test(name) && name !== `${only.name}.yaml`) rmSync(join(dir, name));
  writeFileSync(join(dir, 'coverage.yaml'), only.coverage);
}

function medianOf(dir: string, open: boolean): Omit<Loading, 'what'> {
  const tries = Array.from({ length: TRIES }, () => inProcess(dir, open));
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(TRIES / 2)]!;
  return { load: median(tries.map(({ load }) => load)), process: median(tries.map((one) => one.process)) };
}

function inProcess(dir: string, open: boolean): Omit<Loading, 'what'> {
  const program = `const { loadLaw } = await import(${JSON.stringify(new URL('../libs/law/load.js', import.meta.url).href)});
    const started = performance.now();
    const law = loadLaw(${JSON.stringify(dir)});
    if (${open}) for (const { provisions } of law.jurisdictions.values()) void provisions.length;
    console.log(JSON.stringify({ load: performance.now() - started, process: performance.now() }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })) as Omit<Loading, 'what'>;
}
