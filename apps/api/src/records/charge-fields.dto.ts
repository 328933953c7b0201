import type { Conduct, Disposition, RareFacts, Role } from '#law/person.js';
import { CHARGE_ROLES, CONDUCTS, DISPOSITIONS } from '#domain/convictions/charge-facts.js';
import { Dollars, Facts, LegalDay, OneOf, Text, Whole, YesNo } from '../http/fields.js';

const KNOWN = { presence: 'or-null' } as const;

/** Every fact of a charge. All of them may be left out or null, which says "not known", never "no". */
export class ChargeFields {
  @Text({ ...KNOWN, max: 300, example: 'N.Y. Penal Law § 230.00', description: 'As the source cites it; kept also when it is not recognised' })
  citation?: string | null;

  @Text({ ...KNOWN, max: 300, example: 'Prostitution' })
  title?: string | null;

  @OneOf(CONDUCTS, KNOWN)
  conduct?: Conduct | null;

  @Text({ ...KNOWN, max: 100, example: 'misdemeanor-B', description: 'Class, then degree; the class alone is allowed' })
  grade?: string | null;

  @OneOf(CHARGE_ROLES, KNOWN)
  role?: Role | null;

  @Text({ ...KNOWN, max: 300, example: 'N.Y. Penal Law § 240.37', description: 'Offence of the arrest, when it differs' })
  arrestCharge?: string | null;

  @Text({ ...KNOWN, max: 300, example: 'N.Y. Penal Law § 230.00', description: 'Offence first charged, when it differs' })
  firstChargedAs?: string | null;

  @LegalDay({ ...KNOWN, example: '2012-05-02' })
  offenceDate?: string | null;

  @LegalDay({ ...KNOWN, example: '2012-05-02' })
  arrestDate?: string | null;

  @LegalDay({ ...KNOWN, example: '2012-05-03' })
  chargedOn?: string | null;

  @OneOf(DISPOSITIONS, KNOWN)
  disposition?: Disposition | null;

  @LegalDay({ ...KNOWN, example: '2012-06-10' })
  dispositionDate?: string | null;

  @LegalDay({ ...KNOWN, example: '2012-06-10' })
  sentencedOn?: string | null;

  @YesNo({ ...KNOWN, example: true })
  incarcerated?: boolean | null;

  @Whole({ ...KNOWN, min: 0, max: 36_525, example: 15 })
  jailDays?: number | null;

  @LegalDay({ ...KNOWN, example: '2012-06-20', description: 'Release from this sentence, not release before trial' })
  releasedOn?: string | null;

  @YesNo({ ...KNOWN, example: false, description: 'Any supervision of the sentence' })
  probation?: boolean | null;

  @LegalDay({ ...KNOWN, example: null, description: 'May lie ahead, as the court has set it' })
  probationEndedOn?: string | null;

  @LegalDay({ ...KNOWN, example: null })
  finalDischargeOn?: string | null;

  @LegalDay({ ...KNOWN, example: null, description: 'Diversion or another programme of the court' })
  programCompletedOn?: string | null;

  @LegalDay({ ...KNOWN, example: '2012-07-10' })
  sentenceCompletedOn?: string | null;

  @Dollars({ ...KNOWN, example: 250, description: 'Fine imposed' })
  fineUsd?: number | null;

  @Dollars({ ...KNOWN, example: 120.5, description: 'Fees and costs imposed' })
  feesUsd?: number | null;

  @Dollars({ ...KNOWN, example: 0, description: 'Restitution imposed' })
  restitutionUsd?: number | null;

  @Dollars({ ...KNOWN, example: 0, description: 'Still owed of fine, fees and restitution together' })
  moneyOwed?: number | null;

  @Dollars({ ...KNOWN, example: 0, description: 'The part of moneyOwed that is restitution' })
  restitutionOwed?: number | null;

  @LegalDay({ ...KNOWN, example: '2012-07-10', description: 'Day on which the last of it was paid' })
  moneyPaidOn?: string | null;

  @YesNo({ ...KNOWN, example: true, description: 'The offence came out of being trafficked' })
  traffickingNexus?: boolean | null;

  @YesNo({ ...KNOWN, example: null })
  coerced?: boolean | null;

  @YesNo({ ...KNOWN, example: false })
  violent?: boolean | null;

  @YesNo({ ...KNOWN, example: false })
  weapon?: boolean | null;

  @YesNo({ ...KNOWN, example: false })
  bodilyInjury?: boolean | null;

  @YesNo({ ...KNOWN, example: false })
  minorVictim?: boolean | null;

  @YesNo({ ...KNOWN, example: false })
  registrationRequired?: boolean | null;

  @YesNo({ ...KNOWN, example: null })
  prosecutorConsents?: boolean | null;

  @YesNo({ ...KNOWN, example: true })
  allChargesOfCaseEnded?: boolean | null;

  @LegalDay({ ...KNOWN, example: null, description: 'Day on which this record was already cleared in fact' })
  clearedOn?: string | null;

  @Facts({ presence: 'may', example: { pleaBargain: true }, description: 'Rarer facts by their vocabulary name' })
  facts?: RareFacts;
}
