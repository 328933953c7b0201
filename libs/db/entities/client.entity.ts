import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A client. Sealed columns open with the client's own key. */
@Entity('clients')
export class Client {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('bytea')
  identity!: Buffer;

  @Column('bytea')
  facts!: Buffer;

  @Column('text', { array: true, default: () => "'{}'" })
  languages!: string[];

  @Column('text', { default: 'open' })
  status!: 'open' | 'closed';

  @Column('boolean', { nullable: true })
  recontact!: boolean | null;

  @Column('uuid', { nullable: true })
  createdBy!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
