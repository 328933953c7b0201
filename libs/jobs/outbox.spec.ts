import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../test/database.js';
import { makeOffice, type TestOffice } from '../../test/factories.js';
import { enqueue, enqueueMany } from './outbox.js';

const NOW = new Date('2026-11-21T15:00:00Z');

let test: TestDatabase;
let office: TestOffice;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
});

const rows = (): Promise<{ id: string; client: string; asked_by: string | null; run_after: Date }[]> =>
  test.asOwner(`SELECT id, payload->>'clientId' AS client, asked_by, run_after FROM jobs WHERE office_id = $1 ORDER BY id`, [office.officeId]);

describe('asking for many jobs at once', () => {
  it('writes a row for each, in order, as asking one by one would', async () => {
    const clients = [uuidv7(), uuidv7(), uuidv7()];
    const ids = await test.db.inOffice(office, (tx) => enqueueMany(tx, 'reminders.plan', clients.map((clientId) => ({ clientId })), { askedBy: null, now: NOW }));
    const one = await test.db.inOffice(office, (tx) => enqueue(tx, 'reminders.plan', { clientId: clients[1]! }, { askedBy: null, now: NOW }));
    expect(one).toBe(ids[1]);
    expect((await rows()).map(({ id, client }) => [id, client])).toEqual(ids.map((id, index) => [id, clients[index]]));
  });

  it('makes one job of requests that are alike, and joins those that wait already', async () => {
    const [first, second] = [uuidv7(), uuidv7()];
    const { userId } = await office.as('attorney');
    const waiting = await test.db.inOffice(office, (tx) => enqueue(tx, 'eligibility.check', { clientId: first, reason: 'asked' }, { askedBy: null, now: NOW }));
    const ids = await test.db.inOffice(office, (tx) =>
      enqueueMany(tx, 'eligibility.check', [second, first, second].map((clientId) => ({ clientId, reason: 'asked' as const })), { askedBy: userId, now: NOW }),
    );
    expect(ids).toHaveLength(2);
    expect(ids[1]).toBe(waiting);
    expect((await rows()).map(({ client, asked_by }) => [client, asked_by])).toEqual([[first, userId], [second, userId]]);
  });

  it('asks for nothing when there is nothing, and for nothing in a transaction that fails', async () => {
    expect(await test.db.inOffice(office, (tx) => enqueueMany(tx, 'reminders.plan', [], { askedBy: null, now: NOW }))).toEqual([]);
    const failing = test.db.inOffice(office, async (tx) => {
      await enqueueMany(tx, 'reminders.plan', [{ clientId: uuidv7() }], { askedBy: null, now: NOW });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await rows()).toEqual([]);
  });
});
