import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { dateIn } from '#platform/clock.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound, Problem } from '../access/errors.js';
import { Vault, type Sealer } from '../access/vault.js';
import type { ClientIdentity } from '../clients/client-facts.js';
import { chargeProblems } from './charge-dates.js';
import { CHARGE_COLUMNS, CHARGE_FACTS, changesOf, columnOf, completeFacts, factsOf, type ChargeFacts, type ChargeRow, type FactChange } from './charge-facts.js';
import { correctCharge, type CorrectionNote } from './correction.js';
import { writeCharges, type NewCharge } from './docket-writer.js';
import { LawBook } from './law-book.js';
import { loadCharge, showCharge, type ChargeView } from './record-view.js';

/** What a charge is held against, selected with its row to save round trips. */
interface Surroundings {
  jurisdiction: string;
  timeZone: string;
  wrappedKey: Buffer | null;
  identity: Buffer;
}

const SURROUNDINGS = 'd.jurisdiction, o.time_zone AS "timeZone", k.wrapped_key AS "wrappedKey", p.identity';
const AROUND = 'JOIN offices o ON o.id = d.office_id JOIN clients p ON p.id = d.client_id JOIN client_keys k ON k.client_id = d.client_id';

/** Single counts: entered, corrected, struck. Every change asks the law anew. */
@Injectable()
export class ChargesService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /** @throws Problem not-found (404) */
  async read(actor: Actor, chargeId: string): Promise<ChargeView> {
    return this.db.inOffice(actor, async (tx) => {
      const clientId = await this.owner(tx, actor, 'record.read', chargeId);
      const charge = await loadCharge(tx, this.vault, this.law, clientId, chargeId);
      if (!charge) throw notFound();
      await audit(tx, actor, { action: 'charge.read', subjectKind: 'charge', subjectId: chargeId, clientId });
      return charge;
    });
  }

  /**
   * Adds one count to a docket.
   *
   * @throws Problem not-found (404), invalid (422), conflict (409) when the count is there already
   */
  async add(actor: Actor, docketId: string, charge: NewCharge, now: Date): Promise<ChargeView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'record.write', 'docket', [docketId]);
      const [docket] = await tx.query<Surroundings & { source: string }>(
        `SELECT d.source, ${SURROUNDINGS} FROM dockets d ${AROUND} WHERE d.id = $1 AND d.struck_at IS NULL FOR NO KEY UPDATE OF d`,
        [docketId],
      );
      if (!docket || !clientId) throw notFound();
      await this.refuse(tx, clientId, completeFacts(charge.facts), docket, now);
      const [row] = await writeCharges(tx, this.law, { id: docketId, clientId, ...docket }, [charge], { imported: false });
      if (!row) throw new Error('the charge was not written');
      await this.tell(tx, actor, 'charge.created', row, {}, now);
      return showCharge(row, this.law.readings(docket.jurisdiction, row), []);
    });
  }

  /**
   * Puts facts right. Only fields that are named and differ change; each change is kept as a correction with its
   * source. What was imported is never touched.
   *
   * @throws Problem not-found (404), stale (412), invalid (422)
   */
  async correct(actor: Actor, chargeId: string, ifVersion: number, patch: Partial<ChargeFacts>, note: CorrectionNote, now: Date): Promise<ChargeView> {
    return this.db.inOffice(actor, async (tx) => {
      const clientId = await this.owner(tx, actor, 'record.write', chargeId);
      const row = await this.hold(tx, chargeId, ifVersion);
      const changes = changesOf(factsOf(row), patch);
      if (changes.length > 0) {
        const becomes = { ...factsOf(row), ...Object.fromEntries(changes.map((change) => [change.field, change.becomes])) };
        const sealer = await this.refuse(tx, clientId, becomes, row, now);
        await update(tx, row, changes, this.law.recognise(row.jurisdiction, becomes), now);
        await correctCharge(tx, sealer, actor, { id: chargeId, clientId }, changes, note, now);
        await this.tell(tx, actor, 'charge.corrected', row, { fields: changes.map((change) => change.field) }, now);
      } else {
        await audit(tx, actor, { action: 'charge.read', subjectKind: 'charge', subjectId: chargeId, clientId });
      }
      const charge = await loadCharge(tx, this.vault, this.law, clientId, chargeId);
      if (!charge) throw notFound();
      return charge;
    });
  }

  /**
   * Takes a charge that was entered by mistake out of the record. The row stays, because findings and corrections
   * speak of it; the law is not asked about it again.
   *
   * @throws Problem not-found (404), stale (412)
   */
  async strike(actor: Actor, chargeId: string, ifVersion: number, now: Date): Promise<void> {
    await this.db.inOffice(actor, async (tx) => {
      await this.owner(tx, actor, 'record.write', chargeId);
      const row = await this.hold(tx, chargeId, ifVersion);
      await tx.query('UPDATE charges SET struck_at = $2, version = version + 1, updated_at = $2 WHERE id = $1', [chargeId, now]);
      await tx.query('DELETE FROM charge_standings WHERE charge_id = $1', [chargeId]);
      await this.tell(tx, actor, 'charge.struck', row, {}, now);
    });
  }

  private async owner(tx: OfficeTx, actor: Actor, permission: 'record.read' | 'record.write', chargeId: string): Promise<string> {
    const [clientId] = await requireAccess(tx, actor, permission, 'charge', [chargeId]);
    if (!clientId) throw notFound();
    return clientId;
  }

  /** The row, locked until the transaction ends. */
  private async hold(tx: OfficeTx, chargeId: string, ifVersion: number): Promise<ChargeRow & Surroundings> {
    const [row] = await tx.query<ChargeRow & Surroundings>(
      `SELECT ${CHARGE_COLUMNS}, ${SURROUNDINGS} FROM charges c JOIN dockets d ON d.id = c.docket_id ${AROUND}
       WHERE c.id = $1 AND c.struck_at IS NULL FOR NO KEY UPDATE OF c`,
      [chargeId],
    );
    if (!row) throw notFound();
    if (row.version !== ifVersion) throw new Problem('stale');
    return row;
  }

  /** Refuses what cannot be true of a charge of this client, and returns the client's sealer. */
  private async refuse(tx: OfficeTx, clientId: string, facts: ChargeFacts, { timeZone, wrappedKey, identity }: Surroundings, now: Date): Promise<Sealer> {
    const sealer = await this.vault.fromRow(tx, clientId, wrappedKey);
    const { birthDate } = sealer.openJson<ClientIdentity>(`clients.identity:${clientId}`, identity);
    const problems = chargeProblems(facts, { today: dateIn(timeZone, now), birthDate });
    if (problems.length > 0) throw new Problem('invalid', undefined, problems);
    return sealer;
  }

  private async tell(tx: OfficeTx, actor: Actor, action: string, row: ChargeRow, detail: Record<string, unknown>, now: Date): Promise<void> {
    const { id, clientId, docketId } = row;
    await audit(tx, actor, { action, subjectKind: 'charge', subjectId: id, clientId, detail: { docketId, ...detail } });
    await enqueue(tx, 'eligibility.check', { clientId, reason: 'record-changed' }, { askedBy: actor.userId, now });
  }
}

async function update(tx: OfficeTx, row: ChargeRow, changes: readonly FactChange[], recognisedAs: string | null, now: Date): Promise<void> {
  const sets = changes.map(({ field }, index) => `${columnOf(field)} = $${index + 4}`);
  const values = changes.map(({ field, becomes }) => (CHARGE_FACTS[field] === 'facts' ? JSON.stringify(becomes) : becomes));
  await tx.query(`UPDATE charges SET recognised_as = $2, version = version + 1, updated_at = $3, ${sets.join(', ')} WHERE id = $1`, [
    row.id,
    recognisedAs,
    now,
    ...values,
  ]);
}
