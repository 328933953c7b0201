/**
 * Every job of the program: what it is called, which queue it runs in, what its payload says (ids only), how often it
 * is tried and how long it rests between tries. A worker refuses to start when a job has no handler, or two.
 */
export interface JobPayloads {
  /** Ask the law about one client's record. */
  'eligibility.check': { clientId: string; reason: 'record-changed' | 'asked' | 'day-passed' | 'law-changed' };
  /** Page through the office's clients whose answers could have changed by themselves, or all of them. */
  'eligibility.sweep': { reason: 'day-passed' | 'asked' };
  /** Begin a look at the whole caseload when its answers come from other law than this, the law's content hash. */
  'law.sweep': { law: string };
  /** Check the clients of a sweep from the first id to the last, both included. */
  'law.sweep-page': { sweepId: string; first: string; last: string };
  /** When a sweep's pages are done: make the attorneys' digests. */
  'law.digest': { sweepId: string };
  /** Send one attorney's digest. */
  'law.digest-send': { digestId: string };
  /** A charge's best finding changed: tell the teams of the open cases on that charge. */
  'case.finding-changed': { findingId: string };
  /** Render one packet of papers. */
  'document.render': { packetId: string };
  /** Bring a client's deadlines and reminders into line with the latest findings, case team and contact points. */
  'reminders.plan': { clientId: string };
  /** Send the office's reminders that are due. */
  'reminders.send-due': Record<string, never>;
  /** Link the office's new audit entries into its chain. */
  'audit.link': Record<string, never>;
}

export type JobName = keyof JobPayloads;
export type QueueName = 'records' | 'documents' | 'messages' | 'reports';

export interface JobRule {
  queue: QueueName;
  attempts: number;
  /** Rest before the second try in milliseconds; it doubles with each further one. */
  backoff: number;
  /** Two requests with the same answer here, made before the first was handed to the queue, are one job. */
  dedup?: (payload: Record<string, unknown>) => string;
  /** Requests wait this long in milliseconds for others like them. */
  debounce?: number;
  /** Rows of done jobs are removed after this many days; default 30. Failed ones are kept. */
  keepDoneDays?: number;
}

export const JOBS: { readonly [name in JobName]: JobRule } = {
  'eligibility.check': { queue: 'records', attempts: 5, backoff: 1_000, dedup: (p) => String(p['clientId']), debounce: 500 },
  'eligibility.sweep': { queue: 'records', attempts: 5, backoff: 5_000, dedup: () => 'office' },
  // Several versions of the program may run while a new one is brought out: only a worker with that law takes it.
  'law.sweep': { queue: 'records', attempts: 10, backoff: 5_000, dedup: (p) => String(p['law']) },
  'law.sweep-page': { queue: 'records', attempts: 10, backoff: 5_000, dedup: (p) => `${String(p['sweepId'])} ${String(p['first'])}` },
  'law.digest': { queue: 'reports', attempts: 8, backoff: 5_000, dedup: (p) => String(p['sweepId']) },
  'law.digest-send': { queue: 'messages', attempts: 8, backoff: 10_000, dedup: (p) => String(p['digestId']) },
  'case.finding-changed': { queue: 'records', attempts: 5, backoff: 1_000, dedup: (p) => String(p['findingId']) },
  'document.render': { queue: 'documents', attempts: 4, backoff: 2_000, dedup: (p) => String(p['packetId']) },
  'reminders.plan': { queue: 'messages', attempts: 5, backoff: 1_000, dedup: (p) => String(p['clientId']) },
  'reminders.send-due': { queue: 'messages', attempts: 8, backoff: 10_000, dedup: () => 'office' },
  'audit.link': { queue: 'reports', attempts: 3, backoff: 5_000, dedup: () => 'office', keepDoneDays: 1 },
};

export const QUEUES: readonly QueueName[] = ['records', 'documents', 'messages', 'reports'];

/** What travels through the queue: ids, nothing else. The handler loads the row and everything it speaks of. */
export interface QueuedJob {
  jobId: string;
  officeId: string;
}

/**
 * The queue's id for one hand-over of a job row: each gets its own, so that one put back is never taken for the one
 * that was lost. BullMQ's ids may not hold `:` or be all digits.
 */
export function queueId(jobId: string, sending: number): string {
  return `${jobId}-${sending}`;
}
