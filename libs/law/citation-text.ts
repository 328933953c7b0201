import { dropLetters, letters, likeDigits, plainTitle, tidy, type CitationIndex } from './citation.js';

/** One mark of a subsection as it was typed; `set` when brackets or a word make it one, else it may be a grade or anything. */
export interface SubMark {
  readonly text: string;
  readonly set: boolean;
  /** Bracketed, if only behind marks that are not: 'I(a)'. */
  readonly bracket: boolean;
}

export interface WrittenSection {
  /** Codes that its name can mean; empty when none is named. */
  readonly codes: readonly string[];
  /** The number as typed, letters that follow it included. */
  readonly number: string;
  readonly subs: readonly SubMark[];
}

/** What somebody typed for a citation, before anything is looked up in the offence table. */
export interface WrittenCitation {
  readonly sections: readonly WrittenSection[];
  /** Words before the code or number, and what follows the last section: a title, as often as not. */
  readonly lead: string;
  readonly rest: string;
  readonly attempt: boolean;
}

const ATTEMPT = /\b(?:att(?:mpt|mt|empt(?:s|ed|ing)?)?|conspir(?:acy|e|ing)|consp)\b\.?(?:\s+(?:to\s+commit|to|of)\b)?|^a(?=-\s*[a-z]{2})/gi;
const LEAD = /^[\s.,:;/#'"-]*(?:(?:§+|¶+|s(?:ect?(?:ion)?s?)?(?![a-z])|sub(?=\s*\d)|par(?:agraph|a)?s?(?![a-z])|art(?:icle)?s?(?![a-z])|ch(?:apter)?(?![a-z])|tit(?:le)?(?![a-z])|ann(?:otated)?(?![a-z]))[\s.,:;#-]*)*/i;
/** A piece with a letter in the place of a digit ('230.O0') is taken in, so that it is not left off in silence. */
const NUMBER = /^\d[\da-z]*(?:[.:-](?:\s?\d[\da-z]*|[a-z]+\d[\da-z]*)|-[a-z](?![a-z\d&']))*/i;
const SUB_SET = /^[\s,.]*(?:\(\s*([\da-z]{1,5}(?:\.\d{1,2})?)\s*\)|sub\s*\(?([\da-z]{1,3})\b\)?)/i;
const SUB_LOOSE = /^[\s.,/-]*§*\s*([a-z]\.\d(?!\d)|[a-z]\d{0,2}|\d{1,2}[a-z]?)(?![\da-z&']|[./:-]\d|\s+(?:counts?|cts?|misd|fel))/i;
const ANOTHER = /^[\s)\]]*(?:([/(])|[,;&+[]|and\b|or\b)\s*(?=(?:§+\s*|[a-z][a-z.\s&§]{0,30}?)?\d)/i;
/** 'Ct. 2: PL 230.00', 'Count II: …'. */
const COUNT = /^\s*(?:(?:ct|cnt|count|charge|chg)s?\.?\s*#?\s*(?:\d{1,3}|[ivx]{1,5}\b)\s*[:.)-]*|\d{1,2}[):])\s+/i;
/** '2 counts', behind a comma. */
const COUNTS = /^\d{1,3}\s*(?:x\b|times|counts?|cts?\b)/i;
/** '39 13 513': blanks in the place of dashes. */
const SPACED = /^(\d+[a-z]?)((?: \d+[a-z]?){1,2})(?![\da-z.:-])/i;
/** A publisher between code and number: '(West 2012)'. */
const PUBLISHER = /^[\s.,]*\([a-z][a-z.' ]{2,30}(?:\d{4})?\)/i;
/** A day as people write it: '11/02/1994', '3-4-21'. */
const DATE = /^(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})(?![\da-z]|[-/.:]\d)/i;
/** The year of an edition between code and section: 'C.R.S. 1973, § 18-7-201', '21 O.S. Supp. 2015, § 1029'. */
const EDITION = /^[\s.,]*(?:\(?(?:supp|repl|cum|ed|rev)[a-z]{0,9}[.\s]\s*){0,3}((?:18|19|20)\d\d)\)?(?:\s*\(?(?:supp|repl|cum|ed|rev)[a-z]{0,9}\.?\)?)?[\s.,;:]*(?=§|s(?:ec|s)?(?:t(?:ion)?s?)?[.\s]\s*\d|\d[\da-z]*[.:-]\d)/i;
/** Grades as dockets write them behind a section. */
const GRADE = /^(?:[a-eu][mf]|[mf][a-d1-6]|misd?|fel|viol?|inf)$/i;

/** A word that only grades a charge ('BM', 'M1'). */
export function isGrade(word: string): boolean {
  return GRADE.test(word);
}

/** A plain title without the grade behind it: 'prostitution class a misdemeanor'. */
export function withoutGrade(title: string): string {
  const words = title.replace(/ (?:misd|misdemeanor|fel|felony)(?: [a-e\d])?$/, '').replace(/ (?:class|cl) [a-e\d]{1,2}$| [a-e]$/, '').split(' ');
  return (words.length > 1 && isGrade(words.at(-1)!) ? words.slice(0, -1) : words).join(' ');
}

/**
 * Takes apart what people type: code before or behind the number, with or without marks, several sections, an attempt. Null when there is no number.
 * Nothing is guessed here: letters that may be a subsection or a grade are kept as such for the offence table to tell.
 */
export function readText(text: string, index: CitationIndex): WrittenCitation | null {
  // Longer than any citation: only the beginning is one.
  const short = text.slice(0, 400);
  const attempt = ATTEMPT.test(short);
  ATTEMPT.lastIndex = 0;
  const plain = tidy(short.replace(ATTEMPT, ' ').replace(/\(\s*(?:(?:19|20)\d\d\b[^)]*)?\)/g, ' ')).replace(COUNT, '').replace(/^[\s/-]+/, '');
  const named = namedCode(plain, index);
  const bare = named ?? { codes: [], lead: plain.slice(0, Math.max(0, plain.search(/\d/))), rest: plain.slice(Math.max(0, plain.search(/\d/))) };
  const sections: WrittenSection[] = [];
  let { rest } = bare;
  let codes: readonly string[] = bare.codes;
  let inner = false;
  for (;;) {
    const found = sectionAt(rest, codes, index);
    if (!found || (sections.length > 0 && !inner && !isAnother(found.section, rest, sections.at(-1)!, index))) break;
    sections.push(found.section);
    codes = found.section.codes;
    const more = ANOTHER.exec(found.rest) ?? nextListed(found.rest, index);
    rest = found.rest;
    if (!more || sections.length === 4) break;
    inner = more[1] === '/';
    rest = found.rest.slice(more[0].length);
    const other = namedCode(rest, index);
    if (other && isPlaceName(other.lead, index)) {
      codes = other.codes;
      rest = other.rest;
    }
  }
  return sections.length === 0 ? null : { sections, lead: withoutPlace(bare.lead, index), rest, attempt };
}

/** A section of the table behind nothing but a blank: '944.30 939.32'. */
function nextListed(text: string, index: CitationIndex): RegExpExecArray | null {
  const blank = /^\s+(?=[§\d])/.exec(text);
  return blank && /\d[.:-]\d/.test(text) && knows(text, index) ? blank : null;
}

/** After a comma or bracket only what has the look of a section is one ('240.37', not '2 counts' or a day), or what the table has. */
function isAnother({ number }: WrittenSection, text: string, before: WrittenSection, index: CitationIndex): boolean {
  if (COUNTS.test(text.replace(LEAD, ''))) return false;
  if (isListed(number, index)) return true;
  if (!/\d[.:-]\d/.test(number)) return false;
  return shape(number) === shape(before.number) || !isDate(text.trimStart());
}

function shape(number: string): string {
  return number.replace(/\d+/g, '9');
}

function isDate(text: string): boolean {
  const day = DATE.exec(text);
  return day !== null && Number(day[1]) >= 1 && Number(day[1]) <= 12 && Number(day[3]) >= 1 && Number(day[3]) <= 31;
}

interface NamedCode {
  readonly codes: readonly string[];
  readonly lead: string;
  readonly rest: string;
}

/** The first code named in front of a number, and the words before it. */
function namedCode(text: string, index: CitationIndex): NamedCode | null {
  const starts = /(?<![a-z\d])[a-z\d]/gi;
  for (let tries = 0; tries < 14; tries++) {
    const start = starts.exec(text)?.index;
    if (start === undefined) return null;
    const named = codeAt(text.slice(start), index);
    if (named) return { codes: named.codes, lead: text.slice(0, start), rest: named.rest };
    // A number that no code's name begins with is the section, unless it is money.
    if (/\d/.test(text[start]!) && !/[$<>=]\s?$/.test(text.slice(0, start))) return null;
  }
  return null;
}

function codeAt(text: string, index: CitationIndex): { codes: readonly string[]; rest: string } | null {
  const run = letters(text);
  for (const name of index.names) {
    if (!run.startsWith(name.letters)) continue;
    const rest = withoutEdition(dropLetters(text, name.letters.length).replace(PUBLISHER, ''), index);
    // '720 ILCS 5' is not the start of '720 ILCS 570/402', nor '18' of '18.2-346' or '18-7-201'.
    if (/\d$/.test(name.letters) && (/^\d/.test(rest) || (/^\d+$/.test(name.letters) && /^[.-]\d/.test(rest) && !knows(rest, index)))) continue;
    if (NUMBER.test(rest.replace(LEAD, ''))) return { codes: name.codes, rest };
  }
  return null;
}

function withoutEdition(text: string, index: CitationIndex): string {
  const edition = EDITION.exec(text);
  return edition && !isListed(edition[1]!, index) ? text.slice(edition[0].length) : text;
}

/** Does the table have the section that stands here? */
function knows(rest: string, index: CitationIndex): boolean {
  return isListed(NUMBER.exec(rest.replace(LEAD, ''))?.[0] ?? '', index);
}

function isListed(typed: string, index: CitationIndex): boolean {
  const number = typed.toLowerCase();
  return index.bySection.has(number) || index.bySection.has(number.replace(/[.:-]?[a-z]+$/, '')) || [...index.inchoate, ...index.party].some(({ section }) => section === number);
}

function sectionAt(text: string, codes: readonly string[], index: CitationIndex): { section: WrittenSection; rest: string } | null {
  let rest = withoutEdition(text, index).replace(LEAD, '');
  const spaced = SPACED.exec(rest);
  if (spaced && index.byDigits.has(likeDigits(spaced[0].toLowerCase().replace(/ /g, '-')))) rest = spaced[0].replace(/ /g, '-') + rest.slice(spaced[0].length);
  let number = NUMBER.exec(rest)?.[0];
  if (number === undefined) return null;
  // 'AS11.31.100-AS11.66.100'
  const joint = /[-/]([a-z]+)(?=\d)/i.exec(number);
  if (joint && index.names.some((name) => name.letters === joint[1]!.toLowerCase())) {
    number = number.slice(0, joint.index);
    rest = `${number}/${rest.slice(joint.index + 1)}`;
  }
  rest = rest.slice(number.length);
  const subs: SubMark[] = [];
  let behind: readonly string[] = codes;
  while (subs.length < 8) {
    if (behind.length === 0) {
      const named = codeBehind(rest, index);
      if (named) {
        behind = named.codes;
        rest = named.rest;
        const chapter = behindTitle(number, rest, index);
        if (chapter) {
          number = chapter.number;
          rest = chapter.rest;
        }
      }
    }
    const set = SUB_SET.exec(rest);
    // '§ 2632, 13 V.S.A. § 9': the number begins the name of a code.
    const loose = set || codeAt(rest.replace(/^[\s.,/-]+/, ''), index) ? null : SUB_LOOSE.exec(rest);
    const mark = (set?.[1] ?? set?.[2] ?? loose?.[1])?.toLowerCase();
    if (mark === undefined) break;
    // A bracketed grade says nothing of the section.
    if (!set || !isGrade(mark)) subs.push({ text: mark, set: set !== null && subs.every((one) => one.set), bracket: set !== null });
    rest = rest.slice((set ?? loose)![0].length);
  }
  return { section: { codes: behind, number: number.replace(/\s/g, ''), subs }, rest };
}

/** '22 D.C. Code § 2701' where the table writes 'D.C. Code § 22-2701'. */
function behindTitle(title: string, text: string, index: CitationIndex): { number: string; rest: string } | null {
  if (!/^\d{1,2}[a-z]?$/i.test(title)) return null;
  const section = /^[\s.,]*(?:§+|sec(?:t|tion)?s?\b\.?)\s*(\d+(?:\.\d+)?[a-z]?)/i.exec(text);
  if (!section || ![...index.bySection.keys()].some((known) => known.startsWith(`${title.toLowerCase()}-`))) return null;
  return { number: `${title}-${section[1]}`, rest: text.slice(section[0].length) };
}

/** '647(b) PC', '§ 230.00 of the Penal Law'. */
function codeBehind(text: string, index: CitationIndex): { codes: readonly string[]; rest: string } | null {
  const tail = text.replace(/^[\s,-]*(?:of\s+(?:the\s+)?)?/i, '');
  if (tail === text && text !== '') return null;
  // 'D.C. Code' is a code, though 'D.C.' is a place.
  for (const after of new Set([tail, withoutPlaceStart(tail, index)])) {
    const run = letters(after.slice(0, 80));
    for (const name of index.names) {
      if (!/[a-z]/.test(name.letters) || !run.startsWith(name.letters)) continue;
      const rest = dropLetters(after, name.letters.length);
      if (!/^[a-z\d]/i.test(rest)) return { codes: name.codes, rest };
    }
  }
  return null;
}

function withoutPlaceStart(text: string, index: CitationIndex): string {
  const run = letters(text.slice(0, 80));
  const place = index.places.find((name) => run.startsWith(name) && !/^[a-z\d]/i.test(dropLetters(text, name.length)));
  return place === undefined ? text : dropLetters(text, place.length).trimStart();
}

function isPlaceName(text: string, index: CitationIndex): boolean {
  return withoutPlace(text, index) === '';
}

/** Words before a citation that say more than "section" or the name of the state, as a plain title. */
function withoutPlace(lead: string, index: CitationIndex): string {
  const words = plainTitle(lead).replace(/^(?:former|violation of|viol of|ct \d+|count \d+)\s+/, '').replace(/\b(?:s|sec|sect|section|sections|art|article|ch|chapter|title|par|sub|a)$/, '').trim();
  return index.places.includes(letters(words)) ? '' : words;
}
