import { corrected, labelOf, misfitOf, soundnessFaults, type Correction } from './correction.js';
import { compileLaw, contentHash, hashOfPlaces, type Law } from './law.js';
import type { ProvisionEntry } from './law-file.js';
import { placeText } from './schema.js';

/** What corrections did to one provision. */
export interface CorrectedProvision {
  readonly corrections: readonly Correction[];
  /** By version as findings call it now: what the shared data calls it, and which corrections changed it. */
  readonly versions: ReadonlyMap<string, { readonly was: string; readonly corrections: readonly Correction[] }>;
}

/** The law as one office reads it, beside the law that all share. */
export interface CorrectedLaw {
  readonly law: Law;
  readonly shared: Law;
  /** By provision id. */
  readonly provisions: ReadonlyMap<string, CorrectedProvision>;
  /** Corrections that were not applied because the law on file no longer has what they were written for: why, by id. */
  readonly misfits: ReadonlyMap<string, string>;
}

/**
 * Lays an office's corrections over the shared law, in the order given. One that no longer fits is left out and said so.
 * Only jurisdictions with a correction get another content hash, and with it the law; without any, it is the shared law itself.
 */
export function applyCorrections(shared: Law, corrections: readonly Correction[]): CorrectedLaw {
  const misfits = new Map<string, string>();
  const entries = new Map<string, ProvisionEntry>();
  const applied = new Map<string, Correction[]>();
  for (const correction of corrections) {
    const place = shared.jurisdictions.get(correction.jurisdiction);
    const misfit = misfitOf(place, correction);
    const before = entries.get(correction.provision) ?? place?.provisions.find((each) => each.entry.id === correction.provision)?.entry;
    if (misfit !== null || !place || !before) {
      misfits.set(correction.id, misfit ?? 'the law on file has no such provision');
      continue;
    }
    const after = corrected(before, relabelled(correction, before, place.provisions.find((each) => each.entry.id === correction.provision)!.entry));
    const [fault] = soundnessFaults(shared, place.file, after);
    if (fault) {
      misfits.set(correction.id, `${placeText(fault.place)}: ${fault.reason}`);
      continue;
    }
    entries.set(correction.provision, after);
    applied.set(correction.provision, [...(applied.get(correction.provision) ?? []), correction]);
  }
  const provisions = new Map([...applied].map(([id, those]) => [id, correctedProvision(shared, entries.get(id)!, those)]));
  return { law: lawWith(shared, entries, [...applied.values()].flat()), shared, provisions, misfits };
}

/** An earlier correction may have given the version another first day: the one meant is found by its place. */
function relabelled(correction: Correction, now: ProvisionEntry, shared: ProvisionEntry): Pick<Correction, 'label' | 'patch' | 'line'> {
  const index = shared.versions.findIndex((version) => labelOf(version) === correction.label);
  const version = now.versions[index];
  return { ...correction, label: correction.label === null || !version ? correction.label : labelOf(version) };
}

function correctedProvision(shared: Law, entry: ProvisionEntry, corrections: readonly Correction[]): CorrectedProvision {
  const before = shared.jurisdictions.get(corrections[0]!.jurisdiction)!.provisions.find((each) => each.entry.id === entry.id)!.entry;
  const versions = entry.versions.map((version, i) => {
    const was = labelOf(before.versions[i]!);
    return [labelOf(version), { was, corrections: corrections.filter(({ label }) => label === null || label === was) }] as const;
  });
  return { corrections, versions: new Map(versions) };
}

function lawWith(shared: Law, entries: ReadonlyMap<string, ProvisionEntry>, corrections: readonly Correction[]): Law {
  if (corrections.length === 0) return shared;
  const places = new Set(corrections.map((correction) => correction.jurisdiction));
  const files = [...places].map((name) => {
    const { file } = shared.jurisdictions.get(name)!;
    return { ...file, provisions: file.provisions.map((entry) => entries.get(entry.id) ?? entry) };
  });
  const compiled = compileLaw({ files, facts: shared.sharedFacts, personSchema: shared.personSchema });
  const stamp = (name: string): string =>
    contentHash([compiled.parts.get(name), corrections.filter((one) => one.jurisdiction === name).map(({ id, version }) => [id, version])]);
  const parts = new Map([...shared.parts].map(([name, hash]) => [name, places.has(name) ? stamp(name) : hash]));
  const law = {
    ...shared,
    parts,
    // in the order of the shared law, so that findings keep theirs
    jurisdictions: new Map([...shared.jurisdictions].map(([name, place]) => [name, compiled.jurisdictions.get(name) ?? place])),
    citations: { get: (name: string) => compiled.citations.get(name) ?? shared.citations.get(name) },
  };
  return { ...law, hash: hashOfPlaces(law, parts.keys()) };
}
