import { plainTitle, takeApart, type CitationIndex, type CitationParts, type OffenceRow } from './citation.js';
import { readText, withoutGrade, type WrittenCitation, type WrittenSection } from './citation-text.js';
import type { Conduct, Offence } from './person.js';
import { readingsOf, readSection, rowReading, UNREAD, type CitationReading } from './section-reading.js';

/** All readings of what somebody typed as a citation, or a title in its place; remembered, since a caseload cites the same few statutes. */
export function readCitation(text: string, index: CitationIndex): CitationReading {
  return remembered(text, index, () => {
    const listed = index.byText.get(text.trim());
    if (listed) return spelledOut(text, listed, index);
    const titled = byTitle(text, index);
    if (titled) return titled;
    const written = readText(text, index);
    return written ? readWritten(written, index) : UNREAD;
  });
}

/**
 * The readings of an offence as an office entered it. The citation comes first; a title counts where no citation is given, or where it tells the
 * readings of the citation apart, as the conduct and the day of the offence do: nobody is charged under a text that was not in force.
 */
export function readOffence(offence: Offence | string | null | undefined, index: CitationIndex | undefined, on?: string | null): CitationReading {
  if (!offence || !index) return UNREAD;
  if (typeof offence === 'string') return readCitation(offence, index);
  const { citation, title, conduct } = offence;
  if (!citation && !title) return UNREAD;
  const reading = citation ? readCitation(citation, index) : remembered(`\u0001${title}`, index, () => byTitle(title!, index) ?? UNREAD);
  // A title says nothing of another day's law: offences were called the same under other numbers.
  if (!citation && on && reading.alternatives.length === 0 && !stood(reading, on)) return UNREAD;
  return reading.alternatives.length === 0 ? reading : narrowed(inForce(reading, on), index, citation ? title : null, conduct);
}

function inForce(reading: CitationReading, on: string | null | undefined): CitationReading {
  if (!on || reading.attempt) return reading;
  return only(reading, fitting(reading.alternatives, (one) => stood(one, on)));
}

/** Were the rows that it names in force on a day? */
function stood({ offences }: CitationReading, on: string): boolean {
  return offences.every(({ from, to }) => (from === null || from <= on) && (to === null || on < to));
}

/** Offences that a title names; null when it is no title of the table. */
function byTitle(text: string, index: CitationIndex): CitationReading | null {
  const plain = plainTitle(text);
  const exact = rowsTitled(plain, index);
  if (exact) return several(exact.map((row) => rowReading(row, row.parts.slice(0, 1))));
  const attempted = /^(?:att(?:mpt|mt|empt(?:ed)?)?|crim(?:inal)? att(?:empt)?|conspiracy|consp)(?: to commit| to| of)? (.+)$/.exec(plain)?.[1] ?? /^(.+) (?:att(?:mpt|mt|empt(?:ed)?)?)$/.exec(plain)?.[1];
  const rows = attempted === undefined ? null : rowsTitled(attempted, index);
  return rows && attemptAt(several(rows.map((row) => rowReading(row, row.parts.slice(0, 1)))), []);
}

/** A listed title, with or without a grade behind it. */
function rowsTitled(plain: string, index: CitationIndex): readonly OffenceRow[] | null {
  return index.byTitle.get(plain) ?? index.byTitle.get(withoutGrade(plain)) ?? null;
}

function remembered(key: string, index: CitationIndex, work: () => CitationReading): CitationReading {
  const known = index.read.get(key);
  if (known) return known;
  const reading = work();
  if (index.read.size > 20_000) index.read.clear();
  index.read.set(key, reading);
  return reading;
}

/** Only those readings that have the title and the conduct that were entered; all of them where none has. */
function narrowed(reading: CitationReading, index: CitationIndex, title: string | null | undefined, conduct: Conduct | null | undefined): CitationReading {
  if (reading.alternatives.length === 0 || reading.attempt || (!title && !conduct)) return reading;
  const titled = new Set(title ? rowsTitled(plainTitle(title), index)?.map((row) => row.entry) : []);
  const byName = fitting(reading.alternatives, (one) => one.offences.some((entry) => titled.has(entry)));
  return only(reading, conduct ? fitting(byName, (one) => one.offences.some((entry) => entry.conduct === conduct)) : byName);
}

const NARROWED = new WeakMap<CitationReading, Map<string, CitationReading>>();

/** A reading with some of its alternatives only; made once. By their places in it: two rows may have one citation. */
function only(reading: CitationReading, some: readonly CitationReading[]): CitationReading {
  if (some.length === reading.alternatives.length) return reading;
  let known = NARROWED.get(reading);
  if (!known) NARROWED.set(reading, (known = new Map()));
  const key = some.map((one) => reading.alternatives.indexOf(one)).join();
  const before = known.get(key);
  if (before) return before;
  const narrower = several(some);
  known.set(key, narrower);
  return narrower;
}

function fitting<T>(all: readonly T[], test: (one: T) => boolean): readonly T[] {
  const some = all.filter(test);
  return some.length > 0 ? some : all;
}

function spelledOut(text: string, rows: readonly OffenceRow[], index: CitationIndex): CitationReading {
  const parts = takeApart(text, index);
  return parts ? several(readingsOf([parts], index)) : several(rows.map((row) => rowReading(row, row.parts)));
}

function readWritten(written: WrittenCitation, index: CitationIndex): CitationReading {
  const titled = new Set([written.lead, plainTitle(written.rest)].flatMap((words) => rowsTitled(words, index) ?? []).map((row) => row.entry));
  // 'Cal. Penal Code § 647(b)' on a docket of another state: its own 'Penal Code' is not meant.
  const foreign = written.lead !== '' && !rowsTitled(written.lead, index);
  const inchoate = new Set(written.sections.filter((section) => isOneOf(index.inchoate, section)));
  const split = written.sections.length === 1 ? splitAttempt(written.sections[0]!, index) : null;
  const own = split ? [split] : written.sections.filter((section) => !inchoate.has(section));
  const offences = own.filter((section) => !isOneOf(index.party, section));
  const sections = offences.length > 0 ? offences : own;
  const attempt = written.attempt || inchoate.size > 0 || split !== null;
  // An attempt at what, nobody wrote.
  if (sections.length === 0) return { ...UNREAD, attempt: true };
  const readings = sections.flatMap((section) => readSection(section, foreign, index));
  const some = titled.size > 0 ? fitting(readings, (one) => one.offences.some((entry) => titled.has(entry))) : readings;
  const all = several(some);
  return attempt ? attemptAt(all, [...inchoate].map((section) => ({ code: section.codes[0] ?? null, section: section.number.toLowerCase(), sub: '' }))) : all;
}

function isOneOf(listed: readonly CitationParts[], section: WrittenSection): boolean {
  const number = section.number.toLowerCase();
  return listed.some((one) => (section.codes.length === 0 || section.codes.includes(one.code ?? '')) && (number === one.section || number.startsWith(`${one.section}.`)));
}

/** '110-230.00' is an attempt at § 230.00, and '14:27:82' at § 14:82, unless there is such a section. */
function splitAttempt(section: WrittenSection, index: CitationIndex): WrittenSection | null {
  if (index.bySection.has(section.number.toLowerCase())) return null;
  for (const one of index.inchoate) {
    const match = new RegExp(`^${one.section.replace(/[.]/g, '\\.')}(?:\\.\\d+)?[:-](\\d.*)$`, 'i').exec(section.number);
    if (!match || (section.codes.length > 0 && !section.codes.includes(one.code ?? ''))) continue;
    const title = /^\d+[:-]/.exec(one.section)?.[0] ?? '';
    const number = [match[1]!, `${title}${match[1]}`].find((known) => index.bySection.has(known.toLowerCase()));
    if (number) return { ...section, number };
  }
  return null;
}

/** A section that no law names. */
const NOT_LISTED: readonly CitationParts[] = [{ code: null, section: '', sub: '' }];

/** The offence itself or another one: whether law that names an offence means the attempt, too, is not for this program to say. */
function attemptAt(target: CitationReading, prefixes: readonly CitationParts[]): CitationReading {
  const meant = target.alternatives.length > 0 ? target.alternatives : [target];
  const shown = meant.map((one) => one.shown).filter((text) => text !== null);
  if (shown.length === 0) return { ...UNREAD, attempt: true };
  const asOffence = meant.map((one) => ({ ...one, offences: [], attempt: true, shown: `attempt or conspiracy: ${one.shown}, taken as that offence` }));
  const conduct = meant.every((one) => one.elsewhere) ? meant[0]!.conduct : null;
  const apart = { ...UNREAD, parts: prefixes.length > 0 ? prefixes : NOT_LISTED, recognised: true, conduct, attempt: true, shown: `attempt or conspiracy: ${shown.join(' or ')}, an offence of its own` };
  return { ...several([...asOffence, apart]), attempt: true, shown: `attempt or conspiracy: ${shown.join(' or ')}` };
}

/** One reading, or all of them together where they differ. */
function several(all: readonly CitationReading[]): CitationReading {
  const distinct = [...new Map(all.map((one) => [one.offences[0] ?? one.shown, one])).values()];
  if (distinct.length === 1) return distinct[0]!;
  const listed = distinct.every((one) => one.offences.length > 0);
  return {
    parts: distinct.flatMap((one) => one.parts),
    offences: listed ? distinct.flatMap((one) => one.offences) : [],
    elsewhere: false,
    recognised: distinct.every((one) => one.recognised),
    conduct: distinct.some((one) => one.conduct === null) ? null : [...new Set(distinct.flatMap((one) => one.conduct!))],
    attempt: false,
    alternatives: distinct,
    shown: distinct.map((one) => one.shown).join(' or '),
  };
}
