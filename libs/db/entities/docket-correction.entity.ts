import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One corrected fact of a docket: what it was, what it becomes, and why. Never changed. */
@Entity('docket_corrections')
export class DocketCorrection {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  docketId!: string;

  @Column('text')
  field!: string;

  @Column('bytea')
  change!: Buffer;

  @Column('text')
  source!: string;

  @Column('bytea', { nullable: true })
  reason!: Buffer | null;

  @Column('uuid', { nullable: true })
  madeBy!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  madeAt!: Date;
}
