import fc from 'fast-check';
import { formatDay, parseDay } from '#dates/calendar-date.js';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { loadLaw } from './load.js';
import type { Charge, Person } from './person.js';

/*
 * What the statutes say of the whole record in four jurisdictions whose clocks look at other convictions. Each property is asked only of the provisions whose
 * text says so.
 */
const law = loadLaw('law');
const ON = parseDay('2026-11-21')!;
const NEVER = Infinity;
const NOW = -Infinity;

interface Clock {
  readonly place: string;
  readonly provision: string;
  /** Grades from the lightest to the gravest; a list within it holds grades of one weight. */
  readonly grades: readonly (readonly string[])[];
  readonly citations: readonly string[];
  /** Facts that every conviction of the record has, so that nothing is left open. */
  readonly facts: Readonly<Record<string, boolean>>;
  /** A conviction that by the statute never counts against another one. */
  readonly harmless: { readonly grade: string; readonly citation: string; readonly facts?: Readonly<Record<string, boolean>> };
  /** Grades are compared only in a record of one conviction, since beside others a graver one takes another road. */
  readonly alone?: true;
}

const OREGON_FACTS = { trafficOffence: false, sexOffence: false, personFelony: false, probationRevoked: false, abuseContempt: false, duiiDiversion: false };
const CAROLINA_FACTS = { commercialVehicle: false, trafficOffence: false, impairedDriving: false };

const CLOCKS: readonly Clock[] = [
  {
    place: 'OR',
    provision: 'or-137.225-conviction',
    grades: [['misdemeanor-B', 'misdemeanor-C'], ['misdemeanor-A'], ['felony-C'], ['felony-B'], ['felony-A']],
    citations: ['ORS 164.015', 'ORS 167.007'],
    facts: OREGON_FACTS,
    harmless: { grade: 'violation', citation: 'ORS 811.111', facts: { trafficOffence: true } },
  },
  {
    place: 'NY',
    provision: 'ny-160.57',
    grades: [['misdemeanor-B', 'misdemeanor-A'], ['felony-E', 'felony-D', 'felony-C'], ['felony-A-I']],
    citations: ['PL 155.25', 'PL 165.15'],
    facts: {},
    harmless: { grade: 'violation', citation: 'PL 240.20' },
  },
  {
    place: 'NY',
    provision: 'ny-160.59',
    grades: [['misdemeanor-B', 'misdemeanor-A'], ['felony-E', 'felony-D', 'felony-C'], ['felony-A-I']],
    citations: ['PL 155.25', 'PL 165.15'],
    facts: {},
    harmless: { grade: 'violation', citation: 'PL 240.20' },
  },
  {
    place: 'PA',
    provision: 'pa-9122.2-clean-slate',
    grades: [['summary'], ['misdemeanor-3', 'misdemeanor-2'], ['misdemeanor-1', 'felony-3', 'felony-1']],
    citations: ['18 Pa.C.S. § 5902(a)', '18 Pa.C.S. § 3929'],
    facts: {},
    harmless: { grade: 'summary', citation: '18 Pa.C.S. § 5503' },
  },
  {
    place: 'PA',
    provision: 'pa-9122.1-petition',
    grades: [['misdemeanor-3', 'misdemeanor-2', 'misdemeanor-1'], ['felony-3', 'felony-1']],
    citations: ['18 Pa.C.S. § 5902(a)', '18 Pa.C.S. § 3929'],
    facts: {},
    harmless: { grade: 'summary', citation: '18 Pa.C.S. § 5503' },
  },
  {
    place: 'NC',
    provision: 'nc-15A-145.5',
    grades: [['misdemeanor-3', 'misdemeanor-2', 'misdemeanor-1'], ['felony-I', 'felony-H'], ['felony-G', 'felony-C']],
    citations: ['N.C. Gen. Stat. § 14-72', 'N.C. Gen. Stat. § 14-100'],
    facts: CAROLINA_FACTS,
    harmless: { grade: 'infraction', citation: 'N.C. Gen. Stat. § 20-141', facts: { trafficOffence: true } },
    alone: true,
  },
];

interface Sketch {
  readonly ago: number;
  readonly weight: number;
  readonly grade: number;
  readonly citation: number;
  readonly jail: number;
}

// Convictions lie on one day or twenty days apart, so that nobody has to be asked whether two of them were of one session of court.
const sketch: fc.Arbitrary<Sketch> = fc.record({ ago: fc.integer({ min: 1, max: 300 }).map((n) => n * 20), weight: fc.nat(100), grade: fc.nat(5), citation: fc.nat(5), jail: fc.constantFrom(0, 0, 200) });
const sketches = fc.array(sketch, { minLength: 1, maxLength: 4 });

function pick<T>(from: readonly T[], n: number): T {
  return from[n % from.length]!;
}

/** A conviction of which everything is known; jail ends before the day asked. Most are light, so that many records have an open road. */
function conviction(clock: Clock, id: string, { ago, weight, grade, citation, jail }: Sketch): Charge {
  const day = ON - ago;
  const end = formatDay(Math.min(day + jail, ON - 1));
  const weights = clock.grades;
  return {
    id,
    docket: id,
    arrest: id,
    jurisdiction: clock.place,
    offence: { citation: pick(clock.citations, citation), conduct: pick(clock.citations, citation).match(/5902|167\.007/) ? 'selling' : 'other' },
    grade: pick(weight < 60 ? weights[0]! : pick(weights, weight), grade),
    offenceDate: formatDay(day - 60),
    arrestDate: formatDay(day - 60),
    chargedOn: formatDay(day - 50),
    disposition: 'convicted',
    dispositionDate: formatDay(day),
    sentencedOn: formatDay(day),
    incarcerated: jail > 0,
    releasedOn: jail > 0 ? end : null,
    probation: false,
    sentenceCompletedOn: end,
    finalDischargeOn: end,
    moneyOwed: 0,
    restitutionOwed: 0,
    violent: false,
    registrationRequired: false,
    facts: { transaction: id, ...clock.facts },
  };
}

const named = (clock: Clock, all: readonly Sketch[]): Charge[] => all.map((one, i) => conviction(clock, `C${i}`, one));
const record = (charges: readonly Charge[]): Person => ({ id: 'p', birthDate: '1970-01-01', trafficking: { survivor: false }, recordComplete: true, pendingCharges: false, openWarrants: false, earlierRelief: [], charges });

/** The findings of one provision, by charge. */
function findings(charges: readonly Charge[], provision: string): ReadonlyMap<string, Finding> {
  return new Map(evaluate(record(charges), formatDay(ON), law).filter((one) => one.provision === provision).map((one) => [one.charge, one]));
}

/** The first day on which the road of each charge is certainly open: NOW when it is, NEVER when no day is certain (an attorney's answer may still open it). */
function opens(charges: readonly Charge[], provision: string): (id: string) => number {
  const all = findings(charges, provision);
  return (id) => {
    const { result, opensOn } = all.get(id)!;
    return result === 'eligible' || result === 'automatic' ? NOW : result === 'not-yet' ? parseDay(opensOn!)! : NEVER;
  };
}

/** What is said of each of these charges, without the reasons. */
function answers(charges: readonly Charge[], provision: string, of: readonly Charge[]): string[] {
  const all = findings(charges, provision);
  return of.map(({ id }) => {
    const { result, opensOn, closesOn, missing, questions } = all.get(id)!;
    return JSON.stringify([id, result, opensOn, closesOn, [...missing].sort(), [...questions].sort()]);
  });
}

describe.each(CLOCKS)('the whole record: $provision', (clock) => {
  it('a newer conviction never opens the road of an older one earlier', () => {
    fc.assert(
      fc.property(sketches, sketch, (before, newer) => {
        const charges = named(clock, before);
        const added = conviction(clock, 'N', { ...newer, ago: Math.min(newer.ago, ...before.map((one) => one.ago)) - 18 });
        const [older, both] = [opens(charges, clock.provision), opens([...charges, added], clock.provision)];
        for (const { id } of charges) expect(both(id)).toBeGreaterThanOrEqual(older(id));
      }),
      { numRuns: 50 },
    );
  });

  it('without one of its convictions no road of a record opens later', () => {
    fc.assert(
      fc.property(sketches, fc.nat(3), (all, which) => {
        const charges = named(clock, all);
        const gone = pick(charges, which);
        const rest = charges.filter((one) => one !== gone);
        const [fewer, whole] = [opens(rest, clock.provision), opens(charges, clock.provision)];
        for (const { id } of rest) expect(fewer(id)).toBeLessThanOrEqual(whole(id));
      }),
      { numRuns: 50 },
    );
  });

  it('the order in which charges were entered does not matter', () => {
    fc.assert(
      fc.property(sketches, fc.nat(3), (all, turn) => {
        const charges = named(clock, all);
        const turned = [...charges.slice(turn), ...charges.slice(0, turn)].reverse();
        expect(answers(turned, clock.provision, charges)).toEqual(answers(charges, clock.provision, charges));
      }),
      { numRuns: 30 },
    );
  });

  it('a graver grade never has the shorter wait, and grades of one weight have the same', () => {
    fc.assert(
      fc.property(clock.alone ? fc.tuple(sketch) : sketches, (all) => {
        const charges = named(clock, all);
        const [own, ...others] = charges as [Charge, ...Charge[]];
        let lighter = NOW;
        for (const weight of clock.grades) {
          const days = weight.map((grade) => opens([{ ...own, grade }, ...others], clock.provision)(own.id));
          expect(new Set(days).size).toBe(1);
          expect(days[0]).toBeGreaterThanOrEqual(lighter);
          lighter = days[0]!;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('an arrest or a charge that ended without conviction changes nothing for a conviction', () => {
    fc.assert(
      fc.property(sketches, sketch, fc.constantFrom('dismissed' as const, 'acquitted' as const, 'not-charged' as const), (all, other, disposition) => {
        const charges = named(clock, all);
        const added: Charge = { ...conviction(clock, 'N', { ...other, jail: 0 }), disposition, sentencedOn: null, sentenceCompletedOn: null, finalDischargeOn: null };
        expect(answers([...charges, added], clock.provision, charges)).toEqual(answers(charges, clock.provision, charges));
      }),
      { numRuns: 30 },
    );
  });

  it('a conviction that never counts leaves the others where they are', () => {
    fc.assert(
      fc.property(sketches, sketch, (all, other) => {
        const charges = named(clock, all);
        const { grade, citation, facts } = clock.harmless;
        const added: Charge = { ...conviction(clock, 'N', { ...other, jail: 0 }), grade, offence: { citation, conduct: 'other' }, facts: { transaction: 'N', ...clock.facts, ...facts } };
        expect(answers([...charges, added], clock.provision, charges)).toEqual(answers(charges, clock.provision, charges));
      }),
      { numRuns: 30 },
    );
  });
});

describe('what restarts a clock', () => {
  const by = (provision: string): Clock => CLOCKS.find((clock) => clock.provision === provision)!;
  const at = (clock: Clock, id: string, day: string, grade: string): Charge => ({ ...conviction(clock, id, { ago: ON - parseDay(day)!, weight: 0, grade: 0, citation: 0, jail: 0 }), grade });
  const opensOn = (provision: string, ...charges: Charge[]): string | null => findings(charges, provision).get(charges[0]!.id)!.opensOn;

  it.each([
    ['or-137.225-conviction', 'its own years, from the newest conviction', 'misdemeanor-A', 'misdemeanor-B', '2027-06-01'],
    ['or-137.225-conviction', 'its own years, also when the newest one is graver', 'misdemeanor-A', 'felony-B', '2027-06-01'],
    ['ny-160.57', 'its own years, from the newest crime', 'felony-E', 'misdemeanor-A', '2032-06-01'],
    ['ny-160.57', 'its own years, also when the newest one is graver', 'misdemeanor-A', 'felony-E', '2027-06-01'],
    ['pa-9122.2-clean-slate', 'seven years from the newest conviction punishable by a year', 'misdemeanor-3', 'misdemeanor-2', '2031-06-01'],
    ['nc-15A-145.5', 'seven years from the newest when there are two', 'misdemeanor-1', 'misdemeanor-3', '2031-06-01'],
  ])('%s: %s', (provision, _what, older, newer, day) => {
    const clock = by(provision);
    expect(opensOn(provision, at(clock, 'A', '2012-03-01', older), at(clock, 'B', '2024-06-01', newer))).toBe(day);
    expect(opensOn(provision, at(clock, 'A', '2012-03-01', older))).toBeNull();
  });

  it('an arrest after a summary conviction does hold back its expungement, which asks for five years without arrest', () => {
    const clock = by('pa-9122.2-clean-slate');
    const summary = at(clock, 'A', '2020-03-01', 'summary');
    const acquitted: Charge = { ...at(clock, 'B', '2024-06-01', 'misdemeanor-3'), disposition: 'acquitted', sentencedOn: null, sentenceCompletedOn: null, finalDischargeOn: null };
    expect(findings([summary], 'pa-9122-expunge').get('A')!.result).toBe('eligible');
    expect(opensOn('pa-9122-expunge', summary, acquitted)).toBe('2029-04-12');
  });
});
