import { startApi, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice } from '../../../../test/factories.js';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  items?: Schema;
  example?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Described {
  paths: Record<string, Record<string, { requestBody?: { content: { 'application/json': { schema: Schema } } }; security?: object[]; responses: object }>>;
  components: { schemas: Record<string, Schema>; securitySchemes: object };
}

let test: TestDatabase;
let api: TestApi;
let described: Described;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
  described = (await api.http.get('/docs/json')).body as Described;
});
afterAll(async () => {
  await api.close();
  await test.close();
});

/** What somebody gets who pastes the example that the page shows. */
function exampleOf(schema: Schema): unknown {
  if (schema.$ref) return exampleOf(described.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.example !== undefined) return schema.example;
  if (schema.allOf?.[0]) return exampleOf(schema.allOf[0]);
  if (schema.type === 'array' && schema.items) return [exampleOf(schema.items)];
  if (!schema.properties) return undefined;
  return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, exampleOf(part)]));
}

function body(method: string, path: string): object {
  const schema = described.paths[path]?.[method]?.requestBody?.content['application/json'].schema;
  if (!schema) throw new Error(`${method} ${path} has no request body in /docs/json`);
  return exampleOf(schema) as object;
}

describe('examples of the documentation', () => {
  it('work when pasted', async () => {
    const office = await makeOffice(test);
    const admin = await api.as(office, 'admin');
    const paralegal = await api.as(office, 'paralegal');
    await admin.post('/users').send(body('post', '/users')).expect(201);
    await admin.patch('/office').set('If-Match', '"v1"').send(body('patch', '/office')).expect(200);
    const { id } = (await paralegal.post('/clients').send(body('post', '/clients')).expect(201)).body as { id: string };
    await paralegal.patch(`/clients/${id}`).set('If-Match', '"v1"').send(body('patch', '/clients/{id}')).expect(200);
    const found = await paralegal.post('/clients/searches').send(body('post', '/clients/searches')).expect(200);
    expect(found.body).toMatchObject({ items: [{ id }] });
    const point = await paralegal.post(`/clients/${id}/contact-points`).send(body('post', '/clients/{clientId}/contact-points')).expect(201);
    const { id: pointId } = point.body as { id: string };
    await paralegal.patch(`/contact-points/${pointId}`).set('If-Match', '"v1"').send(body('patch', '/contact-points/{id}')).expect(200);
    await paralegal.put(`/clients/${id}/closure`).set('If-Match', '"v1"').send(body('put', '/clients/{id}/closure')).expect(200);
  });

  it('say of every route whether it needs a token, and that is so', async () => {
    for (const [path, methods] of Object.entries(described.paths)) {
      for (const [method, route] of Object.entries(methods)) {
        const open = route.security?.some((each) => Object.keys(each).length === 0) ?? false;
        const { status } = await api.http[method as 'get'](path.replaceAll(/\{\w+\}/g, '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f')).send(method === 'get' ? undefined : {});
        expect([method, path, status === 401]).toEqual([method, path, !open]);
      }
    }
  });
});
