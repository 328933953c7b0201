import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the law said of one charge under one provision on one day. Never changed. */
@Entity('findings')
export class Finding {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  checkId!: string;

  @Column('uuid')
  chargeId!: string;

  @Column('text', { nullable: true })
  provision!: string | null;

  @Column('text', { nullable: true })
  version!: string | null;

  @Column('text', { nullable: true })
  citation!: string | null;

  @Column('text', { nullable: true })
  remedy!: string | null;

  @Column('text', { nullable: true })
  process!: string | null;

  @Column('text')
  result!: 'eligible' | 'automatic' | 'not-yet' | 'not-eligible' | 'needs-facts' | 'attorney-decides';

  @Column('date', { nullable: true })
  opensOn!: string | null;

  @Column('date', { nullable: true })
  closesOn!: string | null;

  @Column('jsonb')
  missing!: string[];

  @Column('jsonb')
  questions!: string[];

  @Column('text', { nullable: true })
  confidence!: string | null;

  @Column('jsonb')
  checks!: string[];

  @Column('jsonb', { default: [] })
  office!: object[];

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
