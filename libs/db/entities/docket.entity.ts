import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One court case, or one arrest that led to none. */
@Entity('dockets')
export class Docket {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('text')
  jurisdiction!: string;

  @Column('text', { nullable: true })
  county!: string | null;

  @Column('text', { nullable: true })
  court!: string | null;

  @Column('bytea', { nullable: true })
  number!: Buffer | null;

  @Column('bytea', { nullable: true })
  numberIndex!: Buffer | null;

  @Column('bytea', { nullable: true })
  arrest!: Buffer | null;

  @Column('text')
  source!: string;

  @Column('bytea', { nullable: true })
  imported!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  struckAt!: Date | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
