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
export async function enqueue<Name extends JobName>(tx: OfficeTx, name: Name, payload: JobPayloads[Name], options: EnqueueOptions): Promise<string> {
  const [id] = await enqueueMany(tx, name, [payload], options);
  if (!id) throw new Error(`${name}: the job row was not written`);
  return id;
}

/**
 * The same for many jobs of one name in one statement. Requests that are alike are one job.
 *
 * @returns the ids of the job rows, in the order of the payloads, each once
 */
export async function enqueueMany<Name extends JobName>(
  tx: OfficeTx,
  name: Name,
  payloads: readonly JobPayloads[Name][],
  { askedBy, now, runAfter, parentId }: EnqueueOptions,
): Promise<string[]> {
  if (payloads.length === 0) return [];
  const rule = JOBS[name];
  const due = runAfter ?? new Date(now.getTime() + (rule.debounce ?? 0));
  // PostgreSQL refuses to join two rows of one statement.
  const alike = new Map(payloads.map((payload, index) => [rule.dedup?.(payload) ?? index, payload]));
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO jobs (id, office_id, name, queue, payload, dedup, run_after, asked_by, parent_id, created_at)
     SELECT id, $1, $2, $3, payload, dedup, $4, $5, $6, $7 FROM unnest($8::uuid[], $9::jsonb[], $10::text[]) AS j(id, payload, dedup)
     ON CONFLICT (office_id, name, dedup) WHERE status = 'queued' AND sent_at IS NULL AND dedup IS NOT NULL
     DO UPDATE SET asked_by = coalesce(excluded.asked_by, jobs.asked_by), parent_id = coalesce(jobs.parent_id, excluded.parent_id)
     RETURNING id`,
    [
      tx.officeId,
      name,
      rule.queue,
      due,
      askedBy,
      parentId ?? null,
      now,
      [...alike].map(() => uuidv7()),
      [...alike.values()].map((payload) => JSON.stringify(payload)),
      [...alike.keys()].map((dedup) => (typeof dedup === 'number' ? null : dedup)),
    ],
  );
  return rows.map((row) => row.id);
}
