import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was asked of the law for a client on a day. Never changed. */
@Entity('eligibility_checks')
export class EligibilityCheck {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('date')
  onDay!: string;

  @Column('text')
  lawHash!: string;

  @Column('bytea')
  facts!: Buffer;

  @Column('bytea')
  because!: Buffer;

  @Column('text')
  reason!: 'record-changed' | 'asked' | 'day-passed' | 'law-changed';

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
