import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  FrameAnchorType,
  FrameWrap,
  Header,
  HeadingLevel,
  LineRuleType,
  Packer,
  PageBorderDisplay,
  PageBorderOffsetFrom,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  UnderlineType,
  VerticalAlign,
  WidthType,
  type IBorderOptions,
  type IParagraphOptions,
  type ITableCellBorders,
} from 'docx';
import { blankMark, staysWithNext, type Block, type Caption, type CaptionLine, type Inline, type PaperLayout, type PaperTree } from './paper-tree.js';

const TWIPS = 1440;
const NO_LINE: IBorderOptions = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const LINE: IBorderOptions = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
const NO_BORDERS: ITableCellBorders = { top: NO_LINE, bottom: NO_LINE, left: NO_LINE, right: NO_LINE };

const RULES = {
  pageBorders: { display: PageBorderDisplay.ALL_PAGES, offsetFrom: PageBorderOffsetFrom.TEXT },
  pageBorderLeft: { style: BorderStyle.DOUBLE, size: 4, color: '000000', space: 8 },
  pageBorderRight: { style: BorderStyle.SINGLE, size: 4, color: '000000', space: 8 },
};

interface Look {
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly underline?: boolean;
  readonly size?: number;
}

function runs(content: readonly Inline[], look: Look = {}): TextRun[] {
  const common = {
    ...(look.bold ? { bold: true } : {}),
    ...(look.italics ? { italics: true } : {}),
    ...(look.underline ? { underline: { type: UnderlineType.SINGLE } } : {}),
    ...(look.size ? { size: look.size } : {}),
  };
  return content.flatMap((part): TextRun[] => {
    switch (part.kind) {
      case 'text':
        return [new TextRun({ ...common, text: part.text })];
      case 'break':
        return [new TextRun({ ...common, break: 1 })];
      case 'blank':
        return [new TextRun({ ...common, bold: true, text: blankMark(part.what), shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'FFF3B0' } })];
      case 'strong':
        return runs(part.content, { ...look, bold: true });
      case 'emphasis':
        return runs(part.content, { ...look, italics: true });
    }
  });
}

/** Exact line pitch, in twentieths of a point: what stands on numbered lines must not grow with the font. */
function spacing(layout: PaperLayout, close: boolean): { line: number; lineRule: (typeof LineRuleType)['EXACT']; before: number; after: number } {
  const pitch = layout.lineSpacing * layout.fontSize;
  const line = close ? (layout.lineNumbers > 0 ? layout.fontSize : layout.fontSize + 2) : pitch;
  return { line: Math.round(line * 20), lineRule: LineRuleType.EXACT, before: 0, after: 0 };
}

/** A paragraph per line; the last one carries the distance to what follows. */
function closeLines(layout: PaperLayout, lines: readonly (readonly Inline[])[], more: IParagraphOptions = {}, look: Look = {}): Paragraph[] {
  return lines.map((line, index) => {
    const last = index === lines.length - 1;
    return new Paragraph({ ...more, spacing: { ...spacing(layout, true), after: last ? layout.fontSize * 20 : 0 }, keepNext: !last || more.keepNext === true, keepLines: true, children: runs(line, look) });
  });
}

function cellOf(children: readonly Paragraph[], width: number, borders = NO_BORDERS): TableCell {
  return new TableCell({ children: children.length > 0 ? [...children] : [new Paragraph({})], borders, verticalAlign: VerticalAlign.TOP, width: { size: width, type: WidthType.DXA }, margins: { top: 0, bottom: 60, left: 40, right: 80 } });
}

function captionParagraphs(layout: PaperLayout, lines: readonly CaptionLine[], look: Look = {}): Paragraph[] {
  const alignment = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT };
  return lines.map((line) => new Paragraph({ alignment: alignment[line.place], spacing: spacing(layout, true), keepNext: true, children: runs(line.content, look) }));
}

function titleParagraph(layout: PaperLayout, title: string, boxed: boolean): Paragraph {
  return new Paragraph({
    heading: HeadingLevel.HEADING_1,
    alignment: boxed ? AlignmentType.LEFT : AlignmentType.CENTER,
    spacing: { ...spacing(layout, boxed), before: boxed ? layout.fontSize * 20 : 0 },
    keepNext: true,
    children: [new TextRun({ text: title, bold: true, ...(boxed ? {} : { underline: { type: UnderlineType.SINGLE } }) })],
  });
}

function captionBlocks(layout: PaperLayout, caption: Caption, title: string, width: number): (Paragraph | Table)[] {
  const middle = Math.round(0.4 * TWIPS);
  const side = Math.floor((width - middle) * (caption.divider === 'box' ? 0.55 : 0.5));
  const far = width - middle - side;
  const mark = caption.divider === 'section' ? '§' : caption.divider === 'paren' ? ')' : null;
  const left = captionParagraphs(layout, caption.left);
  const right = captionParagraphs(layout, caption.right);
  if (caption.title === 'right') right.push(titleParagraph(layout, title, true));
  const marks = mark === null ? [] : Array.from({ length: Math.max(left.length, right.length, 1) }, () => new Paragraph({ alignment: AlignmentType.CENTER, spacing: spacing(layout, true), children: [new TextRun(mark)] }));
  const table = new Table({
    layout: TableLayoutType.FIXED,
    width: { size: width, type: WidthType.DXA },
    columnWidths: [side, middle, far],
    borders: { ...NO_BORDERS, insideHorizontal: NO_LINE, insideVertical: NO_LINE },
    rows: [new TableRow({ cantSplit: true, children: [cellOf(left, side, mark === null ? { ...NO_BORDERS, right: LINE, bottom: LINE } : NO_BORDERS), cellOf(marks, middle), cellOf(right, far)] })],
  });
  return [
    ...closeLines(layout, caption.legend, { alignment: AlignmentType.CENTER }, { bold: true }),
    ...captionParagraphs(layout, caption.court, { bold: true }),
    new Paragraph({ spacing: spacing(layout, true) }),
    table,
    new Paragraph({ spacing: spacing(layout, true) }),
    ...(caption.title === 'below' ? [titleParagraph(layout, title, false)] : []),
  ];
}

function dataTable(block: Extract<Block, { kind: 'table' }>, layout: PaperLayout, width: number): Table {
  const total = block.widths.reduce((sum, part) => sum + part, 0);
  const widths = block.widths.map((part) => Math.floor((width * part) / total));
  const size = Math.max(10, layout.fontSize - 2) * 2;
  const row = (cells: readonly (readonly Inline[])[], head: boolean): TableRow =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: cells.map((cell, index) => new TableCell({ width: { size: widths[index]!, type: WidthType.DXA }, margins: { top: 40, bottom: 40, left: 70, right: 70 }, children: [new Paragraph({ spacing: { before: 0, after: 0, line: 240, lineRule: LineRuleType.AUTO }, children: runs(cell, { size, bold: head }) })] })),
    });
  return new Table({ layout: TableLayoutType.FIXED, width: { size: width, type: WidthType.DXA }, columnWidths: widths, rows: [row(block.header, true), ...block.rows.map((cells) => row(cells, false))] });
}

function signatureTable(block: Extract<Block, { kind: 'signature' }>, layout: PaperLayout, width: number): (Paragraph | Table)[] {
  const right = Math.round(3.4 * TWIPS);
  const left = width - right;
  const dated = block.dated ? [new Paragraph({ spacing: spacing(layout, true), children: [new TextRun('Dated: ____________________')] })] : [];
  return [
    new Paragraph({ spacing: spacing(layout, true), keepNext: true }),
    new Table({
      layout: TableLayoutType.FIXED,
      width: { size: width, type: WidthType.DXA },
      columnWidths: [left, right],
      borders: { ...NO_BORDERS, insideHorizontal: NO_LINE, insideVertical: NO_LINE },
      rows: [new TableRow({ cantSplit: true, children: [cellOf(dated, left), cellOf(closeLines(layout, block.lines), right)] })],
    }),
    new Paragraph({ spacing: spacing(layout, true) }),
  ];
}

function blockParts(block: Block, layout: PaperLayout, width: number, keep: boolean): (Paragraph | Table)[] {
  const open = { spacing: spacing(layout, false), keepNext: keep };
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ ...open, heading: block.level === 1 ? HeadingLevel.HEADING_2 : HeadingLevel.HEADING_3, alignment: block.level === 1 ? AlignmentType.CENTER : AlignmentType.LEFT, keepNext: true, children: runs(block.content, { bold: true }) })];
    case 'paragraph':
      return [new Paragraph({ ...open, indent: { firstLine: TWIPS / 2 }, children: runs(block.content) })];
    case 'lines':
      return closeLines(layout, block.lines, { keepNext: keep });
    case 'numbered':
      return [new Paragraph({ ...open, numbering: { reference: 'paragraphs', level: 0 }, children: runs(block.content) })];
    case 'lettered':
      return [new Paragraph({ ...open, indent: { left: TWIPS * 1.4, hanging: TWIPS * 0.4 }, tabStops: [{ type: 'left', position: TWIPS * 1.4 }], children: [new TextRun(`(${block.letter})\t`), ...runs(block.content)] })];
    case 'quote':
      return [new Paragraph({ spacing: { ...spacing(layout, true), after: layout.fontSize * 20 }, keepNext: keep, indent: { left: TWIPS, right: TWIPS / 2 }, children: runs(block.content) })];
    case 'table':
      return [dataTable(block, layout, width), new Paragraph({ spacing: spacing(layout, true) })];
    case 'signature':
      return signatureTable(block, layout, width);
    case 'page-break':
      return [new Paragraph({ pageBreakBefore: true })];
  }
}

function footer(tree: PaperTree): Footer {
  const size = 20;
  const page = new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ size, children: ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] })] });
  if (!tree.layout.footerTitle) return new Footer({ children: [page] });
  const title = new Paragraph({ alignment: AlignmentType.CENTER, border: { top: LINE }, children: [new TextRun({ size, text: tree.title })] });
  return new Footer({ children: [title, page] });
}

/** Numbers of the lines in a frame of the header: they stand still whatever is written on the page. */
function numberedLines(layout: PaperLayout): Header {
  const pitch = Math.round(layout.lineSpacing * layout.fontSize * 20);
  const frame = {
    type: 'absolute' as const,
    position: { x: Math.round((layout.margins.left - 0.62) * TWIPS), y: Math.round(layout.margins.top * TWIPS) },
    width: Math.round(0.32 * TWIPS),
    height: pitch * layout.lineNumbers,
    anchor: { horizontal: FrameAnchorType.PAGE, vertical: FrameAnchorType.PAGE },
    wrap: FrameWrap.AROUND,
  };
  const numbers = Array.from({ length: layout.lineNumbers }, (_none, index) => new Paragraph({ frame, alignment: AlignmentType.RIGHT, spacing: spacing(layout, false), children: [new TextRun(String(index + 1))] }));
  // The plain paragraph is what the frame hangs on.
  return new Header({ children: [...numbers, new Paragraph({})] });
}

function documentOf(tree: PaperTree): Document {
  const { layout } = tree;
  const inches = (value: number): number => Math.round(value * TWIPS);
  const width = inches(8.5 - layout.margins.left - layout.margins.right);
  const children: (Paragraph | Table)[] = [];
  if (layout.firstPageBlank > 0) children.push(new Paragraph({ spacing: { before: 0, after: 0, line: inches(layout.firstPageBlank), lineRule: LineRuleType.EXACT } }));
  if (tree.counsel.length > 0) {
    children.push(...closeLines(layout, tree.counsel));
    const left = (layout.courtOnLine - 1) * layout.lineSpacing * layout.fontSize - (tree.counsel.length + 1) * layout.fontSize;
    if (left > 0) children.push(new Paragraph({ spacing: { before: 0, after: 0, line: left * 20, lineRule: LineRuleType.EXACT } }));
  }
  if (tree.caption) children.push(...captionBlocks(layout, tree.caption, tree.title, width));
  for (const [index, block] of tree.blocks.entries()) {
    children.push(...blockParts(block, layout, width, staysWithNext(block, tree.blocks[index + 1])));
  }
  return new Document({
    title: tree.title,
    creator: tree.author,
    lastModifiedBy: tree.author,
    styles: { default: { document: { run: { font: 'Times New Roman', size: layout.fontSize * 2, language: { value: `${tree.language}-US` } } }, heading1: { run: { color: '000000' } }, heading2: { run: { color: '000000' } }, heading3: { run: { color: '000000' } } } },
    numbering: { config: [{ reference: 'paragraphs', levels: [{ level: 0, format: 'decimal', text: '%1.', alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: 0, firstLine: TWIPS / 2 } } } }] }] },
    sections: [
      {
        properties: {
          page: { size: { width: inches(8.5), height: inches(11) }, margin: { top: inches(layout.margins.top), right: inches(layout.margins.right), bottom: inches(layout.margins.bottom), left: inches(layout.margins.left), footer: inches(0.35) }, ...(layout.rules ? { borders: RULES } : {}) },
        },
        ...(layout.lineNumbers > 0 ? { headers: { default: numberedLines(layout) } } : {}),
        footers: { default: footer(tree) },
        children,
      },
    ],
  });
}

function escaped(value: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return value.replace(/[&<>]/g, (character) => entities[character]!);
}

/** Title, office and day of the file; the docx package would write the clock's time. */
function properties(tree: PaperTree): string {
  const day = `xsi:type="dcterms:W3CDTF">${tree.date}T00:00:00Z`;
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${escaped(tree.title)}</dc:title><dc:creator>${escaped(tree.author)}</dc:creator><dc:language>${tree.language}-US</dc:language>`,
    `<dcterms:created ${day}</dcterms:created><dcterms:modified ${day}</dcterms:modified></cp:coreProperties>`,
  ].join('');
}

const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** Writes one day into every entry of a zip file, in place: the packer stamps them with the clock. */
function zipDated(zip: Buffer, day: string): Buffer {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const stamp = ((((year - 1980) << 9) | (month << 5) | date) << 16) >>> 0;
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error('the packed Word file is no zip file');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('the packed Word file has a broken directory');
    zip.writeUInt32LE(stamp, at + 12);
    zip.writeUInt32LE(stamp, zip.readUInt32LE(at + 42) + 10);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
}

/** The paper as an editable Word file, from the tree the PDF was printed from; the same tree gives the same bytes. */
export async function renderDocx(tree: PaperTree): Promise<Buffer> {
  const packed = await Packer.toBuffer(documentOf(tree), undefined, [{ path: 'docProps/core.xml', data: properties(tree) }]);
  return zipDated(packed, tree.date);
}
