import type { Reason } from '#law/finding.js';

/** Reasons by finding id. */
export type ReasonsOf = Readonly<Record<string, readonly Reason[]>>;

/** Reasons as they are kept: each is told once, since the roads of a record share most of them. */
export interface KeptReasons {
  readonly told: readonly ToldReason[];
  /** Places in `told`, by finding id. */
  readonly of: Readonly<Record<string, readonly number[]>>;
}

type ToldReason = readonly [condition: string, holds: boolean | null, from: string | null, to: string | null, value: string | null, citation: string | null];

export function keepReasons(findings: readonly { readonly id: string; readonly because: readonly Reason[] }[]): KeptReasons {
  const told: ToldReason[] = [];
  // By their citation first: it is the law's own text, and few reasons share it. Their words were made for this record and are dear to look up.
  const places = new Map<string | null, number[]>();
  const place = ({ condition, holds, from, to, value, citation }: Reason): number => {
    let alike = places.get(citation);
    if (!alike) places.set(citation, (alike = []));
    for (const at of alike) {
      const other = told[at]!;
      if (other[0] === condition && other[1] === holds && other[2] === from && other[3] === to && other[4] === value) return at;
    }
    alike.push(told.length);
    return told.push([condition, holds, from, to, value, citation]) - 1;
  };
  return { of: Object.fromEntries(findings.map(({ id, because }) => [id, because.map(place)])), told };
}

/** Reasons as they were told. Checks of earlier versions of the program kept them finding by finding. */
export function readReasons(kept: KeptReasons | ReasonsOf): ReasonsOf {
  if (!isKept(kept)) return kept;
  const told = kept.told.map(([condition, holds, from, to, value, citation]): Reason => ({ condition, holds, from, to, value, citation }));
  return Object.fromEntries(Object.entries(kept.of).map(([id, places]) => [id, places.map((at) => told[at]!)]));
}

function isKept(kept: KeptReasons | ReasonsOf): kept is KeptReasons {
  // No finding's id is 'told'.
  return 'told' in kept;
}
