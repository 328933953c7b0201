import { TokenizationError, ParseError, RenderError, UndefinedVariableError, type Template } from 'liquidjs';
import type { CaptionEntry } from './forms-schema.js';
import type { PacketInput } from './packet-input.js';
import { markdownBlocks, markdownInline, type SpecialBlock } from './paper-blocks.js';
import { byInitials, paperData, type PaperData } from './paper-data.js';
import { FormError, type PaperSource } from './paper-forms.js';
import { paperLiquid, printable, printedDay, Ready } from './paper-text.js';
import { blank, mapText, text, type Block, type Caption, type CaptionLine, type Inline, type PaperTree } from './paper-tree.js';
import { signatureBlock } from './signature.js';

const liquid = paperLiquid();
/** Underscores in a row are a line to write on, not Markdown. */
const LINES_TO_FILL_IN = /_{2,}/g;
const parsed = new Map<string, Template[]>();

/** Fills a template. The error of a faulty template names the template and never the data. */
function filled(source: PaperSource, template: string, data: PaperData): string {
  try {
    let whole = parsed.get(template);
    if (!whole) {
      whole = liquid.parse(template, source.path);
      parsed.set(template, whole);
    }
    return String(liquid.renderSync(whole, data)).replace(LINES_TO_FILL_IN, (line) => '\\_'.repeat(line.length));
  } catch (cause) {
    const liquidError = [TokenizationError, ParseError, RenderError, UndefinedVariableError].some((kind) => kind.is(cause as Error));
    if (!liquidError) throw cause;
    const first = (cause as Error).message.split('\n')[0]!;
    throw new FormError(source.path, first);
  }
}

function captionLines(source: PaperSource, entries: readonly CaptionEntry[], data: PaperData): CaptionLine[] {
  return entries.flatMap((entry): CaptionLine[] => {
    const [place, template] = typeof entry === 'string' ? (['left', entry] as const) : (Object.entries(entry)[0] as ['left', string]);
    if (template.trim() === '') return [{ place: 'left', content: [] }];
    return filled(source, template, data)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => ({ place, content: markdownInline(source.path, line.trim()) }));
  });
}

function captionOf(source: PaperSource, input: PacketInput, data: PaperData): Caption {
  const { caption } = source.court;
  const confidential = input.provision.confidential;
  return {
    legend: confidential && caption.legend !== '' ? [markdownInline(source.path, filled(source, caption.legend, data))] : [],
    court: captionLines(source, caption.court, data),
    divider: caption.divider,
    left: captionLines(source, caption.left, data),
    right: captionLines(source, caption.right, data),
    title: caption.title,
  };
}

/** Attorney's name, number and address, as they stand under a signature or at the head of the first page. */
function counselLines(source: PaperSource, input: PacketInput): Inline[][] {
  const { office } = input;
  const words = source.court.words;
  const known = (value: string | null, what: string): Inline => (value === null || value === '' ? blank(what) : text(printable(value)));
  return [
    [known(office.attorney.name, 'the name of the attorney')],
    [text(`${words['bar_number'] ?? 'Bar No.'} `), known(office.attorney.barNumber, 'the bar number of the attorney')],
    [text(printable(office.name))],
    ...(office.address.length > 0 ? office.address.map((line) => [text(printable(line))]) : [[blank('the address of the office')]]),
    [text('Telephone: '), known(office.phone, 'the telephone number of the office')],
    [text('Email: '), known(office.email, 'the e-mail address of the office')],
    [text(`Attorney for ${words['client_title'] ?? 'Petitioner'}`)],
  ];
}

/** Docket, offense, dates, result: one row a charge, the same in every paper, so that the finished file can be checked against it. */
function chargesTable(input: PacketInput): Block {
  const narrow = (value: string): string => printable(value).replace(/[^\s/-]{17,}/gu, (word) => (word.match(/.{1,12}/gsu) ?? []).join('\u200B'));
  const cell = (value: string | null, what: string): Inline[] => [value === null || value === '' ? blank(what) : text(narrow(value))];
  const withSentence = input.charges.some((charge) => charge.sentence !== null);
  const header = ['Docket', 'Offense', 'Date of offense', 'Disposition', ...(withSentence ? ['Sentence'] : [])];
  const rows = input.charges.map((charge, index) => {
    const which = charge.docket === null ? `charge ${index + 1} of this list` : `docket ${charge.docket}${charge.count === null ? '' : `, count ${charge.count}`}`;
    const docket = [...cell(charge.docket, `the docket number of charge ${index + 1} of this list`)];
    if (charge.count !== null && charge.count !== '') docket.push(text(`, count ${printable(charge.count)}`));
    const offense = [...cell(charge.offenceTitle, `the title of the offense in ${which}`), text(', '), ...cell(charge.citation, `the statute of the offense in ${which}`)];
    const disposition = [
      ...cell(charge.disposition, `the disposition in ${which}`),
      text(', '),
      ...cell(charge.dispositionDate === null ? null : printedDay(charge.dispositionDate), `the date of the disposition in ${which}`),
    ];
    const row = [docket, offense, cell(charge.offenceDate === null ? null : printedDay(charge.offenceDate), `the date of the offense in ${which}`), disposition];
    if (withSentence) row.push(cell(charge.sentence, `the sentence in ${which}, or that there was none`));
    return row;
  });
  return { kind: 'table', header: header.map((word) => [text(word)]), widths: withSentence ? [20, 28, 16, 20, 16] : [22, 32, 18, 28], rows };
}

/** The title of a paper as it is printed, blanks spelled out. */
export function titleOf(source: PaperSource, input: PacketInput): string {
  const filledTitle = filled(source, source.title, paperData(source, input, '', []));
  return markdownInline(source.path, filledTitle)
    .map((part) => (part.kind === 'text' ? part.text : part.kind === 'blank' ? `[… ${part.what}]` : ''))
    .join('')
    .trim();
}

/**
 * Fills one paper's template and reads it as a tree. Data is data: no mark of Liquid or Markdown in it has any effect.
 * Unknown data becomes a blank. Throws FormError, naming the file, when the template itself is at fault.
 */
export function paperTree(source: PaperSource, input: PacketInput, titles: readonly string[]): PaperTree {
  const title = titleOf(source, input);
  const facts = paperData(source, input, title, titles);
  const said = (template: string): Ready => new Ready(filled(source, template, facts).trim());
  const data: PaperData = { ...facts, reliefs: source.court.relief.map(({ ask, order }) => ({ ask: said(ask), order: said(order) })) };
  const counsel = counselLines(source, input);
  const special = (block: SpecialBlock): Block[] => {
    switch (block.name) {
      case 'charges':
        return [chargesTable(input)];
      case 'oath':
        return [{ kind: 'paragraph', content: markdownInline(source.path, filled(source, source.court.oath.text, data).replace(/\s+/g, ' ').trim()) }];
      case 'signature':
        return [signatureBlock(source, block.argument, data, counsel)];
    }
  };
  const tree: PaperTree = {
    title: sectionsWhole(title),
    language: source.language,
    author: printable(input.office.name),
    date: input.date,
    layout: source.layout,
    counsel: source.caption && source.layout.counsel === 'first-page' ? counsel : [],
    caption: source.caption ? captionOf(source, input, data) : null,
    blocks: markdownBlocks(source.path, filled(source, source.body, data), special),
  };
  return mapText(tree, (value) => [text(breakable(sectionsWhole(value)))]);
}

/** Lets a word break that is longer than a column is wide, which would else run off the page and be lost. */
function breakable(value: string): string {
  return value.replace(/[^\s_]{26,}/gu, (word) => (word.includes('@') && word.length <= 60 ? word : (word.match(/.{1,12}/gsu) ?? []).join('\u200B')));
}

/** A section sign stays on the line of its number. */
function sectionsWhole(value: string): string {
  return value.replace(/(§) (?=\S)/g, '$1\u00A0');
}

/** What the attorney should know of this paper that the paper itself does not say. */
export function formChecks(source: PaperSource, input: PacketInput): string[] {
  const checks: string[] = [];
  if (source.confidence === 'not-verified') checks.push(`The wording of "${source.kind}" has not been checked against this court's rules or forms.`);
  if (source.court.confidence === 'not-verified') checks.push('The caption and page format have not been checked against the rules of this court.');
  if (byInitials(input) && !input.provision.confidential) {
    checks.push('The papers name the client by initials, but the law data does not say that papers under this provision are confidential: leave of court may be needed.');
  }
  return checks;
}
