import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound } from '../access/errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import { Vault } from '../access/vault.js';
import type { EventKind } from './timeline.js';

export interface NoteView {
  id: string;
  caseId: string;
  body: string;
  authorId: string | null;
  createdAt: Date;
}

/** A line of the timeline: a note, or something that happened. */
export interface TimelineEntry {
  id: string;
  at: string;
  kind: EventKind | 'note';
  /** Who did it; null for the program by itself. */
  actorId: string | null;
  /** Ids and codes; empty for a note. */
  detail: Record<string, unknown>;
  /** The note's words; null for an event. */
  body: string | null;
}

/** Notes of a case, and its timeline. Neither is ever changed: a note that was wrong is followed by a better one. */
@Injectable()
export class NotesService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** @throws Problem not-found (404) */
  async add(actor: Actor, caseId: string, body: string, now: Date): Promise<NoteView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'case.write', 'case', [caseId]);
      if (!clientId) throw notFound();
      const sealer = await this.vault.client(tx, clientId);
      const id = uuidv7();
      await tx.query('INSERT INTO case_notes (id, office_id, client_id, case_id, body, author_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        id,
        tx.officeId,
        clientId,
        caseId,
        sealer.seal(`case_notes.body:${id}`, body),
        actor.userId,
        now,
      ]);
      await audit(tx, actor, { action: 'case.note-added', subjectKind: 'case', subjectId: caseId, clientId, detail: { noteId: id } });
      return { id, caseId, body, authorId: actor.userId, createdAt: now };
    });
  }

  /** Notes and events, the newest first. @throws Problem not-found (404) */
  async timeline(actor: Actor, caseId: string, { limit, cursor }: PageRequest): Promise<Page<TimelineEntry>> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'case.read', 'case', [caseId]);
      if (!clientId) throw notFound();
      const after = cursor ? readCursor(cursor, 'timeline', ['instant', 'uuid']) : [null, null];
      const rows = await tx.query<Omit<TimelineEntry, 'body'> & { body: Buffer | null }>(
        `SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, kind, actor_id AS "actorId", detail, body
         FROM (SELECT id, at, kind, actor_id, detail, NULL::bytea AS body FROM case_events WHERE case_id = $1
               UNION ALL
               SELECT id, created_at, 'note', author_id, '{}', body FROM case_notes WHERE case_id = $1) lines
         WHERE $2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid)
         ORDER BY lines.at DESC, id DESC LIMIT $4`,
        [caseId, ...after, limit + 1],
      );
      const sealer = await this.vault.client(tx, clientId);
      await audit(tx, actor, { action: 'case.timeline-read', subjectKind: 'case', subjectId: caseId, clientId });
      return pageOf(
        rows,
        limit,
        (last) => writeCursor('timeline', [last.at, last.id]),
        (row) => ({ ...row, body: row.body && sealer.open(`case_notes.body:${row.id}`, row.body) }),
      );
    });
  }
}
