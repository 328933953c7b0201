import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The papers of one filing. */
@Entity('packets')
export class Packet {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  caseId!: string;

  @Column('text')
  jurisdiction!: string;

  @Column('text')
  provision!: string;

  @Column('bytea')
  setting!: Buffer;

  @Column('date')
  dated!: string;

  @Column('text', { default: 'queued' })
  status!: 'queued' | 'rendered' | 'stopped';

  @Column('text', { nullable: true })
  problemCode!: string | null;

  @Column('uuid', { nullable: true })
  requestedBy!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  renderedAt!: Date | null;
}
