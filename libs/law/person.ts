/**
 * The facts an answer is worked out from. Any fact may be null or absent: that means "not known", never "no".
 * Days are 'YYYY-MM-DD'. The JSON Schema of this shape is `law/schema/person.json`.
 */
export type Disposition =
  | 'convicted'
  | 'adjudication-withheld'
  | 'deferred'
  | 'diverted'
  | 'dismissed'
  | 'dismissed-with-prejudice'
  | 'nolle-prosequi'
  | 'acquitted'
  | 'not-charged'
  | 'juvenile-adjudicated'
  | 'pending'
  | 'vacated';

export type Conduct = 'selling' | 'buying' | 'loitering' | 'promoting' | 'permitting' | 'other';
export type Role = 'seller' | 'buyer' | 'third-party';
export type TraffickingKind = 'sex' | 'labor';
export type Remedy =
  | 'vacatur'
  | 'expungement'
  | 'sealing'
  | 'set-aside'
  | 'dismissal'
  | 'destruction'
  | 'pardon'
  | 'shielding'
  | 'nondisclosure';

/** A fact by its vocabulary name (law/facts.yaml, or `facts:` of a jurisdiction's file). */
export type RareFacts = Readonly<Record<string, boolean | number | string | null>>;

export interface Offence {
  readonly citation?: string | null;
  readonly title?: string | null;
  readonly conduct?: Conduct | null;
}

export interface Trafficking {
  readonly survivor?: boolean | null;
  readonly kinds?: readonly TraffickingKind[] | null;
  /** First and last day of the trafficking, both included. */
  readonly from?: string | null;
  readonly to?: string | null;
  readonly officialDocumentation?: boolean | null;
  readonly assistanceRequested?: boolean | null;
}

/** Relief that was granted before, for any charge of the person. */
export interface EarlierRelief {
  readonly provision?: string | null;
  readonly remedy?: Remedy | null;
  readonly jurisdiction?: string | null;
  readonly on?: string | null;
  /** The charge it was granted for, by its id in this person; null when not known. */
  readonly charge?: string | null;
}

export interface Charge {
  readonly id: string;
  readonly docket?: string | null;
  readonly arrest?: string | null;
  /** Two capital letters of a state or DC, or US for a federal charge. */
  readonly jurisdiction?: string | null;
  readonly county?: string | null;
  readonly court?: string | null;
  readonly offence?: Offence | null;
  /** Class, then degree: 'misdemeanor-B', 'felony-third-degree', 'violation'. The class alone is allowed. */
  readonly grade?: string | null;
  readonly role?: Role | null;
  /** Offence the person was arrested for, when it differs from the offence of the disposition. */
  readonly arrestCharge?: Offence | string | null;
  readonly firstChargedAs?: Offence | string | null;
  readonly offenceDate?: string | null;
  readonly arrestDate?: string | null;
  readonly chargedOn?: string | null;
  readonly disposition?: Disposition | null;
  readonly dispositionDate?: string | null;
  readonly sentencedOn?: string | null;
  readonly incarcerated?: boolean | null;
  readonly jailDays?: number | null;
  readonly releasedOn?: string | null;
  readonly probation?: boolean | null;
  readonly probationEndedOn?: string | null;
  readonly finalDischargeOn?: string | null;
  readonly programCompletedOn?: string | null;
  readonly sentenceCompletedOn?: string | null;
  /** US dollars still owed in this case, restitution included; 0 means nothing is owed. */
  readonly moneyOwed?: number | null;
  readonly restitutionOwed?: number | null;
  readonly moneyPaidOn?: string | null;
  readonly traffickingNexus?: boolean | null;
  readonly coerced?: boolean | null;
  readonly violent?: boolean | null;
  readonly weapon?: boolean | null;
  readonly bodilyInjury?: boolean | null;
  readonly minorVictim?: boolean | null;
  readonly registrationRequired?: boolean | null;
  readonly prosecutorConsents?: boolean | null;
  readonly allChargesOfCaseEnded?: boolean | null;
  /** Day on which this record was already cleared in fact. */
  readonly clearedOn?: string | null;
  readonly facts?: RareFacts | null;
}

export interface Person {
  readonly id: string;
  readonly birthDate?: string | null;
  readonly trafficking?: Trafficking | null;
  /** Do the charges below make up the whole record, everywhere? */
  readonly recordComplete?: boolean | null;
  readonly pendingCharges?: boolean | null;
  readonly openWarrants?: boolean | null;
  readonly firstOffender?: boolean | null;
  /** Empty means "none was ever granted"; null means not known. */
  readonly earlierRelief?: readonly EarlierRelief[] | null;
  readonly facts?: RareFacts | null;
  readonly charges: readonly Charge[];
}
