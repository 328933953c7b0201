import { audit, verifyAudit } from '#db/audit.js';
import { QueueBackend } from '#jobs/queue-backend.js';
import { Clock } from '#platform/clock.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { makeOffice } from '../../../test/factories.js';
import { quiet } from '../../../test/queues.js';
import { Schedule, wakingsAt, type OfficeNow } from './schedule.js';

const NOW = new Date('2026-11-21T15:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

describe('what is due', () => {
  const office: OfficeNow = {
    officeId: 'o', localTime: '2026-11-21T10:00:00', sweptOn: '2026-11-21', remindersDue: false, entriesWait: false, askedAt: {}, unfinished: [],
  };
  const due = (now: Partial<OfficeNow>): string[] => wakingsAt(NOW, [{ ...office, ...now }]).map(({ name, day }) => (day ? `${name} ${day}` : name));

  it.each<[string, Partial<OfficeNow>, string[]]>([
    ['nothing', {}, []],
    ['the sweep not before two at night', { localTime: '2026-11-21T01:59:59', sweptOn: '2026-11-20' }, []],
    ['the sweep from two on', { localTime: '2026-11-21T02:00:00', sweptOn: '2026-11-20' }, ['eligibility.sweep 2026-11-21']],
    ['the sweep later in the day, when no worker ran at night', { localTime: '2026-11-21T23:59:59', sweptOn: '2026-11-18' }, ['eligibility.sweep 2026-11-21']],
    ['the sweep of a new office', { sweptOn: null }, ['eligibility.sweep 2026-11-21']],
    ['the sweep on a day before a short night, clocks going forward at two', { localTime: '2027-03-14T03:00:00', sweptOn: '2027-03-13' }, ['eligibility.sweep 2027-03-14']],
    ['no second sweep when an hour comes twice', { localTime: '2026-11-01T02:00:00', sweptOn: '2026-11-01' }, []],
    ['reminders', { remindersDue: true }, ['reminders.send-due']],
    ['no reminders while they are being sent', { remindersDue: true, unfinished: ['reminders.send-due'] }, []],
    ['no reminders asked for a moment ago', { remindersDue: true, askedAt: { 'reminders.send-due': ago(59) } }, []],
    ['reminders asked for a minute ago', { remindersDue: true, askedAt: { 'reminders.send-due': ago(60) } }, ['reminders.send-due']],
    ['audit entries', { entriesWait: true, askedAt: { 'audit.link': ago(15) } }, ['audit.link']],
    ['no audit entries a moment after', { entriesWait: true, askedAt: { 'audit.link': ago(14) } }, []],
  ])('%s', (_, now, names) => {
    expect(due(now)).toEqual(names);
  });
});

describe('the schedule', () => {
  let test: TestDatabase;
  let queues: QueueBackend;
  beforeAll(async () => {
    test = await createTestDatabase();
    queues = QueueBackend.open({ settings: { backend: 'postgres' }, databaseUrl: test.appUrl, log: quiet });
  });
  afterAll(async () => {
    await queues.close();
    await test.close();
  });

  const at = (instant: string, law: string | null = null): Schedule => {
    const clock = new (class extends Clock {
      override now(): Date {
        return new Date(instant);
      }
    })();
    return new Schedule({ database: test.db, queues, clock, log: quiet, law, running: () => new Set() });
  };
  const jobs = (officeId: string): Promise<{ name: string }[]> =>
    test.asOwner('SELECT name FROM jobs WHERE office_id = $1 ORDER BY name', [officeId]);

  it('asks for each office’s sweep in that office’s night, once a day, however many workers look', async () => {
    const newYork = await makeOffice(test, 'America/New_York');
    const honolulu = await makeOffice(test, 'Pacific/Honolulu');
    const named = async (schedule: Schedule): Promise<string[]> =>
      (await schedule.tick()).flatMap(({ officeId, name, day }) =>
        name === 'eligibility.sweep' ? [`${officeId === newYork.officeId ? 'New York' : 'Honolulu'} ${day}`] : [],
      );
    // 01:59 in New York, 20:59 of the day before in Honolulu
    expect(await named(at('2026-11-21T06:59:00Z'))).toEqual(['Honolulu 2026-11-20']);
    const asked = await Promise.all([named(at('2026-11-21T07:00:00Z')), named(at('2026-11-21T07:00:00Z'))]);
    expect(asked.flat()).toEqual(['New York 2026-11-21']);
    expect(await named(at('2026-11-21T11:59:59Z'))).toEqual([]);
    expect(await named(at('2026-11-21T12:00:00Z'))).toEqual(['Honolulu 2026-11-21']);
    expect(await named(at('2026-11-22T07:00:00Z'))).toEqual(['New York 2026-11-22']);
    expect(await jobs(honolulu.officeId)).toEqual([{ name: 'eligibility.sweep' }]);
  });

  it('asks once after its start, for each office, whether answers come from other law', async () => {
    const office = await makeOffice(test);
    const asked = () => test.asOwner("SELECT payload FROM jobs WHERE office_id = $1 AND name = 'law.sweep'", [office.officeId]);
    const schedule = at('2026-11-21T06:00:00Z', 'c0ffee');
    await schedule.tick();
    await test.asOwner("UPDATE jobs SET status = 'done' WHERE office_id = $1", [office.officeId]);
    await schedule.tick();
    expect(await asked()).toEqual([{ payload: { law: 'c0ffee' } }]);
    await at('2026-11-21T06:00:00Z', 'c0ffee').tick();
    expect(await asked()).toHaveLength(2);
    await at('2026-11-21T06:00:00Z', null).tick();
    expect(await asked()).toHaveLength(2);
  });

  it('asks for linking where audit entries wait, and not again before that is done', async () => {
    const office = await makeOffice(test);
    await test.db.inOffice(office, (tx) =>
      audit(tx, { kind: 'program', userId: null, sessionId: null }, { action: 'x', subjectKind: 'y', subjectId: null }),
    );
    expect(await test.db.inOffice(office, (tx) => verifyAudit(tx))).toMatchObject({ unlinked: 1 });
    const names = async (instant: string): Promise<string[]> =>
      (await at(instant).tick()).filter((waking) => waking.officeId === office.officeId).map((waking) => waking.name);
    expect(await names('2026-11-21T06:00:00Z')).toEqual(['audit.link']);
    expect(await names('2026-11-21T06:01:00Z')).toEqual([]);
    await test.asOwner(`UPDATE jobs SET status = 'done', finished_at = now() WHERE office_id = $1`, [office.officeId]);
    expect(await names('2026-11-21T06:02:00Z')).toEqual(['audit.link']);
  });
});
