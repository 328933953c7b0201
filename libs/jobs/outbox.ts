import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import { JOBS, type JobName, type JobPayloads } from './job-table.js';

export interface EnqueueOptions {
  /** The user on whose behalf the job runs; null when the program itself asks. */
  askedBy: string | null;
  now: Date;
  /** Earliest start; default now, or the job's debounce after now. */
  runAfter?: Date;
  /** The bigger job this one is a part of: its progress counts the parts. */
  parentId?: string;
}

/**
 * Asks for a job in the transaction of the change that makes it necessary: when that is rolled back, so is the job.
 * A request like one that still waits for the relay joins it.
 *
 * @returns the id of the job row, which is also how its progress is asked for
 */
export async function enqueue<Name extends JobName>(
  tx: OfficeTx,
  name: Name,
  payload: JobPayloads[Name],
  { askedBy, now, runAfter, parentId }: EnqueueOptions,
): Promise<string> {
  const rule = JOBS[name];
  const due = runAfter ?? new Date(now.getTime() + (rule.debounce ?? 0));
  const dedup = rule.dedup?.(payload) ?? null;
  const [row] = await tx.query<{ id: string }>(
    `INSERT INTO jobs (id, office_id, name, queue, payload, dedup, run_after, asked_by, parent_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (office_id, name, dedup) WHERE status = 'queued' AND sent_at IS NULL AND dedup IS NOT NULL
     DO UPDATE SET asked_by = coalesce(excluded.asked_by, jobs.asked_by), parent_id = coalesce(jobs.parent_id, excluded.parent_id)
     RETURNING id`,
    [uuidv7(), tx.officeId, name, rule.queue, JSON.stringify(payload), dedup, due, askedBy, parentId ?? null, now],
  );
  if (!row) throw new Error(`${name}: the job row was not written`);
  return row.id;
}
