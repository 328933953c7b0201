import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { Actor } from '../access/actor.js';

/** What a case's timeline tells besides its notes. */
export const EVENT_KINDS = [
  'case-opened',
  'stage-changed',
  'description-changed',
  'member-set',
  'member-removed',
  'charge-added',
  'charge-removed',
  'finding-changed',
  'task-opened',
  'task-done',
  'task-reopened',
  'packet-drafted',
  'packet-stopped',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * Adds a line to a case's timeline in the transaction of what it tells of. Detail holds ids and codes only: it is not
 * sealed, and is kept when the client's text is destroyed.
 */
export async function addEvent(
  tx: OfficeTx,
  actor: Actor,
  { id, clientId }: { id: string; clientId: string },
  kind: EventKind,
  detail: Record<string, unknown>,
  now: Date,
): Promise<void> {
  await tx.query('INSERT INTO case_events (id, office_id, client_id, case_id, kind, detail, actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
    uuidv7(),
    tx.officeId,
    clientId,
    id,
    kind,
    JSON.stringify(detail),
    actor.userId,
    now,
  ]);
}
