import { bestOf } from '#law/best-finding.js';
import type { Finding, Result } from '#law/finding.js';
import { effectOf, effectsOf, nextDayOf, nextOnOf, sameAnswers, turnedFindings, type OfficeMark, type StoredAnswer } from './standing.js';

const ON = '2026-11-21';

const finding = (provision: string, result: Result, over: Partial<Finding> = {}): Finding => ({
  charge: 'A',
  provision,
  version: '2000-01-01',
  citation: '§ 1',
  remedy: 'sealing',
  process: 'petition',
  result,
  opensOn: null,
  closesOn: null,
  missing: [],
  questions: [],
  because: [],
  confidence: 'high',
  check: [],
  ...over,
});

describe('the best answer of a charge', () => {
  it.each<[string, Finding[], string]>([
    ['what can be done now before what comes', [finding('a', 'not-yet'), finding('b', 'eligible')], 'b'],
    ['a sure day before an open question of fact', [finding('a', 'needs-facts'), finding('b', 'not-yet')], 'b'],
    ['an attorney’s question before a day to wait for', [finding('a', 'not-yet'), finding('b', 'attorney-decides')], 'b'],
    ['relief by itself before a question', [finding('a', 'attorney-decides'), finding('b', 'automatic')], 'b'],
    ['the remedy that undoes more', [finding('a', 'eligible'), finding('b', 'eligible', { remedy: 'vacatur' })], 'b'],
    ['the earlier day', [finding('a', 'not-yet', { opensOn: '2028-02-29' }), finding('b', 'not-yet', { opensOn: '2028-02-28' })], 'b'],
    ['the same one for the same answers', [finding('b', 'eligible'), finding('a', 'eligible')], 'a'],
  ])('%s', (_, findings, best) => {
    expect(bestOf(findings)?.provision).toBe(best);
  });

  it('gives the day that matters next', () => {
    expect(nextOnOf([finding('a', 'eligible', { closesOn: '2027-01-31' }), finding('b', 'not-yet', { opensOn: '2026-12-01' })])).toBe('2027-01-31');
    expect(nextOnOf([finding('a', 'eligible'), finding('b', 'not-yet', { opensOn: '2026-12-01' })])).toBe('2026-12-01');
    expect(nextOnOf([finding('a', 'not-eligible')])).toBeNull();
  });
});

describe('the next day on which an answer could change', () => {
  it.each<[string, Finding, string | null]>([
    ['a road opens: that day', finding('a', 'not-yet', { opensOn: '2028-02-29' }), '2028-02-29'],
    ['a window closes: the day after its last', finding('a', 'eligible', { closesOn: '2028-02-29' }), '2028-03-01'],
    ['a window closes today: tomorrow', finding('a', 'eligible', { closesOn: ON }), '2026-11-22'],
    ['nothing is on the way', finding('a', 'eligible'), null],
  ])('%s', (_, given, day) => {
    expect(nextDayOf([given], ON)).toBe(day);
  });

  it('looks at the conditions of an answer that is open, and at days on which law becomes known', () => {
    const because = [{ condition: 'within', holds: true, from: '2026-01-01', to: '2026-12-31', value: null, citation: null }];
    expect(nextDayOf([finding('a', 'attorney-decides', { because })], ON)).toBe('2027-01-01');
    expect(nextDayOf([finding('a', 'not-eligible', { because })], ON)).toBeNull();
    expect(nextDayOf([], ON, ['2026-11-21', '2027-07-01', '2027-01-01'])).toBe('2027-01-01');
  });
});

describe('what a team should hear of', () => {
  it('a road that opened, and one that was lost; not what stayed', () => {
    const before = [finding('a', 'not-yet'), finding('b', 'eligible'), finding('c', 'eligible'), finding('d', 'needs-facts')];
    const after = [finding('a', 'eligible'), finding('b', 'not-eligible'), finding('c', 'eligible'), finding('d', 'not-yet')];
    expect(turnedFindings(before, after).map((f) => f.provision)).toEqual(['a', 'b']);
  });

  it('of a charge never checked only its best answer, and that only when there is something to do', () => {
    expect(turnedFindings([], [finding('a', 'eligible'), finding('b', 'eligible')]).map((f) => f.provision)).toEqual(['a']);
    expect(turnedFindings([], [finding('a', 'not-yet')])).toEqual([]);
  });
});

it('answers are the same in any order, and differ by any word of them', () => {
  const a = finding('a', 'eligible');
  const b = finding('b', 'not-yet', { opensOn: '2027-01-01' });
  expect(sameAnswers([a, b], [b, a])).toBe(true);
  expect(sameAnswers([a, b], [a, { ...b, opensOn: '2027-01-02' }])).toBe(false);
  expect(sameAnswers([a], [a, b])).toBe(false);
});

describe('what a change did to a road', () => {
  const dated = (opensOn: string): Finding => finding('a', 'not-yet', { opensOn });
  it.each<[string, Finding | null, Finding | null, string | null]>([
    ['nothing', finding('a', 'eligible'), finding('a', 'eligible'), null],
    ['it opened', dated('2027-01-01'), finding('a', 'eligible'), 'opened'],
    ['it is new and open', null, finding('a', 'automatic'), 'opened'],
    ['it opened to an answered question', finding('a', 'attorney-decides'), finding('a', 'eligible'), 'opened'],
    ['its day moved', dated('2027-01-01'), dated('2026-12-31'), 'moved'],
    ['it opens later now', finding('a', 'eligible'), dated('2027-01-01'), 'moved'],
    ['its last day moved', finding('a', 'eligible', { closesOn: '2027-01-01' }), finding('a', 'eligible'), 'moved'],
    ['a day came to light', finding('a', 'needs-facts'), dated('2027-01-01'), 'moved'],
    ['only the wording of the facts that are missing', finding('a', 'needs-facts', { missing: ['grade'] }), finding('a', 'needs-facts', { missing: ['role'] }), null],
    ['it may be possible', finding('a', 'not-eligible'), finding('a', 'needs-facts'), 'possible'],
    ['it is in doubt', dated('2027-01-01'), finding('a', 'attorney-decides'), 'in-doubt'],
    ['it was lost', finding('a', 'eligible'), finding('a', 'not-eligible'), 'lost'],
    ['it is not there any more', finding('a', 'needs-facts'), null, 'lost'],
    ['it was never open', finding('a', 'not-eligible'), null, null],
  ])('%s', (_, before, after, effect) => {
    expect(effectOf(before, after)).toBe(effect);
    expect(effectsOf(before ? [before] : [], after ? [after] : []).map((one) => one.kind)).toEqual(effect ? [effect] : []);
  });

  it('a jurisdiction that is modelled now brings its roads from nothing', () => {
    const unmodelled = { ...finding('x', 'needs-facts'), provision: null };
    expect(effectsOf([unmodelled], [finding('a', 'eligible'), finding('b', 'not-eligible')])).toMatchObject([{ provision: 'a', kind: 'opened', before: null }]);
    expect(effectsOf([finding('a', 'eligible')], [unmodelled])).toMatchObject([{ provision: 'a', kind: 'lost', after: null }]);
  });
});

it('the same words under another correction, or held against other shared law, are another answer; a reading changes none', () => {
  const was = { result: 'not-yet' as const, version: null, citation: null, remedy: null, process: null, opensOn: '2028-02-29', closesOn: null, missing: [], questions: [], confidence: null };
  const under = (noteId: string, over: Partial<OfficeMark> = {}): StoredAnswer => ({ ...finding('a', 'eligible'), office: [{ noteId, noteVersion: 1, kind: 'correction', was, ...over }] });
  const same = (a: StoredAnswer, b: StoredAnswer): boolean => sameAnswers([a], [b]);
  expect(same(under('n1'), under('n1', { was: { ...was } }))).toBe(true);
  for (const other of [finding('a', 'eligible'), under('n2'), under('n1', { noteVersion: 2 }), under('n1', { was: { ...was, opensOn: '2028-03-01' } }), under('n1', { was: null })]) expect(same(under('n1'), other)).toBe(false);
  expect(same(finding('a', 'eligible'), under('n1', { kind: 'reading', was: null }))).toBe(true);
});
