import { Liquid } from 'liquidjs';
import MarkdownIt from 'markdown-it';
import { blank, text, type Inline } from './paper-tree.js';

/**
 * Marks that pass from Liquid through Markdown to the tree. They are of Unicode's private use area; data is cleared of that
 * area before it is printed, so data can make none of them.
 */
export const MARK = { blankOpen: '\uE000', blankClose: '\uE001', block: '\uE002' } as const;
const PRIVATE_USE = /[\uE000-\uF8FF]/gu;
// Control characters, and the characters that turn the direction of the text around them: they could make a page read otherwise than it extracts.
const UNPRINTED = /(?!\s)\p{Cc}|[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFF]/gu;
const MARKDOWN_PUNCTUATION = /[!-/:-@[-`{-~]/g;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** A datum on its way into a paper: one line, no control or direction characters, composed Unicode. */
export function printable(value: string): string {
  return value.normalize('NFC').replace(PRIVATE_USE, '').replace(UNPRINTED, '').replace(/\s+/gu, ' ').trim();
}

/** 'YYYY-MM-DD' as papers print it: 'June 5, 2012'. Anything else is returned as it is. */
export function printedDay(day: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const month = parts ? MONTHS[Number(parts[2]) - 1] : undefined;
  return parts && month ? `${month} ${Number(parts[3])}, ${parts[1]}` : day;
}

/** Law data is written in British spelling and with ISO days; papers of US courts are not. */
export function americanLegal(value: string): string {
  return value
    .replace(/\b([Oo])ffence/g, '$1ffense')
    .replace(/\b([Dd])efence/g, '$1efense')
    .replace(/\b([Ff])avourabl/g, '$1avorabl')
    .replace(/\b([Ll])abour/g, '$1abor')
    .replace(/\b([Ll])icence/g, '$1icense')
    .replace(/\b([Jj])udgement/g, '$1udgment')
    .replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g, printedDay);
}

/** Puts a datum into Markdown so that nothing in it is markup: every ASCII punctuation mark is escaped. */
function markdownEscape(value: string): string {
  return printable(value).replace(MARKDOWN_PUNCTUATION, '\\$&');
}

function blankMarkup(what: string): string {
  return `${MARK.blankOpen}${markdownEscape(what)}${MARK.blankClose}`;
}

/** Already Markdown, with its data escaped: not to be escaped again. */
export class Ready {
  constructor(readonly markdown: string) {}
}

/** What a template gets printed by `{{ … }}`: escaped data; a blank where the datum is not known. */
function printDatum(value: unknown): string {
  if (value instanceof Ready) return value.markdown;
  if (value === null || value === undefined || value === '') return blankMarkup('information that is not on file');
  if (Array.isArray(value)) return value.map((part) => printDatum(part)).join(', ');
  return markdownEscape(String(value));
}

/** Liquid as the papers use it: no files, no includes from data, every unknown variable and filter an error. */
export function paperLiquid(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    outputEscape: printDatum,
    templates: {},
    renderLimit: 5000,
    memoryLimit: 50_000_000,
  });
  liquid.registerFilter('day', (value: unknown) => (typeof value === 'string' ? printedDay(value) : value));
  liquid.registerFilter('needed', (value: unknown, what: unknown) => {
    const missing = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    return new Ready(missing ? blankMarkup(String(what)) : printDatum(value));
  });
  liquid.registerFilter('upper', (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value));
  liquid.registerFilter('sentence', (value: unknown) => {
    if (typeof value !== 'string' || value.trim() === '') return value;
    const whole = value.trim();
    return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}${/[.!?]$/.test(whole) ? '' : '.'}`;
  });
  liquid.registerFilter('unstopped', (value: unknown) => (typeof value === 'string' ? value.trim().replace(/\.$/, '') : value));
  for (const name of BLOCK_TAGS) {
    liquid.registerTag(name, {
      parse(token) {
        const argument = token.args.trim();
        if (!/^[a-z -]*$/.test(argument)) throw new Error(`{% ${name} %} takes plain words, not "${argument}"`);
        this['argument'] = argument;
      },
      render: function () {
        return `\n\n${MARK.block}${name} ${String(this['argument'])}${MARK.block}\n\n`;
      },
    });
  }
  // Everything that is printed is escaped; a template has no way around that.
  liquid.registerFilter('raw', () => {
    throw new Error('the filter "raw" is not for papers');
  });
  return liquid;
}

/** Blocks that are drawn up from the data and not from prose. */
export const BLOCK_TAGS = ['charges', 'oath', 'signature'] as const;

/** CommonMark with tables; no HTML, no links made of bare addresses, no clever quotes. */
export const markdown = new MarkdownIt('commonmark', { html: false, linkify: false, typographer: false }).enable('table');

/** Text of Markdown with blanks in it, as runs. */
export function withBlanks(value: string): Inline[] {
  const runs: Inline[] = [];
  for (const [index, piece] of value.split(MARK.blankOpen).entries()) {
    const end = piece.indexOf(MARK.blankClose);
    const rest = index === 0 || end < 0 ? piece : piece.slice(end + 1);
    if (index > 0 && end >= 0) runs.push(blank(piece.slice(0, end)));
    if (rest !== '') runs.push(text(rest));
  }
  return runs;
}
