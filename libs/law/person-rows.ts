import type { Law, Place } from './law.js';
import type { Charge, Person } from './person.js';
import { checkPerson, InvalidPerson } from './person-check.js';
import { BadCell, personColumns, type PersonColumn } from './person-columns.js';
import { placeText } from './schema.js';

export interface CsvRow {
  /** Line of the file on which the row begins, the first being 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of one person, one for each charge, or one row that cannot be read. */
export interface PersonRows {
  readonly id: string;
  readonly line: number;
  readonly rows: readonly CsvRow[];
  /** Why these rows cannot be judged, whatever their cells say. */
  readonly faults: readonly RowFault[];
}

export interface RowFault {
  readonly line: number;
  readonly reason: string;
}

/** A person whose rows cannot be judged. */
export class InvalidRows extends Error {
  readonly line: number;

  constructor(readonly faults: readonly RowFault[]) {
    const [first, ...others] = faults.slice(0, 10);
    super([first?.reason, ...others.map(({ line, reason }) => (line === first?.line ? reason : `line ${line}: ${reason}`))].join('; '));
    this.line = first?.line ?? 0;
  }
}

/** Header cells that must be there: which person, which charge. */
const REQUIRED = ['person.id', 'id'];
/** Columns shown to somebody who named none that exist. */
const SHOWN = 12;

/** The columns that a header names. Throws an Error naming the column and what is allowed; nothing of a file with a wrong header is judged. */
export function readHeader(cells: readonly string[], law: Law): PersonColumn[] {
  const known = personColumns(law);
  const columns = cells.map((cell, index) => {
    const column = known.get(cell);
    if (!column) throw new Error(`line 1, column ${index + 1}: ${unknownColumn(cell, cells, known)}`);
    if (cells.indexOf(cell) !== index) throw new Error(`line 1, column ${index + 1}: "${cell}" is named twice`);
    const within = cells.find((other) => other.startsWith(`${cell}.`));
    if (within && !cell.endsWith('earlierRelief')) throw new Error(`line 1, column ${index + 1}: "${cell}" and "${within}" name one fact; allowed: one of the two`);
    return column;
  });
  for (const name of REQUIRED) if (!cells.includes(name)) throw new Error(`line 1: column "${name}" is missing and must be there`);
  return columns;
}

function unknownColumn(cell: string, cells: readonly string[], known: ReadonlyMap<string, PersonColumn>): string {
  if (cells.length === 1 && /[;\t]/.test(cell)) return 'the header is one cell; allowed: columns with commas between them';
  const near = [...known.keys()].find((name) => name.toLowerCase() === cell.toLowerCase() || name.endsWith(`.${cell}`));
  const shown = [...REQUIRED, ...[...known.keys()].filter((name) => !REQUIRED.includes(name))].slice(0, SHOWN).join(', ');
  return `unknown column "${cell}"; ${near ? `is "${near}" meant?` : `allowed: ${shown}, … (the paths of law/schema/person.json; rarer facts as facts.<name> and person.facts.<name>)`}`;
}

/** Reads rows of one person; knows the header. */
export class RowReader {
  private readonly columns: readonly PersonColumn[];

  constructor(
    header: readonly string[],
    private readonly law: Law,
  ) {
    this.columns = readHeader(header, law);
  }

  /** The person that rows tell of. Facts of the person may stand on any of the rows, but not two that differ. Throws InvalidRows. */
  person({ rows, faults: known }: PersonRows): Person {
    const faults: RowFault[] = [...known];
    if (faults.length > 0) throw new InvalidRows(faults);
    const person: Tree = {};
    const told = new Map<PersonColumn, CsvRow>();
    const charges = rows.map((row) => {
      const charge: Tree = {};
      this.columns.forEach((column, index) => {
        const cell = row.cells[index] ?? '';
        if (cell === '') return;
        try {
          if (column.of === 'charge') return put(charge, column.path, column.read(cell));
          const before = told.get(column);
          if (before && before.cells[index] !== cell) throw new BadCell(`is not what line ${before.line} says of the same person ("${before.cells[index]}"); allowed: the same, or nothing`);
          told.set(column, row);
          put(person, column.path, column.read(cell));
        } catch (error) {
          if (!(error instanceof BadCell)) throw error;
          faults.push({ line: row.line, reason: `${column.name} ${shown(cell)}${error.message.startsWith('is ') ? '' : ' is not allowed;'} ${error.message}` });
        }
      });
      if (charge['id'] === undefined) faults.push({ line: row.line, reason: 'id is empty; allowed: what this charge is called, another name for each charge of a person' });
      return charge as unknown as Charge;
    });
    if (faults.length > 0) throw new InvalidRows(faults);
    try {
      return checkPerson({ ...listed(person), charges }, this.law);
    } catch (error) {
      if (!(error instanceof InvalidPerson)) throw error;
      throw new InvalidRows(error.faults.map(({ place, reason }) => faultAt(place, reason, rows)));
    }
  }
}

type Tree = { [key: string]: unknown };

function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (rest.length === 0) tree[key!] = value;
  else {
    if (Array.isArray(tree[key!])) throw new BadCell('is told beside "none"; allowed: one of the two');
    put((tree[key!] ??= {}) as Tree, rest, value);
  }
}

/** Earlier relief comes as numbered entries, and goes on as a list. */
function listed(person: Tree): Tree {
  const relief = person['earlierRelief'];
  return relief && !Array.isArray(relief) ? { ...person, earlierRelief: Object.values(relief) } : person;
}

function faultAt(place: Place, reason: string, rows: readonly CsvRow[]): RowFault {
  const [top, index, ...rest] = place;
  if (top !== 'charges' || typeof index !== 'number') return { line: rows[0]!.line, reason: `person.${placeText(place)}: ${reason}` };
  return { line: rows[index]!.line, reason: `${placeText(rest)}: ${reason}` };
}

function shown(cell: string): string {
  return JSON.stringify(cell.length > 80 ? `${cell.slice(0, 77)}…` : cell);
}
