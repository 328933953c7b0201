import { loadLaw } from '#law/load.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { startApi, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { SCREENING_EXAMPLE } from './screenings.dto.js';

let test: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test, { law: new LawBook(loadLaw('law')) });
});
afterAll(async () => {
  await api.close();
  await test.close();
});

const rowsOfAll = async (): Promise<number> => {
  const tables = await test.asOwner<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
  const counts = await Promise.all(tables.map(({ name }) => test.asOwner<{ n: number }>(`SELECT count(*)::int AS n FROM ${name}`)));
  return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0);
};

describe('POST /screenings', () => {
  it('answers anybody in plain words, and keeps and logs nothing of it', async () => {
    const before = await rowsOfAll();
    const body = { ...SCREENING_EXAMPLE, charges: [{ ...SCREENING_EXAMPLE.charges[0], county: 'Xanaduburg', traffickingNexus: true }] };
    const { status, body: answer } = await api.http.post('/screenings').send(body);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ on: '2026-11-21', charges: [{ charge: 'A', short: 'can-be-cleared' }] });
    expect(await rowsOfAll()).toBe(before);
    expect(api.logged.join('\n')).toContain('/screenings');
    expect(api.logged.join('\n')).not.toMatch(/Xanaduburg|230\.00|1990-05-01|trafficking|127\.0\.0\.1/);
  });

  it('answers of another day by the law of that day', async () => {
    const larceny = { ...SCREENING_EXAMPLE, charges: [{ ...SCREENING_EXAMPLE.charges[0], offence: { citation: 'Penal Law 155.25' }, arrestCharge: 'Penal Law 155.25', traffickingNexus: true }] };
    const short = async (on: string) => (await api.http.post(`/screenings?on=${on}`).send(larceny)).body.charges[0].roads.find((road: { provision: string }) => road.provision === 'ny-440.10-1-i')?.result;
    expect([await short('2021-11-15'), await short('2021-11-16')]).toEqual([undefined, 'eligible']);
  });

  it.each<[string, unknown, number, string]>([
    ['a list', [], 422, '(top)'],
    ['no charges', {}, 422, '(top)'],
    ['a day that is none', { charges: [{ jurisdiction: 'NY', offenceDate: '2026-02-30' }] }, 422, 'charges.0.offenceDate'],
    ['days in an impossible order', { charges: [{ jurisdiction: 'NY', offenceDate: '2026-02-03', dispositionDate: '2026-02-02' }] }, 422, 'charges.0.dispositionDate'],
    ['a field there is not', { charges: [], name: 'x' }, 422, 'name'],
    ['too many charges', { charges: Array.from({ length: 16 }, () => ({ jurisdiction: 'NY' })) }, 422, 'charges'],
    ['a charge that is none', { charges: [7] }, 422, 'charges.0'],
  ])('refuses %s, naming the place', async (_, body, status, field) => {
    const answer = await api.http.post('/screenings').send(body as object);
    expect([answer.status, (answer.body.fields ?? []).map((one: { field: string }) => one.field)]).toEqual([status, [expect.stringContaining(field)]]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('takes no more than thirty requests a minute from one address', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await api.http.post('/screenings').send({ charges: [] })).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('GET /law', () => {
  it('is for everybody to read', async () => {
    const index = await api.http.get('/law');
    expect(index.body.jurisdictions).toContainEqual({ jurisdiction: 'NY', name: 'New York', asOf: expect.any(String), provisions: 7 });
    expect((await api.http.get('/law/ny')).body).toMatchObject({ jurisdiction: 'NY', provisions: expect.arrayContaining([expect.objectContaining({ id: 'ny-440.10-1-i', inForce: true })]) });
    expect((await api.http.get('/law/provisions/ny-440.10-1-i')).body).toMatchObject({ versions: [{ version: '2010-08-13' }, { version: '2021-11-16', confidence: 'high' }] });
    expect((await api.http.get('/law/coverage')).body).toContainEqual(expect.objectContaining({ jurisdiction: 'NY', modelled: 'encoded', notModelled: expect.any(Array) }));
    expect(index.headers['cache-control']).toBe('public, max-age=300');
  });

  it('tells reforms since a day, of one jurisdiction or all', async () => {
    const { body } = await api.http.get('/law/reforms?since=2021-11-16&jurisdiction=NY');
    expect(body).toContainEqual(expect.objectContaining({ on: '2021-11-16', kind: 'amended', provision: 'ny-440.10-1-i' }));
    expect(body.every((one: { on: string; jurisdiction: string }) => one.on >= '2021-11-16' && one.jurisdiction === 'NY')).toBe(true);
    expect((await api.http.get('/law/reforms?since=2026-02-30')).status).toBe(422);
  });

  it.each(['/law/ZZ', '/law/provisions/ny-none', '/law/provisions/..%2F..', '/law/__proto__'])('has no %s', async (path) => {
    expect((await api.http.get(path)).status).toBe(404);
  });
});
