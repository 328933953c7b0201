import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';

export const REMINDER_STATUSES = ['planned', 'cancelled', 'sending', 'sent', 'refused', 'failed'] as const;
export type ReminderStatus = (typeof REMINDER_STATUSES)[number];

/** Who is told of a deadline, when, and what became of it. Neither address nor words: those are behind the client's file. */
export interface ReminderView {
  id: string;
  clientId: string;
  deadlineId: string;
  caseId: string | null;
  onDay: string;
  daysBefore: number;
  audience: 'staff' | 'client';
  userId: string | null;
  contactPointId: string | null;
  dueOn: string;
  status: ReminderStatus;
  /** Why it was cancelled, refused or failed, as a code. */
  why: string | null;
  settledAt: Date | null;
}

export interface ReminderFilter {
  from?: string | undefined;
  to?: string | undefined;
  status?: ReminderStatus | undefined;
  clientId?: string | undefined;
  caseId?: string | undefined;
}

@Injectable()
export class ReminderListService {
  constructor(private readonly db: Database) {}

  /** By the day they are due, the earliest first; cancelled ones only when asked for. */
  async list(actor: Actor, filter: ReminderFilter, { limit, cursor }: PageRequest): Promise<Page<ReminderView>> {
    requirePermission(actor, 'deadline.read');
    return this.db.inOffice(actor, async (tx) => {
      const [afterDay, afterId] = cursor === null ? [null, null] : readCursor(cursor, 'reminders', ['day', 'uuid']);
      const rows = await tx.query<ReminderView>(
        `SELECT r.id, r.client_id AS "clientId", r.deadline_id AS "deadlineId", d.case_id AS "caseId", d.on_day AS "onDay",
                r.days_before AS "daysBefore", r.audience, r.user_id AS "userId", r.contact_point_id AS "contactPointId",
                r.due_on AS "dueOn", r.status, r.why, r.settled_at AS "settledAt"
         FROM reminders r JOIN deadlines d ON d.id = r.deadline_id
         WHERE ($1::date IS NULL OR r.due_on >= $1) AND ($2::date IS NULL OR r.due_on <= $2)
           AND (r.status = $3 OR ($3::text IS NULL AND r.status <> 'cancelled'))
           AND ($4::uuid IS NULL OR r.client_id = $4) AND ($5::uuid IS NULL OR d.case_id = $5)
           AND ($6::date IS NULL OR (r.due_on, r.id) > ($6, $7::uuid))
         ORDER BY r.due_on, r.id LIMIT $8`,
        [filter.from, filter.to, filter.status, filter.clientId, filter.caseId, afterDay, afterId, limit + 1],
      );
      const page = pageOf(rows, limit, (last) => writeCursor('reminders', [last.dueOn, last.id]), (row) => row);
      await audit(tx, actor, { action: 'reminders.listed', subjectKind: 'office', subjectId: tx.officeId, clientId: filter.clientId ?? null, detail: { reminders: page.items.map((row) => row.id) } });
      return page;
    });
  }
}
