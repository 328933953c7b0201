import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A legal aid office: the tenant. */
@Entity('offices')
export class Office {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  timeZone!: string;

  @Column('text', { nullable: true })
  address!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { default: 'Office' })
  senderName!: string;

  @Column('bytea')
  wrappedKey!: Buffer;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
