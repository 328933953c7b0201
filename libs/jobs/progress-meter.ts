type Write = (done: number, total: number | null, step: string | null) => Promise<void>;

/** Writes how far a job is at most every so often, however often the job says so; the newest word is never lost. */
export class ProgressMeter {
  private latest: Parameters<Write> | null = null;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly write: Write,
    private readonly everyMs = 250,
  ) {}

  report(...said: Parameters<Write>): void {
    this.latest = said;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.writeLatest();
    }, this.everyMs);
  }

  /** Writes what is not written yet. @throws what writing threw, now or before */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.writeLatest();
    await this.writing;
  }

  private writeLatest(): void {
    const said = this.latest;
    if (!said) return;
    this.latest = null;
    const before = this.writing;
    this.writing = before.then(() => this.write(...said));
    // seen by flush; until then it must not count as unhandled
    this.writing.catch(() => undefined);
  }
}
