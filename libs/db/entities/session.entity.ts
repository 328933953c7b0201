import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sign-in on one device. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  userId!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  @Column('text', { nullable: true })
  revokedFor!: 'sign-out' | 'sign-out-everywhere' | 'token-reuse' | 'user-disabled' | 'password-changed' | null;
}
