import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { Actor } from '../access/actor.js';
import type { Sealer } from '../access/vault.js';
import type { FactChange } from './charge-facts.js';
import type { Correction } from './record-view.js';

/** Why a fact is put right: said by whoever does it, once for all the fields of one change. */
export interface CorrectionNote {
  /** Where the better fact comes from, e.g. "certificate of disposition". */
  source: string;
  /** The office's own words; sealed. */
  reason: string | null;
}

/** Keeps what a charge's facts were before, in the transaction that changes them. */
export async function correctCharge(
  tx: OfficeTx,
  sealer: Sealer,
  actor: Actor,
  charge: { id: string; clientId: string },
  changes: readonly FactChange[],
  note: CorrectionNote,
  now: Date,
): Promise<Correction[]> {
  const corrections = changes.map((change) => ({ id: uuidv7(), ...change, ...note, madeBy: actor.userId, madeAt: now }));
  for (const { id, field, was, becomes } of corrections) {
    await tx.query(
      `INSERT INTO charge_corrections (id, office_id, client_id, charge_id, field, was, becomes, source, reason, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        tx.officeId,
        charge.clientId,
        charge.id,
        field,
        JSON.stringify(was),
        JSON.stringify(becomes),
        note.source,
        sealedReason(sealer, 'charge_corrections', id, note),
        actor.userId,
        now,
      ],
    );
  }
  return corrections;
}

/** As `correctCharge`; what changed is sealed, since a docket's number finds a person in any court's public search. */
export async function correctDocket(
  tx: OfficeTx,
  sealer: Sealer,
  actor: Actor,
  docket: { id: string; clientId: string },
  changes: readonly { field: string; was: string | null; becomes: string | null }[],
  note: CorrectionNote,
  now: Date,
): Promise<void> {
  for (const { field, was, becomes } of changes) {
    const id = uuidv7();
    await tx.query(
      `INSERT INTO docket_corrections (id, office_id, client_id, docket_id, field, change, source, reason, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        tx.officeId,
        docket.clientId,
        docket.id,
        field,
        sealer.sealJson(`docket_corrections.change:${id}`, { was, becomes }),
        note.source,
        sealedReason(sealer, 'docket_corrections', id, note),
        actor.userId,
        now,
      ],
    );
  }
}

function sealedReason(sealer: Sealer, table: string, id: string, { reason }: CorrectionNote): Buffer | null {
  return reason === null ? null : sealer.seal(`${table}.reason:${id}`, reason);
}
