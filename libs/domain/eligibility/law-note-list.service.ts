import { Injectable } from '@nestjs/common';
import { Database } from '#db/transaction.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import { LawBook } from '../convictions/law-book.js';
import { NOTE_COLUMNS, noteMisfit, standingNotes, type LawNoteRow, type NoteKind } from './law-note.js';
import { noteView, type LawNoteView, type NoteState } from './law-note-view.js';
import { misfitsOf } from './office-law.js';

export interface LawNoteFilter {
  kind?: NoteKind | undefined;
  jurisdiction?: string | undefined;
  /** Notes of this provision, and those of its whole jurisdiction. */
  provision?: string | undefined;
  state?: NoteState | undefined;
}

/** Rows read at once while looking for notes in one state, which partly depends on the law on file. */
const AT_ONCE = 200;

@Injectable()
export class LawNoteListService {
  constructor(
    private readonly db: Database,
    private readonly book: LawBook,
  ) {}

  /** The newest first. */
  async list(actor: Actor, { kind, jurisdiction, provision, state }: LawNoteFilter, { limit, cursor }: PageRequest): Promise<Page<LawNoteView>> {
    requirePermission(actor, 'law-note.read');
    return this.db.inOffice(actor, async (tx) => {
      const { law } = this.book;
      const misfits = misfitsOf(law, await standingNotes(tx));
      const place = provision === undefined ? null : ([...law.jurisdictions].find(([, { provisions }]) => provisions.some((each) => each.entry.id === provision))?.[0] ?? provision.slice(0, 2).toUpperCase());
      const found: LawNoteView[] = [];
      for (let [after = null] = cursor === null ? [null] : readCursor(cursor, 'law-notes', ['uuid']); found.length <= limit; ) {
        const rows: LawNoteRow[] = await tx.query<LawNoteRow>(
          `SELECT ${NOTE_COLUMNS} FROM law_notes n
           WHERE ($1::uuid IS NULL OR n.id < $1) AND ($2::text IS NULL OR n.kind = $2) AND ($3::text IS NULL OR n.jurisdiction = $3)
             AND ($4::text IS NULL OR n.provision = $4 OR (n.provision IS NULL AND n.jurisdiction = $5))
           ORDER BY n.id DESC LIMIT $6`,
          [after, kind ?? null, jurisdiction ?? null, provision ?? null, place, AT_ONCE],
        );
        const shown = rows.map((row) => noteView(row, row.withdrawnAt || row.supersededBy ? null : (noteMisfit(law, row) ?? misfits.get(row.id) ?? null)));
        found.push(...shown.filter((each) => state === undefined || each.state === state));
        after = rows.at(-1)?.id ?? null;
        if (rows.length < AT_ONCE) break;
      }
      return pageOf(found.slice(0, limit + 1), limit, (last) => writeCursor('law-notes', [last.id]), (each) => each);
    });
  }
}
