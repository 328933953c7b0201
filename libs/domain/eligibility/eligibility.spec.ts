import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION, QUESTION, TODAY } from '../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { jobActor, programActor, type Actor } from '../access/actor.js';
import { ChargesService } from '../convictions/charges.service.js';
import { EligibilityService } from './eligibility.service.js';
import { FindingsService } from './findings.service.js';
import { storedPersons } from './stored-persons.js';

const law = lawOfTests();
let test: TestDatabase;
let service: EligibilityService;
let findings: FindingsService;
let office: TestOffice;
let actor: Actor & { userId: string };

beforeAll(async () => {
  test = await createTestDatabase();
  service = new EligibilityService(test.db, testVault, law);
  findings = new FindingsService(test.db, testVault, law);
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('attorney');
});

const rows = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> => (await test.asOwner(sql, values)) as Row[];
const checksOf = (clientId: string) => rows('SELECT id FROM eligibility_checks WHERE client_id = $1', clientId);
const jobs = async (name: string) =>
  (await rows<{ payload: Record<string, string> }>('SELECT payload FROM jobs WHERE office_id = $1 AND name = $2', office.officeId, name)).map((job) => job.payload);
const standing = async (clientId: string) =>
  (await rows<{ checked_on: string; next_day: string; law_hash: string }>('SELECT checked_on, next_day, law_hash FROM client_standings WHERE client_id = $1', clientId))[0];

describe('a check', () => {
  it('keeps the answers, the facts, the reasons and where each charge stands', async () => {
    const { clientId, chargeIds } = await makeRecord(test, actor, law);
    await service.check(actor, { clientId, reason: 'asked' }, NOW);
    const answer = await findings.ofClient(actor, clientId);
    expect(answer).toMatchObject({ clientId, checkedOn: TODAY, law: law.law.hash });
    expect(answer.findings.map((f) => [f.provision, f.result])).toEqual([
      ['t-wait', 'eligible'],
      ['t-window', 'not-eligible'],
      ['t-survivor', 'needs-facts'],
      ['t-justice', 'not-eligible'],
      ['t-by-itself', 'automatic'],
    ]);
    const [first] = answer.findings;
    expect(first).toMatchObject({ chargeId: chargeIds[0], version: '2000-01-01', citation: 'Test Code § t-wait', check: ['Read the section first.'] });
    expect(first?.because.find((reason) => reason.condition === 'wait')).toMatchObject({ holds: true, from: '2015-07-10' });

    const detail = await findings.read(actor, first!.id);
    expect(detail).toMatchObject({ on: TODAY, superseded: false, facts: { birthDate: '1990-05-01', charges: [{ id: chargeIds[0], moneyOwed: 0 }] } });
    expect(await rows('SELECT result, convicted, jurisdiction FROM charge_standings WHERE charge_id = $1', chargeIds[0])).toEqual([
      { result: 'eligible', convicted: true, jurisdiction: 'NY' },
    ]);
  });

  it('keeps no docket or arrest number and nothing readable with the finding', async () => {
    const { clientId } = await makeRecord(test, actor, law, { facts: { trafficking: { survivor: true, kinds: ['sex'] } } });
    const [first] = await checked(test, actor, law, clientId);
    expect(JSON.stringify(await findings.read(actor, first!.id))).not.toMatch(/2012KN|K12600001/);
    const [row] = await rows<{ facts: Buffer; because: Buffer }>('SELECT facts, because FROM eligibility_checks WHERE client_id = $1', clientId);
    expect(Buffer.concat([row!.facts, row!.because]).toString('latin1')).not.toMatch(/survivor|birthDate|1990/);
  });

  it('writes nothing new when run again or at the same time; only the day of the check moves', async () => {
    const { clientId } = await makeRecord(test, actor, law);
    // every connection of the pool is open before it counts: opening one takes longer than a check
    await Promise.all(Array.from({ length: 8 }, () => findings.ofClient(actor, clientId)));
    await Promise.all(Array.from({ length: 8 }, () => service.check(actor, { clientId, reason: 'asked' }, NOW)));
    await service.check(programActor(office.officeId), { clientId, reason: 'day-passed' }, new Date('2026-11-25T15:00:00Z'));
    expect(await checksOf(clientId)).toHaveLength(1);
    expect((await standing(clientId))?.checked_on).toBe('2026-11-25');
  });

  it('adds its own rows when a fact changes, and leaves the earlier ones', async () => {
    const { clientId, chargeIds } = await makeRecord(test, actor, law);
    const [before] = await checked(test, actor, law, clientId);
    await new ChargesService(test.db, testVault, law).correct(actor, chargeIds[0]!, 1, { sentenceCompletedOn: '2025-01-31' }, { source: 'court', reason: null }, NOW);
    const [after] = await checked(test, actor, law, clientId);
    expect([before?.result, after?.result, after?.opensOn]).toEqual(['eligible', 'not-yet', '2028-01-31']);
    expect(await checksOf(clientId)).toHaveLength(2);
    expect(await findings.read(actor, before!.id)).toMatchObject({ result: 'eligible', superseded: true });
    // the road was lost: the team hears of it
    expect(await jobs('case.finding-changed')).toContainEqual({ findingId: after!.id });
  });

  it('adds its own rows when the law changes', async () => {
    const { clientId } = await makeRecord(test, actor, law);
    await service.check(actor, { clientId, reason: 'asked' }, NOW);
    const changed = lawOfTests({ name: 'New York, read again' });
    await new EligibilityService(test.db, testVault, changed).check(actor, { clientId, reason: 'law-changed' }, NOW);
    expect(await checksOf(clientId)).toHaveLength(2);
    expect((await standing(clientId))?.law_hash).toBe(changed.law.hash);
  });

  it('asks the law on the day it is in the office, not on the server', async () => {
    const west = await makeOffice(test, 'Pacific/Honolulu');
    const there = await west.as('attorney');
    const { clientId } = await makeRecord(test, there, law);
    await service.check(there, { clientId, reason: 'asked' }, new Date('2026-11-22T05:00:00Z'));
    expect((await standing(clientId))?.checked_on).toBe('2026-11-21');
  });

  it('turns not-yet into eligible on 29 February, tells the team once, and plans anew', async () => {
    const charge = { ...OLD_CONVICTION, sentenceCompletedOn: '2025-02-28', dispositionDate: '2025-02-01', sentencedOn: '2025-02-01', offenceDate: '2025-01-01' };
    const { clientId } = await makeRecord(test, actor, law, { charges: [charge, { ...charge, sentenceCompletedOn: '2024-02-29', offenceDate: '2024-01-01', dispositionDate: '2024-02-01', sentencedOn: '2024-02-01' }] });
    const first = await checked(test, actor, law, clientId);
    expect(first.filter((f) => f.provision === 't-wait').map((f) => f.opensOn)).toEqual(['2028-02-28', '2027-03-01']);
    expect((await standing(clientId))?.next_day).toBe('2027-03-01');
    expect(await jobs('reminders.plan')).toEqual([{ clientId }]);
    expect(await jobs('case.finding-changed')).toEqual([]);

    const before = await checked(test, actor, law, clientId, new Date('2027-02-28T15:00:00Z'));
    expect(before.filter((f) => f.provision === 't-wait').map((f) => f.result)).toEqual(['not-yet', 'not-yet']);
    const after = await checked(test, actor, law, clientId, new Date('2027-03-01T15:00:00Z'));
    const open = after.find((f) => f.provision === 't-wait' && f.result === 'eligible');
    await service.check(actor, { clientId, reason: 'asked' }, new Date('2027-03-01T16:00:00Z'));
    expect(await jobs('case.finding-changed')).toEqual([{ findingId: open?.id }]);
  });

  it('looks again on the day after a window closes', async () => {
    const { clientId } = await makeRecord(test, actor, law, {
      charges: [{ ...OLD_CONVICTION, offenceDate: '2026-01-01', dispositionDate: '2026-01-31', sentencedOn: '2026-01-31', sentenceCompletedOn: null }],
    });
    const window = (await checked(test, actor, law, clientId)).find((f) => f.provision === 't-window');
    expect(window).toMatchObject({ result: 'eligible', closesOn: '2027-01-31' });
    expect((await standing(clientId))?.next_day).toBe('2027-02-01');
  });

  it('keeps a charge of a jurisdiction that is not modelled, and says so', async () => {
    const { clientId } = await makeRecord(test, actor, law, { jurisdiction: 'Ruritania' });
    expect(await checked(test, actor, law, clientId)).toMatchObject([{ provision: null, result: 'needs-facts', missing: ['jurisdiction'] }]);
  });

  it('leaves a question to the attorney', async () => {
    const { clientId } = await makeRecord(test, actor, law, { charges: [{ ...OLD_CONVICTION, disposition: 'dismissed', sentencedOn: null, sentenceCompletedOn: null }] });
    const justice = (await checked(test, actor, law, clientId)).find((f) => f.provision === 't-justice');
    expect(justice).toMatchObject({ result: 'attorney-decides', questions: [QUESTION] });
  });

  it.each([
    ['gone', async () => undefined, false],
    ['closed', async (id: string) => void (await test.asOwner("UPDATE clients SET status = 'closed' WHERE id = $1", [id])), false],
    ['destroyed', async (id: string) => void (await test.asOwner('UPDATE client_keys SET wrapped_key = NULL WHERE client_id = $1', [id])), false],
    ['closed and willing', async (id: string) => void (await test.asOwner("UPDATE clients SET status = 'closed', recontact = true WHERE id = $1", [id])), true],
  ])('of a client who is %s', async (state, change, happens) => {
    const { clientId } = await makeRecord(test, actor, law);
    await change(clientId);
    const asked = state === 'gone' ? '00000000-0000-7000-8000-000000000000' : clientId;
    await service.check(jobActor(office.officeId, actor.userId), { clientId: asked, reason: 'asked' }, NOW);
    expect((await checksOf(clientId)).length > 0).toBe(happens);
  });

  it('does nothing for another office, and refuses grants managers', async () => {
    const { clientId } = await makeRecord(test, actor, law);
    const other = await makeOffice(test);
    await service.check(await other.as('attorney'), { clientId, reason: 'asked' }, NOW);
    expect(await checksOf(clientId)).toHaveLength(0);
    await expect(service.ask(await other.as('attorney'), clientId, NOW)).rejects.toMatchObject({ code: 'not-found' });
    await expect(findings.ofClient(await other.as('attorney'), clientId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(service.check(await office.as('grants'), { clientId, reason: 'asked' }, NOW)).rejects.toMatchObject({ code: 'role-forbids' });
  });
});

describe('a sweep', () => {
  const run = () => ({ jobId: '', said: [] as number[][], progress(done: number, total: number | null) { this.said.push([done, total ?? 0]); } });
  const sweep = async (reason: 'day-passed' | 'asked', now = NOW, by = service) => {
    await test.asOwner('DELETE FROM jobs WHERE office_id = $1 AND name = $2', [office.officeId, 'eligibility.check']);
    const progress = run();
    const jobId = '00000000-0000-7000-8000-00000000000a';
    await test.asOwner('DELETE FROM jobs WHERE id = $1', [jobId]);
    await test.asOwner("INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES ($1, $2, 'eligibility.sweep', 'records', '{}', 'running')", [jobId, office.officeId]);
    const asked = await by.sweep(programActor(office.officeId), { reason }, now, Object.assign(progress, { jobId }));
    expect(progress.said.at(-1)).toEqual([asked, asked]);
    return (await jobs('eligibility.check')).map((payload) => payload['clientId']).sort();
  };

  it('asks for those whose day has come, those never checked, those that new law left behind, or all', async () => {
    const waiting = await makeRecord(test, actor, law, { charges: [{ ...OLD_CONVICTION, sentenceCompletedOn: '2024-02-29' }] });
    const settled = await makeRecord(test, actor, law);
    const never = await makeRecord(test, actor, law);
    const closed = await makeRecord(test, actor, law);
    await test.asOwner("UPDATE clients SET status = 'closed' WHERE id = $1", [closed.clientId]);
    await checked(test, actor, law, waiting.clientId);
    await checked(test, actor, law, settled.clientId);

    expect(await sweep('day-passed')).toEqual([never.clientId]);
    await checked(test, actor, law, never.clientId);
    expect(await sweep('day-passed')).toEqual([]);
    expect(await sweep('day-passed', new Date('2027-02-28T15:00:00Z'))).toEqual([]);
    expect(await sweep('day-passed', new Date('2027-03-01T15:00:00Z'))).toEqual([waiting.clientId]);
    const changed = new EligibilityService(test.db, testVault, lawOfTests({ name: 'read again' }));
    expect(await sweep('day-passed', NOW, changed)).toEqual([waiting.clientId, settled.clientId, never.clientId].sort());
    expect(await sweep('asked')).toEqual([waiting.clientId, settled.clientId, never.clientId].sort());
    // twice: the same checks, not more of them
    await service.sweep(programActor(office.officeId), { reason: 'asked' }, NOW, { jobId: '00000000-0000-7000-8000-00000000000a', progress: () => undefined });
    expect(await jobs('eligibility.check')).toHaveLength(3);
  });
});

describe('facts of the last check', () => {
  it('are read client by client, each with a line in the trail, those of destroyed clients never', async () => {
    const kept = await makeRecord(test, actor, law);
    const gone = await makeRecord(test, actor, law);
    const other = await makeOffice(test);
    for (const { clientId } of [kept, gone]) await checked(test, actor, law, clientId);
    await test.asOwner('UPDATE client_keys SET wrapped_key = NULL WHERE client_id = $1', [gone.clientId]);
    const persons = [];
    for await (const person of storedPersons(test.db, testVault, programActor(office.officeId))) persons.push(person);
    expect(persons.map((person) => [person.id, person.charges.length])).toEqual([[kept.clientId, 1]]);
    expect(await rows("SELECT client_id FROM audit_entries WHERE office_id = $1 AND action = 'law.replayed'", office.officeId)).toEqual([{ client_id: kept.clientId }]);
    for await (const person of storedPersons(test.db, testVault, programActor(other.officeId))) throw new Error(person.id);
  });
});
