import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { giveStanding, makeClient, testLaw } from '../../../test/record.js';
import { jobActor, type Actor } from '../access/actor.js';
import { ChargesService } from '../convictions/charges.service.js';
import { DocketsService } from '../convictions/dockets.service.js';
import { CasesService, type NewCase } from './cases.service.js';
import type { CaseView } from './case-view.js';
import { FindingChangedService } from './finding-changed.service.js';
import { NotesService } from './notes.service.js';
import { openTask } from './tasks.js';
import { TasksService } from './tasks.service.js';

const NOW = new Date('2026-11-21T15:00:00Z');
const PAGE = { limit: 50, cursor: null };

let test: TestDatabase;
let cases: CasesService;
let notes: NotesService;
let tasks: TasksService;
let changed: FindingChangedService;
let office: TestOffice;
let attorney: Actor & { userId: string };
let paralegal: Actor & { userId: string };
let clientId: string;
let chargeIds: string[];

beforeAll(async () => {
  test = await createTestDatabase();
  cases = new CasesService(test.db, testVault);
  notes = new NotesService(test.db, testVault);
  tasks = new TasksService(test.db);
  changed = new FindingChangedService(test.db);
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  attorney = await office.as('attorney');
  paralegal = await office.as('paralegal');
  ({ clientId, chargeIds } = await record(office, paralegal));
});

async function record(of: TestOffice, actor: Actor): Promise<{ clientId: string; chargeIds: string[] }> {
  const client = await makeClient(test, of.officeId);
  const facts = { citation: 'PL 230.00', disposition: 'convicted' as const };
  const charges = [{ count: null, facts }, { count: null, facts }];
  const docket = { jurisdiction: 'NY', county: null, court: null, number: '77', arrest: null, source: 'rap sheet', charges };
  const made = await new DocketsService(test.db, testVault, testLaw).create(actor, client, docket, NOW);
  return { clientId: client, chargeIds: made.charges.map((charge) => charge.id) };
}

const open = (more: Partial<NewCase> = {}): Promise<CaseView> =>
  cases.create(paralegal, { clientId, chargeIds, members: [], description: 'vacate both counts', ...more }, NOW);
const kinds = async (caseId: string): Promise<string[]> => (await notes.timeline(attorney, caseId, PAGE)).items.map((item) => item.kind);

describe('a case', () => {
  it('is opened with its reference, team, charges and first stage', async () => {
    const made = await open();
    expect(made).toMatchObject({
      reference: '2026-0001',
      stage: 'intake',
      description: 'vacate both counts',
      openedOn: '2026-11-21',
      members: [{ userId: paralegal.userId, name: 'Test paralegal', part: 'lead' }],
      charges: [{ chargeId: chargeIds[0], jurisdiction: 'NY', result: null }, { chargeId: chargeIds[1] }],
      nextStages: [{ to: 'screening', reasons: [] }, { to: 'closed' }],
      version: 1,
    });
    const [row] = await test.asOwner<{ text: string }>('SELECT c::text AS text FROM cases c WHERE id = $1', [made.id]);
    expect(row?.text).not.toContain('vacate');
    const audited = await test.asOwner('SELECT action FROM audit_entries WHERE subject_id = $1', [made.id]);
    expect(audited).toEqual([{ action: 'case.case-opened' }]);
  });

  it("counts the office's year up without gaps, also when many are opened at once and some are refused", async () => {
    const attempts = Array.from({ length: 8 }, (_, i) => (i % 2 ? open({ chargeIds: [uuidv7()] }) : open()));
    await Promise.allSettled(attempts);
    const { items } = await cases.list(paralegal, {}, 'reference', PAGE);
    expect(items.map((item) => item.reference)).toEqual(['2026-0001', '2026-0002', '2026-0003', '2026-0004']);
    const newYear = await cases.create(paralegal, { clientId, chargeIds: [], members: [], description: null }, new Date('2027-01-01T04:59:00Z'));
    expect(newYear.reference).toBe('2026-0005');
    const after = await cases.create(paralegal, { clientId, chargeIds: [], members: [], description: null }, new Date('2027-01-01T05:00:00Z'));
    expect(after.reference).toBe('2027-0001');
  });

  it('refuses charges of another client and people who cannot be on a team', async () => {
    const other = await record(office, paralegal);
    const grants = await office.as('grants');
    const stranger = await (await makeOffice(test)).as('attorney');
    await expect(open({ chargeIds: other.chargeIds })).rejects.toMatchObject({ fields: [{ field: 'chargeIds[0]' }, { field: 'chargeIds[1]' }] });
    for (const userId of [grants.userId, stranger.userId]) {
      await expect(open({ members: [{ userId, part: 'member' }] })).rejects.toMatchObject({ fields: [{ field: 'members[0].userId' }] });
    }
    expect((await cases.list(paralegal, {}, 'newest', PAGE)).items).toEqual([]);
  });

  it('is out of reach for another office and for roles without cases', async () => {
    const { id } = await open();
    const stranger = await (await makeOffice(test)).as('attorney');
    const grants = await office.as('grants');
    for (const attempt of [
      (who: Actor) => cases.read(who, id),
      (who: Actor) => cases.create(who, { clientId, chargeIds: [], members: [], description: null }, NOW),
      (who: Actor) => cases.describe(who, id, 1, { description: 'x' }, NOW),
      (who: Actor) => cases.changeStage(who, id, 1, { to: 'screening', reason: null }, NOW),
      (who: Actor) => cases.setMember(who, id, 1, { userId: attorney.userId, part: 'lead' }, NOW),
      (who: Actor) => cases.removeCharge(who, id, 1, String(chargeIds[0]), NOW),
      (who: Actor) => notes.add(who, id, 'x', NOW),
      (who: Actor) => notes.timeline(who, id, PAGE),
    ]) {
      await expect(attempt(stranger)).rejects.toMatchObject({ code: 'not-found' });
      await expect(attempt(grants)).rejects.toMatchObject({ code: 'role-forbids' });
    }
    expect((await cases.list(stranger, {}, 'newest', PAGE)).items).toEqual([]);
    expect((await cases.read(paralegal, id)).version).toBe(1);
  });

  it('goes from stage to stage by the table, and remembers why it was closed', async () => {
    const { id } = await open();
    await expect(cases.changeStage(attorney, id, 1, { to: 'filed', reason: null }, NOW)).rejects.toMatchObject({ code: 'stage-refused' });
    await expect(cases.changeStage(paralegal, id, 1, { to: 'closed', reason: null }, NOW)).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'reason' }] });
    expect(await cases.changeStage(paralegal, id, 1, { to: 'closed', reason: 'no-contact' }, NOW)).toMatchObject({ stage: 'closed', stageReason: 'no-contact', closedOn: '2026-11-21', version: 2 });
    expect(await cases.changeStage(paralegal, id, 2, { to: 'screening', reason: 'client-returned' }, NOW)).toMatchObject({ stage: 'screening', closedOn: null });
    await expect(cases.changeStage(paralegal, id, 2, { to: 'drafting', reason: null }, NOW)).rejects.toMatchObject({ code: 'stale' });
    await expect(cases.changeStage(paralegal, id, 3, { to: 'closed', reason: 'referred' }, NOW)).rejects.toMatchObject({ code: 'role-forbids' });
    expect(await kinds(id)).toEqual(['stage-changed', 'stage-changed', 'case-opened']);
  });

  it('keeps one lead, and loses members and charges one by one', async () => {
    const { id } = await open();
    const led = await cases.setMember(attorney, id, 1, { userId: attorney.userId, part: 'lead' }, NOW);
    expect(led.members).toMatchObject([{ userId: attorney.userId, part: 'lead' }, { userId: paralegal.userId, part: 'member' }]);
    const left = await cases.removeMember(attorney, id, 2, paralegal.userId, NOW);
    expect(left.members).toHaveLength(1);
    await expect(cases.removeMember(attorney, id, 3, paralegal.userId, NOW)).rejects.toMatchObject({ code: 'not-found' });
    const fewer = await cases.removeCharge(attorney, id, 3, String(chargeIds[0]), NOW);
    expect(fewer.charges.map((charge) => charge.chargeId)).toEqual([chargeIds[1]]);
    expect((await cases.addCharge(attorney, id, 4, String(chargeIds[0]), NOW)).charges).toHaveLength(2);
    expect(await kinds(id)).toEqual(['charge-added', 'charge-removed', 'member-removed', 'member-set', 'case-opened']);
  });
});

it('cases are listed by stage, team, client and jurisdiction, page by page', async () => {
  const first = await open();
  const second = await cases.create(attorney, { clientId: (await record(office, paralegal)).clientId, chargeIds: [], members: [], description: null }, new Date(NOW.getTime() + 1000));
  await cases.changeStage(attorney, second.id, 1, { to: 'screening', reason: null }, NOW);
  const found = async (filter: Parameters<CasesService['list']>[1]): Promise<string[]> =>
    (await cases.list(attorney, filter, 'newest', PAGE)).items.map((item) => item.reference);
  expect(await found({})).toEqual([second.reference, first.reference]);
  expect(await found({ stage: 'screening' })).toEqual([second.reference]);
  expect(await found({ memberId: paralegal.userId })).toEqual([first.reference]);
  expect(await found({ clientId })).toEqual([first.reference]);
  expect(await found({ jurisdiction: 'NY' })).toEqual([first.reference]);
  expect(await found({ open: false })).toEqual([]);
  for (const sort of ['newest', 'reference'] as const) {
    const page = await cases.list(attorney, {}, sort, { limit: 1, cursor: null });
    const rest = await cases.list(attorney, {}, sort, { limit: 1, cursor: page.next });
    expect([...page.items, ...rest.items].map((item) => item.id).sort()).toEqual([first.id, second.id].sort());
    expect(rest.next).toBeNull();
  }
  expect((await cases.list(attorney, { clientId }, 'newest', PAGE)).items[0]).toMatchObject({ jurisdictions: ['NY'], charges: 2, members: [{ part: 'lead' }], openTasks: 0 });
});

describe('notes', () => {
  it('are sealed, never changed, and stand in the timeline with what happened', async () => {
    const { id } = await open();
    await notes.add(paralegal, id, 'Asked the clerk for the certificate.', new Date(NOW.getTime() + 1));
    await cases.changeStage(paralegal, id, 1, { to: 'screening', reason: null }, new Date(NOW.getTime() + 2));
    const first = await notes.timeline(attorney, id, { limit: 2, cursor: null });
    const rest = await notes.timeline(attorney, id, { limit: 2, cursor: first.next });
    expect([...first.items, ...rest.items]).toMatchObject([
      { kind: 'stage-changed', detail: { from: 'intake', to: 'screening' }, body: null },
      { kind: 'note', body: 'Asked the clerk for the certificate.', actorId: paralegal.userId },
      { kind: 'case-opened' },
    ]);
    const [row] = await test.asOwner<{ body: Buffer }>('SELECT body FROM case_notes WHERE case_id = $1', [id]);
    expect(row?.body.includes('clerk')).toBe(false);
    await expect(test.db.inOffice(office, (tx) => tx.query('UPDATE case_notes SET author_id = NULL'))).rejects.toThrow(/permission denied/);
  });
});

describe('tasks', () => {
  const make = (dedup: string, more: { caseId?: string; dueOn?: string; assignedTo?: string } = {}): Promise<string | null> =>
    test.db.inOffice(office, (tx) => openTask(tx, { clientId, kind: 'reminder-refused', dedup, ...more }));

  it('open once for one reason, also when it is seen twice at the same time', async () => {
    const opened = await Promise.all([make('a'), make('a'), make('a')]);
    expect(opened.filter((id) => id !== null)).toHaveLength(1);
  });

  it('are listed by due day, mine or all', async () => {
    const { id: caseId } = await open();
    await make('late', { dueOn: '2026-12-24' });
    await make('no day', { caseId });
    await make('early', { dueOn: '2026-12-01', assignedTo: attorney.userId });
    const listed = async (actor: Actor, filter: Parameters<TasksService['list']>[1], limit = 50): Promise<(string | null)[]> => {
      const first = await tasks.list(actor, filter, { limit, cursor: null });
      const rest = first.next ? await tasks.list(actor, filter, { limit: 50, cursor: first.next }) : { items: [] };
      return [...first.items, ...rest.items].map((task) => task.dueOn);
    };
    expect(await listed(paralegal, { whose: 'all' })).toEqual(['2026-12-01', '2026-12-24', null]);
    expect(await listed(paralegal, { whose: 'all' }, 1)).toEqual(['2026-12-01', '2026-12-24', null]);
    expect(await listed(paralegal, { whose: 'all' }, 2)).toEqual(['2026-12-01', '2026-12-24', null]);
    expect(await listed(paralegal, { whose: 'mine' })).toEqual([null]);
    expect(await listed(attorney, { whose: 'mine' })).toEqual(['2026-12-01']);
    expect(await listed(paralegal, { whose: 'all', dueBy: '2026-12-01' })).toEqual(['2026-12-01']);
    expect(await listed(await (await makeOffice(test)).as('attorney'), { whose: 'all' })).toEqual([]);
  });

  it('are done once, can be reopened, and belong to their office', async () => {
    const { id: caseId } = await open();
    const id = String(await make('x', { caseId }));
    const stranger = await (await makeOffice(test)).as('attorney');
    await expect(tasks.complete(stranger, id, NOW)).rejects.toMatchObject({ code: 'not-found' });
    const done = await tasks.complete(paralegal, id, NOW);
    expect(done).toMatchObject({ doneAt: NOW, doneBy: paralegal.userId, caseReference: '2026-0001' });
    expect(await tasks.complete(attorney, id, new Date(NOW.getTime() + 1000))).toEqual(done);
    expect(await tasks.reopen(paralegal, id, NOW)).toMatchObject({ doneAt: null, doneBy: null });
    expect(await kinds(caseId)).toEqual(['task-reopened', 'task-done', 'case-opened']);
  });
});

describe('a finding that changed', () => {
  const job = (): Actor => jobActor(office.officeId, null);
  const openKinds = async (): Promise<string[]> => (await tasks.list(paralegal, { whose: 'all' }, PAGE)).items.map((task) => task.kind);

  it('opens one task for the team of each open case on its charge, however often the job runs', async () => {
    const { id } = await open();
    const second = await open();
    const closed = await open();
    await cases.changeStage(paralegal, closed.id, 1, { to: 'closed', reason: 'referred' }, NOW);
    const findingId = await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' });
    for (let run = 0; run < 2; run += 1) await changed.tell(job(), findingId, NOW);
    const { items } = await tasks.list(paralegal, { whose: 'mine' }, PAGE);
    expect(items.map((task) => task.caseId).sort()).toEqual([id, second.id].sort());
    expect(items[0]).toMatchObject({ kind: 'finding-eligible', findingId, provision: 'ny-440.10-1-i' });
    expect(await kinds(id)).toEqual(['finding-changed', 'case-opened']);
  });

  it('opens a task for the client where there is no case', async () => {
    await changed.tell(job(), await giveStanding(test, office, String(chargeIds[0]), { result: 'automatic' }), NOW);
    expect((await tasks.list(paralegal, { whose: 'all' }, PAGE)).items).toMatchObject([{ kind: 'finding-automatic', caseId: null, clientId }]);
  });

  it('ends the task that fitted the answer before', async () => {
    const { id } = await open();
    await changed.tell(job(), await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' }), NOW);
    await changed.tell(job(), await giveStanding(test, office, String(chargeIds[0]), { result: 'not-eligible' }), NOW);
    expect(await openKinds()).toEqual(['finding-lost']);
    await changed.tell(job(), await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' }), NOW);
    expect(await openKinds()).toEqual(['finding-eligible']);
    expect((await kinds(id)).filter((kind) => kind === 'finding-changed')).toHaveLength(3);
  });

  it('is left alone when it is gone, answered otherwise since, or of a struck charge', async () => {
    const old = await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' });
    await giveStanding(test, office, String(chargeIds[0]), { result: 'not-yet', nextOn: '2027-01-01' });
    await changed.tell(job(), old, NOW);
    await changed.tell(job(), uuidv7(), NOW);
    const struck = await giveStanding(test, office, String(chargeIds[1]), { result: 'eligible' });
    await test.db.inOffice(office, (tx) => tx.query('UPDATE charges SET struck_at = now() WHERE id = $1', [chargeIds[1]]));
    await changed.tell(job(), struck, NOW);
    expect(await openKinds()).toEqual([]);
  });

  it('asks for nothing any more once its charge is struck', async () => {
    const { id } = await open();
    await changed.tell(job(), await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' }), NOW);
    expect((await cases.read(paralegal, id)).openTasks).toBe(1);
    await new ChargesService(test.db, testVault, testLaw).strike(paralegal, String(chargeIds[0]), 1, NOW);
    expect(await openKinds()).toEqual([]);
    expect((await cases.read(paralegal, id)).openTasks).toBe(0);
    expect((await cases.list(paralegal, {}, 'newest', PAGE)).items[0]).toMatchObject({ openTasks: 0, charges: 1 });
  });

  it('still counts when a later check said the same', async () => {
    const first = await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' });
    await giveStanding(test, office, String(chargeIds[0]), { result: 'eligible' });
    await changed.tell(job(), first, NOW);
    expect(await openKinds()).toEqual(['finding-eligible']);
  });
});
