import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import type { SignedInUser } from './access-tokens.js';
import type { Role } from './actor.js';
import { Problem } from './errors.js';
import { Vault } from './vault.js';

const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** With the role it was given to: what that role may read, another may not. */
interface SealedAnswer extends StoredAnswer {
  role: Role;
}

export interface RepeatableRequest {
  key: string;
  method: string;
  /** Path with query; ids only, no route takes a client's words there. */
  path: string;
  body: unknown;
}

/**
 * Requests that carry an Idempotency-Key: the first one is answered, a repeat within 24 hours gets the same answer and
 * changes nothing. When a process dies between the change and the note of its answer, the key stays "in progress":
 * better a caller who has to look than a client's charge entered twice.
 *
 * Answers repeat what clients' files say. The caller's key is not kept, only its hash, and the answer is sealed with it:
 * once the caller has forgotten the key, nobody reads the answer again, whatever becomes of the row.
 */
@Injectable()
export class RepeatedRequests {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * Takes the key for this request.
   *
   * @returns null when the request is new and must be carried out; the stored answer when it was answered before
   * @throws Problem key-reused, in-progress (409); role-forbids (403) when the answer was given to another role
   */
  async begin(actor: SignedInUser, request: RepeatableRequest, now: Date): Promise<StoredAnswer | null> {
    return this.db.inOffice(actor, async (tx) => {
      const index = await this.vault.index(tx, 'request');
      const hash = requestHash(index, request);
      const key = keyHash(index, actor, request.key);
      await tx.query('DELETE FROM idempotency_keys WHERE office_id = $1 AND user_id = $2 AND created_at < $3', [
        actor.officeId,
        actor.userId,
        new Date(now.getTime() - KEPT_FOR_MS),
      ]);
      const taken = await tx.query(
        `INSERT INTO idempotency_keys (office_id, user_id, key, request_hash, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING key`,
        [actor.officeId, actor.userId, key, hash, now],
      );
      if (taken.length > 0) return null;
      const [before] = await tx.query<{ request_hash: Buffer; answer: Buffer | null }>(
        'SELECT request_hash, answer FROM idempotency_keys WHERE office_id = $1 AND user_id = $2 AND key = $3',
        [actor.officeId, actor.userId, key],
      );
      if (before && !before.request_hash.equals(hash)) throw new Problem('key-reused');
      if (!before?.answer) throw new Problem('in-progress');
      const sealer = await this.vault.withWord(tx, request.key);
      const { role, ...answer } = sealer.openJson<SealedAnswer>(place(actor, key), before.answer);
      if (role !== actor.role) throw new Problem('role-forbids', 'This was answered when you had another role: look at what became of it');
      // The answer repeats what a client's file says, so giving it again is a reading.
      await audit(tx, actor, {
        action: 'answer.repeated',
        subjectKind: 'request',
        subjectId: null,
        detail: { method: request.method, path: request.path },
      });
      return answer;
    });
  }

  async keepAnswer(actor: SignedInUser, word: string, answer: StoredAnswer): Promise<void> {
    await this.db.inOffice({ officeId: actor.officeId }, async (tx) => {
      const sealer = await this.vault.withWord(tx, word);
      const key = keyHash(await this.vault.index(tx, 'request'), actor, word);
      await tx.query(
        'UPDATE idempotency_keys SET status = $4, answer = $5 WHERE office_id = $1 AND user_id = $2 AND key = $3',
        [actor.officeId, actor.userId, key, answer.status, sealer.sealJson(place(actor, key), { ...answer, role: actor.role } satisfies SealedAnswer)],
      );
    });
  }

  /** The request was refused and nothing was written: the key may be used for a better one. */
  async release(actor: SignedInUser, word: string): Promise<void> {
    await this.db.inOffice({ officeId: actor.officeId }, async (tx) => {
      const key = keyHash(await this.vault.index(tx, 'request'), actor, word);
      await tx.query('DELETE FROM idempotency_keys WHERE office_id = $1 AND user_id = $2 AND key = $3 AND answer IS NULL', [
        actor.officeId,
        actor.userId,
        key,
      ]);
    });
  }
}

type Index = (text: string) => Buffer;

/** Keyed, because a plain hash of a short body (a phone number) could be guessed from a dump. */
function requestHash(index: Index, { method, path, body }: RepeatableRequest): Buffer {
  return index(JSON.stringify([method, path, body ?? null]));
}

function keyHash(index: Index, actor: SignedInUser, word: string): string {
  return index(`key:${actor.userId}:${word}`).toString('hex');
}

function place(actor: SignedInUser, key: string): string {
  return `idempotency_keys.answer:${actor.userId}:${key}`;
}
