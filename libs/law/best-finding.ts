import type { Finding, Result } from './finding.js';
import type { Remedy } from './person.js';

/** From what an office can act on now to what it cannot. A sure day to come ranks before an answer nobody can give yet. */
const RESULTS: readonly Result[] = ['eligible', 'automatic', 'attorney-decides', 'not-yet', 'needs-facts', 'not-eligible'];

/** Of two roads that are equally open the one that undoes more comes first: from "it never was" to "fewer people see it". */
const REMEDIES: readonly Remedy[] = ['vacatur', 'expungement', 'destruction', 'set-aside', 'dismissal', 'sealing', 'nondisclosure', 'shielding', 'pardon'];

type Answer = Pick<Finding, 'provision' | 'remedy' | 'result' | 'opensOn' | 'closesOn'>;

/**
 * The best answer of one charge: by result, then by what the remedy undoes, then the earliest day, then the
 * provision's id, so that the same answers always give the same one.
 */
export function bestOf<F extends Answer>(findings: readonly F[]): F | null {
  return [...findings].sort(byStanding)[0] ?? null;
}

function byStanding(a: Answer, b: Answer): number {
  return (
    RESULTS.indexOf(a.result) - RESULTS.indexOf(b.result) ||
    remedyRank(a.remedy) - remedyRank(b.remedy) ||
    compare(a.opensOn ?? '', b.opensOn ?? '') ||
    compare(a.provision ?? '', b.provision ?? '')
  );
}

/** From what undoes most; a road without a remedy comes last. */
export function remedyRank(remedy: Remedy | null): number {
  return remedy ? REMEDIES.indexOf(remedy) : REMEDIES.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Findings by the charge they speak of, in the order of the charges. */
export function byCharge<F extends { charge: string }>(findings: readonly F[]): Map<string, F[]> {
  const charges = new Map<string, F[]>();
  for (const finding of findings) {
    const those = charges.get(finding.charge);
    if (those) those.push(finding);
    else charges.set(finding.charge, [finding]);
  }
  return charges;
}
