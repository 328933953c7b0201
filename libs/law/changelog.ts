import type { Law } from './law.js';

/** One change of the law on file: of a provision, told by its versions, or of something around it, told in the file. */
export interface LawChange {
  /** Day it took (takes) force; null where only the year or nothing is known. */
  readonly on: string | null;
  readonly jurisdiction: string;
  /** began, amended, ended: a provision. reform: told in words. */
  readonly kind: 'began' | 'amended' | 'ended' | 'reform';
  readonly provision: string | null;
  readonly change: string;
  readonly citation: string | null;
  /** Signed on, where it is known and was another day. */
  readonly enacted: string | null;
}

/**
 * Every dated change that the files hold, the newest first: made from the versions of the provisions, so that it cannot say anything else than they do,
 * and from the files' own lists of reforms. With `since` only those that took force on that day or later; changes without a day are told without it only.
 */
export function changelog(law: Law, since: string | null = null): LawChange[] {
  const changes = [...law.jurisdictions].flatMap(([jurisdiction, { file, provisions }]) => [
    ...provisions.flatMap(({ entry }) => changesOf(jurisdiction, entry.id, entry.title, entry.versions)),
    ...file.reform.map((one): LawChange => ({ on: one.on, jurisdiction, kind: 'reform', provision: null, change: one.change, citation: one.citation ?? null, enacted: null })),
  ]);
  return changes
    .filter((change) => since === null || (change.on !== null && change.on >= since))
    .sort((a, b) => compare(b.on ?? '', a.on ?? '') || compare(a.jurisdiction, b.jurisdiction) || compare(a.provision ?? '', b.provision ?? ''));
}

function changesOf(jurisdiction: string, provision: string, title: string, versions: readonly { from: string | null; to: string | null; enacted: string | null; citation: string }[]): LawChange[] {
  const changes: LawChange[] = [];
  versions.forEach(({ from, to, enacted, citation }, i) => {
    const before = versions[i - 1];
    if (from !== null) {
      const amended = before?.to === from;
      changes.push({ on: from, jurisdiction, kind: amended ? 'amended' : 'began', provision, change: title, citation, enacted: enacted === from ? null : enacted });
    }
    if (to !== null && versions[i + 1]?.from !== to) changes.push({ on: to, jurisdiction, kind: 'ended', provision, change: title, citation, enacted: null });
  });
  return changes;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
