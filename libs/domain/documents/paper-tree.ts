/** A paper as it stands between its source and its file formats. PDF and DOCX are both made from this and from nothing else. */
export interface PaperTree {
  readonly title: string;
  readonly language: string;
  readonly author: string;
  /** Day the files are dated. */
  readonly date: string;
  readonly layout: PaperLayout;
  /** Attorney's name and address at the head of the first page, where the court wants them there. */
  readonly counsel: readonly Inline[][];
  readonly caption: Caption | null;
  readonly blocks: readonly Block[];
}

/** Inches and points; what the court's rules ask of a page. Comes from the forms' front matter, never from code. */
export interface PaperLayout {
  readonly fontSize: number;
  /** Distance from line to line in text: 2 = double. */
  readonly lineSpacing: number;
  readonly margins: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  /** Inches left blank at the top of the first page for the clerk's stamp, on top of the margin. */
  readonly firstPageBlank: number;
  /** Numbered lines a page at the left margin; 0 = plain paper. */
  readonly lineNumbers: number;
  /** Vertical rules of pleading paper beside the text. */
  readonly rules: boolean;
  readonly counsel: 'first-page' | 'signature';
  /** Numbered line on which the court's name starts; 0 = right after what is above it. */
  readonly courtOnLine: number;
  /** Short title of the paper in the footer under a line. */
  readonly footerTitle: boolean;
}

export interface Caption {
  /** Shown above everything where the law keeps the papers from the public. */
  readonly legend: readonly Inline[][];
  readonly court: readonly CaptionLine[];
  readonly divider: 'box' | 'paren' | 'section';
  readonly left: readonly CaptionLine[];
  readonly right: readonly CaptionLine[];
  /** Where the title of the paper stands. */
  readonly title: 'below' | 'right';
}

export interface CaptionLine {
  readonly place: 'left' | 'center' | 'right';
  readonly content: readonly Inline[];
}

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly content: readonly Inline[] }
  | { readonly kind: 'blank'; readonly what: string }
  | { readonly kind: 'break' };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  /** Lines that belong together and are set close, such as an address. */
  | { readonly kind: 'lines'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'numbered'; readonly number: number; readonly content: readonly Inline[] }
  | { readonly kind: 'lettered'; readonly letter: string; readonly content: readonly Inline[] }
  | { readonly kind: 'quote'; readonly content: readonly Inline[] }
  | { readonly kind: 'table'; readonly header: readonly (readonly Inline[])[]; readonly widths: readonly number[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  /** Kept on one page together, and with the end of what stands before it. */
  | { readonly kind: 'signature'; readonly dated: boolean; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'page-break' };

export const text = (value: string): Inline => ({ kind: 'text', text: value });
export const blank = (what: string): Inline => ({ kind: 'blank', what });

/** How a blank is printed, in both formats. */
export function blankMark(what: string): string {
  return `[… ${what}]`;
}

/** The words of a run, without its looks. */
export function plain(content: readonly Inline[]): string {
  return content
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return part.text;
        case 'blank':
          return blankMark(part.what);
        case 'break':
          return '\n';
        default:
          return plain(part.content);
      }
    })
    .join('');
}

/** The runs of a block, in the order in which they are printed. */
export function runsOf(block: Block): readonly (readonly Inline[])[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'numbered':
    case 'lettered':
    case 'quote':
      return [block.content];
    case 'lines':
    case 'signature':
      return block.lines;
    case 'table':
      return [...block.header, ...block.rows.flat()];
    case 'page-break':
      return [];
  }
}

const SHORT = 600;

/** No signature stands alone on a page, and no words that announce a list, a table or an address end one. */
export function staysWithNext(block: Block, next: Block | undefined): boolean {
  if (!next || block.kind === 'table' || block.kind === 'page-break' || block.kind === 'signature') return false;
  const words = runsOf(block).map(plain).join('');
  if (words.length >= SHORT) return false;
  return next.kind === 'signature' || (['lettered', 'table', 'lines'].includes(next.kind) && words.trimEnd().endsWith(':')) || (next.kind === 'table' && block.kind === 'numbered');
}

function captionRuns(caption: Caption): (readonly Inline[])[] {
  return [...caption.legend, ...[...caption.court, ...caption.left, ...caption.right].map((line) => line.content)];
}

/** Everything a paper says outside its title and footer, run by run. */
export function allRuns(tree: PaperTree): (readonly Inline[])[] {
  return [...tree.counsel, ...(tree.caption ? captionRuns(tree.caption) : []), ...tree.blocks.flatMap(runsOf)];
}

/** What the paper left open, each thing once, in the order of the page. */
export function blanksIn(tree: PaperTree): string[] {
  const found = new Set<string>();
  const walk = (content: readonly Inline[]): void => {
    for (const part of content) {
      if (part.kind === 'blank') found.add(part.what);
      else if (part.kind === 'strong' || part.kind === 'emphasis') walk(part.content);
    }
  };
  for (const run of allRuns(tree)) walk(run);
  return [...found];
}

function mapInline(content: readonly Inline[], change: (text: string) => readonly Inline[]): Inline[] {
  return content.flatMap((part): readonly Inline[] => {
    if (part.kind === 'text') return change(part.text);
    if (part.kind === 'strong' || part.kind === 'emphasis') return [{ ...part, content: mapInline(part.content, change) }];
    return [part];
  });
}

function mapBlock(block: Block, run: (content: readonly Inline[]) => Inline[]): Block {
  switch (block.kind) {
    case 'page-break':
      return block;
    case 'lines':
    case 'signature':
      return { ...block, lines: block.lines.map(run) };
    case 'table':
      return { ...block, header: block.header.map(run), rows: block.rows.map((row) => row.map(run)) };
    default:
      return { ...block, content: run(block.content) };
  }
}

/** The same paper with each piece of text replaced. */
export function mapText(tree: PaperTree, change: (text: string) => readonly Inline[]): PaperTree {
  const run = (content: readonly Inline[]): Inline[] => mapInline(content, change);
  const line = (entry: CaptionLine): CaptionLine => ({ ...entry, content: run(entry.content) });
  return {
    ...tree,
    counsel: tree.counsel.map(run),
    caption: tree.caption && {
      ...tree.caption,
      legend: tree.caption.legend.map(run),
      court: tree.caption.court.map(line),
      left: tree.caption.left.map(line),
      right: tree.caption.right.map(line),
    },
    blocks: tree.blocks.map((block) => mapBlock(block, run)),
  };
}

/** The paper as plain text: one run a line, paragraph numbers included. */
export function plainText(tree: PaperTree): string {
  const lines = tree.counsel.map(plain);
  if (tree.caption) lines.push(...captionRuns(tree.caption).map(plain));
  lines.push(tree.title);
  for (const block of tree.blocks) {
    if (block.kind === 'numbered') lines.push(`${block.number}. ${plain(block.content)}`);
    else if (block.kind === 'lettered') lines.push(`(${block.letter}) ${plain(block.content)}`);
    else lines.push(...runsOf(block).map(plain));
  }
  // Joints that only the setting of lines needs are no part of the words.
  return `${lines.join('\n').replaceAll('\u200B', '').replaceAll('\u00A0', ' ')}\n`;
}
