import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one attorney is told of a sweep. */
@Entity('law_digests')
export class LawDigest {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  sweepId!: string;

  @Column('uuid')
  userId!: string;

  @Column('jsonb')
  counts!: Record<string, number>;

  @Column('timestamptz')
  madeAt!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;
}
