import { auditMany } from '#db/audit.js';
import type { OfficeTx } from '#db/transaction.js';
import { bestOf, byCharge } from '#law/best-finding.js';
import { evaluateCorrected } from '#law/corrected-findings.js';
import { hashOfPlaces } from '#law/law.js';
import type { Person } from '#law/person.js';
import type { Actor } from '../access/actor.js';
import { officeDay } from '../access/office-day.js';
import type { Sealer, Vault } from '../access/vault.js';
import { isConviction } from '../convictions/charge-facts.js';
import type { LawBook } from '../convictions/law-book.js';
import { marksOf, officeLaw } from './office-law.js';
import { loadPersons } from './person-of.js';
import { enactmentDays, nextDayOf, nextOnOf, sameAnswers } from './standing.js';
import { answerOf, findingsOfChecks, openFacts, storeChecks, type CheckReason, type NewCheck, type StoredFinding } from './stored-check.js';

/** What a check found. `before` and `after` are the same where nothing was written. */
export interface CheckedClient {
  clientId: string;
  changed: boolean;
  before: readonly StoredFinding[];
  after: readonly StoredFinding[];
}

interface Standing {
  clientId: string;
  checkId: string;
  lawParts: string | null;
  facts: Buffer;
}

interface Moved {
  clientId: string;
  checkId: string;
  nextDay: string | null;
  parts: string;
}

/**
 * Asks the law, as the office reads it, about the records of some clients on the office's today, in the caller's transaction. New rows are
 * written only for a client whose facts, answers, or law of their own jurisdictions differ from the check before; of
 * the others only the day moves. Clients who are gone, whose text was destroyed, or who are closed and did not agree to
 * be contacted again are left out. May run twice and at the same time: the clients' rows are held, in the order of ids.
 */
export async function checkBatch(
  tx: OfficeTx,
  { vault, book, actor }: { vault: Vault; book: LawBook; actor: Actor },
  clientIds: readonly string[],
  reason: CheckReason,
  now: Date,
): Promise<CheckedClient[]> {
  const held = await tx.query<{ id: string; wrapped_key: Buffer }>(
    `SELECT c.id, k.wrapped_key FROM clients c JOIN client_keys k ON k.client_id = c.id
     WHERE c.id = ANY ($1) AND k.wrapped_key IS NOT NULL AND (c.status <> 'closed' OR c.recontact) ORDER BY c.id FOR NO KEY UPDATE OF c`,
    [clientIds],
  );
  if (held.length === 0) return [];
  const sealers = new Map<string, Sealer>();
  for (const row of held) sealers.set(row.id, await vault.fromRow(tx, row.id, row.wrapped_key));
  const on = await officeDay(tx, now);
  // read once the clients are held: whoever corrects the law after this finds them left behind
  const office = await officeLaw(tx, book, on);
  const { law } = office;
  const standings = await standingsOf(tx, [...sealers.keys()]);
  const earlier = await findingsOfChecks(tx, [...standings.values()].map((standing) => standing.checkId));
  const persons = await loadPersons(tx, sealers);

  const fresh: (NewCheck & { sealer: Sealer })[] = [];
  const moved: Moved[] = [];
  const nextDays = new Map<string, string | null>();
  const partsOf = new Map<string, string>();
  for (const [clientId, facts] of persons) {
    const sealer = sealers.get(clientId)!;
    const places = facts.charges.map((charge) => charge.jurisdiction ?? '');
    const charges = new Map(facts.charges.map((charge) => [charge.id, charge]));
    const findings = evaluateCorrected(facts, on, office).map((each) => ({ finding: each.finding, office: marksOf(office, each, charges.get(each.finding.charge)) }));
    const nextDay = nextDayOf(findings.map(({ finding }) => finding), on, [...enactmentDays(law, places), ...office.days]);
    const parts = hashOfPlaces(law, places);
    const standing = standings.get(clientId);
    const same =
      standing !== undefined &&
      standing.lawParts === parts &&
      JSON.stringify(openFacts(sealer, standing.checkId, standing.facts)) === JSON.stringify(facts) &&
      sameAnswers(earlier.get(standing.checkId) ?? [], findings.map(answerOf));
    if (same) {
      moved.push({ clientId, checkId: standing.checkId, nextDay, parts });
    } else {
      fresh.push({ sealer, clientId, on, law: law.hash, reason, facts, findings });
      nextDays.set(clientId, nextDay);
      partsOf.set(clientId, parts);
    }
  }

  const stored = await storeChecks(tx, fresh, now);
  const placed: Moved[] = [
    ...moved,
    ...fresh.map(({ clientId }) => ({ clientId, checkId: stored.get(clientId)!.checkId, nextDay: nextDays.get(clientId) ?? null, parts: partsOf.get(clientId)! })),
  ];
  await placeClients(tx, placed, on, law.hash);
  await placeCharges(tx, fresh.map(({ clientId, facts }) => ({ clientId, facts, findings: stored.get(clientId)!.findings })));
  await auditMany(
    tx,
    actor,
    placed.map(({ clientId }) => ({ action: 'eligibility.checked', subjectKind: 'client', subjectId: clientId, clientId, detail: { reason, changed: stored.has(clientId) } })),
  );
  return placed.map(({ clientId, checkId }): CheckedClient => {
    const before = earlier.get(standings.get(clientId)?.checkId ?? '') ?? [];
    return { clientId, changed: stored.has(clientId), before, after: stored.get(clientId)?.findings ?? earlier.get(checkId) ?? [] };
  });
}

async function standingsOf(tx: OfficeTx, clientIds: readonly string[]): Promise<Map<string, Standing>> {
  const rows = await tx.query<Standing>(
    `SELECT s.client_id AS "clientId", s.check_id AS "checkId", s.law_parts AS "lawParts", e.facts
     FROM client_standings s JOIN eligibility_checks e ON e.id = s.check_id WHERE s.client_id = ANY ($1)`,
    [clientIds],
  );
  return new Map(rows.map((row) => [row.clientId, row]));
}

async function placeClients(tx: OfficeTx, rows: readonly Moved[], on: string, law: string): Promise<void> {
  await tx.query(
    `INSERT INTO client_standings (client_id, office_id, check_id, checked_on, law_hash, next_day, law_parts)
     SELECT "clientId", $1, "checkId", $2, $3, "nextDay", parts
     FROM jsonb_to_recordset($4::jsonb) AS s("clientId" uuid, "checkId" uuid, "nextDay" date, parts text)
     ON CONFLICT (client_id) DO UPDATE
     SET check_id = excluded.check_id, checked_on = excluded.checked_on, law_hash = excluded.law_hash, next_day = excluded.next_day,
         law_parts = excluded.law_parts`,
    [tx.officeId, on, law, JSON.stringify(rows)],
  );
}

async function placeCharges(tx: OfficeTx, clients: readonly { clientId: string; facts: Person; findings: readonly StoredFinding[] }[]): Promise<void> {
  if (clients.length === 0) return;
  const rows = clients.flatMap(({ clientId, facts, findings }) => {
    const charges = new Map(facts.charges.map((charge) => [charge.id, charge]));
    return [...byCharge(findings)].flatMap(([chargeId, those]) => {
      const best = bestOf(those);
      const charge = charges.get(chargeId);
      if (!best || !charge) return [];
      const convicted = isConviction(charge.disposition ?? null);
      return [{ clientId, chargeId, findingId: best.id, result: best.result, jurisdiction: charge.jurisdiction ?? '', convicted, nextOn: nextOnOf(those) }];
    });
  });
  await tx.query('DELETE FROM charge_standings WHERE client_id = ANY ($1) AND charge_id <> ALL ($2)', [
    clients.map(({ clientId }) => clientId),
    rows.map((row) => row.chargeId),
  ]);
  await tx.query(
    `INSERT INTO charge_standings (charge_id, office_id, client_id, finding_id, result, jurisdiction, convicted, next_on)
     SELECT "chargeId", $1, "clientId", "findingId", result, jurisdiction, convicted, "nextOn"
     FROM jsonb_to_recordset($2::jsonb) AS s("clientId" uuid, "chargeId" uuid, "findingId" uuid, result text, jurisdiction text, convicted boolean, "nextOn" date)
     ON CONFLICT (charge_id) DO UPDATE
     SET finding_id = excluded.finding_id, result = excluded.result, jurisdiction = excluded.jurisdiction,
         convicted = excluded.convicted, next_on = excluded.next_on`,
    [tx.officeId, JSON.stringify(rows)],
  );
}
