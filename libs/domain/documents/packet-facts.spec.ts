import type { Reason } from '#law/finding.js';
import type { Version } from '#law/law.js';
import { lawOfTests } from '../../../test/eligibility.js';
import { bareCitation, determinationOf, elementsOf, gradeInWords, provisionOf, reasonsOf, sentenceInWords, versionOf } from './packet-facts.js';

const reason = (condition: string, over: Partial<Reason> = {}): Reason => ({ condition, holds: true, from: null, to: null, value: null, citation: null, ...over });
const { version } = versionOf(lawOfTests().law, 'NY', 't-survivor', '2000-01-01')!;

it.each([
  ['misdemeanor-B', 'class B misdemeanor'],
  ['felony-third-degree', 'third-degree felony'],
  ['felony-4', 'class 4 felony'],
  ['gross-misdemeanor', 'gross misdemeanor'],
  ['violation', 'violation'],
  [null, null],
])('grade %s is "%s" in a paper', (grade, words) => {
  expect(gradeInWords(grade)).toBe(words);
});

it('a sentence says what is known of it, and nothing when nothing is', () => {
  const nothing = { incarcerated: null, jailDays: null, probation: null, fineUsd: null, feesUsd: null, restitutionUsd: null };
  expect(sentenceInWords(nothing)).toBeNull();
  expect(sentenceInWords({ ...nothing, incarcerated: false, jailDays: 0, probation: false, fineUsd: 0 })).toBeNull();
  expect(sentenceInWords({ ...nothing, incarcerated: true })).toBe('incarceration');
  expect(sentenceInWords({ ...nothing, incarcerated: true, jailDays: 1, probation: true, fineUsd: 250.5 })).toBe('1 day in custody; probation; fine of $250.50');
});

it('papers are confidential where the law says so of papers, not of the record that is closed afterwards', () => {
  const { papers: _, ...entry } = version.entry;
  const of = (over: Partial<Version['entry']>) => provisionOf('t', 'T', { ...version, entry: { ...entry, ...over } }, []);
  expect(of({ confidentiality: 'record sealed' }).confidential).toBe(false);
  expect(of({ confidentiality: 'papers are confidential', papers: 'confidential' })).toMatchObject({ confidential: true, check: version.check });
  const asked = of({ confidentiality: 'sealed on request', papers: 'on-request' });
  expect(asked.confidential).toBe(false);
  expect(asked.check.at(-1)).toBe('The papers are kept from the public only when that is asked for: sealed on request.');
});

describe('what papers say of a finding', () => {
  it('the link to trafficking has to be shown, and is not stated by itself', () => {
    const because = [reason('survivor', { value: 'survivor of sex trafficking' }), reason('nexus', { value: 'as a result of trafficking', citation: '§ 1(2)' })];
    expect(elementsOf(because, version.entry)).toEqual([{ id: 'nexus', text: 'as a result of trafficking', citation: '§ 1(2)' }]);
    expect(elementsOf(because.slice(0, 1), version.entry)).toMatchObject([{ id: 'survivor' }]);
    expect(elementsOf([], version.entry)).toEqual([]);
    expect(reasonsOf('A', because)).toEqual([]);
  });

  it('a wait that is over, a day to file by, no pending charge, nothing owed: only what holds', () => {
    const holds = [
      reason('wait', { value: '3 years after disposition (2012-06-10), if nothing new happens', from: '2015-06-10', citation: '§ 2(1) (three years from the judgment)' }),
      reason('within', { value: '1 year after disposition', to: '2027-06-10' }),
      reason('no-pending-charges', { value: 'no pending charge: none pending' }),
      reason('paid', { value: 'nothing owed (all): 0, if nothing new happens' }),
      reason('grade', { value: 'grade misdemeanor-B, of misdemeanor' }),
      reason('grant', { value: 'the authority may grant it' }),
    ];
    expect(reasonsOf('A', holds).map(({ value, citation }) => [value, citation])).toEqual([
      ['the waiting period of 3 years was over on 2015-06-10', '§ 2(1)'],
      ['the time to file runs through 2027-06-10', null],
      ['no charge that would stand in the way is pending', null],
      ['no fine, fee or restitution is owed', null],
    ]);
    expect(reasonsOf('A', holds.map((each) => ({ ...each, holds: null })))).toEqual([]);
  });

  it('only what an attorney signed, each sentence once, under its element or as background', () => {
    const signed = { statements: [{ element: 'nexus', text: 'One.', basis: null }, { element: 'wait', text: 'Two.', basis: null }] };
    const both = [signed, signed] as unknown as Parameters<typeof determinationOf>[0];
    expect(determinationOf(both, 'A. Attorney', '2026-11-21', [{ id: 'nexus', text: 'x', citation: null }]).statements).toEqual([
      { element: 'nexus', text: 'One.', basis: null },
      { element: null, text: 'Two.', basis: null },
    ]);
  });
});

it('keeps the brackets of a subsection and drops those that explain', () => {
  expect(bareCitation('N.Y. Crim. Proc. Law § 440.10(1)(i), (6)')).toBe('N.Y. Crim. Proc. Law § 440.10(1)(i), (6)');
  expect(bareCitation('N.Y. Crim. Proc. Law § 160.59(5) (ten years from sentence)')).toBe('N.Y. Crim. Proc. Law § 160.59(5)');
  expect(bareCitation(null)).toBeNull();
});
