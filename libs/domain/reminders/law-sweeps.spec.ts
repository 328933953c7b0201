import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mailer } from '#platform/mailer.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION, waiting } from '../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { programActor, type Actor } from '../access/actor.js';
import { CasesService } from '../cases/cases.service.js';
import type { LawBook } from '../convictions/law-book.js';
import { EligibilityService } from '../eligibility/eligibility.service.js';
import { LawSweepsService, OtherLaw } from '../eligibility/law-sweeps.service.js';
import { LawDigestsService } from './law-digests.service.js';
import { LawSweepListService } from './law-sweep-list.service.js';
import { MessageSettings } from './sending.js';

/** Three years' wait before, five now; the window was one year and is two; the automatic road is gone. */
const before = lawOfTests();
const after = lawOfTests(waiting({ years: 5, window: 2, byItself: null }));
const SETTINGS = new MessageSettings({ name: 'Office', address: 'office@example.org' }, 'https://files.example.org');
const JOB = '00000000-0000-7000-8000-0000000000b1';

let test: TestDatabase;
let office: TestOffice;
let actor: Actor & { userId: string };
let folder: string;
let digests: LawDigestsService;
let list: LawSweepListService;

beforeAll(async () => {
  test = await createTestDatabase();
  list = new LawSweepListService(test.db);
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('attorney');
  folder = await mkdtemp(join(tmpdir(), 'law-sweeps-'));
  digests = new LawDigestsService(test.db, testVault, new Mailer({ smtpUrl: null, varDir: folder }), SETTINGS);
  await test.asOwner('DELETE FROM jobs WHERE id = $1 OR parent_id = $1', [JOB]);
  await test.asOwner("INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES ($1, $2, 'law.sweep', 'records', '{}', 'done')", [JOB, office.officeId]);
});
afterEach(() => rm(folder, { recursive: true }));

const progress = () => undefined;
const program = () => programActor(office.officeId);
const sweeper = (law: LawBook) => new LawSweepsService(test.db, testVault, law);
const rows = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> => (await test.asOwner(sql, values)) as Row[];
const waitingJobs = (name: string) => rows<{ id: string; payload: Record<string, string> }>("SELECT id, payload FROM jobs WHERE office_id = $1 AND name = $2 AND status = 'queued'", office.officeId, name);
const begin = (law: LawBook) => sweeper(law).begin(program(), { law: law.law.hash }, NOW, { jobId: JOB, progress });
const runPages = async (law: LawBook): Promise<void> => {
  for (const { id, payload } of await waitingJobs('law.sweep-page')) {
    await sweeper(law).page(program(), payload as { sweepId: string; first: string; last: string }, NOW, { progress });
    await test.asOwner("UPDATE jobs SET status = 'done' WHERE id = $1", [id]);
  }
};
const mails = async (): Promise<string[]> => {
  const names = await readdir(join(folder, 'mail')).catch(() => []);
  return Promise.all(names.sort().map((name) => readFile(join(folder, 'mail', name), 'utf8')));
};
const sweepTo = async (law: LawBook): Promise<string> => {
  const sweepId = (await begin(law))!;
  await runPages(law);
  expect(await digests.make(program(), { sweepId }, NOW)).toBe('ended');
  return sweepId;
};

describe('when the law on file changes', () => {
  it('every client is checked anew, and each road that changed is told with the answer before and after', async () => {
    const { clientId, chargeIds } = await makeRecord(test, actor, before, { charges: [{ ...OLD_CONVICTION, sentenceCompletedOn: '2022-07-10', dispositionDate: '2022-06-10', sentencedOn: '2022-06-10', offenceDate: '2022-05-02' }] });
    const was = await checked(test, actor, before, clientId);
    const sweepId = await sweepTo(after);
    expect(await list.read(actor, sweepId)).toMatchObject({ law: after.law.hash, clients: 1, clientsLeft: 0, endedAt: NOW, counts: { moved: 1, lost: 1 }, mine: { moved: 1, lost: 1 } });

    const { items } = await list.effects(actor, sweepId, {}, { limit: 50, cursor: null });
    expect(items.map(({ kind, provision, chargeId, before: old, after: now }) => [kind, provision, chargeId, old?.result, old?.opensOn, now?.result ?? null, now?.opensOn ?? null]).sort()).toEqual([
      ['lost', 't-by-itself', chargeIds[0], 'not-yet', '2030-07-10', null, null],
      ['moved', 't-wait', chargeIds[0], 'eligible', null, 'not-yet', '2027-07-10'],
    ]);
    // what was said under the old law stays, and is explained by it
    const kept = was.find((finding) => finding.provision === 't-wait')!;
    expect(items.find((item) => item.provision === 't-wait')?.before?.findingId).toBe(kept.id);
    expect(await rows('SELECT e.law_hash FROM findings f JOIN eligibility_checks e ON e.id = f.check_id WHERE f.id = $1', kept.id)).toEqual([{ law_hash: before.law.hash }]);
    expect(await waitingJobs('reminders.plan')).toHaveLength(1);
  });

  it('nobody is asked about twice, and a sweep that nobody needs does not begin', async () => {
    await checked(test, actor, before, (await makeRecord(test, actor, before)).clientId);
    expect(await begin(before)).toBeNull();
    await sweepTo(after);
    expect(await begin(after)).toBeNull();
    expect(await rows('SELECT 1 FROM law_sweeps WHERE office_id = $1', office.officeId)).toHaveLength(1);
  });

  it('reaches every client of a page, in several transactions, and nobody of another office', async () => {
    const people: string[] = [];
    for (let n = 0; n < 53; n += 1) people.push((await makeRecord(test, actor, before)).clientId);
    const other = await (await makeOffice(test)).as('attorney');
    const stranger = await makeRecord(test, other, before);
    await checked(test, other, before, stranger.clientId);
    const service = new EligibilityService(test.db, testVault, before);
    for (const clientId of people) await service.check(actor, { clientId, reason: 'asked' }, NOW);
    const sweepId = await sweepTo(after);
    expect(await list.read(actor, sweepId)).toMatchObject({ clients: 53, clientsLeft: 0 });
    expect(await rows('SELECT DISTINCT law_hash FROM client_standings WHERE office_id = $1', office.officeId)).toEqual([{ law_hash: after.law.hash }]);
    expect(await rows('SELECT law_hash FROM client_standings WHERE client_id = $1', stranger.clientId)).toEqual([{ law_hash: before.law.hash }]);
    expect(await waitingJobs('reminders.plan')).toHaveLength(53);
  });

  it('a client of other jurisdictions keeps the findings they have', async () => {
    const elsewhere = await makeRecord(test, actor, before, { jurisdiction: 'Ruritania' });
    await checked(test, actor, before, elsewhere.clientId);
    await sweepTo(after);
    expect(await rows('SELECT 1 FROM eligibility_checks WHERE client_id = $1', elsewhere.clientId)).toHaveLength(1);
    expect(await rows('SELECT law_hash FROM client_standings WHERE client_id = $1', elsewhere.clientId)).toEqual([{ law_hash: after.law.hash }]);
  });

  it.each([
    ['closed', "UPDATE clients SET status = 'closed' WHERE id = $1", 0],
    ['closed and willing to be contacted again', "UPDATE clients SET status = 'closed', recontact = true WHERE id = $1", 1],
    ['destroyed', 'UPDATE client_keys SET wrapped_key = NULL WHERE client_id = $1', 0],
  ])('a client who is %s', async (_, change, clients) => {
    const { clientId } = await makeRecord(test, actor, before);
    await checked(test, actor, before, clientId);
    await test.asOwner(change, [clientId]);
    const sweepId = await begin(after);
    expect(sweepId === null ? 0 : (await list.read(actor, sweepId)).clients).toBe(clients);
  });

  it('a worker that judges by other law leaves the job to one that does not', async () => {
    await checked(test, actor, before, (await makeRecord(test, actor, before)).clientId);
    await expect(sweeper(before).begin(program(), { law: after.law.hash }, NOW, { jobId: JOB, progress })).rejects.toThrow(OtherLaw);
    await begin(after);
    await expect(runPages(before)).rejects.toThrow(OtherLaw);
    expect(await rows('SELECT law_hash FROM client_standings WHERE office_id = $1', office.officeId)).toEqual([{ law_hash: before.law.hash }]);
  });

  it('goes on after an interruption, begins once however many workers start, and ends only when its pages have', async () => {
    for (let n = 0; n < 3; n += 1) await checked(test, actor, before, (await makeRecord(test, actor, before, { number: `n${n}`, arrest: `a${n}` })).clientId);
    const sweepId = (await begin(after))!;
    expect(await begin(after)).toBe(sweepId);
    // another worker's request finds it under way
    expect(await sweeper(after).begin(program(), { law: after.law.hash }, NOW, { jobId: '00000000-0000-7000-8000-0000000000b2', progress })).toBeNull();
    expect(await waitingJobs('law.sweep-page')).toHaveLength(1);
    expect(await digests.make(program(), { sweepId }, NOW)).toBe('waits');
    const [page] = await waitingJobs('law.sweep-page');
    const broken = { progress: () => { throw new Error('power cut'); } };
    await expect(sweeper(after).page(program(), page!.payload as never, NOW, broken)).rejects.toThrow('power cut');
    await runPages(after);
    await runPages(after);
    expect(await digests.make(program(), { sweepId }, NOW)).toBe('ended');
    expect(await digests.make(program(), { sweepId }, NOW)).toBe('ended');
    expect(await rows('SELECT 1 FROM eligibility_checks WHERE office_id = $1', office.officeId)).toHaveLength(6);
    expect(await rows('SELECT 1 FROM law_digests WHERE sweep_id = $1', sweepId)).toHaveLength(1);
  });

  it('says who was left, when their checks failed for good', async () => {
    await checked(test, actor, before, (await makeRecord(test, actor, before)).clientId);
    const sweepId = (await begin(after))!;
    await test.asOwner("UPDATE jobs SET status = 'failed' WHERE office_id = $1 AND name = 'law.sweep-page'", [office.officeId]);
    expect(await digests.make(program(), { sweepId }, NOW)).toBe('ended');
    expect(await list.read(actor, sweepId)).toMatchObject({ clients: 1, clientsLeft: 1 });
  });
});

describe('the digest', () => {
  it('tells each attorney of their own clients and of those nobody works for, in numbers only', async () => {
    const own = await makeRecord(test, actor, before);
    const nobodys = await makeRecord(test, actor, before, { number: '2', arrest: '2' });
    for (const { clientId } of [own, nobodys]) await checked(test, actor, before, clientId);
    const cases = new CasesService(test.db, testVault);
    await cases.create(actor, { clientId: own.clientId, chargeIds: own.chargeIds, members: [], description: null }, NOW);
    const other = (await secondAttorney()).userId;
    const sweepId = await sweepTo(after);

    const made = await rows<{ id: string; user_id: string; counts: object }>('SELECT id, user_id, counts FROM law_digests WHERE sweep_id = $1', sweepId);
    expect(new Map(made.map((digest) => [digest.user_id, digest.counts]))).toEqual(new Map([[actor.userId, { lost: 2 }], [other, { lost: 1 }]]));
    const mine = await list.effects(actor, sweepId, { mine: true, kind: 'lost' }, { limit: 1, cursor: null });
    expect([mine.items.length, typeof mine.next]).toEqual([1, 'string']);
    const rest = await list.effects(actor, sweepId, { mine: true, kind: 'lost' }, { limit: 1, cursor: mine.next });
    expect([...mine.items, ...rest.items].map((item) => item.clientId).sort()).toEqual([own.clientId, nobodys.clientId].sort());

    for (const { id } of made) await digests.send(program(), { digestId: id }, NOW);
    for (const { id } of made) await digests.send(program(), { digestId: id }, NOW);
    const sent = await mails();
    expect(sent).toHaveLength(2);
    expect(sent.join('')).toMatch(/Subject: The law on file has changed[\s\S]*2 charges lost a road[\s\S]*https:\/\/files\.example\.org\/law-sweeps\//);
    expect(sent.join('')).not.toMatch(/Okafor|2012KN|t-by-itself|New York/);
  });

  it('is not sent to who has left, and not made where nothing changed for anybody', async () => {
    await checked(test, actor, before, (await makeRecord(test, actor, before)).clientId);
    const sweepId = await sweepTo(after);
    const [digest] = await rows<{ id: string }>('SELECT id FROM law_digests WHERE sweep_id = $1', sweepId);
    await test.asOwner('UPDATE users SET disabled_at = now() WHERE id = $1', [actor.userId]);
    await digests.send(program(), { digestId: digest!.id }, NOW);
    expect(await mails()).toEqual([]);
    const renamed = lawOfTests({ ...waiting({ years: 5, window: 2, byItself: null }), name: 'read again' });
    expect(await rows('SELECT 1 FROM law_digests WHERE sweep_id = $1', await sweepTo(renamed))).toEqual([]);
  });

  it('of another office is not there, and grants managers may not see it', async () => {
    await checked(test, actor, before, (await makeRecord(test, actor, before)).clientId);
    const sweepId = await sweepTo(after);
    const stranger = await (await makeOffice(test)).as('attorney');
    await expect(list.read(stranger, sweepId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(list.effects(stranger, sweepId, {}, { limit: 5, cursor: null })).rejects.toMatchObject({ code: 'not-found' });
    expect((await list.list(stranger, { limit: 5, cursor: null })).items).toEqual([]);
    await expect(list.read(await office.as('grants'), sweepId)).rejects.toMatchObject({ code: 'role-forbids' });
    await digests.make(programActor(stranger.officeId), { sweepId }, NOW);
    expect((await list.list(actor, { limit: 5, cursor: null })).items.map((item) => item.id)).toEqual([sweepId]);
  });

  async function secondAttorney(): Promise<{ userId: string }> {
    const [row] = await rows<{ id: string }>(
      `INSERT INTO users (id, office_id, email, email_index, name, role, password_hash)
       SELECT gen_random_uuid(), office_id, email, decode(md5(random()::text), 'hex'), name, role, password_hash FROM users WHERE id = $1 RETURNING id`,
      actor.userId,
    );
    const email = (await testVaultOffice()).seal(`users.email:${row!.id}`, `second.${row!.id}@office.test`);
    await test.asOwner('UPDATE users SET email = $2 WHERE id = $1', [row!.id, email]);
    return { userId: row!.id };
  }
  const testVaultOffice = () => test.db.inOffice(office, (tx) => testVault.office(tx));
});
