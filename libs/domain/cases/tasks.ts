import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';

/** Why a person is asked to act. The words for each are the reader's business; the row holds codes and ids only. */
export const TASK_KINDS = [
  /** A charge can be cleared now: draw up the papers. */
  'finding-eligible',
  /** The law should have cleared it by itself: see whether that happened. */
  'finding-automatic',
  /** Only an attorney can answer what the finding turns on. */
  'finding-attorney-decides',
  /** A window that was open has closed, or an answer got worse. */
  'finding-lost',
  /** A reminder must not be sent to this client: get in touch in another way. */
  'reminder-refused',
  /** The provider refused a message for good. */
  'reminder-failed',
  /** A packet was stopped: what was printed is not what was chosen. */
  'packet-stopped',
] as const;

export type TaskKind = (typeof TASK_KINDS)[number];

export interface NewTask {
  clientId: string;
  caseId?: string | null;
  chargeId?: string | null;
  findingId?: string | null;
  kind: TaskKind;
  /** Last day on which it should be done, itself included. */
  dueOn?: string | null;
  /** Null: anybody of the case team, or of the office where there is no case. */
  assignedTo?: string | null;
  /** The reason in full, by codes and ids: the same reason opens one task, however often it is seen. */
  dedup: string;
}

/** SQL over `tasks t`: still to be done. What was to be done about a charge that was struck is not. */
export const OPEN_TASK = `t.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM charges struck WHERE struck.id = t.charge_id AND struck.struck_at IS NOT NULL)`;

/**
 * Opens a task in the caller's transaction. May run twice: a reason seen before opens nothing, even when its task is
 * done by now.
 *
 * @returns the new task's id, or null when this reason had opened one already
 */
export async function openTask(tx: OfficeTx, task: NewTask): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `INSERT INTO tasks (id, office_id, client_id, case_id, charge_id, finding_id, kind, due_on, assigned_to, dedup)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (office_id, dedup) DO NOTHING RETURNING id`,
    [
      uuidv7(),
      tx.officeId,
      task.clientId,
      task.caseId ?? null,
      task.chargeId ?? null,
      task.findingId ?? null,
      task.kind,
      task.dueOn ?? null,
      task.assignedTo ?? null,
      task.dedup,
    ],
  );
  return row?.id ?? null;
}
