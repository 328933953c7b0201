import type { OfficeTx } from '#db/transaction.js';
import { labelOf, misfitOf, type Correction, type Patch } from '#law/correction.js';
import type { Law } from '#law/law.js';

/** How the office reads a clause; what is done in a county or court; what the shared law data has wrong. */
export const NOTE_KINDS = ['reading', 'practice', 'correction'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** The words and days of a note, which may be put right; what it is about may not: that is another note. */
export interface NoteWords {
  text: string;
  source: string;
  /** The day of the source. */
  sourceDay: string | null;
  /** First and last day on which it applies, both included; null = no such end. */
  appliesFrom: string | null;
  appliesUntil: string | null;
}

/** What a note is about. */
export interface NoteSubject {
  kind: NoteKind;
  jurisdiction: string;
  /** null: every provision of the jurisdiction */
  provision: string | null;
  /** A version as findings call it; null: every one. */
  provisionVersion: string | null;
  /** The clause, by keys and list positions of the version: 'when.all.1'. */
  path: string | null;
  county: string | null;
  patch: Patch | null;
}

export interface EarlierWords extends NoteWords {
  version: number;
  changedBy: string | null;
  changedAt: string;
}

export interface LawNoteRow extends NoteSubject, NoteWords {
  id: string;
  replaces: Record<string, Patch> | null;
  authorId: string;
  /** The office's day on which it was recorded. */
  recordedOn: string;
  supersedes: string | null;
  supersededBy: string | null;
  earlier: EarlierWords[];
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  withdrawalReason: string | null;
  version: number;
}

export const NOTE_COLUMNS = `n.id, n.kind, n.jurisdiction, n.provision, n.provision_version AS "provisionVersion", n.path, n.county, n.text, n.source,
  n.source_day AS "sourceDay", n.patch, n.replaces, n.applies_from AS "appliesFrom", n.applies_until AS "appliesUntil", n.author_id AS "authorId",
  n.recorded_on AS "recordedOn", n.supersedes, (SELECT s.id FROM law_notes s WHERE s.supersedes = n.id) AS "supersededBy", n.earlier,
  n.withdrawn_at AS "withdrawnAt", n.withdrawn_by AS "withdrawnBy", n.withdrawal_reason AS "withdrawalReason", n.version`;

/** Neither withdrawn nor superseded. A note stays superseded when the one that took its place is withdrawn. */
export const NOTE_STANDS = `n.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM law_notes s WHERE s.supersedes = n.id)`;

/** The office's notes that stand, oldest first. */
export async function standingNotes(tx: OfficeTx): Promise<LawNoteRow[]> {
  return tx.query<LawNoteRow>(`SELECT ${NOTE_COLUMNS} FROM law_notes n WHERE ${NOTE_STANDS} ORDER BY n.id`);
}

export async function notesById(tx: OfficeTx, ids: readonly string[]): Promise<Map<string, LawNoteRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<LawNoteRow>(`SELECT ${NOTE_COLUMNS} FROM law_notes n WHERE n.id = ANY ($1)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

export function appliesOn({ appliesFrom, appliesUntil }: Pick<NoteWords, 'appliesFrom' | 'appliesUntil'>, day: string): boolean {
  return (appliesFrom === null || appliesFrom <= day) && (appliesUntil === null || day <= appliesUntil);
}

/** As the engine takes it; null for a note of another kind. */
export function correctionOf(note: LawNoteRow): Correction | null {
  const { id, version, jurisdiction, provision, provisionVersion, patch, replaces } = note;
  if (note.kind !== 'correction' || provision === null || !patch || !replaces) return null;
  return { id, version, jurisdiction, provision, label: provisionVersion, patch, replaces, line: lineOf(note) };
}

const LONGEST = 300;

/** What findings and papers print of a correction. */
function lineOf({ id, recordedOn, source, sourceDay, text }: LawNoteRow): string {
  const words = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return `Rests on this office's own correction of the law data, not on the shared data (note ${id} of ${recordedOn}; source: ${source}${sourceDay ? `, ${sourceDay}` : ''}): ${words}`;
}

/**
 * Why the law on file no longer has what a note speaks of; null when it has. Of corrections this is the first look only:
 * whether its words still compile shows when it is applied.
 */
export function noteMisfit(law: Law, note: LawNoteRow): string | null {
  const correction = correctionOf(note);
  const place = law.jurisdictions.get(note.jurisdiction);
  if (correction) return misfitOf(place, correction);
  if (note.provision === null) return null;
  if (!place) return `there is no law of ${note.jurisdiction} on file`;
  const entry = place.provisions.find((each) => each.entry.id === note.provision)?.entry;
  if (!entry) return `the law on file has no provision ${note.provision}`;
  const versions = entry.versions.filter((version) => note.provisionVersion === null || labelOf(version) === note.provisionVersion);
  if (versions.length === 0) return `${note.provision} has no version ${note.provisionVersion}; there are ${entry.versions.map(labelOf).join(', ')}`;
  const { path } = note;
  if (path !== null && !versions.some((version) => standsAt(version, path))) return `there is no ${path} in ${note.provision}${note.provisionVersion === null ? '' : `, version ${note.provisionVersion}`}`;
  return null;
}

function standsAt(version: object, path: string): boolean {
  let value: unknown = version;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
  }
  return true;
}

/** Whether two names are of one county: 'Kings', 'Kings County' and 'county of kings' are. */
export function sameCounty(a: string, b: string): boolean {
  return plainCounty(a) === plainCounty(b);
}

function plainCounty(name: string): string {
  return name
    .toLowerCase()
    .replace(/\b(county|parish|borough|of)\b/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
