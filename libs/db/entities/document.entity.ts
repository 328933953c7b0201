import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One rendered paper in one format. */
@Entity('documents')
export class Document {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  officeId!: string;

  @Column('uuid')
  clientId!: string;

  @Column('uuid')
  packetId!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  format!: 'pdf' | 'docx';

  @Column('text')
  template!: string;

  @Column('text')
  templateVersion!: string;

  @Column('bytea')
  blanks!: Buffer;

  @Column('integer')
  blankCount!: number;

  @Column('text')
  fileKey!: string;

  @Column('integer')
  bytes!: number;

  @Column('integer', { nullable: true })
  pages!: number | null;

  @Column('bytea')
  sha256!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
