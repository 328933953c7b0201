import type { CodeEntry, OffenceEntry } from './law-file.js';

/** A citation taken apart: which code (by its official name; null when none is named), which section, which subsections ('' when none). */
export interface CitationParts {
  readonly code: string | null;
  readonly section: string;
  readonly sub: string;
  /** Law names every section that begins so ('N.Y. Penal Law § 130.*'). */
  readonly start?: boolean;
}

interface CodeName {
  readonly letters: string;
  readonly code: string;
}

/** How the statutes of one jurisdiction are cited, and its sex-work offences. */
export interface CitationIndex {
  /** Official and short names of the codes as bare letters and digits, longest first. */
  readonly names: readonly CodeName[];
  readonly codes: ReadonlyMap<string, CodeEntry>;
  readonly offences: readonly { readonly entry: OffenceEntry; readonly parts: readonly CitationParts[] }[];
  readonly read: Map<string, CitationReading>;
}

/** What a cited statute can be. */
export interface CitationReading {
  readonly parts: CitationParts | null;
  /** Rows of the offence table that fit; several when the citation is too short to tell them apart. */
  readonly offences: readonly OffenceEntry[];
  /** In a code whose sex-work sections are all known, and not among them. */
  readonly elsewhere: boolean;
  /** The code is one of the jurisdiction's, or the section is in its offence table. */
  readonly recognised: boolean;
}

export const UNREAD: CitationReading = { parts: null, offences: [], elsewhere: false, recognised: false };

export function indexCitations(codes: readonly CodeEntry[], offences: readonly OffenceEntry[]): CitationIndex {
  const names = codes
    .flatMap((code) => [code.name, ...(code.also ?? [])].map((name) => ({ letters: letters(name), code: code.name })))
    .sort((a, b) => b.letters.length - a.letters.length);
  const byName = new Map(codes.map((code) => [code.name, code]));
  const bare: CitationIndex = { names, codes: byName, offences: [], read: new Map() };
  return {
    ...bare,
    offences: offences.map((entry) => ({
      entry,
      parts: [entry.citation, ...(entry.also ?? [])].map((text) => takeApart(text, bare)).filter((parts) => parts !== null),
    })),
  };
}

/**
 * Takes a citation apart however it is punctuated: 'PL 230.00', 'N.Y. Penal Law § 230.00(1)' and 'Penal Law section 230.00 (former)' name one section.
 * Returns null when there is no section number in it.
 */
export function takeApart(text: string, index: CitationIndex): CitationParts | null {
  const plain = text
    .replace(/\((?:former|repealed|attempt(?:ed)?|before|now|felony|misdemeanor)[^)]*\)/gi, ' ')
    .replace(/[–—−]/g, '-')
    .replace(/\bsubd(?:ivision|iv)?\.?\s*|\bsub(?:section|sec|s)?\.?\s+|\bpar(?:agraph|a)?\.?\s+/gi, ' sub')
    .trim();
  const letterRun = letters(plain);
  for (const name of index.names) {
    if (!letterRun.startsWith(name.letters)) continue;
    const rest = dropLetters(plain, name.letters.length);
    // '720 ILCS 5' is not the start of '720 ILCS 570/402'.
    if (/\d$/.test(name.letters) && /^\d/.test(rest)) continue;
    const found = sectionIn(rest);
    if (found) return { code: name.code, ...found };
  }
  // A code that is not known here: only its section can be compared.
  const number = /§+\s*\d|\d/.exec(plain);
  const found = number ? sectionIn(plain.slice(number.index)) : null;
  return found ? { code: null, ...found } : null;
}

/** A citation as law names it: like `takeApart`, and '§ 130.*' stands for every section that begins with '130.'. */
export function takeApartNamed(text: string, index: CitationIndex): CitationParts | null {
  if (!text.endsWith('*')) return takeApart(text, index);
  const parts = takeApart(text.slice(0, -1), index);
  const mark = /[.:/-]$/.exec(text.slice(0, -1))?.[0] ?? '';
  return parts && { code: parts.code, section: parts.section + mark, sub: '', start: true };
}

/** All readings of a citation in one jurisdiction's codes; remembered, since a caseload cites the same few statutes. */
export function readCitation(text: string, index: CitationIndex): CitationReading {
  const known = index.read.get(text);
  if (known) return known;
  const parts = takeApart(text, index);
  const reading = parts ? readingOf(resolveBare(text, parts, index), index) : UNREAD;
  if (index.read.size > 20_000) index.read.clear();
  index.read.set(text, reading);
  return reading;
}

/**
 * Is the cited statute the one that law names? A named section takes in its subsections; a charge that leaves out the subsection, or the code,
 * may or may not be the one named.
 */
export function citationMatches(named: CitationParts, cited: CitationParts): 'yes' | 'no' | 'maybe' {
  if (named.start ? !cited.section.startsWith(named.section) : named.section !== cited.section) return 'no';
  if (named.code !== null && cited.code !== null && named.code !== cited.code) return 'no';
  const sureCode = named.code === cited.code || named.code === null;
  if (cited.sub.startsWith(named.sub)) return sureCode ? 'yes' : 'maybe';
  return named.sub.startsWith(cited.sub) ? 'maybe' : 'no';
}

/**
 * A number alone ('240.37', '§ 11-14') means the code of the offence table, if only one code there has that section and the number is of a kind that plain
 * counting does not reach ('315' may be a section of any code).
 */
function resolveBare(text: string, parts: CitationParts, index: CitationIndex): CitationParts {
  if (parts.code !== null || !/[.:/-]/.test(parts.section) || /[a-z]{2,}/i.test(text.slice(0, text.search(/\d/)).replace(/\b(?:sec(?:tion)?s?|art(?:icle)?)\b/gi, ''))) return parts;
  const codes = new Set(index.offences.flatMap((row) => row.parts.filter((named) => named.section === parts.section).map((named) => named.code)));
  return codes.size === 1 ? { ...parts, code: [...codes][0]! } : parts;
}

function readingOf(parts: CitationParts, index: CitationIndex): CitationReading {
  const fits = index.offences.map(({ entry, parts: all }) => {
    const marks = all.map((named) => citationMatches(named, parts));
    const subs = all.filter((_, i) => marks[i] === 'yes').map((named) => named.sub.length);
    return { entry, sure: subs.length > 0, maybe: marks.includes('maybe'), exact: Math.max(-1, ...subs) };
  });
  // A row for the very subsection beats the row of its section.
  const best = Math.max(-1, ...fits.map((fit) => fit.exact));
  const rows = fits.filter((fit) => (fit.sure && fit.exact === best) || fit.maybe);
  const code = parts.code === null ? undefined : index.codes.get(parts.code);
  const elsewhere = rows.length === 0 && code?.sex_work !== undefined && !code.sex_work.some((start) => parts.section.startsWith(start.toLowerCase()));
  return { parts, offences: rows.map((row) => row.entry), elsewhere, recognised: parts.code !== null || rows.length > 0 };
}

/** Section number and subsections at the start of what follows the code's name. */
function sectionIn(text: string): { section: string; sub: string } | null {
  const match = /^[\s.,:;/]*(?:§|s(?:ec(?:tion)?s?)?\b\.?|art(?:icle)?s?\b\.?|ch(?:apter)?\b\.?|tit(?:le)?\b\.?)*[\s.,:;§]*(\d[\da-z]*(?:[.:/-]\s?\d?[\da-z]*)*)(.*)$/is.exec(text);
  if (!match?.[1]) return null;
  const section = match[1].toLowerCase().replace(/\s/g, '').replace(/[.:/-]+$/, '');
  const sub = [...(match[2] ?? '').matchAll(/\(\s*([\da-z]{1,5}(?:\.\d{1,2})?)\s*\)|\bsub\s*([\da-z]{1,3})\b/gi)].map((m) => `(${(m[1] ?? m[2] ?? '').toLowerCase()})`).join('');
  return { section, sub };
}

function letters(text: string): string {
  return text.toLowerCase().replace(/&/g, 'and').replace(/[^a-z0-9]/g, '');
}

/** The text after its first `count` letters and digits ('&' counts as three). */
function dropLetters(text: string, count: number): string {
  let left = count;
  for (let i = 0; i < text.length; i++) {
    if (left <= 0) return text.slice(i);
    if (text[i] === '&') left -= 3;
    else if (/[a-z0-9]/i.test(text[i]!)) left -= 1;
  }
  return '';
}
