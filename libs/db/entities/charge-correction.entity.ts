import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fact of a charge that was corrected, kept apart from what was imported. Never changed. */
@Entity('charge_corrections')
export class ChargeCorrection {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  chargeId!: string;

  @Column('text')
  field!: string;

  @Column('jsonb', { nullable: true })
  was!: unknown;

  @Column('jsonb', { nullable: true })
  becomes!: unknown;

  @Column('text')
  source!: string;

  @Column('bytea', { nullable: true })
  reason!: Buffer | null;

  @Column('uuid', { nullable: true })
  madeBy!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  madeAt!: Date;
}
