import { jest } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import { Mailer } from '#platform/mailer.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION, type ClientOptions } from '../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { programActor, type Actor } from '../access/actor.js';
import { CasesService } from '../cases/cases.service.js';
import { ChargesService } from '../convictions/charges.service.js';
import { MessagesWaiting, RemindersService } from './reminders.service.js';
import { MessageSettings } from './sending.js';

const law = lawOfTests();
const SETTINGS = new MessageSettings({ name: 'Office', address: 'office@example.org' }, 'https://files.example.org');
/** Sentence done on 29 February 2024: the road t-wait opens on 1 March 2027. */
const LEAP = { ...OLD_CONVICTION, offenceDate: '2024-01-01', dispositionDate: '2024-02-01', sentencedOn: '2024-02-01', sentenceCompletedOn: '2024-02-29' };
const OPENS = '2027-03-01';
const at = (day: string, hour = 15): Date => new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);

let test: TestDatabase;
let office: TestOffice;
let actor: Actor & { userId: string };
let folder: string;
let service: RemindersService;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('attorney');
  folder = await mkdtemp(join(tmpdir(), 'reminders-'));
  service = new RemindersService(test.db, testVault, new Mailer({ smtpUrl: null, varDir: folder }), SETTINGS);
});
afterEach(() => rm(folder, { recursive: true }));

const rows = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> => (await test.asOwner(sql, values)) as Row[];
const reminders = (clientId: string) =>
  rows<{ who: string; days: number; due: string; status: string; why: string | null }>(
    `SELECT audience AS who, days_before AS days, due_on AS due, status, why FROM reminders WHERE client_id = $1 AND status <> 'cancelled' ORDER BY due_on, audience`,
    clientId,
  );
const deadlines = (clientId: string) => rows('SELECT provision, kind, on_day, status FROM deadlines WHERE client_id = $1 ORDER BY on_day, provision, created_at', clientId);
const tasks = (clientId: string) => rows('SELECT kind FROM tasks WHERE client_id = $1', clientId);
const mails = async (): Promise<string[]> => {
  const names = await readdir(join(folder, 'mail')).catch(() => []);
  return Promise.all(names.sort().map((name) => readFile(join(folder, 'mail', name), 'utf8')));
};
const toClient = async (): Promise<string[]> => (await mails()).filter((mail) => mail.includes('To: ines@example.net'));

interface Point {
  safe?: boolean | null;
  purposes?: string[];
  from?: number;
  until?: number;
}

async function contactPoint(clientId: string, { safe = true, purposes = ['reminders'], from, until }: Point = {}): Promise<string> {
  const id = uuidv7();
  await test.db.inOffice(office, async (tx) => {
    const sealer = await testVault.client(tx, clientId);
    await tx.query(
      `INSERT INTO contact_points (id, office_id, client_id, kind, value, value_index, safe, purposes, from_hour, until_hour)
       VALUES ($1, $2, $3, 'email', $4, $5, $6, $7, $8, $9)`,
      [id, office.officeId, clientId, sealer.seal(`contact_points.value:${id}`, 'ines@example.net'), Buffer.alloc(1), safe, purposes, from ?? null, until ?? null],
    );
  });
  return id;
}

/** A client whose waiting period ends on 1 March 2027, in a case led by the attorney. */
async function waiting(options: ClientOptions & { point?: Point | null; inCase?: boolean } = {}): Promise<{ clientId: string; chargeId: string; pointId: string | null }> {
  const { clientId, chargeIds } = await makeRecord(test, actor, law, { charges: [LEAP], ...options });
  const pointId = options.point === null ? null : await contactPoint(clientId, options.point ?? {});
  if (options.inCase !== false) await new CasesService(test.db, testVault).create(actor, { clientId, chargeIds, members: [], description: null }, NOW);
  await checked(test, actor, law, clientId);
  await service.planFor(actor, { clientId }, NOW);
  return { clientId, chargeId: chargeIds[0]!, pointId };
}

describe('planning', () => {
  it('tells staff and the client 60, 30 and 0 days before the day a wait from 29 February ends', async () => {
    const { clientId } = await waiting();
    expect(await deadlines(clientId)).toEqual([
      { provision: 't-wait', kind: 'waiting-period-ends', on_day: OPENS, status: 'open' },
      { provision: 't-by-itself', kind: 'waiting-period-ends', on_day: '2032-02-29', status: 'open' },
    ]);
    expect((await reminders(clientId)).slice(0, 6).map(({ who, days, due }) => [who, days, due])).toEqual([
      ['client', 60, '2026-12-31'],
      ['staff', 60, '2026-12-31'],
      ['client', 30, '2027-01-30'],
      ['staff', 30, '2027-01-30'],
      ['client', 0, OPENS],
      ['staff', 0, OPENS],
    ]);
  });

  it('changes nothing when run again, or twice at once', async () => {
    const { clientId } = await waiting();
    const before = await rows('SELECT * FROM reminders WHERE client_id = $1 ORDER BY id', clientId);
    await Promise.all([service.planFor(actor, { clientId }, NOW), service.planFor(programActor(office.officeId), { clientId }, NOW)]);
    expect(await rows('SELECT * FROM reminders WHERE client_id = $1 ORDER BY id', clientId)).toEqual(before);
  });

  it.each<[string, Point | null]>([
    ['nobody asked whether it is safe', { safe: null }],
    ['it is not safe', { safe: false }],
    ['it is for other things', { purposes: ['appointments'] }],
    ['there is none', null],
  ])('never tells the client where %s', async (_, point) => {
    const { clientId } = await waiting({ point });
    expect(new Set((await reminders(clientId)).map((r) => r.who))).toEqual(new Set(['staff']));
  });

  it('tells the office’s attorneys of a client without a case', async () => {
    await office.as('paralegal');
    const { clientId } = await waiting({ inCase: false });
    const users = await rows<{ user_id: string }>(`SELECT DISTINCT user_id FROM reminders WHERE client_id = $1 AND audience = 'staff'`, clientId);
    expect(users).toEqual([{ user_id: actor.userId }]);
  });

  it('moves when the day moves: the old day is superseded, its reminders are cancelled', async () => {
    const { clientId, chargeId } = await waiting();
    await new ChargesService(test.db, testVault, law).correct(actor, chargeId, 1, { sentenceCompletedOn: '2024-03-15' }, { source: 'court', reason: null }, NOW);
    await checked(test, actor, law, clientId);
    await service.planFor(actor, { clientId }, NOW);
    expect((await deadlines(clientId)).slice(0, 2)).toEqual([
      { provision: 't-wait', kind: 'waiting-period-ends', on_day: OPENS, status: 'superseded' },
      { provision: 't-wait', kind: 'waiting-period-ends', on_day: '2027-03-15', status: 'open' },
    ]);
    expect((await reminders(clientId)).slice(0, 2).map((r) => r.due)).toEqual(['2027-01-14', '2027-01-14']);
    expect(await rows(`SELECT 1 FROM reminders WHERE client_id = $1 AND status = 'cancelled' AND due_on <= '2027-03-01'`, clientId)).toHaveLength(6);
  });

  it('makes up for the nearest day that has passed, once', async () => {
    const { clientId } = await waiting();
    await rows('DELETE FROM reminders WHERE client_id = $1', clientId);
    await service.planFor(actor, { clientId }, at('2027-02-10'));
    expect((await reminders(clientId)).slice(0, 4).map(({ who, days, due }) => [who, days, due])).toEqual([
      ['client', 30, '2027-02-10'],
      ['staff', 30, '2027-02-10'],
      ['client', 0, OPENS],
      ['staff', 0, OPENS],
    ]);
  });

  it('has nothing for a client who is closed, gone, or another office’s', async () => {
    const { clientId } = await waiting();
    await rows("UPDATE clients SET status = 'closed' WHERE id = $1", clientId);
    await service.planFor(actor, { clientId }, NOW);
    expect(await reminders(clientId)).toEqual([]);
    const other = await (await makeOffice(test)).as('attorney');
    await rows("UPDATE clients SET status = 'open' WHERE id = $1", clientId);
    await service.planFor(other, { clientId }, NOW);
    expect(await reminders(clientId)).toEqual([]);
    await service.planFor(actor, { clientId: uuidv7() }, NOW);
  });
});

describe('sending', () => {
  it('sends what is due on the office’s day, once, and says nothing that names anybody', async () => {
    const { clientId } = await waiting();
    expect(await service.sendDue(actor, at('2026-12-30', 23))).toMatchObject({ sent: 0 });
    expect(await service.sendDue(actor, at('2026-12-31'))).toMatchObject({ sent: 2 });
    expect(await service.sendDue(actor, at('2026-12-31', 16))).toMatchObject({ sent: 0 });
    const all = await mails();
    expect(all).toHaveLength(2);
    expect(all.join()).not.toMatch(/Ines|Okafor|2012KN/);
    const [client] = await toClient();
    expect(client).not.toMatch(/court|record|convict|prostitut|case|legal|attorney|lawyer|petition|charge|\b2027\b|files\.example/i);
    const [staff] = all.filter((mail) => mail !== client);
    expect(staff).toMatch(/Subject: 2026-0001: 2027-03-01/);
    expect(staff).toMatch(/2026-0001: 2027-03-01 is 60 days away\.\r\n\r\nhttps:\/\/files\.example\.org\/cases\/[0-9a-f-]{36}\r\n$/);
    expect((await reminders(clientId)).slice(0, 2).map((r) => r.status)).toEqual(['sent', 'sent']);
    expect(await rows(`SELECT action FROM audit_entries WHERE client_id = $1 AND action = 'reminder.sent'`, clientId)).toHaveLength(2);
  });

  it('keeps what was sent sealed', async () => {
    const { clientId } = await waiting();
    await service.sendDue(actor, at('2026-12-31'));
    const messages = await rows<{ content: Buffer; sent_at: Date; provider_id: string }>('SELECT * FROM messages WHERE client_id = $1', clientId);
    expect(messages).toHaveLength(2);
    expect(messages.every((message) => message.sent_at && message.provider_id && !message.content.includes('example'))).toBe(true);
  });

  it('speaks the client’s language where it can', async () => {
    await waiting({ languages: ['qu', 'es'] });
    await service.sendDue(actor, at('2026-12-31'));
    expect((await toClient())[0]).toContain('Una nota de Office');
  });

  it('asks again: a contact point that is no longer safe is not used, nor any other; a person is told', async () => {
    const { clientId, pointId } = await waiting();
    await contactPoint(clientId);
    await rows('UPDATE contact_points SET safe = NULL WHERE id = $1', pointId);
    expect(await service.sendDue(actor, at('2026-12-31'))).toMatchObject({ sent: 1, refused: 1 });
    expect(await toClient()).toEqual([]);
    expect(await tasks(clientId)).toEqual([{ kind: 'reminder-refused' }]);
    expect(await rows(`SELECT why FROM reminders WHERE client_id = $1 AND status = 'refused'`, clientId)).toEqual([{ why: 'not-marked-safe' }]);
    expect(await service.sendDue(actor, at('2026-12-31', 17))).toMatchObject({ sent: 0, refused: 0 });
  });

  it('waits for the hours in which the contact point may be used, on both sides', async () => {
    // New York is five hours behind: 14:59 is 9:59 there, 15:00 is 10:00, 16:59 is 11:59, 17:00 is 12:00
    await waiting({ point: { from: 10, until: 12 } });
    expect(await service.sendDue(actor, new Date('2026-12-31T14:59:59Z'))).toMatchObject({ sent: 1, later: 1 });
    expect(await service.sendDue(actor, new Date('2026-12-31T17:00:00Z'))).toMatchObject({ sent: 0, later: 1 });
    expect(await service.sendDue(actor, new Date('2027-01-01T16:59:59Z'))).toMatchObject({ sent: 1, later: 0 });
    expect(await toClient()).toHaveLength(1);
  });

  it('still speaks on the day itself after the check of that day has opened the road', async () => {
    const { clientId } = await waiting();
    await service.sendDue(actor, at('2026-12-31'));
    await service.sendDue(actor, at('2027-01-30'));
    await checked(test, actor, law, clientId, at(OPENS));
    await service.planFor(actor, { clientId }, at(OPENS));
    expect(await service.sendDue(actor, at(OPENS))).toMatchObject({ sent: 2 });
    await service.planFor(actor, { clientId }, at('2027-03-02'));
    expect((await deadlines(clientId))[0]).toMatchObject({ status: 'met' });
  });

  it('makes up for the day itself when nothing ran on it', async () => {
    const { clientId } = await waiting();
    await rows(`UPDATE reminders SET status = 'sent' WHERE client_id = $1 AND days_before > 0`, clientId);
    await checked(test, actor, law, clientId, at('2027-03-04'));
    await service.planFor(actor, { clientId }, at('2027-03-04'));
    expect(await service.sendDue(actor, at('2027-03-04'))).toMatchObject({ sent: 2 });
    expect((await deadlines(clientId))[0]).toMatchObject({ on_day: OPENS, status: 'met' });
  });

  it('drops what nobody needs any more: a settled day, a closed client, somebody who left the team', async () => {
    const settled = await waiting();
    await rows(`UPDATE deadlines SET status = 'met' WHERE client_id = $1`, settled.clientId);
    const closed = await waiting();
    await rows("UPDATE clients SET status = 'closed' WHERE id = $1", closed.clientId);
    const left = await waiting({ point: null });
    const paralegal = await office.as('paralegal');
    await rows('UPDATE case_members SET user_id = $2 WHERE case_id = (SELECT id FROM cases WHERE client_id = $1)', left.clientId, paralegal.userId);
    expect(await service.sendDue(actor, at('2026-12-31'))).toMatchObject({ sent: 0, cancelled: 5 });
    expect(await mails()).toEqual([]);
    // the one who took over is told instead
    await service.planFor(actor, { clientId: left.clientId }, at('2026-12-31'));
    expect(await service.sendDue(actor, at('2026-12-31'))).toMatchObject({ sent: 1 });
  });

  it('sends the others when one cannot be read, and fails all the same', async () => {
    const damaged = await waiting();
    const sound = await waiting();
    await test.asOwner(`UPDATE contact_points SET value = '\\x00' WHERE id = $1`, [damaged.pointId]);
    // The damaged one comes first.
    await test.asOwner(`UPDATE reminders SET due_on = due_on - 1 WHERE client_id = $1`, [damaged.clientId]);
    await expect(service.sendDue(programActor(office.officeId), at('2026-12-31'))).rejects.toThrow(/sealed value/);
    const due = (await reminders(sound.clientId)).filter((each) => each.due === '2026-12-31');
    expect(due.map(({ who, status }) => [who, status])).toEqual([['client', 'sent'], ['staff', 'sent']]);
  });

  it('breaks off a run that took so long that it no longer knows what time it is', async () => {
    const { clientId } = await waiting();
    let clock = 0;
    const slow = jest.spyOn(performance, 'now').mockImplementation(() => (clock += 6 * 60_000));
    await expect(service.sendDue(programActor(office.officeId), at('2026-12-31'))).rejects.toBeInstanceOf(MessagesWaiting);
    slow.mockRestore();
    expect((await reminders(clientId)).every((each) => each.status === 'planned')).toBe(true);
    expect(await mails()).toEqual([]);
  });

  it('never touches another office', async () => {
    await waiting();
    const other = await (await makeOffice(test)).as('attorney');
    expect(await service.sendDue(other, at('2026-12-31'))).toMatchObject({ sent: 0 });
    expect(await mails()).toEqual([]);
  });

  it('sends one of each when several workers send at once', async () => {
    await waiting();
    const summaries = await Promise.all([1, 2, 3, 4].map(() => service.sendDue(programActor(office.officeId), at('2026-12-31'))));
    expect(summaries.reduce((sum, one) => sum + one.sent, 0)).toBe(2);
    expect(await mails()).toHaveLength(2);
  });
});

describe('a mail server', () => {
  const received: { id: string; to: string; text: string }[] = [];
  let answer: number | null = null;
  let server: SMTPServer;
  let mailer: Mailer;

  beforeEach(async () => {
    received.length = 0;
    answer = null;
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          received.push({ id: /Message-ID: (<.*>)/i.exec(text)?.[1] ?? '', to: session.envelope.rcptTo[0]?.address ?? '', text });
          done(answer === null ? undefined : Object.assign(new Error('refused'), { responseCode: answer }));
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    mailer = new Mailer({ smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, varDir: folder });
    service = new RemindersService(test.db, testVault, mailer, SETTINGS);
  });
  afterEach(async () => {
    mailer.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('that refuses for now gets the same message again under the same id', async () => {
    const { clientId } = await waiting();
    answer = 451;
    await expect(service.sendDue(actor, at('2026-12-31'))).rejects.toMatchObject({ name: 'MessagesWaiting', count: 2 });
    answer = null;
    expect(await service.sendDue(actor, at('2026-12-31', 16))).toMatchObject({ sent: 2 });
    const ids = received.filter((mail) => mail.to === 'ines@example.net').map((mail) => mail.id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(await tasks(clientId)).toEqual([]);
  });

  it('that refuses for good leaves a task for a person', async () => {
    const { clientId } = await waiting();
    answer = 550;
    expect(await service.sendDue(actor, at('2026-12-31'))).toMatchObject({ sent: 0, failed: 2 });
    expect(await tasks(clientId)).toEqual([{ kind: 'reminder-failed' }, { kind: 'reminder-failed' }]);
    expect(await rows(`SELECT DISTINCT why FROM reminders WHERE client_id = $1 AND status = 'failed'`, clientId)).toEqual([{ why: 'SMTP_550' }]);
  });

  it('takes over from a worker killed between record and send, and between send and record', async () => {
    const { clientId } = await waiting();
    await service.sendDue(actor, at('2026-12-31'));
    // as if the second half of each had never been written
    await rows(`UPDATE reminders SET status = 'sending', settled_at = NULL WHERE client_id = $1 AND status = 'sent'`, clientId);
    await rows('UPDATE messages SET sent_at = NULL, provider_id = NULL WHERE client_id = $1', clientId);
    expect(await service.sendDue(actor, at('2026-12-31', 16))).toMatchObject({ sent: 2 });
    expect(received).toHaveLength(4);
    expect(new Set(received.map((mail) => mail.id)).size).toBe(2);
    expect(await rows('SELECT 1 FROM messages WHERE client_id = $1', clientId)).toHaveLength(2);
  });

  it('gets nothing for a client who took the permission back after the message was written', async () => {
    const { clientId, pointId } = await waiting();
    answer = 451;
    await expect(service.sendDue(actor, at('2026-12-31'))).rejects.toThrow(/2 message/);
    answer = null;
    await rows('UPDATE contact_points SET safe = false WHERE id = $1', pointId);
    received.length = 0;
    expect(await service.sendDue(actor, at('2026-12-31', 16))).toMatchObject({ sent: 1, refused: 1 });
    expect(received.map((mail) => mail.to)).not.toContain('ines@example.net');
    expect(await tasks(clientId)).toEqual([{ kind: 'reminder-refused' }]);
  });

  it('gets nothing for an address that was given up after the message was written', async () => {
    const { clientId, pointId } = await waiting();
    answer = 451;
    await expect(service.sendDue(actor, at('2026-12-31'))).rejects.toThrow(/2 message/);
    answer = null;
    await test.db.inOffice(office, async (tx) => {
      const sealer = await testVault.client(tx, clientId);
      await tx.query('UPDATE contact_points SET value = $2 WHERE id = $1', [pointId, sealer.seal(`contact_points.value:${pointId}`, 'new@example.net')]);
    });
    received.length = 0;
    expect(await service.sendDue(actor, at('2026-12-31', 16))).toMatchObject({ sent: 1, refused: 1 });
    expect(received.map((mail) => mail.to)).not.toContain('ines@example.net');
    expect(await tasks(clientId)).toEqual([{ kind: 'reminder-refused' }]);
  });
});
