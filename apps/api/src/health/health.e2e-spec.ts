import { startApi, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';

let test: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

describe('health', () => {
  it('answers without a token, and says when the database is there', async () => {
    expect((await api.http.get('/health')).body).toEqual({ status: 'ok' });
    expect((await api.http.get('/health/ready')).body).toEqual({ status: 'ok' });
  });

  it('answers with the headers that every answer has', async () => {
    const { headers } = await api.http.get('/health');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells a route that is not there as a problem', async () => {
    const { status, body, headers } = await api.http.get('/no-such-thing');
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:vacatur:problem:not-found', status: 404, code: 'not-found', requestId: headers['x-request-id'] });
  });
});

describe('docs', () => {
  it('are a page that loads nothing from another host', async () => {
    const page = await api.http.get('/docs');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.text).not.toMatch(/https?:/);
    for (const path of [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])) {
      expect((await api.http.get(`/${path}`)).status).toBe(200);
    }
    const described = (await api.http.get('/docs/json')).body as { openapi: string; paths: Record<string, unknown> };
    expect(Object.keys(described.paths)).toContain('/health/ready');
  });
});
