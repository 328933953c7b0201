import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An attorney's signed decision on a finding. Never changed. */
@Entity('determinations')
export class Determination {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  chargeId!: string;

  @Column('uuid')
  findingId!: string;

  @Column('text')
  provision!: string;

  @Column('text')
  decision!: 'confirmed' | 'rejected';

  @Column('bytea')
  answers!: Buffer;

  @Column('uuid')
  decidedBy!: string;

  @Column('timestamptz', { default: () => 'now()' })
  decidedAt!: Date;
}
