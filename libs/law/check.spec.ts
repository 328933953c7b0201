import { readdirSync, readFileSync } from 'node:fs';
import { checkFiles, type LawTexts } from './check.js';
import { checkLaw, LawDataError, loadLaw } from './load.js';
import type { LawFile } from './law-file.js';
import { compileLaw } from './law.js';

const schemas = Object.fromEntries(readdirSync('law/schema').map((name) => [name.slice(0, -5), JSON.parse(readFileSync(`law/schema/${name}`, 'utf8')) as object]));

const GOOD = `jurisdiction: XX
name: Testland
as_of: 2026-01-01
codes:
  - {name: "X. Code"}
offences:
  - {citation: "X. Code § 1", title: Selling, conduct: selling, grade: null, from: null, to: null, sources: [1]}
definitions:
  convicted: {disposition: [conviction]}
provisions:
  - id: xx-1
    title: Sealing
    who: anyone
    versions:
      - from: 2010-01-01
        to: null
        enacted: null
        citation: "X. Stat. § 1"
        remedy: sealing
        process: petition
        effect: sealed
        who_sees: unknown
        when:
          all:
            - use: convicted
            - wait: {years: 1, after: disposition}
        grants: may
        proof: none
        filing: none
        prosecutor: none
        hearing: unknown
        confidentiality: unknown
        confidence: high
        check: []
        sources: [1]
prosecutor_policies: []
reform: []
help: []
absent: []
sources:
  1: {title: "X. Stat."}
`;
const COVERAGE = `as_of: 2026-01-01
jurisdictions:
  XX: {name: Testland, modelled: encoded, read: 2026-01-01, provisions: 1, not_modelled: []}
`;
const EXAMPLES = `jurisdiction: XX
examples:
  - story: One year after.
    person: {id: p, charges: [{id: A, jurisdiction: XX, disposition: convicted, dispositionDate: "2020-02-29"}]}
    on: "2021-03-01"
    expect:
      - {charge: A, provision: xx-1, result: eligible}
  - story: The day before.
    person: {id: p, charges: [{id: A, jurisdiction: XX, disposition: convicted, dispositionDate: "2020-02-29"}]}
    on: "2021-02-28"
    expect:
      - {charge: A, provision: xx-1, result: not-yet, opensOn: "2021-03-01"}
  - story: Nobody knows the day.
    person: {id: p, charges: [{id: A, jurisdiction: XX, disposition: convicted}]}
    on: "2021-03-01"
    expect:
      - {charge: A, provision: xx-1, result: needs-facts, missing: [dispositionDate]}
`;

function texts(own: { law?: string; coverage?: string; examples?: string; facts?: string } = {}): LawTexts {
  return {
    schemas,
    law: [{ file: 'XX.yaml', text: own.law ?? GOOD }],
    facts: { file: 'facts.yaml', text: own.facts ?? 'limitationPeriodOver: {about: charge, type: boolean, ask: "Over?"}\n' },
    coverage: { file: 'coverage.yaml', text: own.coverage ?? COVERAGE },
    examples: [{ file: 'examples/XX.yaml', text: own.examples ?? EXAMPLES }],
  };
}

/** 'XX.yaml:12: reason' for each problem. */
const problems = (own: Parameters<typeof texts>[0]): string[] => checkFiles(texts(own), { examples: true }).problems.map((p) => `${p.file}:${p.line}: ${p.reason}`);
const lineOf = (text: string, needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length;

describe('law check', () => {
  it('passes what is right and counts the examples', () => {
    const checked = checkFiles(texts(), { examples: true });
    expect(checked.problems).toEqual([]);
    expect(checked.examples).toEqual({ 'xx-1': 3 });
  });

  it.each([
    ['a key left out', (t: string) => t.replace('        hearing: unknown\n', ''), 'from: 2010', 'key "hearing" is missing'],
    ['sources left out', (t: string) => t.replace('        sources: [1]\n', ''), 'from: 2010', 'key "sources" is missing'],
    ['an unknown key', (t: string) => t.replace('        check: []', '        chekc: []\n        check: []'), 'chekc', 'unknown key "chekc"'],
    ['a word the vocabulary lacks', (t: string) => t.replace('wait: {years: 1', 'pause: {years: 1'), 'pause', 'unknown key "pause"'],
    ['two words in one condition', (t: string) => t.replace('- use: convicted\n', '- use: convicted\n              role: [seller]\n'), 'all:', 'exactly one word'],
    ['an unknown remedy', (t: string) => t.replace('remedy: sealing', 'remedy: sealling'), 'sealling', 'allowed: vacatur, expungement'],
    ['an impossible day', (t: string) => t.replace('from: 2010-01-01', 'from: 2010-02-30'), '2010-02-30', 'not a day of the calendar'],
    ['an unknown event', (t: string) => t.replace('after: disposition', 'after: dispositon'), 'all:', 'there is no event "dispositon"'],
    ['an unknown fact', (t: string) => t.replace('- use: convicted', '- use: convicted\n            - fact: violentt'), 'all:', 'there is no fact "violentt"'],
    ['a source that is not listed', (t: string) => t.replace('        sources: [1]\n', '        sources: [2]\n'), 'sources: [2]', 'source 2 is not in the list'],
    ['knowledge with high confidence', (t: string) => t.replace('        sources: [1]\n', '        sources: knowledge\n'), 'confidence: high', 'medium at most'],
    ['a private study with high confidence', (t: string) => t.replace(/^( *1: \{title: [^}]*)\}/m, '$1, private: true}'), 'confidence: high', 'private study (source 1) is medium at most'],
    ['medium confidence without a check', (t: string) => t.replace('confidence: high', 'confidence: medium'), 'check: []', 'needs at least one thing to check'],
    ['a start that nobody knows', (t: string) => t.replace('from: 2010-01-01', 'from: null'), 'from: null\n        to', 'needs by:'],
    ['an end before the beginning', (t: string) => t.replace('        to: null\n        enacted', '        to: 2009-01-01\n        enacted'), 'to: 2009', 'before it begins'],
    ['a definition nobody uses', (t: string) => t.replace('definitions:\n', 'definitions:\n  idle: {role: [seller]}\n'), '{role: [seller]}', 'is used nowhere'],
    ['a name that cannot be one', (t: string) => t.replace('definitions:\n', 'definitions:\n  Bad name: {role: [seller]}\n'), '{role: [seller]}', '"Bad name" cannot be a name here'],
    ['an id of another state', (t: string) => t.replace('id: xx-1', 'id: yy-1'), 'id: yy-1', 'begin with xx-'],
    ['a provision that is not there', (t: string) => t.replace('        confidence: high', '        route: {opens: [xx-9]}\n        confidence: high'), '{opens: [xx-9]}', 'there is no provision xx-9'],
    ['a key twice', (t: string) => t.replace('name: Testland', 'name: Testland\nname: Elsewhere'), 'name: Elsewhere', 'unique'],
    ['broken YAML', (t: string) => t.replace('name: Testland', 'name: [Testland'), 'as_of', ''],
  ])('finds %s', (_what, change, needle, reason) => {
    const text = change(GOOD);
    const found = problems({ law: text }).filter((problem) => problem.startsWith('XX.yaml:'));
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).toContain(reason);
    expect(found.some((problem) => problem.startsWith(`XX.yaml:${lineOf(text, needle)}:`))).toBe(true);
  });

  it('runs the examples and says what came out instead', () => {
    const wrong = EXAMPLES.replace('opensOn: "2021-03-01"', 'opensOn: "2021-02-28"');
    expect(problems({ examples: wrong })).toEqual([`examples/XX.yaml:${lineOf(wrong, 'opensOn')}: examples.1.expect.0: charge A, xx-1: opensOn 2021-03-01, expected 2021-02-28`]);
  });

  it('asks for examples on both sides', () => {
    expect(problems({ examples: EXAMPLES.slice(0, EXAMPLES.indexOf('  - story: The day before')) }).join()).toContain('xx-1 needs examples with at least two different results');
    expect(problems({ examples: EXAMPLES.slice(0, EXAMPLES.indexOf('  - story: Nobody knows')) }).join()).toContain('xx-1 needs an example in examples/ in which a fact or a question is open');
  });

  it('holds the coverage to the files', () => {
    expect(problems({ coverage: COVERAGE.replace('provisions: 1', 'provisions: 2') })).toEqual(['coverage.yaml:3: jurisdictions.XX.provisions: XX.yaml has 1']);
    expect(problems({ coverage: COVERAGE.replace('XX: {', 'YY: {') }).join('\n')).toContain('XX is missing');
  });

  it('hashes what the law says, not how it is written', () => {
    const hash = (law: string): string => compileLaw(checkFiles(texts({ law }), { examples: false }).source).hash;
    const respelled = GOOD.replace('name: Testland\nas_of: 2026-01-01\n', 'as_of: "2026-01-01" # read then\nname: \'Testland\'\n').replace('wait: {years: 1, after: disposition}', 'wait:\n                after: disposition\n                years: 1');
    expect(hash(respelled)).toBe(hash(GOOD));
    expect(hash(GOOD.replace('years: 1', 'years: 2'))).not.toBe(hash(GOOD));
  });
});

describe('the law of this program', () => {
  const checked = checkLaw('law');

  it('has no mistakes, and its examples come out as told', () => {
    expect(checked.problems).toEqual([]);
  });

  it('names all 52 jurisdictions in its coverage', () => {
    expect(Object.keys(checked.coverage!.jurisdictions)).toHaveLength(52);
  });

  it('gives each provision sources and a way to check what was not read', () => {
    for (const file of checked.source.files as LawFile[]) {
      for (const provision of file.provisions) {
        for (const version of provision.versions) expect([provision.id, version.sources === 'knowledge' && version.check.length === 0]).toEqual([provision.id, false]);
      }
    }
  });

  it('is refused whole when a file is broken', () => {
    expect(() => loadLaw('law/schema')).toThrow();
    expect(new LawDataError([{ file: 'XX.yaml', line: 3, reason: 'no' }]).message).toContain('XX.yaml:3: no');
  });
});
