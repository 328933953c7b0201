import { dropLetters, letters, plainTitle, tidy, type CitationIndex } from './citation.js';

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
const ANOTHER = /^[\s)]*(?:([/(])|[,;&+]|and\b|or\b)\s*(?=(?:§+\s*|[a-z][a-z.\s&§]{0,30}?)?\d)/i;
/** 'Ct. 2: PL 230.00'. */
const COUNT = /^\s*(?:(?:ct|cnt|count|charge|chg)s?\.?\s*#?\s*\d{1,3}\s*[:.)-]*|\d{1,2}[):])\s+/i;
/** A publisher between code and number: '(West 2012)'. */
const PUBLISHER = /^[\s.,]*\([a-z][a-z.' ]{2,30}(?:\d{4})?\)/i;
const DATE = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b/;
/** Grades as dockets write them behind a section. */
const GRADE = /^(?:[a-eu][mf]|[mf][a-d1-6]|misd?|fel|viol?|inf)$/i;

/** A word that only grades a charge ('BM', 'M1'). */
export function isGrade(word: string): boolean {
  return GRADE.test(word);
}

/** A plain title without the grade behind it: 'prostitution class a misdemeanor'. */
export function withoutGrade(title: string): string {
  const words = title.replace(/ (?:misd|misdemeanor|fel|felony)$/, '').replace(/ (?:class|cl) [a-e\d]{1,2}$| [a-e]$/, '').split(' ');
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
    if (!found || (sections.length > 0 && !inner && !isFullSection(found.section.number, rest))) break;
    sections.push(found.section);
    codes = found.section.codes;
    const more = ANOTHER.exec(found.rest);
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

/** After a comma or bracket only what has the look of a section is one ('240.37', not '2 counts' or a day). */
function isFullSection(number: string, text: string): boolean {
  return /\d[.:-]\d/.test(number) && !DATE.test(text.trimStart());
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
    const rest = dropLetters(text, name.letters.length).replace(PUBLISHER, '');
    // '720 ILCS 5' is not the start of '720 ILCS 570/402', nor '18' of '18.2-346' or '18-7-201'.
    if (/\d$/.test(name.letters) && (/^\d/.test(rest) || (/^\d+$/.test(name.letters) && /^[.-]\d/.test(rest) && !knows(rest, index)))) continue;
    if (NUMBER.test(rest.replace(LEAD, ''))) return { codes: name.codes, rest };
  }
  return null;
}

/** Does the table have the section that stands here? */
function knows(rest: string, index: CitationIndex): boolean {
  const number = NUMBER.exec(rest.replace(LEAD, ''))?.[0].toLowerCase() ?? '';
  return index.bySection.has(number) || index.bySection.has(number.replace(/[.:-]?[a-z]+$/, ''));
}

function sectionAt(text: string, codes: readonly string[], index: CitationIndex): { section: WrittenSection; rest: string } | null {
  let rest = text.replace(LEAD, '');
  const number = NUMBER.exec(rest)?.[0];
  if (number === undefined) return null;
  rest = rest.slice(number.length);
  const subs: SubMark[] = [];
  let behind: readonly string[] = codes;
  while (subs.length < 8) {
    if (behind.length === 0) {
      const named = codeBehind(rest, index);
      if (named) {
        behind = named.codes;
        rest = named.rest;
      }
    }
    const set = SUB_SET.exec(rest);
    const loose = set ? null : SUB_LOOSE.exec(rest);
    const mark = (set?.[1] ?? set?.[2] ?? loose?.[1])?.toLowerCase();
    if (mark === undefined) break;
    // A bracketed grade says nothing of the section.
    if (!set || !isGrade(mark)) subs.push({ text: mark, set: set !== null && subs.every((one) => one.set), bracket: set !== null });
    rest = rest.slice((set ?? loose)![0].length);
  }
  return { section: { codes: behind, number: number.replace(/\s/g, ''), subs }, rest };
}

/** '647(b) PC', '§ 230.00 of the Penal Law'. */
function codeBehind(text: string, index: CitationIndex): { codes: readonly string[]; rest: string } | null {
  const tail = text.replace(/^[\s,-]*(?:of\s+(?:the\s+)?)?/i, '');
  if (tail === text && text !== '') return null;
  const after = withoutPlaceStart(tail, index);
  const run = letters(after.slice(0, 80));
  for (const name of index.names) {
    if (!/[a-z]/.test(name.letters) || !run.startsWith(name.letters)) continue;
    const rest = dropLetters(after, name.letters.length);
    if (!/^[a-z\d]/i.test(rest)) return { codes: name.codes, rest };
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
