import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A job: outbox row and ledger in one. */
@Entity('jobs')
export class JobRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  queue!: string;

  @Column('jsonb')
  payload!: Record<string, unknown>;

  @Column('text', { nullable: true })
  dedup!: string | null;

  @Column('text', { default: 'queued' })
  status!: 'queued' | 'running' | 'done' | 'failed';

  @Column('timestamptz', { default: () => 'now()' })
  runAfter!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('integer', { default: 0 })
  sendings!: number;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('integer', { nullable: true })
  progressDone!: number | null;

  @Column('integer', { nullable: true })
  progressTotal!: number | null;

  @Column('text', { nullable: true })
  step!: string | null;

  @Column('text', { nullable: true })
  problemCode!: string | null;

  @Column('text', { nullable: true })
  problem!: string | null;

  @Column('uuid', { nullable: true })
  askedBy!: string | null;

  @Column('uuid', { nullable: true })
  parentId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;
}
