import { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { makeOffice } from '../../test/factories.js';
import { eventually } from '../../test/eventually.js';
import { canStartRedis, freePort, JobRows, quiet, startRedis } from '../../test/queues.js';
import { startTestWorker } from '../../test/worker.js';
import type { JobsLog } from './jobs-log.js';
import { enqueue } from './outbox.js';
import { QueueBackend } from './queue-backend.js';

/** These need servers of their own; the runner says when there was no redis-server to start. */
if (canStartRedis()) {
  let test: TestDatabase;
  let rows: JobRows;
  beforeAll(async () => {
    test = await createTestDatabase();
    rows = new JobRows(test);
  });
  afterAll(async () => {
    await test.close();
  });

  const render = async (queues: QueueBackend, log: JobsLog, meanwhile: (jobId: string) => Promise<void>): Promise<number> => {
    const office = await makeOffice(test);
    let runs = 0;
    const handlers = { 'document.render': async () => (runs += 1) };
    const starting = startTestWorker({ database: test.db, databaseUrl: test.appUrl, queues, handlers, log });
    const jobId = await test.db.inOffice(office, (tx) =>
      enqueue(tx, 'document.render', { packetId: uuidv7() }, { askedBy: null, now: new Date() }),
    );
    await meanwhile(jobId);
    const worker = await starting;
    await rows.done(jobId);
    await worker.close();
    await queues.close();
    return runs;
  };

  describe('a queue on Redis that is away', () => {
    it('is waited for: what was asked for meanwhile is done once when it is there', async () => {
      const port = await freePort();
      const troubles: string[] = [];
      const log = { ...quiet, warn: (event: string) => void troubles.push(event) };
      const settings = { backend: 'redis' as const, urls: [`redis://127.0.0.1:${port}`] };
      const queues = QueueBackend.open({ settings, databaseUrl: test.appUrl, log });
      let server: Awaited<ReturnType<typeof startRedis>> = null;
      const runs = await render(queues, log, async (jobId) => {
        await eventually(async () => troubles.includes('queue.trouble'));
        expect(await rows.get(jobId)).toMatchObject({ status: 'queued', sendings: 0 });
        server = await startRedis({ port });
      });
      expect(runs).toBe(1);
      await server!.stop();
    });
  });

  describe('a queue on Redis Cluster', () => {
    it('runs jobs like a single server', async () => {
      const server = await startRedis({ cluster: true });
      const node = new Redis(server!.url);
      await node.call('CLUSTER', 'ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => String(slot)));
      await eventually(async () => String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
      // the second address is the first one again: what names several is a cluster
      const settings = { backend: 'redis' as const, urls: [server!.url, server!.url] };
      const queues = QueueBackend.open({ settings, databaseUrl: test.appUrl, log: quiet });
      expect(await render(queues, quiet, async () => undefined)).toBe(1);
      node.disconnect();
      await server!.stop();
    });
  });
} else {
  it('needs a redis-server to be started, and none is installed', () => undefined);
}
