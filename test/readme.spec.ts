import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coverageTable } from '#law/coverage-table.js';
import { checkLaw } from '#law/load.js';

const README = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('tells the truth about the law that is in it (npm run -s vacatur -- law coverage)', () => {
    const { coverage, examples } = checkLaw('law');
    if (!coverage) throw new Error('law/coverage.yaml cannot be read');
    const shown = /<!-- coverage -->\n([\s\S]*?)\n<!-- \/coverage -->/.exec(README)?.[1];
    expect(shown).toBe(coverageTable(coverage, examples));
  });

  it('names no script that is not there', () => {
    const scripts = Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts);
    const named = [...README.matchAll(/npm (?:run (?:-s )?)?(demo|test|start|api|worker|vacatur|[a-z]+:[a-z]+)\b/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !scripts.includes(name ?? ''))).toEqual([]);
  });

  it.each(['README.md', 'GLOSSARY.md', 'CONTRIBUTING.md', 'law/README.md', 'law/forms/README.md', 'examples/caseload/README.md'])(
    'and %s link to files that are there',
    (page) => {
      const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
      expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
    },
  );
});
