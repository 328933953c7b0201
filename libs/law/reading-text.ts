import type { RecordCharge } from './record.js';
import type { CitationReading } from './section-reading.js';

/** What stands in the record: the citation, else the title. */
function written(c: RecordCharge): string | null {
  return c.raw.offence?.citation || c.raw.offence?.title || null;
}

/** '"PL 230.00" read as N.Y. Penal Law § 230.00 (Prostitution)'; null where there is nothing to read. */
export function sayReading(c: RecordCharge, reading: CitationReading): string | null {
  const text = written(c);
  if (text === null || reading.shown === null) return null;
  return `"${text}" read as ${sayOffence(reading)}`;
}

/** 'N.Y. Penal Law § 230.00 (Prostitution)' */
export function sayOffence(reading: CitationReading): string {
  const title = reading.offences.map((entry) => entry.title).join(' or ');
  return title ? `${reading.shown} (${title})` : `${reading.shown}`;
}

/** What to check where the offence is not recognised, or where its citation can mean several; null otherwise. */
export function sayReadings(c: RecordCharge): string | null {
  const text = written(c);
  if (text === null) return null;
  const { recognised, alternatives, attempt, shown } = c.citation;
  if (!recognised) return `Unrecognised: "${text}" is not a ${c.raw.offence?.citation ? 'statute of the codes' : 'title of the offences'} known for ${c.raw.jurisdiction}.`;
  if (attempt) return `"${text}" is read as ${shown}. It was judged both as that offence and as another one: check whether this law means attempts, too.`;
  if (alternatives.length === 0) return `"${text}" is read as ${shown}, which is not in the table of offences: check the number, and what the conduct was.`;
  return `"${text}" can mean ${alternatives.map(sayOffence).join('; or ')}. Each was judged: find out which it is.`;
}

/** The question that an attempt leaves open. */
export function attemptQuestion(c: RecordCharge): string {
  return `Does this law treat it as the offence itself (${c.citation.shown})?`;
}
