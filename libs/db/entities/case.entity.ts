import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The office's legal work for a client. */
@Entity('cases')
export class Case {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('text')
  reference!: string;

  @Column('text')
  stage!: string;

  @Column('text', { nullable: true })
  stageReason!: string | null;

  @Column('bytea', { nullable: true })
  description!: Buffer | null;

  @Column('date')
  openedOn!: string;

  @Column('date', { nullable: true })
  closedOn!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
