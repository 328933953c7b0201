import type { Provider } from '@nestjs/common';
import { OutboxRelay } from '#jobs/relay.js';
import type { WorkerOptions } from './worker.module.js';

/** The relay of this process; every worker runs one, and they share the outbox. */
export function outboxRelay({ database: db, queues, databaseUrl, clock, log }: WorkerOptions): Provider {
  return { provide: OutboxRelay, useFactory: () => new OutboxRelay({ db, queues, databaseUrl, now: () => clock.now(), log }) };
}
