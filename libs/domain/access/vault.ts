import { gunzipSync, gzipSync } from 'node:zlib';
import type { OfficeTx } from '#db/transaction.js';
import { blindIndex, deriveKey, newKey, open, seal, unwrapKey, wrapKey } from '#platform/keys.js';
import { Problem } from './errors.js';

const GZIP = 0x1f;

/** Seals and opens texts under one key. `place` (table.column and row id) is bound in: a sealed text cannot be moved. */
export class Sealer {
  constructor(private readonly key: Buffer) {}

  seal(place: string, text: string): Buffer {
    return seal(this.key, text, place);
  }

  /** @throws SealBroken when key, place or bytes differ */
  open(place: string, sealed: Buffer): string {
    return open(this.key, sealed, place).toString('utf8');
  }

  sealJson(place: string, value: unknown): Buffer {
    return this.seal(place, JSON.stringify(value));
  }

  /** As `sealJson`, packed before it is sealed, since nothing can be packed afterwards: for long texts that say much the same. */
  sealPackedJson(place: string, value: unknown): Buffer {
    return seal(this.key, gzipSync(JSON.stringify(value), { level: 1 }), place);
  }

  /** Opens what either sealed. The caller names the type it sealed; what opens was sealed by this program under this place. */
  openJson<T>(place: string, sealed: Buffer): T {
    const bytes = open(this.key, sealed, place);
    // No JSON begins with the first byte of gzip.
    return JSON.parse((bytes[0] === GZIP ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
  }

  sealBytes(place: string, bytes: Buffer): Buffer {
    return seal(this.key, bytes, place);
  }

  openBytes(place: string, sealed: Buffer): Buffer {
    return open(this.key, sealed, place);
  }
}

/** What a blind index is over: one key per purpose, so that hashes of one column say nothing about another. */
export type IndexPurpose = 'client-name' | 'contact-point' | 'docket-number' | 'import-reference' | 'request';

/**
 * The keys: master key → one key per office → one key per client. Client keys are read for each transaction and never
 * kept, so that destroying one takes effect at once; office keys are kept in memory.
 */
export class Vault {
  private readonly officeKeys = new Map<string, Buffer>();

  constructor(private readonly masterKey: Buffer) {}

  /** A key for a new office, wrapped for its row. */
  wrapNewOfficeKey(officeId: string): Buffer {
    const key = newKey();
    this.officeKeys.set(officeId, key);
    return wrapKey(this.masterKey, key, `office:${officeId}`);
  }

  async office(tx: OfficeTx): Promise<Sealer> {
    return new Sealer(await this.officeKey(tx));
  }

  /**
   * Opens what only somebody who brings `word` may read: neither the database with all its backups nor the office's key
   * is enough. For texts of clients that must not outlive the client's own key.
   */
  async withWord(tx: OfficeTx, word: string): Promise<Sealer> {
    return new Sealer(deriveKey(await this.officeKey(tx), `with-word:${word}`));
  }

  /** Makes the key row of a new client and opens it. The client's row must be there. */
  async newClient(tx: OfficeTx, clientId: string): Promise<Sealer> {
    const key = newKey();
    await tx.query('INSERT INTO client_keys (client_id, office_id, wrapped_key) VALUES ($1, $2, $3)', [
      clientId,
      tx.officeId,
      wrapKey(await this.officeKey(tx), key, `client:${clientId}`),
    ]);
    return new Sealer(key);
  }

  /** @throws Problem destroyed (410) when the client's key was destroyed; not-found (404) when there is no such client */
  async client(tx: OfficeTx, clientId: string): Promise<Sealer> {
    const sealers = await this.clients(tx, [clientId]);
    const sealer = sealers.get(clientId);
    if (sealer) return sealer;
    const [row] = await tx.query<{ destroyed: boolean }>(
      'SELECT destroyed_at IS NOT NULL AS destroyed FROM client_keys WHERE client_id = $1',
      [clientId],
    );
    throw new Problem(row?.destroyed ? 'destroyed' : 'not-found');
  }

  /** Keys of many clients in one query, for lists. Clients whose key was destroyed, or who are not there, are left out. */
  async clients(tx: OfficeTx, clientIds: readonly string[]): Promise<Map<string, Sealer>> {
    const officeKey = await this.officeKey(tx);
    const rows = await tx.query<{ client_id: string; wrapped_key: Buffer }>(
      'SELECT client_id, wrapped_key FROM client_keys WHERE client_id = ANY ($1) AND wrapped_key IS NOT NULL',
      [clientIds],
    );
    return new Map(rows.map((row) => [row.client_id, this.unwrap(officeKey, row.client_id, row.wrapped_key)]));
  }

  /** Opens a wrapped client key that the caller selected together with other columns, saving a round trip. */
  async fromRow(tx: OfficeTx, clientId: string, wrapped: Buffer | null): Promise<Sealer> {
    if (!wrapped) throw new Problem('destroyed');
    return this.unwrap(await this.officeKey(tx), clientId, wrapped);
  }

  /**
   * After this the client's text cannot be read again, here or in any backup. Answers kept for repeated requests go with
   * it: any of them may tell of this client. So do the blind indexes, by which whoever holds the office's key could still
   * ask whether a name, a number or an address was this client's. May run twice.
   */
  async destroyClient(tx: OfficeTx, clientId: string, now: Date): Promise<void> {
    await tx.query(
      'UPDATE client_keys SET wrapped_key = NULL, destroyed_at = coalesce(destroyed_at, $2) WHERE client_id = $1',
      [clientId, now],
    );
    // With their words, which point to them.
    await tx.query('DELETE FROM client_names WHERE client_id = $1', [clientId]);
    await tx.query(`UPDATE contact_points SET value_index = '' WHERE client_id = $1`, [clientId]);
    await tx.query('UPDATE dockets SET number_index = NULL WHERE client_id = $1', [clientId]);
    await tx.query('UPDATE idempotency_keys SET answer = NULL WHERE office_id = $1 AND answer IS NOT NULL', [tx.officeId]);
  }

  /** Keyed hash of a normalised text, comparable within one office and one purpose only. */
  async index(tx: OfficeTx, purpose: IndexPurpose): Promise<(text: string) => Buffer> {
    const key = deriveKey(await this.officeKey(tx), `blind-index:${purpose}`);
    return (text) => blindIndex(key, text);
  }

  /** Keyed hash of a staff member's address: sign-in looks it up before any office is known. */
  emailIndex(email: string): Buffer {
    return blindIndex(deriveKey(this.masterKey, 'blind-index:staff-email'), email.trim().toLowerCase());
  }

  /** Key for signing access tokens. */
  tokenKey(): Buffer {
    return deriveKey(this.masterKey, 'access-tokens');
  }

  private unwrap(officeKey: Buffer, clientId: string, wrapped: Buffer): Sealer {
    return new Sealer(unwrapKey(officeKey, wrapped, `client:${clientId}`));
  }

  private async officeKey(tx: OfficeTx): Promise<Buffer> {
    const known = this.officeKeys.get(tx.officeId);
    if (known) return known;
    const [row] = await tx.query<{ wrapped_key: Buffer }>('SELECT wrapped_key FROM offices WHERE id = $1', [tx.officeId]);
    if (!row) throw new Problem('not-found');
    const key = unwrapKey(this.masterKey, row.wrapped_key, `office:${tx.officeId}`);
    this.officeKeys.set(tx.officeId, key);
    return key;
  }
}
