import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last case reference given out in one office and year. */
@Entity('case_counters')
export class CaseCounter {
  @PrimaryColumn('uuid')
  officeId!: string;

  @PrimaryColumn('integer')
  year!: number;

  @Column('integer')
  last!: number;
}
