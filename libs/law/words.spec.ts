import { readFileSync } from 'node:fs';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { compileLaw, type Law } from './law.js';
import type { LawFile } from './law-file.js';
import type { Charge, Person } from './person.js';
import { JOINING, VOCABULARY } from './words/vocabulary.js';

const FACTS = {
  paroleEndedOn: { about: 'charge', type: 'day', ask: 'When did parole end?' },
  maxPenaltyDays: { about: 'charge', type: 'number', ask: 'Longest sentence?' },
  unableToPay: { about: 'charge', type: 'boolean', ask: 'Unable to pay?' },
  docketComplete: { about: 'charge', type: 'boolean', ask: 'All counts?' },
} as const;

/** Law of one provision with one condition, in force always. */
function lawOf(when: unknown, definitions: Record<string, unknown> = {}): Law {
  const file = {
    jurisdiction: 'XX',
    name: 'Testland',
    as_of: '2026-01-01',
    codes: [{ name: 'X. Penal Code', also: ['XPC'], sex_work: ['7.'], complete: ['7.2'] }, { name: 'X. Drug Code', sex_work: [] }],
    offences: [
      { citation: 'X. Penal Code § 7.1', also: ['X. Penal Code § 70'], title: 'Selling', conduct: 'selling', grade: 'misdemeanor-B', from: null, to: null, implies: { violent: false }, sources: 'knowledge' },
      { citation: 'X. Penal Code § 7.2(a)', title: 'Buying', conduct: 'buying', grade: [{ grade: 'misdemeanor-A', to: '2020-01-01' }, { grade: 'felony-D', from: '2020-01-01' }], from: null, to: null, sources: 'knowledge' },
      { citation: 'X. Penal Code § 7.2(b)', title: 'Promoting', conduct: 'promoting', grade: 'felony-C', from: null, to: null, sources: 'knowledge' },
    ],
    definitions,
    provisions: [
      {
        id: 'xx-1',
        title: 'Test',
        who: 'anyone',
        versions: [{ from: '1900-01-01', to: null, enacted: '1900-01-01', citation: 'X. Stat. § 1', remedy: 'sealing', process: 'petition', effect: 'sealed', who_sees: 'nobody', when, grants: 'may', proof: 'none', filing: 'none', prosecutor: 'none', hearing: 'none', confidentiality: 'none', confidence: 'high', check: [], sources: 'knowledge' }],
      },
    ],
    prosecutor_policies: [],
    reform: [],
    help: [],
    absent: [],
    sources: {},
  } as unknown as LawFile;
  return compileLaw({ files: [file], facts: FACTS, personSchema: {} });
}

function ask(when: unknown, charge: Partial<Charge> = {}, person: Partial<Person> = {}, on = '2026-06-15', definitions: Record<string, unknown> = {}): Finding {
  const charges = [{ id: 'A', jurisdiction: 'XX', ...charge } as Charge, ...((person.charges ?? []) as Charge[])];
  return evaluate({ id: 'p', ...person, charges }, on, lawOf(when, definitions))[0]!;
}

/** 'eligible', 'not-yet 2026-01-01', 'needs-facts a,b' … */
function short(finding: Finding): string {
  const tail = finding.result === 'not-yet' ? finding.opensOn : finding.result === 'eligible' ? finding.closesOn : [...finding.missing, ...finding.questions].join(',');
  return tail ? `${finding.result} ${tail}` : finding.result;
}

type Row = readonly [word: string, when: unknown, charge: Partial<Charge>, person: Partial<Person>, answer: string];
const other = (charge: Partial<Charge>): Partial<Person> => ({ recordComplete: true, charges: [{ id: 'B', jurisdiction: 'XX', ...charge } as Charge] });
const WAIT = { wait: { years: 3, after: 'sentencing' } };

const ROWS: readonly Row[] = [
  ['wait', WAIT, { disposition: 'convicted', sentencedOn: '2023-06-15' }, {}, 'eligible'],
  ['wait', WAIT, { disposition: 'convicted', sentencedOn: '2023-06-16' }, {}, 'not-yet 2026-06-16'],
  ['wait', { wait: { years: 3, more_than: true, after: 'sentencing' } }, { disposition: 'convicted', sentencedOn: '2023-06-15' }, {}, 'not-yet 2026-06-16'],
  ['wait', WAIT, { disposition: 'convicted' }, {}, 'needs-facts sentencedOn'],
  ['wait', WAIT, { disposition: 'dismissed' }, {}, 'not-eligible'],
  ['wait', WAIT, { disposition: 'convicted', sentenceCompletedOn: '2023-01-01' }, {}, 'eligible'],
  ['wait', WAIT, { disposition: 'convicted', dispositionDate: '2025-01-01' }, {}, 'needs-facts sentencedOn'],
  ['wait', { wait: { years: 1, after: { latest: ['sentencing', 'release'] } } }, { disposition: 'convicted', sentencedOn: '2020-01-01', incarcerated: false }, {}, 'eligible'],
  ['wait', { wait: { years: 1, after: { latest: ['sentencing', 'release'] } } }, { disposition: 'convicted', sentencedOn: '2020-01-01', releasedOn: '2025-07-01' }, {}, 'not-yet 2026-07-01'],
  ['wait', { wait: { years: 1, after: { latest: ['sentencing', 'release'] } } }, { disposition: 'convicted', sentencedOn: '2020-01-01' }, {}, 'needs-facts incarcerated,releasedOn'],
  ['wait', { wait: { years: 1, after: { earliest: ['disposition', 'release'] } } }, { disposition: 'convicted', dispositionDate: '2020-01-01', incarcerated: true }, {}, 'eligible'],
  ['wait', { wait: { years: 1, after: { birthday: 18 } } }, {}, { birthDate: '2008-02-29' }, 'not-yet 2027-03-01'],
  ['wait', { wait: { days: 30, after: { plus: { event: 'disposition', years: 1 } } } }, { disposition: 'convicted', dispositionDate: '2025-06-01' }, {}, 'not-yet 2026-07-01'],
  ['wait', { wait: { days: 0, after: { latest: [{ day: '2027-10-01' }, { plus: { event: 'disposition', days: 90 } }] } } }, { disposition: 'dismissed', dispositionDate: '2026-01-01' }, {}, 'not-yet 2027-10-01'],
  ['wait', { wait: { years: 2, after: 'paroleEndedOn' } }, { facts: { paroleEndedOn: '2024-06-15' } }, {}, 'eligible'],
  ['wait', { wait: { years: 2, after: 'paroleEndedOn' } }, {}, {}, 'needs-facts facts.paroleEndedOn'],
  ['wait', { wait: { years: 1, after: { relief: { remedy: ['pardon'] } } } }, {}, { earlierRelief: [{ remedy: 'pardon', on: '2025-06-16' }] }, 'not-yet 2026-06-16'],
  ['wait', { wait: { years: 1, after: { relief: { remedy: ['pardon'] } } } }, {}, { earlierRelief: [] }, 'not-eligible'],
  ['wait', { wait: { years: 1, after: { relief: { remedy: ['pardon'] } } } }, {}, {}, 'needs-facts earlierRelief'],
  ['wait', { wait: { years: 5, after: { last: { event: 'conviction', that: { disposition: ['conviction'] } } } } }, { disposition: 'convicted', dispositionDate: '2010-01-01' }, other({ disposition: 'convicted', dispositionDate: '2022-01-01' }), 'not-yet 2027-01-01'],
  ['wait', { wait: { years: 5, after: { last: { event: 'conviction', that: { disposition: ['conviction'] } } } } }, { disposition: 'convicted', dispositionDate: '2010-01-01' }, {}, 'needs-facts recordComplete'],
  ['within', { within: { years: 1, after: 'sentencing' } }, { disposition: 'convicted', sentencedOn: '2025-06-15' }, {}, 'eligible 2026-06-15'],
  ['within', { within: { years: 1, after: 'sentencing' } }, { disposition: 'convicted', sentencedOn: '2025-06-14' }, {}, 'not-eligible'],
  ['recent', { not: { recent: { years: 10, event: 'disposition' } } }, { disposition: 'convicted', dispositionDate: '2016-06-15' }, {}, 'eligible'],
  ['recent', { not: { recent: { years: 10, event: 'disposition' } } }, { disposition: 'convicted', dispositionDate: '2016-06-16' }, {}, 'not-yet 2026-06-16'],
  ['date', { date: { of: 'offence', before: '2020-01-01' } }, { offenceDate: '2019-12-31' }, {}, 'eligible'],
  ['date', { date: { of: 'offence', before: '2020-01-01' } }, { offenceDate: '2020-01-01' }, {}, 'not-eligible'],
  ['date', { date: { of: 'offence', from: '2020-01-01' } }, { arrestDate: '2019-01-01' }, {}, 'not-eligible'],
  ['date', { date: { of: 'offence', from: '2020-01-01' } }, {}, {}, 'needs-facts offenceDate'],
  ['calendar', { calendar: { from: '2029-01-01' } }, {}, {}, 'not-yet 2029-01-01'],
  ['calendar', { calendar: { before: '2026-06-16' } }, {}, {}, 'eligible 2026-06-15'],
  ['precedes', { precedes: { first: 'offence', then: 'disposition' } }, { offenceDate: '2020-01-01', disposition: 'convicted', dispositionDate: '2020-01-01' }, {}, 'not-eligible'],
  ['precedes', { precedes: { first: 'offence', then: 'disposition', same_day: true } }, { offenceDate: '2020-01-01', disposition: 'convicted', dispositionDate: '2020-01-01' }, {}, 'eligible'],
  ['age', { age: { at: 'offence', under: 18 } }, { offenceDate: '2022-02-28' }, { birthDate: '2004-02-29' }, 'eligible'],
  ['age', { age: { at: 'offence', under: 18 } }, { offenceDate: '2022-03-01' }, { birthDate: '2004-02-29' }, 'not-eligible'],
  ['age', { age: { at: 'filing', at_least: 21 } }, {}, { birthDate: '2005-06-16' }, 'not-yet 2026-06-16'],
  ['age', { age: { at: 'filing', at_least: 21 } }, {}, {}, 'needs-facts birthDate'],
  ['after', { after: 'release' }, { releasedOn: '2026-07-01' }, {}, 'not-yet 2026-07-01'],
  ['happened', { happened: 'release' }, { jailDays: 0 }, {}, 'not-eligible'],
  ['cited', { cited: ['X. Penal Code § 7.1'] }, { offence: { citation: 'XPC 7.1' } }, {}, 'eligible'],
  ['cited', { cited: ['X. Penal Code § 7.1'] }, { offence: { citation: 'x penal code sec. 70 (former)' } }, {}, 'eligible'],
  ['cited', { cited: ['X. Penal Code § 7.2'] }, { offence: { citation: 'XPC § 7.2(b)' } }, {}, 'eligible'],
  ['cited', { cited: ['X. Penal Code § 7.2(a)'] }, { offence: { citation: 'XPC § 7.2' } }, {}, 'needs-facts offence.citation,offence.conduct'],
  ['cited', { cited: ['X. Penal Code § 7.2(a)'] }, { offence: { citation: 'XPC § 7.2(b)' } }, {}, 'not-eligible'],
  ['cited', { cited: ['X. Penal Code § 7.*'] }, { offence: { citation: 'XPC § 7.99' } }, {}, 'eligible'],
  ['cited', { cited: ['X. Penal Code § 7.*'] }, { offence: { citation: 'XPC § 71.1' } }, {}, 'not-eligible'],
  ['cited', { cited: ['X. Penal Code § 7.1'] }, { offence: { citation: 'X. Drug Code § 7.1' } }, {}, 'not-eligible'],
  ['cited', { cited: ['X. Penal Code § 7.1'] }, {}, {}, 'needs-facts offence.citation'],
  ['conduct', { conduct: ['selling'] }, { offence: { citation: 'XPC 7.1' } }, {}, 'eligible'],
  ['conduct', { conduct: ['selling'] }, { offence: { citation: 'X. Drug Code § 3' } }, {}, 'not-eligible'],
  ['conduct', { conduct: ['buying'] }, { offence: { citation: 'XPC 7.2' } }, {}, 'needs-facts offence.citation,offence.conduct'],
  ['conduct', { conduct: ['buying', 'promoting'] }, { offence: { citation: 'XPC 7.2' } }, {}, 'eligible'],
  ['arrested-for', { 'arrested-for': { conduct: ['selling'] } }, { arrestCharge: 'XPC 7.1' }, {}, 'eligible'],
  ['arrested-for', { 'arrested-for': { cited: ['X. Penal Code § 7.1'] } }, { arrestCharge: { citation: 'XPC 9' } }, {}, 'not-eligible'],
  ['arrested-for', { 'arrested-for': { conduct: ['selling'] } }, {}, {}, 'needs-facts arrestCharge'],
  ['first-charged-as', { 'first-charged-as': { conduct: ['selling'] } }, { firstChargedAs: { conduct: 'selling' } }, {}, 'eligible'],
  ['grade', { grade: ['felony'] }, { grade: 'felony-D' }, {}, 'eligible'],
  ['grade', { grade: ['felony-D'] }, { grade: 'felony' }, {}, 'needs-facts grade'],
  ['grade', { grade: ['misdemeanor'] }, { grade: 'gross-misdemeanor' }, {}, 'not-eligible'],
  ['grade', { grade: ['crime'] }, { grade: 'Gross Misdemeanor' }, {}, 'eligible'],
  ['grade', { grade: ['felony'] }, { offence: { citation: 'XPC 7.2(a)' }, offenceDate: '2020-01-01' }, {}, 'eligible'],
  ['grade', { grade: ['felony'] }, { offence: { citation: 'XPC 7.2(a)' }, offenceDate: '2019-12-31' }, {}, 'not-eligible'],
  ['grade', { grade: { in: ['felony'], of: 'today' } }, { offence: { citation: 'XPC 7.2(a)' }, offenceDate: '2019-12-31' }, {}, 'eligible'],
  ['role', { role: ['seller'] }, { role: 'buyer' }, {}, 'not-eligible'],
  ['role', { role: ['seller'] }, {}, {}, 'needs-facts role'],
  ['jurisdiction', { jurisdiction: 'elsewhere' }, {}, {}, 'not-eligible'],
  ['county', { county: ['Kings'] }, { county: 'KINGS' }, {}, 'eligible'],
  ['court', { court: ['Municipal Court'] }, {}, {}, 'needs-facts court'],
  ['disposition', { disposition: ['non-conviction'] }, { disposition: 'nolle-prosequi' }, {}, 'eligible'],
  ['disposition', { disposition: ['deferral'] }, { disposition: 'convicted' }, {}, 'not-eligible'],
  ['disposition', { disposition: ['deferral'] }, {}, {}, 'needs-facts disposition'],
  ['survivor', { survivor: { kinds: ['sex'] } }, {}, { trafficking: { survivor: true, kinds: ['labor'] } }, 'not-eligible'],
  ['survivor', { survivor: { kinds: ['sex'] } }, {}, { trafficking: { survivor: true } }, 'needs-facts trafficking.kinds'],
  ['survivor', { survivor: { kinds: ['sex', 'labor'] } }, {}, { trafficking: { survivor: true } }, 'eligible'],
  ['survivor', { survivor: { kinds: ['sex'], during: 'offence' } }, { offenceDate: '2012-07-01' }, { trafficking: { survivor: true, kinds: ['sex'], from: '2012-01-01', to: '2012-06-30' } }, 'not-eligible'],
  ['survivor', { survivor: { kinds: ['sex'], during: 'offence' } }, { offenceDate: '2012-06-30' }, { trafficking: { survivor: true, kinds: ['sex'], from: '2012-01-01', to: '2012-06-30' } }, 'eligible'],
  ['survivor', { survivor: { kinds: ['sex'], during: 'offence' } }, { offenceDate: '2012-06-30' }, { trafficking: { survivor: true, kinds: ['sex'], from: '2012-01-01' } }, 'needs-facts trafficking.to'],
  ['nexus', { nexus: 'a direct result' }, { traffickingNexus: true }, {}, 'eligible'],
  ['nexus', { nexus: 'a direct result' }, {}, { trafficking: { survivor: false } }, 'not-eligible'],
  ['fact', { fact: 'violent' }, { offence: { citation: 'XPC 7.1' } }, {}, 'not-eligible'],
  ['fact', { fact: { name: 'violent', is: false } }, {}, {}, 'needs-facts violent'],
  ['fact', { fact: { name: 'maxPenaltyDays', at_most: 364 } }, { facts: { maxPenaltyDays: 365 } }, {}, 'not-eligible'],
  ['fact', { fact: { name: 'maxPenaltyDays', at_most: 364 } }, { facts: { maxPenaltyDays: 364 } }, {}, 'eligible'],
  ['fact', { fact: { name: 'openWarrants', is: false } }, {}, { openWarrants: false }, 'eligible'],
  ['fact', { fact: 'unableToPay' }, { facts: { unableToPay: 'maybe' } }, {}, 'needs-facts facts.unableToPay'],
  ['fact', { fact: 'paroleEndedOn' }, { facts: { paroleEndedOn: '2026-06-16' } }, {}, 'not-yet 2026-06-16'],
  ['question', { question: { id: 'xxOk', ask: 'Is it?' } }, {}, {}, 'attorney-decides Is it?'],
  ['question', { question: { id: 'xxOk', ask: 'Is it?' } }, { facts: { xxOk: true } }, {}, 'eligible'],
  ['question', { question: { id: 'xxOk', ask: 'Is it?' } }, { facts: { xxOk: false } }, {}, 'not-eligible'],
  ['paid', { paid: 'all' }, { moneyOwed: 0 }, {}, 'eligible'],
  ['paid', { paid: 'all' }, { moneyOwed: 1 }, {}, 'not-eligible'],
  ['paid', { paid: 'all' }, { moneyOwed: 1, moneyPaidOn: '2026-07-01' }, {}, 'not-yet 2026-07-01'],
  ['paid', { paid: 'all' }, { moneyOwed: 1, moneyPaidOn: '2026-01-01' }, {}, 'not-eligible'],
  ['paid', { paid: 'all' }, { moneyPaidOn: '2026-01-01' }, {}, 'eligible'],
  ['paid', { paid: 'restitution' }, { moneyOwed: 100, restitutionOwed: 0 }, {}, 'eligible'],
  ['paid', { paid: 'fines-and-fees' }, { moneyOwed: 100, restitutionOwed: 100 }, {}, 'eligible'],
  ['paid', { paid: 'restitution' }, { moneyOwed: 100 }, {}, 'needs-facts restitutionOwed'],
  ['charges', { charges: { none: { disposition: ['conviction'] } } }, {}, other({ disposition: 'convicted' }), 'not-eligible'],
  ['charges', { charges: { none: { disposition: ['conviction'] } } }, {}, other({ disposition: 'dismissed' }), 'eligible'],
  ['charges', { charges: { none: { disposition: ['conviction'] } } }, {}, other({}), 'needs-facts charges.B.disposition'],
  ['charges', { charges: { none: { disposition: ['conviction'] } } }, {}, { recordComplete: null }, 'needs-facts recordComplete'],
  ['charges', { charges: { some: { disposition: ['conviction'] } } }, {}, { ...other({ disposition: 'convicted' }), recordComplete: null }, 'eligible'],
  ['charges', { charges: { none: { all: [{ disposition: ['conviction'] }, { recent: { years: 10, event: 'conviction' } }] } } }, {}, other({ disposition: 'convicted', dispositionDate: '2016-06-16' }), 'not-yet 2026-06-16'],
  ['charges', { charges: { among: 'docket', every: { disposition: ['non-conviction'] } } }, { docket: 'd', facts: { docketComplete: true } }, { charges: [{ id: 'B', jurisdiction: 'XX', docket: 'd', disposition: 'convicted' }] }, 'not-eligible'],
  ['charges', { charges: { among: 'docket', every: { disposition: ['non-conviction'] } } }, { docket: 'd', facts: { docketComplete: true } }, { charges: [{ id: 'B', jurisdiction: 'XX', docket: 'e', disposition: 'convicted' }] }, 'eligible'],
  ['charges', { charges: { among: 'elsewhere', none: { disposition: ['conviction'] } } }, {}, other({ disposition: 'convicted' }), 'eligible'],
  ['charges', { charges: { self: true, count: { at_most: 1, once_per: 'transaction', that: { disposition: ['conviction'] } } } }, { disposition: 'convicted', arrest: 'a', offenceDate: '2020-01-01' }, other({ disposition: 'convicted', arrest: 'a', offenceDate: '2020-01-01' }), 'eligible'],
  ['charges', { charges: { self: true, count: { at_most: 1, once_per: 'transaction', that: { disposition: ['conviction'] } } } }, { disposition: 'convicted', arrest: 'a', offenceDate: '2020-01-01' }, other({ disposition: 'convicted', arrest: 'b', offenceDate: '2020-02-01' }), 'not-eligible'],
  ['charges', { charges: { self: true, count: { at_most: 1, once_per: 'transaction', that: { disposition: ['conviction'] } } } }, { disposition: 'convicted', arrest: 'a', offenceDate: '2020-01-01' }, other({ disposition: 'convicted', offenceDate: '2020-01-01' }), 'needs-facts facts.transaction,charges.B.facts.transaction'],
  ['charges', { charges: { count: { at_least: 1, that: { disposition: ['conviction'] } } } }, {}, other({ disposition: 'dismissed' }), 'not-eligible'],
  ['same', { charges: { none: { same: 'arrest' } } }, { arrest: 'a' }, other({}), 'needs-facts charges.B.arrest'],
  ['same', { charges: { none: { same: 'arrest' } } }, { arrest: 'a', arrestDate: '2020-02-28' }, other({ arrestDate: '2020-02-29' }), 'eligible'],
  ['same', { charges: { none: { same: 'arrest' } } }, { arrest: 'a', arrestDate: '2020-02-29' }, other({ arrestDate: '2020-02-29' }), 'needs-facts charges.B.arrest'],
  ['same', { charges: { none: { same: 'arrest' } } }, { arrest: 'a', offenceDate: '2020-03-01' }, other({ dispositionDate: '2020-02-29' }), 'eligible'],
  ['same', { charges: { none: { same: 'arrest' } } }, { arrest: 'a', offenceDate: '2020-02-29' }, other({ dispositionDate: '2020-02-29' }), 'needs-facts charges.B.arrest'],
  ['same', { charges: { none: { same: 'arrest' } } }, { arrest: 'a' }, other({ jurisdiction: 'YY' }), 'eligible'],
  ['same', { charges: { none: { all: [{ not: { same: 'arrest' } }, { disposition: ['conviction'] }] } } }, { arrest: 'a' }, other({ arrest: 'a', disposition: 'convicted' }), 'eligible'],
  ['compared', { charges: { none: { compared: { event: 'conviction', is: 'after', this: 'conviction', years: 3 } } } }, { disposition: 'convicted', dispositionDate: '2020-02-29' }, other({ disposition: 'convicted', dispositionDate: '2023-03-01' }), 'not-eligible'],
  ['compared', { charges: { none: { compared: { event: 'conviction', is: 'after', this: 'conviction', years: 3 } } } }, { disposition: 'convicted', dispositionDate: '2020-02-29' }, other({ disposition: 'convicted', dispositionDate: '2023-03-02' }), 'eligible'],
  ['compared', { charges: { none: { compared: { event: 'conviction', is: 'after', this: 'conviction' } } } }, { disposition: 'convicted', dispositionDate: '2020-02-29' }, other({ disposition: 'convicted', dispositionDate: '2020-02-29' }), 'eligible'],
  ['compared', { charges: { none: { compared: { event: 'conviction', is: 'on-or-after', this: 'conviction' } } } }, { disposition: 'convicted', dispositionDate: '2020-02-29' }, other({ disposition: 'convicted', dispositionDate: '2020-02-29' }), 'not-eligible'],
  ['no-pending-charges', { 'no-pending-charges': true }, {}, { pendingCharges: true }, 'not-eligible'],
  ['no-pending-charges', { 'no-pending-charges': true }, {}, { pendingCharges: false }, 'eligible'],
  ['no-pending-charges', { 'no-pending-charges': true }, {}, {}, 'needs-facts pendingCharges'],
  ['no-pending-charges', { 'no-pending-charges': { that: { grade: ['felony'] } } }, {}, { pendingCharges: true, ...other({ disposition: 'pending', grade: 'misdemeanor' }) }, 'eligible'],
  ['no-pending-charges', { 'no-pending-charges': { that: { grade: ['felony'] } } }, {}, { pendingCharges: true, recordComplete: false }, 'needs-facts recordComplete'],
  ['no-pending-charges', { 'no-pending-charges': { that: { grade: ['felony'] } } }, {}, {}, 'needs-facts pendingCharges'],
  ['no-pending-charges', { 'no-pending-charges': { that: { grade: ['felony'] } } }, {}, { pendingCharges: true, ...other({ disposition: 'pending', grade: 'felony' }) }, 'not-eligible'],
  ['relief', { relief: { remedy: ['pardon'] } }, {}, { earlierRelief: [] }, 'not-eligible'],
  ['relief', { relief: { remedy: ['sealing'], at_most: 1 } }, {}, { earlierRelief: [{ remedy: 'sealing' }, { remedy: 'sealing' }] }, 'not-eligible'],
  ['relief', { relief: { remedy: ['sealing'], at_most: 1 } }, {}, { earlierRelief: [{ remedy: 'sealing' }, {}] }, 'needs-facts earlierRelief'],
  ['relief', { not: { relief: { remedy: ['sealing'], within: { years: 10 } } } }, {}, { earlierRelief: [{ remedy: 'sealing', on: '2016-06-16' }] }, 'not-yet 2026-06-16'],
  ['relief', { relief: { provision: ['xx-1'], at_most: 0 } }, {}, { earlierRelief: [{ provision: 'xx-1' }] }, 'not-eligible'],
  ['relief', { relief: { provision: ['xx-1'], at_most: 0 } }, {}, { earlierRelief: [{ remedy: 'pardon' }, { jurisdiction: 'YY' }] }, 'eligible'],
  ['relief', { relief: { provision: ['xx-1'], at_most: 0 } }, {}, { earlierRelief: [{ remedy: 'expungement', jurisdiction: 'XX' }] }, 'needs-facts earlierRelief'],
  ['relief', { relief: { provision: ['xx-2'], at_most: 0 } }, {}, { earlierRelief: [{ remedy: 'pardon' }] }, 'needs-facts earlierRelief'],
  ['relief', { relief: { remedy: ['pardon'], for: 'this-charge' } }, {}, { earlierRelief: [{ remedy: 'pardon', charge: 'B' }] }, 'not-eligible'],
  ['all', { all: [{ role: ['seller'] }, { fact: 'weapon' }] }, { role: 'buyer' }, {}, 'not-eligible'],
  ['all', { all: [{ role: ['seller'] }, { fact: 'weapon' }] }, {}, {}, 'needs-facts role,weapon'],
  ['any', { any: [{ role: ['seller'] }, { fact: 'weapon' }] }, { role: 'seller' }, {}, 'eligible'],
  ['any', { any: [{ all: [{ role: ['seller'] }, { fact: 'weapon' }] }, { fact: 'coerced' }] }, { role: 'buyer' }, {}, 'needs-facts coerced'],
  ['not', { not: { role: ['seller'] } }, { role: 'buyer' }, {}, 'eligible'],
  ['if', { if: { test: { fact: 'weapon' }, then: { wait: { years: 2, after: 'offence' } }, else: { wait: { years: 1, after: 'offence' } } } }, { offenceDate: '2020-01-01' }, {}, 'eligible'],
  ['if', { if: { test: { fact: 'weapon' }, then: { wait: { years: 2, after: 'offence' } }, else: { wait: { years: 1, after: 'offence' } } } }, { offenceDate: '2025-01-01' }, {}, 'needs-facts weapon'],
  ['if', { if: { test: { fact: 'weapon' }, then: { wait: { years: 2, after: 'offence' } }, else: { wait: { years: 1, after: 'offence' } } } }, { offenceDate: '2025-01-01', weapon: true }, {}, 'not-yet 2027-01-01'],
];

describe('the words', () => {
  it.each(ROWS.map((row, i) => [i, ...row] as const))('%i: %s %j of %j, %j: %s', (_i, _word, when, charge, person, answer) => {
    expect(short(ask(when, charge, person))).toBe(answer);
  });

  it('each has a row above, a schema, and a line in the manual', () => {
    const words = [...JOINING, ...VOCABULARY.keys()].sort();
    const schema = JSON.parse(readFileSync('law/schema/law.json', 'utf8')) as { $defs: { words: object; condition: { properties: object } } };
    const manual = readFileSync('law/README.md', 'utf8');
    expect(Object.keys(schema.$defs.words).sort()).toEqual(words);
    expect(Object.keys(schema.$defs.condition.properties).filter((key) => key !== 'cite').sort()).toEqual(words);
    expect(words.filter((word) => !new RegExp(`^\\| .*\`${word}\`.*\\|`, 'm').test(manual))).toEqual([]);
    expect(words.filter((word) => word !== 'use' && !ROWS.some((row) => row[0] === word))).toEqual([]);
  });

  it('uses a named condition', () => {
    expect(short(ask({ use: 'seller' }, { role: 'seller' }, {}, '2026-06-15', { seller: { role: ['seller'] } }))).toBe('eligible');
  });

  it.each([
    [{ use: 'nothing' }, 'there is no definition "nothing"'],
    [{ fact: 'nothing' }, 'there is no fact "nothing"'],
    [{ wait: { years: 1, after: 'nothing' } }, 'there is no event "nothing"'],
    [{ nothing: 1 }, 'there is no word "nothing"'],
    [{ role: ['seller'], grade: ['felony'] }, 'exactly one word'],
    [{ cited: ['Somewhere § 1'] }, 'does not begin with a code'],
    [{ fact: { name: 'maxPenaltyDays', is: true } }, 'give it a limit'],
  ])('refuses %j: %s', (when, reason) => {
    expect(() => lawOf(when)).toThrow(reason);
  });

  it('refuses a definition that uses itself', () => {
    expect(() => lawOf({ use: 'a' }, { a: { use: 'b' }, b: { not: { use: 'a' } } })).toThrow('uses itself (a → b → a)');
  });
});
