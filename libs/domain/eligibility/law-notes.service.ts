import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { replacedBy } from '#law/correction.js';
import { applyCorrections } from '#law/corrected-law.js';
import { tryExamples, type Trial } from '#law/correction-trial.js';
import { LawLibrary } from '#law/law-library.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound, Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import { LawBook } from '../convictions/law-book.js';
import { correctionOf, noteMisfit, notesById, standingNotes, type LawNoteRow, type NoteWords } from './law-note.js';
import { besideOthers, subjectProblems, wordsProblems, type NewLawNote } from './law-note-problems.js';
import { noteView, type LawNoteView } from './law-note-view.js';
import { misfitsOf } from './office-law.js';

export interface LawNoteDetail extends LawNoteView {
  /** Worked examples that a correction answers otherwise; null for other kinds, and for one that is applied to nothing. */
  trial: Trial | null;
}

type Attorney = Actor & { userId: string };

/**
 * What attorneys record for their office beside the law on file, which stays as it is. A correction changes the
 * office's answers, so the whole caseload is looked at anew after each change of one.
 */
@Injectable()
export class LawNotesService {
  constructor(
    private readonly db: Database,
    private readonly book: LawBook,
    private readonly library: LawLibrary,
  ) {}

  /** @throws Problem conflict (409) where another correction stands in its place; invalid (422) naming place, value and what is allowed */
  async create(actor: Attorney, wanted: NewLawNote, now: Date): Promise<LawNoteDetail> {
    requirePermission(actor, 'law-note.write');
    return this.db.inOffice(actor, async (tx) => {
      await holdNotes(tx);
      const { note, trial } = await this.judge(tx, actor, wanted, now);
      await insert(tx, note, now);
      await audit(tx, actor, {
        action: 'law-note.recorded',
        subjectKind: 'law-note',
        subjectId: note.id,
        detail: { kind: note.kind, provision: note.provision, supersedes: note.supersedes, ...(note.patch ? { corrects: Object.keys(note.patch) } : {}) },
      });
      if (note.patch) await this.askAnew(tx, actor, now);
      return { ...noteView(note, null), trial };
    });
  }

  /** What a correction would change in the worked examples; nothing is stored. @throws Problem as `create` */
  async try(actor: Attorney, wanted: NewLawNote, now: Date): Promise<Trial> {
    requirePermission(actor, 'law-note.write');
    if (wanted.kind !== 'correction') throw new Problem('invalid', undefined, [{ field: 'kind', problem: 'must be correction: other notes change no answer' }]);
    return this.db.inOffice(actor, async (tx) => (await this.judge(tx, actor, wanted, now)).trial ?? { tried: 0, changes: [] });
  }

  /** @throws Problem not-found (404) */
  async read(actor: Actor, noteId: string): Promise<LawNoteDetail> {
    requirePermission(actor, 'law-note.read');
    return this.db.inOffice(actor, (tx) => this.show(tx, noteId));
  }

  /**
   * Puts right the words or the days of a note; what they were is kept. What it is about does not change: that is a new
   * note, which supersedes it.
   *
   * @throws Problem not-found (404), stale (412), conflict (409) for one that does not stand, invalid (422)
   */
  async change(actor: Attorney, noteId: string, ifVersion: number, patch: Partial<NoteWords>, now: Date): Promise<LawNoteDetail> {
    requirePermission(actor, 'law-note.write');
    return this.db.inOffice(actor, async (tx) => {
      const note = await held(tx, noteId, ifVersion);
      const before = wordsOf(note);
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<NoteWords>;
      const words = { ...before, ...given };
      const fields = (Object.keys(before) as (keyof NoteWords)[]).filter((field) => words[field] !== before[field]);
      if (fields.length === 0) return this.show(tx, noteId);
      const problems = wordsProblems(words, await officeDay(tx, now));
      if (problems.length > 0) throw new Problem('invalid', undefined, problems);
      const kept = [...note.earlier, { ...before, version: note.version, changedBy: actor.userId, changedAt: now.toISOString() }];
      await tx.query(
        `UPDATE law_notes SET text = $2, source = $3, source_day = $4, applies_from = $5, applies_until = $6, earlier = $7, version = version + 1 WHERE id = $1`,
        [noteId, words.text, words.source, words.sourceDay, words.appliesFrom, words.appliesUntil, JSON.stringify(kept)],
      );
      await audit(tx, actor, { action: 'law-note.changed', subjectKind: 'law-note', subjectId: noteId, detail: { fields } });
      if (note.kind === 'correction') await this.askAnew(tx, actor, now);
      return this.show(tx, noteId);
    });
  }

  /**
   * Takes a note back: it is kept, with who did so, when and why, and applied to nothing from now on. Answers given
   * under it go on naming it.
   *
   * @throws Problem not-found (404), stale (412), conflict (409) for one that does not stand
   */
  async withdraw(actor: Attorney, noteId: string, ifVersion: number, { reason }: { reason: string }, now: Date): Promise<LawNoteDetail> {
    requirePermission(actor, 'law-note.write');
    return this.db.inOffice(actor, async (tx) => {
      const note = await held(tx, noteId, ifVersion);
      await tx.query('UPDATE law_notes SET withdrawn_at = $2, withdrawn_by = $3, withdrawal_reason = $4, version = version + 1 WHERE id = $1', [noteId, now, actor.userId, reason]);
      await audit(tx, actor, { action: 'law-note.withdrawn', subjectKind: 'law-note', subjectId: noteId, detail: { kind: note.kind, provision: note.provision } });
      if (note.kind === 'correction') await this.askAnew(tx, actor, now);
      return this.show(tx, noteId);
    });
  }

  private async show(tx: OfficeTx, noteId: string): Promise<LawNoteDetail> {
    const note = (await notesById(tx, [noteId])).get(noteId);
    if (!note) throw notFound();
    const { law } = this.book;
    const stands = note.withdrawnAt === null && note.supersededBy === null;
    const misfit = stands ? (noteMisfit(law, note) ?? misfitsOf(law, await standingNotes(tx)).get(noteId) ?? null) : null;
    const correction = stands && misfit === null ? correctionOf(note) : null;
    return { ...noteView(note, misfit), trial: correction && tryExamples(this.library.examples(note.jurisdiction), applyCorrections(law, [correction])) };
  }

  private async judge(tx: OfficeTx, actor: Attorney, wanted: NewLawNote, now: Date): Promise<{ note: LawNoteRow; trial: Trial | null }> {
    const { law } = this.book;
    const today = await officeDay(tx, now);
    const problems = [...wordsProblems(wanted, today), ...subjectProblems(law, this.library.lawSchema(), wanted)];
    const superseded = wanted.supersedes === null ? null : ((await notesById(tx, [wanted.supersedes])).get(wanted.supersedes) ?? null);
    if (wanted.supersedes !== null && !(superseded && mayBeSuperseded(superseded, wanted))) {
      problems.push({ field: 'supersedes', problem: 'must be a note of this office that stands, of the same kind and the same provision' });
    }
    if (problems.length > 0) throw new Problem('invalid', undefined, problems);
    const { provision, patch, jurisdiction, provisionVersion: label } = wanted;
    const note: LawNoteRow = {
      ...wanted,
      id: uuidv7(),
      replaces: provision !== null && patch ? replacedBy(law, { jurisdiction, provision, label, patch }) : null,
      authorId: actor.userId,
      recordedOn: today,
      supersededBy: null,
      earlier: [],
      withdrawnAt: null,
      withdrawnBy: null,
      withdrawalReason: null,
      version: 1,
    };
    const correction = correctionOf(note);
    if (!correction) return { note, trial: null };
    if (Object.entries(note.replaces ?? {}).every(([, then]) => isDeepStrictEqual(then, patch))) {
      throw new Problem('invalid', undefined, [{ field: 'patch', problem: 'says what the shared law data says already' }]);
    }
    const others = (await standingNotes(tx)).filter((each) => each.id !== wanted.supersedes);
    return { note, trial: tryExamples(this.library.examples(jurisdiction), besideOthers(law, correction, others)) };
  }

  private async askAnew(tx: OfficeTx, actor: Actor, now: Date): Promise<void> {
    await enqueue(tx, 'law.sweep', { law: this.book.law.hash }, { askedBy: actor.userId, now });
  }
}

/** One change of the office's notes at a time, so that two corrections written at once are held against each other. */
async function holdNotes(tx: OfficeTx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(20260115, hashtext($1))', [tx.officeId]);
}

async function held(tx: OfficeTx, noteId: string, ifVersion: number): Promise<LawNoteRow> {
  await holdNotes(tx);
  const note = (await notesById(tx, [noteId])).get(noteId);
  if (!note) throw notFound();
  if (note.version !== ifVersion) throw new Problem('stale');
  if (note.withdrawnAt !== null) throw new Problem('conflict', 'This note was withdrawn');
  if (note.supersededBy !== null) throw new Problem('conflict', `Note ${note.supersededBy} has taken its place`);
  return note;
}

function mayBeSuperseded(old: LawNoteRow, wanted: NewLawNote): boolean {
  const stands = old.withdrawnAt === null && old.supersededBy === null;
  return stands && old.kind === wanted.kind && old.jurisdiction === wanted.jurisdiction && old.provision === wanted.provision;
}

function wordsOf({ text, source, sourceDay, appliesFrom, appliesUntil }: NoteWords): NoteWords {
  return { text, source, sourceDay, appliesFrom, appliesUntil };
}

async function insert(tx: OfficeTx, note: LawNoteRow, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO law_notes (id, office_id, kind, jurisdiction, provision, provision_version, path, county, text, source, source_day, patch, replaces,
                            applies_from, applies_until, author_id, recorded_on, supersedes, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      note.id,
      tx.officeId,
      note.kind,
      note.jurisdiction,
      note.provision,
      note.provisionVersion,
      note.path,
      note.county,
      note.text,
      note.source,
      note.sourceDay,
      note.patch && JSON.stringify(note.patch),
      note.replaces && JSON.stringify(note.replaces),
      note.appliesFrom,
      note.appliesUntil,
      note.authorId,
      note.recordedOn,
      note.supersedes,
      now,
    ],
  );
}
