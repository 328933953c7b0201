import { formatDay, parseDay, type Day } from '#dates/calendar-date.js';
import { agree, both, differ, either, NO, unknown, YES, type Answer } from './answer.js';
import { openGaps, reason, reasons } from './because.js';
import { leafTrace, traced, type Trace } from './condition.js';
import { endAt, from, has, LATEST, next, sameDays, type DaySet } from './day-set.js';
import { checks, notModelled } from './finding-notes.js';
import type { Confidence, Finding, Process, Reason, Result } from './finding.js';
import type { Law, Provision, Version } from './law.js';
import type { Person, Remedy } from './person.js';
import { attemptQuestion, sayReading } from './reading-text.js';
import { eachReading, readRecord, type RecordCharge } from './record.js';

/**
 * What the law says of each charge of a person on one day: one finding per charge and per provision of the charge's jurisdiction, in the order of the
 * charges and of the law files. Uses only law enacted by `on`; a provision nobody could know of on that day has no finding. A charge whose jurisdiction is
 * unknown or not modelled has one finding, needs-facts. A citation that can mean several offences is judged as each of them: what all agree on stands, else
 * the finding needs the citation. Same input, same output; nothing is read but the arguments.
 * `on` is 'YYYY-MM-DD'; a RangeError is thrown for anything else.
 */
export function evaluate(person: Person, on: string, law: Law): Finding[] {
  const day = parseDay(on);
  if (day === null) throw new RangeError(`on: "${on}" is not a day of the calendar; write YYYY-MM-DD`);
  const record = readRecord(person, day, law.citations);
  const findings: Finding[] = [];
  for (const charge of record.charges) {
    const place = law.jurisdictions.get(charge.raw.jurisdiction ?? '');
    if (!place) {
      findings.push(notModelled(charge));
      continue;
    }
    const readings = new Readings(charge);
    for (const provision of place.provisions) {
      const finding = judge(charge, readings, provision, day);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

const UNRECOGNISED: Answer = unknown('offence.citation');

/** A statute that no code of the jurisdiction explains leaves open what the charge is, unless the office says what the conduct was. */
function recognised(c: RecordCharge): Answer {
  return c.citation.recognised || !c.raw.offence?.citation || c.raw.offence.conduct ? YES : UNRECOGNISED;
}

function inForce(version: Version, on: Day): Answer {
  return version.endEnacted <= on ? version.inForce : version.inForceOpenEnded;
}

function askVersion(version: Version, c: RecordCharge, on: Day): Answer {
  const force = inForce(version, on);
  if (next(force.may, on) === LATEST) return NO;
  const answer = both(force, version.when.ask(c, c));
  return answer === NO ? NO : both(answer, recognised(c));
}

/** The charge as each offence that its citation can mean; made when the charge with all of them at once leaves something open. */
class Readings {
  #all: readonly RecordCharge[] | undefined;

  constructor(readonly charge: RecordCharge) {}

  get several(): boolean {
    return this.charge.citation.alternatives.length > 0;
  }

  get all(): readonly RecordCharge[] {
    return (this.#all ??= eachReading(this.charge));
  }
}

/** What the versions of a provision say; `each`: by reading, where the readings had to be asked one by one. */
interface Said {
  readonly byVersion: readonly Answer[];
  readonly answer: Answer;
  readonly each: readonly Answer[] | null;
}

function ask(known: readonly Version[], readings: Readings, on: Day): Said {
  const byVersion = known.map((version) => askVersion(version, readings.charge, on));
  const answer = byVersion.reduce(either, NO);
  // What all readings have in common may settle it.
  if (!readings.several || sameDays(answer.sure, answer.may)) return { byVersion, answer, each: null };
  const asked = readings.all.map((one) => known.map((version) => askVersion(version, one, on)));
  const each = asked.map((answers) => answers.reduce(either, NO));
  return { byVersion: known.map((_, i) => agree(asked.map((answers) => answers[i]!))), answer: agree(each), each };
}

function judge(c: RecordCharge, readings: Readings, provision: Provision, on: Day): Finding | null {
  const { versions } = provision;
  const only = versions.length === 1 ? versions[0]! : null;
  if (only && !readings.several) return only.enacted <= on ? new JudgedFinding(c, readings, provision, only, askVersion(only, c, on), null, on) : null;
  const known = versions.filter((version) => version.enacted <= on);
  const { byVersion, answer, each } = ask(known, readings, on);
  const version = speaking(known, byVersion, next(answer.may, on), on);
  return version ? new JudgedFinding(c, readings, provision, version, answer, each, on) : null;
}

function askProvision(known: readonly Version[], c: RecordCharge, on: Day): Answer {
  return known.map((version) => askVersion(version, c, on)).reduce(either, NO);
}

/** The version that a finding cites: the one that opens the road; where none does, the one in force, else the one to come, else the last. */
function speaking(known: readonly Version[], answers: readonly Answer[], opens: Day, on: Day): Version | undefined {
  if (opens !== LATEST) {
    const sure = answers.findIndex((answer) => has(answer.sure, opens));
    return known[sure >= 0 ? sure : answers.findIndex((answer) => has(answer.may, opens))];
  }
  return known.find((version) => has(inForce(version, on).sure, on)) ?? known.find((version) => next(inForce(version, on).may, on) !== LATEST) ?? known.at(-1);
}

/** A finding; `because` is worked out when it is first read. */
class JudgedFinding implements Finding {
  readonly charge: string;
  readonly provision: string;
  readonly version: string;
  readonly citation: string;
  readonly remedy: Remedy;
  readonly process: Process;
  readonly result: Result;
  readonly opensOn: string | null;
  readonly closesOn: string | null;
  readonly missing: readonly string[];
  readonly questions: readonly string[];
  readonly confidence: Confidence;
  readonly check: readonly string[];
  readonly #charge: RecordCharge;
  readonly #readings: Readings;
  readonly #provision: Provision;
  readonly #version: Version;
  readonly #on: Day;
  #because: readonly Reason[] | null = null;

  constructor(c: RecordCharge, readings: Readings, provision: Provision, version: Version, answer: Answer, each: readonly Answer[] | null, on: Day) {
    const entry = version.entry;
    this.#charge = c;
    this.#readings = readings;
    this.#provision = provision;
    this.#version = version;
    this.#on = on;
    this.charge = c.raw.id;
    this.provision = provision.entry.id;
    this.version = version.label;
    this.citation = entry.citation;
    this.remedy = entry.remedy;
    this.process = entry.process;
    this.confidence = entry.confidence;
    this.missing = NOTHING;
    this.questions = NOTHING;
    this.opensOn = null;
    this.closesOn = null;
    const due = next(answer.may, on) !== LATEST;
    this.check = checks(c, version, due);
    if (has(answer.sure, on)) {
      const auto = entry.process === 'automatic' || (version.automaticWhen !== null && has(version.automaticWhen.ask(c, c).sure, on));
      this.result = auto ? 'automatic' : 'eligible';
      const end = endAt(answer.sure, on);
      if (end !== LATEST) this.closesOn = formatDay(end - 1);
      return;
    }
    const opens = next(answer.may, on);
    if (opens === LATEST) {
      this.result = 'not-eligible';
      return;
    }
    if (opens > on) this.opensOn = formatDay(opens);
    if (opens > on && next(answer.sure, on) === opens) {
      this.result = 'not-yet';
      return;
    }
    const gaps = this.#gaps(each, from(on));
    this.missing = gaps.missing;
    this.questions = gaps.questions;
    this.result = gaps.missing.length === 0 && gaps.questions.length > 0 ? 'attorney-decides' : 'needs-facts';
  }

  get because(): readonly Reason[] {
    return (this.#because ??= this.#reasons());
  }

  #reasons(): readonly Reason[] {
    const { entry } = this.#version;
    const force = inForce(this.#version, this.#on);
    const out = [reason('in-force', force, this.#on, entry.from === null ? `in force by ${entry.by} at the latest` : null, entry.citation)];
    if (recognised(this.#charge) !== YES) out.push(reason('offence-recognised', UNRECOGNISED, this.#on, `"${this.#charge.raw.offence?.citation}" is not a statute of the codes known here`, null));
    else for (const one of this.#readings.all) out.push(...this.#reading(one));
    out.push(...reasons(this.#version.when, this.#charge, this.#on));
    if (this.#version.automaticWhen) out.push(reason('automatic', this.#version.automaticWhen.ask(this.#charge, this.#charge), this.#on, 'the law clears it without a filing', entry.citation));
    const grants = entry.grants;
    if (this.#version.mustWhen) out.push(reason('court-must-grant', this.#version.mustWhen.ask(this.#charge, this.#charge), this.#on, 'must grant where this holds, may grant otherwise', entry.citation));
    else if (grants === 'must' || grants === 'may') out.push({ condition: 'grant', holds: true, from: null, to: null, value: `the authority ${grants} grant it`, citation: entry.citation });
    return out;
  }

  toJSON(): Finding {
    const { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, because, confidence, check } = this;
    return { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, because, confidence, check };
  }

  /** What the charge was read as; of several readings, each with what comes of it. */
  #reading(one: RecordCharge): Reason[] {
    const said = sayReading(this.#charge, one.citation);
    if (said === null) return [];
    if (!this.#readings.several) return [{ condition: 'offence-reading', holds: true, from: null, to: null, value: said, citation: null }];
    const known = this.#provision.versions.filter((version) => version.enacted <= this.#on);
    return [reason('offence-reading', askProvision(known, one, this.#on), this.#on, said, null)];
  }

  /** What is open within `window`; `each`: the answer by reading. */
  #gaps(each: readonly Answer[] | null, window: DaySet): { missing: readonly string[]; questions: readonly string[] } {
    if (!each) return openGaps(this.#trace(this.#charge), window, this.charge);
    const { citation, raw } = this.#charge;
    const gaps = this.#readings.all.filter((_, i) => !sameDays(each[i]!.sure, each[i]!.may)).map((one) => openGaps(this.#trace(one), window, this.charge));
    const missing = new Set(gaps.flatMap((one) => one.missing));
    const questions = new Set(gaps.flatMap((one) => one.questions));
    if (differ(each, window)) {
      if (citation.attempt) questions.add(attemptQuestion(this.#charge));
      else missing.add('offence.citation');
      // Which of them it is, the conduct may tell.
      if (!citation.attempt && !raw.offence?.conduct && citation.conduct?.length !== 1) missing.add('offence.conduct');
    }
    return { missing: [...missing], questions: [...questions] };
  }

  #trace(c: RecordCharge): Trace {
    const on = this.#on;
    const versions = this.#provision.versions.filter((one) => one.enacted <= on).map((one) => {
      const parts: Trace[] = [leafTrace(inForce(one, on)), leafTrace(recognised(c)), traced(one.when, c, c)];
      return { kind: 'all' as const, answer: askVersion(one, c, on), children: parts, about: null };
    });
    return { kind: 'any', answer: versions.map((t) => t.answer).reduce(either, NO), children: versions, about: null };
  }
}

const NOTHING: readonly string[] = [];
