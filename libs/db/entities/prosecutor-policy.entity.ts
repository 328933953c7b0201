import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A prosecutor's office's policy, as this legal aid office recorded it. */
@Entity('prosecutor_policies')
export class ProsecutorPolicy {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('text')
  jurisdiction!: string;

  @Column('text', { array: true })
  counties!: string[];

  @Column('text')
  prosecutor!: string;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('date')
  since!: string;

  @Column('date', { nullable: true })
  until!: string | null;

  @Column('jsonb')
  clauses!: object[];

  @Column('jsonb')
  sources!: object[];

  @Column('text')
  confidence!: 'high' | 'medium' | 'low';

  @Column('text', { array: true })
  checks!: string[];

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('text', { nullable: true })
  replaces!: string | null;

  @Column('uuid')
  recordedBy!: string;

  @Column('timestamptz')
  recordedAt!: Date;

  @Column('uuid')
  changedBy!: string;

  @Column('timestamptz')
  changedAt!: Date;

  @Column('uuid', { nullable: true })
  withdrawnBy!: string | null;

  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;

  @Column('text', { nullable: true })
  withdrawalReason!: string | null;

  @Column('integer', { default: 1 })
  version!: number;
}
