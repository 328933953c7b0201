import { REMINDER_STATUSES, type ReminderFilter } from '#domain/reminders/reminder-list.service.js';
import { Id, Instant, LegalDay, OneOf, Text, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

export class RemindersQuery extends PageQuery {
  @LegalDay({ presence: 'may', example: '2026-11-21', description: 'First due day, included' })
  from?: string;

  @LegalDay({ presence: 'may', example: '2027-11-21', description: 'Last due day, included' })
  to?: string;

  @OneOf(REMINDER_STATUSES, { presence: 'may', description: 'Left out: all but cancelled ones' })
  status?: (typeof REMINDER_STATUSES)[number];

  @Id({ presence: 'may' })
  clientId?: string;

  @Id({ presence: 'may' })
  caseId?: string;
}

export function reminderFilterOf({ from, to, status, clientId, caseId }: RemindersQuery): ReminderFilter {
  return { from, to, status, clientId, caseId };
}

export class ReminderView {
  @Id()
  id!: string;

  @Id()
  clientId!: string;

  @Id()
  deadlineId!: string;

  @Id({ presence: 'or-null' })
  caseId!: string | null;

  @LegalDay({ example: '2028-02-29', description: 'The day it speaks of' })
  onDay!: string;

  @Whole({ min: 0, max: 1000, example: 60 })
  daysBefore!: number;

  @OneOf(['staff', 'client'])
  audience!: string;

  @Id({ presence: 'or-null' })
  userId!: string | null;

  @Id({ presence: 'or-null' })
  contactPointId!: string | null;

  @LegalDay({ example: '2027-12-31', description: 'The day it goes out' })
  dueOn!: string;

  @OneOf(REMINDER_STATUSES)
  status!: string;

  @Text({ presence: 'or-null', max: 60, example: null, description: 'Why it was cancelled, refused or failed' })
  why!: string | null;

  @Instant({ presence: 'or-null' })
  settledAt!: string | null;
}
