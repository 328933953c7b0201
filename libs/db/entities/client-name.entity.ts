import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A name a client goes or went by. */
@Entity('client_names')
export class ClientName {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('text')
  kind!: 'legal' | 'preferred' | 'alias';

  @Column('bytea')
  name!: Buffer;
}
