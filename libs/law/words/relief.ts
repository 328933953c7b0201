import type { Period } from '#dates/calendar-date.js';
import type { RecordCharge, ReliefGranted } from '../record.js';
import type { Scope } from './word.js';

/** Which earlier relief is meant. */
export interface ReliefArgs {
  readonly remedy?: readonly string[];
  readonly provision?: readonly string[];
  /** This charge only, or any charge of the person (default). */
  readonly for?: 'this-charge' | 'person';
  readonly where?: 'here' | 'elsewhere';
  /** Only relief of the last so-long before filing. */
  readonly within?: Period;
  readonly at_least?: number;
  readonly at_most?: number;
}

/** Does a relief that was granted count? 'maybe' when an entry lacks what would tell. */
export function reliefMatches(spec: ReliefArgs, granted: ReliefGranted, c: RecordCharge, scope: Pick<Scope, 'jurisdiction' | 'remediesOf'>): 'yes' | 'no' | 'maybe' {
  const here = scope.jurisdiction;
  let open = false;
  const test = (value: string | null, wanted: (value: string) => boolean): boolean => {
    if (value === null) {
      open = true;
      return true;
    }
    return wanted(value);
  };
  if (spec.remedy && !test(granted.remedy, (remedy) => spec.remedy!.includes(remedy))) return 'no';
  if (spec.provision && granted.provision === null && cannotBe(spec.provision, granted, scope)) return 'no';
  if (spec.provision && !test(granted.provision, (id) => spec.provision!.includes(id))) return 'no';
  if (spec.where && !test(granted.jurisdiction, (place) => (place === here) === (spec.where === 'here'))) return 'no';
  if (spec.for === 'this-charge' && !test(granted.charge, (id) => id === c.raw.id)) return 'no';
  return open ? 'maybe' : 'yes';
}

/**
 * A pardon is no relief of a court, and relief of another jurisdiction none of this one's provisions. Other remedies may have been entered under the name that
 * people use, not the law's.
 */
function cannotBe(provisions: readonly string[], { remedy, jurisdiction }: ReliefGranted, scope: Pick<Scope, 'jurisdiction' | 'remediesOf'>): boolean {
  const remedies = provisions.map((id) => scope.remediesOf(id));
  if (remedies.includes(null)) return false;
  return (jurisdiction !== null && jurisdiction !== scope.jurisdiction) || (remedy === 'pardon' && !remedies.some((those) => those!.includes('pardon')));
}

export function sayRelief(spec: ReliefArgs): string {
  const what = [...(spec.remedy ?? []), ...(spec.provision ?? [])].join(' or ') || 'relief';
  return `${what}${spec.for === 'this-charge' ? ' of this charge' : ''}`;
}
