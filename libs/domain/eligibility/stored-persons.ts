import { auditMany } from '#db/audit.js';
import type { Database } from '#db/transaction.js';
import type { Person } from '#law/person.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import type { Vault } from '../access/vault.js';
import { openFacts } from './stored-check.js';

const PAGE = 200;

/**
 * The facts by which an office's clients were last checked, client by client in the order of ids, page by page, so that
 * a caseload of any size may be run through. Each reading leaves its line in the trail. Clients whose text was destroyed are left out.
 */
export async function* storedPersons(db: Database, vault: Vault, actor: Actor): AsyncGenerator<Person> {
  requirePermission(actor, 'finding.read');
  for (let after: string | null = null; ; ) {
    const page: { last: string | null; persons: Person[] } = await db.inOffice(actor, async (tx) => {
      const rows = await tx.query<{ clientId: string; checkId: string; facts: Buffer }>(
        `SELECT s.client_id AS "clientId", s.check_id AS "checkId", e.facts FROM client_standings s JOIN eligibility_checks e ON e.id = s.check_id
         WHERE $1::uuid IS NULL OR s.client_id > $1 ORDER BY s.client_id LIMIT ${PAGE}`,
        [after],
      );
      const sealers = await vault.clients(tx, rows.map((row) => row.clientId));
      const readable = rows.filter((row) => sealers.has(row.clientId));
      await auditMany(tx, actor, readable.map(({ clientId }) => ({ action: 'law.replayed', subjectKind: 'client', subjectId: clientId, clientId })));
      return {
        last: rows.length < PAGE ? null : (rows.at(-1)?.clientId ?? null),
        persons: readable.map((row) => openFacts(sealers.get(row.clientId)!, row.checkId, row.facts)),
      };
    });
    yield* page.persons;
    after = page.last;
    if (after === null) return;
  }
}
