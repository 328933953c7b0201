import type { CodeEntry, OffenceEntry } from './law-file.js';
import type { CitationReading } from './section-reading.js';

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
  /** One code, as a rule; more when a file gives two codes the same short name. */
  readonly codes: readonly string[];
}

/** A row of the offence table with all its citations taken apart. */
export interface OffenceRow {
  readonly entry: OffenceEntry;
  readonly parts: readonly CitationParts[];
}

export interface RowCitation {
  readonly row: OffenceRow;
  readonly parts: CitationParts;
}

/** How the statutes of one jurisdiction are cited, and its sex-work offences. */
export interface CitationIndex {
  /** Official and short names of the codes as bare letters and digits, longest first. */
  readonly names: readonly CodeName[];
  readonly codes: ReadonlyMap<string, CodeEntry>;
  readonly offences: readonly OffenceRow[];
  /** Names that may stand before a code's: 'New York', 'NY'. */
  readonly places: readonly string[];
  readonly bySection: ReadonlyMap<string, readonly RowCitation[]>;
  /** The same with every separator alike: '18.7.201' is typed for '18-7-201'. */
  readonly byDigits: ReadonlyMap<string, ReadonlySet<string>>;
  /** Rows by their citations to the letter. */
  readonly byText: ReadonlyMap<string, readonly OffenceRow[]>;
  /** Rows by plain title and listed abbreviations. */
  readonly byTitle: ReadonlyMap<string, readonly OffenceRow[]>;
  /** Sections of which the table lists every part, as code, section and subsection. */
  readonly complete: readonly CitationParts[];
  /** Sections of attempt and the like: written before another section they are not that section's offence. */
  readonly inchoate: readonly CitationParts[];
  /** Sections by which whoever took part is guilty of the offence itself. */
  readonly party: readonly CitationParts[];
  readonly read: Map<string, CitationReading>;
}

const NOTHING: CitationIndex = {
  names: [], codes: new Map(), offences: [], places: [], bySection: new Map(), byDigits: new Map(), byText: new Map(), byTitle: new Map(), complete: [], inchoate: [], party: [], read: new Map(),
};

export function indexCitations(codes: readonly CodeEntry[], offences: readonly OffenceEntry[], places: readonly string[] = []): CitationIndex {
  const bare: CitationIndex = { ...NOTHING, names: codeNames(codes), codes: new Map(codes.map((code) => [code.name, code])), read: new Map() };
  const rows = offences.map((entry): OffenceRow => ({ entry, parts: citationsOf(entry).map((text) => takeApart(text, bare)).filter((parts) => parts !== null) }));
  const cited = rows.flatMap((row) => row.parts.map((parts) => ({ row, parts })));
  const listed = (key: 'complete' | 'inchoate' | 'party'): CitationParts[] =>
    codes.flatMap((code) => (code[key] ?? []).map((section) => ({ ...(takeApart(`${code.name} § ${section}`, bare) ?? { section, sub: '' }), code: code.name })));
  return {
    ...bare,
    offences: rows,
    places: [...new Set(places.map(letters))].sort((a, b) => b.length - a.length),
    bySection: grouped(cited, ({ parts }) => [parts.section]),
    byDigits: new Map([...grouped(cited, ({ parts }) => [likeDigits(parts.section)])].map(([key, all]) => [key, new Set(all.map(({ parts }) => parts.section))])),
    byText: grouped(rows, (row) => citationsOf(row.entry)),
    byTitle: grouped(rows, ({ entry }) => new Set([entry.title, ...(entry.titles ?? [])].flatMap((title) => [plainTitle(title), plainTitle(title.replace(/\([^)]*\)/g, ' '))]))),
    complete: listed('complete'),
    inchoate: listed('inchoate'),
    party: listed('party'),
  };
}

function codeNames(codes: readonly CodeEntry[]): CodeName[] {
  const spelled = codes.flatMap((code) => [code.name, ...(code.also ?? [])].map((name) => ({ code: code.name, letters: letters(name) })));
  return [...grouped(spelled, (name) => [name.letters])]
    .map(([run, all]) => ({ letters: run, codes: [...new Set(all.map(({ code }) => code))] }))
    .sort((a, b) => b.letters.length - a.letters.length);
}

function citationsOf(entry: OffenceEntry): string[] {
  return [entry.citation, ...(entry.also ?? [])];
}

/** A section with every separator alike. */
export function likeDigits(section: string): string {
  return section.replace(/[.:-]/g, '-');
}

/** A section without the zeros with which computers fill numbers up ('13A-012-121'). */
export function withoutFilling(section: string): string {
  return section.replace(/(^|-)0+(?=[1-9])/g, '$1');
}

/** A title as its words in lower case: 'PETIT LARC.' and 'Petit larc' are the same. */
export function plainTitle(title: string): string {
  return title.toLowerCase().replace(/&/g, ' and ').replace(/[^a-z0-9]+/g, ' ').trim();
}

function grouped<T>(items: readonly T[], keysOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  groups.delete('');
  return groups;
}

/**
 * Takes a citation apart as law writes it, however it is punctuated: 'N.Y. Penal Law § 230.00' and 'Penal Law section 230.00 (former)' name one section.
 * Returns null when there is no section number in it. What people type is read by `readCitation`.
 */
export function takeApart(text: string, index: CitationIndex): CitationParts | null {
  const plain = tidy(text);
  const letterRun = letters(plain);
  for (const name of index.names) {
    if (!letterRun.startsWith(name.letters)) continue;
    const rest = dropLetters(plain, name.letters.length);
    // '720 ILCS 5' is not the start of '720 ILCS 570/402'.
    if (/\d$/.test(name.letters) && /^\d/.test(rest)) continue;
    const found = sectionIn(rest);
    if (found) return { code: name.codes[0]!, ...found };
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

/** Dashes alike, 'subd. 1' as 'sub1', and no remarks that say nothing of the section. */
export function tidy(text: string): string {
  return text
    .replace(/\((?:former|repealed|before|now|felony|misdemeanor)[^)]*\)/gi, ' ')
    .replace(/[–—−‑]/g, '-')
    .replace(/\bsubd(?:ivision|iv)?\.?\s*|\bsub(?:section|sec|s)?\.?\s+|\bpar(?:agraph|a)?\.?\s+/gi, ' sub')
    .trim();
}

/** Section number and subsections at the start of what follows the code's name. */
function sectionIn(text: string): { section: string; sub: string } | null {
  const match = /^[\s.,:;/]*(?:§|s(?:ec(?:tion)?s?)?\b\.?|art(?:icle)?s?\b\.?|ch(?:apter)?\b\.?|tit(?:le)?\b\.?)*[\s.,:;§]*(\d[\da-z]*(?:[.:/-]\s?\d?[\da-z]*)*)(.*)$/is.exec(text);
  if (!match?.[1]) return null;
  const section = match[1].toLowerCase().replace(/\s/g, '').replace(/[.:/-]+$/, '');
  const sub = [...(match[2] ?? '').matchAll(/\(\s*([\da-z]{1,5}(?:\.\d{1,2})?)\s*\)|\bsub\s*([\da-z]{1,3})\b/gi)].map((m) => `(${(m[1] ?? m[2] ?? '').toLowerCase()})`).join('');
  return { section, sub };
}

export function letters(text: string): string {
  return text.toLowerCase().replace(/&/g, 'and').replace(/[^a-z0-9]/g, '');
}

/** The text after its first `count` letters and digits ('&' counts as three). */
export function dropLetters(text: string, count: number): string {
  let left = count;
  for (let i = 0; i < text.length; i++) {
    if (left <= 0) return text.slice(i);
    if (text[i] === '&') left -= 3;
    else if (/[a-z0-9]/i.test(text[i]!)) left -= 1;
  }
  return '';
}
