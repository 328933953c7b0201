import type { Law } from '#law/law.js';
import type { Offence } from '#law/person.js';
import { readOffence } from '#law/reading.js';
import { sayOffence } from '#law/reading-text.js';

export type DatedOffence = Offence & { readonly offenceDate?: string | null };

/** The law of this process: loaded once at start-up, asked by every check, and by records for the citations they hold. */
export class LawBook {
  constructor(readonly law: Law) {}

  /** Is there law data for this jurisdiction? Without it a charge is kept, and its finding says what is missing. */
  knows(jurisdiction: string): boolean {
    return this.law.jurisdictions.has(jurisdiction);
  }

  /**
   * The offence of the jurisdiction's own table that a citation or title names, however it is spelled. Null when it names
   * none of them, or does not tell two of them apart.
   */
  recognise(jurisdiction: string, offence: DatedOffence): string | null {
    const { offences, alternatives } = readOffence(offence, this.law.citations.get(jurisdiction), offence.offenceDate);
    return alternatives.length === 0 ? (offences[0]?.citation ?? null) : null;
  }

  /** Everything that a citation or title can mean, as people are shown it: one when it is clear, none when it is not recognised. */
  readings(jurisdiction: string, offence: DatedOffence): string[] {
    const reading = readOffence(offence, this.law.citations.get(jurisdiction), offence.offenceDate);
    const all = reading.alternatives.length > 0 ? reading.alternatives : [reading];
    return all.filter((one) => one.shown !== null).map(sayOffence);
  }
}
