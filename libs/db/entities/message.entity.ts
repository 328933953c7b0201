import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing sent. */
@Entity('messages')
export class Message {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  reminderId!: string;

  @Column('text')
  channel!: string;

  @Column('bytea')
  content!: Buffer;

  @Column('text')
  messageKey!: string;

  @Column('text', { nullable: true })
  providerId!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  recordedAt!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;
}
