import { LawLibrary } from '#law/law-library.js';
import { compileLaw } from '#law/law.js';
import { replay } from '#law/replay.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION, waiting } from '../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { programActor, type Actor } from '../access/actor.js';
import type { LawBook } from '../convictions/law-book.js';
import { DeterminationsService } from './determinations.service.js';
import { EligibilityService } from './eligibility.service.js';
import { FindingsService } from './findings.service.js';
import type { NewLawNote } from './law-note-problems.js';
import { LawNoteListService } from './law-note-list.service.js';
import { LawNotesService } from './law-notes.service.js';
import { officeLaws } from './office-law.js';
import { PlanService } from './plan.service.js';
import { LawSweepsService } from './law-sweeps.service.js';
import { storedPersons } from './stored-persons.js';

/** Three years' wait on file; sentence done 2024-07-10, so it opens on 2027-07-10. */
const law = lawOfTests();
const LATE = { ...OLD_CONVICTION, sentenceCompletedOn: '2024-07-10', dispositionDate: '2024-06-10', sentencedOn: '2024-06-10', offenceDate: '2024-05-02' };
const JOB = '00000000-0000-7000-8000-0000000000d1';
const LATER = new Date('2026-11-23T15:00:00Z');

let test: TestDatabase;
let office: TestOffice;
let actor: Actor & { userId: string };

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('attorney');
  await test.asOwner('DELETE FROM jobs WHERE id = $1 OR parent_id = $1', [JOB]);
  await test.asOwner("INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES ($1, $2, 'law.sweep', 'records', '{}', 'done')", [JOB, office.officeId]);
});

const note = (over: Partial<NewLawNote>): NewLawNote => ({
  kind: 'reading',
  jurisdiction: 'NY',
  provision: 't-wait',
  provisionVersion: null,
  path: null,
  county: null,
  patch: null,
  supersedes: null,
  text: 'We count from the last payment.',
  source: 'office memo',
  sourceDay: '2026-11-01',
  appliesFrom: null,
  appliesUntil: null,
  ...over,
});
const years = (count: number): Partial<NewLawNote> => ({ kind: 'correction', patch: { when: { wait: { years: count, after: 'sentence-completion' } } }, text: `It is ${count} years now.`, source: 'L. 2026 ch. 9' });
const notes = (book = law) => new LawNotesService(test.db, book, new LawLibrary('law'));
const record = (over: Partial<NewLawNote>, as = actor) => notes().create(as, note(over), NOW);
const client = async (charge: object = LATE) => (await makeRecord(test, actor, law, { charges: [charge] })).clientId;
const answer = async (clientId: string, provision = 't-wait', book = law, now = NOW) => (await checked(test, actor, book, clientId, now)).find((f) => f.provision === provision)!;
const hashOf = async (clientId: string) => (await test.asOwner<{ law_hash: string }>('SELECT law_hash FROM client_standings WHERE client_id = $1', [clientId]))[0]!.law_hash;
const checksOf = async (clientId: string) => (await test.asOwner('SELECT 1 FROM eligibility_checks WHERE client_id = $1', [clientId])).length;

/** What the worker does with the jobs that are asked for. @returns the sweep's id, or null */
async function sweep(book: LawBook = law, now = NOW): Promise<string | null> {
  const sweeps = new LawSweepsService(test.db, testVault, book);
  const progress = () => undefined;
  const program = programActor(office.officeId);
  const sweepId = await sweeps.begin(program, { law: book.law.hash }, now, { jobId: JOB, progress });
  await runPages(book, now);
  return sweepId;
}
async function runPages(book: LawBook, now: Date): Promise<void> {
  const pages = await test.asOwner<{ id: string; payload: never }>("SELECT id, payload FROM jobs WHERE office_id = $1 AND name = 'law.sweep-page' AND status = 'queued'", [office.officeId]);
  for (const { id, payload } of pages) {
    await new LawSweepsService(test.db, testVault, book).page(programActor(office.officeId), payload, now, { progress: () => undefined });
    await test.asOwner("UPDATE jobs SET status = 'done' WHERE id = $1", [id]);
  }
}

describe('readings and local practices', () => {
  it('stand in the findings of their provision, version and county, and change nothing', async () => {
    const clientId = await client();
    const before = await answer(clientId);
    const all = [
      await record({}),
      await record({ kind: 'practice', provision: null, county: 'Kings County', text: 'Fridays only.' }),
      await record({ provisionVersion: '2000-01-01', path: 'filing.serve', text: 'Serve the bureau.' }),
    ];
    for (const over of [{ provision: 't-window' }, { kind: 'practice' as const, county: 'Queens' }, { appliesFrom: '2026-11-22' }, { appliesUntil: '2026-11-20' }]) await record(over);
    await notes().create(await (await makeOffice(test)).as('attorney'), note({ text: 'Not ours.' }), NOW);
    // shown at once, without a check
    const findings = new FindingsService(test.db, testVault, law);
    const shown = (await findings.ofClient(actor, clientId)).findings.find((f) => f.provision === 't-wait')!;
    expect(shown.office.map(({ noteId }) => noteId)).toEqual(all.map(({ id }) => id));
    expect(shown.office[0]).toEqual({ noteId: all[0]!.id, kind: 'reading', text: 'We count from the last payment.', author: actor.userId, day: '2026-11-21', source: 'office memo', sourceDay: '2026-11-01', county: null, gone: null, was: null });
    expect({ ...shown, office: [] }).toEqual({ ...before, office: [] });
    await answer(clientId);
    expect([await checksOf(clientId), await hashOf(clientId)]).toEqual([1, law.law.hash]);
  });

  it('stay with an answer that was given under them, in the words of then, and are gone from later ones', async () => {
    const { id } = await record({});
    const clientId = await client();
    const given = await answer(clientId);
    await notes().change(actor, id, 1, { text: 'We count from the sentence.' }, NOW);
    const findings = new FindingsService(test.db, testVault, law);
    expect((await findings.read(actor, given.id)).office).toMatchObject([{ noteId: id, text: 'We count from the sentence.' }]);
    await notes().withdraw(actor, id, 2, { reason: 'overruled' }, NOW);
    expect((await findings.read(actor, given.id)).office).toMatchObject([{ noteId: id, text: 'We count from the last payment.', gone: 'withdrawn' }]);
    await record(years(5));
    const now = await answer(clientId);
    expect([(await findings.read(actor, given.id)).office, now.office]).toMatchObject([[{ noteId: id, gone: 'withdrawn' }], [{ kind: 'correction' }]]);
  });
});

describe('a correction', () => {
  it('changes this office’s answers, marked with before and after, and nobody else’s', async () => {
    const clientId = await client();
    expect(await answer(clientId)).toMatchObject({ result: 'not-yet', opensOn: '2027-07-10', confidence: 'high', office: [] });
    const { id } = await record(years(2));
    expect(await answer(clientId)).toMatchObject({
      result: 'eligible',
      confidence: 'medium',
      check: ["Without the office's correction, the law on file says: not-yet (from 2027-07-10), sealing.", expect.stringContaining(`note ${id} of 2026-11-21; source: L. 2026 ch. 9`), 'Read the section first.'],
      office: [{ noteId: id, kind: 'correction', text: 'It is 2 years now.', was: { result: 'not-yet', opensOn: '2027-07-10', confidence: 'high' } }],
    });
    expect((await answer(clientId, 't-window')).office).toEqual([]);
    const plan = await new PlanService(test.db, testVault, law).ofClient(actor, clientId, NOW);
    expect([plan.law, plan.steps[0]]).toMatchObject([await hashOf(clientId), { provision: 't-wait', when: 'now' }]);
    const other = await makeOffice(test);
    const stranger = await other.as('attorney');
    const theirs = (await makeRecord(test, stranger, law, { charges: [LATE] })).clientId;
    expect((await checked(test, stranger, law, theirs)).find((f) => f.provision === 't-wait')).toMatchObject({ result: 'not-yet', office: [] });
    expect([(await hashOf(clientId)) === law.law.hash, await hashOf(theirs)]).toEqual([false, law.law.hash]);
  });

  it('waits for one that is being written, and is then held against it', async () => {
    const replaces = { '2000-01-01': { when: law.law.jurisdictions.get('NY')!.provisions[0]!.entry.versions[0]!.when } };
    let second: Promise<unknown> = Promise.resolve();
    let settled = false;
    await test.db.inOffice(office, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(20260115, hashtext($1))', [office.officeId]);
      second = record(years(2))
        .catch((error: unknown) => error)
        .finally(() => (settled = true));
      const waits = () => test.asOwner<{ count: number }>("SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND classid = 20260115 AND NOT granted");
      while (!settled && (await waits())[0]!.count === 0);
      await tx.query(
        `INSERT INTO law_notes (id, office_id, kind, jurisdiction, provision, text, source, patch, replaces, author_id, recorded_on)
         VALUES (gen_random_uuid(), $1, 'correction', 'NY', 't-wait', 'x', 'x', $2, $3, $4, '2026-11-21')`,
        [office.officeId, JSON.stringify(years(4).patch), JSON.stringify(replaces), actor.userId],
      );
    });
    expect(await second).toMatchObject({ code: 'conflict' });
  });

  it('unsettles what an attorney signed before it', async () => {
    const clientId = await client(OLD_CONVICTION);
    const finding = await answer(clientId);
    await new DeterminationsService(test.db, testVault).make(actor, finding.id, { decision: 'confirmed', answers: [], statements: [], reasons: null }, NOW);
    expect((await answer(clientId)).determination).not.toBeNull();
    await record({ kind: 'correction', patch: { hearing: 'required' } });
    expect(await answer(clientId)).toMatchObject({ result: 'eligible', confidence: 'high', determination: null, office: [{ kind: 'correction', was: null }] });
  });

  it('leaves the caseload behind, so that the sweep it asks for checks who it concerns; so does taking it back', async () => {
    const clientId = await client();
    const elsewhere = (await makeRecord(test, actor, law, { jurisdiction: 'Ruritania' })).clientId;
    for (const each of [clientId, elsewhere]) await answer(each);
    expect(await sweep()).toBeNull();
    const { id } = await record(years(2));
    const sweepId = await sweep();
    expect(await test.asOwner('SELECT kind, provision FROM law_effects WHERE sweep_id = $1', [sweepId])).toEqual([{ kind: 'opened', provision: 't-wait' }]);
    const corrected = await hashOf(clientId);
    expect([await hashOf(elsewhere), await checksOf(elsewhere), await checksOf(clientId)]).toEqual([corrected, 1, 2]);
    expect(await test.asOwner('SELECT law_hash, shared_law FROM law_sweeps WHERE id = $1', [sweepId])).toEqual([{ law_hash: corrected, shared_law: law.law.hash }]);
    expect(await sweep()).toBeNull();

    await notes().withdraw(actor, id, 1, { reason: 'vetoed' }, NOW);
    expect(await sweep()).not.toBeNull();
    expect([await hashOf(clientId), await hashOf(elsewhere)]).toEqual([law.law.hash, law.law.hash]);
    const [was, now] = await test.asOwner<{ office: { noteId: string }[] }>("SELECT f.office FROM findings f JOIN eligibility_checks e ON e.id = f.check_id WHERE f.client_id = $1 AND provision = 't-wait' ORDER BY e.created_at DESC, e.id DESC LIMIT 2", [clientId]).then(([last, before]) => [before!, last!]);
    expect([was!.office.map(({ noteId }) => noteId), now!.office]).toEqual([[id], []]);
  });

  it('written while a sweep is under way makes that one stop: the next one checks whoever is left', async () => {
    const clientId = await client();
    await answer(clientId);
    await record(years(2));
    const progress = () => undefined;
    const first = await new LawSweepsService(test.db, testVault, law).begin(programActor(office.officeId), { law: law.law.hash }, NOW, { jobId: JOB, progress });
    await record({ kind: 'correction', patch: { hearing: 'required' } });
    await runPages(law, NOW);
    expect([await checksOf(clientId), first]).toEqual([1, expect.any(String)]);
    await sweep();
    expect([await checksOf(clientId), (await answer(clientId)).office.length]).toEqual([2, 2]);
  });

  it('applies from its first day to its last, and the nightly look notices both', async () => {
    const clientId = await client();
    await answer(clientId);
    await record({ ...years(2), appliesFrom: '2026-11-22', appliesUntil: '2026-11-22' });
    const due = async (now: Date) => {
      await test.asOwner("DELETE FROM jobs WHERE office_id = $1 AND name = 'eligibility.check'", [office.officeId]);
      return new EligibilityService(test.db, testVault, law).sweep(programActor(office.officeId), { reason: 'day-passed' }, now, { jobId: JOB, progress: () => undefined });
    };
    const [today, tomorrow] = [NOW, new Date('2026-11-22T15:00:00Z')];
    expect(await due(today)).toBe(0);
    const nextDay = async () => (await new FindingsService(test.db, testVault, law).ofClient(actor, clientId)).nextDay;
    expect([(await answer(clientId)).result, await nextDay()]).toEqual(['not-yet', '2026-11-22']);
    expect([(await answer(clientId)).result, await due(tomorrow), (await answer(clientId, 't-wait', law, tomorrow)).result]).toEqual(['not-yet', 1, 'eligible']);
    expect([await due(tomorrow), await due(LATER), (await answer(clientId, 't-wait', law, LATER)).result]).toEqual([0, 1, 'not-yet']);
  });
});

describe('after an upgrade of the law', () => {
  const upgraded = lawOfTests(waiting({ years: 4, window: 1, byItself: null }));

  it('a note that no longer fits is kept, listed, said so, and applied to nothing', async () => {
    const clientId = await client();
    const correction = await record(years(2));
    const reading = await record({ provision: 't-by-itself' });
    const fits = await record({});
    expect((await answer(clientId)).result).toBe('eligible');
    await sweep(upgraded);
    expect(await hashOf(clientId)).toBe(upgraded.law.hash);
    expect(await answer(clientId, 't-wait', upgraded)).toMatchObject({ result: 'not-yet', opensOn: '2028-07-10', office: [{ noteId: fits.id }] });
    const after = new LawNoteListService(test.db, upgraded);
    const { items } = await after.list(actor, { state: 'no-longer-fits' }, { limit: 50, cursor: null });
    expect(items.map(({ id, noLongerFits }) => [id, noLongerFits])).toEqual([
      [reading.id, 'no longer fits: the law on file has no provision t-by-itself'],
      [correction.id, expect.stringMatching(/^no longer fits: the shared law data has changed when of t-wait, version 2000-01-01/)],
    ]);
    expect(await notes(upgraded).read(actor, correction.id)).toMatchObject({ state: 'no-longer-fits', trial: null });
    expect((await after.list(actor, { state: 'standing' }, { limit: 50, cursor: null })).items.map(({ id }) => id)).toEqual([fits.id]);
  });

  it('a correction that still fits goes on, and is swept for with the upgrade', async () => {
    const clientId = await client();
    await record({ kind: 'correction', provision: 't-window', patch: { when: { within: { years: 9, after: 'disposition' } } } });
    await answer(clientId);
    expect(await sweep(upgraded)).not.toBeNull();
    expect(await answer(clientId, 't-window', upgraded)).toMatchObject({ result: 'eligible', closesOn: '2033-06-10', office: [{ was: { result: 'not-eligible' } }] });
    expect(await sweep(upgraded)).toBeNull();
  });
});

describe('a replay', () => {
  it('reads the law before and after as the office does, each office its own', async () => {
    const { law: before } = law;
    const [file] = [...before.jurisdictions.values()].map((place) => place.file);
    const longer = JSON.parse(JSON.stringify(file).replaceAll('"years":3', '"years":4')) as typeof file;
    const after = compileLaw({ files: [longer!], facts: before.facts, personSchema: before.personSchema });
    const clientId = await client();
    await answer(clientId);
    const moved = async (as: Actor): Promise<unknown[]> => {
      const [was, is] = await officeLaws(test.db, as, [before, after], '2026-11-21');
      const persons = [];
      for await (const person of storedPersons(test.db, testVault, programActor(office.officeId))) persons.push(person);
      return [...replay(persons, '2026-11-21', was!, is!)].filter(({ provision }) => provision === 't-wait').map((change) => [change.before!.opensOn, change.after!.opensOn]);
    };
    expect(await moved(actor)).toEqual([['2027-07-10', '2028-07-10']]);
    // The correction was written for the text before, and does not fit the changed one.
    await record(years(5));
    expect(await moved(actor)).toEqual([['2029-07-10', '2028-07-10']]);
    expect(await moved(await (await makeOffice(test)).as('attorney'))).toEqual([['2027-07-10', '2028-07-10']]);
  });
});
