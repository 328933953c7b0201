import { lawFile, lawProvision } from '../../test/law-file.js';
import { applyCorrections } from './corrected-law.js';
import { evaluateCorrected, widens } from './corrected-findings.js';
import { replacedBy, type Correction, type Patch } from './correction.js';
import { tryExamples } from './correction-trial.js';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { compileLaw, hashOfPlaces, type Law } from './law.js';
import type { ProvisionEntry } from './law-file.js';
import type { Charge, Person } from './person.js';

const ON = '2026-11-21';
const law = (...provisions: ProvisionEntry[]): Law =>
  compileLaw({ files: [lawFile(provisions), lawFile([lawProvision('yy-seal', {})], { jurisdiction: 'YY', name: 'Elsewhere' })], facts: {}, personSchema: {} });
const waits = (years: number): Patch => ({ when: { wait: { years, after: 'disposition' } } });
const shared = law(
  lawProvision('xx-seal', { from: '2000-01-01', to: '2020-01-01', ...waits(20) }, { from: '2020-01-01', enacted: '2019-06-01', ...waits(10) }),
  lawProvision('xx-free', { when: { disposition: ['conviction'] } }),
);
const correction = (patch: Patch, over: Partial<Correction> = {}, of = shared): Correction => {
  const subject = { jurisdiction: 'XX', provision: 'xx-seal', label: '2020-01-01', patch, ...over };
  return { id: 'n1', version: 1, line: 'Our own.', replaces: replacedBy(of, subject), ...subject };
};
const person = (...charges: Partial<Charge>[]): Person => ({ id: 'p', recordComplete: true, pendingCharges: false, charges: charges.map((charge, i) => ({ id: 'AB'[i]!, jurisdiction: 'XX', disposition: 'convicted', ...charge })) });
const old = person({ dispositionDate: '2018-06-01' });
const ask = (who: Person, corrected: ReturnType<typeof applyCorrections>, on = ON) => new Map(evaluateCorrected(who, on, corrected).map((each) => [each.finding.provision, each]));

describe('an office’s law', () => {
  it('is the shared law itself without corrections, and gives the same findings', () => {
    const none = applyCorrections(shared, []);
    expect(none.law).toBe(shared);
    expect(evaluateCorrected(old, ON, none).map(({ finding }) => JSON.stringify(finding))).toEqual(evaluate(old, ON, shared).map((finding) => JSON.stringify(finding)));
  });

  it('differs from the shared law in the jurisdictions that are corrected, and only there', () => {
    const one = applyCorrections(shared, [correction(waits(5))]).law;
    expect([one.hash === shared.hash, hashOfPlaces(one, ['XX']) === hashOfPlaces(shared, ['XX']), hashOfPlaces(one, ['YY']) === hashOfPlaces(shared, ['YY'])]).toEqual([false, false, true]);
    expect(applyCorrections(shared, [correction(waits(5))]).law.hash).toBe(one.hash);
    for (const over of [{ id: 'n2' }, { version: 2 }]) expect(applyCorrections(shared, [correction(waits(5), over)]).law.hash).not.toBe(one.hash);
    expect([...one.jurisdictions.keys()]).toEqual([...shared.jurisdictions.keys()]);
  });
});

describe('a correction', () => {
  it('that opens a road marks the finding, lowers its confidence, and says what the shared data says', () => {
    const answers = ask(old, applyCorrections(shared, [correction(waits(5))]));
    expect(answers.get('xx-seal')).toMatchObject({
      finding: { result: 'eligible', confidence: 'medium', check: ["Without the office's correction, the law on file says: not-yet (from 2028-06-01), sealing.", 'Our own.'] },
      corrections: [{ id: 'n1' }],
      was: { result: 'not-yet', opensOn: '2028-06-01', confidence: 'high' },
    });
    expect(answers.get('xx-seal')!.finding.because.map((reason) => reason.condition)).toEqual(['in-force', 'wait', 'grant']);
    expect(answers.get('xx-free')).toMatchObject({ finding: { result: 'eligible', confidence: 'high', check: [] }, corrections: [], was: null });
  });

  it('that shuts a road marks it too, and leaves its confidence', () => {
    const { finding, was } = ask(old, applyCorrections(shared, [correction(waits(12))])).get('xx-seal')!;
    expect([finding.result, finding.opensOn, finding.confidence, was?.opensOn]).toEqual(['not-yet', '2030-06-01', 'high', '2028-06-01']);
  });

  it('that changes no answer is named all the same', () => {
    expect(ask(old, applyCorrections(shared, [correction({ hearing: 'required' })])).get('xx-seal')).toMatchObject({ finding: { result: 'not-yet', check: ['Our own.'], confidence: 'high' }, corrections: [{ id: 'n1' }], was: null });
  });

  it('of an older version is not named by findings of the newer', () => {
    expect(ask(old, applyCorrections(shared, [correction({ hearing: 'required' }, { label: '2000-01-01' })])).get('xx-seal')).toMatchObject({ finding: { check: [] }, corrections: [], was: null });
  });

  it('that takes the provision away for now keeps the finding, as not-eligible', () => {
    const gone = law(lawProvision('xx-new', { from: '2020-01-01', enacted: '2020-01-01', when: { disposition: ['conviction'] } }));
    const away = correction({ from: '2027-01-01', enacted: '2026-12-01' }, { provision: 'xx-new', label: null }, gone);
    expect(ask(old, applyCorrections(gone, [away])).get('xx-new')).toMatchObject({ finding: { result: 'not-eligible', check: expect.arrayContaining(['Our own.']) }, was: { result: 'eligible' }, corrections: [{ id: 'n1' }] });
    expect(ask(old, applyCorrections(gone, [away]), '2026-12-01').get('xx-new')).toMatchObject({ finding: { result: 'not-yet', opensOn: '2027-01-01' }, was: { result: 'eligible' } });
  });

  it('of another first day gives the version another name, and a later correction still finds it', () => {
    const later = correction({ from: '2020-02-01' });
    const sooner = correction({ to: '2020-02-01' }, { id: 'n2', label: '2000-01-01' });
    const corrected = applyCorrections(shared, [later, sooner, correction({ hearing: 'required' }, { id: 'n3' })]);
    expect([...corrected.misfits]).toEqual([]);
    expect([...corrected.provisions.get('xx-seal')!.versions].map(([label, { was, corrections }]) => [label, was, corrections.map(({ id }) => id)])).toEqual([
      ['2000-01-01', '2000-01-01', ['n2']],
      ['2020-02-01', '2020-01-01', ['n1', 'n3']],
    ]);
  });

  it('takes out a key that may be absent', () => {
    const base = law(lawProvision('xx-auto', { when: { wait: { years: 1, after: 'disposition' } }, automatic_when: { wait: { years: 3, after: 'disposition' } } }));
    const answer = ask(old, applyCorrections(base, [correction({ automatic_when: null }, { provision: 'xx-auto', label: null }, base)])).get('xx-auto');
    expect([answer?.finding.result, answer?.was?.result]).toEqual(['eligible', 'automatic']);
  });
});

describe('after an upgrade of the law, a correction', () => {
  const mine = correction(waits(5));
  it.each<[string, Law, RegExp]>([
    ['whose provision is gone', law(lawProvision('xx-other', {})), /no provision xx-seal/],
    ['whose version is gone', law(lawProvision('xx-seal', { from: '2020-01-02', ...waits(10) })), /no version 2020-01-01; there are 2020-01-02/],
    ['whose text was put right or amended meanwhile', law(lawProvision('xx-seal', { from: '2020-01-01', ...waits(8) })), /has changed when of xx-seal/],
  ])('%s is applied to nothing, and says why', (_, upgraded, why) => {
    const corrected = applyCorrections(upgraded, [mine]);
    expect(corrected.law).toBe(upgraded);
    expect(corrected.misfits.get('n1')).toMatch(why);
  });

  it('still applies when something else changed', () => {
    const upgraded = law(lawProvision('xx-seal', { from: '2020-01-01', hearing: 'required', ...waits(10) }));
    expect(ask(old, applyCorrections(upgraded, [mine])).get('xx-seal')?.finding.result).toBe('eligible');
  });

  it('of every version does not reach one that came after it', () => {
    const all = correction({ hearing: 'required' }, { label: null });
    const upgraded = law(lawProvision('xx-seal', { from: '2000-01-01', to: '2020-01-01', ...waits(20) }, { from: '2020-01-01', enacted: '2019-06-01', to: '2027-01-01', ...waits(10) }, { from: '2027-01-01', ...waits(3) }));
    expect(applyCorrections(upgraded, [all]).misfits.get('n1')).toMatch(/version 2027-01-01 that this correction was not written for/);
  });

  it('that names a fact the law no longer has is left out, and the others stay', () => {
    const facts = { rehabilitated: { about: 'person', type: 'boolean', ask: 'Rehabilitated?' } } as const;
    const rich = compileLaw({ files: [lawFile([lawProvision('xx-seal', waits(10)), lawProvision('xx-free', {})])], facts, personSchema: {} });
    const both = [correction({ when: { fact: 'rehabilitated' } }, { label: null }, rich), correction({ hearing: 'required' }, { id: 'n2', provision: 'xx-free', label: null }, rich)];
    expect([...applyCorrections(rich, both).misfits]).toEqual([]);
    const poor = compileLaw({ files: [lawFile([lawProvision('xx-seal', waits(10)), lawProvision('xx-free', {})])], facts: {}, personSchema: {} });
    const corrected = applyCorrections(poor, both);
    expect([corrected.misfits.get('n1'), [...corrected.provisions.keys()]]).toEqual([expect.stringContaining('rehabilitated'), ['xx-free']]);
  });
});

it.each<[Partial<Finding>, Partial<Finding>, boolean]>([
  [{ result: 'not-eligible' }, { result: 'needs-facts' }, true],
  [{ result: 'needs-facts' }, { result: 'attorney-decides' }, true],
  [{ result: 'attorney-decides' }, { result: 'eligible' }, true],
  [{ result: 'eligible' }, { result: 'automatic' }, true],
  [{ result: 'automatic' }, { result: 'eligible' }, false],
  [{ result: 'eligible' }, { result: 'not-eligible' }, false],
  [{ result: 'not-yet', opensOn: '2028-02-29' }, { result: 'not-yet', opensOn: '2028-02-28' }, true],
  [{ result: 'not-yet', opensOn: '2028-02-29' }, { result: 'not-yet', opensOn: '2028-03-01' }, false],
  [{ closesOn: '2028-02-29' }, { closesOn: null }, true],
  [{ closesOn: '2028-02-29' }, { closesOn: '2028-02-28' }, false],
  [{ result: 'needs-facts', missing: ['a', 'b'] }, { result: 'needs-facts', missing: ['a'] }, true],
  [{ result: 'needs-facts', missing: ['a'] }, { result: 'needs-facts', missing: ['a', 'b'] }, false],
])('from %j to %j widens: %s', (was, is, wider) => {
  const finding = (over: Partial<Finding>): Finding => ({ charge: 'A', provision: 'x', version: null, citation: null, remedy: 'sealing', process: 'petition', result: 'eligible', opensOn: null, closesOn: null, missing: [], questions: [], because: [], confidence: 'high', check: [], ...over });
  expect(widens(finding(was), finding(is))).toBe(wider);
});

it('worked examples that a correction answers otherwise are told, the others counted', () => {
  const file = {
    jurisdiction: 'XX',
    people: { p: person({ dispositionDate: '2016-11-21' }) },
    examples: [
      { story: 'Ten years to the day.', like: 'p', on: ON, expect: [{ charge: 'A', provision: 'xx-seal', result: 'eligible' as const }] },
      { story: 'Long over.', like: 'p', on: '2040-01-01', expect: [{ charge: 'A', provision: 'xx-seal', result: 'eligible' as const }] },
      { story: 'Another road.', like: 'p', on: ON, expect: [{ charge: 'A', provision: 'xx-free', result: 'eligible' as const }] },
    ],
  };
  expect(tryExamples(file, applyCorrections(shared, [correction({ when: { wait: { years: 10, more_than: true, after: 'disposition' } } })]))).toEqual({
    tried: 2,
    changes: [{ story: 'Ten years to the day.', on: ON, charge: 'A', provision: 'xx-seal', was: { result: 'eligible', opensOn: null, closesOn: null }, becomes: { result: 'not-yet', opensOn: '2026-11-22', closesOn: null } }],
  });
});
