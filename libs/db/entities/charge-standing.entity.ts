import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The best answer for a charge now. */
@Entity('charge_standings')
export class ChargeStanding {
  @PrimaryColumn('uuid')
  chargeId!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  findingId!: string;

  @Column('text')
  result!: string;

  @Column('text')
  jurisdiction!: string;

  @Column('boolean')
  convicted!: boolean;

  @Column('date', { nullable: true })
  nextOn!: string | null;
}
