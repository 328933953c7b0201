import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who works in an office. */
@Entity('users')
export class User {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('bytea')
  email!: Buffer;

  @Column('bytea')
  emailIndex!: Buffer;

  @Column('bytea')
  name!: Buffer;

  @Column('bytea', { nullable: true })
  barNumber!: Buffer | null;

  @Column('text')
  role!: 'attorney' | 'paralegal' | 'grants' | 'admin';

  @Column('text')
  passwordHash!: string;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
