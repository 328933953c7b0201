import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who is told of a deadline, and when. */
@Entity('reminders')
export class Reminder {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  deadlineId!: string;

  @Column('integer')
  daysBefore!: number;

  @Column('text')
  audience!: 'staff' | 'client';

  @Column('uuid', { nullable: true })
  userId!: string | null;

  @Column('uuid', { nullable: true })
  contactPointId!: string | null;

  @Column('date')
  dueOn!: string;

  @Column('text', { default: 'planned' })
  status!: 'planned' | 'cancelled' | 'sending' | 'sent' | 'refused' | 'failed';

  @Column('text', { nullable: true })
  why!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;
}
