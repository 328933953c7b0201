import type { Database } from '#db/transaction.js';
import type { JobName } from '#jobs/job-table.js';
import type { JobsLog } from '#jobs/jobs-log.js';
import { enqueue } from '#jobs/outbox.js';
import type { QueueBackend } from '#jobs/queue-backend.js';
import { forgetDoneJobs, sweepJobs } from '#jobs/sweep.js';
import type { Clock } from '#platform/clock.js';

/** Jobs that the schedule asks for, and nobody else has to. */
export type Recurring = Extract<JobName, 'eligibility.sweep' | 'reminders.send-due' | 'audit.link'>;

/** What is so in one office at this moment. */
export interface OfficeNow {
  officeId: string;
  /** The office's own time, `YYYY-MM-DDTHH:MM:SS`. */
  localTime: string;
  /** The office's day for which the record sweep was asked for last. */
  sweptOn: string | null;
  remindersDue: boolean;
  /** Audit entries wait to be linked. */
  entriesWait: boolean;
  askedAt: Partial<Record<Recurring, Date>>;
  /** Asked for before and not ended yet. */
  unfinished: readonly string[];
}

export interface Waking {
  officeId: string;
  name: Recurring;
  /** The office's day that this is for; null when it is not once a day. */
  day: string | null;
  /** The asking before this one, which another worker must not have repeated meanwhile. */
  askedBefore: Date | null;
}

/** The office's hour from which a new day's waiting periods are looked at: nobody is at work, and the day has surely begun. */
const NIGHT_HOUR = 2;
const REMINDERS_EVERY_MS = 60_000;
const LINKING_EVERY_MS = 15_000;

/**
 * Which recurring jobs are to be asked for now. The record sweep is due once for each of the office's days, from two
 * in the morning on; a worker that was down all night asks for it when it is back.
 */
export function wakingsAt(now: Date, offices: readonly OfficeNow[]): Waking[] {
  return offices.flatMap((office) => {
    const { officeId, localTime, sweptOn, askedAt, unfinished } = office;
    const rested = (name: Recurring, ms: number): boolean =>
      !unfinished.includes(name) && now.getTime() - (askedAt[name]?.getTime() ?? -Infinity) >= ms;
    const waking = (name: Recurring, day: string | null = null): Waking => ({ officeId, name, day, askedBefore: askedAt[name] ?? null });
    const today = localTime.slice(0, 10);
    const sweepDue = Number(localTime.slice(11, 13)) >= NIGHT_HOUR && (sweptOn === null || sweptOn < today);
    return [
      ...(sweepDue ? [waking('eligibility.sweep', today)] : []),
      ...(office.remindersDue && rested('reminders.send-due', REMINDERS_EVERY_MS) ? [waking('reminders.send-due')] : []),
      ...(office.entriesWait && rested('audit.link', LINKING_EVERY_MS) ? [waking('audit.link')] : []),
    ];
  });
}

const PAYLOADS = {
  'eligibility.sweep': { reason: 'day-passed' },
  'reminders.send-due': {},
  'audit.link': {},
} as const;

export interface ScheduleOptions {
  database: Database;
  queues: QueueBackend;
  clock: Clock;
  log: JobsLog;
  /** Content hash of the law that this process judges by; null: nobody asks whether it changed. */
  law: string | null;
  /** Rows that this process is working on. */
  running: () => ReadonlySet<string>;
  tickMs?: number;
  sweepMs?: number;
  /** See SweepOptions. */
  sweepGraceMs?: number;
}

const FORGET_EVERY_MS = 3_600_000;

interface OfficeRow {
  office_id: string;
  local_time: string;
  swept_on: string | null;
  reminders_due: boolean;
  entries_wait: boolean;
  asked_at: Partial<Record<Recurring, string>>;
  unfinished: string[];
}

/**
 * Everything that recurs, in one place: asks every few seconds what is due by rows and dates, and asks for the jobs.
 * Several workers may run one each; a mark per office and job lets one of them ask.
 */
export class Schedule {
  private timers: NodeJS.Timeout[] = [];
  private stopped = false;
  /** Offices that were asked, since this process began, whether their answers come from other law. */
  private readonly askedOfLaw = new Set<string>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly options: ScheduleOptions) {}

  /** Begins with everything at once: what fell due, or was lost, while no worker ran. */
  start(): void {
    const { tickMs = 5_000, sweepMs = 60_000 } = this.options;
    this.every(tickMs, 'schedule.tick-failed', () => this.tick());
    this.every(sweepMs, 'schedule.sweep-failed', () => this.sweep());
    this.every(FORGET_EVERY_MS, 'schedule.forget-failed', async () => {
      await forgetDoneJobs(this.options.database, this.options.clock.now());
    });
  }

  /** Resolves when what was under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.underWay);
  }

  /** Asks for what is due now. @returns what was asked for by this call */
  async tick(): Promise<Waking[]> {
    const { database, clock, log } = this.options;
    const now = clock.now();
    const rows = await database.acrossOffices<OfficeRow>('offices_at', [now]);
    const asked: Waking[] = [];
    for (const waking of wakingsAt(now, rows.map(officeNow))) {
      if (!(await this.ask(waking, now))) continue;
      asked.push(waking);
      log.info('schedule.asked', { officeId: waking.officeId, job: waking.name });
    }
    await this.askOfLaw(rows.map((row) => row.office_id), now);
    return asked;
  }

  /** Puts back what the queue lost. */
  async sweep(): Promise<void> {
    const { database: db, queues, clock, log, running, sweepGraceMs: graceMs = 5_000 } = this.options;
    await sweepJobs({ db, queues, now: clock.now(), graceMs, running: running(), log });
  }

  /** New law comes with a new version of the program, and so with a start of this process: once for each office is enough. */
  private async askOfLaw(officeIds: readonly string[], now: Date): Promise<void> {
    const { database, law } = this.options;
    if (law === null) return;
    for (const officeId of officeIds) {
      if (this.askedOfLaw.has(officeId)) continue;
      await database.inOffice({ officeId }, (tx) => enqueue(tx, 'law.sweep', { law }, { askedBy: null, now }));
      this.askedOfLaw.add(officeId);
    }
  }

  private ask({ officeId, name, day, askedBefore }: Waking, now: Date): Promise<boolean> {
    return this.options.database.inOffice({ officeId }, async (tx) => {
      const marked = await tx.query(
        `INSERT INTO schedule_marks AS mark (office_id, name, asked_at, day) VALUES ($1, $2, $3, $4)
         ON CONFLICT (office_id, name) DO UPDATE SET asked_at = excluded.asked_at, day = excluded.day
           WHERE mark.asked_at = $5
         RETURNING name`,
        [officeId, name, now, day, askedBefore],
      );
      if (marked.length === 0) return false;
      await enqueue(tx, name, PAYLOADS[name], { askedBy: null, now });
      return true;
    });
  }

  private every(ms: number, event: string, work: () => Promise<unknown>): void {
    const slot = this.timers.length;
    const run = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        this.options.log.warn(event, {}, error);
      }
      if (!this.stopped) this.timers[slot] = setTimeout(begin, ms);
    };
    const begin = (): void => {
      const done = run().finally(() => this.underWay.delete(done));
      this.underWay.add(done);
    };
    this.timers[slot] = setTimeout(begin, 0);
  }
}

function officeNow(row: OfficeRow): OfficeNow {
  const askedAt = Object.fromEntries(Object.entries(row.asked_at).map(([name, at]) => [name, new Date(at)]));
  return {
    officeId: row.office_id,
    localTime: row.local_time,
    sweptOn: row.swept_on,
    remindersDue: row.reminders_due,
    entriesWait: row.entries_wait,
    askedAt,
    unfinished: row.unfinished,
  };
}
