import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobName, JobPayloads } from '#jobs/job-table.js';
import { Mailer } from '#platform/mailer.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { lawOfTests, makeRecord, NOW, OLD_CONVICTION } from '../../../test/eligibility.js';
import { makeOffice, testVault } from '../../../test/factories.js';
import { jobActor, programActor, type Actor } from '../access/actor.js';
import { CasesService } from '../cases/cases.service.js';
import { FindingChangedService } from '../cases/finding-changed.service.js';
import { ChargesService } from '../convictions/charges.service.js';
import { EligibilityService } from '../eligibility/eligibility.service.js';
import { RemindersService } from './reminders.service.js';
import { MessageSettings } from './sending.js';

const law = lawOfTests();
let test: TestDatabase;
let folder: string;
let actor: Actor & { userId: string };

beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'day-passes-'));
  actor = await (await makeOffice(test)).as('attorney');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await test.close();
});

const rows = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> => (await test.asOwner(sql, values)) as Row[];

/** Runs what the outbox holds, and what that asks for, each job twice: a worker may do that at any time. */
async function work(now: Date): Promise<string[]> {
  const eligibility = new EligibilityService(test.db, testVault, law);
  const told = new FindingChangedService(test.db);
  const reminders = new RemindersService(test.db, testVault, new Mailer({ smtpUrl: null, varDir: folder }), new MessageSettings({ name: 'Office', address: 'office@example.org' }, 'https://x.example'));
  const by = jobActor(actor.officeId, null);
  const done: string[] = [];
  for (;;) {
    const jobs = await rows<{ id: string; name: JobName; payload: never }>(`SELECT id, name, payload FROM jobs WHERE office_id = $1 AND status = 'queued' ORDER BY created_at, id`, actor.officeId);
    if (jobs.length === 0) {
      await reminders.sendDue(by, now);
      return done;
    }
    await rows(`UPDATE jobs SET sent_at = now() WHERE id = ANY ($1)`, jobs.map((job) => job.id));
    for (const { id, name, payload } of jobs) {
      await rows(`UPDATE jobs SET status = 'done' WHERE id = $1`, id);
      for (let run = 0; run < 2; run += 1) {
        if (name === 'eligibility.check') await eligibility.check(by, payload as JobPayloads['eligibility.check'], now);
        else if (name === 'case.finding-changed') await told.tell(by, (payload as JobPayloads['case.finding-changed']).findingId, now);
        else if (name === 'reminders.plan') await reminders.planFor(by, payload as JobPayloads['reminders.plan'], now);
        else throw new Error(`no handler for ${name}`);
      }
      done.push(name);
    }
  }
}

it('a record entered today gives a deadline, then reminders, and on the day one task for the team', async () => {
  // sentence done on 29 February 2024: three years have run on 1 March 2027
  const charge = { ...OLD_CONVICTION, offenceDate: '2024-01-01', dispositionDate: '2024-02-01', sentencedOn: '2024-02-01', sentenceCompletedOn: '2024-02-29' };
  const { clientId, chargeIds } = await makeRecord(test, actor, law, { charges: [charge] });
  const { id: caseId } = await new CasesService(test.db, testVault).create(actor, { clientId, chargeIds, members: [], description: null }, NOW);
  expect(await work(NOW)).toEqual(expect.arrayContaining(['eligibility.check', 'reminders.plan']));
  const state = async () => ({
    tasks: await rows('SELECT kind, case_id FROM tasks WHERE client_id = $1', clientId),
    mails: (await readdir(join(folder, 'mail')).catch(() => [])).length,
    deadline: (await rows<{ on_day: string; status: string }>(`SELECT on_day, status FROM deadlines WHERE client_id = $1 AND provision = 't-wait'`, clientId))[0],
  });
  expect(await state()).toEqual({ tasks: [], mails: 0, deadline: { on_day: '2027-03-01', status: 'open' } });

  const sweep = async (day: string) => {
    const now = new Date(`${day}T15:00:00Z`);
    await rows(`INSERT INTO jobs (id, office_id, name, queue, payload, status) VALUES (gen_random_uuid(), $1, 'eligibility.sweep', 'records', '{}', 'done')`, actor.officeId);
    const [parent] = await rows<{ id: string }>(`SELECT id FROM jobs WHERE office_id = $1 AND name = 'eligibility.sweep' LIMIT 1`, actor.officeId);
    await new EligibilityService(test.db, testVault, law).sweep(programActor(actor.officeId), { reason: 'day-passed' }, now, { jobId: parent!.id, progress: () => undefined });
    return work(now);
  };
  // nothing ran for three months: of the two reminders that are due by now only the later one goes out
  expect(await sweep('2027-02-28')).not.toContain('eligibility.check');
  expect(await state()).toMatchObject({ tasks: [], mails: 1 });
  expect(await sweep('2027-03-01')).toEqual(expect.arrayContaining(['eligibility.check', 'case.finding-changed', 'reminders.plan']));
  expect((await state()).tasks).toEqual([{ kind: 'finding-eligible', case_id: caseId }]);
  expect(await sweep('2027-03-02')).toEqual([]);
  expect(await state()).toEqual({ tasks: [{ kind: 'finding-eligible', case_id: caseId }], mails: 2, deadline: { on_day: '2027-03-01', status: 'met' } });

  // a correction takes the road away again: the task ends, another says why
  await new ChargesService(test.db, testVault, law).correct(actor, chargeIds[0]!, 1, { sentenceCompletedOn: '2026-02-28' }, { source: 'court', reason: null }, NOW);
  await work(new Date('2027-03-02T16:00:00Z'));
  expect((await rows<{ kind: string; open: boolean }>('SELECT kind, done_at IS NULL AS open FROM tasks WHERE client_id = $1 ORDER BY id', clientId)).map((t) => [t.kind, t.open])).toEqual([
    ['finding-eligible', false],
    ['finding-lost', true],
  ]);
});
