import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an office's own file called a thing. */
@Entity('import_references')
export class ImportReference {
  @PrimaryColumn('uuid')
  officeId!: string;

  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('text')
  kind!: 'client' | 'docket' | 'charge' | 'contact-point';

  @PrimaryColumn('bytea')
  reference!: Buffer;

  @Column('uuid')
  subjectId!: string;
}
