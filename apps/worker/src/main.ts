import 'reflect-metadata';
import { openResources } from '#domain/resources.js';
import { QueueBackend } from '#jobs/queue-backend.js';
import { readConfig } from '#platform/config.js';
import { Log, NestLog } from '#platform/logger.js';
import { announceReady, liveUntilStopped } from '#platform/process-life.js';
import { domainHandlers } from './domain-handlers.js';
import { startWorker } from './worker.js';

/** Less than the process has to end, so that what cannot be waited for is let go in order. */
const GRACE_MS = 20_000;

const config = readConfig();
const log = Log.create(config.logLevel);
const { resources, close } = await openResources(config, log);
const queues = QueueBackend.open({ settings: config.queue, databaseUrl: config.database.url, log });
const worker = await startWorker(
  {
    database: resources.database,
    clock: resources.clock,
    databaseUrl: config.database.url,
    queues,
    log,
    lawHash: resources.law.law.hash,
    jobs: config.jobs,
    graceMs: GRACE_MS,
    handlers: domainHandlers(resources),
  },
  new NestLog(log),
);
log.info('worker.ready', { backend: queues.kind, concurrency: config.jobs.concurrency });

announceReady();
liveUntilStopped({
  log,
  close: async () => {
    await worker.close();
    await queues.close();
    await close();
  },
});
