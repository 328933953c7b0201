import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound, Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import { Vault, type Sealer } from '../access/vault.js';
import { openClient } from '../clients/client-view.js';
import { correctDocket, type CorrectionNote } from './correction.js';
import { docketKeys, docketProblems, plainNumber, writeDocket, type DocketFacts, type NewDocket } from './docket-writer.js';
import { LawBook } from './law-book.js';
import { loadDocket, type DocketView } from './record-view.js';

/** Court cases and arrests of a client's record. Every change asks the law anew. */
@Injectable()
export class DocketsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /** @throws Problem not-found (404) */
  async read(actor: Actor, docketId: string): Promise<DocketView> {
    return this.db.inOffice(actor, async (tx) => {
      const clientId = await this.owner(tx, actor, 'record.read', docketId);
      const docket = await this.load(tx, clientId, docketId);
      await audit(tx, actor, { action: 'docket.read', subjectKind: 'docket', subjectId: docketId, clientId });
      return docket;
    });
  }

  /**
   * Enters a docket with its charges: all of it, or nothing.
   *
   * @throws Problem not-found (404), invalid (422)
   */
  async create(actor: Actor, clientId: string, docket: NewDocket, now: Date): Promise<DocketView> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'record.write', 'client', [clientId]);
      const { sealer, identity } = await openClient(tx, this.vault, clientId);
      const problems = docketProblems(docket, { today: await officeDay(tx, now), birthDate: identity.birthDate });
      if (problems.length > 0) throw new Problem('invalid', undefined, problems);
      const { id, charges } = await writeDocket(tx, await docketKeys(tx, this.vault, sealer), this.law, clientId, docket, { imported: false });
      await this.tell(tx, actor, 'docket.created', id, clientId, { charges: charges.map((charge) => charge.id) }, now);
      return this.load(tx, clientId, id);
    });
  }

  /**
   * Puts facts of the docket itself right; each change is kept as a correction. Another jurisdiction makes its charges'
   * citations be read anew.
   *
   * @throws Problem not-found (404), stale (412)
   */
  async correct(actor: Actor, docketId: string, ifVersion: number, patch: Partial<DocketFacts>, note: CorrectionNote, now: Date): Promise<DocketView> {
    return this.db.inOffice(actor, async (tx) => {
      const clientId = await this.owner(tx, actor, 'record.write', docketId);
      await this.hold(tx, docketId, ifVersion);
      const before = await this.load(tx, clientId, docketId);
      const changes = FIELDS.flatMap((field) => {
        const becomes = patch[field];
        return becomes === undefined || becomes === before[field] ? [] : [{ field, was: before[field], becomes }];
      });
      if (changes.length === 0) {
        await audit(tx, actor, { action: 'docket.read', subjectKind: 'docket', subjectId: docketId, clientId });
        return before;
      }
      const sealer = await this.vault.client(tx, clientId);
      const after = { ...before, ...Object.fromEntries(changes.map(({ field, becomes }) => [field, becomes])) };
      await this.update(tx, sealer, after);
      if (after.jurisdiction !== before.jurisdiction) await this.recogniseAnew(tx, after);
      await correctDocket(tx, sealer, actor, { id: docketId, clientId }, changes, note, now);
      await this.tell(tx, actor, 'docket.corrected', docketId, clientId, { fields: changes.map((change) => change.field) }, now);
      return this.load(tx, clientId, docketId);
    });
  }

  /**
   * Takes a docket that was entered by mistake out of the record, together with its charges. The rows stay, because
   * findings and corrections speak of them.
   *
   * @throws Problem not-found (404), stale (412)
   */
  async strike(actor: Actor, docketId: string, ifVersion: number, now: Date): Promise<void> {
    await this.db.inOffice(actor, async (tx) => {
      const clientId = await this.owner(tx, actor, 'record.write', docketId);
      await this.hold(tx, docketId, ifVersion);
      await tx.query('UPDATE dockets SET struck_at = $2, version = version + 1 WHERE id = $1', [docketId, now]);
      await tx.query('DELETE FROM charge_standings WHERE charge_id IN (SELECT id FROM charges WHERE docket_id = $1)', [docketId]);
      await tx.query('UPDATE charges SET struck_at = $2, version = version + 1, updated_at = $2 WHERE docket_id = $1 AND struck_at IS NULL', [
        docketId,
        now,
      ]);
      await this.tell(tx, actor, 'docket.struck', docketId, clientId, {}, now);
    });
  }

  private async owner(tx: OfficeTx, actor: Actor, permission: 'record.read' | 'record.write', docketId: string): Promise<string> {
    const [clientId] = await requireAccess(tx, actor, permission, 'docket', [docketId]);
    if (!clientId) throw notFound();
    return clientId;
  }

  private async hold(tx: OfficeTx, docketId: string, ifVersion: number): Promise<void> {
    const [row] = await tx.query<{ version: number }>('SELECT version FROM dockets WHERE id = $1 AND struck_at IS NULL FOR NO KEY UPDATE', [docketId]);
    if (!row) throw notFound();
    if (row.version !== ifVersion) throw new Problem('stale');
  }

  private async load(tx: OfficeTx, clientId: string, docketId: string): Promise<DocketView> {
    const docket = await loadDocket(tx, this.vault, this.law, clientId, docketId);
    if (!docket) throw notFound();
    return docket;
  }

  private async update(tx: OfficeTx, sealer: Sealer, { id, jurisdiction, county, court, number, arrest }: DocketView): Promise<void> {
    const { numberIndex } = await docketKeys(tx, this.vault, sealer);
    await tx.query(
      `UPDATE dockets SET jurisdiction = $2, county = $3, court = $4, number = $5, number_index = $6, arrest = $7, version = version + 1
       WHERE id = $1`,
      [
        id,
        jurisdiction,
        county,
        court,
        number === null ? null : sealer.seal(`dockets.number:${id}`, number),
        number === null ? null : numberIndex(plainNumber(number)),
        arrest === null ? null : sealer.seal(`dockets.arrest:${id}`, arrest),
      ],
    );
  }

  private async recogniseAnew(tx: OfficeTx, { jurisdiction, charges }: DocketView): Promise<void> {
    for (const charge of charges) {
      await tx.query('UPDATE charges SET recognised_as = $2 WHERE id = $1', [charge.id, this.law.recognise(jurisdiction, charge)]);
    }
  }

  private async tell(tx: OfficeTx, actor: Actor, action: string, id: string, clientId: string, detail: Record<string, unknown>, now: Date): Promise<void> {
    await audit(tx, actor, { action, subjectKind: 'docket', subjectId: id, clientId, detail });
    await enqueue(tx, 'eligibility.check', { clientId, reason: 'record-changed' }, { askedBy: actor.userId, now });
  }
}

const FIELDS = ['jurisdiction', 'county', 'court', 'number', 'arrest'] as const satisfies readonly (keyof DocketFacts)[];
