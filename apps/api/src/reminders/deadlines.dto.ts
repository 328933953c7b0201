import { DEADLINE_STATUSES, type DeadlineChange, type DeadlineFilter, type NewDeadline } from '#domain/reminders/deadlines.service.js';
import type { DeadlineKind } from '#domain/reminders/plan.js';
import { Id, Instant, LegalDay, OneOf, Text, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const KINDS = ['waiting-period-ends', 'filing-deadline', 'set-by-hand'] as const satisfies readonly DeadlineKind[];
const NOTE = { max: 1000, example: 'Hand the certified disposition to the clerk', description: 'What it is for; sealed' };

export class DeadlinesQuery extends PageQuery {
  @LegalDay({ presence: 'may', example: '2026-11-21', description: 'First day, included' })
  from?: string;

  @LegalDay({ presence: 'may', example: '2027-11-21', description: 'Last day, included' })
  to?: string;

  @OneOf(DEADLINE_STATUSES, { presence: 'may', example: 'open' })
  status?: (typeof DEADLINE_STATUSES)[number];

  @OneOf(KINDS, { presence: 'may' })
  kind?: DeadlineKind;

  @Id({ presence: 'may' })
  clientId?: string;

  @Id({ presence: 'may' })
  caseId?: string;
}

export function deadlineFilterOf({ from, to, status, kind, clientId, caseId }: DeadlinesQuery): DeadlineFilter {
  return { from, to, status, kind, clientId, caseId };
}

export class NewDeadlineRequest {
  @Id()
  clientId!: string;

  @Id({ presence: 'or-null', example: null, description: 'A case of this client; its team is told' })
  caseId?: string | null;

  @LegalDay({ example: '2027-03-01', description: 'The day itself still counts' })
  onDay!: string;

  @Text(NOTE)
  note!: string;
}

export function newDeadlineOf({ clientId, caseId, onDay, note }: NewDeadlineRequest): NewDeadline {
  return { clientId, caseId: caseId ?? null, onDay, note };
}

export class DeadlinePatchRequest {
  @LegalDay({ presence: 'may', example: '2027-03-08', description: 'Only of a deadline set by hand' })
  onDay?: string;

  @Text({ ...NOTE, presence: 'may' })
  note?: string;

  @OneOf(['open', 'met'], { presence: 'may', example: 'open', description: 'met: done, nobody is reminded any more' })
  status?: 'open' | 'met';
}

export function deadlineChangeOf({ onDay, note, status }: DeadlinePatchRequest): DeadlineChange {
  return { onDay, note, status };
}

export class DeadlineView {
  @Id()
  id!: string;

  @Id()
  clientId!: string;

  @Id({ presence: 'or-null' })
  caseId!: string | null;

  @Id({ presence: 'or-null' })
  chargeId!: string | null;

  @Id({ presence: 'or-null' })
  findingId!: string | null;

  @Text({ presence: 'or-null', max: 100, example: 'ny-160.59' })
  provision!: string | null;

  @OneOf(KINDS)
  kind!: string;

  @LegalDay({ example: '2028-02-29', description: 'filing-deadline: the last day. waiting-period-ends: the first day the road is open' })
  onDay!: string;

  @OneOf(DEADLINE_STATUSES)
  status!: string;

  @Text({ ...NOTE, presence: 'or-null' })
  note!: string | null;

  @Id({ presence: 'or-null' })
  setBy!: string | null;

  @Whole({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;

  @Instant()
  createdAt!: string;
}
