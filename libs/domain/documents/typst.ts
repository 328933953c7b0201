import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { mapText, plain, staysWithNext, type Block, type Caption, type CaptionLine, type Inline, type PaperTree } from './paper-tree.js';
import { PRELUDE } from './typst-page.js';

/** The PDF could not be made. Says nothing of the paper's content: it can hold names. */
export class PaperNotRendered extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'PaperNotRendered';
  }
}

const FONTS = ['tinos', 'noto-sans-arabic', 'noto-sans-devanagari', 'noto-sans-thai'];
const WORKSPACE = join(tmpdir(), 'vacatur-papers-read-no-files');
let shared: NodeCompiler | undefined;

/** One compiler a process: it holds the fonts. A call compiles from start to end in one synchronous step, so calls cannot mix. */
function compiler(): NodeCompiler {
  if (!shared) {
    const { resolve } = createRequire(import.meta.url);
    const fontPaths = FONTS.map((name) => dirname(resolve(`@expo-google-fonts/${name}/package.json`)));
    shared = NodeCompiler.create({ workspace: WORKSPACE, fontArgs: [{ fontPaths }] });
    shared.addSource(join(WORKSPACE, 'page.typ'), PRELUDE);
  }
  return shared;
}

/** Any text as a Typst string: nothing in it is markup or code. */
function quoted(value: string): string {
  const escaped = value.replace(/[\\"]/g, '\\$&').replace(/\p{Cc}/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
  return `"${escaped}"`;
}

function inline(content: readonly Inline[]): string {
  const parts = content.map((part) => {
    switch (part.kind) {
      case 'text':
        return quoted(part.text);
      case 'blank':
        return `hole(${quoted(part.what)})`;
      case 'break':
        return 'linebreak()';
      case 'strong':
        return `strong(${inline(part.content)})`;
      case 'emphasis':
        return `emph(${inline(part.content)})`;
    }
  });
  // The leading empty content makes the sum content even where all parts are strings.
  return parts.length === 0 ? '[]' : `([] + ${parts.join(' + ')})`;
}

const tuple = (items: readonly string[]): string => `(${items.map((item) => `${item},`).join('')})`;
const list = (runs: readonly (readonly Inline[])[]): string => runs.map(inline).join(', ');

function captionLines(lines: readonly CaptionLine[]): string {
  return tuple(lines.map((line) => `(${line.place}, ${line.content.length === 0 ? 'none' : inline(line.content)})`));
}

function captionCalls(caption: Caption, title: string): string[] {
  const calls = caption.legend.map((line) => `#legend(o, ${inline(line)})`);
  if (caption.court.length > 0) calls.push(`#court(o, ${captionLines(caption.court)})`);
  const right = captionLines(caption.right);
  const heading = `boxed-title(o, ${quoted(title)})`;
  calls.push(`#caption(o, ${quoted(caption.divider)}, ${captionLines(caption.left)}, ${caption.title === 'right' ? `(${right.slice(1, -1)} (left, none), (left, ${heading}),)` : right})`);
  if (caption.title === 'below') calls.push(`#title(o, ${quoted(title)})`);
  return calls;
}

const LONG_ROW = 1200;

function blockCall(block: Block, topLevel: number): string {
  switch (block.kind) {
    case 'heading':
      return `section(${block.level + topLevel}, ${inline(block.content)})`;
    case 'paragraph':
      return `par(${inline(block.content)})`;
    case 'lines':
      return `rows(o, ${list(block.lines)})`;
    case 'numbered':
      return `numbered(${block.number}, ${inline(block.content)})`;
    case 'lettered':
      return `lettered(${quoted(block.letter)}, ${inline(block.content)})`;
    case 'quote':
      return `quotation(o, ${inline(block.content)})`;
    case 'table': {
      // A row stays on one page, unless it is so long that it might not fit on any.
      const tall = block.rows.some((row) => row.some((cell) => plain(cell).length > LONG_ROW));
      return `ruled-table(o, ${tuple(block.widths.map(String))}, ${tall}, ${tuple(block.header.map(inline))}, ${list(block.rows.flat())})`;
    }
    case 'signature':
      return `signature(o, ${block.dated}, ${list(block.lines)})`;
    case 'page-break':
      return 'pagebreak(weak: true)';
  }
}

/** The Typst source of a paper. Exported so that it can be measured and read; it holds what the paper holds. */
export function typstSource(tree: PaperTree): string {
  const { layout } = tree;
  const [year, month, day] = tree.date.split('-').map(Number);
  const pitch = layout.lineSpacing * layout.fontSize;
  const options = [
    `title: ${quoted(tree.title)}`,
    `author: ${quoted(tree.author)}`,
    `lang: ${quoted(tree.language)}`,
    `year: ${year}, month: ${month}, day: ${day}`,
    `top: ${layout.margins.top}in, right: ${layout.margins.right}in, bottom: ${layout.margins.bottom}in, left: ${layout.margins.left}in`,
    `blank: ${layout.firstPageBlank}in`,
    `size: ${layout.fontSize}pt`,
    `small: ${Math.max(10, layout.fontSize - 2)}pt`,
    `pitch: ${pitch}pt`,
    `leading: ${pitch - layout.fontSize}pt`,
    // Close lines stay on the grid of numbered paper.
    `close: ${layout.lineNumbers > 0 ? 0 : 2}pt`,
    `numbers: ${layout.lineNumbers}`,
    `rules: ${layout.rules}`,
    `foot-title: ${layout.footerTitle ? quoted(tree.title) : 'none'}`,
  ];
  const calls: string[] = [];
  if (tree.counsel.length > 0) calls.push(`#counsel(o, ${layout.courtOnLine}, ${list(tree.counsel)})`);
  if (tree.caption) calls.push(...captionCalls(tree.caption, tree.title));
  for (const [index, block] of tree.blocks.entries()) {
    const call = blockCall(block, tree.caption ? 1 : 0);
    calls.push(staysWithNext(block, tree.blocks[index + 1]) ? `#kept(${call})` : `#${call}`);
  }
  return `#import "page.typ": *\n#let o = (${options.join(', ')})\n#show: paper.with(o)\n${calls.join('\n')}\n`;
}

/** Compiles Typst source to a tagged PDF/UA-1 file. */
export function compileTypst(source: string): { pdf: Buffer; pages: number } {
  const typst = compiler();
  const result = typst.compile({ mainFileContent: source });
  const document = result.result;
  if (!document) {
    const said = result.takeDiagnostics()?.shortDiagnostics as { message?: string }[] | undefined;
    throw new PaperNotRendered(said?.map((entry) => entry.message ?? '').join('; ') ?? 'Typst gave no document and no reason');
  }
  const warnings = (result.takeWarnings()?.shortDiagnostics ?? []) as { message?: string }[];
  if (warnings.some((warning) => warning.message?.includes('converge'))) throw new PaperNotRendered('the page layout did not settle');
  const pdf = typst.pdf(document, { pdfStandard: 'ua-1' });
  const pages = document.numOfPages;
  // Results of the last few papers stay remembered; without this the memory of a worker grows with every paper.
  typst.evictCache(8);
  return { pdf, pages };
}

// The message is written in Rust's debug notation: \\"…\\", characters without a picture as \\\\u{…}.
const UNDISPLAYED = /the text `\\*"(.*?)\\*"` could not be displayed/g;

function charactersWithoutGlyph(cause: unknown): Set<string> {
  const message = String((cause as { message?: unknown } | null)?.message ?? '');
  const found = new Set<string>();
  for (const match of message.matchAll(UNDISPLAYED)) {
    const named = match[1]!.replace(/\\+u\{([0-9a-f]+)\}/gi, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
    for (const character of named) found.add(character);
  }
  return found;
}

/** Text with the characters no font can draw taken out and a blank in their place. */
function withHoles(value: string, missing: ReadonlySet<string>): Inline[] {
  const parts: Inline[] = [];
  for (const character of value) {
    const last = parts.at(-1);
    if (missing.has(character)) {
      if (last?.kind !== 'blank') parts.push({ kind: 'blank', what: 'words in a script the fonts of this office cannot print' });
    } else if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + character };
    else parts.push({ kind: 'text', text: character });
  }
  return parts;
}

/**
 * The paper as a PDF: tagged (PDF/UA-1), US letter, all fonts inside, dated by the paper's own date; the same tree gives the same
 * bytes. What no font can draw becomes a listed blank, never an empty box: the tree that was really printed comes back with the file.
 */
export function renderPdf(tree: PaperTree): { pdf: Buffer; pages: number; printed: PaperTree } {
  let printed = tree;
  for (let attempt = 0; attempt < 8; attempt += 1) {
    try {
      return { ...compileTypst(typstSource(printed)), printed };
    } catch (cause) {
      const missing = charactersWithoutGlyph(cause);
      if (cause instanceof PaperNotRendered) throw cause;
      if (missing.size === 0) throw new PaperNotRendered('the PDF writer refused the paper');
      printed = mapText(printed, (value) => withHoles(value, missing));
    }
  }
  throw new PaperNotRendered('characters without a glyph are left after several attempts');
}
