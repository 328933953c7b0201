import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When the schedule last asked for a recurring job in an office, and for which of the office's days. */
@Entity('schedule_marks')
export class ScheduleMark {
  @PrimaryColumn('uuid')
  officeId!: string;

  @PrimaryColumn('text')
  name!: string;

  @Column('timestamptz')
  askedAt!: Date;

  @Column('date', { nullable: true })
  day!: string | null;
}
