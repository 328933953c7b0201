import type { ExamplesFile, Expected } from './examples.js';
import type { Confidence, Process } from './finding.js';
import type { Law } from './law.js';
import type { AbsentEntry, HelpEntry, OffenceEntry, PolicyEntry, ReformEntry, SourceEntry, VersionEntry } from './law-file.js';
import type { Remedy } from './person.js';

export interface ProvisionLine {
  readonly id: string;
  readonly title: string;
  readonly who: string;
  /** The version in force on the day asked for; where there is none, the one to come, else the last. */
  readonly version: string;
  readonly inForce: boolean;
  readonly citation: string;
  readonly remedy: Remedy;
  readonly process: Process;
  readonly effect: string;
  readonly confidence: Confidence;
}

/** A jurisdiction's law, to read. */
export interface JurisdictionPage {
  readonly jurisdiction: string;
  readonly name: string;
  /** The law was last read on this day. */
  readonly asOf: string;
  /** Content hash of this jurisdiction's law. */
  readonly law: string;
  readonly provisions: readonly ProvisionLine[];
  readonly offences: readonly OffenceEntry[];
  readonly prosecutorPolicies: readonly PolicyEntry[];
  readonly reform: readonly ReformEntry[];
  readonly help: readonly HelpEntry[];
  readonly absent: readonly AbsentEntry[];
  readonly sources: Readonly<Record<string, SourceEntry>>;
}

export interface PageVersion extends Omit<VersionEntry, 'sources'> {
  readonly version: string;
  /** Where it was read; empty: nowhere, from knowledge. */
  readonly sources: readonly SourceEntry[];
}

export interface ProvisionPage {
  readonly id: string;
  readonly jurisdiction: string;
  readonly title: string;
  readonly who: string;
  readonly versions: readonly PageVersion[];
  /** Worked examples that expect something of it. */
  readonly examples: readonly { readonly story: string; readonly on: string; readonly expect: readonly Expected[] }[];
}

/** Null when the law on file has no such jurisdiction. `on` is the day on which "in force" is asked, 'YYYY-MM-DD'. */
export function jurisdictionPage(law: Law, jurisdiction: string, on: string): JurisdictionPage | null {
  const place = law.jurisdictions.get(jurisdiction);
  if (!place) return null;
  const { file } = place;
  return {
    jurisdiction,
    name: file.name,
    asOf: file.as_of,
    law: law.parts.get(jurisdiction) ?? '',
    provisions: place.provisions.map(({ entry, versions }) => {
      const began = (version: VersionEntry): boolean => (version.from ?? version.by ?? '') <= on;
      const current = versions.find((version) => began(version.entry) && (version.entry.to === null || on < version.entry.to));
      const shown = current ?? versions.find((version) => !began(version.entry)) ?? versions.at(-1)!;
      const { citation, remedy, process, effect, confidence } = shown.entry;
      return { id: entry.id, title: entry.title, who: entry.who, version: shown.label, inForce: current !== undefined, citation, remedy, process, effect, confidence };
    }),
    offences: file.offences,
    prosecutorPolicies: file.prosecutor_policies,
    reform: file.reform,
    help: file.help,
    absent: file.absent,
    sources: file.sources,
  };
}

/** Null when the law on file has no such provision. */
export function provisionPage(law: Law, id: string, examplesOf: (jurisdiction: string) => ExamplesFile | null): ProvisionPage | null {
  const jurisdiction = id.slice(0, 2).toUpperCase();
  const place = law.jurisdictions.get(jurisdiction);
  const provision = place?.provisions.find((one) => one.entry.id === id);
  if (!place || !provision) return null;
  const { title, who } = provision.entry;
  const examples = (examplesOf(jurisdiction)?.examples ?? []).flatMap(({ story, on, expect }) => {
    const own = expect.filter((one) => one.provision === id);
    return own.length > 0 ? [{ story, on, expect: own }] : [];
  });
  return {
    id,
    jurisdiction,
    title,
    who,
    versions: provision.versions.map(({ entry, label }) => ({
      ...entry,
      version: label,
      sources: entry.sources === 'knowledge' ? [] : entry.sources.flatMap((number) => place.file.sources[String(number)] ?? []),
    })),
    examples,
  };
}
