import type { LawFile } from '#law/law-file.js';
import { compileLaw, type Law } from '#law/law.js';
import { loadLaw } from '#law/load.js';

/** The law on file, and the same with every wait of five years and more a year shorter: all jurisdictions changed. */
export function lawBeforeAndAfter(): { before: Law; after: Law } {
  const before = loadLaw('law');
  const files = [...before.jurisdictions.values()].map(({ file }) => shorterWaits(file));
  return { before, after: compileLaw({ files, facts: before.facts, personSchema: before.personSchema }) };
}

function shorterWaits(file: LawFile): LawFile {
  return JSON.parse(JSON.stringify(file), (key, value: unknown) => {
    const years = key === 'wait' ? (value as { years?: number } | null)?.years : undefined;
    return typeof years === 'number' && years >= 5 ? { ...(value as object), years: years - 1 } : value;
  }) as LawFile;
}
