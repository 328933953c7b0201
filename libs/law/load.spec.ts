import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from './evaluate.js';
import { LawDataError, loadLaw } from './load.js';
import type { Person } from './person.js';

let home: string;
let dir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vacatur-law-'));
  dir = join(home, 'law');
  mkdirSync(dir);
  for (const name of ['schema', 'facts.yaml', 'NY.yaml']) cpSync(join('law', name), join(dir, name), { recursive: true });
  const coverage = readFileSync('law/coverage.yaml', 'utf8').split('\n');
  const start = coverage.indexOf('  NY:');
  const end = coverage.findIndex((line, index) => index > start && /^ {2}[A-Z]{2}:$/.test(line));
  writeFileSync(join(dir, 'coverage.yaml'), [...coverage.slice(0, coverage.indexOf('jurisdictions:') + 1), ...coverage.slice(start, end)].join('\n'));
  mkdirSync(join(home, 'node_modules'));
});
afterEach(() => rmSync(home, { recursive: true }));

const cached = (): string => join(home, 'node_modules', '.cache', 'vacatur', 'law.cache');

describe('loading law that was loaded before', () => {
  it('gives the same law', () => {
    const first = loadLaw(dir);
    expect(existsSync(cached())).toBe(true);
    const again = loadLaw(dir);
    expect(again.hash).toBe(first.hash);
    expect([...again.jurisdictions.keys()]).toEqual(['NY']);
    expect(again.parts).toEqual(first.parts);
    expect(again.facts).toEqual(first.facts);
    expect(again.jurisdictions.get('NY')!.file).toEqual(first.jurisdictions.get('NY')!.file);
    const person: Person = { id: 'p', charges: [{ id: 'A', jurisdiction: 'NY', offence: { citation: 'PL 240.37' }, disposition: 'convicted', dispositionDate: '2010-02-02' }, { id: 'B', jurisdiction: 'ZZ' }] };
    expect(JSON.stringify(evaluate(person, '2026-11-21', again))).toBe(JSON.stringify(evaluate(person, '2026-11-21', first)));
  });

  it('sees a change of any text, and a mistake in it', () => {
    const before = loadLaw(dir).hash;
    const file = join(dir, 'NY.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('years: 10', 'years: 11'));
    expect(loadLaw(dir).hash).not.toBe(before);
    writeFileSync(file, text.replace('years: 10', 'years: ten'));
    expect(() => loadLaw(dir)).toThrow(LawDataError);
  });

  it('sees a change that keeps the size and the time of a file', () => {
    const before = loadLaw(dir).hash;
    const file = join(dir, 'NY.yaml');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, 'utf8').replace('years: 10', 'years: 12'));
    utimesSync(file, atime, mtime);
    expect(loadLaw(dir).hash).not.toBe(before);
  });

  it.each([
    ['changed behind its back', (text: string) => text.replace('"years":10', '"years":1')],
    ['cut short', (text: string) => text.slice(0, 1000)],
  ])('does not take what was %s for law', (_, damage) => {
    const { hash } = loadLaw(dir);
    const damaged = damage(readFileSync(cached(), 'utf8'));
    writeFileSync(cached(), damaged);
    expect(loadLaw(dir).hash).toBe(hash);
    expect(readFileSync(cached(), 'utf8')).not.toBe(damaged);
  });

  it('reads anew where nothing can be kept', () => {
    rmSync(join(home, 'node_modules'), { recursive: true });
    expect(loadLaw(dir).hash).toBe(loadLaw(dir).hash);
  });
});
