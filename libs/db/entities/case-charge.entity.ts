import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A charge that a case is about. */
@Entity('case_charges')
export class CaseCharge {
  @PrimaryColumn('uuid')
  caseId!: string;

  @PrimaryColumn('uuid')
  chargeId!: string;

  @Column('uuid')
  officeId!: string;
}
