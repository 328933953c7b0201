import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { Vault } from '../access/vault.js';
import { LawBook } from './law-book.js';
import { loadRecord, type RecordView } from './record-view.js';

/** A client's record as a whole. */
@Injectable()
export class RecordService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /**
   * Every docket and charge of the client with sources and corrections. The reading is audited.
   *
   * @throws Problem not-found (404), destroyed (410)
   */
  async read(actor: Actor, clientId: string): Promise<RecordView> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'record.read', 'client', [clientId]);
      const record = await loadRecord(tx, this.vault, this.law, clientId);
      await audit(tx, actor, { action: 'record.read', subjectKind: 'client', subjectId: clientId, clientId });
      return record;
    });
  }
}
