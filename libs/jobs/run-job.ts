import { UnrecoverableError } from 'bullmq';
import { describeFailure } from './failure.js';
import type { JobName, JobPayloads, QueuedJob } from './job-table.js';
import type { JobsLog } from './jobs-log.js';
import type { Ledger, Try } from './ledger.js';
import { ProgressMeter } from './progress-meter.js';

/** What a handler is given. */
export interface JobRun<Name extends JobName = JobName> {
  jobId: string;
  officeId: string;
  askedBy: string | null;
  payload: JobPayloads[Name];
  attempt: number;
  /** Says how far the job is. `step` is a few plain words about the work, never about the client. */
  progress(done: number, total: number | null, step?: string): void;
}

/**
 * One domain call per job. It reloads what the ids speak of, returns when that is gone, done or superseded, and may
 * run twice for one job.
 */
export type JobHandlers = { readonly [Name in JobName]: (run: JobRun<Name>) => Promise<unknown> };

/** What the queue handed out. */
export interface HandedOut {
  id?: string | undefined;
  name: string;
  data: QueuedJob;
}

/**
 * Runs one job that came out of the queue, and keeps its row. What it throws is for the queue alone: it says nothing
 * but a code, since the queue keeps it in clear.
 *
 * @throws Error when the queue shall try again; UnrecoverableError when the row says that it is over
 */
export async function runJob(job: HandedOut, handlers: JobHandlers, ledger: Ledger, log: JobsLog): Promise<'done' | 'skipped'> {
  const started = Date.now();
  const begun = await ledger.start(job.data, job.name, sendingOf(job));
  if (typeof begun === 'string') {
    log.info('job.skipped', { jobId: job.data.jobId, job: job.name, reason: begun });
    return 'skipped';
  }
  const { jobId, officeId, attempt } = begun;
  const about = { jobId, officeId, job: begun.name, attempt };
  const meter = new ProgressMeter((done, total, step) => ledger.progress(begun, done, total, step));
  try {
    await handlerOf(begun, handlers)(meter);
    await meter.flush();
    const counts = await ledger.done(begun);
    log.info(counts ? 'job.done' : 'job.overtaken', { ...about, ms: Date.now() - started });
    return 'done';
  } catch (error) {
    await meter.flush().catch(() => undefined);
    const described = describeFailure(error);
    const failure = error instanceof UnknownJob ? error.failure : { ...described, forGood: described.forGood || begun.last };
    await ledger.failed(begun, failure);
    log[failure.forGood ? 'error' : 'warn']('job.failed', { ...about, ms: Date.now() - started, code: failure.code, retry: !failure.forGood }, error);
    throw failure.forGood ? new UnrecoverableError(failure.code) : new Error(failure.code);
  }
}

class UnknownJob extends Error {
  readonly failure = { code: 'unknown-job', problem: 'This version of the program has no such job', forGood: true };
}

function handlerOf(begun: Try, handlers: JobHandlers): (meter: ProgressMeter) => Promise<unknown> {
  if (!Object.hasOwn(handlers, begun.name)) throw new UnknownJob(begun.name);
  // The name chose the handler, and the row was written by `enqueue`, which ties the payload to the name.
  const handler = handlers[begun.name as JobName] as (run: JobRun) => Promise<unknown>;
  const { jobId, officeId, askedBy, attempt } = begun;
  return (meter) =>
    handler({
      jobId,
      officeId,
      askedBy,
      attempt,
      payload: begun.payload as JobPayloads[JobName],
      progress: (done, total, step) => meter.report(done, total, step ?? null),
    });
}

/** The hand-over is the part of the queue's id after the row's. */
function sendingOf({ id, data }: HandedOut): number {
  const sending = Number(id?.slice(data.jobId.length + 1));
  if (!id?.startsWith(`${data.jobId}-`) || !Number.isInteger(sending)) throw new UnrecoverableError('not-from-the-relay');
  return sending;
}
