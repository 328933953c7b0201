import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { MailFailure } from '#platform/mail-failure.js';
import { Mailer } from '#platform/mailer.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { Vault } from '../access/vault.js';
import { CLOSED } from '../cases/stages.js';
import { LEFT_BEHIND } from '../eligibility/law-sweeps.service.js';
import type { Effect } from '../eligibility/standing.js';
import { lawDigestMessage } from './message-text.js';
import { MessageSettings } from './sending.js';

/** How long until the pages of a sweep are looked at again. */
const LOOK_AGAIN_MS = 5_000;

/** Charges of each kind, each counted once. */
export type EffectCounts = { [kind in Effect]?: number };

/**
 * Whose effects an attorney is told of: clients with an open case they are on, and clients whom no attorney is working
 * for, who would otherwise be nobody's. `$1` is the sweep, `$2` the user.
 */
export const EFFECTS_FOR = `FROM law_effects e WHERE e.sweep_id = $1 AND (
  EXISTS (SELECT 1 FROM cases k JOIN case_members m ON m.case_id = k.id WHERE k.client_id = e.client_id AND k.stage <> '${CLOSED}' AND m.user_id = $2)
  OR NOT EXISTS (SELECT 1 FROM cases k JOIN case_members m ON m.case_id = k.id JOIN users u ON u.id = m.user_id
                 WHERE k.client_id = e.client_id AND k.stage <> '${CLOSED}' AND u.disabled_at IS NULL AND u.role = 'attorney'))`;

/** Ends sweeps of the law: tells each attorney what changed for whom. */
@Injectable()
export class LawDigestsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly mailer: Mailer,
    private readonly settings: MessageSettings,
  ) {}

  /**
   * Makes the digests of a sweep whose pages are all done, or failed for good, and ends it; while some are not, asks to
   * be called again. May run twice: a sweep that has ended is left alone.
   */
  async make(actor: Actor, { sweepId }: { sweepId: string }, now: Date): Promise<'ended' | 'waits'> {
    requirePermission(actor, 'eligibility.ask');
    return this.db.inOffice(actor, async (tx) => {
      const [sweep] = await tx.query<{ law_hash: string; waits: boolean }>(
        `SELECT w.law_hash, EXISTS (SELECT 1 FROM jobs j WHERE (j.id = w.job_id OR j.parent_id = w.job_id) AND j.status IN ('queued', 'running')) AS waits
         FROM law_sweeps w WHERE w.id = $1 AND w.ended_at IS NULL FOR UPDATE OF w`,
        [sweepId],
      );
      if (!sweep) return 'ended';
      if (sweep.waits) {
        await enqueue(tx, 'law.digest', { sweepId }, { askedBy: actor.userId, now, runAfter: new Date(now.getTime() + LOOK_AGAIN_MS) });
        return 'waits';
      }
      const [left] = await tx.query<{ count: number }>(`SELECT count(*)::int AS count ${LEFT_BEHIND}`, [sweep.law_hash]);
      await tx.query('UPDATE law_sweeps SET ended_at = $2, clients_left = $3 WHERE id = $1', [sweepId, now, left?.count ?? 0]);
      const attorneys = await tx.query<{ id: string }>(`SELECT id FROM users WHERE role = 'attorney' AND disabled_at IS NULL ORDER BY id`);
      for (const { id: userId } of attorneys) await this.tell(tx, actor, sweepId, userId, now);
      await audit(tx, actor, { action: 'law-sweep.ended', subjectKind: 'law-sweep', subjectId: sweepId, detail: { left: left?.count ?? 0 } });
      return 'ended';
    });
  }

  /**
   * Sends one digest. Held while it goes out, so that two workers never send it both; the mail's key lets a provider
   * drop a second one after a crash between sending and recording. Returns when it was sent, or its reader has left.
   *
   * @throws MailFailure when a later try may succeed
   */
  async send(actor: Actor, { digestId }: { digestId: string }, now: Date): Promise<void> {
    requirePermission(actor, 'eligibility.ask');
    await this.db.inOffice(actor, async (tx) => {
      const [digest] = await tx.query<{ sweepId: string; userId: string; email: Buffer; counts: EffectCounts; senderName: string }>(
        `SELECT d.sweep_id AS "sweepId", d.user_id AS "userId", u.email, d.counts, o.sender_name AS "senderName"
         FROM law_digests d JOIN users u ON u.id = d.user_id JOIN offices o ON o.id = d.office_id
         WHERE d.id = $1 AND d.sent_at IS NULL AND u.disabled_at IS NULL AND u.role = 'attorney' FOR UPDATE OF d SKIP LOCKED`,
        [digestId],
      );
      if (!digest) return;
      const office = await this.vault.office(tx);
      const to = office.open(`users.email:${digest.userId}`, digest.email);
      const from = { name: digest.senderName, address: this.settings.from.address };
      const link = `${this.settings.publicUrl}/law-sweeps/${digest.sweepId}`;
      try {
        await this.mailer.send({ key: `law-digest:${digestId}`, from, to, ...lawDigestMessage(digest.counts, link) });
      } catch (error) {
        // What can never be sent is still read behind the sign-in.
        if (!(error instanceof MailFailure) || error.retry) throw error;
        await audit(tx, actor, { action: 'law-digest.failed', subjectKind: 'law-digest', subjectId: digestId, detail: { why: error.code } });
        return;
      }
      await tx.query('UPDATE law_digests SET sent_at = $2 WHERE id = $1', [digestId, now]);
      await audit(tx, actor, { action: 'law-digest.sent', subjectKind: 'law-digest', subjectId: digestId, detail: { sweepId: digest.sweepId } });
    });
  }

  private async tell(tx: OfficeTx, actor: Actor, sweepId: string, userId: string, now: Date): Promise<void> {
    const rows = await tx.query<{ kind: Effect; charges: number }>(
      `SELECT e.kind, count(DISTINCT e.charge_id)::int AS charges ${EFFECTS_FOR} GROUP BY e.kind ORDER BY e.kind`,
      [sweepId, userId],
    );
    if (rows.length === 0) return;
    const counts = Object.fromEntries(rows.map(({ kind, charges }) => [kind, charges]));
    const [made] = await tx.query<{ id: string }>(
      `INSERT INTO law_digests (id, office_id, sweep_id, user_id, counts, made_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (sweep_id, user_id) DO NOTHING RETURNING id`,
      [uuidv7(), tx.officeId, sweepId, userId, JSON.stringify(counts), now],
    );
    if (made) await enqueue(tx, 'law.digest-send', { digestId: made.id }, { askedBy: actor.userId, now });
  }
}
