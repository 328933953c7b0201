import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import type { Result } from '#law/finding.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { CLOSED } from './stages.js';
import { openTask, type TaskKind } from './tasks.js';
import { addEvent } from './timeline.js';

interface ChangedFinding {
  id: string;
  clientId: string;
  chargeId: string;
  provision: string | null;
  result: Result;
  closesOn: string | null;
}

/** What a case team is asked to do about a road to relief, by what the law says of it now. */
const TASK_OF: { readonly [result in Result]: TaskKind } = {
  eligible: 'finding-eligible',
  automatic: 'finding-automatic',
  'attorney-decides': 'finding-attorney-decides',
  'not-yet': 'finding-lost',
  'not-eligible': 'finding-lost',
  'needs-facts': 'finding-lost',
};

const ABOUT_FINDINGS = [...new Set(Object.values(TASK_OF))];

/** Tells case teams that a road to relief opened, or is lost. */
@Injectable()
export class FindingChangedService {
  constructor(private readonly db: Database) {}

  /**
   * For each open case on the finding's charge, or for the client where there is none: opens a task that fits the
   * answer, ends those that fitted the answer before, and writes a line in the timeline. Returns without a word when
   * the finding is gone, its charge was struck, or a later check has answered otherwise. May run twice.
   */
  async tell(actor: Actor, findingId: string, now: Date): Promise<void> {
    requirePermission(actor, 'case.write');
    await this.db.inOffice(actor, async (tx) => {
      const finding = await loadFinding(tx, findingId);
      if (!finding || !(await stillSo(tx, finding))) return;
      const cases = await tx.query<{ id: string }>(
        `SELECT c.id FROM case_charges k JOIN cases c ON c.id = k.case_id
         WHERE k.charge_id = $1 AND c.stage <> $2 ORDER BY c.id FOR NO KEY UPDATE OF c`,
        [finding.chargeId, CLOSED],
      );
      for (const caseId of cases.length > 0 ? cases.map((row) => row.id) : [null]) await this.tellTeam(tx, actor, finding, caseId, now);
    });
  }

  private async tellTeam(tx: OfficeTx, actor: Actor, finding: ChangedFinding, caseId: string | null, now: Date): Promise<void> {
    const { id: findingId, clientId, chargeId, provision, result } = finding;
    const kind = TASK_OF[result];
    const about = await tx.query<{ id: string; kind: TaskKind }>(
      `SELECT t.id, t.kind FROM tasks t JOIN findings f ON f.id = t.finding_id
       WHERE t.charge_id = $1 AND t.case_id IS NOT DISTINCT FROM $2 AND f.provision IS NOT DISTINCT FROM $3
         AND t.done_at IS NULL AND t.kind = ANY ($4)`,
      [chargeId, caseId, provision, ABOUT_FINDINGS],
    );
    const overtaken = about.filter((task) => task.kind !== kind).map((task) => task.id);
    if (overtaken.length > 0) await tx.query('UPDATE tasks SET done_at = $2 WHERE id = ANY ($1)', [overtaken, now]);
    if (about.length > overtaken.length) return;
    // A window that closes is the day by which to file.
    const dueOn = kind === 'finding-eligible' ? finding.closesOn : null;
    const dedup = ['finding', findingId, caseId ?? 'client'].join(':');
    const taskId = await openTask(tx, { clientId, caseId, chargeId, findingId, kind, dueOn, dedup });
    if (!taskId) return;
    await audit(tx, actor, { action: 'task.opened', subjectKind: 'task', subjectId: taskId, clientId, detail: { kind, findingId, overtaken } });
    if (caseId) await addEvent(tx, actor, { id: caseId, clientId }, 'finding-changed', { findingId, chargeId, provision, result, taskId }, now);
  }
}

async function loadFinding(tx: OfficeTx, findingId: string): Promise<ChangedFinding | null> {
  const [row] = await tx.query<ChangedFinding>(
    `SELECT f.id, f.client_id AS "clientId", f.charge_id AS "chargeId", f.provision, f.result, f.closes_on AS "closesOn"
     FROM findings f JOIN charges c ON c.id = f.charge_id AND c.struck_at IS NULL WHERE f.id = $1`,
    [findingId],
  );
  return row ?? null;
}

/** Does the latest check still say the same of this road? It may be a later one than the finding's own. */
async function stillSo(tx: OfficeTx, { clientId, chargeId, provision, result }: ChangedFinding): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM client_standings s JOIN findings f ON f.check_id = s.check_id
     WHERE s.client_id = $1 AND f.charge_id = $2 AND f.provision IS NOT DISTINCT FROM $3 AND f.result = $4`,
    [clientId, chargeId, provision, result],
  );
  return rows.length > 0;
}
