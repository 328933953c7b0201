import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { Sealer, Vault } from '../access/vault.js';
import type { ClientFacts, ClientIdentity } from './client-facts.js';
import { writeNames, type ClientNameText } from './client-names.js';

export interface NewClient {
  identity: ClientIdentity;
  aliases: readonly string[];
  facts: ClientFacts;
  /** Language tags, most wanted first. */
  languages: readonly string[];
  /** May the office get in touch after closing? Null: not asked. */
  recontact: boolean | null;
}

/**
 * Writes a client with a key of its own, in the caller's transaction. The caller has asked `personProblems` before, and
 * writes the audit row afterwards.
 *
 * @returns the id and the client's key, for what else is written with it
 */
export async function writeClient(
  tx: OfficeTx,
  vault: Vault,
  client: NewClient,
  { createdBy, now }: { createdBy: string | null; now: Date },
): Promise<{ id: string; sealer: Sealer }> {
  const id = uuidv7();
  // The key's row points to the client's, so the client is there for a moment with nothing in it.
  await tx.query(
    `INSERT INTO clients (id, office_id, identity, facts, languages, recontact, created_by, created_at, updated_at)
     VALUES ($1, $2, '', '', $3, $4, $5, $6, $6)`,
    [id, tx.officeId, client.languages, client.recontact, createdBy, now],
  );
  const sealer = await vault.newClient(tx, id);
  await tx.query('UPDATE clients SET identity = $2, facts = $3 WHERE id = $1', [
    id,
    sealer.sealJson(`clients.identity:${id}`, client.identity),
    sealer.sealJson(`clients.facts:${id}`, client.facts),
  ]);
  await writeNames(tx, { sealer, vault }, id, [...namesOf(client.identity), ...aliasNames(client.aliases)]);
  return { id, sealer };
}

export function namesOf({ legalName, preferredName }: ClientIdentity): ClientNameText[] {
  return [{ kind: 'legal', name: legalName }, ...(preferredName === null ? [] : [{ kind: 'preferred' as const, name: preferredName }])];
}

export function aliasNames(aliases: readonly string[]): ClientNameText[] {
  return aliases.map((name) => ({ kind: 'alias', name }));
}
