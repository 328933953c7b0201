import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something a person has to do. */
@Entity('tasks')
export class Task {
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

  @Column('text')
  kind!: string;

  @Column('date', { nullable: true })
  dueOn!: string | null;

  @Column('uuid', { nullable: true })
  assignedTo!: string | null;

  @Column('text')
  dedup!: string;

  @Column('timestamptz', { nullable: true })
  doneAt!: Date | null;

  @Column('uuid', { nullable: true })
  doneBy!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
