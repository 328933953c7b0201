import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A client's data key, wrapped by the office's; null once destroyed. */
@Entity('client_keys')
export class ClientKey {
  @PrimaryColumn('uuid')
  clientId!: string;

  @Column('uuid')
  officeId!: string;

  @Column('bytea', { nullable: true })
  wrappedKey!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  destroyedAt!: Date | null;
}
