import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import { parseDay } from '#dates/calendar-date.js';
import { dateIn } from '#platform/clock.js';
import type { MailAddress } from '#platform/config.js';
import type { Vault } from '../access/vault.js';
import { clientMessage, staffMessage, type MessageText } from './message-text.js';
import type { DeadlineKind } from './plan.js';

/** Who messages come from and where staff find the file. Neutral: outsiders read it. */
export class MessageSettings {
  constructor(
    readonly from: MailAddress,
    readonly publicUrl: string,
  ) {}
}

/** A reminder that is due, held until the transaction ends, with what decides whether it may go out. */
export interface DueReminder {
  id: string;
  status: 'planned' | 'sending';
  clientId: string;
  deadlineId: string;
  audience: 'staff' | 'client';
  daysBefore: number;
  userId: string | null;
  contactPointId: string | null;
  dueOn: string;
  kind: DeadlineKind;
  onDay: string;
  deadlineStatus: string;
  chargeId: string | null;
  findingId: string | null;
  caseId: string | null;
  reference: string | null;
  clientStatus: string;
  recontact: boolean | null;
  languages: string[];
  timeZone: string;
  senderName: string;
}

export interface Addressed extends MessageText {
  to: string;
}

export type Verdict =
  | { send: Addressed }
  /** Not in the hours in which it may be used: looked at again later. */
  | { later: true }
  /** Nobody needs it any more. */
  | { cancel: string }
  /** Must not be sent: a person is told. */
  | { refuse: string };

/** The reminder's row, locked; null when another worker has it, or it is settled. */
export async function holdReminder(tx: OfficeTx, id: string): Promise<DueReminder | null> {
  const [row] = await tx.query<DueReminder>(
    `SELECT r.id, r.status, r.client_id AS "clientId", r.deadline_id AS "deadlineId", r.audience, r.days_before AS "daysBefore",
            r.user_id AS "userId", r.contact_point_id AS "contactPointId", r.due_on AS "dueOn", d.kind, d.on_day AS "onDay",
            d.status AS "deadlineStatus", d.charge_id AS "chargeId", d.finding_id AS "findingId", d.case_id AS "caseId", k.reference,
            c.status AS "clientStatus", c.recontact, c.languages, o.time_zone AS "timeZone", o.sender_name AS "senderName"
     FROM reminders r JOIN deadlines d ON d.id = r.deadline_id JOIN clients c ON c.id = r.client_id JOIN offices o ON o.id = r.office_id
     LEFT JOIN cases k ON k.id = d.case_id
     WHERE r.id = $1 AND r.status IN ('planned', 'sending') FOR UPDATE OF r SKIP LOCKED`,
    [id],
  );
  return row ?? null;
}

/**
 * May this reminder go out now, to whom, and saying what? Asked before it is recorded and again right before it is
 * sent. The contact point stays locked, so that "not safe any more" is either seen here or waits until it went out.
 */
export async function judge(tx: OfficeTx, vault: Vault, settings: MessageSettings, reminder: DueReminder, now: Date): Promise<Verdict> {
  const sealers = await vault.clients(tx, [reminder.clientId]);
  const sealer = sealers.get(reminder.clientId);
  if (!sealer) return { cancel: 'text-destroyed' };
  if (reminder.deadlineStatus !== 'open') return { cancel: 'deadline-settled' };
  if (reminder.clientStatus === 'closed' && reminder.recontact !== true) return { cancel: 'client-closed' };
  if (await overtaken(tx, reminder, now)) return { cancel: 'overtaken' };
  if (reminder.audience === 'staff') return judgeStaff(tx, vault, settings, reminder, now);

  const [point] = await tx.query<{ value: Buffer; safe: boolean | null; purposes: string[]; from_hour: number | null; until_hour: number | null }>(
    `SELECT value, safe, purposes, from_hour, until_hour FROM contact_points WHERE id = $1 AND kind = 'email' FOR SHARE`,
    [reminder.contactPointId],
  );
  if (!point) return { refuse: 'contact-point-gone' };
  if (point.safe !== true) return { refuse: 'not-marked-safe' };
  if (!point.purposes.includes('reminders')) return { refuse: 'not-for-reminders' };
  const hour = hourAt(reminder.timeZone, now);
  if (point.from_hour !== null && point.until_hour !== null && (hour < point.from_hour || hour >= point.until_hour)) return { later: true };
  const to = sealer.open(`contact_points.value:${reminder.contactPointId}`, point.value);
  return { send: { to, ...clientMessage(reminder.languages, reminder.senderName) } };
}

/** After a stop of weeks several reminders of one day are due at once: only the last of them is news. */
async function overtaken(tx: OfficeTx, { deadlineId, audience, userId, contactPointId, daysBefore, timeZone }: DueReminder, now: Date): Promise<boolean> {
  const later = await tx.query(
    `SELECT 1 FROM reminders WHERE deadline_id = $1 AND audience = $2 AND user_id IS NOT DISTINCT FROM $3
       AND contact_point_id IS NOT DISTINCT FROM $4 AND days_before < $5 AND status IN ('planned', 'sending') AND due_on <= $6 LIMIT 1`,
    [deadlineId, audience, userId, contactPointId, daysBefore, dateIn(timeZone, now)],
  );
  return later.length > 0;
}

async function judgeStaff(tx: OfficeTx, vault: Vault, settings: MessageSettings, reminder: DueReminder, now: Date): Promise<Verdict> {
  const [user] = await tx.query<{ email: Buffer; member: boolean; team: boolean }>(
    `SELECT u.email, EXISTS (SELECT 1 FROM case_members m WHERE m.case_id = $2 AND m.user_id = u.id) AS member,
            EXISTS (SELECT 1 FROM case_members m JOIN users v ON v.id = m.user_id WHERE m.case_id = $2 AND v.disabled_at IS NULL) AS team
     FROM users u WHERE u.id = $1 AND u.disabled_at IS NULL AND u.role IN ('attorney', 'paralegal')`,
    [reminder.userId, reminder.caseId],
  );
  if (!user) return { cancel: 'user-left' };
  // Whoever was taken off a team may have been taken off for a reason.
  if (user.team && !user.member) return { cancel: 'user-left-the-case' };
  const office = await vault.office(tx);
  const link = `${settings.publicUrl}${reminder.caseId ? `/cases/${reminder.caseId}` : `/deadlines/${reminder.deadlineId}`}`;
  const daysAway = (parseDay(reminder.onDay) ?? 0) - (parseDay(dateIn(reminder.timeZone, now)) ?? 0);
  return {
    send: {
      to: office.open(`users.email:${reminder.userId}`, user.email),
      ...staffMessage({ reference: reminder.reference, link, onDay: reminder.onDay, daysAway }),
    },
  };
}

function hourAt(timeZone: string, now: Date): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(now));
}

export interface RecordedMessage {
  id: string;
  key: string;
  content: Addressed;
  sent: boolean;
}

/** The message is on record before anybody tries to send it: whoever comes after a crash finds its key and its words. */
export async function recordMessage(tx: OfficeTx, vault: Vault, reminder: DueReminder, content: Addressed, now: Date): Promise<void> {
  const id = uuidv7();
  const sealer = await vault.client(tx, reminder.clientId);
  await tx.query(
    `INSERT INTO messages (id, office_id, client_id, reminder_id, channel, content, message_key, recorded_at)
     VALUES ($1, $2, $3, $4, 'email', $5, $6, $7) ON CONFLICT (reminder_id) DO NOTHING`,
    [id, tx.officeId, reminder.clientId, reminder.id, sealer.sealJson(`messages.content:${id}`, content), `reminder:${reminder.id}`, now],
  );
  await tx.query(`UPDATE reminders SET status = 'sending' WHERE id = $1`, [reminder.id]);
}

export async function recordedMessage(tx: OfficeTx, vault: Vault, reminder: DueReminder): Promise<RecordedMessage> {
  const [row] = await tx.query<{ id: string; message_key: string; content: Buffer; sent: boolean }>(
    'SELECT id, message_key, content, sent_at IS NOT NULL AS sent FROM messages WHERE reminder_id = $1',
    [reminder.id],
  );
  if (!row) throw new Error(`reminder ${reminder.id} is being sent and has no message on record`);
  const sealer = await vault.client(tx, reminder.clientId);
  return { id: row.id, key: row.message_key, sent: row.sent, content: sealer.openJson<Addressed>(`messages.content:${row.id}`, row.content) };
}
