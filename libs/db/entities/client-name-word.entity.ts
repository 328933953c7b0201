import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Blind index of one word of a name. */
@Entity('client_name_words')
export class ClientNameWord {
  @PrimaryColumn('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @PrimaryColumn('uuid')
  nameId!: string;

  @PrimaryColumn('text')
  how!: 'exact' | 'sounds-like';

  @PrimaryColumn('bytea')
  word!: Buffer;
}
