import { Listener } from '#db/listener.js';
import type { JobsLog } from './jobs-log.js';

/**
 * Tells whoever watches a job that its row, or a part's row, changed. One connection per process, however many watch,
 * and none while nobody does. A notice holds an id and nothing else, so the watcher reads the row as the person it
 * watches for.
 */
export class JobWatch {
  private readonly watchers = new Map<string, Set<() => void>>();
  private listener: Listener | null = null;

  constructor(
    private readonly databaseUrl: string,
    private readonly log: Pick<JobsLog, 'warn'>,
  ) {}

  /**
   * Calls `onChange` whenever the job may have changed, and once when the watch has surely begun: what changed before
   * that is not told.
   *
   * @returns ends the watch
   */
  watch(jobId: string, onChange: () => void): () => void {
    const watchers = this.watchers.get(jobId) ?? new Set();
    this.watchers.set(jobId, watchers.add(onChange));
    if (this.listener) onChange();
    else this.listen();
    return () => {
      watchers.delete(onChange);
      if (watchers.size === 0) this.watchers.delete(jobId);
      if (this.watchers.size === 0) this.stopListening();
    };
  }

  private listen(): void {
    this.listener = new Listener({
      url: this.databaseUrl,
      channel: 'vacatur_jobs',
      onNotice: (jobId) => this.tell(jobId),
      onProblem: (error) => this.log.warn('watch.not-listening', {}, error),
    });
    void this.listener.start();
  }

  private stopListening(): void {
    void this.listener?.close();
    this.listener = null;
  }

  private tell(jobId: string | null): void {
    // null: the connection is new, and any of them may have changed before it was there
    const told = jobId === null ? [...this.watchers.values()] : [this.watchers.get(jobId) ?? []];
    for (const watchers of told) for (const onChange of watchers) onChange();
  }
}
