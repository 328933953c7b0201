/**
 * The law engine beside json-logic-js, json-rules-engine and a hand-written loop, on the same ten provisions of eight conditions, in one process and on one
 * core; then whole people a second over the law of this repository, the memory it takes, and how long it takes to load. `npm run bench:law`. The others answer yes or no; this engine also gives days and missing facts.
 */
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Engine } from 'json-rules-engine';
import { addPeriod, parseDay } from '#dates/calendar-date.js';
import { evaluate } from '#law/evaluate.js';
import { compileLaw, type Law } from '#law/law.js';
import type { LawFile } from '#law/law-file.js';
import { loadLaw } from '#law/load.js';
import type { Charge, Person } from '#law/person.js';
import { timeLoading } from './loading.js';
import { personOf, withEveryFact } from './people.js';

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

/** Bytes of heap in use, after everything nobody holds was thrown away. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const MEBIBYTE = 1024 * 1024;
const empty = heap();
const law = loadLaw('law');
const places = [...law.jurisdictions.keys()];
const closed = heap();
for (const { provisions } of law.jurisdictions.values()) void provisions.length;
console.log(`memory: the law of ${places.length} jurisdictions ${((closed - empty) / MEBIBYTE).toFixed(1)} MiB as loaded, ${((heap() - empty) / MEBIBYTE).toFixed(1)} MiB with every one opened`);

/** Groups of people, and how many of them a second. */
const GROUP = 100;
const groupOf = (where: (i: number) => readonly string[]): Person[] => Array.from({ length: GROUP }, (_, i) => personOf(law, i, where(i)));
const speedOf = (group: readonly Person[]): Promise<number> => rate((i) => evaluate(group[i % group.length]!, ON, law), 120);
const format = (perSecond: number): string => Math.round(perSecond).toLocaleString('en').padStart(10);
/** What was said of the fastest open engine for the record relief of a single state, on one core. */
const SINGLE_STATE = 1_700;
const beside = (perSecond: number): string => `${format(perSecond)}   ${(perSecond / SINGLE_STATE).toFixed(2)} of the ${SINGLE_STATE.toLocaleString('en')} people a second of the best open single-state engine`;

console.log('whole people a second, eight charges each, every provision of the jurisdiction, one core');
console.log(`  ${''.padEnd(18)}lacking facts  every fact known`);
const speeds: { place: string; lacking: number; known: number }[] = [];
for (const place of places) {
  const group = groupOf(() => Array.from({ length: 8 }, () => place));
  const [lacking, known] = [await speedOf(group), await speedOf(group.map((person) => withEveryFact(law, person)))];
  speeds.push({ place, lacking, known });
  console.log(`  ${place}  ${String(law.jurisdictions.get(place)!.provisions.length).padStart(2)} provisions ${format(lacking)}        ${format(known)}`);
}
for (const kind of ['lacking', 'known'] as const) {
  const slowest = speeds.reduce((worst, one) => (one[kind] < worst[kind] ? one : worst));
  const mean = speeds.length / speeds.reduce((sum, one) => sum + 1 / one[kind], 0);
  const what = kind === 'known' ? 'every fact known' : 'lacking facts';
  console.log(`  ${what}, one of each jurisdiction in turn ${beside(mean)}`);
  console.log(`  ${what}, slowest jurisdiction (${slowest.place})       ${beside(slowest[kind])}`);
}
const mixed = groupOf((i) => Array.from({ length: 8 }, (_, k) => places[(i + 17 * (k % 4)) % places.length]!));
console.log(`  lacking facts, charges in four states     ${beside(await speedOf(mixed))}`);
console.log(`  every fact known, charges in four states  ${beside(await speedOf(mixed.map((person) => withEveryFact(law, person))))}`);
console.log(`memory: peak of this process ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);

console.log('loading the law in a new process, median of five: loading alone, and from the birth of the process');
for (const { what, load, process: whole } of timeLoading()) console.log(`  ${what.padEnd(54)}${load.toFixed(0).padStart(6)} ms${whole.toFixed(0).padStart(7)} ms`);
