import type { OfficeTx } from '#db/transaction.js';
import type { FormerAnswer } from '#law/corrected-findings.js';
import { notesById, type LawNoteRow, type NoteKind } from './law-note.js';
import { readWith, type OfficeLaw, type Place } from './office-law.js';
import type { OfficeMark } from './standing.js';
import type { StoredFinding } from './stored-check.js';

/** What this office recorded about the law of a finding, in its words. */
export interface OfficeWord {
  noteId: string;
  kind: NoteKind;
  text: string;
  /** Who recorded it, and on which of the office's days. */
  author: string;
  day: string;
  source: string;
  sourceDay: string | null;
  /** Only for this county; null: wherever the provision holds. */
  county: string | null;
  /** It has been withdrawn, or another has taken its place, since the answer was given. */
  gone: 'withdrawn' | 'superseded' | null;
  /** What the shared law data says where the office's correction changed the answer; null: the same. */
  was: FormerAnswer | null;
}

/**
 * The office's words for each finding, by finding id: those it was given under, as they read then, also when they were
 * withdrawn since. With `now`, the office's law, findings of the latest check also show readings and practices that were
 * recorded after it, and show them as they read now.
 */
export async function officeWords(
  tx: OfficeTx,
  findings: readonly StoredFinding[],
  places: ReadonlyMap<string, Place>,
  now: OfficeLaw | null,
): Promise<Map<string, OfficeWord[]>> {
  const notes = await notesById(tx, [...new Set(findings.flatMap(({ office }) => office.map((mark) => mark.noteId)))]);
  return new Map(
    findings.map((finding) => {
      const live = now ? readWith(now, finding, places.get(finding.charge)) : [];
      const kept = finding.office.flatMap((mark) => {
        const note = notes.get(mark.noteId);
        return note && !live.some((each) => each.id === note.id) ? [wordOf(note, mark)] : [];
      });
      return [finding.id, [...kept, ...live.map((note) => wordOf(note, { noteVersion: note.version, was: null }))]];
    }),
  );
}

function wordOf(note: LawNoteRow, { noteVersion, was }: Pick<OfficeMark, 'noteVersion' | 'was'>): OfficeWord {
  const { text, source, sourceDay } = note.earlier.find((words) => words.version === noteVersion) ?? note;
  return {
    noteId: note.id,
    kind: note.kind,
    text,
    author: note.authorId,
    day: note.recordedOn,
    source,
    sourceDay,
    county: note.county,
    gone: note.withdrawnAt ? 'withdrawn' : note.supersededBy ? 'superseded' : null,
    was,
  };
}
