/**
 * The law engine beside json-logic-js, json-rules-engine and a hand-written loop, on the same ten provisions of eight conditions, in one process and on one
 * core; then whole people a second over the law of this repository. `npm run bench:law`. The others answer yes or no; this engine also gives days and missing facts.
 */
import { createRequire } from 'node:module';
import { Engine } from 'json-rules-engine';
import { addPeriod, parseDay } from '#dates/calendar-date.js';
import { evaluate } from '#law/evaluate.js';
import { compileLaw, type Law } from '#law/law.js';
import type { LawFile } from '#law/law-file.js';
import { loadLaw } from '#law/load.js';
import type { Charge, Person } from '#law/person.js';

// json-logic-js brings no types.
const jsonLogic = createRequire(import.meta.url)('json-logic-js') as { apply(rule: unknown, data: unknown): unknown };

const ON = '2026-11-21';
const TODAY = parseDay(ON)!;
const CONDITIONS = 8;

/** Ten provisions: who may have them differs by grades and years. */
const PROVISIONS = Array.from({ length: 10 }, (_, i) => ({
  id: `xx-${i}`,
  grades: i % 2 === 0 ? ['misdemeanor-A', 'misdemeanor-B'] : ['misdemeanor-A', 'misdemeanor-B', 'felony-E'],
  roles: i % 3 === 0 ? ['seller', 'third-party'] : ['seller'],
  years: 1 + i,
  limit: 30 * (i + 1),
}));

function lawOfTen(): Law {
  const file: LawFile = {
    jurisdiction: 'XX', name: 'Bench', as_of: ON,
    codes: [{ name: 'X. Code' }], offences: [],
    provisions: PROVISIONS.map((p) => ({
      id: p.id, title: p.id, who: 'anyone',
      versions: [{
        from: '1900-01-01', to: null, enacted: '1900-01-01', citation: p.id, remedy: 'sealing', process: 'petition', effect: '', who_sees: '',
        when: { all: [
          { disposition: ['convicted'] }, { grade: p.grades }, { role: p.roles }, { fact: { name: 'weapon', is: false } }, { fact: { name: 'violent', is: false } },
          { fact: { name: 'jailDays', at_most: p.limit } }, { paid: 'all' }, { wait: { years: p.years, after: 'sentencing' } },
        ] },
        grants: 'may', proof: 'none', filing: 'none', prosecutor: 'none', hearing: 'none', confidentiality: '', confidence: 'high', check: [], sources: 'knowledge',
      }],
    })),
    prosecutor_policies: [], reform: [], help: [], absent: [], sources: {},
  };
  return compileLaw({ files: [file], facts: {}, personSchema: {} });
}

type BenchCharge = Charge & { readonly sentencedOn: string; readonly grade: string; readonly role: 'seller' | 'buyer' | 'third-party'; readonly jailDays: number };

const CHARGES: readonly BenchCharge[] = Array.from({ length: 64 }, (_, i) => ({
  id: 'A', jurisdiction: 'XX', disposition: 'convicted', dispositionDate: `${2008 + (i % 18)}-05-17`, sentencedOn: `${2008 + (i % 18)}-06-${10 + (i % 18)}`,
  grade: i % 5 === 0 ? 'felony-E' : 'misdemeanor-B', role: i % 7 === 0 ? 'third-party' : 'seller', weapon: i % 16 === 3, violent: false, jailDays: (i * 13) % 200, incarcerated: true, moneyOwed: 0,
}));
const PEOPLE: readonly Person[] = CHARGES.map((charge, i) => ({ id: `p${i}`, charges: [charge] }));

function handWritten(charge: BenchCharge): number {
  const sentenced = parseDay(charge.sentencedOn)!;
  let open = 0;
  for (const p of PROVISIONS) {
    if (charge.disposition === 'convicted' && p.grades.includes(charge.grade) && p.roles.includes(charge.role) && charge.weapon === false && charge.violent === false && charge.jailDays <= p.limit && charge.moneyOwed === 0 && addPeriod(sentenced, { years: p.years }) <= TODAY) open++;
  }
  return open;
}

/** Days of the charge as the other engines need them: when each wait is over, worked out for them beforehand. */
const withDays = (charge: BenchCharge): Record<string, unknown> => ({ ...charge, waits: PROVISIONS.map((p) => addPeriod(parseDay(charge.sentencedOn)!, { years: p.years })), today: TODAY });
const FLAT = CHARGES.map(withDays);

const RULES = PROVISIONS.map((p, i) => ({
  and: [
    { '==': [{ var: 'disposition' }, 'convicted'] }, { in: [{ var: 'grade' }, p.grades] }, { in: [{ var: 'role' }, p.roles] }, { '===': [{ var: 'weapon' }, false] },
    { '===': [{ var: 'violent' }, false] }, { '<=': [{ var: 'jailDays' }, p.limit] }, { '===': [{ var: 'moneyOwed' }, 0] }, { '<=': [{ var: `waits.${i}` }, { var: 'today' }] },
  ],
}));

function rulesEngine(): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true });
  PROVISIONS.forEach((p, i) => {
    engine.addRule({
      conditions: { all: [
        { fact: 'disposition', operator: 'equal', value: 'convicted' }, { fact: 'grade', operator: 'in', value: p.grades }, { fact: 'role', operator: 'in', value: p.roles }, { fact: 'weapon', operator: 'equal', value: false },
        { fact: 'violent', operator: 'equal', value: false }, { fact: 'jailDays', operator: 'lessThanInclusive', value: p.limit }, { fact: 'moneyOwed', operator: 'equal', value: 0 }, { fact: 'waits', path: `$[${i}]`, operator: 'lessThanInclusive', value: TODAY },
      ] },
      event: { type: p.id },
    });
  });
  return engine;
}

/** Runs for about `ms` after a warm-up; the best of three rounds, in units a second. */
async function rate(work: (i: number) => unknown, ms = 700): Promise<number> {
  let best = 0;
  for (let round = 0; round < 4; round++) {
    const started = process.hrtime.bigint();
    const until = started + BigInt(ms) * 1_000_000n;
    let count = 0;
    while (process.hrtime.bigint() < until) {
      for (let k = 0; k < 32; k++) {
        const result = work(count++);
        if (result instanceof Promise) await result;
      }
    }
    if (round > 0) best = Math.max(best, count / (Number(process.hrtime.bigint() - started) / 1e9));
  }
  return best;
}

/** People of eight charges each under the law of one jurisdiction, cited as offices cite. */
function people(place: string, cited: readonly string[]): Person[] {
  const grades = ['misdemeanor-B', 'violation', 'misdemeanor-A', 'misdemeanor-A', 'misdemeanor-B', 'misdemeanor-A', 'violation', 'felony-E'];
  return Array.from({ length: 200 }, (_, i) => ({
    id: `p${i}`, birthDate: '1990-05-01', trafficking: { survivor: i % 3 === 0, kinds: ['sex'], from: '2012-01-01', to: '2013-06-30' },
    recordComplete: true, pendingCharges: false, openWarrants: false, earlierRelief: [],
    charges: grades.map((grade, k): Charge => ({
      id: `c${k}`, docket: `d${k >> 1}`, arrest: `a${k >> 1}`, jurisdiction: place, offence: { citation: cited[k % cited.length]! }, grade, role: 'seller',
      offenceDate: `${2008 + k}-05-02`, disposition: k === 3 ? 'dismissed' : 'convicted', dispositionDate: `${2008 + k}-08-${10 + (i % 18)}`, sentencedOn: k === 3 ? null : `${2008 + k}-09-01`,
      incarcerated: k % 2 === 0, releasedOn: k % 2 === 0 ? `${2009 + k}-01-10` : null, probation: false, sentenceCompletedOn: k === 3 ? null : `${2009 + k}-01-10`,
      moneyOwed: 0, traffickingNexus: i % 2 === 0, violent: false, weapon: false, registrationRequired: false, facts: { youthfulOffender: false },
    })),
  }));
}

const ten = lawOfTen();
const engine = rulesEngine();

// All four must agree before their speeds mean anything.
for (const [i, charge] of CHARGES.entries()) {
  const expected = handWritten(charge);
  const ours = evaluate(PEOPLE[i]!, ON, ten).filter((finding) => finding.result === 'eligible').length;
  const logic = RULES.filter((rule) => jsonLogic.apply(rule, FLAT[i])).length;
  const rules = (await engine.run(FLAT[i]!)).events.length;
  if (ours !== expected || logic !== expected || rules !== expected) throw new Error(`charge ${i}: ours ${ours}, json-logic-js ${logic}, json-rules-engine ${rules}, by hand ${expected}`);
}

const n = CHARGES.length;
const rates = {
  'this engine (days, gaps)': await rate((i) => evaluate(PEOPLE[i % n]!, ON, ten)),
  'this engine, with reasons': await rate((i) => evaluate(PEOPLE[i % n]!, ON, ten).map((finding) => finding.because)),
  'json-logic-js': await rate((i) => RULES.map((rule) => jsonLogic.apply(rule, FLAT[i % n]) as boolean)),
  'json-rules-engine': await rate((i) => engine.run(FLAT[i % n]!)),
  'hand-written loop': await rate((i) => handWritten(CHARGES[i % n]!)),
};

const ours = rates['this engine (days, gaps)'];
console.log(`one charge against ${PROVISIONS.length} provisions of ${CONDITIONS} conditions, a second, one core`);
for (const [name, perSecond] of Object.entries(rates)) console.log(`  ${name.padEnd(28)}${Math.round(perSecond).toLocaleString('en').padStart(12)}   ${(perSecond / ours).toFixed(2)} of this engine`);

const law = loadLaw('law');
console.log('whole people a second, eight charges each, every provision of the jurisdiction, one core');
for (const [place, { file, provisions }] of law.jurisdictions) {
  const cited = [...file.offences.map((offence) => offence.citation), ...file.codes.map((code) => `${code.name} § 155.25`)];
  const group = people(place, cited);
  const perSecond = await rate((i) => evaluate(group[i % group.length]!, ON, law), 250);
  console.log(`  ${place}  ${String(provisions.length).padStart(2)} provisions ${Math.round(perSecond).toLocaleString('en').padStart(10)}`);
}
