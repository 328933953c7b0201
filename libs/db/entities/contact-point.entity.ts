import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A phone, e-mail address or postal address, and whether it may be used. */
@Entity('contact_points')
export class ContactPoint {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('text')
  kind!: 'phone' | 'email' | 'address';

  @Column('bytea')
  value!: Buffer;

  @Column('bytea')
  valueIndex!: Buffer;

  @Column('boolean', { nullable: true })
  safe!: boolean | null;

  @Column('text', { array: true, default: () => "'{}'" })
  purposes!: string[];

  @Column('smallint', { nullable: true })
  fromHour!: number | null;

  @Column('smallint', { nullable: true })
  untilHour!: number | null;

  @Column('bytea', { nullable: true })
  note!: Buffer | null;

  @Column('date', { nullable: true })
  confirmedOn!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  removedAt!: Date | null;
}
