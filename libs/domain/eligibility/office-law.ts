import type { OfficeTx } from '#db/transaction.js';
import { applyCorrections, type CorrectedLaw } from '#law/corrected-law.js';
import { formatDay, parseDay } from '#dates/calendar-date.js';
import type { Law } from '#law/law.js';
import type { LawBook } from '../convictions/law-book.js';
import { appliesOn, correctionOf, noteMisfit, standingNotes, type LawNoteRow } from './law-note.js';

/** The law as one office reads it on one day. Its hash is the shared law's where no correction applies. */
export interface OfficeLaw extends CorrectedLaw {
  /** Readings and local practices that stand, apply on the day, and fit the law on file. */
  readonly notes: readonly LawNoteRow[];
  /** Days on which a correction begins to apply, or no longer does. */
  readonly days: readonly string[];
}

/** Laws of offices with corrections are kept for this many sets of corrections; compiling one takes milliseconds. */
const KEPT = 100;
const compiled = new WeakMap<Law, Map<string, CorrectedLaw>>();

/**
 * The office's law on its own day. Where a check must not miss a correction, read it after the client's row is held.
 */
export async function officeLaw(tx: OfficeTx, { law }: Pick<LawBook, 'law'>, on: string): Promise<OfficeLaw> {
  return officeLawOf(law, await standingNotes(tx), on);
}

/** The same from notes that were read already. */
export function officeLawOf(law: Law, standing: readonly LawNoteRow[], on: string): OfficeLaw {
  const corrections = standing.filter((note) => note.kind === 'correction');
  const notes = standing.filter((note) => note.kind !== 'correction' && appliesOn(note, on) && noteMisfit(law, note) === null);
  const days = corrections.flatMap((note) => [note.appliesFrom, dayAfter(note.appliesUntil)]).filter((day) => day !== null);
  return { ...correctedBy(law, corrections.filter((note) => appliesOn(note, on))), notes, days };
}

/** Why corrections that stand are applied to nothing, by id, whatever the day. */
export function misfitsOf(law: Law, standing: readonly LawNoteRow[]): ReadonlyMap<string, string> {
  return correctedBy(law, standing.filter((note) => note.kind === 'correction')).misfits;
}

function correctedBy(law: Law, notes: readonly LawNoteRow[]): CorrectedLaw {
  const known = compiled.get(law) ?? new Map<string, CorrectedLaw>();
  compiled.set(law, known);
  const key = notes.map((note) => `${note.id} ${note.version}`).join('\n');
  const before = known.get(key);
  if (before) return before;
  const made = applyCorrections(law, notes.flatMap((note) => correctionOf(note) ?? []));
  const [oldest] = known.keys();
  if (known.size >= KEPT && oldest !== undefined) known.delete(oldest);
  known.set(key, made);
  return made;
}

function dayAfter(day: string | null): string | null {
  const parsed = day === null ? null : parseDay(day);
  return parsed === null ? null : formatDay(parsed + 1);
}
