import type { OfficeTx } from '#db/transaction.js';
import type { Vault } from '../../access/vault.js';

export type ReferenceKind = 'client' | 'docket' | 'charge' | 'contact-point';

/** What an office's own files call things, kept as keyed hashes: a docket number in a reference must not name anybody. */
export class References {
  private constructor(
    private readonly tx: OfficeTx,
    private readonly source: string,
    private readonly index: (text: string) => Buffer,
  ) {}

  static async of(tx: OfficeTx, vault: Vault, source: string): Promise<References> {
    return new References(tx, source, await vault.index(tx, 'import-reference'));
  }

  async find(kind: ReferenceKind, reference: string): Promise<string | null> {
    const [row] = await this.tx.query<{ subject_id: string }>(
      'SELECT subject_id FROM import_references WHERE source = $1 AND kind = $2 AND reference = $3',
      [this.source, kind, this.index(reference)],
    );
    return row?.subject_id ?? null;
  }

  /** @throws the database's unique violation when another import kept the same reference meanwhile */
  async keep(kind: ReferenceKind, reference: string, subjectId: string): Promise<void> {
    await this.tx.query(
      'INSERT INTO import_references (office_id, source, kind, reference, subject_id) VALUES ($1, $2, $3, $4, $5)',
      [this.tx.officeId, this.source, kind, this.index(reference), subjectId],
    );
  }
}
