import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import type { Law } from './law.js';
import type { Charge, Person } from './person.js';

/** By when a charge could be clear, and how. */
export interface Clearing {
  /** Earliest day on which some road is open (the day asked about, or a later one); null when none is known to open. */
  readonly day: string | null;
  readonly finding: Finding | null;
  /** Roads of the charge that turn on open facts or questions. */
  readonly undecided: readonly Finding[];
}

export interface ChangedFinding {
  readonly charge: string;
  readonly provision: string;
  readonly before: Finding | null;
  readonly after: Finding | null;
}

export interface WhatIf {
  readonly charge: string;
  readonly before: Clearing;
  readonly after: Clearing;
  /** Every finding of the whole record that answers otherwise: a new conviction may close roads for other charges. */
  readonly changed: readonly ChangedFinding[];
}

/**
 * The same person with other facts for one charge (another disposition, offence or grade), so that a plea, a dismissal and a diversion are compared by the day
 * the record could be clear. Dates of the change are taken as if they had happened. Throws a RangeError when the person has no such charge.
 */
export function whatIf(person: Person, chargeId: string, change: Partial<Omit<Charge, 'id'>>, on: string, law: Law): WhatIf {
  if (!person.charges.some((charge) => charge.id === chargeId)) throw new RangeError(`the person has no charge "${chargeId}"`);
  const changed: Person = { ...person, charges: person.charges.map((charge) => (charge.id === chargeId ? { ...charge, ...change, id: chargeId } : charge)) };
  // A pending charge that is decided is pending no more.
  const settled = change.disposition != null && change.disposition !== 'pending' && !changed.charges.some((charge) => charge.disposition === 'pending');
  const wasPending = person.charges.some((charge) => charge.id === chargeId && charge.disposition === 'pending');
  const after: Person = settled && wasPending && person.pendingCharges === true && person.recordComplete === true ? { ...changed, pendingCharges: false } : changed;
  const old = evaluate(person, on, law);
  const now = evaluate(after, on, law);
  return { charge: chargeId, before: clearing(old, chargeId, on), after: clearing(now, chargeId, on), changed: differences(old, now) };
}

/** By when a charge could be clear, by its findings of the day `on`. */
export function clearing(findings: readonly Finding[], chargeId: string, on: string): Clearing {
  let day: string | null = null;
  let best: Finding | null = null;
  const own = findings.filter((finding) => finding.charge === chargeId);
  for (const finding of own) {
    const opens = finding.result === 'eligible' || finding.result === 'automatic' ? on : finding.result === 'not-yet' ? finding.opensOn : null;
    if (opens !== null && (day === null || opens < day)) {
      day = opens;
      best = finding;
    }
  }
  return { day, finding: best, undecided: own.filter((finding) => finding.result === 'needs-facts' || finding.result === 'attorney-decides') };
}

/** Findings that answer otherwise in `after`: another result, another day, other open facts; or there in one only, unless they say no. */
export function differences(before: readonly Finding[], after: readonly Finding[]): ChangedFinding[] {
  const key = (finding: Finding): string => `${finding.charge}\u0000${finding.provision ?? ''}`;
  const old = new Map(before.map((finding) => [key(finding), finding]));
  const changed: ChangedFinding[] = [];
  for (const finding of after) {
    const was = old.get(key(finding));
    old.delete(key(finding));
    if (was ? !sameAnswer(was, finding) : finding.result !== 'not-eligible') changed.push({ charge: finding.charge, provision: finding.provision ?? '', before: was ?? null, after: finding });
  }
  for (const finding of old.values()) if (finding.result !== 'not-eligible') changed.push({ charge: finding.charge, provision: finding.provision ?? '', before: finding, after: null });
  return changed;
}

function sameAnswer(a: Finding, b: Finding): boolean {
  return (
    a.result === b.result &&
    a.opensOn === b.opensOn &&
    a.closesOn === b.closesOn &&
    a.remedy === b.remedy &&
    a.missing.join() === b.missing.join() &&
    a.questions.join() === b.questions.join()
  );
}
