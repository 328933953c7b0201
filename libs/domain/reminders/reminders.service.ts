import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { MailFailure } from '#platform/mail-failure.js';
import { Mailer } from '#platform/mailer.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { officeDay } from '../access/office-day.js';
import { Vault } from '../access/vault.js';
import { openTask } from '../cases/tasks.js';
import { moveDeadlines, moveReminders, roadsOf } from './planning.js';
import { holdReminder, judge, MessageSettings, recordedMessage, recordMessage, type DueReminder } from './sending.js';

/** Messages that a later try may bring out. Their rows say which; the job runs again for them. */
export class MessagesWaiting extends Error {
  override readonly name = 'MessagesWaiting';

  constructor(readonly count: number) {
    super(`${count} message(s) could not be sent now`);
  }
}

/** A run that takes longer is broken off; the next one asks anew what is due and what time it is. */
const LONGEST_RUN_MS = 5 * 60_000;

export type Outcome = 'sent' | 'later' | 'cancelled' | 'refused' | 'failed' | 'retry' | 'taken';
export type SendSummary = { readonly [outcome in Outcome]: number };

@Injectable()
export class RemindersService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly mailer: Mailer,
    private readonly settings: MessageSettings,
  ) {}

  /**
   * Brings a client's deadlines and reminders into line with the latest findings, the case's team and the contact
   * points. A client who is closed and did not agree to be contacted again, or whose text was destroyed, has none.
   * Returns without a word when the client is gone. May run twice: nothing changes the second time.
   */
  async planFor(actor: Actor, { clientId }: { clientId: string }, now: Date): Promise<void> {
    requirePermission(actor, 'deadline.write');
    await this.db.inOffice(actor, async (tx) => {
      const [client] = await tx.query<{ silent: boolean }>(
        `SELECT k.wrapped_key IS NULL OR (c.status = 'closed' AND c.recontact IS NOT TRUE) AS silent
         FROM clients c JOIN client_keys k ON k.client_id = c.id WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
        [clientId],
      );
      if (!client) return;
      const today = await officeDay(tx, now);
      if (client.silent) {
        await tx.query(`UPDATE reminders SET status = 'cancelled', why = 'client-closed', settled_at = $2 WHERE client_id = $1 AND status = 'planned'`, [clientId, now]);
        return;
      }
      const roads = await roadsOf(tx, this.vault, clientId);
      await moveDeadlines(tx, clientId, roads, today, now);
      const { added, cancelled } = await moveReminders(tx, clientId, roads, today, now);
      await settleEndedWaits(tx, clientId, today, '<');
      await audit(tx, actor, { action: 'reminders.planned', subjectKind: 'client', subjectId: clientId, clientId, detail: { added, cancelled } });
    });
  }

  /**
   * Sends the office's reminders that are due. Each is asked about twice, before it is recorded and right before it
   * goes out, and is held by this worker while it goes out, so that several workers never send one message. A worker
   * that is killed leaves it on record; the next one sends it under the same key.
   *
   * @throws MessagesWaiting after all others were dealt with, when a later try may bring some out
   */
  async sendDue(actor: Actor, now: Date): Promise<SendSummary> {
    requirePermission(actor, 'deadline.write');
    const ids = await this.db.inOffice(actor, async (tx) => {
      const rows = await tx.query<{ id: string }>(
        `SELECT id FROM reminders WHERE status IN ('planned', 'sending') AND due_on <= $1 ORDER BY due_on, id`,
        [await officeDay(tx, now)],
      );
      return rows.map((row) => row.id);
    });
    const summary = { sent: 0, later: 0, cancelled: 0, refused: 0, failed: 0, retry: 0, taken: 0 };
    const began = performance.now();
    const broken: unknown[] = [];
    for (const [index, id] of ids.entries()) {
      // `now` grows old while a slow mail server is waited for; the hours in which a client may be reached go by the clock.
      if (performance.now() - began > LONGEST_RUN_MS) throw new MessagesWaiting(summary.retry + ids.length - index);
      try {
        summary[await this.sendOne(actor, id, now)] += 1;
      } catch (error) {
        broken.push(error);
      }
    }
    // Last, since one that cannot be read must not keep the others from their deadlines.
    if (broken.length > 0) throw broken[0];
    if (summary.retry > 0) throw new MessagesWaiting(summary.retry);
    return summary;
  }

  private async sendOne(actor: Actor, id: string, now: Date): Promise<Outcome> {
    const recorded = await this.db.inOffice(actor, (tx) => this.record(tx, actor, id, now));
    return recorded === 'recorded' ? this.db.inOffice(actor, (tx) => this.deliver(tx, actor, id, now)) : recorded;
  }

  private async record(tx: OfficeTx, actor: Actor, id: string, now: Date): Promise<Outcome | 'recorded'> {
    const reminder = await holdReminder(tx, id);
    if (!reminder) return 'taken';
    if (reminder.status === 'sending') return 'recorded';
    const verdict = await judge(tx, this.vault, this.settings, reminder, now);
    if ('send' in verdict) {
      await recordMessage(tx, this.vault, reminder, verdict.send, now);
      return 'recorded';
    }
    return this.leave(tx, actor, reminder, verdict, now);
  }

  private async deliver(tx: OfficeTx, actor: Actor, id: string, now: Date): Promise<Outcome> {
    const reminder = await holdReminder(tx, id);
    if (reminder?.status !== 'sending') return 'taken';
    const verdict = await judge(tx, this.vault, this.settings, reminder, now);
    if (!('send' in verdict)) return this.leave(tx, actor, reminder, verdict, now);
    const message = await recordedMessage(tx, this.vault, reminder);
    // The address on record may have been given up for a safer one after the message was written.
    if (message.content.to !== verdict.send.to) return this.leave(tx, actor, reminder, { refuse: 'address-changed' }, now);
    try {
      const from = { name: reminder.senderName, address: this.settings.from.address };
      const { providerId } = await this.mailer.send({ key: message.key, from, ...message.content });
      await tx.query('UPDATE messages SET sent_at = $2, provider_id = $3 WHERE id = $1', [message.id, now, providerId]);
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error;
      if (error.retry) return 'retry';
      await this.tellAPerson(tx, reminder, 'reminder-failed', now);
      return this.settle(tx, actor, reminder, 'failed', error.code, now);
    }
    return this.settle(tx, actor, reminder, 'sent', null, now);
  }

  private async leave(
    tx: OfficeTx,
    actor: Actor,
    reminder: DueReminder,
    verdict: { later: true } | { cancel: string } | { refuse: string },
    now: Date,
  ): Promise<Outcome> {
    if ('later' in verdict) return 'later';
    // Somebody else of the team, or another day, takes its place where there is one.
    await enqueue(tx, 'reminders.plan', { clientId: reminder.clientId }, { askedBy: actor.userId, now });
    if ('cancel' in verdict) return this.settle(tx, actor, reminder, 'cancelled', verdict.cancel, now);
    await this.tellAPerson(tx, reminder, 'reminder-refused', now);
    return this.settle(tx, actor, reminder, 'refused', verdict.refuse, now);
  }

  private async tellAPerson(tx: OfficeTx, reminder: DueReminder, kind: 'reminder-refused' | 'reminder-failed', now: Date): Promise<void> {
    const { clientId, caseId, chargeId, findingId } = reminder;
    await openTask(tx, { clientId, caseId, chargeId, findingId, kind, dueOn: await officeDay(tx, now), dedup: `${kind}:${reminder.id}` });
  }

  private async settle(
    tx: OfficeTx,
    actor: Actor,
    reminder: DueReminder,
    status: 'sent' | 'cancelled' | 'refused' | 'failed',
    why: string | null,
    now: Date,
  ): Promise<Outcome> {
    await tx.query('UPDATE reminders SET status = $2, why = $3, settled_at = $4 WHERE id = $1', [reminder.id, status, why, now]);
    await settleEndedWaits(tx, reminder.clientId, await officeDay(tx, now), '<=');
    await audit(tx, actor, {
      action: `reminder.${status}`,
      subjectKind: 'reminder',
      subjectId: reminder.id,
      clientId: reminder.clientId,
      detail: { audience: reminder.audience, deadlineId: reminder.deadlineId, ...(why ? { why } : {}) },
    });
    return status;
  }
}

/**
 * A wait is over once its day has come and nobody is left to be told. `<=` counts today too: on the day itself that is
 * only known after its reminder went out.
 */
async function settleEndedWaits(tx: OfficeTx, clientId: string, today: string, until: '<' | '<='): Promise<void> {
  await tx.query(
    `UPDATE deadlines d SET status = 'met', version = version + 1
     WHERE d.client_id = $1 AND d.kind = 'waiting-period-ends' AND d.status = 'open' AND d.on_day ${until} $2
       AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.deadline_id = d.id AND r.status IN ('planned', 'sending'))`,
    [clientId, today],
  );
}
