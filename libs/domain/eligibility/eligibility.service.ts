import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import type { JobRun } from '#jobs/run-job.js';
import { enqueue } from '#jobs/outbox.js';
import { evaluate } from '#law/evaluate.js';
import type { Person } from '#law/person.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { officeDay } from '../access/office-day.js';
import { Vault } from '../access/vault.js';
import { isConviction } from '../convictions/charge-facts.js';
import { LawBook } from '../convictions/law-book.js';
import { loadPerson } from './person-of.js';
import { bestOf, byCharge, enactmentDays, nextDayOf, nextOnOf, sameAnswers, turnedFindings } from './standing.js';
import { answerOf, findingsOfCheck, loadCheck, storeCheck, type CheckReason, type StoredFinding } from './stored-check.js';

const PAGE = 200;

/** Asks the law about records, and keeps what it said. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /**
   * Asks for a check of one client's record.
   *
   * @returns the job's id
   * @throws Problem not-found (404)
   */
  async ask(actor: Actor, clientId: string, now: Date): Promise<{ jobId: string }> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'eligibility.ask', 'client', [clientId]);
      await audit(tx, actor, { action: 'eligibility.asked', subjectKind: 'client', subjectId: clientId, clientId });
      const jobId = await enqueue(tx, 'eligibility.check', { clientId, reason: 'asked' }, { askedBy: actor.userId, now, runAfter: now });
      return { jobId };
    });
  }

  /**
   * Asks the law about one client's record on the office's today. New rows are written only when facts, law or answers
   * differ from the check before; else only the day of the last check moves. Tells case teams of roads that opened or
   * were lost, and has deadlines and reminders planned anew.
   *
   * Returns without a word when the client is gone, their text was destroyed, or they are closed and did not agree to
   * be contacted again. May run twice and at the same time: one at a time per client.
   */
  async check(actor: Actor, { clientId, reason }: { clientId: string; reason: CheckReason }, now: Date): Promise<void> {
    requirePermission(actor, 'eligibility.ask');
    await this.db.inOffice(actor, async (tx) => {
      const [client] = await tx.query<{ status: string; recontact: boolean | null; wrapped_key: Buffer | null }>(
        `SELECT c.status, c.recontact, k.wrapped_key FROM clients c JOIN client_keys k ON k.client_id = c.id
         WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
        [clientId],
      );
      if (!client?.wrapped_key || (client.status === 'closed' && client.recontact !== true)) return;
      const sealer = await this.vault.fromRow(tx, clientId, client.wrapped_key);
      const on = await officeDay(tx, now);
      const facts = await loadPerson(tx, sealer, clientId);
      const findings = evaluate(facts, on, this.law.law);
      const nextDay = nextDayOf(findings, on, enactmentDays(this.law.law, facts.charges.map((charge) => charge.jurisdiction ?? '')));

      const [standing] = await tx.query<{ check_id: string }>('SELECT check_id FROM client_standings WHERE client_id = $1', [clientId]);
      const before = standing ? await loadCheck(tx, sealer, standing.check_id) : null;
      const answersBefore = before ? await findingsOfCheck(tx, before.id) : [];
      const same =
        before !== null &&
        before.law === this.law.law.hash &&
        JSON.stringify(before.facts) === JSON.stringify(facts) &&
        sameAnswers(answersBefore, findings.map(answerOf));
      if (same) {
        await tx.query('UPDATE client_standings SET checked_on = $2, next_day = $3 WHERE client_id = $1', [clientId, on, nextDay]);
      } else {
        const law = this.law.law.hash;
        const stored = await storeCheck(tx, sealer, { clientId, on, law, reason, facts, findings }, now);
        await moveStandings(tx, clientId, { checkId: stored.checkId, on, law, nextDay }, stored.findings, facts);
        for (const finding of turnedFindings(answersBefore, stored.findings)) {
          await enqueue(tx, 'case.finding-changed', { findingId: finding.id }, { askedBy: actor.userId, now });
        }
        await enqueue(tx, 'reminders.plan', { clientId }, { askedBy: actor.userId, now });
      }
      await audit(tx, actor, { action: 'eligibility.checked', subjectKind: 'client', subjectId: clientId, clientId, detail: { reason, changed: !same } });
    });
  }

  /**
   * Asks for a check of each client whose answers could differ now: `day-passed` those whose next day has come and
   * those never checked, `law-changed` those checked under other law, `asked` all. Pages through ids, so it may be
   * interrupted and run again; a check that is asked for twice changes nothing.
   *
   * @returns how many checks were asked for
   */
  async sweep(
    actor: Actor,
    { reason }: { reason: Exclude<CheckReason, 'record-changed'> },
    now: Date,
    run: Pick<JobRun, 'jobId' | 'progress'>,
  ): Promise<number> {
    requirePermission(actor, 'eligibility.ask');
    let asked = 0;
    let total = 0;
    for (let after: string | null = null; ; ) {
      const ids: string[] = await this.db.inOffice(actor, async (tx) => {
        const which = await this.due(tx, reason, now);
        if (after === null) total = await countDue(tx, which);
        const page = await dueAfter(tx, which, after);
        for (const clientId of page) {
          await enqueue(tx, 'eligibility.check', { clientId, reason }, { askedBy: actor.userId, now, parentId: run.jobId });
        }
        return page;
      });
      asked += ids.length;
      run.progress(asked, Math.max(total, asked), 'asking for checks');
      after = ids.at(-1) ?? null;
      if (ids.length < PAGE) return asked;
    }
  }

  private async due(tx: OfficeTx, reason: Exclude<CheckReason, 'record-changed'>, now: Date): Promise<Due> {
    switch (reason) {
      case 'day-passed':
        return {
          where: 's.next_day <= $1 OR (s.client_id IS NULL AND EXISTS (SELECT 1 FROM charges WHERE client_id = c.id AND struck_at IS NULL))',
          value: await officeDay(tx, now),
        };
      case 'law-changed':
        return { where: 's.law_hash <> $1', value: this.law.law.hash };
      case 'asked':
        return { where: '$1::text IS NULL', value: null };
    }
  }
}

interface Due {
  /** Condition over `clients c` and `client_standings s`, with one value. */
  where: string;
  value: string | null;
}

const CLIENTS = `FROM clients c LEFT JOIN client_standings s ON s.client_id = c.id
  WHERE (c.status = 'open' OR c.recontact)`;

async function countDue(tx: OfficeTx, { where, value }: Due): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`SELECT count(*)::int AS count ${CLIENTS} AND (${where})`, [value]);
  return row?.count ?? 0;
}

async function dueAfter(tx: OfficeTx, { where, value }: Due, after: string | null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT c.id ${CLIENTS} AND (${where}) AND ($2::uuid IS NULL OR c.id > $2) ORDER BY c.id LIMIT ${PAGE}`,
    [value, after],
  );
  return rows.map((row) => row.id);
}

async function moveStandings(
  tx: OfficeTx,
  clientId: string,
  { checkId, on, law, nextDay }: { checkId: string; on: string; law: string; nextDay: string | null },
  findings: readonly StoredFinding[],
  facts: Person,
): Promise<void> {
  await tx.query(
    `INSERT INTO client_standings (client_id, office_id, check_id, checked_on, law_hash, next_day) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (client_id) DO UPDATE
     SET check_id = excluded.check_id, checked_on = excluded.checked_on, law_hash = excluded.law_hash, next_day = excluded.next_day`,
    [clientId, tx.officeId, checkId, on, law, nextDay],
  );
  const charges = new Map(facts.charges.map((charge) => [charge.id, charge]));
  const rows = [...byCharge(findings)].flatMap(([chargeId, those]) => {
    const best = bestOf(those);
    const charge = charges.get(chargeId);
    if (!best || !charge) return [];
    return [
      {
        chargeId,
        findingId: best.id,
        result: best.result,
        jurisdiction: charge.jurisdiction ?? '',
        convicted: isConviction(charge.disposition ?? null),
        nextOn: nextOnOf(those),
      },
    ];
  });
  await tx.query('DELETE FROM charge_standings WHERE client_id = $1 AND charge_id <> ALL ($2)', [clientId, rows.map((row) => row.chargeId)]);
  await tx.query(
    `INSERT INTO charge_standings (charge_id, office_id, client_id, finding_id, result, jurisdiction, convicted, next_on)
     SELECT "chargeId", $1, $2, "findingId", result, jurisdiction, convicted, "nextOn"
     FROM jsonb_to_recordset($3::jsonb) AS s("chargeId" uuid, "findingId" uuid, result text, jurisdiction text, convicted boolean, "nextOn" date)
     ON CONFLICT (charge_id) DO UPDATE
     SET finding_id = excluded.finding_id, result = excluded.result, jurisdiction = excluded.jurisdiction,
         convicted = excluded.convicted, next_on = excluded.next_on`,
    [tx.officeId, clientId, JSON.stringify(rows)],
  );
}
