import { createHash } from 'node:crypto';
import type { OfficeTx } from './transaction.js';

/** Who acted: a signed-in user, a job on somebody's behalf, or the program itself (set-up, schedule). */
export interface AuditActor {
  kind: 'user' | 'job' | 'program';
  userId: string | null;
  sessionId: string | null;
}

export interface AuditSubject {
  /** e.g. `client.read`, `charge.changed` */
  action: string;
  subjectKind: string;
  subjectId: string | null;
  clientId?: string | null;
  /** Ids, field names and codes only: the trail is kept when a client's text is destroyed. */
  detail?: Record<string, unknown>;
}

/** Writes one line of the audit trail in the transaction of the change or reading it speaks of. */
export async function audit(tx: OfficeTx, actor: AuditActor, subject: AuditSubject): Promise<void> {
  await auditMany(tx, actor, [subject]);
}

/** The same for many subjects at once: a line each, in the order given. */
export async function auditMany(tx: OfficeTx, actor: AuditActor, subjects: readonly AuditSubject[]): Promise<void> {
  if (subjects.length === 0) return;
  await tx.query(
    `INSERT INTO audit_entries (office_id, actor_kind, actor_id, session_id, action, subject_kind, subject_id, client_id, detail)
     SELECT $1, $2, $3, $4, action, kind, subject, client, detail
     FROM unnest($5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::jsonb[]) WITH ORDINALITY AS s(action, kind, subject, client, detail, nth)
     ORDER BY nth`,
    [
      tx.officeId,
      actor.kind,
      actor.userId,
      actor.sessionId,
      subjects.map((subject) => subject.action),
      subjects.map((subject) => subject.subjectKind),
      subjects.map((subject) => subject.subjectId),
      subjects.map((subject) => subject.clientId ?? null),
      subjects.map((subject) => JSON.stringify(subject.detail ?? {})),
    ],
  );
}

interface Entry {
  id: string;
  at: string;
  actor_kind: string;
  actor_id: string | null;
  session_id: string | null;
  action: string;
  subject_kind: string;
  subject_id: string | null;
  client_id: string | null;
  detail: string;
}

/** Columns of an entry as text that PostgreSQL prints the same way for ever: what the hash is taken over. */
const ENTRY = `e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS at, e.actor_kind, e.actor_id, e.session_id,
  e.action, e.subject_kind, e.subject_id, e.client_id, e.detail::text AS detail`;

const START = Buffer.alloc(32);

function link(previous: Buffer, officeId: string, entry: Entry): Buffer {
  const content = [
    officeId,
    entry.id,
    entry.at,
    entry.actor_kind,
    entry.actor_id,
    entry.session_id,
    entry.action,
    entry.subject_kind,
    entry.subject_id,
    entry.client_id,
    entry.detail,
  ];
  return createHash('sha256').update(previous).update(JSON.stringify(content)).digest();
}

/**
 * Adds up to `most` entries that are not linked yet to the office's hash chain, oldest first. Entries are linked in
 * the order in which they became visible. May run twice and in several workers: one at a time per office.
 *
 * @returns how many were linked
 */
export async function linkAudit(tx: OfficeTx, most = 1000): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock(20260102, hashtext($1))', [tx.officeId]);
  const [last] = await tx.query<{ seq: string; hash: Buffer }>('SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1');
  const entries = await tx.query<Entry>(
    `SELECT ${ENTRY} FROM audit_entries e
     WHERE e.id > audit_linked_below($2) AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry_id = e.id)
     ORDER BY e.id LIMIT $1`,
    [most, tx.officeId],
  );
  let hash = last?.hash ?? START;
  let seq = BigInt(last?.seq ?? 0);
  const rows = entries.map((entry) => {
    hash = link(hash, tx.officeId, entry);
    seq += 1n;
    return { seq: seq.toString(), entry: entry.id, hash: hash.toString('hex') };
  });
  if (rows.length > 0) {
    await tx.query(
      `INSERT INTO audit_chain (office_id, seq, entry_id, hash)
       SELECT $1, (r->>'seq')::bigint, (r->>'entry')::bigint, decode(r->>'hash', 'hex') FROM jsonb_array_elements($2::jsonb) r`,
      [tx.officeId, JSON.stringify(rows)],
    );
  }
  return rows.length;
}

export interface AuditVerdict {
  linked: number;
  /** Entries newer than the last link; they are not proven yet. */
  unlinked: number;
  /** Where the chain does not hold: an entry changed, went missing, or a link was put in or taken out. */
  brokenAt: { seq: string; entryId: string; why: string } | null;
}

/** Recomputes the office's whole chain, in pages of 5,000. Reads only. */
export async function verifyAudit(tx: OfficeTx): Promise<AuditVerdict> {
  let previous: Buffer = START;
  let linked = 0;
  for (let after = 0n; ; ) {
    const page = await tx.query<Entry & { seq: string; entry_id: string; hash: Buffer }>(
      `SELECT c.seq, c.entry_id, c.hash, ${ENTRY} FROM audit_chain c LEFT JOIN audit_entries e ON e.id = c.entry_id
       WHERE c.seq > $1 ORDER BY c.seq LIMIT 5000`,
      [after.toString()],
    );
    for (const row of page) {
      const broken = (why: string): AuditVerdict => ({ linked, unlinked: 0, brokenAt: { seq: row.seq, entryId: row.entry_id, why } });
      if (BigInt(row.seq) !== after + 1n) return broken(`link ${after + 1n} is missing`);
      if (row.id === null) return broken('the entry is missing');
      const hash = link(previous, tx.officeId, row);
      if (!hash.equals(row.hash)) return broken('the entry does not match its hash');
      previous = hash;
      after += 1n;
      linked += 1;
    }
    if (page.length === 0) break;
  }
  const [rest] = await tx.query<{ count: string }>(
    'SELECT count(*) FROM audit_entries e WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry_id = e.id)',
  );
  return { linked, unlinked: Number(rest?.count ?? 0), brokenAt: null };
}
