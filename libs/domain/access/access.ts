import type { OfficeTx } from '#db/transaction.js';
import type { Actor, Role } from './actor.js';
import { notFound, Problem } from './errors.js';

/** What a role may do. What is not listed is not allowed; the program and its jobs do what the asker could ask for. */
const PERMISSIONS = {
  'client.list': ['attorney', 'paralegal'],
  'client.read': ['attorney', 'paralegal'],
  'client.write': ['attorney', 'paralegal'],
  'record.read': ['attorney', 'paralegal'],
  'record.write': ['attorney', 'paralegal'],
  'finding.read': ['attorney', 'paralegal'],
  'eligibility.ask': ['attorney', 'paralegal'],
  'determination.make': ['attorney'],
  'policy.read': ['attorney', 'paralegal'],
  'policy.write': ['attorney'],
  'law-note.read': ['attorney', 'paralegal'],
  'law-note.write': ['attorney'],
  'case.read': ['attorney', 'paralegal'],
  'case.write': ['attorney', 'paralegal'],
  'document.read': ['attorney', 'paralegal'],
  'document.draft': ['attorney', 'paralegal'],
  'deadline.read': ['attorney', 'paralegal'],
  'deadline.write': ['attorney', 'paralegal'],
  'report.read': ['attorney', 'grants', 'admin'],
  'user.read': ['attorney', 'paralegal', 'grants', 'admin'],
  'user.write': ['admin'],
  'office.read': ['attorney', 'paralegal', 'grants', 'admin'],
  'office.write': ['admin'],
  'job.read': ['attorney', 'paralegal', 'admin'],
  'job.retry': ['admin'],
  'audit.read': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Things that belong to a client, by the table that says whose they are. */
const OF_A_CLIENT = {
  client: 'SELECT id, id AS client_id FROM clients WHERE id = ANY ($1)',
  contactPoint: 'SELECT id, client_id FROM contact_points WHERE id = ANY ($1)',
  docket: 'SELECT id, client_id FROM dockets WHERE id = ANY ($1)',
  charge: 'SELECT id, client_id FROM charges WHERE id = ANY ($1)',
  finding: 'SELECT id, client_id FROM findings WHERE id = ANY ($1)',
  case: 'SELECT id, client_id FROM cases WHERE id = ANY ($1)',
  task: 'SELECT id, client_id FROM tasks WHERE id = ANY ($1)',
  packet: 'SELECT id, client_id FROM packets WHERE id = ANY ($1)',
  document: 'SELECT id, client_id FROM documents WHERE id = ANY ($1)',
  deadline: 'SELECT id, client_id FROM deadlines WHERE id = ANY ($1)',
  reminder: 'SELECT id, client_id FROM reminders WHERE id = ANY ($1)',
} as const;

export type ClientThing = keyof typeof OF_A_CLIENT;

/**
 * The role may do this at all. First line of every service method that names no thing yet.
 *
 * @throws Problem role-forbids (403)
 */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.kind !== 'user') return;
  const roles: readonly Role[] = PERMISSIONS[permission];
  if (!actor.role || !roles.includes(actor.role)) throw new Problem('role-forbids');
}

/**
 * The actor may do this to these things: the role allows it and each of them is there for this actor.
 *
 * @returns the client each thing belongs to, in the order asked
 * @throws Problem role-forbids (403) for the role; not-found (404) for a thing that is absent, another office's, or
 *   out of the actor's reach: these read the same
 */
export async function requireAccess(
  tx: OfficeTx,
  actor: Actor,
  permission: Permission,
  thing: ClientThing,
  ids: readonly string[],
): Promise<string[]> {
  requirePermission(actor, permission);
  const rows = await tx.query<{ id: string; client_id: string }>(OF_A_CLIENT[thing], [ids]);
  const owners = new Map(rows.map((row) => [row.id, row.client_id]));
  return ids.map((id) => {
    const client = owners.get(id);
    if (!client) throw notFound();
    return client;
  });
}
