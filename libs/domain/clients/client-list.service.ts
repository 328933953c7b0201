import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { invalid } from '../access/errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import { Vault, type Sealer } from '../access/vault.js';
import type { ClientIdentity } from './client-facts.js';
import { loadAliases, searchedWords } from './client-names.js';
import { CLIENT_COLUMNS, type ClientLine, type ClientRow } from './client-view.js';
import { CONTACT_KINDS, plainContact } from './contact-value.js';

export const CLIENT_SORTS = ['newest', 'updated'] as const;
export type ClientSort = (typeof CLIENT_SORTS)[number];

export interface ClientFilter {
  status?: 'open' | 'closed';
  /** One language tag the client speaks. */
  language?: string;
}

/** Exactly one of these is asked for. */
export interface ClientSearch extends ClientFilter {
  /** Every word of it stands, as written but for case and accents, in the client's names. */
  name?: string;
  /** Every word of it sounds like one of the client's names. */
  soundsLike?: string;
  /** A phone number, e-mail or postal address of the client, however it is punctuated. */
  contact?: string;
}

const MOST_WORDS = 8;

const SORT_COLUMN: { readonly [sort in ClientSort]: string } = { newest: 'created_at', updated: 'updated_at' };

interface Condition {
  sql: string;
  values: unknown[];
}

/** The office's clients in pages, and found by what is sealed, through keyed hashes. */
@Injectable()
export class ClientListService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** Reading a list reads names: it is audited with the ids of the page. Clients whose text was destroyed are left out. */
  async list(actor: Actor, filter: ClientFilter, sort: ClientSort, page: PageRequest): Promise<Page<ClientLine>> {
    requirePermission(actor, 'client.list');
    return this.db.inOffice(actor, (tx) => this.page(tx, actor, filter, null, sort, page));
  }

  /**
   * Newest first.
   *
   * @throws Problem invalid (422) when nothing is searched for, or more than one thing
   */
  async search(actor: Actor, search: ClientSearch, page: PageRequest): Promise<Page<ClientLine>> {
    requirePermission(actor, 'client.list');
    return this.db.inOffice(actor, async (tx) => {
      const asked = (['name', 'soundsLike', 'contact'] as const).filter((field) => search[field] !== undefined);
      const [field] = asked;
      if (!field || asked.length > 1) throw invalid('name', 'give exactly one of: name, soundsLike, contact');
      const found = field === 'contact' ? await this.byContact(tx, search.contact ?? '') : await this.byName(tx, field, search[field] ?? '');
      return this.page(tx, actor, search, { ...found, field }, 'newest', page);
    });
  }

  private async page(
    tx: OfficeTx,
    actor: Actor,
    { status, language }: ClientFilter,
    found: (Condition & { field: string }) | null,
    sort: ClientSort,
    { limit, cursor }: PageRequest,
  ): Promise<Page<ClientLine>> {
    const by = SORT_COLUMN[sort];
    const [at, id] = cursor === null ? [null, null] : readCursor(cursor, `clients-${sort}`, ['instant', 'uuid']);
    const rows = await tx.query<ClientRow & { at: string }>(
      `SELECT ${CLIENT_COLUMNS}, to_char(c.${by} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
       FROM clients c JOIN client_keys k ON k.client_id = c.id AND k.wrapped_key IS NOT NULL
       WHERE c.office_id = $1 AND ($2::text IS NULL OR c.status = $2) AND ($3::text IS NULL OR $3 = ANY (c.languages))
         AND ($4::timestamptz IS NULL OR (c.${by}, c.id) < ($4, $5::uuid)) ${found ? `AND c.id IN (${found.sql})` : ''}
       ORDER BY c.${by} DESC, c.id DESC LIMIT $6`,
      [tx.officeId, status ?? null, language ?? null, at, id, limit + 1, ...(found?.values ?? [])],
    );
    const shown = rows.slice(0, limit);
    const sealers = new Map<string, Sealer>();
    for (const row of shown) sealers.set(row.id, await this.vault.fromRow(tx, row.id, row.wrapped_key));
    const aliases = await loadAliases(tx, sealers);
    await audit(tx, actor, {
      action: found ? 'client.searched' : 'client.listed',
      subjectKind: 'client',
      subjectId: null,
      detail: { clientIds: shown.map((row) => row.id), ...(found ? { by: found.field } : {}) },
    });
    return pageOf(rows, limit, (last) => writeCursor(`clients-${sort}`, [last.at, last.id]), (row) => line(row, sealers, aliases));
  }

  private async byName(tx: OfficeTx, field: 'name' | 'soundsLike', text: string): Promise<Condition> {
    const how = field === 'name' ? 'exact' : 'sounds-like';
    const words = await searchedWords(tx, this.vault, text, how);
    if (words.length === 0 || words.length > MOST_WORDS) throw invalid(field, `must have 1 to ${MOST_WORDS} words`);
    const hashes = words.flatMap((word, index) => word.hashes.map((hash) => ({ hash, index })));
    return {
      // The primary key of client_name_words begins with office, how and word: each hash is one short index scan.
      sql: `SELECT w.client_id FROM unnest($7::bytea[], $8::int[]) AS q (word, n)
            JOIN client_name_words w ON w.office_id = $1 AND w.how = $9 AND w.word = q.word
            GROUP BY w.client_id HAVING count(DISTINCT q.n) = $10`,
      values: [hashes.map(({ hash }) => hash), hashes.map(({ index }) => index), how, words.length],
    };
  }

  private async byContact(tx: OfficeTx, text: string): Promise<Condition> {
    const index = await this.vault.index(tx, 'contact-point');
    const hashes = CONTACT_KINDS.map((kind) => plainContact(kind, text))
      .filter((plain) => plain !== null)
      .map((plain) => index(plain));
    return {
      sql: 'SELECT p.client_id FROM contact_points p WHERE p.office_id = $1 AND p.value_index = ANY ($7::bytea[]) AND p.removed_at IS NULL',
      values: [hashes],
    };
  }
}

function line(row: ClientRow, sealers: ReadonlyMap<string, Sealer>, aliases: ReadonlyMap<string, string[]>): ClientLine {
  const sealer = sealers.get(row.id);
  if (!sealer) throw new Error(`client ${row.id} was selected without its key`);
  const { legalName, preferredName } = sealer.openJson<ClientIdentity>(`clients.identity:${row.id}`, row.identity);
  return {
    id: row.id,
    legalName,
    preferredName,
    aliases: aliases.get(row.id) ?? [],
    languages: row.languages,
    status: row.status,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
