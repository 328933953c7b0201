import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an attorney recorded for the office beside the law on file. Withdrawn, never deleted. */
@Entity('law_notes')
export class LawNote {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('text')
  kind!: 'reading' | 'practice' | 'correction';

  @Column('text')
  jurisdiction!: string;

  @Column('text', { nullable: true })
  provision!: string | null;

  @Column('text', { nullable: true })
  provisionVersion!: string | null;

  @Column('text', { nullable: true })
  path!: string | null;

  @Column('text', { nullable: true })
  county!: string | null;

  @Column('text')
  text!: string;

  @Column('text')
  source!: string;

  @Column('date', { nullable: true })
  sourceDay!: string | null;

  @Column('jsonb', { nullable: true })
  patch!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  replaces!: Record<string, Record<string, unknown>> | null;

  @Column('date', { nullable: true })
  appliesFrom!: string | null;

  @Column('date', { nullable: true })
  appliesUntil!: string | null;

  @Column('uuid')
  authorId!: string;

  @Column('date')
  recordedOn!: string;

  @Column('uuid', { nullable: true })
  supersedes!: string | null;

  @Column('jsonb', { default: [] })
  earlier!: object[];

  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;

  @Column('uuid', { nullable: true })
  withdrawnBy!: string | null;

  @Column('text', { nullable: true })
  withdrawalReason!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
