import { readdirSync, readFileSync } from 'node:fs';
import { checkFiles } from './check.js';
import { LawLibrary } from './law-library.js';

const schemas = Object.fromEntries(readdirSync('law/schema').map((name) => [name.slice(0, -5), JSON.parse(readFileSync(`law/schema/${name}`, 'utf8')) as object]));
const POLICY = `office: District Attorney, id: xx-policy-da, counties: [Kings], since: 2024-03-01, until: null, declines: "selling", confidence: high, check: [], sources: [1],
     clauses: [{id: a, kind: declines, text: "No charge.", conduct: [selling], how: unknown, pending: unknown}, {id: b, kind: relief, text: "No contest.", contests: {vacatur: "no"}, arising: any}]`;

const file = (policies: string): string => `jurisdiction: XX
name: Testland
as_of: 2026-01-01
codes: [{name: "X. Code"}]
offences: []
provisions:
  - id: xx-1
    title: Sealing
    who: anyone
    versions:
      - {from: 2010-01-01, to: null, enacted: null, citation: "X. Stat. § 1", remedy: sealing, process: petition, effect: sealed, who_sees: unknown, when: {disposition: [conviction]}, grants: may,
         proof: none, filing: none, prosecutor: none, hearing: unknown, confidentiality: unknown, confidence: high, check: [], sources: [1]}
prosecutor_policies:
${policies}
reform: []
help: []
absent: []
sources: {1: {title: "X. Stat."}}
`;
const model = readFileSync('law/policies/model.yaml', 'utf8');
const problems = (policies: string, template = model): string => {
  const texts = { schemas, law: [{ file: 'XX.yaml', text: file(policies) }], facts: { file: 'facts.yaml', text: '{}' }, examples: [], policies: [{ file: 'policies/model.yaml', text: template }] };
  const coverage = { file: 'coverage.yaml', text: 'as_of: 2026-01-01\njurisdictions:\n  XX: {name: Testland, modelled: encoded, read: 2026-01-01, provisions: 1, not_modelled: []}\n' };
  return checkFiles({ ...texts, coverage }, { examples: false })
    .problems.map((problem) => `${problem.file}: ${problem.reason}`)
    .join('\n');
};

describe('law check, of policies', () => {
  it('passes a typed one, one in prose only, and the model', () => {
    expect(problems(`  - {${POLICY}}\n  - {office: Another, since: null, until: "some day", declines: "selling", sources: knowledge}`)).toBe('');
    expect(new LawLibrary('law').modelPolicy().clauses.map((clause) => clause.id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it.each([
    ['no county', 'counties: [Kings], ', '', 'needs counties:'],
    ['no confidence', 'confidence: high, ', '', 'needs confidence:'],
    ['another jurisdiction’s id', 'xx-policy-da', 'yy-policy-da', 'begin with xx-policy-'],
    ['a month for a start', 'since: 2024-03-01', 'since: "2024-03"', 'is no day: write null'],
    ['words for an end', 'until: null', 'until: "rescinded"', 'add until_by:'],
    ['an end on its first day', 'until: null', 'until: 2024-03-01', 'before it begins'],
    ['a clause twice', 'id: b', 'id: a', 'a second clause a'],
    ['a kind that is none', 'kind: relief', 'kind: mercy', 'mercy'],
    ['an answer that is none', 'vacatur: "no"', 'vacatur: never', 'allowed: no, yes, sometimes, unknown'],
    ['high confidence from knowledge', 'sources: [1]', 'sources: knowledge', 'medium at most'],
    ['medium confidence without a check', 'confidence: high', 'confidence: medium', 'at least one thing to check'],
  ])('finds %s', (_, good, bad, reason) => {
    expect(POLICY).toContain(good);
    expect(problems(`  - {${POLICY.replace(good, bad)}}`)).toContain(reason);
  });

  it('finds the same id twice, and what is wrong in the model', () => {
    expect(problems(`  - {${POLICY}}\n  - {${POLICY}}`)).toContain('a second policy xx-policy-da');
    expect(problems(`  - {${POLICY}}`, model.replace('id: "8"', 'id: "7"'))).toContain('policies/model.yaml: clauses.7.id: a second clause 7');
  });
});
