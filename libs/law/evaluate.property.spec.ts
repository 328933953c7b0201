import fc from 'fast-check';
import { formatDay, parseDay } from '#dates/calendar-date.js';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { compileLaw } from './law.js';
import type { LawFile } from './law-file.js';
import { loadLaw } from './load.js';
import type { Charge, Person } from './person.js';
import { readCitation } from './reading.js';
import { replay } from './replay.js';

const law = loadLaw('law');
const places = [...law.jurisdictions.keys()];
const ON = parseDay('2026-11-21')!;
const DECIDED = new Set(['eligible', 'automatic', 'not-yet', 'not-eligible']);
const OPEN_NOW = new Set(['eligible', 'automatic']);

const day = (from: number, to: number): fc.Arbitrary<number> => fc.integer({ min: from, max: to });

/** Citations an office would write in a jurisdiction: its own offences and other statutes of its codes. */
function citationsOf(place: string): string[] {
  const file = law.jurisdictions.get(place)!.file;
  return [...file.offences.map((offence) => offence.citation), ...file.codes.flatMap((code) => [`${code.name} § 155.25`, `${code.name} § 11-501`, `${code.name} § 999.9(b)`])];
}

/** Everything about one charge known, and in a possible order. */
const knownCharge = (id: string): fc.Arbitrary<Charge> =>
  fc
    .record({
      place: fc.constantFrom(...places, 'ZZ'),
      cited: fc.nat(1000),
      grade: fc.constantFrom('misdemeanor-A', 'misdemeanor-B', 'misdemeanor-1', 'felony-E', 'felony-A-I', 'felony-4', 'violation', 'infraction'),
      role: fc.constantFrom('seller' as const, 'buyer' as const, 'third-party' as const),
      disposition: fc.constantFrom('convicted' as const, 'convicted' as const, 'dismissed' as const, 'acquitted' as const, 'not-charged' as const, 'adjudication-withheld' as const, 'deferred' as const, 'juvenile-adjudicated' as const),
      offence: day(ON - 9000, ON - 3000),
      steps: fc.array(day(0, 500), { minLength: 6, maxLength: 6 }),
      jailed: fc.boolean(),
      probation: fc.boolean(),
      flags: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
      owed: fc.constantFrom(0, 0, 250),
      docket: fc.constantFrom('d1', 'd2', 'd3'),
    })
    .map(({ place, cited, grade, role, disposition, offence, steps, jailed, probation, flags, owed, docket }): Charge => {
      const at = (n: number): string => formatDay(offence + steps.slice(0, n).reduce((sum, step) => sum + step, 0));
      const citations = places.includes(place) ? citationsOf(place) : ['Unknown § 1'];
      const sentenced = disposition !== 'dismissed' && disposition !== 'acquitted' && disposition !== 'not-charged';
      const [traffickingNexus, coerced, violent, weapon, bodilyInjury, minorVictim, registrationRequired, prosecutorConsents, allChargesOfCaseEnded, buyer] = flags;
      const citation = citations[cited % citations.length]!;
      // What an office enters agrees with what the code says of the offence.
      const index = law.citations.get(place);
      const row = index && readCitation(citation, index).offences[0];
      const implied = row?.implies ?? {};
      const rare = Object.keys(implied).filter((name) => law.facts[name]);
      return {
        id,
        docket,
        arrest: `${docket}-a`,
        jurisdiction: place,
        county: 'Kings',
        court: 'Trial Court',
        offence: { citation, conduct: row?.conduct ?? (index ? 'other' : buyer ? 'buying' : 'selling') },
        grade: typeof row?.grade === 'string' ? row.grade : grade,
        role,
        arrestCharge: { citation: citations[0]!, conduct: 'selling' },
        firstChargedAs: { citation: citations[0]!, conduct: 'selling' },
        offenceDate: at(0),
        arrestDate: at(1),
        chargedOn: disposition === 'not-charged' ? null : at(1),
        disposition,
        dispositionDate: at(2),
        sentencedOn: sentenced ? at(3) : null,
        incarcerated: sentenced && jailed,
        jailDays: sentenced && jailed ? 30 : 0,
        releasedOn: sentenced && jailed ? at(4) : null,
        probation: sentenced && probation,
        probationEndedOn: sentenced && probation ? at(5) : null,
        finalDischargeOn: sentenced ? at(6) : null,
        programCompletedOn: disposition === 'deferred' ? at(2) : null,
        sentenceCompletedOn: sentenced ? at(6) : null,
        moneyOwed: owed,
        restitutionOwed: 0,
        moneyPaidOn: owed === 0 ? at(6) : null,
        traffickingNexus,
        coerced,
        violent,
        weapon,
        bodilyInjury,
        minorVictim,
        registrationRequired,
        prosecutorConsents,
        allChargesOfCaseEnded,
        ...Object.fromEntries(Object.entries(implied).filter(([name]) => !law.facts[name])),
        facts: { ...Object.fromEntries(Object.entries(law.facts).filter(([, fact]) => fact.about === 'charge' && fact.type === 'boolean').map(([name], i) => [name, flags[i % 10]!])), ...Object.fromEntries(rare.map((name) => [name, implied[name]!])), docketComplete: true, transaction: docket },
      };
    });

const knownPerson: fc.Arbitrary<Person> = fc
  .record({
    charges: fc.integer({ min: 1, max: 4 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => knownCharge(`C${i}`)))),
    survivor: fc.boolean(),
    kinds: fc.constantFrom(['sex' as const], ['labor' as const], ['sex' as const, 'labor' as const]),
    flags: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    birth: day(ON - 18000, ON - 9500),
    relief: fc.array(fc.record({ provision: fc.constantFrom(...[...law.jurisdictions.values()].flatMap((p) => p.provisions.map((v) => v.entry.id))), on: day(ON - 6000, ON - 10) }), { maxLength: 2 }),
  })
  .map(({ charges, survivor, kinds, flags, birth, relief }): Person => ({
    id: 'p',
    birthDate: formatDay(birth),
    trafficking: survivor ? { survivor, kinds, from: formatDay(ON - 9000), to: formatDay(ON - 2000), officialDocumentation: flags[0], assistanceRequested: flags[1] } : { survivor },
    recordComplete: true,
    pendingCharges: false,
    openWarrants: flags[2],
    firstOffender: flags[3],
    earlierRelief: relief.map((r) => ({ provision: r.provision, remedy: 'sealing', jurisdiction: r.provision.slice(0, 2).toUpperCase(), on: formatDay(r.on), charge: charges[0]!.id })),
    facts: Object.fromEntries(Object.entries(law.facts).filter(([, fact]) => fact.about === 'person' && fact.type === 'boolean').map(([name], i) => [name, flags[i % 5]!])),
    charges,
  }));

/** A die with so many sides, thrown once for each path. */
const dices = (sides: number): fc.Arbitrary<(path: string) => number> =>
  fc.integer({ min: 1, max: 1_000_000 }).map((seed) => (path) => {
    let hash = seed;
    for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 16777619);
    return ((hash ^ (hash >>> 15)) >>> 0) % sides;
  });

// A grade that the offence table only narrows down stays as entered.
const KEPT = new Set(['id', 'jurisdiction', 'charges', 'facts', 'offence', 'grade']);

/** The same person with some facts not known; with `drop`, some charges not entered either. */
function blank(person: Person, choose: (path: string) => boolean, drop: boolean): Person {
  const forget = <T extends object>(from: T, path: string): T => Object.fromEntries(Object.entries(from).map(([key, value]) => [key, !KEPT.has(key) && choose(`${path}.${key}`) ? null : value])) as T;
  const charges = person.charges.map((charge) => ({
    ...forget(charge, charge.id),
    // With a charge left out nobody can say that a docket is complete.
    facts: { ...forget(charge.facts ?? {}, `${charge.id}.facts`), ...(drop ? { docketComplete: null } : {}) },
    offence: choose(`${charge.id}.citation`) ? null : charge.offence!,
  }));
  const dropped = drop && charges.length > 1;
  return { ...forget(person, 'p'), facts: forget(person.facts ?? {}, 'p.facts'), charges: dropped ? charges.slice(0, -1) : charges, ...(dropped ? { recordComplete: null } : {}) };
}

const answers = (finding: Finding): string => `${OPEN_NOW.has(finding.result) ? 'open' : finding.result} ${finding.result === 'not-yet' ? finding.opensOn : ''}`;
const keyOf = (finding: Finding): string => `${finding.charge} ${finding.provision}`;

describe('whatever the facts', () => {
  it('an unknown fact never decides: what is decided without it stays so when it is filled in', () => {
    fc.assert(
      fc.property(knownPerson, dices(4), fc.boolean(), (person, dice, drop) => {
        const full = new Map(evaluate(person, '2026-11-21', law).map((finding) => [keyOf(finding), finding]));
        for (const finding of evaluate(blank(person, (path) => dice(path) === 0, drop), '2026-11-21', law)) {
          if (!DECIDED.has(finding.result)) continue;
          const known = full.get(keyOf(finding))!;
          // Questions are answered by nobody here: with them a full record may stay open.
          expect(`${keyOf(finding)} ${answers(known)}`).toBe(`${keyOf(finding)} ${answers(finding)}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('needs-facts names facts, attorney-decides only questions, and nothing else names any', () => {
    fc.assert(
      fc.property(knownPerson, dices(3), (person, dice) => {
        for (const finding of evaluate(blank(person, (path) => dice(path) === 0, false), '2026-11-21', law)) {
          const what = keyOf(finding);
          expect([what, finding.missing.length > 0]).toEqual([what, finding.result === 'needs-facts']);
          if (finding.result === 'attorney-decides') expect(finding.questions).not.toEqual([]);
          if (DECIDED.has(finding.result)) expect([finding.missing, finding.questions]).toEqual([[], []]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('the order of charges does not matter', () => {
    const plain = (finding: Finding): string => JSON.stringify([keyOf(finding), finding.result, finding.opensOn, finding.closesOn, [...finding.missing].sort(), [...finding.questions].sort()]);
    fc.assert(
      fc.property(knownPerson, dices(5), (person, dice) => {
        const some = blank(person, (path) => dice(path) === 0, false);
        const reversed = { ...some, charges: [...some.charges].reverse() };
        expect(evaluate(reversed, '2026-11-21', law).map(plain).sort()).toEqual(evaluate(some, '2026-11-21', law).map(plain).sort());
      }),
      { numRuns: 200 },
    );
  });

  it('a road that opens on a day is open on that day and not the day before; one that closes is open on its last day and not after it', () => {
    fc.assert(
      fc.property(knownPerson, (person) => {
        for (const finding of evaluate(person, '2026-11-21', law)) {
          const on = (text: string, shift: number): Finding => evaluate(person, formatDay(parseDay(text)! + shift), law).find((one) => keyOf(one) === keyOf(finding))!;
          if (finding.result === 'not-yet') {
            expect([keyOf(finding), OPEN_NOW.has(on(finding.opensOn!, 0).result)]).toEqual([keyOf(finding), true]);
            expect(OPEN_NOW.has(on(finding.opensOn!, -1).result)).toBe(false);
          }
          if (finding.closesOn) {
            expect(OPEN_NOW.has(on(finding.closesOn, 0).result)).toBe(true);
            expect(OPEN_NOW.has(on(finding.closesOn, 1).result)).toBe(false);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('the same question has the same answer to the letter, and changes no fact', () => {
    fc.assert(
      fc.property(knownPerson, (person) => {
        const before = JSON.stringify(person);
        const first = JSON.stringify(evaluate(person, '2026-11-21', law));
        expect(JSON.stringify(evaluate(JSON.parse(before) as Person, '2026-11-21', law))).toBe(first);
        expect(JSON.stringify(person)).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it('a road that is open without an end stays open on every later day, if nothing new happens', () => {
    fc.assert(
      fc.property(knownPerson, fc.integer({ min: 1, max: 20_000 }), (person, later) => {
        const then = new Map(evaluate(person, formatDay(ON + later), law).map((finding) => [keyOf(finding), finding]));
        for (const finding of evaluate(person, '2026-11-21', law)) {
          if (!OPEN_NOW.has(finding.result) || finding.closesOn !== null) continue;
          expect([keyOf(finding), later, OPEN_NOW.has(then.get(keyOf(finding))!.result)]).toEqual([keyOf(finding), later, true]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('replay of facts as they are kept, under the same law read anew, changes no answer', () => {
    const again = compileLaw({ files: [...law.jurisdictions.values()].map(({ file }) => JSON.parse(JSON.stringify(file)) as LawFile), facts: law.sharedFacts, personSchema: law.personSchema });
    expect(again.hash).toBe(law.hash);
    fc.assert(
      fc.property(knownPerson, dices(4), (person, dice) => {
        const kept = JSON.parse(JSON.stringify(blank(person, (path) => dice(path) === 0, false))) as Person;
        expect([...replay([kept], '2026-11-21', law, again)]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
