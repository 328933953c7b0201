import { lawFile, lawProvision } from '../../test/law-file.js';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { compileLaw, type Law } from './law.js';
import type { ProvisionEntry } from './law-file.js';
import type { Charge, Person } from './person.js';

const law = (...provisions: ProvisionEntry[]): Law => compileLaw({ files: [lawFile(provisions)], facts: {}, personSchema: {} });
const person = (charge: Partial<Charge> = {}, own: Partial<Person> = {}): Person => ({ id: 'p', charges: [{ id: 'A', jurisdiction: 'XX', disposition: 'convicted', ...charge }], ...own });
const first = (found: Finding[]): Finding => found[0]!;

describe('law of the day', () => {
  const amended = law(
    lawProvision(
      'xx-1',
      { from: '2010-01-01', to: '2020-01-01', enacted: '2009-06-01', when: { role: ['seller'] } },
      { from: '2020-01-01', to: null, enacted: '2019-06-01', when: { disposition: ['conviction'] } },
    ),
  );

  it('has no finding before anybody could know of the provision', () => {
    expect(evaluate(person(), '2009-05-31', amended)).toEqual([]);
  });

  it.each([
    ['2009-06-01', 'seller', 'not-yet', '2010-01-01', '2010-01-01'],
    ['2009-12-31', 'seller', 'not-yet', '2010-01-01', '2010-01-01'],
    ['2010-01-01', 'seller', 'eligible', null, '2010-01-01'],
    ['2010-01-01', 'buyer', 'not-eligible', null, '2010-01-01'],
    ['2019-05-31', 'buyer', 'not-eligible', null, '2010-01-01'],
    ['2019-06-01', 'buyer', 'not-yet', '2020-01-01', '2020-01-01'],
    ['2019-12-31', 'buyer', 'not-yet', '2020-01-01', '2020-01-01'],
    ['2020-01-01', 'buyer', 'eligible', null, '2020-01-01'],
  ] as const)('on %s a %s is %s', (on, role, result, opensOn, version) => {
    const { result: found, opensOn: opens, version: used } = first(evaluate(person({ role }), on, amended));
    expect([found, opens, used]).toEqual([result, opensOn, version]);
  });

  it('does not close a road at an amendment that keeps it open', () => {
    expect(first(evaluate(person({ role: 'seller' }), '2019-12-31', amended)).closesOn).toBeNull();
  });

  it('knows the end of a law only once that was enacted', () => {
    const ending = law(lawProvision('xx-1', { from: '2010-01-01', to: '2022-01-01', end_enacted: '2021-05-01' }));
    expect(first(evaluate(person(), '2021-04-30', ending)).closesOn).toBeNull();
    expect(first(evaluate(person(), '2021-05-01', ending)).closesOn).toBe('2021-12-31');
    expect(first(evaluate(person(), '2021-12-31', ending)).result).toBe('eligible');
    expect(first(evaluate(person(), '2022-01-01', ending)).result).toBe('not-eligible');
  });

  it('asks an attorney about days before the first on which the law was surely in force', () => {
    const old = law(lawProvision('xx-1', { from: null, by: '2015-03-01', enacted: null }));
    expect(first(evaluate(person(), '2015-03-01', old))).toMatchObject({ result: 'eligible', version: 'by 2015-03-01' });
    const before = first(evaluate(person(), '2015-02-28', old));
    expect(before.result).toBe('attorney-decides');
    expect(before.questions[0]).toContain('2015-03-01');
  });
});

describe('results', () => {
  it('is automatic from the later day of a road that may be filed for earlier', () => {
    const two = law(lawProvision('xx-1', { when: { wait: { years: 1, after: 'disposition' } }, automatic_when: { wait: { years: 5, after: 'disposition' } } }));
    const on = (day: string): string => first(evaluate(person({ dispositionDate: '2020-02-29' }), day, two)).result;
    expect([on('2021-02-28'), on('2021-03-01'), on('2025-02-28'), on('2025-03-01')]).toEqual(['not-yet', 'eligible', 'eligible', 'automatic']);
  });

  it('prints the day by which an authority must have acted', () => {
    const chased = law(lawProvision('xx-1', { process: 'automatic', act_by: { who: 'The clerk', day: { latest: [{ day: '2027-10-01' }, { plus: { event: 'disposition', days: 90 } }] } } }));
    expect(first(evaluate(person({ dispositionDate: '2027-09-01' }), '2027-11-01', chased)).check[0]).toContain('The clerk must have acted by 2027-11-30');
    expect(first(evaluate(person(), '2028-01-01', chased)).check[0]).toContain('not known yet');
  });

  it('promises nothing of an authority that has nothing to do', () => {
    const chased = law(lawProvision('xx-1', { process: 'automatic', act_by: { who: 'The clerk', day: { day: '2027-10-01' } } }));
    expect(first(evaluate(person({ disposition: 'pending' }), '2028-01-01', chased)).check).toEqual([]);
  });

  it('says the first day a road could open while facts are missing', () => {
    const waits = law(lawProvision('xx-1', { when: { all: [{ wait: { years: 3, after: 'disposition' } }, { role: ['seller'] }] } }));
    expect(first(evaluate(person({ dispositionDate: '2025-01-01' }), '2026-01-01', waits))).toMatchObject({ result: 'needs-facts', missing: ['role'], opensOn: '2028-01-01' });
    expect(first(evaluate(person({ dispositionDate: '2020-01-01' }), '2026-01-01', waits))).toMatchObject({ result: 'needs-facts', missing: ['role'], opensOn: null });
  });

  it('asks for no fact behind a condition that cannot hold any more', () => {
    const both = law(lawProvision('xx-1', { when: { all: [{ fact: 'weapon' }, { within: { years: 1, after: 'disposition' } }] } }));
    expect(first(evaluate(person({ dispositionDate: '2020-01-01' }), '2026-01-01', both))).toMatchObject({ result: 'not-eligible', missing: [] });
    expect(first(evaluate(person({ dispositionDate: '2025-06-01' }), '2026-01-01', both))).toMatchObject({ result: 'needs-facts', missing: ['weapon'] });
  });

  it('explains with the conditions, their days and the facts they were held against', () => {
    const waits = law(lawProvision('xx-1', { when: { all: [{ disposition: ['conviction'] }, { wait: { years: 3, after: 'disposition' }, cite: 'X. Stat. § 1(b)' }, { role: ['seller'] }] } }));
    const { because } = first(evaluate(person({ dispositionDate: '2025-01-01', role: 'buyer' }), '2026-01-01', waits));
    expect(because.map((reason) => [reason.condition, reason.holds])).toEqual([['in-force', true], ['disposition', true], ['wait', false], ['role', false], ['grant', true]]);
    expect(because[2]).toEqual({ condition: 'wait', holds: false, from: '2028-01-01', to: null, value: '3 years after disposition (2025-01-01), if nothing new happens', citation: 'X. Stat. § 1(b)' });
    expect(because[0]).toMatchObject({ from: '1900-01-01', citation: 'X. Stat. § 1' });
  });

  it('gives the whole contract as JSON', () => {
    const found = JSON.parse(JSON.stringify(first(evaluate(person(), '2026-01-01', law(lawProvision('xx-1', {})))))) as Finding;
    expect(Object.keys(found)).toEqual(['charge', 'provision', 'version', 'citation', 'remedy', 'process', 'result', 'opensOn', 'closesOn', 'missing', 'questions', 'because', 'confidence', 'check']);
    expect(found.because).toHaveLength(3);
  });

  it('warns first when the confidence is low', () => {
    const low = law(lawProvision('xx-1', { confidence: 'low', check: ['Read it.'] }));
    expect(first(evaluate(person(), '2026-01-01', low)).check).toEqual([expect.stringContaining('Low confidence'), 'Read it.']);
  });

  it('tells must from may', () => {
    const must = law(lawProvision('xx-1', { grants: { must_when: { conduct: ['selling'] } } }));
    const told = (citation: string): unknown => first(evaluate(person({ offence: { citation } }), '2026-01-01', must)).because.find((reason) => reason.condition === 'court-must-grant')?.holds;
    expect([told('XPC 7.1'), told('XPC 8.1')]).toEqual([true, false]);
  });
});

describe('what is not recognised', () => {
  const any = law(lawProvision('xx-1', {}), lawProvision('xx-2', {}));

  it.each([[null], ['ZZ'], ['xx']])('keeps a charge of jurisdiction %s in one finding that needs facts', (jurisdiction) => {
    const found = evaluate(person({ jurisdiction }), '2026-01-01', any);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ charge: 'A', provision: null, version: null, result: 'needs-facts', missing: ['jurisdiction'], confidence: 'low' });
    expect(found[0]!.check).toHaveLength(1);
  });

  it('keeps a citation no code explains, marks it and asks', () => {
    const found = evaluate(person({ offence: { citation: 'Nowhere Code § 12' } }), '2026-01-01', any);
    expect(found.map((finding) => [finding.provision, finding.result, finding.missing])).toEqual([['xx-1', 'needs-facts', ['offence.citation']], ['xx-2', 'needs-facts', ['offence.citation']]]);
    expect(found[0]!.check[0]).toContain('Unrecognised: "Nowhere Code § 12"');
    expect(found[0]!.because.find((reason) => reason.condition === 'offence-recognised')?.holds).toBeNull();
  });

  it('takes the office at its word on the conduct of a statute it does not know', () => {
    expect(first(evaluate(person({ offence: { citation: 'Nowhere Code § 12', conduct: 'other' } }), '2026-01-01', any)).result).toBe('eligible');
  });

  it('says when the record was already cleared', () => {
    expect(first(evaluate(person({ clearedOn: '2025-05-05' }), '2026-01-01', any)).check[0]).toContain('2025-05-05');
  });

  it.each(['2026-02-30', 'today', '', '2026-1-1'])('refuses to be asked for %s', (on) => {
    expect(() => evaluate(person(), on, any)).toThrow(RangeError);
  });
});
