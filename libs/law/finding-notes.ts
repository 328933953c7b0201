import { formatDay } from '#dates/calendar-date.js';
import type { Finding } from './finding.js';
import type { Version } from './law.js';
import { sayReadings } from './reading-text.js';
import type { RecordCharge } from './record.js';

/** What to check before relying on the finding. `due`: the road is or may come to be open, so an authority may have to act. */
export function checks(c: RecordCharge, version: Version, due: boolean): readonly string[] {
  const actBy = due && version.actBy ? actByText(version, c) : null;
  const cleared = c.raw.clearedOn ? `The record says this charge was already cleared on ${c.raw.clearedOn}.` : null;
  const readings = isPlain(c) ? null : sayReadings(c);
  if (!actBy && !cleared && !readings) return version.check;
  return [cleared, readings, actBy, ...version.check].filter((text) => text !== null);
}

/** Recognised as one offence of the table, or as none of them for sure. */
function isPlain(c: RecordCharge): boolean {
  const { recognised: known, alternatives, offences, elsewhere } = c.citation;
  return known && alternatives.length === 0 && (offences.length === 1 || elsewhere || c.raw.offence?.conduct != null);
}

function actByText(version: Version, c: RecordCharge): string {
  const m = version.actBy!.at(c, c);
  const who = version.entry.act_by!.who;
  return m.happened && m.lo === m.hi ? `${who} must have acted by ${formatDay(m.lo)}: check the record, and chase it after that day.` : `${who} must act by a day that is not known yet (${version.actBy!.text}): check the record.`;
}

/** The one finding of a charge whose jurisdiction is unknown or not modelled. */
export function notModelled(c: RecordCharge): Finding {
  const place = c.raw.jurisdiction;
  return {
    charge: c.raw.id,
    provision: null,
    version: null,
    citation: null,
    remedy: null,
    process: null,
    result: 'needs-facts',
    opensOn: null,
    closesOn: null,
    missing: ['jurisdiction'],
    questions: [],
    because: [{ condition: 'jurisdiction', holds: null, from: null, to: null, value: place ? `the law of ${place} is not modelled` : 'jurisdiction not known', citation: null }],
    confidence: 'low',
    check: [place ? `No law of ${place} is on file: an attorney must look at this charge. That nothing is found here does not mean there is no relief.` : 'The jurisdiction of this charge is not known: find it out first.'],
  };
}
