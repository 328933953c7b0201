import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import type { Page, PageRequest } from '../access/page.js';
import { LawBook } from './law-book.js';
import { listConvictions, type ConvictionFilter, type ConvictionItem, type ConvictionSort } from './conviction-list.js';

/** Convictions across the caseload. */
@Injectable()
export class ConvictionsService {
  constructor(
    private readonly db: Database,
    private readonly law: LawBook,
  ) {}

  /**
   * Charges that ended in a conviction, of all clients, with their best finding and next day. One line of the audit
   * trail names the charges shown; a name or a docket number is read in the client's own file.
   */
  async list(actor: Actor, filter: ConvictionFilter, sort: ConvictionSort, page: PageRequest): Promise<Page<ConvictionItem>> {
    requirePermission(actor, 'record.read');
    return this.db.inOffice(actor, async (tx) => {
      const found = await listConvictions(tx, filter, sort, page);
      await audit(tx, actor, {
        action: 'convictions.listed',
        subjectKind: 'office',
        subjectId: tx.officeId,
        clientId: filter.clientId ?? null,
        detail: { sort, charges: found.items.map((item) => item.chargeId) },
      });
      for (const item of found.items) item.readings = this.law.readings(item.jurisdiction, item);
      return found;
    });
  }
}
