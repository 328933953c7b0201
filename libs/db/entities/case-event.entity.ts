import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A line of a case's timeline. Never changed. */
@Entity('case_events')
export class CaseEvent {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  caseId!: string;

  @Column('text')
  kind!: string;

  @Column('jsonb', { default: () => "'{}'" })
  detail!: Record<string, unknown>;

  @Column('uuid', { nullable: true })
  actorId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;
}
