import type Token from 'markdown-it/lib/token.mjs';
import { FormError } from './paper-forms.js';
import { BLOCK_TAGS, MARK, markdown, withBlanks } from './paper-text.js';
import { plain, type Block, type Inline } from './paper-tree.js';

/** `{% signature client %}` → { name: 'signature', argument: 'client' } */
export interface SpecialBlock {
  readonly name: (typeof BLOCK_TAGS)[number];
  readonly argument: string;
}

function runs(path: string, tokens: readonly Token[]): Inline[] {
  const stack: { kind: 'strong' | 'emphasis' | 'root'; content: Inline[] }[] = [{ kind: 'root', content: [] }];
  const put = (...parts: Inline[]): void => void stack.at(-1)!.content.push(...parts);
  for (const token of tokens) {
    switch (token.type) {
      case 'text':
        put(...withBlanks(token.content));
        break;
      case 'softbreak':
        put({ kind: 'text', text: ' ' });
        break;
      case 'hardbreak':
        put({ kind: 'break' });
        break;
      case 'strong_open':
        stack.push({ kind: 'strong', content: [] });
        break;
      case 'em_open':
        stack.push({ kind: 'emphasis', content: [] });
        break;
      case 'strong_close':
      case 'em_close': {
        const closed = stack.pop()!;
        if (closed.kind !== 'root') put({ kind: closed.kind, content: closed.content });
        break;
      }
      default:
        throw new FormError(path, `papers have no "${token.type.replace(/_.*/, '')}" in running text`);
    }
  }
  return stack[0]!.content;
}

/** One line of Markdown as runs. */
export function markdownInline(path: string, line: string): Inline[] {
  return runs(path, markdown.parseInline(line, {})[0]?.children ?? []);
}

function splitAtBreaks(content: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const part of content) {
    if (part.kind === 'break') lines.push([]);
    else lines.at(-1)!.push(part);
  }
  return lines;
}

/** Where the reader of a list is: court papers number paragraphs through the whole paper and letter what hangs under them. */
class Numbering {
  private numbered = 0;
  private letters: number[] = [];
  private depth: ('numbered' | 'lettered')[] = [];

  open(ordered: boolean): void {
    this.depth.push(ordered && this.depth.length === 0 ? 'numbered' : 'lettered');
    this.letters.push(0);
  }

  close(): void {
    this.depth.pop();
    this.letters.pop();
  }

  get inside(): boolean {
    return this.depth.length > 0;
  }

  item(content: readonly Inline[]): Block {
    if (this.depth.at(-1) === 'numbered') return { kind: 'numbered', number: (this.numbered += 1), content };
    const index = this.letters[this.letters.length - 1]!;
    this.letters[this.letters.length - 1] = index + 1;
    return { kind: 'lettered', letter: letterOf(index), content };
  }
}

/** 0 → a … 25 → z, 26 → aa, as lists in papers go on. */
function letterOf(index: number): string {
  return 'abcdefghijklmnopqrstuvwxyz'.charAt(index % 26).repeat(Math.floor(index / 26) + 1);
}

function specialOf(path: string, token: Token): SpecialBlock | null {
  const content = token.content.trim();
  if (!content.includes(MARK.block)) return null;
  const parts = new RegExp(`^${MARK.block}(\\w+) ([a-z -]*)${MARK.block}$`).exec(content);
  const name = BLOCK_TAGS.find((known) => known === parts?.[1]);
  if (!parts || !name) throw new FormError(path, 'a {% … %} that draws a block stands in a paragraph of its own, outside lists and tables');
  return { name, argument: parts[2]!.trim() };
}

function tableFrom(path: string, tokens: readonly Token[]): Block {
  const rows: Inline[][][] = [];
  for (const token of tokens) {
    if (token.type === 'tr_open') rows.push([]);
    else if (token.type === 'inline') rows.at(-1)!.push(runs(path, token.children ?? []));
  }
  const [header = [], ...body] = rows;
  return { kind: 'table', header, widths: header.map(() => 1), rows: body };
}

/**
 * Markdown of a paper as blocks. `#` is a section heading, `##` one below it; `1.` a numbered paragraph, counted through the whole
 * paper; `-`, and anything nested, a lettered item; lines ended by a backslash or two spaces belong together (an address); `>` is a
 * quotation, `---` a new page. Anything else Markdown can do is refused.
 */
export function markdownBlocks(path: string, source: string, special: (block: SpecialBlock) => Block[]): Block[] {
  const tokens = markdown.parse(source, {});
  const blocks: Block[] = [];
  const numbering = new Numbering();
  let newItem = false;
  let quoted = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    switch (token.type) {
      case 'ordered_list_open':
      case 'bullet_list_open':
        numbering.open(token.type === 'ordered_list_open');
        break;
      case 'ordered_list_close':
      case 'bullet_list_close':
        numbering.close();
        break;
      case 'list_item_open':
        newItem = true;
        break;
      case 'blockquote_open':
        quoted = true;
        break;
      case 'blockquote_close':
        quoted = false;
        break;
      case 'hr':
        blocks.push({ kind: 'page-break' });
        break;
      case 'heading_open': {
        const content = runs(path, tokens[(index += 1)]!.children ?? []);
        blocks.push({ kind: 'heading', level: token.tag === 'h1' ? 1 : 2, content });
        break;
      }
      case 'table_open': {
        const end = tokens.findIndex((later, at) => at > index && later.type === 'table_close');
        blocks.push(tableFrom(path, tokens.slice(index, end)));
        index = end;
        break;
      }
      case 'inline': {
        const drawn = specialOf(path, token);
        if (drawn) {
          blocks.push(...special(drawn));
          break;
        }
        const content = runs(path, token.children ?? []);
        if (plain(content).trim() === '') break;
        if (numbering.inside && newItem) blocks.push(numbering.item(content));
        else if (quoted) blocks.push({ kind: 'quote', content });
        else if (content.some((part) => part.kind === 'break')) blocks.push({ kind: 'lines', lines: splitAtBreaks(content) });
        else blocks.push({ kind: 'paragraph', content });
        newItem = false;
        break;
      }
      case 'paragraph_open':
      case 'paragraph_close':
      case 'heading_close':
      case 'list_item_close':
        break;
      default:
        throw new FormError(path, `papers have no "${token.type.replace(/_.*/, '')}"`);
    }
  }
  return blocks;
}
