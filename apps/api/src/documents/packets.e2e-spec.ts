import type { OpenAPIObject } from '@nestjs/swagger';
import { jobActor } from '#domain/access/actor.js';
import { PacketsService } from '#domain/documents/packets.service.js';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW } from '../../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';
import { testResources } from '../../../../test/resources.js';

const law = lawOfTests();
let test: TestDatabase;
let api: TestApi;
let packets: PacketsService;
let office: TestOffice;
let attorney: Caller;
let described: OpenAPIObject;

beforeAll(async () => {
  test = await createTestDatabase();
  const { files, forms } = testResources(test);
  api = await startApi(test, { law, files, forms });
  packets = new PacketsService(test.db, testVault, law, files, forms);
  described = (await api.http.get('/docs/json')).body as OpenAPIObject;
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  office = await makeOffice(test);
  attorney = await api.as(office, 'attorney');
});

/** A case with one charge whose road an attorney has confirmed over HTTP. */
async function confirmedCase() {
  const actor = await office.as('attorney');
  const { clientId, chargeIds } = await makeRecord(test, actor, law);
  const finding = (await checked(test, actor, law, clientId)).find((f) => f.provision === 't-wait')!;
  const opened = await attorney.post('/cases').send({ clientId, chargeIds });
  await attorney.post(`/findings/${finding.id}/determinations`).send({ decision: 'confirmed' });
  return { clientId, chargeIds, caseId: String(opened.body.id) };
}

it('papers are asked for, drawn up, listed and opened, each with its line in the trail', async () => {
  const { clientId, chargeIds, caseId } = await confirmedCase();
  const example = exampleBody(described, 'post', '/cases/{id}/packets');
  const asked = await attorney.post(`/cases/${caseId}/packets`).send({ ...example, provision: 't-wait', chargeIds });
  expect([asked.status, asked.body]).toMatchObject([202, { status: 'queued', chargeIds, documents: [] }]);
  expect(await test.asOwner(`SELECT name, payload FROM jobs WHERE id = $1`, [asked.body.jobId])).toEqual([{ name: 'document.render', payload: { packetId: asked.body.id } }]);

  const { userId } = await office.as('attorney');
  await packets.render(jobActor(office.officeId, userId), { packetId: asked.body.id }, NOW);
  const packet = await attorney.get(`/packets/${asked.body.id}`);
  expect(packet.body).toMatchObject({ status: 'rendered', setting: { served: [{ name: 'Kings County District Attorney' }] } });
  expect((await attorney.get(`/cases/${caseId}/packets`)).body).toMatchObject([{ id: asked.body.id, status: 'rendered' }]);

  const file = packet.body.documents.find((each: { kind: string; format: string }) => each.kind === 'petition' && each.format === 'pdf');
  const opened = await attorney.get(`/documents/${file.id}`).buffer(true);
  expect(opened.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="document-${file.id.slice(-8)}.pdf"`,
    'cache-control': 'no-store',
    'content-length': String(file.bytes),
  });
  expect((opened.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
  const trail = await test.asOwner<{ action: string }>(`SELECT action FROM audit_entries WHERE client_id = $1 AND action ~ '^(packet|document)' ORDER BY id`, [clientId]);
  expect(trail.map((row) => row.action)).toEqual(['packet.requested', 'packet.rendered', 'packet.read', 'packets.read', 'document.read']);
  expect(api.logged.join()).not.toMatch(/Okafor|2012KN/);
});

it('a charge that cannot be filed for is named, and why', async () => {
  const { chargeIds, caseId } = await confirmedCase();
  const ask = (body: object) => attorney.post(`/cases/${caseId}/packets`).send({ provision: 't-wait', chargeIds, ...body });
  expect((await ask({ provision: 't-survivor' })).body).toMatchObject({ code: 'invalid', fields: [{ field: 'chargeIds[0]', problem: expect.stringContaining('needs-facts') }] });
  expect((await ask({ chargeIds: [] })).body).toMatchObject({ code: 'invalid', fields: [{ field: 'chargeIds' }] });
  expect((await ask({ chargeIds: [caseId] })).body).toMatchObject({ code: 'invalid', fields: [{ field: 'chargeIds[0]' }] });
  expect((await ask({ provision: '../etc' })).body).toMatchObject({ code: 'invalid', fields: [{ field: 'provision' }] });
  expect((await ask({ hearing: { date: '2027-02-30' } })).body).toMatchObject({ code: 'invalid', fields: [{ field: 'hearing.date' }] });
  expect(await test.asOwner('SELECT 1 FROM packets WHERE case_id = $1', [caseId])).toEqual([]);
});

it('another office finds none of it, a grants manager may not look', async () => {
  const { chargeIds, caseId } = await confirmedCase();
  const asked = await attorney.post(`/cases/${caseId}/packets`).send({ provision: 't-wait', chargeIds });
  await packets.render(jobActor(office.officeId, null), { packetId: asked.body.id }, NOW);
  const { documents } = (await attorney.get(`/packets/${asked.body.id}`)).body;
  const stranger = await api.as(await makeOffice(test), 'attorney');
  const grants = await api.as(office, 'grants');
  for (const path of [`/cases/${caseId}/packets`, `/packets/${asked.body.id}`, `/documents/${documents[0].id}`]) {
    expect([path, (await stranger.get(path)).status, (await grants.get(path)).status]).toEqual([path, 404, 403]);
  }
  expect((await stranger.post(`/cases/${caseId}/packets`).send({ provision: 't-wait', chargeIds })).status).toBe(404);
});
