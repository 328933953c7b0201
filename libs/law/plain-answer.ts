import { bestOf, byCharge } from './best-finding.js';
import { cheapestFacts } from './cheapest-facts.js';
import { evaluate } from './evaluate.js';
import type { Confidence, Finding, Process, Result } from './finding.js';
import { findVersion, type Jurisdiction, type Law } from './law.js';
import type { HelpEntry } from './law-file.js';
import type { Charge, Person, Remedy } from './person.js';
import { questionOf, type AnswerKind } from './questions.js';

/** One thing to find out: its answer can change what is said. */
export interface AskedQuestion {
  /** Where the answer goes: a path in the person; 'charges.<id>.…' in a charge. */
  readonly fact: string;
  readonly charge: string | null;
  readonly ask: string;
  readonly answer: AnswerKind;
  /** How many charges it would settle by itself. */
  readonly settles: number;
}

export interface PlainRoad {
  readonly provision: string;
  readonly title: string;
  readonly citation: string;
  readonly remedy: Remedy;
  readonly process: Process;
  readonly result: Result;
  /** Day from which it can be (or is) done, when that is later; last day, included. */
  readonly from: string | null;
  readonly until: string | null;
  readonly says: string;
  readonly next: string;
  readonly confidence: Confidence;
  readonly check: readonly string[];
}

/** What can be said of one charge in a word. */
export type Short = 'can-be-cleared' | 'cleared-by-law' | 'later' | 'ask-a-lawyer' | 'depends' | 'nothing-found' | 'not-modelled';

export interface PlainCharge {
  readonly charge: string;
  readonly jurisdiction: string | null;
  readonly short: Short;
  readonly says: string;
  /** Best first; roads that are shut are left out. */
  readonly roads: readonly PlainRoad[];
}

export interface PlainHelp extends HelpEntry {
  readonly jurisdiction: string;
}

export interface PlainAnswer {
  readonly on: string;
  readonly law: string;
  readonly charges: readonly PlainCharge[];
  /** Ask the first one first: it settles most. Facts that cannot change an answer are not asked for. */
  readonly questions: readonly AskedQuestion[];
  readonly help: readonly PlainHelp[];
  readonly notice: string;
}

/** Anybody may ask: a few hundred milliseconds for the longest record, not seconds. */
const TRIED = 4;

const NOTICE =
  'This is information, not legal advice, and nobody keeps what you entered. Laws change, and a mistake in the facts changes the answer: ask a lawyer before you rely on it. Legal aid offices do this for free.';

const SHORT: Readonly<Record<Result, Short>> = {
  eligible: 'can-be-cleared',
  automatic: 'cleared-by-law',
  'not-yet': 'later',
  'attorney-decides': 'ask-a-lawyer',
  'needs-facts': 'depends',
  'not-eligible': 'nothing-found',
};

const DONE: Readonly<Record<Remedy, string>> = {
  vacatur: 'vacated (taken back, as if it had never happened)',
  expungement: 'expunged (destroyed, or closed to nearly everybody)',
  sealing: 'sealed (closed to the public)',
  'set-aside': 'set aside (taken back)',
  dismissal: 'dismissed after the fact',
  destruction: 'destroyed',
  pardon: 'pardoned',
  shielding: 'shielded (hidden from the public)',
  nondisclosure: 'kept from being disclosed to the public',
};

/**
 * What the law says of each charge of a person, for a person who is no lawyer: short answers first, each with its citation and the next step, then the
 * questions whose answers would change something, the one that settles most first (at most `questions`), and who helps for free there. Pure; an unknown fact never makes a yes.
 */
export function plainAnswer(person: Person, on: string, law: Law, questions = 5): PlainAnswer {
  const findings = byCharge(evaluate(person, on, law));
  const charges = person.charges.map((charge) => chargeOf(charge, findings.get(charge.id) ?? [], law));
  const places = [...new Set(person.charges.map((charge) => charge.jurisdiction ?? ''))];
  return {
    on,
    law: law.hash,
    charges,
    questions: cheapestFacts(person, on, law, TRIED)
      .slice(0, questions)
      .flatMap(({ fact, settlesCharges }) => {
        const question = questionOf(fact, law);
        const charge = /^charges\.(.+?)\.(?:facts\.|offence\.)?[^.]+$/.exec(fact)?.[1] ?? null;
        return question ? [{ fact, charge, ...question, settles: settlesCharges.length }] : [];
      }),
    help: places.flatMap((place) => (law.jurisdictions.get(place)?.file.help ?? []).map((entry) => ({ jurisdiction: place, ...entry }))),
    notice: NOTICE,
  };
}

function chargeOf(charge: Charge, findings: readonly Finding[], law: Law): PlainCharge {
  const jurisdiction = charge.jurisdiction ?? null;
  const place = law.jurisdictions.get(jurisdiction ?? '');
  if (!place) {
    const says = jurisdiction === null ? 'In which state was this? Every state has its own law.' : `The law of ${jurisdiction} is not in here. That does not mean that there is none: ask a lawyer there.`;
    return { charge: charge.id, jurisdiction, short: 'not-modelled', says, roads: [] };
  }
  const open = findings.filter((finding) => finding.result !== 'not-eligible');
  const best = bestOf(open);
  if (!best) {
    const says = `Nothing was found in the law of ${place.file.name} that clears this charge, as you describe it. A lawyer may still find a way.`;
    return { charge: charge.id, jurisdiction, short: 'nothing-found', says, roads: [] };
  }
  const rest = open.filter((finding) => finding !== best);
  const roads = [best, ...sorted(rest)].map((finding) => roadOf(finding, place, law));
  return { charge: charge.id, jurisdiction, short: SHORT[best.result], says: roads[0]!.says, roads };
}

function sorted(findings: readonly Finding[]): Finding[] {
  const out: Finding[] = [];
  for (let rest = [...findings]; rest.length > 0; ) {
    const best = bestOf(rest)!;
    out.push(best);
    rest = rest.filter((finding) => finding !== best);
  }
  return out;
}

function roadOf(finding: Finding, place: Jurisdiction, law: Law): PlainRoad {
  const version = findVersion(law, finding.provision, finding.version)!;
  return {
    provision: finding.provision!,
    title: place.provisions.find((one) => one.entry.id === finding.provision)!.entry.title,
    citation: finding.citation!,
    remedy: finding.remedy!,
    process: finding.process!,
    result: finding.result,
    from: finding.opensOn,
    until: finding.closesOn,
    says: says(finding),
    next: next(finding, version.entry.filing),
    confidence: finding.confidence,
    check: finding.check,
  };
}

function says({ result, process, remedy, citation, opensOn, closesOn, missing, questions }: Finding): string {
  const done = DONE[remedy!];
  const until = closesOn ? ` The last day for it is ${closesOn}.` : '';
  switch (result) {
    case 'eligible':
      return `This charge can be ${done} now, under ${citation}.${until}`;
    case 'automatic':
      return `The law itself has had this charge ${done}, or should have, under ${citation}, without anybody asking. It is often done late, or missed.`;
    case 'not-yet':
      return process === 'automatic'
        ? `The law itself is to have this charge ${done} from ${opensOn} on, under ${citation}, if nothing new happens.`
        : `This charge can be ${done} from ${opensOn} on, under ${citation}, if nothing new happens.`;
    case 'needs-facts':
      return `This charge may be ${done}, under ${citation}${opensOn ? `, from ${opensOn} on at the earliest` : ''}. It depends on ${missing.length === 1 ? 'one more fact' : `${missing.length} more facts`}.`;
    case 'attorney-decides':
      return `This charge may be ${done}, under ${citation}. A lawyer has to look at ${questions.length === 1 ? 'one question' : `${questions.length} questions`}: ${questions.join(' ')}`;
    case 'not-eligible':
      return `Not under ${citation}, as you describe it.`;
  }
}

function next({ result, process, opensOn }: Finding, filing: 'none' | { readonly court: string; readonly form: string; readonly fee_usd: number | string }): string {
  if (result === 'needs-facts') return 'Answer the questions below, as far as you can. A copy of your record from the court or the state police has most of the answers.';
  if (result === 'attorney-decides') return 'Take this page to a legal aid office; the question above is the one to ask.';
  if (process === 'automatic') {
    return result === 'not-yet'
      ? `Write down ${opensOn}. From then on ask for a copy of your record and look whether it is gone.`
      : 'Ask for a copy of your record and look whether it is gone. If it is not, one of the offices below can ask for it.';
  }
  const where = filing === 'none' || filing.court === 'unknown' ? '' : ` It is filed in: ${filing.court}.`;
  const fee = filing === 'none' || typeof filing.fee_usd !== 'number' ? '' : filing.fee_usd === 0 ? ' Filing is free.' : ` The fee is $${filing.fee_usd}; ask whether it can be waived.`;
  return result === 'not-yet' ? `Write down ${opensOn}, and ask one of the offices below a month or two before.${where}${fee}` : `Ask one of the offices below to file for you.${where}${fee}`;
}
