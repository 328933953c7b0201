import { hash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { CsvRow, PersonRows, RowFault } from './person-rows.js';

/** A row longer than this has lost a closing quote. */
const LONGEST_ROW = 1_000_000;
/** More rows are counted and not kept; the person's schema refuses more charges. */
const MOST_ROWS = 1_001;
/** So many unreadable rows in a row are not waited for to see whose they are. */
const MOST_UNSURE = 1_000;
/** What decoding makes of bytes that are not UTF-8. */
const NOT_UTF8 = '\uFFFD';

/** A file that is no CSV in UTF-8. */
export class NotCsv extends Error {}

/**
 * Rows of a CSV file, one at a time: the header first, then the rest; empty lines are skipped, cells trimmed. Line numbers
 * are those of the file. Throws NotCsv for another encoding, and where a quote is never closed.
 */
export async function* csvRows(input: Readable): AsyncGenerator<CsvRow> {
  // Strict quotes would end everything at the first bad row. Relaxed ones keep the row and the quotes in its cell.
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: LONGEST_ROW,
    info: true,
  });
  // The failure of either comes out of the loop below.
  pipeline(inUtf8(input), parser, () => undefined);
  let countedTwice = 0;
  try {
    // The option `info` changes what is returned, which the library's types do not tell.
    for await (const { record: cells, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const breaks = cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      // csv-parse takes \r\n within quotes for two lines.
      if (breaks > 0) countedTwice += cells.reduce((sum, cell) => sum + (cell.match(/\r\n/g)?.length ?? 0), 0);
      yield { line: info.lines - countedTwice - breaks, cells: cells.map((cell) => cell.trim()) };
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') throw new NotCsv(`line ${lines}: a quote (") was opened before here and never closed; nothing after it can be read`, { cause: error });
    throw error;
  }
}

async function* inUtf8(input: Readable): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Buffer | string);
    if (first && bytes.length > 0) {
      const start = bytes.subarray(0, 2).toString('hex');
      if (start === 'fffe' || start === 'feff' || bytes.subarray(0, 200).includes(0)) throw new NotCsv('the file is in UTF-16, not UTF-8; save it as "CSV UTF-8"');
      if (start === '504b') throw new NotCsv('this is a spreadsheet or ZIP file, not CSV; save it as "CSV UTF-8"');
      first = false;
    }
    yield bytes;
  }
}

/**
 * Puts rows together that stand together and name one person. What cannot be read is never left out quietly, for a record
 * without one of its charges gets wrong answers: a row of the wrong length is refused with the person whose id it has beside
 * it, and when that cannot be told, with the persons on both sides. A person whose rows stand in two places is refused in
 * the second; what was said of the first is then without those charges, which the reason says.
 *
 * Memory grows by some 40 bytes a person, to know their ids again.
 */
export async function* peopleOfRows(rows: AsyncIterable<CsvRow>, columns: number, idColumn: number): AsyncGenerator<PersonRows> {
  const seen = new SeenIds();
  let group: Group | null = null;
  // Unreadable rows after the group, until it is known whose they are.
  let unsure: (RowFault & { id: string })[] = [];
  // The last of those that were not waited for.
  let before: RowFault | null = null;
  for await (const row of rows) {
    const id = row.cells[idColumn] ?? '';
    const reason = unreadable(row, columns);
    if (reason !== null) {
      unsure.push({ line: row.line, reason, id });
      if (unsure.length < MOST_UNSURE) continue;
      before = unsure.at(-1)!;
      yield* apart(group, unsure);
      group = null;
      unsure = [];
      continue;
    }
    if (group !== null && group.id === id) {
      group.faults.push(...unsure);
      if (group.rows.length < MOST_ROWS) group.rows.push(row);
    } else {
      const mine: RowFault[] = unsure.filter((fault) => id !== '' && fault.id === id);
      const others = unsure.filter((fault) => !mine.includes(fault));
      yield* apart(group, others);
      const last: RowFault | null = others.findLast((fault) => !names(fault, group)) ?? before;
      group = { id, line: row.line, rows: [row], faults: [...mine, ...(last && last !== mine[0] ? [beside(last)] : [])] };
      if (id === '') group.faults.push({ line: row.line, reason: 'person.id is empty; allowed: what this person is called, the same on each of their rows' });
      else if (seen.again(id)) group.faults.push({ line: row.line, reason: `person.id ${JSON.stringify(id)} has rows further up that do not stand together with this one; sort the file by person.id and ask again: what was said of them above is without these charges` });
    }
    unsure = [];
    before = null;
  }
  yield* apart(group, unsure);
}

interface Group extends PersonRows {
  rows: CsvRow[];
  faults: RowFault[];
}

/** A person, and the unreadable rows after them: those that name the person are faults of theirs; one that names nobody known spoils them. */
function* apart(group: Group | null, unsure: readonly (RowFault & { id: string })[]): Generator<PersonRows> {
  const theirs = unsure.filter((fault) => names(fault, group));
  const nobodys = unsure.filter((fault) => !names(fault, group));
  if (group) yield { ...group, faults: [...group.faults, ...theirs, ...nobodys.slice(0, 1).map(beside)] };
  for (const { id, line, reason } of nobodys) yield { id, line, rows: [], faults: [{ line, reason }] };
}

function names({ id }: { id: string }, group: Group | null): boolean {
  return group !== null && id !== '' && id === group.id;
}

function beside({ line }: RowFault): RowFault {
  return { line, reason: `line ${line}, which cannot be read, stands beside this person's rows and may be a charge of theirs; put it right and ask again` };
}

function unreadable({ cells }: CsvRow, columns: number): string | null {
  if (cells.length !== columns) return `the row has ${cells.length} cells, but the header names ${columns} columns`;
  if (cells.some((cell) => /[\r\n]/.test(cell))) return 'a cell has a line break in it, as when a quote (") is opened and not closed; allowed: one line a charge';
  if (cells.some((cell) => cell.includes(NOT_UTF8))) return 'the row is not UTF-8 (often Windows-1252 from an older spreadsheet program); save the file as "CSV UTF-8"';
  return null;
}

const WORDS = 3;

/** Which ids were there before, by 95 bits of their SHA-256: two of a billion ids share them once in some 10¹⁰ files. */
class SeenIds {
  private table = new Uint32Array(WORDS * 1024);
  private count = 0;

  /** Was this id asked about before? From now on it was. */
  again(id: string): boolean {
    if (this.count * 2 * WORDS >= this.table.length) this.grow();
    const digest = hash('sha256', id, 'buffer');
    // A slot of zeros is a free one.
    const added = this.add((digest.readUInt32LE(0) | 1) >>> 0, digest.readUInt32LE(4), digest.readUInt32LE(8));
    if (added) this.count += 1;
    return !added;
  }

  private add(a: number, b: number, c: number): boolean {
    const { table } = this;
    for (let at = (b % (table.length / WORDS)) * WORDS; ; at = (at + WORDS) % table.length) {
      if (table[at] === 0) {
        table.set([a, b, c], at);
        return true;
      }
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c) return false;
    }
  }

  private grow(): void {
    const before = this.table;
    this.table = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS) if (before[at] !== 0) this.add(before[at]!, before[at + 1]!, before[at + 2]!);
  }
}
