import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One count, as it is believed to be now. */
@Entity('charges')
export class Charge {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  docketId!: string;

  @Column('integer')
  countNumber!: number;

  @Column('text', { nullable: true })
  citation!: string | null;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { nullable: true })
  conduct!: string | null;

  @Column('text', { nullable: true })
  grade!: string | null;

  @Column('text', { nullable: true })
  role!: string | null;

  @Column('text', { nullable: true })
  arrestCharge!: string | null;

  @Column('text', { nullable: true })
  firstChargedAs!: string | null;

  @Column('text', { nullable: true })
  recognisedAs!: string | null;

  @Column('date', { nullable: true })
  offenceDate!: string | null;

  @Column('date', { nullable: true })
  arrestDate!: string | null;

  @Column('date', { nullable: true })
  chargedOn!: string | null;

  @Column('text', { nullable: true })
  disposition!: 'convicted' | 'adjudication-withheld' | 'deferred' | 'diverted' | 'dismissed' | 'dismissed-with-prejudice' | 'nolle-prosequi' | 'acquitted' | 'not-charged' | 'juvenile-adjudicated' | 'pending' | 'vacated' | null;

  @Column('date', { nullable: true })
  dispositionDate!: string | null;

  @Column('date', { nullable: true })
  sentencedOn!: string | null;

  @Column('boolean', { nullable: true })
  incarcerated!: boolean | null;

  @Column('integer', { nullable: true })
  jailDays!: number | null;

  @Column('date', { nullable: true })
  releasedOn!: string | null;

  @Column('boolean', { nullable: true })
  probation!: boolean | null;

  @Column('date', { nullable: true })
  probationEndedOn!: string | null;

  @Column('date', { nullable: true })
  finalDischargeOn!: string | null;

  @Column('date', { nullable: true })
  programCompletedOn!: string | null;

  @Column('date', { nullable: true })
  sentenceCompletedOn!: string | null;

  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  fineUsd!: string | null;

  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  feesUsd!: string | null;

  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  restitutionUsd!: string | null;

  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  moneyOwed!: string | null;

  @Column('numeric', { precision: 12, scale: 2, nullable: true })
  restitutionOwed!: string | null;

  @Column('date', { nullable: true })
  moneyPaidOn!: string | null;

  @Column('boolean', { nullable: true })
  traffickingNexus!: boolean | null;

  @Column('boolean', { nullable: true })
  coerced!: boolean | null;

  @Column('boolean', { nullable: true })
  violent!: boolean | null;

  @Column('boolean', { nullable: true })
  weapon!: boolean | null;

  @Column('boolean', { nullable: true })
  bodilyInjury!: boolean | null;

  @Column('boolean', { nullable: true })
  minorVictim!: boolean | null;

  @Column('boolean', { nullable: true })
  registrationRequired!: boolean | null;

  @Column('boolean', { nullable: true })
  prosecutorConsents!: boolean | null;

  @Column('boolean', { nullable: true })
  allChargesOfCaseEnded!: boolean | null;

  @Column('date', { nullable: true })
  clearedOn!: string | null;

  @Column('jsonb', { default: () => "'{}'" })
  facts!: Record<string, unknown>;

  @Column('text')
  source!: string;

  @Column('jsonb', { nullable: true })
  imported!: Record<string, unknown> | null;

  @Column('timestamptz', { nullable: true })
  struckAt!: Date | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
