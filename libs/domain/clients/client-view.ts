import type { OfficeTx } from '#db/transaction.js';
import { notFound } from '../access/errors.js';
import type { Sealer, Vault } from '../access/vault.js';
import type { ClientFacts, ClientIdentity } from './client-facts.js';
import { loadAliases } from './client-names.js';

export interface ClientView extends ClientIdentity, Required<ClientFacts> {
  id: string;
  aliases: string[];
  languages: string[];
  status: 'open' | 'closed';
  recontact: boolean | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A line of a list: enough to tell clients apart, no more. */
export type ClientLine = Pick<
  ClientView,
  'id' | 'legalName' | 'preferredName' | 'aliases' | 'languages' | 'status' | 'version' | 'createdAt' | 'updatedAt'
>;

export interface ClientRow {
  id: string;
  identity: Buffer;
  facts: Buffer;
  languages: string[];
  status: 'open' | 'closed';
  recontact: boolean | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  wrapped_key: Buffer | null;
}

export const CLIENT_COLUMNS =
  'c.id, c.identity, c.facts, c.languages, c.status, c.recontact, c.version, c.created_at, c.updated_at, k.wrapped_key';

export interface OpenClient {
  row: ClientRow;
  sealer: Sealer;
  identity: ClientIdentity;
  facts: ClientFacts;
}

/**
 * A client with its sealed texts opened, in one query.
 *
 * @throws Problem not-found (404), destroyed (410)
 */
export async function openClient(tx: OfficeTx, vault: Vault, clientId: string, lock: '' | 'FOR NO KEY UPDATE OF c' = ''): Promise<OpenClient> {
  const [row] = await tx.query<ClientRow>(
    `SELECT ${CLIENT_COLUMNS} FROM clients c JOIN client_keys k ON k.client_id = c.id WHERE c.id = $1 ${lock}`,
    [clientId],
  );
  if (!row) throw notFound();
  const sealer = await vault.fromRow(tx, clientId, row.wrapped_key);
  return {
    row,
    sealer,
    identity: sealer.openJson<ClientIdentity>(`clients.identity:${clientId}`, row.identity),
    facts: sealer.openJson<ClientFacts>(`clients.facts:${clientId}`, row.facts),
  };
}

/** Named fields only, so that what is sealed with the client later does not leave by itself. */
export async function showClient(tx: OfficeTx, { row, sealer, identity, facts }: OpenClient): Promise<ClientView> {
  const aliases = await loadAliases(tx, new Map([[row.id, sealer]]));
  return {
    id: row.id,
    legalName: identity.legalName,
    preferredName: identity.preferredName,
    pronouns: identity.pronouns,
    birthDate: identity.birthDate,
    identifiers: identity.identifiers,
    aliases: aliases.get(row.id) ?? [],
    languages: row.languages,
    status: row.status,
    recontact: row.recontact,
    trafficking: facts.trafficking ?? null,
    recordComplete: facts.recordComplete ?? null,
    pendingCharges: facts.pendingCharges ?? null,
    openWarrants: facts.openWarrants ?? null,
    firstOffender: facts.firstOffender ?? null,
    earlierRelief: facts.earlierRelief ?? null,
    facts: facts.facts ?? null,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
