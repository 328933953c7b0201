import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One look at the whole caseload after the law changed. */
@Entity('law_sweeps')
export class LawSweep {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('text')
  lawHash!: string;

  @Column('text', { nullable: true })
  sharedLaw!: string | null;

  @Column('uuid')
  jobId!: string;

  @Column('integer')
  clients!: number;

  @Column('timestamptz')
  begunAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  @Column('integer', { nullable: true })
  clientsLeft!: number | null;
}
