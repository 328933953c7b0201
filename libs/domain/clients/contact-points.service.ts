import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { requireAccess, type Permission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound, Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import { Vault, type Sealer } from '../access/vault.js';
import {
  contactColumns,
  contactKeys,
  contactProblems,
  writeContactPoint,
  type ContactNote,
  type ContactPointFacts,
  type ContactPurpose,
} from './contact-point-writer.js';
import { plainContact, type ContactKind } from './contact-value.js';

export interface ContactPointView extends ContactPointFacts {
  id: string;
  clientId: string;
  version: number;
}

interface ContactPointRow {
  id: string;
  client_id: string;
  kind: ContactKind;
  value: Buffer;
  safe: boolean | null;
  purposes: ContactPurpose[];
  from_hour: number | null;
  until_hour: number | null;
  note: Buffer | null;
  confirmed_on: string | null;
  version: number;
}

const MOST = 50;

/**
 * Phones, e-mails and addresses with what the client said about using them. Every change asks for the client's check
 * anew, because reminders to the client are planned by what is safe.
 */
@Injectable()
export class ContactPointsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** All of the client's, oldest first. @throws Problem not-found (404), destroyed (410) */
  async list(actor: Actor, clientId: string): Promise<ContactPointView[]> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'client.read', 'client', [clientId]);
      const sealer = await this.vault.client(tx, clientId);
      const rows = await tx.query<ContactPointRow>(
        'SELECT * FROM contact_points WHERE client_id = $1 AND removed_at IS NULL ORDER BY created_at, id',
        [clientId],
      );
      await audit(tx, actor, { action: 'contact-point.listed', subjectKind: 'client', subjectId: clientId, clientId });
      return rows.map((row) => show(sealer, row));
    });
  }

  /** @throws Problem not-found (404), destroyed (410) */
  async read(actor: Actor, id: string): Promise<ContactPointView> {
    return this.db.inOffice(actor, async (tx) => {
      const { row, sealer, clientId } = await this.open(tx, actor, 'client.read', id);
      await audit(tx, actor, { action: 'contact-point.read', subjectKind: 'contact-point', subjectId: id, clientId });
      return show(sealer, row);
    });
  }

  /** @throws Problem not-found (404), invalid (422), conflict (409) when the client has 50 already */
  async add(actor: Actor, clientId: string, point: ContactPointFacts, now: Date): Promise<ContactPointView> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'client.write', 'client', [clientId]);
      await refuse(tx, point, now);
      const [count] = await tx.query<{ count: string }>('SELECT count(*) FROM contact_points WHERE client_id = $1 AND removed_at IS NULL', [clientId]);
      if (Number(count?.count) >= MOST) throw new Problem('conflict', `A client has at most ${MOST} contact points`);
      const keys = await contactKeys(tx, this.vault, await this.vault.client(tx, clientId));
      const id = await writeContactPoint(tx, keys, clientId, point, now);
      await tell(tx, actor, 'contact-point.created', { id, clientId }, {}, now);
      return show(keys.sealer, await load(tx, id));
    });
  }

  /**
   * Fields that are named change. Another address is one that nobody asked the client about, unless that is said with it.
   *
   * @throws Problem not-found (404), stale (412), invalid (422)
   */
  async change(actor: Actor, id: string, ifVersion: number, patch: Partial<ContactPointFacts>, now: Date): Promise<ContactPointView> {
    return this.db.inOffice(actor, async (tx) => {
      const { row, sealer, clientId } = await this.open(tx, actor, 'client.write', id, ifVersion);
      const before = factsOf(show(sealer, row));
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<ContactPointFacts>;
      const point = { ...before, ...(anotherAddress(before, given) ? NOBODY_ASKED : {}), ...given };
      const fields = (Object.keys(before) as (keyof ContactPointFacts)[]).filter((field) => !isDeepStrictEqual(point[field], before[field]));
      if (fields.length === 0) {
        await audit(tx, actor, { action: 'contact-point.read', subjectKind: 'contact-point', subjectId: id, clientId });
        return show(sealer, row);
      }
      await refuse(tx, point, now);
      const keys = await contactKeys(tx, this.vault, sealer);
      await tx.query(
        `UPDATE contact_points SET kind = $2, value = $3, value_index = $4, safe = $5, purposes = $6, from_hour = $7, until_hour = $8, note = $9,
           confirmed_on = $10, version = version + 1 WHERE id = $1`,
        [id, ...contactColumns(keys, id, point)],
      );
      await tell(tx, actor, 'contact-point.changed', { id, clientId }, { fields, safe: point.safe }, now);
      return show(sealer, await load(tx, id));
    });
  }

  /**
   * Takes a contact point away: its texts are wiped at once. The row stays for the reminders that speak of it, marked
   * unsafe, so that nothing planned before can still go there.
   *
   * @throws Problem not-found (404), stale (412)
   */
  async remove(actor: Actor, id: string, ifVersion: number, now: Date): Promise<void> {
    await this.db.inOffice(actor, async (tx) => {
      const { sealer, clientId } = await this.open(tx, actor, 'client.write', id, ifVersion);
      await tx.query(
        `UPDATE contact_points SET value = $2, value_index = '', note = NULL, safe = false, purposes = '{}', removed_at = $3, version = version + 1
         WHERE id = $1`,
        [id, sealer.seal(`contact_points.value:${id}`, ''), now],
      );
      await tell(tx, actor, 'contact-point.removed', { id, clientId }, {}, now);
    });
  }

  private async open(
    tx: OfficeTx,
    actor: Actor,
    permission: Permission,
    id: string,
    ifVersion?: number,
  ): Promise<{ row: ContactPointRow; sealer: Sealer; clientId: string }> {
    const [clientId] = await requireAccess(tx, actor, permission, 'contactPoint', [id]);
    const row = await load(tx, id, ifVersion === undefined ? '' : 'FOR NO KEY UPDATE');
    if (!clientId) throw notFound();
    if (ifVersion !== undefined && row.version !== ifVersion) throw new Problem('stale');
    return { row, sealer: await this.vault.client(tx, clientId), clientId };
  }
}

const NOBODY_ASKED: Pick<ContactPointFacts, 'safe' | 'confirmedOn'> = { safe: null, confirmedOn: null };

function anotherAddress(before: ContactPointFacts, { kind = before.kind, value = before.value }: Partial<ContactPointFacts>): boolean {
  return plainContact(kind, value) !== plainContact(before.kind, before.value);
}

async function load(tx: OfficeTx, id: string, lock = ''): Promise<ContactPointRow> {
  const [row] = await tx.query<ContactPointRow>(`SELECT * FROM contact_points WHERE id = $1 AND removed_at IS NULL ${lock}`, [id]);
  if (!row) throw notFound();
  return row;
}

async function refuse(tx: OfficeTx, point: ContactPointFacts, now: Date): Promise<void> {
  const problems = contactProblems(point, await officeDay(tx, now));
  if (problems.length > 0) throw new Problem('invalid', undefined, problems);
}

async function tell(
  tx: OfficeTx,
  actor: Actor,
  action: string,
  { id, clientId }: { id: string; clientId: string },
  detail: Record<string, unknown>,
  now: Date,
): Promise<void> {
  await audit(tx, actor, { action, subjectKind: 'contact-point', subjectId: id, clientId, detail });
  // Reminders to the client follow what the client said of each way to be reached.
  await enqueue(tx, 'reminders.plan', { clientId }, { askedBy: actor.userId, now });
}

function factsOf({ kind, value, safe, purposes, fromHour, untilHour, whoMayPickUp, note, confirmedOn }: ContactPointView): ContactPointFacts {
  return { kind, value, safe, purposes, fromHour, untilHour, whoMayPickUp, note, confirmedOn };
}

function show(sealer: Sealer, row: ContactPointRow): ContactPointView {
  const words = row.note && sealer.openJson<ContactNote>(`contact_points.note:${row.id}`, row.note);
  return {
    id: row.id,
    clientId: row.client_id,
    kind: row.kind,
    value: sealer.open(`contact_points.value:${row.id}`, row.value),
    safe: row.safe,
    purposes: row.purposes,
    fromHour: row.from_hour,
    untilHour: row.until_hour,
    whoMayPickUp: words?.whoMayPickUp ?? null,
    note: words?.note ?? null,
    confirmedOn: row.confirmed_on,
    version: row.version,
  };
}
