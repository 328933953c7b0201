import type { Database } from '#db/transaction.js';
import { Listener } from '#db/listener.js';
import { JOBS, queueId, type JobName, type QueueName } from './job-table.js';
import type { JobsLog } from './jobs-log.js';
import type { QueueBackend } from './queue-backend.js';

export interface RelayOptions {
  db: Database;
  queues: QueueBackend;
  /** Where to listen for new rows. */
  databaseUrl: string;
  now: () => Date;
  log: JobsLog;
  /** Rows handed over in one transaction. */
  batch?: number;
  /** Looks by itself this often in milliseconds, should a notice get lost. */
  pollMs?: number;
  /** How long one hand-over may take in milliseconds before its rows are let go again. */
  deadlineMs?: number;
}

interface OutboxRow {
  id: string;
  office_id: string;
  name: string;
  queue: QueueName;
  sendings: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Hands rows of the outbox to the queue when they are due. Several may run at once: a row is locked by the one that
 * hands it over. One that dies between handing over and saying so leaves a row that is handed over again under the
 * same id, which the queue takes once.
 */
export class OutboxRelay {
  private readonly listener: Listener;
  private readonly batch: number;
  private stopping = false;
  private woken = false;
  private wakeable = true;
  private endSleep: (() => void) | null = null;
  private running: Promise<void> | null = null;

  constructor(private readonly options: RelayOptions) {
    this.batch = options.batch ?? 500;
    this.listener = new Listener({
      url: options.databaseUrl,
      channel: 'vacatur_outbox',
      onNotice: () => this.wake(),
      onProblem: (error) => options.log.warn('relay.not-listening', {}, error),
    });
  }

  /** Resolves when it listens; rows that wait already are handed over at once. */
  async start(): Promise<void> {
    await this.listener.start();
    this.running = this.loop();
  }

  /** Resolves when the hand-over under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endSleep?.();
    await this.listener.close();
    await this.running;
  }

  /**
   * Hands over the rows that are due now, at most one batch.
   *
   * @returns how many were handed over
   */
  async handOver(): Promise<number> {
    const { db, now } = this.options;
    return db.relaying(async (call) => {
      const rows = await call<OutboxRow>('outbox_take', [now(), this.batch]);
      if (rows.length === 0) return 0;
      await Promise.all([...byQueue(rows)].map(([queue, some]) => this.add(queue, some)));
      await call('outbox_sent', [rows.map((row) => row.id), now()]);
      return rows.length;
    });
  }

  private async loop(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        this.woken = false;
        const handed = await this.handOver();
        failures = 0;
        if (handed < this.batch) await this.sleep(await this.untilNext(), true);
      } catch (error) {
        this.options.log.warn('relay.failed', { failed: ++failures }, error);
        await this.sleep(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), false);
      }
    }
  }

  private async add(queue: QueueName, rows: readonly OutboxRow[]): Promise<void> {
    const added = this.options.queues.queue(queue).addBulk(
      rows.map((row) => ({
        name: row.name,
        data: { jobId: row.id, officeId: row.office_id },
        opts: {
          jobId: queueId(row.id, row.sendings + 1),
          ...triesOf(row.name),
          // The row is the record of what became of the job; what the queue keeps would only block its id.
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
    await withDeadline(added, this.options.deadlineMs ?? 15_000);
  }

  private async untilNext(): Promise<number> {
    const poll = this.options.pollMs ?? 5_000;
    const [next] = await this.options.db.acrossOffices<{ outbox_next: Date | null }>('outbox_next', []);
    if (!next?.outbox_next) return poll;
    return Math.max(0, Math.min(poll, next.outbox_next.getTime() - this.options.now().getTime()));
  }

  private wake(): void {
    this.woken = true;
    if (this.wakeable) this.endSleep?.();
  }

  /** Ends early when the relay is stopped and, where `wakeable`, when there is something new. */
  private sleep(ms: number, wakeable: boolean): Promise<void> {
    if (this.stopping || (wakeable && this.woken)) return Promise.resolve();
    this.wakeable = wakeable;
    return new Promise((resolve) => {
      this.endSleep = () => {
        clearTimeout(timer);
        this.endSleep = null;
        resolve();
      };
      const timer = setTimeout(this.endSleep, ms);
    });
  }
}

function byQueue(rows: readonly OutboxRow[]): Map<QueueName, OutboxRow[]> {
  const groups = new Map<QueueName, OutboxRow[]>();
  for (const row of rows) {
    const group = groups.get(row.queue);
    if (group) group.push(row);
    else groups.set(row.queue, [row]);
  }
  return groups;
}

/** A row of a name that this version does not know goes to the queue all the same: the worker marks it failed. */
function triesOf(name: string): { attempts: number; backoff?: { type: 'exponential'; delay: number } } {
  const rule = name in JOBS ? JOBS[name as JobName] : null;
  return rule ? { attempts: rule.attempts, backoff: { type: 'exponential', delay: rule.backoff } } : { attempts: 1 };
}

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // what fails after the deadline has been reported by the deadline
    work.catch(() => undefined);
  }
}
