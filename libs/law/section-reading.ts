import { citationMatches, likeDigits, withoutFilling, type CitationIndex, type CitationParts, type OffenceRow } from './citation.js';
import { isGrade, type SubMark, type WrittenSection } from './citation-text.js';
import type { OffenceEntry } from './law-file.js';
import type { Conduct } from './person.js';

/** What a cited statute, or a title, can be. */
export interface CitationReading {
  /** The section it names, in each of the spellings that the table has for it; empty when nothing is named that law could be compared with. */
  readonly parts: readonly CitationParts[];
  /** Rows of the offence table that fit; none when it may as well be an offence outside the table. */
  readonly offences: readonly OffenceEntry[];
  /** In a code whose sex-work sections are all known, and not among them. */
  readonly elsewhere: boolean;
  /** The code is one of the jurisdiction's, or the section or title is in its offence table. */
  readonly recognised: boolean;
  /** What the conduct can be; null when that is open. */
  readonly conduct: readonly Conduct[] | null;
  /** An attempt, or another offence that is written before the section of the one meant. */
  readonly attempt: boolean;
  /** Every meaning that the words can have, when there are several; none is preferred. */
  readonly alternatives: readonly CitationReading[];
  /** The offence by its official citation, as people are shown it; null when not recognised. */
  readonly shown: string | null;
}

export const UNREAD: CitationReading = { parts: [], offences: [], elsewhere: false, recognised: false, conduct: null, attempt: false, alternatives: [], shown: null };
const OTHER: readonly Conduct[] = ['other'];

/** Readings of one section: rows of the table; what else it may be; or a section that the table does not have. */
export function readSection(section: WrittenSection, foreign: boolean, index: CitationIndex): CitationReading[] {
  if (section.codes.length === 0 || foreign) return readBare(section, foreign, index);
  const readings = section.codes.flatMap((code) => {
    const { found, doubtful } = spellings(section, code, index);
    const rows = readingsOf(found, index);
    return doubtful ? [...rows, open(plainParts(section, code), shownAs(section, code, index))] : rows;
  });
  if (readings.length > 0) return readings;
  const parts = section.codes.flatMap((code) => wholeSection(section, code, index));
  if (parts.length > 0) return readingsOf(parts, index);
  if (looksLikeListed(section, index) || isIncomplete(section, index)) return [UNREAD];
  return section.codes.map((code) => unlisted(section, code, index));
}

/**
 * A number alone ('240.37', '796.07(2)(e)') means the codes of the offence table, if it is of a kind that plain counting does not reach; '315' may be a
 * section of any code, as may any number behind the name of a code that is not known here.
 */
function readBare(section: WrittenSection, foreign: boolean, index: CitationIndex): CitationReading[] {
  const { found, doubtful } = spellings(section, null, index);
  if (found.length === 0) {
    const whole = /[.:-]/.test(section.number) ? [...index.codes.keys()].flatMap((code) => wholeSection(section, code, index)) : [];
    return whole.length > 0 && !foreign ? readingsOf(whole, index) : [UNREAD];
  }
  const readings = readingsOf(found.flatMap((parts) => codesOf(parts, index).map((code) => ({ ...parts, code }))), index);
  const distinct = /[.:-]/.test(section.number) || (section.subs.some((sub) => sub.set) && found.some((parts) => parts.sub !== ''));
  if (!foreign && distinct && !doubtful) return readings;
  return [...readings.filter((one) => one.offences.length > 0), open(plainParts(section, null), `§ ${section.number} of another code`)];
}

function codesOf(parts: CitationParts, index: CitationIndex): (string | null)[] {
  return [...new Set((index.bySection.get(parts.section) ?? []).filter((one) => citationMatches(one.parts, parts) !== 'no').map((one) => one.parts.code))];
}

interface Spellings {
  readonly found: readonly CitationParts[];
  /** It may as well be a section of its own that the table does not have. */
  readonly doubtful: boolean;
}

/**
 * What a typed section can be in the table. Letters behind the number belong to it ('53A'), are a subsection ('647b') or a grade ('230.00BM'): the table
 * says which. Where it has both the section '647f' and the subsection '647(f)', both count, but a capital letter that the table writes so is the section's.
 */
function spellings(section: WrittenSection, code: string | null, index: CitationIndex): Spellings {
  const number = section.number.toLowerCase();
  const loose = section.subs.map((sub) => ({ ...sub, set: false, bracket: false }));
  const exact = longest(number, section.subs, code, index);
  const glued = /^(.*\d)([a-z][\da-z]*)$/.exec(number);
  if (exact.length > 0) {
    if (glued && !(/[A-Z]/.test(section.number.slice(glued[1]!.length)) && writtenSo(section.number, code, index))) {
      exact.push(...longest(glued[1]!, [...letterByLetter(glued[2]!), ...loose], code, index).filter((parts) => hasSub(parts, index)));
    }
    // '853 A' where the table has '853-A', too.
    const [letter, ...further] = section.subs;
    if (letter && !letter.set && /^[a-z]$/.test(letter.text)) exact.push(...['', '-'].flatMap((joint) => longest(`${number}${joint}${letter.text}`, further, code, index)));
    const degree = section.subs.find((sub) => !sub.set);
    if (degree && isDegree(degree.text, number, code, index)) exact.push(...longest(number, section.subs.filter((sub) => sub.set), code, index));
    return { found: unique(exact), doubtful: false };
  }
  if (glued) {
    const [letter, ...further] = letterByLetter(glued[2]!);
    const split = longest(glued[1]!, [{ ...letter!, set: true }, ...further, ...loose], code, index);
    const graded = isGrade(glued[2]!) ? longest(glued[1]!, section.subs, code, index) : [];
    if (split.length + graded.length > 0) return { found: unique([...split, ...graded]), doubtful: graded.length === 0 && !split.some((parts) => hasSub(parts, index)) };
  }
  const dotted = /^(.+)[.:-]([\da-z]{1,2})$/.exec(number);
  const shorter = dotted ? longest(dotted[1]!, [...letterByLetter(dotted[2]!).map((mark) => ({ ...mark, set: !section.subs.some((sub) => sub.bracket) })), ...section.subs], code, index) : [];
  if (shorter.length > 0) return { found: shorter, doubtful: !shorter.some((parts) => hasSub(parts, index)) && (/\d$/.test(number) || hasLetteredSections(code, index)) };
  const [first, ...others] = section.subs;
  const lettered = first && /^[a-z]$/.test(first.text) ? longest(`${number}${first.text}`, others, code, index) : [];
  if (lettered.length > 0) return { found: lettered, doubtful: true };
  const alike = [...new Set([number, withoutFilling(number)].flatMap((spelled) => [...(index.byDigits.get(likeDigits(spelled)) ?? [])]))].filter((other) => other !== number);
  return { found: unique(alike.flatMap((other) => longest(other, section.subs, code, index))), doubtful: false };
}

function letterByLetter(text: string): SubMark[] {
  return (text.match(/[a-z]|\d+/g) ?? []).map((mark) => ({ text: mark, set: false, bracket: false }));
}

/** The most exact spelling that fits a row: marks that need not be subsections are left off from the end until one does. */
function longest(section: string, subs: readonly SubMark[], code: string | null, index: CitationIndex): CitationParts[] {
  if (!index.bySection.has(section)) return [];
  const firstLoose = subs.findIndex((sub) => !sub.set);
  const least = firstLoose === -1 ? subs.length : firstLoose;
  const bracketed = subs.filter((sub) => sub.bracket);
  const tries = Array.from({ length: subs.length - least + 1 }, (_, i) => subs.slice(0, subs.length - i));
  if (bracketed.length > least) tries.splice(1, 0, bracketed);
  for (const marks of tries) {
    const fits = marked(marks).map((sub) => ({ code, section, sub })).filter((parts) => fitsSome(parts, index));
    if (fits.length > 0) return fits;
  }
  return [];
}

/** '(1)(a)' and '(1a)' where '1a' was typed. */
function marked(subs: readonly SubMark[]): string[] {
  const joined = subs.map((sub) => `(${sub.text})`).join('');
  const apart = subs.map((sub) => (sub.set ? `(${sub.text})` : (sub.text.match(/[a-z]+|\d+/g) ?? []).map((text) => `(${text})`).join(''))).join('');
  return joined === apart ? [joined] : [joined, apart];
}

function fitsSome(parts: CitationParts, index: CitationIndex): boolean {
  return (index.bySection.get(parts.section) ?? []).some((one) => citationMatches(one.parts, parts) !== 'no');
}

/** Does the table have this very subsection, or one below it? */
function hasSub(parts: CitationParts, index: CitationIndex): boolean {
  if (parts.sub === '') return false;
  const first = /^\([^)]*\)/.exec(parts.sub)?.[0] ?? '';
  return (index.bySection.get(parts.section) ?? []).some((one) => one.parts.sub.startsWith(first) && citationMatches(one.parts, parts) !== 'no');
}

/** Does the code number sections as '853-A'? */
function hasLetteredSections(code: string | null, index: CitationIndex): boolean {
  return [...index.bySection].some(([section, rows]) => /-[a-z]$/.test(section) && rows.some(({ parts }) => code === null || parts.code === code));
}

/** Does a citation of the table have exactly this number, capitals included? */
function writtenSo(number: string, code: string | null, index: CitationIndex): boolean {
  return (index.bySection.get(number.toLowerCase()) ?? []).some(({ row, parts }) => (code === null || parts.code === code) && [row.entry.citation, ...(row.entry.also ?? [])].some((text) => text.includes(number)));
}

/** 'B' behind a section whose offences can be misdemeanors of degree B. */
function isDegree(mark: string, section: string, code: string | null, index: CitationIndex): boolean {
  return (index.bySection.get(section) ?? []).some(({ row, parts }) => {
    const { grade } = row.entry;
    const grades = typeof grade === 'string' ? [grade] : (grade ?? []).map((one) => one.grade);
    return (code === null || parts.code === code) && grades.some((one) => one.toLowerCase().endsWith(`-${mark}`));
  });
}

/** A paragraph that no row has, of a section that the table has whole, is one of penalties: any row may be meant. */
function wholeSection(section: WrittenSection, code: string, index: CitationIndex): CitationParts[] {
  const number = section.number.toLowerCase();
  const glued = /^(.*\d)([a-z][\da-z]*)$/.exec(number);
  return index.complete.filter((one) => one.code === code && (one.section === number || (one.section === glued?.[1] && section.subs.every((sub) => sub.set)))).map(({ section: whole, sub }) => ({ code, section: whole, sub }));
}

/** 'PL 230' or 'PL 230.0' where the table has '230.00': the number stops too early to say what it is. */
function isIncomplete(section: WrittenSection, index: CitationIndex): boolean {
  const number = section.number.toLowerCase();
  // '16-6-1' is a section, and no part of '16-6-10'.
  const cut = /[.:-]\d\d+$|\.\d$/.test(number) ? /[.:\d-]/ : /[.:-]/;
  return [...index.bySection.keys()].some((known) => known.startsWith(number) && cut.test(known.charAt(number.length)));
}

const LOOKS_LIKE: Readonly<Record<string, string>> = { o: '0', i: '1', l: '1', s: '5', z: '2', b: '8' };

/** 'PL 230.0O': letters in the place of digits. Not the section it looks like, and no other one either. */
function looksLikeListed(section: WrittenSection, index: CitationIndex): boolean {
  const digits = section.number.toLowerCase().replace(/[oilszb]/g, (letter) => LOOKS_LIKE[letter]!);
  return digits !== section.number.toLowerCase() && index.bySection.has(digits);
}

/** Rows that a section can mean; where it stops short of them, the rest of the section, too. */
export function readingsOf(candidates: readonly CitationParts[], index: CitationIndex): CitationReading[] {
  return candidates.flatMap((cited) => {
    const fits = (index.bySection.get(cited.section) ?? []).map((one) => ({ ...one, match: citationMatches(one.parts, cited) })).filter((one) => one.match !== 'no');
    // A row for the very subsection beats the row of its section.
    const best = Math.max(-1, ...fits.filter((one) => one.match === 'yes').map((one) => one.parts.sub.length));
    const rows = [...new Set(fits.filter((one) => one.match === 'maybe' || one.parts.sub.length === best).map((one) => one.row))];
    const readings = rows.map((row) => {
      const own = fits.filter((one) => one.row === row);
      const sure = own.find((one) => one.match === 'yes');
      return rowReading(row, sure ? [cited] : own.map((one) => one.parts));
    });
    return best === -1 && readings.length > 0 && !isComplete(cited, index) ? [...readings, open(cited, `another part of ${show(cited, index)}`)] : readings;
  });
}

function isComplete(cited: CitationParts, index: CitationIndex): boolean {
  return cited.code !== null && index.complete.some((one) => one.code === cited.code && one.section === cited.section && cited.sub.startsWith(one.sub));
}

export function rowReading(row: OffenceRow, parts: readonly CitationParts[]): CitationReading {
  return { ...UNREAD, parts, offences: [row.entry], recognised: true, conduct: [row.entry.conduct], shown: row.entry.citation };
}

/** An offence outside the table, of which nothing is known. */
function open(parts: CitationParts, shown: string): CitationReading {
  return { ...UNREAD, parts: [parts], recognised: true, shown };
}

/** A section of a code that the table does not have. */
function unlisted(section: WrittenSection, code: string | null, index: CitationIndex): CitationReading {
  const parts = plainParts(section, code);
  const entry = code === null ? undefined : index.codes.get(code);
  const elsewhere = entry?.sex_work !== undefined && !entry.sex_work.some((start) => parts.section.startsWith(start.toLowerCase()));
  return { ...UNREAD, parts: [parts], elsewhere, recognised: entry !== undefined, conduct: elsewhere ? OTHER : null, shown: entry ? shownAs(section, code, index) : null };
}

function shownAs(section: WrittenSection, code: string | null, index: CitationIndex): string {
  return show({ ...plainParts(section, code), section: section.number }, index);
}

function plainParts(section: WrittenSection, code: string | null): CitationParts {
  return { code, section: section.number.toLowerCase(), sub: section.subs.filter((sub) => sub.set).map((sub) => `(${sub.text})`).join('') };
}

/** A section as the table writes those of its code. */
function show(parts: CitationParts, index: CitationIndex): string {
  const like = index.offences.flatMap((row) => row.parts.map((one, i) => ({ code: one.code, text: i === 0 ? row.entry.citation : '' }))).find((one) => one.code === parts.code && one.text !== '');
  const joint = like ? (/^([^\da-z]*)/i.exec(like.text.slice(parts.code?.length ?? 0))?.[1] ?? ' § ') : ' § ';
  const texts = (index.bySection.get(parts.section) ?? []).flatMap(({ row }) => [row.entry.citation, ...(row.entry.also ?? [])]);
  const at = texts.map((text) => ({ text, start: text.toLowerCase().lastIndexOf(parts.section) })).find((one) => one.start >= 0);
  return `${parts.code ?? ''}${joint}${at ? at.text.slice(at.start, at.start + parts.section.length) : parts.section}${parts.sub}`.trim();
}

function unique(all: readonly CitationParts[]): CitationParts[] {
  return [...new Map(all.map((parts) => [`${parts.code} ${parts.section}${parts.sub}`, parts])).values()];
}

