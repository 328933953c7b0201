import { v7 as uuidv7 } from 'uuid';
import { audit, verifyAudit } from '#db/audit.js';
import type { JobName, JobPayloads } from '#jobs/job-table.js';
import { enqueue } from '#jobs/outbox.js';
import type { QueueBackend } from '#jobs/queue-backend.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { eventually } from '../../../test/eventually.js';
import { makeOffice, type TestOffice } from '../../../test/factories.js';
import { JobRows, openTestQueue, quiet, QUEUE_KINDS, type TestQueue } from '../../../test/queues.js';
import { makeClient, testLaw } from '../../../test/record.js';
import { testResources } from '../../../test/resources.js';
import { domainHandlers } from './domain-handlers.js';
import { startWorker, type RunningWorker } from './worker.js';

describe.each(QUEUE_KINDS)('the handlers of production, queue on %s', (kind) => {
  let test: TestDatabase;
  let queue: TestQueue;
  let queues: QueueBackend;
  let rows: JobRows;
  let worker: RunningWorker;
  let office: TestOffice;

  beforeAll(async () => {
    test = await createTestDatabase();
    queue = await openTestQueue(kind, test);
    queues = queue.open();
    rows = new JobRows(test);
    const resources = testResources(test);
    worker = await startWorker({
      ...resources,
      queues,
      databaseUrl: test.appUrl,
      log: quiet,
      lawHash: resources.law.law.hash,
      jobs: { concurrency: 4, lockMs: 30_000 },
      graceMs: 10_000,
      handlers: domainHandlers(resources),
      // looks once at the start, when there is no office, and not again
      schedule: { tickMs: 3_600_000, sweepMs: 3_600_000 },
    });
  });
  beforeEach(async () => {
    office = await makeOffice(test);
  });
  afterAll(async () => {
    await worker.close();
    await queues.close();
    await queue.close();
    await test.close();
  });

  const ask = async <Name extends JobName>(name: Name, payload: JobPayloads[Name]): Promise<string> => {
    const { userId } = await office.as('attorney');
    const now = new Date();
    return test.db.inOffice(office, (tx) => enqueue(tx, name, payload, { askedBy: userId, now, runAfter: now }));
  };

  it('ask the law about a client', async () => {
    const clientId = await makeClient(test, office.officeId);
    await rows.done(await ask('eligibility.check', { clientId, reason: 'asked' }));
    expect(await test.asOwner('SELECT client_id FROM client_standings WHERE client_id = $1', [clientId])).toHaveLength(1);
  });

  it('sweep an office by small jobs, one for each client, that are parts of the sweep', async () => {
    const clientIds = await Promise.all(Array.from({ length: 3 }, () => makeClient(test, office.officeId)));
    const sweep = await ask('eligibility.sweep', { reason: 'asked' });
    await rows.done(sweep);
    const parts = await test.asOwner<{ id: string; client: string }>(`SELECT id, payload->>'clientId' AS client FROM jobs WHERE parent_id = $1`, [sweep]);
    expect(parts.map((part) => part.client).sort()).toEqual([...clientIds].sort());
    for (const { id } of parts) await rows.done(id);
    expect(await rows.get(sweep)).toMatchObject({ progress_done: 3, progress_total: 3 });
  });

  it('look at the whole caseload when the law has changed, page by page, and end it with the digests', async () => {
    const clientId = await makeClient(test, office.officeId);
    await rows.done(await ask('eligibility.check', { clientId, reason: 'asked' }));
    await test.asOwner("UPDATE client_standings SET law_hash = 'before', law_parts = 'before' WHERE client_id = $1", [clientId]);
    const { hash } = testLaw.law;
    const sweep = await ask('law.sweep', { law: hash });
    await rows.done(sweep);
    await eventually(async () => (await test.asOwner('SELECT 1 FROM law_sweeps WHERE office_id = $1 AND ended_at IS NOT NULL', [office.officeId])).length === 1);
    expect(await test.asOwner('SELECT law_hash FROM client_standings WHERE client_id = $1', [clientId])).toEqual([{ law_hash: hash }]);
    expect(await test.asOwner(`SELECT name, status FROM jobs WHERE parent_id = $1`, [sweep])).toEqual([{ name: 'law.sweep-page', status: 'done' }]);
  });

  it('link the audit trail', async () => {
    const { officeId } = office;
    await test.db.inOffice({ officeId }, async (tx) => {
      for (let n = 0; n < 3; n += 1) await audit(tx, { kind: 'program', userId: null, sessionId: null }, { action: 'x', subjectKind: 'y', subjectId: null });
    });
    await rows.done(await ask('audit.link', {}));
    expect(await test.db.inOffice({ officeId }, (tx) => verifyAudit(tx))).toEqual({ linked: 3, unlinked: 0, brokenAt: null });
  });

  it.each<[JobName, Record<string, string>]>([
    ['eligibility.check', { clientId: uuidv7(), reason: 'asked' }],
    ['case.finding-changed', { findingId: uuidv7() }],
    ['document.render', { packetId: uuidv7() }],
    ['reminders.plan', { clientId: uuidv7() }],
    ['reminders.send-due', {}],
    ['law.sweep', { law: testLaw.law.hash }],
    ['law.sweep-page', { sweepId: uuidv7(), first: uuidv7(), last: uuidv7() }],
    ['law.digest', { sweepId: uuidv7() }],
    ['law.digest-send', { digestId: uuidv7() }],
  ])('end %s quietly when what it is about is gone, or there is nothing', async (name, payload) => {
    expect(await rows.done(await ask(name, payload as never))).toMatchObject({ attempts: 1, problem_code: null });
  });
});
