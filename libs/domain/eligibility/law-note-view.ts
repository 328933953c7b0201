import type { LawNoteRow } from './law-note.js';

export const NOTE_STATES = ['standing', 'no-longer-fits', 'superseded', 'withdrawn'] as const;
export type NoteState = (typeof NOTE_STATES)[number];

export interface LawNoteView extends Omit<LawNoteRow, 'withdrawnAt' | 'withdrawnBy' | 'withdrawalReason'> {
  state: NoteState;
  /** 'no longer fits: …'; null while the law on file has what the note speaks of. */
  noLongerFits: string | null;
  withdrawal: { at: Date; by: string; reason: string } | null;
}

/** `misfit`: why the law on file no longer has what it speaks of. */
export function noteView({ withdrawnAt, withdrawnBy, withdrawalReason, ...note }: LawNoteRow, misfit: string | null): LawNoteView {
  const withdrawal = withdrawnAt && withdrawnBy ? { at: withdrawnAt, by: withdrawnBy, reason: withdrawalReason ?? '' } : null;
  const state = withdrawal ? 'withdrawn' : note.supersededBy !== null ? 'superseded' : misfit !== null ? 'no-longer-fits' : 'standing';
  return { ...note, state, noLongerFits: misfit === null ? null : `no longer fits: ${misfit}`, withdrawal };
}
