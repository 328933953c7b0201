import { labelOf, patchFaults, type Correction } from '#law/correction.js';
import { applyCorrections, type CorrectedLaw } from '#law/corrected-law.js';
import type { Law } from '#law/law.js';
import { Problem, type FieldProblem } from '../access/errors.js';
import { correctionOf, noteMisfit, type LawNoteRow, type NoteSubject, type NoteWords } from './law-note.js';

export interface NewLawNote extends NoteSubject, NoteWords {
  /** The note it takes the place of. */
  supersedes: string | null;
}

/** What is wrong with the words and days of a note. `today`: the office's. */
export function wordsProblems({ sourceDay, appliesFrom, appliesUntil }: NoteWords, today: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (sourceDay !== null && sourceDay > today) problems.push({ field: 'sourceDay', problem: `is after today (${today}); allowed: that day or earlier` });
  if (appliesFrom !== null && appliesUntil !== null && appliesUntil < appliesFrom) {
    problems.push({ field: 'appliesUntil', problem: `is before appliesFrom (${appliesFrom}); allowed: that day or later` });
  }
  return problems;
}

/** What is wrong with what a note is about, held against the law on file. */
export function subjectProblems(law: Law, schema: object, note: NoteSubject): FieldProblem[] {
  const { kind, jurisdiction, provision, provisionVersion, path, county, patch } = note;
  const problems: FieldProblem[] = [];
  const refuse = (field: string, problem: string): void => void problems.push({ field, problem });
  if (provision === null) {
    if (kind !== 'practice') refuse('provision', `must be named: a ${kind} is of one provision`);
    if (provisionVersion !== null) refuse('provisionVersion', 'must be null where no provision is named');
    if (path !== null) refuse('path', 'must be null where no provision is named');
  }
  if (kind === 'correction') {
    if (county !== null) refuse('county', 'must be null: a correction holds wherever the provision does; what one county does is a practice');
    if (path !== null) refuse('path', 'must be null: the keys of patch say what is corrected');
    if (patch === null) refuse('patch', 'must say what is corrected, by the keys of a version');
  } else if (patch !== null) refuse('patch', `must be null: a ${kind} changes no answer`);
  if (problems.length > 0 || provision === null) return problems;

  const place = law.jurisdictions.get(jurisdiction);
  if (!place) return [{ field: 'jurisdiction', problem: `"${jurisdiction}" has no law on file; allowed: ${[...law.jurisdictions.keys()].join(', ')}` }];
  const entry = place.provisions.find((each) => each.entry.id === provision)?.entry;
  if (!entry) return [{ field: 'provision', problem: `"${provision}" is no provision of ${jurisdiction}; allowed: ${place.provisions.map((each) => each.entry.id).join(', ')}` }];
  if (provisionVersion !== null && !entry.versions.some((version) => labelOf(version) === provisionVersion)) {
    return [{ field: 'provisionVersion', problem: `"${provisionVersion}" is no version of ${provision}; allowed: ${entry.versions.map(labelOf).join(', ')}` }];
  }
  if (patch === null) {
    const misfit = noteMisfit(law, note as LawNoteRow);
    return misfit === null ? [] : [{ field: 'path', problem: `${misfit}; allowed: keys and list positions of a version joined by dots, as filing.serve or when.all.1` }];
  }
  return patchFaults(law, schema, { jurisdiction, provision, label: provisionVersion, patch }).map(({ place: at, reason }) => ({ field: ['patch', ...at].join('.'), problem: reason }));
}

/**
 * A new correction beside those that stand. Two may not put right the same key of the same version: the later one
 * supersedes the earlier.
 *
 * @returns the law with this correction alone
 * @throws Problem conflict (409); invalid (422) where it does not hold together with another one
 */
export function besideOthers(law: Law, correction: Correction, standing: readonly LawNoteRow[]): CorrectedLaw {
  const others = standing.flatMap((note) => correctionOf(note) ?? []).filter((other) => other.provision === correction.provision);
  const labels = Object.keys(correction.replaces);
  for (const other of others) {
    const key = Object.keys(correction.patch).find((each) => Object.hasOwn(other.patch, each));
    if (key !== undefined && Object.keys(other.replaces).some((label) => labels.includes(label))) {
      throw new Problem('conflict', `Note ${other.id} corrects ${key} of ${correction.provision} already: name it in supersedes, or withdraw it first`);
    }
  }
  const together = applyCorrections(law, [...others, correction]).misfits.get(correction.id);
  if (together !== undefined) throw new Problem('invalid', undefined, [{ field: 'patch', problem: `does not hold together with what stands: ${together}` }]);
  return applyCorrections(law, [correction]);
}

