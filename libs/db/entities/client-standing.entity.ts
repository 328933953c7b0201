import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a client stands now. */
@Entity('client_standings')
export class ClientStanding {
  @PrimaryColumn('uuid')
  clientId!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  checkId!: string;

  @Column('date')
  checkedOn!: string;

  @Column('text')
  lawHash!: string;

  @Column('date', { nullable: true })
  nextDay!: string | null;

  @Column('text', { nullable: true })
  lawParts!: string | null;
}
