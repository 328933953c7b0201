import { NOTE_KINDS, type NoteKind, type NoteWords } from '#domain/eligibility/law-note.js';
import type { LawNoteFilter } from '#domain/eligibility/law-note-list.service.js';
import type { NewLawNote } from '#domain/eligibility/law-note-problems.js';
import { NOTE_STATES, type NoteState } from '#domain/eligibility/law-note-view.js';
import { AnyObject, Id, Instant, LegalDay, OneOf, Part, Parts, Shaped, Text, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const CODE = { pattern: /^[A-Z]{2}$/, max: 2, allowed: 'two capital letters, US for federal law', example: 'NY' };
const PROVISION = { max: 100, presence: 'or-null' as const };
const VERSION = { max: 20, presence: 'or-null' as const, example: null, description: 'A version as findings call it; null: every one' };
const PATH = { pattern: /^[a-z_]+(\.[\w-]{1,60}){0,15}$/, max: 300, presence: 'or-null' as const, allowed: 'keys and list positions of a version joined by dots, as filing.serve or when.all.1', example: null };
const PATCH = 'Of a correction: values by key of a version, as a law file has them (law/README.md)';
const MOST = 2_147_483_647;
const RESULTS = ['eligible', 'automatic', 'not-yet', 'not-eligible', 'needs-facts', 'attorney-decides'];

export class LawNotesQuery extends PageQuery {
  @OneOf(NOTE_KINDS, { presence: 'may' })
  kind?: NoteKind;

  @Shaped({ ...CODE, presence: 'may' })
  jurisdiction?: string;

  @Text({ presence: 'may', max: 100, example: 'ny-160.59', description: 'Notes of this provision, and of its whole jurisdiction' })
  provision?: string;

  @OneOf(NOTE_STATES, { presence: 'may', description: 'no-longer-fits: the law on file has changed under it; it is applied to nothing until somebody looks' })
  state?: NoteState;
}

export function filterOf({ kind, jurisdiction, provision, state }: LawNotesQuery): LawNoteFilter {
  return { kind, jurisdiction, provision, state };
}

export class NoteWordsRequest {
  @Text({ presence: 'may', max: 4000, example: 'The clerk takes the fee waiver at the window only.', description: 'Names no client: every attorney and paralegal of the office reads it, and findings and papers print it' })
  text?: string;

  @Text({ presence: 'may', max: 500, example: 'call with the clerk’s office', description: 'Where it comes from' })
  source?: string;

  @LegalDay({ presence: 'or-null', example: '2026-10-02', description: 'The day of the source' })
  sourceDay?: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'First day on which it applies; null: no beginning' })
  appliesFrom?: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Last day on which it applies, included; null: no end' })
  appliesUntil?: string | null;
}

class Subject {
  @Shaped(CODE)
  jurisdiction!: string;

  @Text({ max: 4000, example: 'The clerk takes the fee waiver at the window only.', description: 'Names no client: every attorney and paralegal of the office reads it, and findings and papers print it' })
  text!: string;

  @Text({ max: 500, example: 'call with the clerk’s office', description: 'Where it comes from' })
  source!: string;

  @LegalDay({ presence: 'or-null', example: '2026-10-02', description: 'The day of the source' })
  sourceDay?: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'First day on which it applies; null: no beginning' })
  appliesFrom?: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Last day on which it applies, included; null: no end' })
  appliesUntil?: string | null;

  @Text(VERSION)
  provisionVersion?: string | null;

  @Id({ presence: 'or-null', example: null, description: 'The note it takes the place of, of the same kind and provision' })
  supersedes?: string | null;
}

export class NewLawNoteRequest extends Subject {
  @OneOf(NOTE_KINDS, { example: 'practice', description: 'reading: how this office reads a clause; practice: what is done in a county or court; correction: what the law data has wrong, for this office' })
  kind!: NoteKind;

  @Text({ ...PROVISION, example: null, description: 'null: every provision of the jurisdiction (practices only)' })
  provision?: string | null;

  @Shaped({ ...PATH, description: 'The clause it speaks of; not of corrections' })
  path?: string | null;

  @Text({ presence: 'or-null', max: 100, example: 'Kings', description: 'Only findings of charges in this county show it; not of corrections' })
  county?: string | null;

  @AnyObject({ presence: 'or-null', example: null, description: PATCH })
  patch?: Record<string, unknown> | null;
}

export function newNoteOf({ kind, jurisdiction, text, source, ...rest }: NewLawNoteRequest): NewLawNote {
  const { provision = null, provisionVersion = null, path = null, county = null, patch = null, supersedes = null } = rest;
  const { sourceDay = null, appliesFrom = null, appliesUntil = null } = rest;
  return { kind, jurisdiction, provision, provisionVersion, path, county, patch, supersedes, text, source, sourceDay, appliesFrom, appliesUntil };
}

export class LawNoteTrialRequest extends Subject {
  @Text({ max: 100, example: 'ny-160.59' })
  provision!: string;

  @AnyObject({ example: { hearing: 'required' }, description: PATCH })
  patch!: Record<string, unknown>;
}

export function trialOf(body: LawNoteTrialRequest): NewLawNote {
  return newNoteOf({ ...body, kind: 'correction' });
}

export function wordsOf({ text, source, sourceDay, appliesFrom, appliesUntil }: NoteWordsRequest): Partial<NoteWords> {
  const words = { text, source, sourceDay, appliesFrom, appliesUntil };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}

export class WithdrawalRequest {
  @Text({ max: 2000, example: 'The clerk’s office answers e-mails again.' })
  reason!: string;
}

export class WithdrawalView {
  @Instant()
  at!: string;

  @Id()
  by!: string;

  @Text({ max: 2000, example: 'The clerk’s office answers e-mails again.' })
  reason!: string;
}

export class EarlierWordsView extends NoteWordsRequest {
  @Whole({ min: 1, max: MOST, example: 1 })
  version!: number;

  @Id({ presence: 'or-null' })
  changedBy!: string | null;

  @Instant()
  changedAt!: string;
}

export class LawNoteItem extends NewLawNoteRequest {
  @Id()
  id!: string;

  @OneOf(NOTE_STATES)
  state!: NoteState;

  @Text({ presence: 'or-null', max: 2000, example: null, description: 'Why the law on file no longer has what it speaks of: “no longer fits: …”' })
  noLongerFits!: string | null;

  @AnyObject({ presence: 'or-null', example: null, description: 'Of a correction: what the shared data said when it was written, by version' })
  replaces!: Record<string, unknown> | null;

  @Id()
  authorId!: string;

  @LegalDay({ example: '2026-11-21', description: 'The office’s day on which it was recorded' })
  recordedOn!: string;

  @Id({ presence: 'or-null', example: null })
  supersededBy!: string | null;

  @Parts(() => EarlierWordsView, { most: 10_000, example: [], description: 'Its words and days as they were' })
  earlier!: EarlierWordsView[];

  @Part(() => WithdrawalView, { presence: 'or-null' })
  withdrawal!: WithdrawalView | null;

  @Whole({ min: 1, max: MOST, example: 1 })
  version!: number;
}

export class TriedAnswer {
  @OneOf(RESULTS, { presence: 'or-null', description: 'null: no answer for that day' })
  result!: string | null;

  @LegalDay({ presence: 'or-null' })
  opensOn!: string | null;

  @LegalDay({ presence: 'or-null' })
  closesOn!: string | null;
}

export class ExampleChangeView {
  @Text({ max: 2000, example: 'Ten years after sentence to the day.' })
  story!: string;

  @LegalDay({ example: '2026-06-10' })
  on!: string;

  @Text({ max: 100, example: 'A' })
  charge!: string;

  @Text({ max: 100, example: 'ny-160.59' })
  provision!: string;

  @Part(() => TriedAnswer, { description: 'By the shared law data' })
  was!: TriedAnswer;

  @Part(() => TriedAnswer, { description: 'With the correction' })
  becomes!: TriedAnswer;
}

export class TrialView {
  @Whole({ min: 0, max: MOST, example: 14, description: 'Worked examples of the provision' })
  tried!: number;

  @Parts(() => ExampleChangeView, { most: 100_000, description: 'Those that the correction answers otherwise' })
  changes!: ExampleChangeView[];
}

export class LawNoteView extends LawNoteItem {
  @Part(() => TrialView, { presence: 'or-null', description: 'Of a correction that is applied: what it changes in the worked examples' })
  trial!: TrialView | null;
}
