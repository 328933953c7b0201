import { checkVersions } from './check.js';
import { compileLaw, contentHash, type Jurisdiction, type Law, type Place } from './law.js';
import type { LawFile, ProvisionEntry, VersionEntry } from './law-file.js';
import { placeText, validator, type Fault } from './schema.js';

/** What an office may put right in a version of a provision, for itself. Who may ask for relief, its effect and its sources are the shared data's. */
export const CORRECTABLE = [
  'when', 'from', 'to', 'by', 'enacted', 'citation', 'remedy', 'process', 'filing', 'prosecutor', 'hearing', 'confidentiality', 'papers', 'confidence', 'check', 'route', 'grants', 'automatic_when', 'act_by',
] as const satisfies readonly (keyof VersionEntry)[];

/** Keys that a version need not have: null in a patch takes them out. */
const MAY_BE_ABSENT: readonly string[] = ['by', 'route', 'automatic_when', 'act_by', 'papers'];

/** Values by key of a version, as a law file would have them. */
export type Patch = Readonly<Record<string, unknown>>;

/** An office's own text for parts of a provision. */
export interface Correction {
  readonly id: string;
  /** Rises when the words or the days of the note change. */
  readonly version: number;
  readonly jurisdiction: string;
  readonly provision: string;
  /** The version it puts right; null = every one. */
  readonly label: string | null;
  readonly patch: Patch;
  /** What the shared data said there when the correction was written: by version, then key; null for a key that was absent. */
  readonly replaces: Readonly<Record<string, Patch>>;
  /** Printed first under `check` of every version it changes. */
  readonly line: string;
}

export function labelOf(entry: VersionEntry): string {
  return entry.from ?? `by ${entry.by}`;
}

/** What a patch takes the place of, to be kept with the correction. Empty where the law has no such provision or version. */
export function replacedBy(law: Law, { jurisdiction, provision, label, patch }: Pick<Correction, 'jurisdiction' | 'provision' | 'label' | 'patch'>): Record<string, Patch> {
  const versions = entryOf(law.jurisdictions.get(jurisdiction), provision)?.versions.filter((entry) => label === null || labelOf(entry) === label) ?? [];
  return Object.fromEntries(versions.map((entry) => [labelOf(entry), Object.fromEntries(Object.keys(patch).map((key) => [key, valueAt(entry, key)]))]));
}

/**
 * Why the law on file no longer has what a correction was written for; null when it has. A text that was put right, or
 * amended, in the shared data since is not overwritten by what the office thought of the text before.
 */
export function misfitOf(place: Jurisdiction | undefined, { jurisdiction, provision, label, patch, replaces }: Correction): string | null {
  if (!place) return `there is no law of ${jurisdiction} on file`;
  const entry = entryOf(place, provision);
  if (!entry) return `the law on file has no provision ${provision}`;
  const versions = entry.versions.filter((one) => label === null || labelOf(one) === label);
  if (versions.length === 0) return `${provision} has no version ${label}; there are ${entry.versions.map(labelOf).join(', ')}`;
  for (const version of versions) {
    const then = replaces[labelOf(version)];
    if (!then) return `${provision} has a version ${labelOf(version)} that this correction was not written for`;
    const moved = Object.keys(patch).find((key) => contentHash(valueAt(version, key)) !== contentHash(then[key] ?? null));
    if (moved !== undefined) return `the shared law data has changed ${moved} of ${provision}, version ${labelOf(version)}, since this correction was written`;
  }
  return null;
}

/** The provision as the correction has it; with the line that names the correction under `check`. */
export function corrected(entry: ProvisionEntry, { label, patch, line }: Pick<Correction, 'label' | 'patch' | 'line'>): ProvisionEntry {
  return { ...entry, versions: entry.versions.map((version) => (label === null || labelOf(version) === label ? patched(version, patch, line) : version)) };
}

/**
 * What is wrong with a patch of a provision that the law has: keys that an office may not put right, values that break
 * the schema of law files, versions that would overlap, words and names that do not exist. `schema` is law/schema/law.json.
 */
export function patchFaults(law: Law, schema: object, { jurisdiction, provision, label, patch }: Pick<Correction, 'jurisdiction' | 'provision' | 'label' | 'patch'>): Fault[] {
  const keys = Object.keys(patch);
  if (keys.length === 0) return [{ place: [], reason: `says nothing; allowed: ${CORRECTABLE.join(', ')}` }];
  const strange = keys.filter((key) => !(CORRECTABLE as readonly string[]).includes(key));
  if (strange.length > 0) return strange.map((key) => ({ place: [key], reason: `"${key}" cannot be corrected; allowed: ${CORRECTABLE.join(', ')}` }));
  const place = law.jurisdictions.get(jurisdiction);
  const entry = entryOf(place, provision);
  if (!place || !entry) return [];
  const result = corrected(entry, { label, patch, line: '' });
  const check = validator(versionSchema(schema));
  const faults = result.versions.flatMap((version, i) => (version === entry.versions[i] ? [] : check({ ...version, check: patch['check'] ?? entry.versions[i]!.check })));
  if (faults.length > 0) return once(faults);
  return once(soundnessFaults(law, place.file, result).map(({ place: [, , ...rest], reason }) => ({ place: rest.length > 0 ? inPatch(rest, keys) : [], reason })));
}

/** A provision with a patch in it, held against the others of its file and compiled. */
export function soundnessFaults(law: Law, file: LawFile, provision: ProvisionEntry): Fault[] {
  const faults: Fault[] = [];
  const ids = new Set([...law.jurisdictions.values()].flatMap((one) => one.provisions.map((each) => each.entry.id)));
  checkVersions(null, ['provision'], provision, ids, (_, place, reason) => faults.push({ place: place.slice(1), reason }), () => undefined);
  try {
    compileLaw({ files: [{ ...file, provisions: [provision] }], facts: law.sharedFacts, personSchema: law.personSchema }, (_, place, reason) => {
      if (place[0] === 'provisions') faults.push({ place: place.slice(2), reason });
    });
  } catch (error) {
    // Arguments that the schema would have refused: law of a newer program.
    faults.push({ place: [], reason: error instanceof Error ? error.message : String(error) });
  }
  return faults;
}

const schemas = new WeakMap<object, object>();

function versionSchema(schema: object): object {
  const known = schemas.get(schema);
  if (known) return known;
  const made = { $defs: (schema as { $defs: object }).$defs, $ref: '#/$defs/version' };
  schemas.set(schema, made);
  return made;
}

function entryOf(place: Jurisdiction | undefined, provision: string): ProvisionEntry | undefined {
  return place?.provisions.find((each) => each.entry.id === provision)?.entry;
}

function valueAt(entry: VersionEntry, key: string): unknown {
  return (entry as unknown as Patch)[key] ?? null;
}

function patched(entry: VersionEntry, patch: Patch, line: string): VersionEntry {
  const values = Object.entries(patch).filter(([key, value]) => !(value === null && MAY_BE_ABSENT.includes(key)));
  const kept = Object.entries(entry).filter(([key]) => !(patch[key] === null && MAY_BE_ABSENT.includes(key)));
  const changed = Object.fromEntries([...kept, ...values]) as unknown as VersionEntry;
  return { ...changed, check: [line, ...changed.check] };
}

/** The compiler names the whole condition; where only one part of the patch is compiled at all, that is the one. */
function inPatch(place: Place, keys: readonly string[]): Place {
  const [key, ...rest] = place;
  if (key !== undefined && keys.includes(String(key))) return [key, ...rest];
  const compiled = keys.filter((each) => ['when', 'automatic_when', 'act_by', 'grants'].includes(each));
  return compiled.length === 1 && key === 'when' ? [compiled[0]!] : [];
}

function once(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${placeText(fault.place)} ${fault.reason}`, fault])).values()];
}
