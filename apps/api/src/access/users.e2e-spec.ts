import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import type { UserView } from './users.dto.js';

const PASSWORD = 'seven quiet herons landing';
const ANOTHER = 'eleven loud geese departing';

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let admin: Caller;
let number = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  office = await makeOffice(test);
  admin = await api.as(office, 'admin');
});

async function hire(role = 'paralegal'): Promise<UserView> {
  number += 1;
  const { body, status } = await admin.post('/users').send({ email: `new.${number}@office.test`, name: 'Robin Colleague', role, password: PASSWORD });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body as UserView;
}

async function signIn({ email }: UserView, password = PASSWORD): Promise<Caller> {
  const { body } = await api.http.post('/sessions').send({ email, password });
  return api.with((body as { accessToken: string }).accessToken);
}

const trail = (userId: string) =>
  test.asOwner<{ action: string; detail: object }>(`SELECT action, detail FROM audit_entries WHERE subject_id = $1 AND action LIKE 'user.%' ORDER BY id`, [userId]);

describe('users', () => {
  it('are made by an admin, sign in, and are never shown with a hash', async () => {
    const user = await hire();
    expect(Object.keys(user).sort()).toEqual(['barNumber', 'disabled', 'email', 'id', 'name', 'role', 'version']);
    expect((await (await signIn(user)).get('/me')).body).toMatchObject({ id: user.id, name: 'Robin Colleague' });
    const [row] = await test.asOwner<{ row: string }>('SELECT u::text AS row FROM users u WHERE id = $1', [user.id]);
    expect(row?.row).not.toMatch(/Robin|office\.test/);
    expect(await trail(user.id)).toEqual([{ action: 'user.created', detail: { role: 'paralegal' } }]);
  });

  it('are listed in pages', async () => {
    await hire();
    await hire();
    const { body } = await admin.get('/users?limit=2');
    const page = body as { items: UserView[]; next: string };
    expect(page.items).toHaveLength(2);
    expect((await admin.get(`/users?limit=2&cursor=${page.next}`)).body).toMatchObject({ items: [{ role: 'paralegal' }], next: null });
  });

  it('are made, changed and disabled by nobody but an admin of their own office', async () => {
    const user = await hire();
    const attorney = await api.as(office, 'attorney');
    const stranger = await api.as(await makeOffice(test), 'admin');
    const change = { role: 'attorney' };
    expect((await attorney.post('/users').send({ email: 'x@office.test', name: 'X', role: 'admin', password: PASSWORD })).status).toBe(403);
    expect((await attorney.patch(`/users/${user.id}`).set('If-Match', '"v1"').send(change)).status).toBe(403);
    expect((await stranger.patch(`/users/${user.id}`).set('If-Match', '"v1"').send(change)).status).toBe(404);
    expect((await stranger.get(`/users/${user.id}`)).status).toBe(404);
    expect((await attorney.get(`/users/${user.id}`)).status).toBe(200);
    expect((await admin.patch(`/users/${user.id}`).set('If-Match', '"v2"').send(change)).status).toBe(412);
    expect(await trail(user.id)).toHaveLength(1);
  });

  it('may not share an address, in any office', async () => {
    const user = await hire();
    const stranger = await api.as(await makeOffice(test), 'admin');
    const twin = { email: user.email.toUpperCase(), name: 'Twin', role: 'attorney', password: PASSWORD };
    for (const each of [admin, stranger]) {
      const { status, body } = await each.post('/users').send(twin);
      expect([status, body]).toEqual([409, expect.objectContaining({ code: 'conflict', fields: [{ field: 'email', problem: 'signs in already' }] })]);
    }
  });

  it('lose every session in the moment they are disabled, and cannot sign in again', async () => {
    const user = await hire();
    const signedIn = await signIn(user);
    expect((await admin.patch(`/users/${user.id}`).set('If-Match', '"v1"').send({ disabled: true })).body).toMatchObject({ disabled: true, version: 2 });
    expect((await signedIn.get('/me')).body).toMatchObject({ status: 401, code: 'session-ended' });
    expect((await api.http.post('/sessions').send({ email: user.email, password: PASSWORD })).status).toBe(401);
    await admin.patch(`/users/${user.id}`).set('If-Match', '"v2"').send({ disabled: false }).expect(200);
    expect((await signedIn.get('/me')).status).toBe(401);
    expect((await (await signIn(user)).get('/me')).status).toBe(200);
  });

  it('have their new role from the next request on', async () => {
    const user = await hire('attorney');
    const signedIn = await signIn(user);
    expect((await signedIn.get('/clients')).status).toBe(200);
    await admin.patch(`/users/${user.id}`).set('If-Match', '"v1"').send({ role: 'grants' }).expect(200);
    expect((await signedIn.get('/clients')).body).toMatchObject({ status: 401, code: 'token-expired' });
    expect((await (await signIn(user)).get('/clients')).body).toMatchObject({ status: 403, code: 'role-forbids' });
  });

  it('always leave one admin, even when two go at the same moment', async () => {
    const me = (await admin.get('/me')).body as UserView;
    expect((await admin.patch(`/users/${me.id}`).set('If-Match', '"v1"').send({ disabled: true })).body).toMatchObject({ status: 409, code: 'conflict' });
    const second = await hire('admin');
    const other = await signIn(second);
    const both = await Promise.all([
      admin.patch(`/users/${me.id}`).set('If-Match', '"v1"').send({ role: 'attorney' }),
      other.patch(`/users/${second.id}`).set('If-Match', '"v1"').send({ role: 'attorney' }),
    ]);
    expect(both.map((each) => each.status).sort()).toEqual([200, 409]);
    const [left] = await test.asOwner<{ count: string }>(`SELECT count(*) FROM users WHERE office_id = $1 AND role = 'admin'`, [office.officeId]);
    expect(left?.count).toBe('1');
  });
});

describe('passwords', () => {
  it('are changed by who knows the present one; every other session ends', async () => {
    const user = await hire();
    const here = await signIn(user);
    const there = await signIn(user);
    expect((await here.put('/me/password').send({ current: ANOTHER, password: ANOTHER })).body).toMatchObject({ status: 422, fields: [{ field: 'current' }] });
    await here.put('/me/password').send({ current: PASSWORD, password: ANOTHER }).expect(204);
    expect((await here.get('/me')).status).toBe(200);
    expect((await there.get('/me')).body).toMatchObject({ code: 'session-ended' });
    expect((await api.http.post('/sessions').send({ email: user.email, password: PASSWORD })).status).toBe(401);
    expect((await (await signIn(user, ANOTHER)).get('/me')).status).toBe(200);
    expect((await trail(user.id)).map((entry) => entry.action)).toEqual(['user.created', 'user.password-changed']);
  });

  it('set by an admin end every session of the user', async () => {
    const user = await hire();
    const signedIn = await signIn(user);
    await admin.patch(`/users/${user.id}`).set('If-Match', '"v1"').send({ password: ANOTHER }).expect(200);
    expect((await signedIn.get('/me')).status).toBe(401);
    expect((await (await signIn(user, ANOTHER)).get('/me')).status).toBe(200);
    expect((await trail(user.id))[1]).toMatchObject({ detail: { fields: ['password'] } });
  });

  it.each(['eleven char', 'aaaaaaaaaaaa', 'robin.long.address', 'x'.repeat(300)])('are refused when they are as weak as %s', async (password) => {
    const { status, body, text } = await admin.post('/users').send({ email: 'robin.long.address@office.test', name: 'R', role: 'grants', password });
    expect([status, (body as { fields: { field: string }[] }).fields.map((each) => each.field)]).toEqual([422, ['password']]);
    expect(text).not.toContain(password);
  });
});

describe('the office', () => {
  it('is changed by an admin under If-Match, its time zone only to one there is', async () => {
    const read = await admin.get('/office');
    expect([read.headers['etag'], read.body]).toEqual(['"v1"', expect.objectContaining({ id: office.officeId, timeZone: 'America/New_York' })]);
    const changed = await admin.patch('/office').set('If-Match', '"v1"').send({ senderName: 'The Desk', timeZone: 'America/Chicago', phone: '+1 312 555 0100' });
    expect(changed.body).toMatchObject({ senderName: 'The Desk', timeZone: 'America/Chicago', phone: '+1 312 555 0100', version: 2 });
    expect((await admin.patch('/office').set('If-Match', '"v1"').send({ name: 'X' })).status).toBe(412);
    expect((await admin.patch('/office').set('If-Match', '"v2"').send({ timeZone: 'Mars/Olympus' })).body).toMatchObject({ status: 422, fields: [{ field: 'timeZone' }] });
    expect((await (await api.as(office, 'attorney')).patch('/office').set('If-Match', '"v2"').send({ name: 'X' })).status).toBe(403);
    const [entry] = await test.asOwner(`SELECT detail FROM audit_entries WHERE office_id = $1 AND action = 'office.changed'`, [office.officeId]);
    expect(entry).toEqual({ detail: { fields: ['timeZone', 'phone', 'senderName'] } });
  });
});
