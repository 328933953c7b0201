import { parseDay, type Day } from '#dates/calendar-date.js';
import type { Answer } from './answer.js';
import type { CitationIndex } from './citation.js';
import type { Trace } from './condition.js';
import { readGrade } from './grade.js';
import type { OffenceEntry } from './law-file.js';
import type { Moment } from './moment.js';
import type { Charge, Conduct, Person, Remedy } from './person.js';
import { readOffence } from './reading.js';
import type { CitationReading } from './section-reading.js';

/** A day that is not known. Kept apart from every real day so that day fields stay plain integers. */
export const UNSET: Day = -0x3fffffff;

/** A charge with its days as integers and its offence looked up; made once per evaluation. */
export interface RecordCharge {
  readonly raw: Charge;
  readonly person: RecordOf;
  readonly offenceDate: Day;
  readonly arrestDate: Day;
  readonly chargedOn: Day;
  readonly dispositionDate: Day;
  readonly sentencedOn: Day;
  readonly releasedOn: Day;
  readonly probationEndedOn: Day;
  readonly finalDischargeOn: Day;
  readonly programCompletedOn: Day;
  readonly sentenceCompletedOn: Day;
  readonly moneyPaidOn: Day;
  readonly clearedOn: Day;
  readonly citation: CitationReading;
  /** What the conduct can be; null when nothing is known about it. */
  readonly conduct: readonly Conduct[] | null;
  /** What the grade at disposition can be; null when nothing is known about it. */
  readonly grades: readonly string[] | null;
  readonly incarcerated: boolean | null;
  /** Events already looked up for this charge. */
  readonly moments: (Moment | undefined)[];
  /** What definitions say of this charge, by the definition; made when the first of them is asked. */
  answers: Map<object, Answer> | null;
  traces: Map<object, Trace> | null;
}

export interface ReliefGranted {
  readonly provision: string | null;
  readonly remedy: Remedy | null;
  readonly jurisdiction: string | null;
  readonly charge: string | null;
  readonly on: Day;
}

/** A person's whole record on the day asked about. */
export interface RecordOf {
  readonly raw: Person;
  readonly on: Day;
  readonly birthDate: Day;
  readonly traffickingFrom: Day;
  readonly traffickingTo: Day;
  readonly charges: readonly RecordCharge[];
  readonly earlierRelief: readonly ReliefGranted[] | null;
  /** Answers about the whole record that are the same whichever charge is asked about, by the condition that gave them. */
  readonly settled: Map<object, Answer>;
  readonly settledMoments: Map<object, Moment>;
}

export type CitationIndexes = Pick<ReadonlyMap<string, CitationIndex>, 'get'>;

/** Reads a person once: days, grades, statutes. Days that are not days count as not known; the person's schema refuses them earlier. */
export function readRecord(person: Person, on: Day, indexes: CitationIndexes): RecordOf {
  const charges: RecordCharge[] = [];
  const relief = person.earlierRelief;
  const record: RecordOf = {
    raw: person,
    on,
    birthDate: day(person.birthDate),
    traffickingFrom: day(person.trafficking?.from),
    traffickingTo: day(person.trafficking?.to),
    charges,
    earlierRelief: relief == null ? null : relief.length === 0 ? [] : relief.map((r) => ({
      provision: r.provision ?? null,
      remedy: r.remedy ?? null,
      jurisdiction: r.jurisdiction ?? null,
      charge: r.charge ?? null,
      on: day(r.on),
    })),
    settled: new Map(),
    settledMoments: new Map(),
  };
  for (const charge of person.charges) charges.push(readCharge(charge, record, indexes));
  return record;
}

function readCharge(raw: Charge, person: RecordOf, indexes: CitationIndexes): RecordCharge {
  const citation = readOffence(raw.offence, indexes.get(raw.jurisdiction ?? ''), raw.offenceDate);
  const dispositionDate = day(raw.dispositionDate);
  const offenceDate = day(raw.offenceDate);
  const days = raw.jailDays;
  return {
    raw,
    person,
    offenceDate,
    arrestDate: day(raw.arrestDate),
    chargedOn: day(raw.chargedOn),
    dispositionDate,
    sentencedOn: day(raw.sentencedOn),
    releasedOn: day(raw.releasedOn),
    probationEndedOn: day(raw.probationEndedOn),
    finalDischargeOn: day(raw.finalDischargeOn),
    programCompletedOn: day(raw.programCompletedOn),
    sentenceCompletedOn: day(raw.sentenceCompletedOn),
    moneyPaidOn: day(raw.moneyPaidOn),
    clearedOn: day(raw.clearedOn),
    ...offenceFacts(raw, citation, offenceDate),
    incarcerated: raw.incarcerated ?? (raw.releasedOn ? true : days == null ? null : days > 0),
    moments: [],
    answers: null,
    traces: null,
  };
}

function offenceFacts(raw: Charge, citation: CitationReading, offenceDate: Day): Pick<RecordCharge, 'citation' | 'conduct' | 'grades'> {
  return {
    citation,
    conduct: raw.offence?.conduct ? [raw.offence.conduct] : citation.conduct,
    grades: raw.grade ? [readGrade(raw.grade)] : gradesOn(citation.offences, offenceDate),
  };
}

/** The charge once for each thing that its citation can mean, every one in a record of its own; the charge itself where it means one thing. */
export function eachReading(c: RecordCharge): readonly RecordCharge[] {
  const { alternatives } = c.citation;
  if (alternatives.length === 0) return [c];
  return alternatives.map((reading) => {
    const charges: RecordCharge[] = [];
    // What was looked up of days stays: no day turns on what the offence is.
    const person: RecordOf = { ...c.person, charges, settled: new Map(), settledMoments: new Map() };
    for (const other of c.person.charges) charges.push({ ...other, ...(other === c ? offenceFacts(c.raw, reading, c.offenceDate) : {}), person, answers: null, traces: null });
    return charges[c.person.charges.indexOf(c)]!;
  });
}

/** Grades that a table gives an offence on a day; all it ever had where the day is not known. Null when the table does not say. */
export function gradesOn(offences: readonly OffenceEntry[], on: Day): readonly string[] | null {
  if (offences.length === 0) return null;
  const grades: string[] = [];
  for (const offence of offences) {
    if (offence.grade === null) return null;
    if (typeof offence.grade === 'string') grades.push(offence.grade);
    else for (const entry of offence.grade) if (coversDay(entry.from, entry.to, on)) grades.push(entry.grade);
  }
  return grades.length === 0 ? null : grades;
}

function coversDay(from: string | null | undefined, to: string | null | undefined, on: Day): boolean {
  if (on === UNSET) return true;
  return (from == null || day(from) <= on) && (to == null || on < day(to));
}

function day(text: string | null | undefined): Day {
  return text == null ? UNSET : (parseDay(text) ?? UNSET);
}
