import { readCitation } from '#law/citation.js';
import type { Law } from '#law/law.js';

/** The law of this process: loaded once at start-up, asked by every check, and by records for the citations they hold. */
export class LawBook {
  constructor(readonly law: Law) {}

  /** Is there law data for this jurisdiction? Without it a charge is kept, and its finding says what is missing. */
  knows(jurisdiction: string): boolean {
    return this.law.jurisdictions.has(jurisdiction);
  }

  /**
   * The offence of the jurisdiction's own table that a citation names, however it is punctuated. Null when it names
   * none of them, or does not tell two of them apart.
   */
  recognise(jurisdiction: string, citation: string | null): string | null {
    const index = this.law.citations.get(jurisdiction);
    if (!index || citation === null) return null;
    const { offences } = readCitation(citation, index);
    return offences.length === 1 ? (offences[0]?.citation ?? null) : null;
  }
}
