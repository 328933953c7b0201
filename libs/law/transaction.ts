import { UNSET, type RecordCharge } from './record.js';

type Unit = 'docket' | 'arrest' | 'transaction';

/**
 * How many dockets, arrests or criminal transactions some charges make up, at fewest (every doubtful pair is one) and at most (every doubtful pair is two).
 * One transaction: the same `facts.transaction`, or one arrest for offences of one day. Two: different entries, or different arrests on different offence
 * days. Everything else is in doubt.
 */
export function groupCounts(charges: readonly RecordCharge[], unit: Unit): { fewest: number; most: number } {
  return { fewest: groups(charges, unit, true), most: groups(charges, unit, false) };
}

function groups(charges: readonly RecordCharge[], unit: Unit, mergeDoubtful: boolean): number {
  const group = charges.map((_, i) => i);
  let count = charges.length;
  for (let i = 1; i < charges.length; i++) {
    for (let j = 0; j < i; j++) {
      const from = group[i]!;
      const to = group[j]!;
      if (from === to) continue;
      const together = relation(charges[i]!, charges[j]!, unit);
      if (together === 'two' || (together === 'doubt' && !mergeDoubtful)) continue;
      for (let k = 0; k < group.length; k++) if (group[k] === from) group[k] = to;
      count--;
    }
  }
  return count;
}

function relation(a: RecordCharge, b: RecordCharge, unit: Unit): 'one' | 'two' | 'doubt' {
  if (a.raw.jurisdiction != null && b.raw.jurisdiction != null && a.raw.jurisdiction !== b.raw.jurisdiction) return 'two';
  if (unit !== 'transaction') {
    const x = a.raw[unit];
    const y = b.raw[unit];
    return x == null || y == null ? 'doubt' : x === y ? 'one' : 'two';
  }
  const x = a.raw.facts?.['transaction'];
  const y = b.raw.facts?.['transaction'];
  if (x != null && y != null) return x === y ? 'one' : 'two';
  const sameArrest = a.raw.arrest != null && a.raw.arrest === b.raw.arrest;
  const days = a.offenceDate === UNSET || b.offenceDate === UNSET ? null : a.offenceDate === b.offenceDate;
  if (sameArrest && days === true) return 'one';
  return a.raw.arrest != null && b.raw.arrest != null && !sameArrest && days === false ? 'two' : 'doubt';
}
