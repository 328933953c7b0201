import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PacketCharge } from './packet-input.js';
import { printable, printedDay } from './paper-text.js';

export interface ReadBackProblem {
  readonly kind: 'charge-missing' | 'docket-missing' | 'date-missing' | 'unchosen-charge' | 'name-shown' | 'charges-alike';
  /** Charge it is about; null for a name. */
  readonly charge: string | null;
  /** For the office's own people: it quotes the record. */
  readonly detail: string;
}

/** What was printed is not what was chosen. The packet must not leave the office; the message quotes nothing of the record. */
export class PacketMismatch extends Error {
  constructor(
    readonly paper: string,
    readonly problems: readonly ReadBackProblem[],
  ) {
    super(`The printed "${paper}" does not match the chosen charges: ${problems.map((problem) => problem.kind).join(', ')}`);
    this.name = 'PacketMismatch';
  }
}

export interface ReadBackScope {
  /** 'charges' (default): each chosen charge with docket and dates has to be there. 'dockets': their docket numbers. 'nothing': only what must not be there is looked for. */
  readonly lists?: 'charges' | 'dockets' | 'nothing';
  /** Texts that may hold a citation of an unchosen charge for another reason: the provision and its elements. */
  readonly allowed?: readonly string[];
  /** Names that must not be printed. */
  readonly hiddenNames?: readonly string[];
}

/** Text of a PDF, page after page, in the order in which it was written. */
export async function pdfText(pdf: Uint8Array): Promise<string> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0, isEvalSupported: false, useSystemFonts: false, disableFontFace: true }).promise;
  try {
    const pages: string[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
    }
    return pages.join('\n');
  } finally {
    await document.destroy();
  }
}

const NEIGHBOUR = String.raw`[\p{L}\p{N}]`;
const patterns = new Map<string, RegExp>();

/** Finds `value` as a whole word, however it was broken over lines, hyphenated, spaced, joined into ligatures or cased. */
function pattern(value: string): RegExp {
  let found = patterns.get(value);
  if (!found) {
    const characters = [...value.normalize('NFKC').replace(/[\s\u00AD\u200B]+/gu, '')].map((character) => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    found = new RegExp(String.raw`(?<!${NEIGHBOUR}|${NEIGHBOUR}[-/])${characters.join(String.raw`[\s\u00AD\u200B]*`)}(?!${NEIGHBOUR}|[-/]${NEIGHBOUR})`, 'iu');
    if (patterns.size > 5000) patterns.clear();
    patterns.set(value, found);
  }
  return found;
}

function shows(page: string, value: string): boolean {
  const clean = printable(value);
  return clean !== '' && pattern(clean).test(page);
}

/** What tells a charge from another in print, in the order in which the table of charges has it. */
function rowOf(charge: PacketCharge): string {
  const docket = `${charge.docket ?? ''}${charge.count === null || charge.count === '' ? '' : `, count ${charge.count}`}`;
  const day = charge.offenceDate === null ? '' : printedDay(charge.offenceDate);
  return squeezed([docket, `${charge.offenceTitle ?? ''}, ${charge.citation ?? ''}`, day].join(' '));
}

function squeezed(value: string): string {
  return printable(value).normalize('NFKC').replace(/[\s\u00AD\u200B]+/gu, '').toLowerCase();
}

/** A docket number so short that it would be found in any paper cannot be looked for by itself. */
const TELLING = 5;

function missingParts(charge: PacketCharge, page: string, solid: string, scope: ReadBackScope['lists']): ReadBackProblem[] {
  const problems: ReadBackProblem[] = [];
  const add = (kind: ReadBackProblem['kind'], detail: string): void => void problems.push({ kind, charge: charge.id, detail });
  if (charge.docket !== null && !shows(page, charge.docket)) add('docket-missing', `docket ${charge.docket} is not printed`);
  if (scope === 'dockets') return problems;
  const known = charge.docket !== null && charge.offenceTitle !== null && charge.citation !== null && charge.offenceDate !== null;
  if (known && !solid.includes(rowOf(charge))) add('charge-missing', `no row "${charge.docket} ${charge.offenceTitle}, ${charge.citation}" is printed`);
  for (const [what, value] of [['title', charge.offenceTitle], ['statute', charge.citation]] as const) {
    if (value !== null && !shows(page, value)) add('charge-missing', `the ${what} "${value}" is not printed`);
  }
  for (const [what, value] of [['offense', charge.offenceDate], ['disposition', charge.dispositionDate]] as const) {
    if (value !== null && !shows(page, printedDay(value))) add('date-missing', `the day of the ${what}, ${printedDay(value)}, is not printed`);
  }
  return problems;
}

function unchosenParts(charge: PacketCharge, chosen: readonly PacketCharge[], page: string, solid: string, allowed: string): ReadBackProblem[] {
  const problem = (kind: ReadBackProblem['kind'], detail: string): ReadBackProblem[] => [{ kind, charge: charge.id, detail }];
  const row = rowOf(charge);
  if (chosen.some((other) => rowOf(other) === row)) return problem('charges-alike', 'a chosen charge reads the same as one that was not chosen: number their counts');
  const { docket, citation } = charge;
  if (docket !== null && docket.length >= TELLING && !chosen.some((other) => other.docket === docket) && shows(page, docket)) return problem('unchosen-charge', `docket ${docket} was not chosen and is printed`);
  const tellingRow = docket !== null && charge.offenceTitle !== null && charge.citation !== null;
  if (tellingRow && solid.includes(row)) return problem('unchosen-charge', `${charge.offenceTitle} in docket ${docket} was not chosen and is printed`);
  if (citation !== null && citation.length >= TELLING && !chosen.some((other) => other.citation === citation) && !shows(allowed, citation) && shows(page, citation)) {
    return problem('unchosen-charge', `${citation} was not chosen and is printed`);
  }
  return [];
}

/** As readBack, on text that was already taken out of the file. */
export function readBackText(page: string, chosen: readonly PacketCharge[], notChosen: readonly PacketCharge[], scope: ReadBackScope = {}): { ok: boolean; problems: ReadBackProblem[] } {
  const normal = page.normalize('NFKC');
  const solid = squeezed(page);
  const allowed = (scope.allowed ?? []).join('\n').normalize('NFKC');
  const lists = scope.lists ?? 'charges';
  const problems = [
    ...(lists === 'nothing' ? [] : chosen.flatMap((charge) => missingParts(charge, normal, solid, lists))),
    ...notChosen.flatMap((charge) => unchosenParts(charge, chosen, normal, solid, allowed)),
    ...(scope.hiddenNames ?? []).filter((name) => shows(normal, name)).map((): ReadBackProblem => ({ kind: 'name-shown', charge: null, detail: 'a name that the papers keep back is printed' })),
  ];
  return { ok: problems.length === 0, problems };
}

/**
 * Reads a finished PDF back and compares it with what was to be printed: every chosen charge with its docket number, title, statute
 * and dates must be there, and no charge that was not chosen. Tolerant of line breaks, spaces, ligatures and case, strict in
 * characters. Reads only; may be run as often as wanted.
 */
export async function readBack(pdf: Uint8Array, chosen: readonly PacketCharge[], notChosen: readonly PacketCharge[], scope: ReadBackScope = {}): Promise<{ ok: boolean; problems: ReadBackProblem[] }> {
  return readBackText(await pdfText(pdf), chosen, notChosen, scope);
}
