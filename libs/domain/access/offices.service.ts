import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { dateIn } from '#platform/clock.js';
import { requirePermission } from './access.js';
import { programActor, type Actor } from './actor.js';
import { invalid, notFound, Problem } from './errors.js';
import { Vault } from './vault.js';

/** What an office says of itself. None of it names a client. */
export interface OfficeFacts {
  name: string;
  /** IANA name, e.g. America/New_York: the office's days are counted there. */
  timeZone: string;
  address: string | null;
  phone: string | null;
  email: string | null;
  /** The neutral name that outsiders see on messages. */
  senderName: string;
}

export interface OfficeView extends OfficeFacts {
  id: string;
  version: number;
}

const COLUMNS: { readonly [field in keyof OfficeFacts]: string } = {
  name: 'name',
  timeZone: 'time_zone',
  address: 'address',
  phone: 'phone',
  email: 'email',
  senderName: 'sender_name',
};

const VIEW = 'id, name, time_zone AS "timeZone", address, phone, email, sender_name AS "senderName", version';

@Injectable()
export class OfficesService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * A new office with its own key; set-up commands only, no route leads here. Makes another one each time.
   *
   * @returns its id
   * @throws Problem invalid (422) for an unknown time zone
   */
  async create(office: Pick<OfficeFacts, 'name' | 'timeZone'> & Partial<OfficeFacts>, now: Date): Promise<string> {
    requireTimeZone(office.timeZone, now);
    const id = uuidv7();
    await this.db.inOffice({ officeId: id }, async (tx) => {
      await tx.query(
        `INSERT INTO offices (id, name, time_zone, address, phone, email, sender_name, wrapped_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          office.name,
          office.timeZone,
          office.address ?? null,
          office.phone ?? null,
          office.email ?? null,
          office.senderName ?? 'Office',
          this.vault.wrapNewOfficeKey(id),
          now,
        ],
      );
      await audit(tx, programActor(id), { action: 'office.created', subjectKind: 'office', subjectId: id });
    });
    return id;
  }

  async read(actor: Actor): Promise<OfficeView> {
    requirePermission(actor, 'office.read');
    return this.db.inOffice(actor, (tx) => load(tx));
  }

  /** @throws Problem stale (412), invalid (422) */
  async change(actor: Actor, ifVersion: number, patch: Partial<OfficeFacts>, now: Date): Promise<OfficeView> {
    requirePermission(actor, 'office.write');
    if (patch.timeZone !== undefined) requireTimeZone(patch.timeZone, now);
    return this.db.inOffice(actor, async (tx) => {
      const office = await load(tx, 'FOR NO KEY UPDATE');
      if (office.version !== ifVersion) throw new Problem('stale');
      const fields = (Object.keys(COLUMNS) as (keyof OfficeFacts)[]).filter((field) => patch[field] !== undefined && patch[field] !== office[field]);
      if (fields.length === 0) return office;
      const sets = fields.map((field, index) => `${COLUMNS[field]} = $${index + 2}`);
      await tx.query(`UPDATE offices SET version = version + 1, ${sets.join(', ')} WHERE id = $1`, [
        tx.officeId,
        ...fields.map((field) => patch[field]),
      ]);
      await audit(tx, actor, { action: 'office.changed', subjectKind: 'office', subjectId: tx.officeId, detail: { fields } });
      return load(tx);
    });
  }
}

async function load(tx: OfficeTx, lock = ''): Promise<OfficeView> {
  const [office] = await tx.query<OfficeView>(`SELECT ${VIEW} FROM offices WHERE id = $1 ${lock}`, [tx.officeId]);
  if (!office) throw notFound();
  return office;
}

function requireTimeZone(timeZone: string, now: Date): void {
  try {
    dateIn(timeZone, now);
  } catch {
    throw invalid('timeZone', 'must be an IANA time zone, e.g. America/New_York');
  }
}
