import type { OpenAPIObject } from '@nestjs/swagger';
import { startApi, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { exampleBody } from '../../../../test/openapi.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { loadLaw } from '#law/load.js';

const SEALING = 'ny-160.59';
const law = new LawBook(loadLaw('law'));
const { entry } = law.law.jurisdictions.get('NY')!.provisions.find((each) => each.entry.id === SEALING)!;
const shared = entry.versions.at(-1)!;
const label = shared.from ?? `by ${shared.by}`;

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let attorney: Caller;
let paralegal: Caller;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test, { law });
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  office = await makeOffice(test);
  attorney = await api.as(office, 'attorney');
  paralegal = await api.as(office, 'paralegal');
});

const READING = { kind: 'reading', jurisdiction: 'NY', provision: SEALING, path: 'filing.serve', text: 'We serve the bureau chief as well.', source: 'office memo' };
const PRACTICE = { kind: 'practice', jurisdiction: 'NY', county: 'Kings', text: 'Fee waivers are heard on Fridays.', source: 'clerk', sourceDay: '2026-10-02' };
const LONGER = { wait: { years: 40, after: 'sentencing' } };
const CORRECTION = { kind: 'correction', jurisdiction: 'NY', provision: SEALING, provisionVersion: label, patch: { when: LONGER }, text: 'Forty years.', source: 'L. 2026 ch. 1' };
const depth = (value: unknown): number => (typeof value !== 'object' || value === null ? 0 : 1 + Math.max(0, ...Object.values(value).map(depth)));
const sweeps = () => test.asOwner<{ payload: object }>("SELECT payload FROM jobs WHERE office_id = $1 AND name = 'law.sweep'", [office.officeId]);
const trail = () => test.asOwner<{ action: string; detail: object }>("SELECT action, detail FROM audit_entries WHERE office_id = $1 AND action LIKE 'law-note.%' ORDER BY id", [office.officeId]);

describe('a note', () => {
  it('is recorded with author, day and source, and listed newest first by what it is about', async () => {
    const made = await attorney.post('/law-notes').send(READING);
    expect([made.status, made.headers['etag'], made.body]).toMatchObject([
      201,
      '"v1"',
      { ...READING, authorId: (await office.as('attorney')).userId, recordedOn: '2026-11-21', state: 'standing', noLongerFits: null, withdrawal: null, earlier: [], trial: null, version: 1 },
    ]);
    const practice = (await attorney.post('/law-notes').send(PRACTICE)).body as { id: string };
    expect(await sweeps()).toEqual([]);
    expect(await trail()).toEqual([
      { action: 'law-note.recorded', detail: { kind: 'reading', provision: SEALING, supersedes: null } },
      { action: 'law-note.recorded', detail: { kind: 'practice', provision: null, supersedes: null } },
    ]);
    const ids = async (query: string) => ((await paralegal.get(`/law-notes?${query}`)).body as { items: { id: string }[] }).items.map((item) => item.id);
    const both = [practice.id, (made.body as { id: string }).id];
    expect([await ids(''), await ids(`provision=${SEALING}`), await ids('kind=reading'), await ids('jurisdiction=CA'), await ids('state=withdrawn'), await ids('state=standing')]).toEqual([both, both, [both[1]], [], [], both]);
    const page = (await paralegal.get('/law-notes?limit=1')).body as { next: string };
    expect((await paralegal.get(`/law-notes?limit=1&cursor=${page.next}`)).body).toMatchObject({ items: [{ id: both[1] }], next: null });
  });

  it('is written by attorneys, read by paralegals, and there for no other office', async () => {
    const { id } = (await attorney.post('/law-notes').send(READING)).body as { id: string };
    expect((await paralegal.get(`/law-notes/${id}`)).body).toMatchObject({ id, text: READING.text });
    const grants = await api.as(office, 'grants');
    const answers = [
      await paralegal.post('/law-notes').send(READING),
      await paralegal.post('/law-notes/trials').send({ ...CORRECTION, kind: undefined }),
      await paralegal.patch(`/law-notes/${id}`).set('If-Match', '"v1"').send({ text: 'x' }),
      await paralegal.post(`/law-notes/${id}/withdrawal`).set('If-Match', '"v1"').send({ reason: 'x' }),
      await grants.get('/law-notes'),
      await grants.get(`/law-notes/${id}`),
    ];
    expect(answers.map((each) => each.status)).toEqual([403, 403, 403, 403, 403, 403]);
    const stranger = await api.as(await makeOffice(test), 'attorney');
    expect([(await stranger.get(`/law-notes/${id}`)).status, (await stranger.patch(`/law-notes/${id}`).set('If-Match', '"v1"').send({ text: 'x' })).status]).toEqual([404, 404]);
    expect((await stranger.get('/law-notes')).body).toEqual({ items: [], next: null });
    expect((await stranger.post('/law-notes').send({ ...READING, supersedes: id })).body).toMatchObject({ status: 422, fields: [{ field: 'supersedes' }] });
  });

  it('keeps its earlier words when they are put right, and refuses a stale reader', async () => {
    const { id } = (await attorney.post('/law-notes').send(READING)).body as { id: string };
    const changed = await attorney.patch(`/law-notes/${id}`).set('If-Match', '"v1"').send({ text: 'We serve nobody else.' });
    expect([changed.status, changed.headers['etag'], changed.body]).toMatchObject([200, '"v2"', { text: 'We serve nobody else.', source: 'office memo', earlier: [{ version: 1, text: READING.text, source: 'office memo' }] }]);
    expect((await attorney.patch(`/law-notes/${id}`).set('If-Match', '"v1"').send({ text: 'x' })).status).toBe(412);
    expect((await attorney.patch(`/law-notes/${id}`).send({ text: 'x' })).status).toBe(428);
    expect((await attorney.patch(`/law-notes/${id}`).set('If-Match', '"v2"').send({ appliesFrom: '2027-01-02', appliesUntil: '2027-01-01' })).body).toMatchObject({ status: 422, fields: [{ field: 'appliesUntil' }] });
    expect((await attorney.patch(`/law-notes/${id}`).set('If-Match', '"v2"').send({ text: 'We serve nobody else.' })).body).toMatchObject({ version: 2 });
  });

  it('is withdrawn by somebody, once, and never deleted', async () => {
    const { id } = (await attorney.post('/law-notes').send(READING)).body as { id: string };
    expect((await attorney.post(`/law-notes/${id}/withdrawal`).set('If-Match', '"v1"').send({})).status).toBe(422);
    const gone = await attorney.post(`/law-notes/${id}/withdrawal`).set('If-Match', '"v1"').send({ reason: 'A court said otherwise.' });
    expect([gone.status, gone.body]).toMatchObject([201, { state: 'withdrawn', text: READING.text, withdrawal: { by: (await office.as('attorney')).userId, reason: 'A court said otherwise.', at: '2026-11-21T15:00:00.000Z' } }]);
    expect((await attorney.post(`/law-notes/${id}/withdrawal`).set('If-Match', '"v2"').send({ reason: 'x' })).status).toBe(409);
    expect((await attorney.patch(`/law-notes/${id}`).set('If-Match', '"v2"').send({ text: 'x' })).status).toBe(409);
    await expect(test.db.inOffice(office, (tx) => tx.query('DELETE FROM law_notes WHERE id = $1', [id]))).rejects.toThrow('append-only');
  });
});

describe('a correction', () => {
  it('is tried against the worked examples before it is stored, and asks for the caseload when it is', async () => {
    const { kind: _kind, ...wanted } = CORRECTION;
    const trial = await attorney.post('/law-notes/trials').send(wanted);
    expect(trial.status).toBe(200);
    const { tried, changes } = trial.body as { tried: number; changes: { provision: string; was: { result: string }; becomes: { result: string } }[] };
    expect(tried).toBeGreaterThan(1);
    expect(changes).toContainEqual(expect.objectContaining({ provision: SEALING, was: expect.objectContaining({ result: 'eligible' }), becomes: expect.objectContaining({ result: 'not-yet' }) }));
    expect((await attorney.get('/law-notes')).body).toMatchObject({ items: [] });
    expect(await sweeps()).toEqual([]);

    const made = await attorney.post('/law-notes').send(CORRECTION);
    expect([made.status, made.body]).toMatchObject([201, { patch: { when: LONGER }, replaces: { [label]: { when: shared.when } }, trial: trial.body }]);
    expect((await paralegal.get(`/law-notes/${(made.body as { id: string }).id}`)).body).toEqual(made.body);
    expect(await sweeps()).toEqual([{ payload: { law: law.law.hash } }]);
    expect((await trail()).map((line) => line.detail)).toEqual([{ kind: 'correction', provision: SEALING, supersedes: null, corrects: ['when'] }]);
  });

  it('may be as deep as the deepest condition of the law, and no deeper than the API reads', async () => {
    const all = [...law.law.jurisdictions.values()].flatMap(({ provisions }) => provisions.flatMap((each) => each.entry.versions.map(({ when }) => ({ jurisdiction: each.jurisdiction, provision: each.entry.id, when }))));
    const deepest = all.reduce((one, other) => (depth(other.when) > depth(one.when) ? other : one));
    const { jurisdiction, provision, when } = deepest;
    const wanted = { jurisdiction, provision, patch: { when: { all: [when] } }, text: 'x', source: 'x' };
    expect((await attorney.post('/law-notes/trials').send(wanted)).status).toBe(200);
    const nested = (levels: number): object => (levels === 0 ? LONGER : { not: nested(levels - 1) });
    expect((await attorney.post('/law-notes/trials').send({ ...wanted, patch: { when: nested(40) } })).status).toBe(400);
  });

  it('gives way to the one that supersedes it, and stands alone for what it corrects', async () => {
    const first = (await attorney.post('/law-notes').send(CORRECTION)).body as { id: string };
    expect((await attorney.post('/law-notes').send(CORRECTION)).body).toMatchObject({ status: 409, code: 'conflict', detail: expect.stringContaining(first.id) });
    expect((await attorney.post('/law-notes').send({ ...CORRECTION, provisionVersion: null })).status).toBe(409);
    const second = await attorney.post('/law-notes').send({ ...CORRECTION, patch: { when: { wait: { years: 30, after: 'sentencing' } } }, supersedes: first.id });
    expect(second.status).toBe(201);
    expect((await attorney.get(`/law-notes/${first.id}`)).body).toMatchObject({ state: 'superseded', supersededBy: (second.body as { id: string }).id });
    expect((await attorney.post('/law-notes').send({ ...CORRECTION, supersedes: first.id })).body).toMatchObject({ fields: [{ field: 'supersedes' }] });
  });

  it.each<[object, string, string]>([
    [{ patch: { when: { wiat: { years: 3, after: 'sentencing' } } } }, 'patch.when.wiat', 'allowed:'],
    [{ patch: { hearing: 'maybe' } }, 'patch.hearing', '"maybe" is not allowed; allowed: required, if-opposed'],
    [{ patch: { when: { fact: 'noSuchFact' } } }, 'patch.when', 'there is no fact "noSuchFact"'],
    [{ patch: { when: { wait: { years: 3, after: 'noSuchEvent' } } } }, 'patch.when', 'noSuchEvent'],
    [{ patch: { from: '2026-02-30' } }, 'patch.from', '"2026-02-30" is not a day of the calendar'],
    [{ patch: { effect: 'all gone' } }, 'patch.effect', 'cannot be corrected; allowed: when, from'],
    [{ patch: { route: { opens: ['ny-none'] } } }, 'patch.route', 'there is no provision ny-none'],
    [{ patch: {} }, 'patch', 'allowed: when'],
    [{ patch: null }, 'patch', 'must say what is corrected'],
    [{ patch: { hearing: shared.hearing } }, 'patch', 'already'],
    [{ provisionVersion: '1950-01-01' }, 'provisionVersion', `allowed: ${label}`],
    [{ provision: 'ny-none' }, 'provision', SEALING],
    [{ provision: null }, 'provision', 'must be named'],
    [{ jurisdiction: 'ZZ' }, 'jurisdiction', 'allowed:'],
    [{ county: 'Kings' }, 'county', 'must be null'],
    [{ path: 'when' }, 'path', 'must be null'],
    [{ sourceDay: '2026-11-22' }, 'sourceDay', 'after today'],
    [{ kind: 'reading' }, 'patch', 'must be null'],
    [{ kind: 'reading', patch: null, path: 'when.nothing.7' }, 'path', 'there is no when.nothing.7'],
    [{ kind: 'law' }, 'kind', 'must be one of'],
  ])('refuses %j, naming %s', async (over, field, problem) => {
    const answer = await attorney.post('/law-notes').send({ ...CORRECTION, ...over });
    expect([answer.status, answer.body]).toMatchObject([422, { code: 'invalid', fields: expect.arrayContaining([{ field, problem: expect.stringContaining(problem) }]) }]);
    expect((await attorney.get('/law-notes')).body).toMatchObject({ items: [] });
  });
});

it('the documentation’s examples work when pasted', async () => {
  const described = (await api.http.get('/docs/json')).body as OpenAPIObject;
  const example = (path: string, method = 'post') => exampleBody(described, method, path);
  const made = await attorney.post('/law-notes').send(example('/law-notes'));
  expect(made.body).toMatchObject({ kind: 'practice', county: 'Kings' });
  const { id } = made.body as { id: string };
  expect((await attorney.post('/law-notes/trials').send(example('/law-notes/trials'))).status).toBe(200);
  expect((await attorney.patch(`/law-notes/${id}`).set('If-Match', '"v1"').send(example('/law-notes/{id}', 'patch'))).status).toBe(200);
  expect((await attorney.post(`/law-notes/${id}/withdrawal`).set('If-Match', '"v1"').send(example('/law-notes/{id}/withdrawal'))).status).toBe(201);
});
