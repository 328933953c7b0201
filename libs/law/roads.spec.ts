import { lawFile, lawProvision } from '../../test/law-file.js';
import { bestRoute } from './best-route.js';
import { cheapestFacts } from './cheapest-facts.js';
import { evaluate } from './evaluate.js';
import { compileLaw, type Law } from './law.js';
import type { ProvisionEntry } from './law-file.js';
import type { Charge, Person } from './person.js';
import { replay } from './replay.js';
import { whatIf } from './what-if.js';

const law = (...provisions: ProvisionEntry[]): Law => compileLaw({ files: [lawFile(provisions)], facts: { rehabilitated: { about: 'person', type: 'boolean', ask: 'Rehabilitated?' } }, personSchema: {} });
const person = (...charges: Partial<Charge>[]): Person => ({ id: 'p', recordComplete: true, pendingCharges: false, charges: charges.map((charge, i) => ({ id: 'ABCDEF'[i]!, jurisdiction: 'XX', disposition: 'convicted', ...charge })) });
const ON = '2026-06-15';

describe('best route', () => {
  const state = law(
    lawProvision('xx-vacate', { remedy: 'vacatur', when: { all: [{ disposition: ['conviction'] }, { fact: 'traffickingNexus' }] }, route: { opens: ['xx-expunge'] } }),
    lawProvision('xx-expunge', { remedy: 'expungement', when: { disposition: ['vacated'] } }),
    lawProvision('xx-seal', { remedy: 'sealing', when: { disposition: ['conviction'] }, route: { spends: 'the one sealing of a lifetime' } }),
    lawProvision('xx-slow', { remedy: 'set-aside', when: { wait: { years: 30, after: 'disposition' } } }),
    lawProvision('xx-auto', { remedy: 'sealing', process: 'automatic', when: { grade: ['violation'] } }),
  );
  const route = (...charges: Partial<Charge>[]): ReturnType<typeof bestRoute> => {
    const who = person(...charges);
    return bestRoute(evaluate(who, ON, state), who, ON, state);
  };

  it('takes the stronger remedy first, keeps the lifetime limit for last, and follows with what a step opens', () => {
    const steps = route({ traffickingNexus: false, grade: 'felony', dispositionDate: '2020-01-01' }, { traffickingNexus: true, grade: 'felony', dispositionDate: '2020-01-01' }).steps;
    expect(steps.map((step) => [step.charge, step.provision, step.when])).toEqual([
      ['B', 'xx-vacate', 'now'],
      ['A', 'xx-seal', 'now'],
      ['A', 'xx-slow', 'later'],
      ['B', 'xx-expunge', 'after'],
    ]);
    expect(steps.find((step) => step.provision === 'xx-seal')!.reasons.join()).toContain('the one sealing of a lifetime');
    expect(steps.find((step) => step.provision === 'xx-expunge')!.needs).toBe('xx-vacate');
  });

  it('spends no lifetime limit on what the law clears by itself', () => {
    const steps = route({ traffickingNexus: false, grade: 'violation', dispositionDate: '2020-01-01' }).steps;
    expect(steps[0]).toMatchObject({ provision: 'xx-auto', when: 'now' });
    expect(steps.some((step) => step.provision === 'xx-seal')).toBe(false);
  });

  it('names a stronger road that only lacks facts, and charges with nothing', () => {
    const found = route({ grade: 'felony', dispositionDate: '2020-01-01' }, { disposition: 'pending', grade: 'felony', traffickingNexus: false });
    expect(found.steps[0]!.reasons.join()).toContain('vacatur under xx-vacate may be open: traffickingNexus');
    expect(found.none).toEqual(['B']);
  });

  it('keeps what bars another road behind what does not', () => {
    const barring = law(lawProvision('xx-bars', { remedy: 'expungement', when: { grade: ['felony'] }, route: { bars: ['xx-plain'] } }), lawProvision('xx-plain', { remedy: 'sealing', when: { grade: ['misdemeanor'] } }));
    const who = person({ grade: 'felony', dispositionDate: '2020-01-01' }, { grade: 'misdemeanor', dispositionDate: '2020-01-01' });
    const { steps } = bestRoute(evaluate(who, ON, barring), who, ON, barring);
    expect(steps.map((step) => step.provision)).toEqual(['xx-plain', 'xx-bars']);
    expect(steps[1]!.reasons.join()).toContain('shuts xx-plain');
  });

  it('over several states, puts the vacatur first that would open a road in another, and says so', () => {
    const states = compileLaw({
      files: [
        lawFile([lawProvision('xx-vacate', { remedy: 'vacatur', citation: 'XX Code § 1', when: { all: [{ disposition: ['conviction'] }, { fact: 'traffickingNexus' }] } })]),
        { ...lawFile([lawProvision('yy-seal', { remedy: 'sealing', citation: 'YY Code § 2', when: { all: [{ disposition: ['conviction'] }, { charges: { none: { all: [{ disposition: ['conviction'] }, { recent: { years: 10, event: 'conviction' } }] } } }] } }), lawProvision('yy-expunge', { remedy: 'expungement', when: { disposition: ['non-conviction'] } })]), jurisdiction: 'YY' },
      ],
      facts: {},
      personSchema: {},
    });
    const who: Person = {
      ...person({ jurisdiction: 'YY', dispositionDate: '2012-01-01' }, { jurisdiction: 'YY', disposition: 'dismissed', dispositionDate: '2013-01-01' }, { jurisdiction: 'XX', traffickingNexus: true, dispositionDate: '2020-01-01' }),
    };
    const { steps } = bestRoute(evaluate(who, ON, states), who, ON, states);
    expect(steps.map((step) => [step.charge, step.provision, step.day])).toEqual([['C', 'xx-vacate', null], ['B', 'yy-expunge', null], ['A', 'yy-seal', '2030-01-01']]);
    expect(steps[0]!.reasons).toEqual(['vacatur is open now under XX Code § 1', 'once it is granted, sealing under YY Code § 2 opens for charge A (yy-seal)']);
  });

  it('gives every day to come with "if nothing new happens"', () => {
    const { steps } = route({ grade: 'felony', traffickingNexus: false, dispositionDate: '2020-01-01' });
    expect(steps.find((step) => step.when === 'later')!.reasons.join()).toContain('opens on 2050-01-01, if nothing new happens');
  });

  it('lists what must be known where no road is open yet', () => {
    expect(route({ disposition: null, dispositionDate: null, traffickingNexus: true }).open[0]).toMatchObject({ charge: 'A', missing: expect.arrayContaining(['disposition']) });
  });
});

describe('what if', () => {
  const state = law(
    lawProvision('xx-conviction', { when: { all: [{ disposition: ['conviction'] }, { wait: { years: 5, after: 'disposition' } }, { 'no-pending-charges': true }, { charges: { none: { all: [{ disposition: ['conviction'] }, { compared: { event: 'conviction', is: 'after', this: 'conviction' } }] } } }] } }),
    lawProvision('xx-dismissal', { when: { disposition: ['non-conviction'] } }),
  );
  const who: Person = { ...person({ dispositionDate: '2020-01-01' }, { disposition: 'pending' }), pendingCharges: true };

  it('compares a plea with a dismissal by the day the charge could be clear, and by what it does to the others', () => {
    const plea = whatIf(who, 'B', { disposition: 'convicted', dispositionDate: '2026-07-01' }, ON, state);
    const dismissal = whatIf(who, 'B', { disposition: 'dismissed', dispositionDate: '2026-07-01' }, ON, state);
    expect([plea.before.day, plea.after.day, dismissal.after.day]).toEqual([null, '2031-07-01', ON]);
    expect(dismissal.changed.find((change) => change.charge === 'A' && change.provision === 'xx-conviction')).toMatchObject({ before: { result: 'not-eligible' }, after: { result: 'eligible' } });
    expect(plea.changed.some((change) => change.charge === 'A')).toBe(false);
  });

  it('leaves the person as it was and refuses a charge that is not there', () => {
    const before = JSON.stringify(who);
    whatIf(who, 'B', { disposition: 'dismissed' }, ON, state);
    expect(JSON.stringify(who)).toBe(before);
    expect(() => whatIf(who, 'Z', {}, ON, state)).toThrow('no charge "Z"');
  });
});

describe('cheapest facts', () => {
  it('puts the fact that settles most charges first, with its question', () => {
    const state = law(lawProvision('xx-1', { when: { all: [{ disposition: ['conviction'] }, { fact: 'rehabilitated' }, { fact: 'weapon' }] } }));
    const facts = cheapestFacts(person({ weapon: false }, { weapon: null }, { weapon: true }, { weapon: true }, {}), ON, state);
    expect(facts.map((fact) => [fact.fact, fact.settlesCharges, fact.settles, fact.mentioned])).toEqual([
      ['facts.rehabilitated', ['C', 'D'], 2, 4],
      ['charges.B.weapon', [], 0, 1],
      ['charges.E.weapon', [], 0, 1],
    ]);
    expect(facts[0]!.ask).toBe('Rehabilitated?');
  });

  it('tries only so many facts, so that a long record is not asked for hundreds of times', () => {
    let asked = 0;
    const state = law(lawProvision('xx-1', { when: { all: [{ disposition: ['conviction'] }, { fact: 'weapon' }, { fact: 'violent' }] } }));
    const counted = { ...state, jurisdictions: { get: (place: string) => ((asked += 1), state.jurisdictions.get(place)) } as unknown as Law['jurisdictions'] };
    const charges = Array.from({ length: 6 }, () => ({}));
    expect(cheapestFacts(person(...charges), ON, counted, 3)).toHaveLength(12);
    // once as it is, then both answers of three facts; each asks for the law of six charges
    expect(asked).toBe(7 * 6);
  });

  it('is empty when all is known', () => {
    expect(cheapestFacts(person({}), ON, law(lawProvision('xx-1', {})))).toEqual([]);
  });
});

describe('replay', () => {
  it('prints whose answer changed law changes, and nothing else', () => {
    const old = law(lawProvision('xx-1', { when: { wait: { years: 5, after: 'disposition' } } }));
    const now = law(lawProvision('xx-1', { when: { wait: { years: 3, after: 'disposition' } } }), lawProvision('xx-2', { when: { disposition: ['juvenile'] } }));
    const people = [{ ...person({ dispositionDate: '2022-01-01' }), id: 'sooner' }, { ...person({ dispositionDate: '2010-01-01' }), id: 'same' }];
    const changes = [...replay(people, ON, old, now)].filter((change) => change.provision === 'xx-1');
    expect(changes.map((change) => [change.person, change.before?.result, change.after?.result])).toEqual([['sooner', 'not-yet', 'eligible']]);
    expect([...replay(people, ON, now, now)]).toEqual([]);
  });
});
