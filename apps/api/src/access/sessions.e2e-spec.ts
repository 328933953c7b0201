import { SignJWT } from 'jose';
import { startApi, TEST_NOW, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, testVault } from '../../../../test/factories.js';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { seedOffice } from '#domain/access/seed.js';

const PASSWORD = 'seven quiet herons landing';

let test: TestDatabase;
let api: TestApi;
let officeId: string;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
  ({ officeId } = await seedOffice(test.db, testVault, { name: 'Harbor', timeZone: 'America/New_York', domain: 'harbor.test', password: PASSWORD }, TEST_NOW));
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(() => api.clock.moveTo(TEST_NOW));

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

async function signIn(email = 'attorney@harbor.test'): Promise<Tokens> {
  const { body, status } = await api.http.post('/sessions').send({ email, password: PASSWORD });
  expect(status).toBe(201);
  return body as Tokens;
}

const refresh = (refreshToken: string) => api.http.post('/sessions/refreshes').send({ refreshToken });
const sessionOf = ({ refreshToken }: Tokens): string => refreshToken.split('.')[1] ?? '';
const auditOf = (subjectId: string) =>
  test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id', [subjectId]).then((rows) => rows.map((row) => row.action));

describe('signing in', () => {
  it('gives tokens for a password, keeps neither of them, and is audited', async () => {
    const tokens = await signIn('  ATTORNEY@harbor.test ');
    const me = await api.with(tokens.accessToken).get('/me');
    expect(me.body).toMatchObject({ email: 'attorney@harbor.test', role: 'attorney', office: { id: officeId, name: 'Harbor' } });
    expect(await auditOf(sessionOf(tokens))).toEqual(['session.begun']);
    const [stored] = await test.asOwner<{ row: string }>('SELECT t::text AS row FROM refresh_tokens t WHERE session_id = $1', [sessionOf(tokens)]);
    expect(stored?.row).not.toContain(tokens.refreshToken.split('.')[3]);
    const [user] = await test.asOwner<{ row: string }>(`SELECT u::text AS row FROM users u WHERE role = 'attorney' AND office_id = $1`, [officeId]);
    expect(user?.row).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(user?.row).not.toMatch(/harbor\.test|Ada/);
  });

  it('answers a wrong password, an unknown address and a disabled user alike', async () => {
    const wrong = await api.http.post('/sessions').send({ email: 'grants@harbor.test', password: 'not the password at all' });
    const unknown = await api.http.post('/sessions').send({ email: 'nobody@harbor.test', password: PASSWORD });
    await test.asOwner(`UPDATE users SET disabled_at = now() WHERE role = 'grants' AND office_id = $1`, [officeId]);
    const disabled = await api.http.post('/sessions').send({ email: 'grants@harbor.test', password: PASSWORD });
    const told = [wrong, unknown, disabled].map(({ status, body }) => [status, { ...(body as object), requestId: null }]);
    expect(told[0]).toEqual([401, expect.objectContaining({ code: 'wrong-credentials' })]);
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
    const refused = await test.asOwner<{ why: string }>(`SELECT detail->>'why' AS why FROM audit_entries WHERE action = 'session.refused' ORDER BY id`);
    expect(refused.map((row) => row.why)).toEqual(['wrong-password', 'disabled']);
    await test.asOwner(`UPDATE users SET disabled_at = NULL WHERE office_id = $1`, [officeId]);
  });

  it('rests for an account after ten wrong passwords, known or not', async () => {
    const own = await startApi(test);
    for (const email of ['pat.guess@harbor.test', 'paralegal@harbor.test']) {
      const tries = await Promise.all(Array.from({ length: 9 }, () => own.http.post('/sessions').send({ email, password: 'a wrong password' })));
      expect(new Set(tries.map((each) => each.status))).toEqual(new Set([401]));
    }
    await own.close();
    const another = await startApi(test);
    const email = 'paralegal@harbor.test';
    for (let i = 0; i < 10; i += 1) await another.http.post('/sessions').send({ email, password: 'a wrong password' });
    expect((await another.http.post('/sessions').send({ email, password: PASSWORD })).body).toMatchObject({ code: 'too-many', status: 429 });
    another.clock.moveTo(new Date(TEST_NOW.getTime() + 15 * 60_000));
    expect((await another.http.post('/sessions').send({ email, password: PASSWORD })).status).toBe(201);
    await another.close();
  });

  it('looks at ten wrong passwords for an account and no more, when they come at the same moment', async () => {
    const own = await startApi(test);
    const tries = await Promise.all(Array.from({ length: 15 }, () => own.http.post('/sessions').send({ email: 'paralegal@harbor.test', password: 'a wrong password' })));
    await own.close();
    const statuses = tries.map((each) => each.status);
    expect([401, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([10, 5]);
  });

  it('takes as long to refuse an address that nobody has as one that somebody has', async () => {
    const own = await startApi(test);
    const taken: number[] = [];
    for (const email of ['nobody@harbor.test', 'admin@harbor.test']) {
      const began = performance.now();
      await own.http.post('/sessions').send({ email, password: 'a wrong password' });
      taken.push(performance.now() - began);
    }
    await own.close();
    // Refusals leave on the quarter second; what is written into the trail for a known address does not show.
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(245);
  });

  it('allows twenty tries a minute from one address', async () => {
    const own = await startApi(test);
    const tries = await Promise.all(Array.from({ length: 25 }, (_, i) => own.http.post('/sessions').send({ email: `guess${i}@harbor.test` })));
    const statuses = tries.map((each) => each.status);
    expect(statuses.filter((status) => status === 422)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect(tries.find((each) => each.status === 429)?.body).toMatchObject({ code: 'too-many' });
    await own.close();
  });
});

describe('access tokens', () => {
  it('expire', async () => {
    const { accessToken } = await signIn();
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 599_000));
    expect((await api.with(accessToken).get('/me')).status).toBe(200);
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 600_000));
    const { status, body, headers } = await api.with(accessToken).get('/me');
    expect([status, (body as { code: string }).code, headers['www-authenticate']]).toEqual([401, 'token-expired', 'Bearer']);
  });

  it('are refused when missing, forged, of another kind, or with another office put in', async () => {
    const { accessToken, refreshToken } = await signIn();
    const [head = '', claims = '', mac = ''] = accessToken.split('.');
    const other = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const moved = Buffer.from(JSON.stringify({ ...other, office: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f' })).toString('base64url');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    for (const token of [`${head}.${moved}.${mac}`, `${none}.${claims}.`, refreshToken, 'x']) {
      expect((await api.with(token).get('/me')).body).toMatchObject({ status: 401, code: 'not-signed-in' });
    }
    expect((await api.http.get('/me')).body).toMatchObject({ status: 401, code: 'not-signed-in' });
    expect((await api.http.get('/me').set('Authorization', `Basic ${accessToken}`)).status).toBe(401);
  });

  it('are refused when signed by another key, for another audience, as another kind or for a role that is none', async () => {
    const { userId, sessionId, officeId: office } = (await (await makeOffice(test)).as('admin')) as SignedInUser;
    const seconds = Math.floor(TEST_NOW.getTime() / 1000);
    const token = async (other: { key?: Buffer; aud?: string; typ?: string; alg?: string; role?: string } = {}): Promise<string> =>
      new SignJWT({ office, session: sessionId, role: other.role ?? 'admin' })
        .setProtectedHeader({ alg: other.alg ?? 'HS256', typ: other.typ ?? 'at+jwt' })
        .setSubject(userId)
        .setAudience(other.aud ?? 'vacatur-api')
        .setExpirationTime(seconds + 60)
        .sign(other.key ?? testVault.tokenKey());
    expect((await api.with(await token()).get('/me')).status).toBe(200);
    for (const wrong of [{ key: Buffer.alloc(32, 7) }, { aud: 'another' }, { typ: 'JWT' }, { alg: 'HS512', key: Buffer.concat([testVault.tokenKey(), testVault.tokenKey()]) }, { role: 'owner' }]) {
      expect([wrong, (await api.with(await token(wrong)).get('/me')).body]).toMatchObject([wrong, { status: 401, code: 'not-signed-in' }]);
    }
    expect((await api.with(await token({ role: 'attorney' })).get('/clients')).body).toMatchObject({ status: 401, code: 'token-expired' });
  });

  it('end with their session, on every device when asked', async () => {
    const [first, second, third] = [await signIn('admin@harbor.test'), await signIn('admin@harbor.test'), await signIn('admin@harbor.test')];
    expect((await api.with(first.accessToken).delete('/sessions/current')).status).toBe(204);
    expect((await api.with(first.accessToken).get('/me')).body).toMatchObject({ status: 401, code: 'session-ended' });
    expect((await refresh(first.refreshToken)).body).toMatchObject({ status: 401, code: 'session-ended' });
    expect((await api.with(second.accessToken).get('/me')).status).toBe(200);
    expect((await api.with(second.accessToken).delete('/sessions')).status).toBe(204);
    for (const { accessToken } of [second, third]) expect((await api.with(accessToken).get('/me')).body).toMatchObject({ code: 'session-ended' });
    expect(await auditOf(sessionOf(first))).toEqual(['session.begun', 'session.ended']);
  });

  it('do not outlive the role they speak of', async () => {
    const office = await makeOffice(test);
    const paralegal = (await office.as('paralegal')) as SignedInUser;
    const token = await api.token(paralegal);
    await test.asOwner(`UPDATE users SET role = 'grants' WHERE id = $1`, [paralegal.userId]);
    expect((await api.with(token).get('/me')).body).toMatchObject({ status: 401, code: 'token-expired' });
  });
});

describe('refresh tokens', () => {
  it('rotate', async () => {
    const first = await signIn();
    const { body, status } = await refresh(first.refreshToken);
    const second = body as Tokens;
    expect(status).toBe(201);
    expect(sessionOf(second)).toBe(sessionOf(first));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await api.with(second.accessToken).get('/me')).status).toBe(200);
  });

  it('end the whole session when one is used twice', async () => {
    const first = await signIn();
    const second = (await refresh(first.refreshToken)).body as Tokens;
    expect((await refresh(first.refreshToken)).body).toMatchObject({ status: 401, code: 'token-reused' });
    expect((await refresh(second.refreshToken)).body).toMatchObject({ status: 401, code: 'session-ended' });
    expect((await api.with(second.accessToken).get('/me')).body).toMatchObject({ code: 'session-ended' });
    expect(await auditOf(sessionOf(first))).toEqual(['session.begun', 'session.token-reused']);
    const [session] = await test.asOwner('SELECT revoked_for FROM sessions WHERE id = $1', [sessionOf(first)]);
    expect(session).toEqual({ revoked_for: 'token-reuse' });
  });

  it('are good for one of two uses at the same moment', async () => {
    const first = await signIn();
    const both = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
    expect(both.map((each) => each.status).sort()).toEqual([201, 401]);
    const won = both.find((each) => each.status === 201)?.body as Tokens;
    expect((await api.with(won.accessToken).get('/me')).body).toMatchObject({ code: 'session-ended' });
  });

  it('expire after fourteen days, and are refused with another secret, session or office', async () => {
    const { refreshToken } = await signIn();
    const [office, session, token, secret = ''] = refreshToken.split('.');
    const elsewhere = await makeOffice(test);
    const wrong = [`${office}.${session}.${token}.${'A'.repeat(43)}`, `${office}.${token}.${token}.${secret}`, `${elsewhere.officeId}.${session}.${token}.${secret}`, 'x.y.z'];
    for (const each of wrong) expect((await refresh(each)).body).toMatchObject({ status: 401, code: 'not-signed-in' });
    api.clock.moveTo(new Date(TEST_NOW.getTime() + 14 * 86_400_000));
    expect((await refresh(refreshToken)).body).toMatchObject({ status: 401, code: 'session-ended' });
  });
});

describe('seeding', () => {
  it('finds the office again and adds only who is missing', async () => {
    const again = await seedOffice(test.db, testVault, { name: 'Harbor', timeZone: 'America/New_York', domain: 'harbor.test', password: PASSWORD }, TEST_NOW);
    expect(again).toMatchObject({ officeId, created: false });
    expect(again.users.map((user) => user.password)).toEqual([null, null, null, null]);
    const [count] = await test.asOwner<{ count: string }>('SELECT count(*) FROM users WHERE office_id = $1', [officeId]);
    expect(count?.count).toBe('4');
  });
});
