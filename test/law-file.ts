import type { LawFile, ProvisionEntry, VersionEntry } from '../libs/law/law-file.js';

/** A version of a provision in force since 1900, with what a test wants otherwise. */
export function lawVersion(own: Partial<VersionEntry>): VersionEntry {
  return {
    from: '1900-01-01',
    to: null,
    enacted: '1900-01-01',
    citation: 'X. Stat. § 1',
    remedy: 'sealing',
    process: 'petition',
    effect: 'sealed',
    who_sees: 'nobody',
    when: { disposition: ['conviction'] },
    grants: 'may',
    proof: 'none',
    filing: 'none',
    prosecutor: 'none',
    hearing: 'none',
    confidentiality: 'none',
    confidence: 'high',
    check: [],
    sources: [1],
    ...own,
  };
}

export function lawProvision(id: string, ...versions: Partial<VersionEntry>[]): ProvisionEntry {
  return { id, title: id, who: 'anyone', versions: versions.map(lawVersion) };
}

/** Law of the jurisdiction XX, whose code is the X. Penal Code, with the given provisions. */
export function lawFile(provisions: readonly ProvisionEntry[], own: Partial<LawFile> = {}): LawFile {
  return {
    jurisdiction: 'XX',
    name: 'Testland',
    as_of: '2026-01-01',
    codes: [{ name: 'X. Penal Code', also: ['XPC'], sex_work: ['7.'] }, { name: 'X. Drug Code', sex_work: [] }],
    offences: [{ citation: 'X. Penal Code § 7.1', title: 'Selling', conduct: 'selling', grade: 'misdemeanor-B', from: null, to: null, implies: { violent: false }, sources: [1] }],
    provisions,
    prosecutor_policies: [],
    reform: [],
    help: [],
    absent: [],
    sources: { 1: { title: 'X. Stat.' } },
    ...own,
  };
}
