import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import { Problem, type FieldProblem } from '../access/errors.js';
import type { Sealer, Vault } from '../access/vault.js';
import { chargeProblems, type ChargeSetting } from './charge-dates.js';
import { CHARGE_COLUMNS, columnOf, completeFacts, FACT_NAMES, type ChargeFacts, type ChargeRow } from './charge-facts.js';
import type { LawBook } from './law-book.js';

/** What is known of one court case, or of one arrest that led to none. */
export interface DocketFacts {
  /** Two capital letters of a state or DC, or US; any other text is kept and not recognised. */
  jurisdiction: string;
  county: string | null;
  court: string | null;
  number: string | null;
  /** The arrest's own number or day: charges of one arrest share it. */
  arrest: string | null;
}

export interface NewCharge {
  /** Number of the count in its docket, from 1; null = the next one. */
  count: number | null;
  facts: Partial<ChargeFacts>;
  /** Where the facts come from, when not from the docket's source. */
  source?: string | null;
}

export interface NewDocket extends DocketFacts {
  /** Where the facts come from, e.g. "client's rap sheet". */
  source: string;
  charges: readonly NewCharge[];
}

export interface DocketKeys {
  sealer: Sealer;
  numberIndex: (text: string) => Buffer;
}

export const MOST_CHARGES = 200;

/** Everything that cannot be true of a new docket and its charges; fields are named as `charges[0].dispositionDate`. */
export function docketProblems(docket: NewDocket, setting: ChargeSetting): FieldProblem[] {
  const problems = docket.charges.flatMap((charge, index) =>
    chargeProblems(completeFacts(charge.facts), setting).map(({ field, problem }) => ({ field: `charges[${index}].${field}`, problem })),
  );
  const counts = docket.charges.map((charge) => charge.count).filter((count) => count !== null);
  const twice = counts.find((count, index) => counts.indexOf(count) !== index);
  return twice === undefined ? problems : [...problems, { field: 'charges', problem: `count ${twice} is given twice` }];
}

/** What a docket number is looked up by: letters and digits only, since every clerk punctuates it differently. */
export function plainNumber(number: string): string {
  return number.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

export async function docketKeys(tx: OfficeTx, vault: Vault, sealer: Sealer): Promise<DocketKeys> {
  return { sealer, numberIndex: await vault.index(tx, 'docket-number') };
}

/**
 * Writes a docket and its charges in the caller's transaction. The caller has asked `docketProblems`, and afterwards
 * writes the audit row and asks for the eligibility check.
 *
 * @param imported keeps what the source said beside the rows, where no correction reaches it
 */
export async function writeDocket(
  tx: OfficeTx,
  { sealer, numberIndex }: DocketKeys,
  law: LawBook,
  clientId: string,
  docket: NewDocket,
  { imported }: { imported: boolean },
): Promise<{ id: string; charges: ChargeRow[] }> {
  const id = uuidv7();
  const { jurisdiction, county, court, number, arrest } = docket;
  await tx.query(
    `INSERT INTO dockets (id, office_id, client_id, jurisdiction, county, court, number, number_index, arrest, source, imported)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      tx.officeId,
      clientId,
      jurisdiction,
      county,
      court,
      number === null ? null : sealer.seal(`dockets.number:${id}`, number),
      number === null ? null : numberIndex(plainNumber(number)),
      arrest === null ? null : sealer.seal(`dockets.arrest:${id}`, arrest),
      docket.source,
      imported ? sealer.sealJson(`dockets.imported:${id}`, { jurisdiction, county, court, number, arrest }) : null,
    ],
  );
  const charges = await writeCharges(tx, law, { id, clientId, jurisdiction, source: docket.source }, docket.charges, { imported });
  return { id, charges };
}

export interface DocketOfCharge {
  id: string;
  clientId: string;
  jurisdiction: string;
  source: string;
}

const INSERTED = ['id', 'office_id', 'client_id', 'docket_id', 'recognised_as', 'source', 'imported', ...FACT_NAMES.map(columnOf)].join(', ');

/** A statement of its own sees counts that were committed while it waited for the docket's row. */
const NEXT_COUNT = `coalesce(count_number, row_number() OVER (PARTITION BY count_number IS NULL ORDER BY id)
  + greatest($2::integer, (SELECT max(there.count_number) FROM charges there WHERE there.docket_id = $3 AND there.struck_at IS NULL)))`;

/**
 * Writes charges of one docket. Counts left open get the numbers after the highest one there; the caller holds the
 * docket's row, so that two writers do not give out the same number.
 *
 * @throws Problem conflict (409) when a count is there already
 */
export async function writeCharges(
  tx: OfficeTx,
  law: LawBook,
  docket: DocketOfCharge,
  charges: readonly NewCharge[],
  { imported }: { imported: boolean },
): Promise<ChargeRow[]> {
  if (charges.length === 0) return [];
  const rows = charges.map((charge) => {
    const facts = completeFacts(charge.facts);
    return {
      id: uuidv7(),
      office_id: tx.officeId,
      client_id: docket.clientId,
      docket_id: docket.id,
      count_number: charge.count,
      recognised_as: law.recognise(docket.jurisdiction, facts),
      source: charge.source ?? docket.source,
      imported: imported ? charge.facts : null,
      ...Object.fromEntries(FACT_NAMES.map((name) => [columnOf(name), facts[name]])),
    };
  });
  const written = await tx.query<ChargeRow>(
    `INSERT INTO charges AS c (count_number, ${INSERTED}) SELECT ${NEXT_COUNT}, ${INSERTED} FROM jsonb_populate_recordset(NULL::charges, $1::jsonb)
     ON CONFLICT (docket_id, count_number) WHERE struck_at IS NULL DO NOTHING RETURNING ${CHARGE_COLUMNS}`,
    [JSON.stringify(rows), Math.max(0, ...charges.map((charge) => charge.count ?? 0)), docket.id],
  );
  if (written.length < rows.length) {
    const there = new Set(written.map((row) => row.id));
    const taken = rows.filter((row) => !there.has(row.id)).map((row) => row.count_number);
    throw new Problem('conflict', `This docket has count ${taken.join(', ')} already`);
  }
  return written.sort((a, b) => a.count - b.count);
}
