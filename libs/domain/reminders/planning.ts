import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { Vault } from '../access/vault.js';
import { standingDeterminations } from '../eligibility/determination.js';
import { findingsOfCheck, loadCheck, type StoredFinding } from '../eligibility/stored-check.js';
import {
  deadlinesOf,
  recipientOf,
  remindersOf,
  type DeadlineKind,
  type FindingDeadline,
  type OpenDeadline,
  type PlannedReminder,
  type SettledReminder,
} from './plan.js';

interface DeadlineRow {
  id: string;
  chargeId: string | null;
  provision: string | null;
  caseId: string | null;
  kind: DeadlineKind;
  onDay: string;
  status: 'open' | 'met' | 'superseded';
}

interface ReminderRow extends PlannedReminder {
  id: string;
  onDay: string;
  caseId: string | null;
  status: string;
}

/** Roads of the latest check that are still worth telling anybody of: an attorney's refusal that stands ends them. */
export async function roadsOf(tx: OfficeTx, vault: Vault, clientId: string): Promise<StoredFinding[]> {
  const [standing] = await tx.query<{ check_id: string }>('SELECT check_id FROM client_standings WHERE client_id = $1', [clientId]);
  if (!standing) return [];
  const sealer = await vault.client(tx, clientId);
  const check = await loadCheck(tx, sealer, standing.check_id);
  const findings = (await findingsOfCheck(tx, standing.check_id)).filter((finding) => finding.provision !== null);
  const decided = await standingDeterminations(tx, sealer, findings, check?.because ?? {});
  return findings.filter((finding) => decided.get(finding.id)?.decision !== 'rejected');
}

/**
 * Brings a client's computed deadlines into line with the roads. A day that moved or went is superseded. A waiting
 * period whose day has come as foretold keeps its deadline, so that the reminder of the day still goes out; a filing
 * deadline that passed stays open for a person to settle.
 */
export async function moveDeadlines(tx: OfficeTx, clientId: string, roads: readonly StoredFinding[], today: string, now: Date): Promise<void> {
  const wanted = deadlinesOf(
    roads.map((road) => ({ ...road, findingId: road.id, chargeId: road.charge, provision: road.provision ?? '' })),
    today,
  );
  const existing = await tx.query<DeadlineRow>(
    `SELECT id, charge_id AS "chargeId", provision, case_id AS "caseId", kind, on_day AS "onDay", status
     FROM deadlines WHERE client_id = $1 AND kind <> 'set-by-hand' AND status IN ('open', 'met')`,
    [clientId],
  );
  const result = new Map(roads.map((road) => [`${road.charge} ${road.provision}`, road.result]));
  for (const deadline of existing.filter((each) => each.status === 'open' && !wanted.some((day) => sameDay(day, each)))) {
    const says = result.get(`${deadline.chargeId} ${deadline.provision}`);
    const moved = wanted.some((day) => sameRoad(day, deadline));
    const foretold = deadline.kind === 'waiting-period-ends' && deadline.onDay <= today && (says === 'eligible' || says === 'automatic' || says === 'attorney-decides');
    const missed = deadline.kind === 'filing-deadline' && deadline.onDay < today && says !== undefined && !moved;
    if (!foretold && !missed) await tx.query(`UPDATE deadlines SET status = 'superseded', version = version + 1 WHERE id = $1`, [deadline.id]);
  }
  const cases = await casesOfCharges(tx, clientId);
  for (const day of wanted) {
    const caseId = cases.get(day.chargeId) ?? cases.get('client') ?? null;
    const there = existing.find((each) => sameDay(day, each));
    if (there) {
      await tx.query('UPDATE deadlines SET finding_id = $2, case_id = $3 WHERE id = $1', [there.id, day.findingId, caseId]);
    } else {
      await tx.query(
        `INSERT INTO deadlines (id, office_id, client_id, case_id, charge_id, finding_id, provision, kind, on_day, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [uuidv7(), tx.officeId, clientId, caseId, day.chargeId, day.findingId, day.provision, day.kind, day.onDay, now],
      );
    }
  }
}

function sameRoad(day: FindingDeadline, deadline: DeadlineRow): boolean {
  return day.chargeId === deadline.chargeId && day.provision === deadline.provision && day.kind === deadline.kind;
}

function sameDay(day: FindingDeadline, deadline: DeadlineRow): boolean {
  return sameRoad(day, deadline) && day.onDay === deadline.onDay;
}

/** The newest open case that is about each charge, and under 'client' the newest one of all. */
async function casesOfCharges(tx: OfficeTx, clientId: string): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; charge_id: string | null }>(
    `SELECT c.id, k.charge_id FROM cases c LEFT JOIN case_charges k ON k.case_id = c.id
     WHERE c.client_id = $1 AND c.closed_on IS NULL ORDER BY c.created_at, c.id`,
    [clientId],
  );
  return new Map(rows.flatMap((row): [string, string][] => [...(row.charge_id ? [[row.charge_id, row.id] as [string, string]] : []), ['client', row.id]]));
}

/**
 * Writes the reminders of a client's open deadlines: planned ones that no longer fit are cancelled, missing ones are
 * added, those that still fit stay. Late ones of a day that has passed are left for sending.
 */
export async function moveReminders(
  tx: OfficeTx,
  clientId: string,
  roads: readonly StoredFinding[],
  today: string,
  now: Date,
): Promise<{ added: number; cancelled: number }> {
  const deadlines = await openDeadlines(tx, clientId, roads);
  const rows = await tx.query<ReminderRow>(
    `SELECT r.id, r.deadline_id AS "deadlineId", r.days_before AS "daysBefore", r.audience, r.user_id AS "userId",
            r.contact_point_id AS "contactPointId", r.due_on AS "dueOn", r.status, d.on_day AS "onDay", d.case_id AS "caseId"
     FROM reminders r JOIN deadlines d ON d.id = r.deadline_id WHERE r.client_id = $1 AND r.status <> 'cancelled'`,
    [clientId],
  );
  const late = new Set(deadlines.filter((deadline) => deadline.onDay < today).map((deadline) => deadline.id));
  const planned = rows.filter((row) => row.status === 'planned' && !late.has(row.deadlineId));
  const settled: SettledReminder[] = rows
    .filter((row) => row.status !== 'planned' || late.has(row.deadlineId))
    .map((row) => ({ onDay: row.onDay, daysBefore: row.daysBefore, recipient: recipientOf(row.audience, row.userId, row.caseId) }));
  const wanted = remindersOf(deadlines, await contactPointFor(tx, clientId), settled, today);
  const fits = new Set(wanted.map(fingerprint));
  const there = new Set(planned.map(fingerprint));
  const gone = planned.filter((row) => !fits.has(fingerprint(row)));
  await tx.query(`UPDATE reminders SET status = 'cancelled', why = 'planned-anew', settled_at = $2 WHERE id = ANY ($1)`, [gone.map((row) => row.id), now]);
  const fresh = wanted.filter((reminder) => !there.has(fingerprint(reminder)));
  for (const { deadlineId, daysBefore, audience, userId, contactPointId, dueOn } of fresh) {
    await tx.query(
      `INSERT INTO reminders (id, office_id, client_id, deadline_id, days_before, audience, user_id, contact_point_id, due_on, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [uuidv7(), tx.officeId, clientId, deadlineId, daysBefore, audience, userId, contactPointId, dueOn, now],
    );
  }
  return { added: fresh.length, cancelled: gone.length };
}

function fingerprint(r: PlannedReminder): string {
  return [r.deadlineId, r.daysBefore, r.audience, r.userId, r.contactPointId, r.dueOn].join(' ');
}

async function openDeadlines(tx: OfficeTx, clientId: string, roads: readonly StoredFinding[]): Promise<OpenDeadline[]> {
  const rows = await tx.query<DeadlineRow>(
    `SELECT id, charge_id AS "chargeId", provision, case_id AS "caseId", kind, on_day AS "onDay", status
     FROM deadlines WHERE client_id = $1 AND status = 'open'`,
    [clientId],
  );
  const unsure = new Set(roads.filter((road) => road.result === 'attorney-decides').map((road) => `${road.charge} ${road.provision}`));
  const teams = await teamsOf(tx, [...new Set(rows.flatMap((row) => row.caseId ?? []))]);
  return rows.map((row) => ({
    ...row,
    userIds: (row.caseId && teams.members.get(row.caseId)) || teams.attorneys,
    tellClient: row.kind === 'waiting-period-ends' && !unsure.has(`${row.chargeId} ${row.provision}`),
  }));
}

/** Who can still sign in and read the file, by case; and the office's attorneys, for what has no team. */
async function teamsOf(tx: OfficeTx, caseIds: readonly string[]): Promise<{ members: Map<string, string[]>; attorneys: string[] }> {
  const rows = await tx.query<{ case_id: string; user_id: string }>(
    `SELECT m.case_id, m.user_id FROM case_members m JOIN users u ON u.id = m.user_id
     WHERE m.case_id = ANY ($1) AND u.disabled_at IS NULL AND u.role IN ('attorney', 'paralegal') ORDER BY m.added_at, m.user_id`,
    [caseIds],
  );
  const members = new Map<string, string[]>();
  for (const row of rows) members.set(row.case_id, [...(members.get(row.case_id) ?? []), row.user_id]);
  const attorneys = await tx.query<{ id: string }>(`SELECT id FROM users WHERE role = 'attorney' AND disabled_at IS NULL ORDER BY id`);
  return { members, attorneys: attorneys.map((row) => row.id) };
}

/** The one e-mail address that the client said may be used for reminders; of several the one confirmed last. */
async function contactPointFor(tx: OfficeTx, clientId: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM contact_points WHERE client_id = $1 AND kind = 'email' AND safe AND 'reminders' = ANY (purposes)
     ORDER BY confirmed_on DESC NULLS LAST, created_at DESC, id LIMIT 1`,
    [clientId],
  );
  return row?.id ?? null;
}
