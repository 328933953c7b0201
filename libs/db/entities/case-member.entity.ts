import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person on a case team. */
@Entity('case_members')
export class CaseMember {
  @PrimaryColumn('uuid')
  caseId!: string;

  @PrimaryColumn('uuid')
  userId!: string;

  @Column('uuid')
  officeId!: string;

  @Column('text')
  part!: 'lead' | 'member';

  @Column('timestamptz', { default: () => 'now()' })
  addedAt!: Date;
}
