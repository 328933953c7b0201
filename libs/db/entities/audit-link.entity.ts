import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The place of an audit entry in its office's hash chain. Never changed. */
@Entity('audit_chain')
export class AuditLink {
  @PrimaryColumn('uuid')
  officeId!: string;

  @PrimaryColumn('bigint')
  seq!: string;

  @Column('bigint')
  entryId!: string;

  @Column('bytea')
  hash!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  linkedAt!: Date;
}
