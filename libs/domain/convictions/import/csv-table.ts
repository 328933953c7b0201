import { parse } from 'csv-parse/sync';

/** One thing wrong with an imported file: where, what stands there, and what is allowed. */
export interface ImportProblem {
  file: string;
  /** Line in the file, the header being 1; null when it is about the whole file. */
  row: number | null;
  column: string | null;
  value: string | null;
  why: string;
}

export interface CsvRow {
  row: number;
  cells: ReadonlyMap<string, string>;
}

export interface CsvTable {
  file: string;
  rows: CsvRow[];
  problems: ImportProblem[];
  /** False when encoding, CSV or header are wrong, so that no row could be read. */
  readable: boolean;
}

/**
 * Reads one CSV file with a header line. Cells are trimmed; empty lines are skipped. Nothing is guessed: a file in
 * another encoding, an unknown column or a row of another length is a problem that names its place.
 */
export function readCsv(file: string, bytes: Buffer, columns: readonly string[], required: readonly string[]): CsvTable {
  const table: CsvTable = { file, rows: [], problems: [], readable: false };
  const problem = (row: number | null, column: string | null, value: string | null, why: string): void => {
    table.problems.push({ file, row, column, value, why });
  };
  const encoding = wrongEncoding(bytes);
  if (encoding) {
    problem(encoding.row, null, encoding.value, encoding.why);
    return table;
  }
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // The option `info` changes what is returned, which the library's types do not tell.
    records = parse(bytes, { bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true }) as unknown as typeof records;
  } catch (error) {
    const { lines } = error as { lines?: number };
    problem(lines ?? null, null, null, `not valid CSV: ${(error as Error).message}`);
    return table;
  }
  const header = records[0]?.record;
  if (!header) {
    problem(null, null, null, `the file is empty; its first line must name the columns: ${columns.join(', ')}`);
    return table;
  }
  checkHeader(header, columns, required, problem);
  if (table.problems.length > 0) return table;
  table.readable = true;
  for (const { record, info } of records.slice(1)) {
    if (record.length !== header.length) {
      problem(info.lines, null, null, `${record.length} cells, but the header names ${header.length} columns`);
    } else if (record.some((cell) => cell !== '')) {
      table.rows.push({ row: info.lines, cells: new Map(header.map((name, index) => [name, record[index] ?? ''])) });
    }
  }
  return table;
}

type Tell = (row: number | null, column: string | null, value: string | null, why: string) => void;

function checkHeader(header: readonly string[], columns: readonly string[], required: readonly string[], problem: Tell): void {
  header.forEach((name, index) => {
    if (!columns.includes(name)) problem(1, name, null, `unknown column; known are: ${columns.join(', ')}`);
    else if (header.indexOf(name) !== index) problem(1, name, null, 'this column is named twice');
  });
  for (const name of required) if (!header.includes(name)) problem(1, name, null, 'this column is missing and must be there');
}

function wrongEncoding(bytes: Buffer): { row: number | null; value: string | null; why: string } | null {
  const advice = 'save the file as "CSV UTF-8"';
  const start = bytes.subarray(0, 2).toString('hex');
  if (start === 'fffe' || start === 'feff' || bytes.subarray(0, 200).includes(0)) {
    return { row: null, value: null, why: `the file is in UTF-16, not UTF-8; ${advice}` };
  }
  if (start === '504b') return { row: null, value: null, why: `this is a spreadsheet or ZIP file, not CSV; ${advice}` };
  let row = 1;
  for (let at = 0; at <= bytes.length; ) {
    const next = bytes.indexOf(10, at);
    const line = bytes.subarray(at, next === -1 ? bytes.length : next);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(line);
    } catch {
      return { row, value: null, why: `this line is not UTF-8 (often Windows-1252 from an older spreadsheet program); ${advice}` };
    }
    if (next === -1) return null;
    at = next + 1;
    row += 1;
  }
  return null;
}
