/** What the jobs need of the program's log: an event name and fields that are ids, codes and counts. */
export interface JobsLog {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>, error?: unknown): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>, error?: unknown): void;
}
