import type { TaskFilter } from '#domain/cases/tasks.service.js';
import { TASK_KINDS, type TaskKind } from '#domain/cases/tasks.js';
import { Id, Instant, LegalDay, OneOf, Shaped } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

export class TasksQuery extends PageQuery {
  @OneOf(['mine', 'all'], { presence: 'may', description: 'mine (default): assigned to you, or to nobody and of a case whose team you are on' })
  whose?: 'mine' | 'all';

  @LegalDay({ presence: 'may', example: '2026-12-31', description: 'Due on this day or earlier' })
  dueBy?: string;

  @Id({ presence: 'may' })
  clientId?: string;

  @Id({ presence: 'may' })
  caseId?: string;

  @OneOf(TASK_KINDS, { presence: 'may' })
  kind?: TaskKind;
}

export function filterOf({ whose, dueBy, clientId, caseId, kind }: TasksQuery): TaskFilter {
  return {
    whose: whose ?? 'mine',
    ...(dueBy ? { dueBy } : {}),
    ...(clientId ? { clientId } : {}),
    ...(caseId ? { caseId } : {}),
    ...(kind ? { kind } : {}),
  };
}

export class TaskView {
  @Id()
  id!: string;

  @OneOf(TASK_KINDS)
  kind!: TaskKind;

  @Id()
  clientId!: string;

  @Id({ presence: 'or-null' })
  caseId!: string | null;

  @Shaped({ presence: 'or-null', pattern: /^\d{4}-\d{4,}$/, max: 20, allowed: 'a case reference', example: '2026-0012' })
  caseReference!: string | null;

  @Id({ presence: 'or-null' })
  chargeId!: string | null;

  @Id({ presence: 'or-null' })
  findingId!: string | null;

  @Shaped({ presence: 'or-null', pattern: /^[\w.-]+$/, max: 100, allowed: 'the id of a provision', example: 'ny-440.10-1-i' })
  provision!: string | null;

  @LegalDay({ presence: 'or-null', example: '2026-12-01', description: 'Last day on which it should be done, itself included' })
  dueOn!: string | null;

  @Id({ presence: 'or-null', description: 'null: anybody of the case team, or of the office where there is no case' })
  assignedTo!: string | null;

  @Instant({ presence: 'or-null', example: null })
  doneAt!: string | null;

  @Id({ presence: 'or-null', description: 'null with doneAt: what it asked for is no longer to be done' })
  doneBy!: string | null;

  @Instant()
  createdAt!: string;
}
