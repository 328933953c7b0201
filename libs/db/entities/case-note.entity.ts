import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A note on a case. Never changed. */
@Entity('case_notes')
export class CaseNote {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  caseId!: string;

  @Column('bytea')
  body!: Buffer;

  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
