import { formatDay, parseDay } from '#dates/calendar-date.js';
import type { Database, OfficeTx } from '#db/transaction.js';
import { applyCorrections, type CorrectedLaw } from '#law/corrected-law.js';
import type { CorrectedFinding } from '#law/corrected-findings.js';
import type { Law } from '#law/law.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import type { LawBook } from '../convictions/law-book.js';
import { appliesOn, correctionOf, noteMisfit, sameCounty, standingNotes, type LawNoteRow } from './law-note.js';
import type { OfficeMark } from './standing.js';

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

/** Several laws, such as that before and after an upgrade, each with the corrections that apply on a day. */
export async function officeLaws(db: Database, actor: Actor, laws: readonly Law[], on: string): Promise<CorrectedLaw[]> {
  requirePermission(actor, 'finding.read');
  const standing = await db.inOffice(actor, (tx) => standingNotes(tx));
  return laws.map((law) => officeLawOf(law, standing, on));
}

/** The same from notes that were read already. */
export function officeLawOf(law: Law, standing: readonly LawNoteRow[], on: string): OfficeLaw {
  const corrections = standing.filter((note) => note.kind === 'correction');
  const notes = standing.filter((note) => note.kind !== 'correction' && appliesOn(note, on) && noteMisfit(law, note) === null);
  const days = corrections.flatMap((note) => [note.appliesFrom, dayAfter(note.appliesUntil)]).filter((day) => day !== null);
  return { ...correctedBy(law, corrections.filter((note) => appliesOn(note, on))), notes, days };
}

/** What the office recorded that a finding rests on, or that is to be read with it. */
export function marksOf(office: OfficeLaw, { finding, corrections, was }: CorrectedFinding, charge: Place | undefined): OfficeMark[] {
  const read = readWith(office, finding, charge);
  return [
    ...corrections.map(({ id, version }): OfficeMark => ({ noteId: id, noteVersion: version, kind: 'correction', was })),
    ...read.map(({ id, version, kind }): OfficeMark => ({ noteId: id, noteVersion: version, kind, was: null })),
  ];
}

/**
 * Whether an answer was given under the corrections that now apply to its text: what was said under one that has been
 * withdrawn, or before one was written, is not what the office's law says any more.
 */
export function restsOn({ provisions }: OfficeLaw, { provision, version, office }: { provision: string | null; version: string | null; office: readonly OfficeMark[] }): boolean {
  const now = provisions.get(provision ?? '');
  const named = (those: readonly { id: string; version: number }[]): Set<string> => new Set(those.map((one) => `${one.id} ${one.version}`));
  const marked = named(office.filter((mark) => mark.kind === 'correction').map(({ noteId: id, noteVersion }) => ({ id, version: noteVersion })));
  const applying = named(now?.corrections ?? []);
  const touching = named(now?.versions.get(version ?? '')?.corrections ?? []);
  return [...marked].every((one) => applying.has(one)) && [...touching].every((one) => marked.has(one));
}

/** Where a charge is prosecuted. */
export interface Place {
  readonly jurisdiction?: string | null | undefined;
  readonly county?: string | null | undefined;
}

/** Readings and local practices for an answer: of its provision, in its version, for the charge's county. A note for one county is not shown where the county is not known. */
export function readWith({ notes, provisions }: OfficeLaw, { provision, version }: { provision: string | null; version: string | null }, charge: Place | undefined): LawNoteRow[] {
  // a correction may have given the version another first day
  const label = provisions.get(provision ?? '')?.versions.get(version ?? '')?.was ?? version;
  return notes.filter(
    (note) =>
      note.jurisdiction === charge?.jurisdiction &&
      (note.provision === null || note.provision === provision) &&
      (note.provisionVersion === null || note.provisionVersion === label) &&
      (note.county === null || (typeof charge.county === 'string' && sameCounty(note.county, charge.county))),
  );
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
