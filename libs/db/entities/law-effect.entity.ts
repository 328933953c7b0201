import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a change of the law did to one road of one charge. */
@Entity('law_effects')
export class LawEffect {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  sweepId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  chargeId!: string;

  @Column('text')
  provision!: string;

  @Column('text')
  kind!: string;

  @Column('uuid', { nullable: true })
  beforeId!: string | null;

  @Column('uuid', { nullable: true })
  afterId!: string | null;
}
