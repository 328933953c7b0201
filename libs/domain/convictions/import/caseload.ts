import { BadCell } from './cells.js';
import { CHARGE_COLUMNS, CLIENT_COLUMNS, CONTACT_COLUMNS, type ChargeRow, type ClientRow, type Columns, type ContactRow, type RowOf } from './columns.js';
import { readCsv, type CsvRow, type ImportProblem } from './csv-table.js';

/** The files of a caseload, by name. contacts.csv may be absent. */
export interface CaseloadFiles {
  'clients.csv': Buffer;
  'contacts.csv'?: Buffer;
  'charges.csv': Buffer;
}

/** A row with the place it was read from, so that a later problem can still name it. */
export interface Placed<T> {
  file: string;
  row: number;
  value: T;
}

export interface CaseloadDocket {
  /** How the office's file tells this docket from the client's others. */
  reference: string;
  charges: Placed<ChargeRow & { count: number }>[];
}

/** One client with everything the files say of them: imported whole, or not at all. */
export interface CaseloadClient {
  reference: string;
  client: Placed<ClientRow>;
  contacts: Placed<ContactRow>[];
  dockets: CaseloadDocket[];
}

export interface Caseload {
  clients: CaseloadClient[];
  problems: ImportProblem[];
  /** Numbers of clients that a problem keeps out. */
  refused: ReadonlySet<string>;
}

/**
 * Reads the files of a caseload and says everything that is wrong with them at once. A client with a problem anywhere
 * is refused whole; the others stand. Problems of a whole file refuse everybody.
 */
export function readCaseload(files: CaseloadFiles): Caseload {
  const problems: ImportProblem[] = [];
  const refused = new Set<string>();
  const clients = readTable('clients.csv', files['clients.csv'], CLIENT_COLUMNS, problems, refused);
  const contacts = files['contacts.csv']
    ? readTable('contacts.csv', files['contacts.csv'], CONTACT_COLUMNS, problems, refused)
    : [];
  const charges = readTable('charges.csv', files['charges.csv'], CHARGE_COLUMNS, problems, refused);

  // Without one of the files nobody's record is whole.
  if (!clients || !contacts || !charges) return { clients: [], problems, refused };
  const byReference = new Map<string, CaseloadClient>();
  for (const client of clients) {
    const reference = client.value.client_ref;
    if (byReference.has(reference)) {
      problems.push(at(client, 'client_ref', reference, `this number stands in row ${byReference.get(reference)?.client.row} already`));
      refused.add(reference);
    } else {
      byReference.set(reference, { reference, client, contacts: [], dockets: [] });
    }
  }
  const ownerOf = (row: Placed<{ client_ref: string }>): CaseloadClient | null => {
    const owner = byReference.get(row.value.client_ref);
    // A client whose own row could not be read is refused already; saying so again for each charge would hide the cause.
    if (!owner && !refused.has(row.value.client_ref)) {
      problems.push(at(row, 'client_ref', row.value.client_ref, 'no client in clients.csv has this number'));
      refused.add(row.value.client_ref);
    }
    return owner ?? null;
  };
  for (const contact of contacts) ownerOf(contact)?.contacts.push(contact);
  for (const charge of charges) {
    const owner = ownerOf(charge);
    if (owner) addCharge(owner, charge, problems, refused);
  }
  return { clients: [...byReference.values()].filter((client) => !refused.has(client.reference)), problems, refused };
}

function addCharge(owner: CaseloadClient, charge: Placed<ChargeRow>, problems: ImportProblem[], refused: Set<string>): void {
  const { jurisdiction, docket_number, arrest_number, court } = charge.value;
  const reference = [jurisdiction, court ?? '', docket_number ?? '', arrest_number ?? ''].join('|');
  let docket = owner.dockets.find((one) => one.reference === reference);
  if (!docket) owner.dockets.push((docket = { reference, charges: [] }));
  const count = charge.value.count ?? docket.charges.length + 1;
  const twin = docket.charges.find((one) => one.value.count === count);
  if (twin) {
    problems.push(at(charge, 'count', String(count), `count ${count} of this docket stands in row ${twin.row} already`));
    refused.add(owner.reference);
  }
  docket.charges.push({ ...charge, value: { ...charge.value, count } });
}

function readTable<C extends Columns>(
  file: string,
  bytes: Buffer,
  columns: C,
  problems: ImportProblem[],
  refused: Set<string>,
): Placed<RowOf<C>>[] | null {
  const names = Object.keys(columns);
  const table = readCsv(file, bytes, names, names.filter((name) => columns[name]?.required));
  problems.push(...table.problems);
  if (!table.readable) return null;
  return table.rows.flatMap((row) => {
    const value = readRow(file, row, columns, problems);
    if (value) return [{ file, row: row.row, value }];
    refused.add(row.cells.get('client_ref') ?? '');
    return [];
  });
}

function readRow<C extends Columns>(file: string, { row, cells }: CsvRow, columns: C, problems: ImportProblem[]): RowOf<C> | null {
  const before = problems.length;
  const value: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(columns)) {
    const cell = cells.get(name) ?? '';
    if (cell === '') {
      value[name] = null;
      if (column.required) problems.push({ file, row, column: name, value: '', why: `must not be empty: ${column.means}` });
      continue;
    }
    try {
      value[name] = column.read(cell);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      problems.push({ file, row, column: name, value: cell, why: error.message });
    }
  }
  return problems.length === before ? (value as RowOf<C>) : null;
}

function at(place: { file: string; row: number }, column: string, value: string | null, why: string): ImportProblem {
  return { file: place.file, row: place.row, column, value, why };
}
