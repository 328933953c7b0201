import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import type { Reason } from '#law/finding.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound, Problem, type FieldProblem } from '../access/errors.js';
import { Vault } from '../access/vault.js';
import { determinationsOf, type Decision, type Determination, type DeterminationContent } from './determination.js';
import { findingById, loadCheck, type StoredFinding } from './stored-check.js';

export interface NewDetermination extends DeterminationContent {
  decision: Decision;
}

/** Attorneys' signed decisions on findings. Rows are never changed: a change of mind is a new one. */
@Injectable()
export class DeterminationsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * Signs a decision on a finding of the client's latest check. A road can be confirmed when it is open, or when only
   * questions stand in the way and each of them is answered; it can be rejected whatever the finding says.
   *
   * @throws Problem not-found (404); conflict (409) when a later check replaced the finding or it cannot be confirmed;
   *   invalid (422) for answers and statements that do not fit it
   */
  async make(actor: Actor & { userId: string }, findingId: string, wanted: NewDetermination, now: Date): Promise<Determination> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'determination.make', 'finding', [findingId]);
      const [standing] = await tx.query<{ check_id: string | null }>(
        // the client's row is what checks wait for: the finding stays the latest one until this is signed
        `SELECT s.check_id FROM clients c LEFT JOIN client_standings s ON s.client_id = c.id WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
        [clientId],
      );
      const finding = await findingById(tx, findingId);
      if (!clientId || !finding) throw notFound();
      if (standing?.check_id !== finding.checkId) throw new Problem('conflict', 'A later check has replaced this finding: read the latest one');
      if (finding.provision === null) throw new Problem('conflict', 'This finding names no provision that could be decided on');
      const sealer = await this.vault.client(tx, clientId);
      const check = await loadCheck(tx, sealer, finding.checkId);
      const problems = determinationProblems(wanted, finding, check?.because[findingId] ?? []);
      if (problems.length > 0) throw new Problem('invalid', undefined, problems);
      if (wanted.decision === 'confirmed' && finding.result !== 'eligible' && finding.result !== 'attorney-decides') {
        throw new Problem('conflict', `A finding that says "${finding.result}" cannot be confirmed: put the record right and check it again`);
      }
      const { decision, ...content } = wanted;
      const id = uuidv7();
      await tx.query(
        `INSERT INTO determinations (id, office_id, client_id, charge_id, finding_id, provision, decision, answers, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          id,
          tx.officeId,
          clientId,
          finding.charge,
          findingId,
          finding.provision,
          decision,
          sealer.sealJson(`determinations.answers:${id}`, content),
          actor.userId,
          now,
        ],
      );
      await audit(tx, actor, {
        action: 'determination.made',
        subjectKind: 'determination',
        subjectId: id,
        clientId,
        detail: { findingId, chargeId: finding.charge, provision: finding.provision, decision },
      });
      // A road that was refused, or taken up again, moves the client's deadlines.
      await enqueue(tx, 'reminders.plan', { clientId }, { askedBy: actor.userId, now });
      return {
        id,
        findingId,
        clientId,
        chargeId: finding.charge,
        provision: finding.provision,
        decision,
        decidedBy: actor.userId,
        decidedAt: now,
        ...content,
      };
    });
  }

  /** Every decision on the finding's charge under its provision, the newest first. @throws Problem not-found (404) */
  async list(actor: Actor, findingId: string): Promise<Determination[]> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'finding.read', 'finding', [findingId]);
      const finding = await findingById(tx, findingId);
      if (!clientId || !finding) throw notFound();
      await audit(tx, actor, { action: 'determinations.read', subjectKind: 'finding', subjectId: findingId, clientId });
      if (finding.provision === null) return [];
      return determinationsOf(tx, await this.vault.client(tx, clientId), finding.charge, finding.provision);
    });
  }
}

/** What does not fit the finding: questions it did not ask, questions left open, statements about no condition of it. */
export function determinationProblems(
  { decision, answers, statements }: NewDetermination,
  finding: Pick<StoredFinding, 'questions'>,
  because: readonly Reason[],
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const answered = new Set<string>();
  answers.forEach(({ question }, index) => {
    const field = `answers[${index}].question`;
    if (!finding.questions.includes(question)) problems.push({ field, problem: 'is not one of the questions of this finding' });
    else if (answered.has(question)) problems.push({ field, problem: 'is answered twice' });
    answered.add(question);
  });
  const open = finding.questions.filter((question) => !answered.has(question));
  if (decision === 'confirmed' && open.length > 0) {
    problems.push({ field: 'answers', problem: `must answer each question of the finding; ${open.length} of ${finding.questions.length} left open` });
  }
  const conditions = new Set(because.map((reason) => reason.condition));
  statements.forEach(({ element }, index) => {
    if (element !== null && !conditions.has(element)) {
      problems.push({ field: `statements[${index}].element`, problem: `must be null or a condition of the finding: ${[...conditions].join(', ')}` });
    }
  });
  return problems;
}
