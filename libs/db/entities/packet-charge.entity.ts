import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A charge in a packet, with the finding and the determination it rests on. */
@Entity('packet_charges')
export class PacketCharge {
  @PrimaryColumn('uuid')
  packetId!: string;

  @PrimaryColumn('uuid')
  chargeId!: string;

  @Column('uuid')
  findingId!: string;

  @Column('uuid')
  determinationId!: string;

  @Column('uuid')
  officeId!: string;
}
