import type { SignedInUser } from '#domain/access/access-tokens.js';
import { startApi, TEST_NOW, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, testVault, type TestOffice } from '../../../../test/factories.js';

const JANE = { legalName: 'Jane Roe', birthDate: '1990-05-01' };

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let paralegal: Caller;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  api.clock.moveTo(TEST_NOW);
  office = await makeOffice(test);
  paralegal = await api.as(office, 'paralegal');
});

const post = (key: string, body: object = JANE, as = paralegal) => as.post('/clients').set('Idempotency-Key', key).send(body);
const clients = () =>
  test.asOwner<{ count: string }>('SELECT count(*) FROM clients WHERE office_id = $1', [office.officeId]).then(([row]) => Number(row?.count));

describe('a POST with an Idempotency-Key', () => {
  it('is carried out once, and answered the same each time', async () => {
    const first = await post('key-0001');
    const second = await post('key-0001');
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect([second.status, second.body, second.headers['etag'], second.headers['idempotency-replayed']]).toEqual([201, first.body, '"v1"', 'true']);
    expect(await clients()).toBe(1);
    const [row] = await test.asOwner<{ row: string }>('SELECT k::text AS row FROM idempotency_keys k WHERE office_id = $1', [office.officeId]);
    expect(row?.row).not.toMatch(/Jane|1990-05|key-0001/);
    const trail = await test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE office_id = $1 ORDER BY id', [office.officeId]);
    expect(trail.map((entry) => entry.action)).toEqual(['client.created', 'answer.repeated']);
  });

  it('refuses the key for another request', async () => {
    await post('key-0001').expect(201);
    expect((await post('key-0001', { legalName: 'Another' })).body).toMatchObject({ status: 409, code: 'key-reused' });
    expect((await paralegal.post('/clients/searches').set('Idempotency-Key', 'key-0001').send(JANE)).status).toBe(409);
    expect(await clients()).toBe(1);
  });

  it('is carried out once when it comes five times at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => post('key-0001')));
    expect(all.filter((each) => each.status === 201 && !each.headers['idempotency-replayed'])).toHaveLength(1);
    for (const each of all) expect([201, 409]).toContain(each.status);
    expect(all.filter((each) => each.status === 409).every((each) => (each.body as { code: string }).code === 'in-progress')).toBe(true);
    expect(await clients()).toBe(1);
  });

  it('may use the key again after a refusal', async () => {
    expect((await post('key-0001', { ...JANE, birthDate: '2030-01-01' })).status).toBe(422);
    expect((await post('key-0001')).status).toBe(201);
    expect(await clients()).toBe(1);
  });

  it('keeps its key for 24 hours', async () => {
    await post('key-0001').expect(201);
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 24 * 3_600_000 - 1));
    expect((await post('key-0001', JANE, await api.as(office, 'paralegal'))).headers['idempotency-replayed']).toBe('true');
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 24 * 3_600_000 + 1));
    expect((await post('key-0001', JANE, await api.as(office, 'paralegal'))).headers['idempotency-replayed']).toBeUndefined();
    expect(await clients()).toBe(2);
  });

  it('shares its key with nobody', async () => {
    await post('key-0001').expect(201);
    for (const other of [await api.as(office, 'attorney'), await api.as(await makeOffice(test), 'paralegal')]) {
      expect((await post('key-0001', JANE, other)).headers['idempotency-replayed']).toBeUndefined();
    }
    expect(await clients()).toBe(2);
  });

  it('stays in progress when its answer was never noted: nobody knows whether it was carried out', async () => {
    await post('key-0001').expect(201);
    await test.asOwner('UPDATE idempotency_keys SET answer = NULL, status = NULL WHERE office_id = $1', [office.officeId]);
    expect((await post('key-0001')).body).toMatchObject({ status: 409, code: 'in-progress' });
  });

  it('keeps no answer that the office’s key alone could open', async () => {
    await post('key-0001').expect(201);
    const [row] = await test.asOwner<{ key: string; answer: Buffer; user_id: string }>(
      'SELECT key, answer, user_id FROM idempotency_keys WHERE office_id = $1',
      [office.officeId],
    );
    await test.db.inOffice(office, async (tx) => {
      const place = `idempotency_keys.answer:${row?.user_id}:${row?.key}`;
      const answer = row?.answer ?? Buffer.alloc(0);
      expect((await testVault.withWord(tx, 'key-0001')).open(place, answer)).toContain('Jane');
      const office = await testVault.office(tx);
      expect(() => office.open(place, answer)).toThrow();
    });
  });

  it('does not tell again to a role that could not have asked', async () => {
    await post('key-0001').expect(201);
    const { userId, ...rest } = await office.as('paralegal');
    for (const role of ['grants', 'attorney'] as const) {
      await test.asOwner('UPDATE users SET role = $2 WHERE id = $1', [userId, role]);
      const now = api.with(await api.token({ ...rest, userId, role } as SignedInUser));
      const again = await post('key-0001', JANE, now);
      expect([role, again.status, again.text.includes('Jane')]).toEqual([role, 403, false]);
    }
    expect(await clients()).toBe(1);
  });

  it('does not tell again what was destroyed, and changes nothing again', async () => {
    const { body } = await post('key-0001').expect(201);
    await test.db.inOffice(office, (tx) => testVault.destroyClient(tx, (body as { id: string }).id, TEST_NOW));
    const again = await post('key-0001');
    expect([again.status, again.text.includes('Jane')]).toEqual([409, false]);
    expect(await clients()).toBe(1);
  });

  it('stays taken when the change was made and its answer could not be noted', async () => {
    await test.asOwner('ALTER TABLE idempotency_keys ADD CONSTRAINT broken CHECK (answer IS NULL) NOT VALID');
    expect((await post('key-0001')).status).toBeGreaterThanOrEqual(400);
    await test.asOwner('ALTER TABLE idempotency_keys DROP CONSTRAINT broken');
    expect((await post('key-0001')).body).toMatchObject({ status: 409, code: 'in-progress' });
    expect(await clients()).toBe(1);
  });

  it.each(['short', 'x'.repeat(201), 'with a blank'])('refuses the key %s', async (key) => {
    expect((await post(key)).body).toMatchObject({ status: 400, code: 'bad-request' });
  });
});
