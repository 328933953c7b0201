import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound } from '../access/errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import { OPEN_TASK, type TaskKind } from './tasks.js';
import { addEvent } from './timeline.js';

export interface TaskView {
  id: string;
  kind: TaskKind;
  clientId: string;
  caseId: string | null;
  caseReference: string | null;
  chargeId: string | null;
  findingId: string | null;
  /** Provision of the finding, where the task comes from one. */
  provision: string | null;
  /** Last day on which it should be done, itself included. */
  dueOn: string | null;
  /** Null: anybody of the case team, or of the office where there is no case. */
  assignedTo: string | null;
  doneAt: Date | null;
  /** Null with `doneAt`: what it asked for is no longer to be done. */
  doneBy: string | null;
  createdAt: Date;
}

export interface TaskFilter {
  /** mine: assigned to the actor, or to nobody and of a case whose team the actor is on · all: the office's. */
  whose: 'mine' | 'all';
  /** Due on this day or earlier. */
  dueBy?: string;
  clientId?: string;
  caseId?: string;
  kind?: TaskKind;
}

const TASKS = `SELECT t.id, t.kind, t.client_id AS "clientId", t.case_id AS "caseId", k.reference AS "caseReference", t.charge_id AS "chargeId",
    t.finding_id AS "findingId", f.provision, t.due_on AS "dueOn", t.assigned_to AS "assignedTo", t.done_at AS "doneAt", t.done_by AS "doneBy",
    t.created_at AS "createdAt"
  FROM tasks t LEFT JOIN cases k ON k.id = t.case_id LEFT JOIN findings f ON f.id = t.finding_id`;

/** What people have to do. Tasks are opened by `openTask`; people say here that they did them. */
@Injectable()
export class TasksService {
  constructor(private readonly db: Database) {}

  /** Open tasks, the earliest due first; those without a day come last. */
  async list(actor: Actor, filter: TaskFilter, { limit, cursor }: PageRequest): Promise<Page<TaskView>> {
    requirePermission(actor, 'case.read');
    return this.db.inOffice(actor, async (tx) => {
      const values: unknown[] = [];
      const mark = (value: unknown): string => `$${values.push(value)}`;
      const where = ['t.office_id = current_office()', OPEN_TASK];
      if (filter.whose === 'mine') {
        const me = mark(actor.userId);
        where.push(`(t.assigned_to = ${me} OR (t.assigned_to IS NULL
          AND EXISTS (SELECT 1 FROM case_members m WHERE m.case_id = t.case_id AND m.user_id = ${me})))`);
      }
      if (filter.dueBy) where.push(`t.due_on <= ${mark(filter.dueBy)}`);
      if (filter.clientId) where.push(`t.client_id = ${mark(filter.clientId)}`);
      if (filter.caseId) where.push(`t.case_id = ${mark(filter.caseId)}`);
      if (filter.kind) where.push(`t.kind = ${mark(filter.kind)}`);
      if (cursor) {
        const [day, id] = readCursor(cursor, 'tasks', ['day-or-null', 'uuid']);
        if (day) where.push(`((t.due_on, t.id) > (${mark(day)}::date, ${mark(id)}::uuid) OR t.due_on IS NULL)`);
        else where.push(`t.due_on IS NULL AND t.id > ${mark(id)}::uuid`);
      }
      const rows = await tx.query<TaskView>(`${TASKS} WHERE ${where.join(' AND ')} ORDER BY t.due_on, t.id LIMIT ${mark(limit + 1)}`, values);
      const page = pageOf(rows, limit, (last) => writeCursor('tasks', [last.dueOn, last.id]), (row) => row);
      await audit(tx, actor, {
        action: 'tasks.listed',
        subjectKind: 'office',
        subjectId: tx.officeId,
        clientId: filter.clientId ?? null,
        detail: { whose: filter.whose, tasks: page.items.map((task) => task.id) },
      });
      return page;
    });
  }

  /** Says that a task is done. May run twice: the first time counts. @throws Problem not-found (404) */
  async complete(actor: Actor, taskId: string, now: Date): Promise<TaskView> {
    return this.settle(actor, taskId, 'task-done', now);
  }

  /** Opens a task again that was said to be done. May run twice. @throws Problem not-found (404) */
  async reopen(actor: Actor, taskId: string, now: Date): Promise<TaskView> {
    return this.settle(actor, taskId, 'task-reopened', now);
  }

  private async settle(actor: Actor, taskId: string, kind: 'task-done' | 'task-reopened', now: Date): Promise<TaskView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'case.write', 'task', [taskId]);
      const [row] = await tx.query<{ caseId: string | null; done: boolean }>(
        'SELECT case_id AS "caseId", done_at IS NOT NULL AS done FROM tasks WHERE id = $1 FOR NO KEY UPDATE',
        [taskId],
      );
      if (!row || !clientId) throw notFound();
      if (row.done !== (kind === 'task-done')) {
        const done = kind === 'task-done';
        await tx.query('UPDATE tasks SET done_at = $2, done_by = $3 WHERE id = $1', [taskId, done ? now : null, done ? actor.userId : null]);
        await audit(tx, actor, { action: kind.replace('-', '.'), subjectKind: 'task', subjectId: taskId, clientId });
        if (row.caseId) await addEvent(tx, actor, { id: row.caseId, clientId }, kind, { taskId }, now);
      } else {
        await audit(tx, actor, { action: 'task.read', subjectKind: 'task', subjectId: taskId, clientId });
      }
      return this.load(tx, taskId);
    });
  }

  private async load(tx: OfficeTx, taskId: string): Promise<TaskView> {
    const [task] = await tx.query<TaskView>(`${TASKS} WHERE t.id = $1`, [taskId]);
    if (!task) throw notFound();
    return task;
  }
}
