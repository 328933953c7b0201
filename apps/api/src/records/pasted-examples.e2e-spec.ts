import type { OpenAPIObject } from '@nestjs/swagger';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';
import { makeClient } from '../../../../test/record.js';

let test: TestDatabase;
let api: TestApi;
let attorney: Caller;
let clientId: string;
let described: OpenAPIObject;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
  const office = await makeOffice(test);
  attorney = await api.as(office, 'attorney');
  clientId = await makeClient(test, office.officeId);
  described = (await api.http.get('/docs/json')).body as OpenAPIObject;
});
afterAll(async () => {
  await api.close();
  await test.close();
});

/** Sends the example of a route as it stands on the page, with real ids in the path. */
async function paste(method: 'post' | 'patch', route: string, path: string, more: object = {}): Promise<Record<string, unknown>> {
  const request = attorney[method](path).set('If-Match', '"v1"');
  const { status, body } = await request.send({ ...exampleBody(described, method, route), ...more });
  expect({ route, status, body: status < 300 ? null : (body as unknown) }).toEqual({ route, status: method === 'post' ? 201 : 200, body: null });
  return body as Record<string, unknown>;
}

it('the examples on the page work when they are pasted: records', async () => {
  const docket = await paste('post', '/clients/{id}/record/dockets', `/clients/${clientId}/record/dockets`);
  const charge = await paste('post', '/dockets/{id}/charges', `/dockets/${docket['id']}/charges`);
  expect(charge).toMatchObject({ recognisedAs: 'N.Y. Penal Law § 230.00', jailDays: 15 });
  await paste('patch', '/charges/{id}', `/charges/${charge['id']}`);
  await paste('patch', '/dockets/{id}', `/dockets/${docket['id']}`);
});

it('the examples on the page work when they are pasted: cases', async () => {
  const { id } = await paste('post', '/cases', '/cases', { clientId });
  await paste('post', '/cases/{id}/notes', `/cases/${id}/notes`);
  await paste('patch', '/cases/{id}', `/cases/${id}`);
  const { body, status } = await attorney
    .post(`/cases/${id}/stage-changes`)
    .set('If-Match', '"v2"')
    .send(exampleBody(described, 'post', '/cases/{id}/stage-changes'));
  expect([status, body]).toMatchObject([201, { stage: 'screening' }]);
});

it('the examples in queries are taken', async () => {
  for (const path of ['/convictions', '/cases', '/tasks']) {
    const operation = (described.paths[path] as { get: { parameters: { name: string; in: string; example?: unknown; schema?: { example?: unknown } }[] } }).get;
    const query = operation.parameters.filter((each) => each.in === 'query' && each.name !== 'cursor').map((each) => `${each.name}=${String(each.example ?? each.schema?.example)}`);
    const { status, body } = await attorney.get(`${path}?${query.join('&')}`);
    expect([path, status, body]).toEqual([path, 200, { items: [], next: null }]);
  }
});
