import { doubleMetaphone } from 'double-metaphone';
import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { Sealer, Vault } from '../access/vault.js';

export type NameKind = 'legal' | 'preferred' | 'alias';

export interface ClientNameText {
  kind: NameKind;
  name: string;
}

const MOST_WORDS = 20;

// Letters that Unicode does not take apart into a base letter and an accent.
const FOLDED: { readonly [letter: string]: string } = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };

/**
 * The words of a name as they are compared: small letters without accents, `O'Brien` one word, `Smith-Jones` two.
 * Scripts other than Latin keep their vowel signs.
 */
export function nameWords(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’ʼ`]/g, '')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => FOLDED[letter] ?? letter)
    .normalize('NFKC');
  return [...new Set(plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])].slice(0, MOST_WORDS);
}

/** How a word sounds, by Double Metaphone: one or two codes. A word it has no code for sounds like itself. */
export function soundsOf(word: string): string[] {
  const codes = [...new Set(/^[a-z]+$/.test(word) ? doubleMetaphone(word) : [])].filter((code) => code !== '');
  return codes.length > 0 ? codes : [word];
}

/** Writes names of a client and their blind indexes. */
export async function writeNames(
  tx: OfficeTx,
  { sealer, vault }: { sealer: Sealer; vault: Vault },
  clientId: string,
  names: readonly ClientNameText[],
): Promise<void> {
  if (names.length === 0) return;
  const index = await nameIndex(tx, vault);
  const rows = names.map(({ kind, name }) => ({ id: uuidv7(), kind, name }));
  await tx.query(
    `INSERT INTO client_names (id, office_id, client_id, kind, name)
     SELECT n.id, $1, $2, n.kind, n.name FROM unnest($3::uuid[], $4::text[], $5::bytea[]) AS n (id, kind, name)`,
    [
      tx.officeId,
      clientId,
      rows.map((row) => row.id),
      rows.map((row) => row.kind),
      rows.map((row) => sealer.seal(`client_names.name:${row.id}`, row.name)),
    ],
  );
  const words = rows.flatMap(({ id, name }) =>
    nameWords(name).flatMap((word) => [
      { id, how: 'exact', word: index.exact(word) },
      ...soundsOf(word).map((code) => ({ id, how: 'sounds-like', word: index.sound(code) })),
    ]),
  );
  await tx.query(
    `INSERT INTO client_name_words (office_id, client_id, name_id, how, word)
     SELECT $1, $2, w.name_id, w.how, w.word FROM unnest($3::uuid[], $4::text[], $5::bytea[]) AS w (name_id, how, word)
     ON CONFLICT DO NOTHING`,
    [tx.officeId, clientId, words.map((each) => each.id), words.map((each) => each.how), words.map((each) => each.word)],
  );
}

/** Takes a client's names of these kinds away, with their indexes, and writes the new ones. */
export async function replaceNames(
  tx: OfficeTx,
  keys: { sealer: Sealer; vault: Vault },
  clientId: string,
  kinds: readonly NameKind[],
  names: readonly ClientNameText[],
): Promise<void> {
  await tx.query('DELETE FROM client_names WHERE client_id = $1 AND kind = ANY ($2)', [clientId, kinds]);
  await writeNames(tx, keys, clientId, names);
}

/** Aliases of clients, in the order in which they were given. */
export async function loadAliases(tx: OfficeTx, sealers: ReadonlyMap<string, Sealer>): Promise<Map<string, string[]>> {
  const rows = await tx.query<{ id: string; client_id: string; name: Buffer }>(
    `SELECT id, client_id, name FROM client_names WHERE client_id = ANY ($1) AND kind = 'alias' ORDER BY id`,
    [[...sealers.keys()]],
  );
  const aliases = new Map<string, string[]>();
  for (const row of rows) {
    const sealer = sealers.get(row.client_id);
    if (sealer) aliases.set(row.client_id, [...(aliases.get(row.client_id) ?? []), sealer.open(`client_names.name:${row.id}`, row.name)]);
  }
  return aliases;
}

/** Hashes of one searched word: any of them will do. */
export interface SearchedWord {
  hashes: Buffer[];
}

/** A search as hashes: each word must be found in a name of the client, exactly or as it sounds. */
export async function searchedWords(tx: OfficeTx, vault: Vault, name: string, how: 'exact' | 'sounds-like'): Promise<SearchedWord[]> {
  const index = await nameIndex(tx, vault);
  return nameWords(name).map((word) => ({ hashes: how === 'exact' ? [index.exact(word)] : soundsOf(word).map(index.sound) }));
}

async function nameIndex(tx: OfficeTx, vault: Vault): Promise<{ exact(word: string): Buffer; sound(code: string): Buffer }> {
  const index = await vault.index(tx, 'client-name');
  return { exact: (word) => index(`exact:${word}`), sound: (code) => index(`sound:${code}`) };
}
