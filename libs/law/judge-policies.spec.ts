import { readFileSync } from 'node:fs';
import { lawFile, lawProvision } from '../../test/law-file.js';
import { EXCHANGE_FACTS } from './exchange.js';
import { evaluate } from './evaluate.js';
import { judgePolicies, wordOnRoad, type PolicyFinding } from './judge-policies.js';
import { compileLaw } from './law.js';
import { LawLibrary } from './law-library.js';
import { loadLaw } from './load.js';
import type { Charge, Person } from './person.js';
import { bareCounty, shippedPolicies, type Policy, type PolicyClause } from './policy.js';

const law = compileLaw({
  facts: {},
  personSchema: {},
  files: [lawFile([lawProvision('xx-vacate', { remedy: 'vacatur', when: { disposition: ['conviction'] } }), lawProvision('xx-set-aside', { remedy: 'set-aside', when: { disposition: ['conviction'] } }), lawProvision('xx-auto', { process: 'automatic', when: { disposition: ['conviction'] } })])],
});
const model = new LawLibrary('law').modelPolicy();
const TODAY = '2026-11-21';

function policy(own: Partial<Policy> = {}): Policy {
  return { id: 'p', jurisdiction: 'XX', prosecutor: 'District Attorney of Test', title: 'Directive 1', counties: ['Kings', 'Brooklyn'], since: '2024-03-01', sinceBy: null, until: '2026-12-01', untilBy: null, clauses: model.clauses, confidence: 'high', check: [], ...own };
}

/** A consensual sale between adults, and everything that is asked about it known. */
const SOLD: Charge = {
  id: 'A',
  jurisdiction: 'XX',
  county: 'Kings',
  offence: { citation: 'X. Penal Code § 7.1' },
  disposition: 'pending',
  offenceDate: '2026-10-01',
  traffickingNexus: false,
  facts: { consensual: true, otherPartyAge: 40, thirdPartyInvolved: false, violenceUsed: false },
};
const BOUGHT: Charge = { ...SOLD, offence: { citation: null, conduct: 'buying' }, facts: { ...SOLD.facts, condomRefused: false, paymentRefused: false, knewOfTrafficking: false } };

interface Case {
  charge?: Partial<Charge>;
  facts?: Charge['facts'];
  person?: Partial<Person>;
  policy?: Partial<Policy>;
  on?: string;
}

function judged(base: Charge, { charge, facts, person, policy: own, on }: Case = {}): PolicyFinding | undefined {
  const one: Person = { id: 'p1', birthDate: '1990-05-01', charges: [{ ...base, ...charge, facts: { ...base.facts, ...facts } }], ...person };
  return judgePolicies(one, on ?? TODAY, [policy(own)], law)[0];
}

const told = (base: Charge, of?: Case): string => {
  const found = judged(base, of);
  return found ? [found.says, found.clause ?? '-', ...found.missing, ...(found.questions.length > 0 ? ['?'] : [])].join(' ') : 'nothing';
};
const only = (...ids: string[]): Case => ({ policy: { clauses: model.clauses.filter((clause) => ids.includes(clause.id)) } });
/** Clause 5 asks its question wherever it is not answered; these cases are about other clauses. */
const supported = { chargeSupported: true };

describe('clause 1: no charge that rests on nothing but a consensual exchange between adults', () => {
  it.each<[string, Charge, Case, string]>([
    ['a sale', SOLD, {}, 'should-not-be-filed 1'],
    ['a purchase', BOUGHT, {}, 'should-not-be-filed 1'],
    ['loitering, by the conduct entered', { ...SOLD, offence: { conduct: 'loitering' } }, {}, 'should-not-be-filed 1'],
    ['filed by the day asked', SOLD, { charge: { chargedOn: TODAY } }, 'should-be-dismissed 1'],
    ['filed the day after', SOLD, { charge: { chargedOn: '2026-11-22' } }, 'should-not-be-filed 1'],
    ['promoting', { ...SOLD, offence: { conduct: 'promoting' } }, { facts: supported }, 'depends 3 facts.knewOfTrafficking'],
    ['promoting, nobody trafficked', { ...SOLD, offence: { conduct: 'promoting' } }, { facts: { ...supported, knewOfTrafficking: false } }, 'silent -'],
    ['larceny: nothing is asked', { ...SOLD, offence: { conduct: 'other' } }, { facts: supported }, 'silent -'],
    ['conduct not known', { ...SOLD, offence: null }, { ...only('1') }, 'depends 1 offence.conduct facts.condomRefused facts.paymentRefused facts.knewOfTrafficking'],
    ['consent not known', SOLD, { ...only('1'), facts: { consensual: null } }, 'depends 1 facts.consensual'],
    ['the other’s age not known', SOLD, { ...only('1'), facts: { otherPartyAge: null } }, 'depends 1 facts.allAdults'],
    ['both ages told at once', SOLD, { ...only('1'), facts: { otherPartyAge: null, allAdults: true }, person: { birthDate: null } }, 'should-not-be-filed 1'],
    ['own age not known', SOLD, { ...only('1'), person: { birthDate: null } }, 'depends 1 birthDate'],
    ['day of the offence not known, old enough anyway', SOLD, { charge: { offenceDate: null, arrestDate: '2026-10-02' } }, 'depends 1 offenceDate ?'],
    ['third parties not known', SOLD, { ...only('1'), facts: { thirdPartyInvolved: null } }, 'depends 1 facts.thirdPartyInvolved'],
    ['a third party had a part', SOLD, { ...only('1'), facts: { thirdPartyInvolved: true } }, 'depends 1 ?'],
    ['trafficking not known', SOLD, { ...only('1'), charge: { traffickingNexus: null } }, 'depends 1 traffickingNexus'],
    ['never trafficked', SOLD, { ...only('1'), charge: { traffickingNexus: null }, person: { trafficking: { survivor: false } } }, 'should-not-be-filed 1'],
    ['coerced, though entered as consensual', SOLD, { ...only('1'), charge: { coerced: true } }, 'silent -'],
    ['disposition not known', SOLD, { charge: { disposition: null } }, 'depends 1 disposition'],
    ['nothing known of a sale', SOLD, { ...only('1'), facts: { consensual: null, otherPartyAge: null, thirdPartyInvolved: null, violenceUsed: null }, charge: { traffickingNexus: null } }, 'depends 1 facts.consensual facts.allAdults facts.thirdPartyInvolved facts.violenceUsed traffickingNexus'],
    ['nothing known of a purchase', BOUGHT, { ...only('1'), facts: { consensual: null, otherPartyAge: null, thirdPartyInvolved: null, violenceUsed: null, condomRefused: null, paymentRefused: null, knewOfTrafficking: null } }, 'depends 1 facts.consensual facts.allAdults facts.thirdPartyInvolved facts.violenceUsed facts.condomRefused facts.paymentRefused facts.knewOfTrafficking'],
  ])('%s', (_, base, of, expected) => expect(told(base, of)).toBe(expected));

  it('presumes, and says so; an office that always declines says that', () => {
    const [first] = model.clauses;
    expect(judged(SOLD)).toMatchObject({ presumptive: true, policy: 'p', prosecutor: 'District Attorney of Test', since: '2024-03-01' });
    expect(judged(SOLD, { policy: { clauses: [{ ...first, how: 'always' } as PolicyClause] } })?.presumptive).toBe(false);
    expect(judged(SOLD, { policy: { clauses: [{ ...first, how: 'unknown' } as PolicyClause] } })?.presumptive).toBeNull();
  });

  it.each([
    ['unknown', '2024-02-29', 'depends 1 ?'],
    ['unknown', '2024-03-01', 'should-not-be-filed 1'],
    ['unknown', null, 'depends 1 chargedOn'],
    ['kept', '2024-02-29', 'still-charged 1'],
    ['dismissed', '2024-02-29', 'should-be-dismissed 1'],
  ])('cases filed before it took force are %s: filed on %s', (pending, chargedOn, expected) => {
    expect(told(SOLD, { charge: { chargedOn, offenceDate: '2024-02-01' }, policy: { clauses: [{ ...model.clauses[0], pending } as PolicyClause] } })).toBe(expected);
  });

  it.each([
    [1, true, 'should-not-be-filed 1'],
    [2, true, 'should-not-be-filed 1'],
    [3, true, 'silent -'],
    [2, null, 'depends 1 recordComplete'],
  ])('with a limit of two priors: %i convictions, record complete %s', (count, recordComplete, expected) => {
    const earlier = Array.from({ length: count }, (_, i): Charge => ({ ...SOLD, id: `B${i}`, disposition: 'convicted' }));
    expect(told(SOLD, { person: { recordComplete, charges: [SOLD, ...earlier] }, policy: { clauses: [{ ...model.clauses[0], priors: 2 } as PolicyClause] } })).toBe(expected);
  });

  it('reaches only the statutes it names, however they are written', () => {
    const named = (cited: string): Case => ({ policy: { clauses: [{ ...model.clauses[0], cited: [cited] } as PolicyClause] } });
    expect(told({ ...SOLD, offence: { citation: 'XPC 7.1' } }, named('X. Penal Code § 7.1'))).toBe('should-not-be-filed 1');
    expect(told(SOLD, named('X. Penal Code § 7.2'))).toBe('silent -');
    expect(told({ ...SOLD, offence: { conduct: 'selling' } }, named('X. Penal Code § 7.1'))).toBe('depends 1 offence.citation');
  });
});

describe('clause 2: violence out of the exchange is charged against the buyer only', () => {
  it.each<[string, Charge, Case, string]>([
    ['the buyer was violent', BOUGHT, { charge: { violent: true } }, 'still-charged 2'],
    ['the buyer is charged with assault itself', BOUGHT, { charge: { violent: true, role: 'buyer', offence: { conduct: 'other' } } }, 'still-charged 2'],
    ['a condom was refused', BOUGHT, { facts: { condomRefused: true } }, 'still-charged 2'],
    ['payment was refused', BOUGHT, { facts: { paymentRefused: true } }, 'still-charged 2'],
    ['sex without consent', BOUGHT, { facts: { consensual: false } }, 'still-charged 2'],
    ['the buyer used violence, in an offence that is none', BOUGHT, { facts: { violenceUsed: true } }, 'still-charged 2'],
    ['violence not known of a sale', SOLD, { ...only('1'), facts: { violenceUsed: null } }, 'depends 1 facts.violenceUsed'],
    ['an offence that is none of violence says nothing of what the buyer did', BOUGHT, { ...only('1', '2'), facts: { violenceUsed: null } }, 'depends 1 facts.violenceUsed'],
    ['not known whether a condom was refused', BOUGHT, { ...only('1', '2'), facts: { condomRefused: null } }, 'depends 1 facts.condomRefused'],
    ['the worker, of the same violence', SOLD, { charge: { violent: true } }, 'should-not-be-filed 2'],
    ['the worker, when payment was refused, by this clause too', SOLD, { ...only('2'), facts: { paymentRefused: true } }, 'should-not-be-filed 2'],
    ['the worker, when payment was refused: still a consensual exchange of the worker’s', SOLD, { ...only('1'), facts: { paymentRefused: true } }, 'should-not-be-filed 1'],
    ['the worker, who did not consent', SOLD, { facts: { consensual: false } }, 'should-not-be-filed 2'],
    ['the worker, charged with something else', SOLD, { ...only('2'), charge: { violent: true, role: 'seller', offence: { conduct: 'other' } } }, 'depends 2 ?'],
  ])('%s', (_, base, of, expected) => expect(told(base, { ...of, facts: { ...supported, ...of.facts } })).toBe(expected));

  it('a policy that does not say that the worker is spared spares nobody by it', () => {
    const clauses = model.clauses.map((clause) => (clause.id === '2' ? { ...clause, worker: 'unknown' as const } : clause)) as PolicyClause[];
    expect(told(SOLD, { charge: { violent: true }, facts: supported, policy: { clauses } })).toBe('silent -');
  });
});

describe('clause 3: traffickers and buyers who knew are charged, the trafficked person is not', () => {
  it.each<[string, Charge, Case, string]>([
    ['trafficked into selling', SOLD, { charge: { traffickingNexus: true } }, 'should-not-be-filed 2'],
    ['by this clause alone', SOLD, { ...only('1', '3'), charge: { traffickingNexus: true } }, 'should-not-be-filed 3'],
    ['sold, link not known', SOLD, { ...only('3'), charge: { traffickingNexus: null } }, 'depends 3 traffickingNexus'],
    ['sold, no link', SOLD, { ...only('3') }, 'silent -'],
    ['bought and knew', BOUGHT, { facts: { knewOfTrafficking: true } }, 'still-charged 3'],
    ['bought, not known whether the buyer knew', BOUGHT, { ...only('1', '3'), facts: { knewOfTrafficking: null } }, 'depends 1 facts.knewOfTrafficking'],
    ['trafficked somebody', { ...SOLD, role: 'third-party', offence: { conduct: 'promoting' } }, { facts: { knewOfTrafficking: true } }, 'still-charged 3'],
  ])('%s', (_, base, of, expected) => expect(told(base, { ...of, facts: { ...supported, ...of.facts } })).toBe(expected));
});

describe('clause 4: where somebody is under 18 only the buyer is charged', () => {
  it.each<[string, Charge, Case, string]>([
    ['the seller turned 18 on the day', SOLD, { person: { birthDate: '2008-10-01' } }, 'should-not-be-filed 1'],
    ['the seller turns 18 on the day after', SOLD, { person: { birthDate: '2008-10-02' } }, 'should-not-be-filed 4'],
    ['the seller, born on 29 February, on the last day of February', SOLD, { charge: { offenceDate: '2026-02-28' }, person: { birthDate: '2008-02-29' } }, 'should-not-be-filed 4'],
    ['the seller, born on 29 February, on the first of March', SOLD, { charge: { offenceDate: '2026-03-01' }, person: { birthDate: '2008-02-29' } }, 'should-not-be-filed 1'],
    ['the buyer of somebody who is 17', BOUGHT, { facts: { otherPartyAge: 17 } }, 'still-charged 4'],
    ['the buyer of somebody who is 18', BOUGHT, { facts: { otherPartyAge: 18 } }, 'should-not-be-filed 1'],
    ['the buyer of somebody whose age is not known', BOUGHT, { ...only('1', '4'), facts: { otherPartyAge: null } }, 'depends 1 facts.allAdults'],
    ['a grown buyer, somebody was under 18', BOUGHT, { facts: { otherPartyAge: null, allAdults: false } }, 'still-charged 4'],
    ['a buyer of no known age, somebody was under 18', BOUGHT, { ...only('1', '4'), facts: { otherPartyAge: null, allAdults: false }, person: { birthDate: null } }, 'depends 4 birthDate'],
    ['a buyer who was under 18', BOUGHT, { ...only('1', '4'), person: { birthDate: '2008-10-02' } }, 'depends 4 ?'],
    ['a grown seller of a buyer who is 17', SOLD, { ...only('1', '4'), facts: { otherPartyAge: 17 } }, 'depends 4 ?'],
    ['a seller of no known age', SOLD, { ...only('4'), person: { birthDate: null } }, 'depends 4 birthDate'],
    ['everybody entered as grown, and the client was not', SOLD, { facts: { allAdults: true }, person: { birthDate: '2008-10-02' } }, 'should-not-be-filed 4'],
  ])('%s', (_, base, of, expected) => expect(told(base, { ...of, facts: { ...supported, ...of.facts } })).toBe(expected));
});

describe('clause 5: nothing is charged that the evidence or the interests of justice do not support', () => {
  it.each<[string, Charge, Case, string]>([
    ['no support, against a violent buyer', BOUGHT, { charge: { violent: true }, facts: { chargeSupported: false } }, 'should-not-be-filed 5'],
    ['no support, of any charge', { ...SOLD, offence: { conduct: 'other' } }, { facts: { chargeSupported: false } }, 'should-not-be-filed 5'],
    ['support', { ...SOLD, offence: { conduct: 'other' } }, { facts: { chargeSupported: true } }, 'silent -'],
    ['not known: asked of the attorney, and still charged', BOUGHT, { charge: { violent: true } }, 'still-charged 2 ?'],
  ])('%s', (_, base, of, expected) => expect(told(base, of)).toBe(expected));
});

describe('clause 6: petitions that are not contested', () => {
  const convicted = (base: Charge, { charge, facts, person, policy: own, on }: Case = {}, provision = 'xx-vacate'): string => {
    const one: Person = { id: 'p1', birthDate: '1990-05-01', charges: [{ ...base, disposition: 'convicted', dispositionDate: '2026-10-20', ...charge, facts: { ...base.facts, ...facts } }], ...person };
    const found = wordOnRoad(judgePolicies(one, on ?? TODAY, [policy(own)], law, evaluate(one, on ?? TODAY, law)), 'A', provision);
    return found ? [found.says, found.clause ?? '-', ...found.missing, ...(found.questions.length > 0 ? ['?'] : [])].join(' ') : 'nothing';
  };
  it.each<[string, Charge, Case, string]>([
    ['a sale', SOLD, {}, 'not-contested 6'],
    ['a purchase', BOUGHT, {}, 'not-contested 6'],
    ['a sale of somebody who turned 18 on the day', SOLD, { person: { birthDate: '2008-10-01' } }, 'not-contested 6'],
    ['a sale the day before', SOLD, { person: { birthDate: '2008-10-02' } }, 'unknown -'],
    ['a violent purchase', BOUGHT, { charge: { violent: true } }, 'unknown -'],
    ['a survivor’s sale: it says nothing of it', SOLD, { charge: { traffickingNexus: true } }, 'unknown -'],
    ['another offence', { ...SOLD, offence: { conduct: 'other' } }, {}, 'unknown -'],
    ['consent not known', SOLD, { facts: { consensual: null } }, 'unknown 6 facts.consensual'],
    ['county not known', SOLD, { charge: { county: null } }, 'unknown 6 county'],
    ['departed from in this case', SOLD, { facts: { policyDeviationApproved: true } }, 'unknown 8'],
  ])('%s', (_, base, of, expected) => expect(convicted(base, of)).toBe(expected));

  it('says nothing of a remedy it does not name, and nothing at all of a road without a petition or without hope', () => {
    expect(convicted(SOLD, {}, 'xx-set-aside')).toBe('unknown -');
    expect(convicted(SOLD, {}, 'xx-auto')).toBe('nothing');
    expect(convicted(SOLD, { charge: { disposition: 'acquitted' } })).toBe('nothing');
  });

  it.each([
    ['yes', 'contested 6'],
    ['sometimes', 'unknown 6'],
    ['unknown', 'unknown -'],
  ])('an office that contests: %s', (vacatur, expected) => {
    expect(convicted(SOLD, { policy: { clauses: [{ ...model.clauses[5], contests: { vacatur } } as PolicyClause] } })).toBe(expected);
  });

  it('of two policies that disagree the one that contests is heard', () => {
    const charges: Charge[] = [{ ...SOLD, disposition: 'convicted', dispositionDate: '2026-10-20' }];
    const one: Person = { id: 'p1', birthDate: '1990-05-01', charges };
    const hostile = policy({ id: 'q', clauses: [{ id: 'x', kind: 'relief', text: 'We contest.', contests: { vacatur: 'yes' }, arising: 'any' }] });
    for (const pair of [[policy(), hostile], [hostile, policy()]]) {
      expect(wordOnRoad(judgePolicies(one, TODAY, pair, law, evaluate(one, TODAY, law)), 'A', 'xx-vacate')).toMatchObject({ says: 'contested', policy: 'q' });
    }
  });

  it('a clause that came later than its policy is not read before', () => {
    const clauses = [{ ...model.clauses[5], since: '2026-11-21' } as PolicyClause];
    expect(convicted(SOLD, { policy: { clauses }, on: '2026-11-20' })).toBe('unknown -');
    expect(convicted(SOLD, { policy: { clauses }, on: '2026-11-21' })).toBe('not-contested 6');
  });
});

describe('clauses 7 and 8: no right, and departures', () => {
  it('stand beside every finding', () => {
    expect(judged(SOLD)?.limits.map((limit) => limit.clause)).toEqual(['7', '8']);
  });

  it.each([
    [true, 'still-charged 8'],
    [false, 'should-not-be-filed 1'],
    [null, 'should-not-be-filed 1'],
  ])('a departure approved as the policy asks: %s', (policyDeviationApproved, expected) => expect(told(SOLD, { facts: { policyDeviationApproved } })).toBe(expected));

  it('a departure that the policy does not allow changes nothing', () => {
    expect(told(SOLD, { ...only('1'), facts: { policyDeviationApproved: true } })).toBe('should-not-be-filed 1');
  });
});

describe('a fact that is not known', () => {
  /** Facts that matter, each with its values; the first is "not known". Combinations that contradict themselves are nobody's. */
  const FACTS = {
    consensual: [null, true, false],
    allAdults: [null, true, false],
    otherPartyAge: [null, 17, 18],
    thirdPartyInvolved: [null, true, false],
    violenceUsed: [null, true, false],
    condomRefused: [null, true, false],
    knewOfTrafficking: [null, true, false],
    traffickingNexus: [null, true, false],
    birthDate: [null, '2008-10-01', '2008-10-02'],
  } as const;
  const names = Object.keys(FACTS) as (keyof typeof FACTS)[];
  const size = 3 ** names.length;
  const valuesAt = (index: number): Record<string, string | number | boolean | null> => Object.fromEntries(names.map((name, i) => [name, FACTS[name][Math.floor(index / 3 ** i) % 3]!]));
  const possible = ({ allAdults, otherPartyAge, birthDate, consensual, traffickingNexus }: ReturnType<typeof valuesAt>): boolean =>
    !(allAdults === true && (otherPartyAge === 17 || birthDate === '2008-10-02')) && !(allAdults === false && otherPartyAge === 18 && birthDate === '2008-10-01') && !(consensual === true && traffickingNexus === true);

  it.each<[string, Charge, Case]>([
    ['a sale under the whole model', SOLD, {}],
    ['a purchase under the whole model', BOUGHT, {}],
    ['a sale under clause 1 alone', SOLD, only('1')],
    ['a purchase under clause 1 alone', BOUGHT, only('1')],
  ])('helps nobody whom one of its answers would not help: %s', (_, base, of) => {
    const helped = new Uint8Array(size);
    let yes = 0;
    for (let index = 0; index < size; index++) {
      const values = valuesAt(index);
      if (!possible(values)) continue;
      const { birthDate, traffickingNexus, ...facts } = values;
      const says = judged(base, { ...of, charge: { traffickingNexus: traffickingNexus as boolean | null }, person: { birthDate: birthDate as string | null }, facts })?.says;
      helped[index] = says === 'should-not-be-filed' ? 1 : 2;
      if (helped[index] === 1) yes++;
    }
    const wrong: unknown[] = [];
    for (let index = 0; index < size; index++) {
      if (helped[index] !== 1) continue;
      names.forEach((_name, i) => {
        if (Math.floor(index / 3 ** i) % 3 === 0) for (const value of [1, 2]) if (helped[index + value * 3 ** i] === 2) wrong.push({ unknown: valuesAt(index), known: valuesAt(index + value * 3 ** i) });
      });
    }
    expect(yes).toBeGreaterThan(0);
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

describe('where and when a policy speaks', () => {
  it.each<[string, Case, string]>([
    ['the day before its first', { on: '2024-02-29' }, 'nothing'],
    ['its first day', { on: '2024-03-01' }, 'should-not-be-filed 1'],
    ['the last day', { on: '2026-11-30' }, 'should-not-be-filed 1'],
    ['`until`, the first day no longer in force', { on: '2026-12-01' }, 'nothing'],
    ['no end known', { on: '2040-01-01', policy: { until: null } }, 'should-not-be-filed 1'],
    ['start not known', { policy: { since: null } }, 'depends 1 ?'],
    ['in force by a day', { on: '2024-03-01', policy: { since: null, sinceBy: '2024-03-01' } }, 'should-not-be-filed 1'],
    ['before that day', { on: '2024-02-29', policy: { since: null, sinceBy: '2024-03-01' } }, 'depends 1 ?'],
    ['ended on a day not known', { policy: { until: 'rescinded in 2026', untilBy: '2027-01-01' } }, 'depends 1 ?'],
    ['certainly over', { on: '2027-01-01', policy: { until: 'rescinded in 2026', untilBy: '2027-01-01' } }, 'nothing'],
    ['words for an end and no day', { policy: { until: 'rescinded' } }, 'depends 1 ?'],
    ['the county by another name', { charge: { county: 'BROOKLYN' } }, 'should-not-be-filed 1'],
    ['another county', { charge: { county: 'Queens' } }, 'nothing'],
    ['county not known', { charge: { county: null } }, 'depends 1 county'],
    ['the whole jurisdiction', { charge: { county: null }, policy: { counties: 'all' } }, 'should-not-be-filed 1'],
    ['counties not known', { policy: { counties: null } }, 'depends 1 ?'],
    ['another jurisdiction', { charge: { jurisdiction: 'YY' } }, 'nothing'],
  ])('%s', (_, of, expected) => expect(told({ ...SOLD, offenceDate: '2023-01-01', offence: { conduct: 'selling' } }, of)).toBe(expected));

  it('tells counties from cities of the same name', () => {
    expect(bareCounty('St. Mary’s County')).toBe(bareCounty('st marys'));
    expect(bareCounty('Baltimore City')).not.toBe(bareCounty('Baltimore County'));
  });
});

describe('the policies on file', () => {
  const real = loadLaw('law');
  const all = shippedPolicies(real);
  const of = (id: string): Policy => all.find((one) => one.id === id)!;
  const says = (id: string, charge: Partial<Charge>, on = TODAY): string => {
    const place = of(id);
    const one: Person = { id: 'p1', birthDate: '1990-05-01', recordComplete: true, charges: [{ ...SOLD, jurisdiction: place.jurisdiction, county: (place.counties as string[])[0]!, offence: { conduct: 'selling' }, ...charge }] };
    const [found] = judgePolicies(one, on, [place], real);
    return found ? `${found.says} ${found.clause ?? '-'}` : 'nothing';
  };

  it('say only what their sources say', () => {
    expect(says('ny-policy-manhattan', {})).toBe('should-not-be-filed a');
    expect(says('ny-policy-manhattan', {}, '2021-04-20')).toBe('nothing');
    expect(says('ny-policy-manhattan', { ...BOUGHT, jurisdiction: 'NY', county: 'New York' })).toBe('still-charged b');
    expect(says('ny-policy-brooklyn', {})).toBe('depends a');
    expect(says('ny-policy-queens', {})).toBe('nothing');
    expect(says('md-policy-baltimore-city-mosby', {})).toBe('nothing');
    expect(says('md-policy-baltimore-city-mosby', {}, '2021-06-01')).toBe('depends a');
    expect(says('mi-policy-washtenaw', {})).toBe('depends a');
    expect(says('mi-policy-washtenaw', { chargedOn: '2026-10-02' })).toBe('should-not-be-filed a');
    expect(says('pa-policy-philadelphia', { chargedOn: '2026-10-02' })).toBe('should-not-be-filed a');
    expect(says('tn-policy-shelby', { offence: { citation: 'TCA 39-13-513' } })).toBe('nothing');
    expect(says('tn-policy-shelby', { offence: { citation: 'TCA 39-13-516' } })).toBe('depends a');
    expect(says('tn-policy-davidson', {})).toBe('nothing');
  });

  it('never say that a petition for vacatur is not contested', () => {
    for (const one of all) for (const clause of one.clauses) if (clause.kind === 'relief') expect(clause.contests.vacatur).not.toBe('no');
  });

  it('and the model are checked by one form of clause', () => {
    const form = (name: string): unknown => (JSON.parse(readFileSync(`law/schema/${name}.json`, 'utf8')) as { $defs: { policyClause: unknown } }).$defs.policyClause;
    expect(form('policy')).toEqual(form('law'));
  });

  it('ask for facts that the vocabulary has, with the same type', () => {
    for (const [name, type] of Object.entries(EXCHANGE_FACTS)) expect([name, real.facts[name]?.about, real.facts[name]?.type]).toEqual([name, 'charge', type]);
  });
});
