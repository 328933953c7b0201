/** The handlers of all jobs, by name: `JobHandlers`. */
export const JOB_HANDLERS = Symbol('JOB_HANDLERS');
/** The log, as the jobs see it: `JobsLog`. */
export const JOBS_LOG = Symbol('JOBS_LOG');
/** How long a stop waits for what runs, in milliseconds. */
export const GRACE_MS = Symbol('GRACE_MS');
