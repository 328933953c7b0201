import type { OfficeTx } from '#db/transaction.js';
import type { Sealer, Vault } from '../access/vault.js';
import { CHARGE_COLUMNS, isConviction, type ChargeFacts, type ChargeRow } from './charge-facts.js';
import type { DocketFacts } from './docket-writer.js';
import type { LawBook } from './law-book.js';

/** One fact that was put right, or that became known: what it was, what it is, and who says so. */
export interface Correction {
  id: string;
  field: string;
  was: unknown;
  becomes: unknown;
  source: string;
  reason: string | null;
  madeBy: string | null;
  madeAt: Date;
}

/** A charge as it is believed to be now, with what its source said and every correction since. */
export interface ChargeView extends ChargeFacts {
  id: string;
  docketId: string;
  clientId: string;
  count: number;
  /** The offence of the code's table that the citation was recognised as; null = kept, and not recognised. */
  recognisedAs: string | null;
  /** Every offence that citation or title can mean; several = judged as each of them, none = not recognised. */
  readings: string[];
  /** Did the charge end in a conviction that stands? */
  conviction: boolean;
  source: string;
  imported: Partial<ChargeFacts> | null;
  corrections: Correction[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface DocketView extends DocketFacts {
  id: string;
  clientId: string;
  /** Is there law data for this jurisdiction? */
  jurisdictionRecognised: boolean;
  source: string;
  imported: DocketFacts | null;
  corrections: Correction[];
  charges: ChargeView[];
  version: number;
  createdAt: Date;
}

/** A client's whole criminal record, as far as the office knows it: oldest docket first, counts in order. */
export interface RecordView {
  clientId: string;
  dockets: DocketView[];
}

interface DocketRow {
  id: string;
  clientId: string;
  jurisdiction: string;
  county: string | null;
  court: string | null;
  number: Buffer | null;
  arrest: Buffer | null;
  source: string;
  imported: Buffer | null;
  version: number;
  createdAt: Date;
}

interface CorrectionRow {
  id: string;
  chargeId: string | null;
  docketId: string | null;
  field: string;
  was: unknown;
  becomes: unknown;
  change: Buffer | null;
  source: string;
  reason: Buffer | null;
  madeBy: string | null;
  madeAt: Date;
}

const DOCKET = `d.id, d.client_id AS "clientId", d.jurisdiction, d.county, d.court, d.number, d.arrest, d.source, d.imported,
  d.version, d.created_at AS "createdAt"`;

const CORRECTIONS = `
  SELECT id, charge_id AS "chargeId", NULL::uuid AS "docketId", field, was, becomes, NULL::bytea AS change, source, reason,
         made_by AS "madeBy", made_at AS "madeAt" FROM charge_corrections WHERE client_id = $1
  UNION ALL
  SELECT id, NULL, docket_id, field, NULL, NULL, change, source, reason, made_by, made_at FROM docket_corrections WHERE client_id = $1
  ORDER BY "madeAt", id`;

/** The whole record of one client. The caller has asked for access and writes the audit row. */
export async function loadRecord(tx: OfficeTx, vault: Vault, law: LawBook, clientId: string): Promise<RecordView> {
  // The client's key comes with the dockets: this is the most frequent reading of all.
  const rows = await tx.query<DocketRow & { wrappedKey: Buffer | null }>(
    `SELECT ${DOCKET}, k.wrapped_key AS "wrappedKey" FROM client_keys k
     LEFT JOIN dockets d ON d.client_id = k.client_id AND d.struck_at IS NULL WHERE k.client_id = $1 ORDER BY d.created_at, d.id`,
    [clientId],
  );
  const sealer = await vault.fromRow(tx, clientId, rows[0]?.wrappedKey ?? null);
  const dockets = rows.filter((row) => row.id !== null);
  const charges = await tx.query<ChargeRow>(
    `SELECT ${CHARGE_COLUMNS} FROM charges c WHERE c.client_id = $1 AND c.struck_at IS NULL ORDER BY c.count_number`,
    [clientId],
  );
  return { clientId, dockets: await withParts(tx, sealer, law, clientId, dockets, charges) };
}

/** One docket with its charges, or null when it is not there (any more). */
export async function loadDocket(tx: OfficeTx, vault: Vault, law: LawBook, clientId: string, docketId: string): Promise<DocketView | null> {
  const sealer = await vault.client(tx, clientId);
  const dockets = await tx.query<DocketRow>(`SELECT ${DOCKET} FROM dockets d WHERE d.id = $1 AND d.struck_at IS NULL`, [docketId]);
  const charges = await tx.query<ChargeRow>(
    `SELECT ${CHARGE_COLUMNS} FROM charges c WHERE c.docket_id = $1 AND c.struck_at IS NULL ORDER BY c.count_number`,
    [docketId],
  );
  const [docket] = await withParts(tx, sealer, law, clientId, dockets, charges);
  return docket ?? null;
}

/** One charge, or null when it is not there (any more). */
export async function loadCharge(tx: OfficeTx, vault: Vault, law: LawBook, clientId: string, chargeId: string): Promise<ChargeView | null> {
  const sealer = await vault.client(tx, clientId);
  const [found] = await tx.query<ChargeRow & { jurisdiction: string }>(
    `SELECT ${CHARGE_COLUMNS}, d.jurisdiction FROM charges c JOIN dockets d ON d.id = c.docket_id WHERE c.id = $1 AND c.struck_at IS NULL`,
    [chargeId],
  );
  if (!found) return null;
  const { jurisdiction, ...row } = found;
  const corrections = await tx.query<CorrectionRow>(CORRECTIONS, [clientId]);
  return showCharge(row, law.readings(jurisdiction, row), corrections.filter((each) => each.chargeId === chargeId).map((each) => showCorrection(sealer, each)));
}

export function showCharge(row: ChargeRow, readings: string[], corrections: Correction[]): ChargeView {
  // The row becomes the view: copying fifty fields for each charge is what a long record would spend its time on.
  return Object.assign(row, { readings, conviction: isConviction(row.disposition), corrections });
}

async function withParts(
  tx: OfficeTx,
  sealer: Sealer,
  law: LawBook,
  clientId: string,
  dockets: readonly DocketRow[],
  charges: readonly ChargeRow[],
): Promise<DocketView[]> {
  const corrections = await tx.query<CorrectionRow>(CORRECTIONS, [clientId]);
  const correctionsOf = grouped(corrections, (each) => each.chargeId ?? each.docketId ?? '');
  const chargesOf = grouped(charges, (each) => each.docketId);
  const shown = (id: string): Correction[] => (correctionsOf.get(id) ?? []).map((each) => showCorrection(sealer, each));
  // Named fields only: the rows hold the client's key and sealed bytes.
  return dockets.map((row) => ({
    id: row.id,
    clientId: row.clientId,
    jurisdiction: row.jurisdiction,
    jurisdictionRecognised: law.knows(row.jurisdiction),
    county: row.county,
    court: row.court,
    number: row.number && sealer.open(`dockets.number:${row.id}`, row.number),
    arrest: row.arrest && sealer.open(`dockets.arrest:${row.id}`, row.arrest),
    source: row.source,
    imported: row.imported && sealer.openJson<DocketFacts>(`dockets.imported:${row.id}`, row.imported),
    corrections: shown(row.id),
    charges: (chargesOf.get(row.id) ?? []).map((charge) => showCharge(charge, law.readings(row.jurisdiction, charge), shown(charge.id))),
    version: row.version,
    createdAt: row.createdAt,
  }));
}

function showCorrection(sealer: Sealer, row: CorrectionRow): Correction {
  const { id, field, source, madeBy, madeAt } = row;
  const table = row.chargeId ? 'charge_corrections' : 'docket_corrections';
  const { was, becomes } = row.change ? sealer.openJson<{ was: unknown; becomes: unknown }>(`${table}.change:${id}`, row.change) : row;
  const reason = row.reason && sealer.open(`${table}.reason:${id}`, row.reason);
  return { id, field, was, becomes, source, reason, madeBy, madeAt };
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
