import pg from 'pg';

export interface ListenerOptions {
  url: string;
  channel: string;
  /** The payload of a notice; null when a connection was (re)made and notices may have been missed. */
  onNotice: (payload: string | null) => void;
  onProblem: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** One connection that listens to one channel of PostgreSQL for as long as the process runs, and comes back by itself. */
export class Listener {
  private client: pg.Client | null = null;
  private closed = false;
  private pause = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: ListenerOptions) {}

  /** Resolves when it listens for the first time. Keeps trying while the database is away. */
  start(): Promise<void> {
    return new Promise((ready) => this.connect(ready));
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(this.options.onProblem);
  }

  private connect(ready: () => void): void {
    // keepAlive: a connection that died silently would otherwise look like a channel on which nothing happens
    const client = new pg.Client({ connectionString: this.options.url, keepAlive: true, application_name: 'vacatur-listen' });
    this.client = client;
    client.on('notification', ({ payload }) => this.options.onNotice(payload ?? ''));
    client.on('error', this.options.onProblem);
    client.once('end', () => {
      if (this.closed || this.client !== client) return;
      this.timer = setTimeout(() => this.connect(ready), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
    });
    client
      .connect()
      .then(() => client.query(`LISTEN ${client.escapeIdentifier(this.options.channel)}`))
      .then(() => {
        this.pause = FIRST_PAUSE_MS;
        this.options.onNotice(null);
        ready();
      })
      .catch(async (error: unknown) => {
        if (this.closed) return ready();
        this.options.onProblem(error);
        // ends the client, which arms the next try
        await client.end().catch(this.options.onProblem);
      });
  }
}
