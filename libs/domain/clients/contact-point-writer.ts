import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { FieldProblem } from '../access/errors.js';
import type { Sealer, Vault } from '../access/vault.js';
import { contactProblem, plainContact, type ContactKind } from './contact-value.js';

export const CONTACT_PURPOSES = ['reminders', 'appointments', 'documents'] as const;
export type ContactPurpose = (typeof CONTACT_PURPOSES)[number];

/** How the client can be reached, and what the client said about using it. */
export interface ContactPointFacts {
  kind: ContactKind;
  value: string;
  /** Null: nobody asked. Only true allows a message, and only for the purposes named. */
  safe: boolean | null;
  purposes: ContactPurpose[];
  /** Hours of the office's day, from inclusive, until exclusive; both null: any hour. */
  fromHour: number | null;
  untilHour: number | null;
  whoMayPickUp: string | null;
  note: string | null;
  /** Day on which the client last confirmed all this. */
  confirmedOn: string | null;
}

/** Sealed JSON of `contact_points.note`. */
export interface ContactNote {
  whoMayPickUp: string | null;
  note: string | null;
}

/** Whatever cannot be true of a contact point on the office's day `today`. */
export function contactProblems(point: ContactPointFacts, today: string): FieldProblem[] {
  const { kind, value, fromHour, untilHour, confirmedOn } = point;
  const problems: FieldProblem[] = [];
  const wrong = contactProblem(kind, value);
  if (wrong) problems.push({ field: 'value', problem: wrong });
  if ((fromHour === null) !== (untilHour === null)) problems.push({ field: 'untilHour', problem: 'give both hours or neither' });
  if (fromHour !== null && untilHour !== null && fromHour >= untilHour) problems.push({ field: 'untilHour', problem: 'must be after fromHour' });
  if (confirmedOn !== null && confirmedOn > today) problems.push({ field: 'confirmedOn', problem: 'must not be in the future' });
  return problems;
}

export interface ContactKeys {
  sealer: Sealer;
  index: (text: string) => Buffer;
}

export async function contactKeys(tx: OfficeTx, vault: Vault, sealer: Sealer): Promise<ContactKeys> {
  return { sealer, index: await vault.index(tx, 'contact-point') };
}

/** The columns of a contact point that its facts decide, sealed where they could name or find the client. */
export function contactColumns({ sealer, index }: ContactKeys, id: string, point: ContactPointFacts): unknown[] {
  const { kind, value, whoMayPickUp, note } = point;
  const plain = plainContact(kind, value);
  if (plain === null) throw new Error('a contact point is written only after contactProblems found none');
  const words: ContactNote = { whoMayPickUp, note };
  return [
    kind,
    sealer.seal(`contact_points.value:${id}`, value),
    index(plain),
    point.safe,
    point.purposes,
    point.fromHour,
    point.untilHour,
    whoMayPickUp === null && note === null ? null : sealer.sealJson(`contact_points.note:${id}`, words),
    point.confirmedOn,
  ];
}

/**
 * Writes a contact point in the caller's transaction. The caller has asked `contactProblems` before, and writes the
 * audit row afterwards.
 */
export async function writeContactPoint(
  tx: OfficeTx,
  keys: ContactKeys,
  clientId: string,
  point: ContactPointFacts,
  now: Date,
): Promise<string> {
  const id = uuidv7();
  await tx.query(
    `INSERT INTO contact_points (id, office_id, client_id, kind, value, value_index, safe, purposes, from_hour, until_hour, note, confirmed_on, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [id, tx.officeId, clientId, ...contactColumns(keys, id, point), now],
  );
  return id;
}
