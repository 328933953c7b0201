import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A day by which, or from which, something must be done. */
@Entity('deadlines')
export class Deadline {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid', { nullable: true })
  caseId!: string | null;

  @Column('uuid', { nullable: true })
  chargeId!: string | null;

  @Column('uuid', { nullable: true })
  findingId!: string | null;

  @Column('text', { nullable: true })
  provision!: string | null;

  @Column('text')
  kind!: 'waiting-period-ends' | 'filing-deadline' | 'set-by-hand';

  @Column('date')
  onDay!: string;

  @Column('text', { default: 'open' })
  status!: 'open' | 'met' | 'superseded';

  @Column('bytea', { nullable: true })
  note!: Buffer | null;

  @Column('uuid', { nullable: true })
  setBy!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
