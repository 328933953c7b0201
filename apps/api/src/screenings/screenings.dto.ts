import { ApiProperty } from '@nestjs/swagger';
import { REMEDIES, RESULTS } from '#domain/convictions/conviction-list.js';
import { LegalDay, OneOf, Parts, Shaped, Text, Texts, Whole } from '../http/fields.js';

/** More than this is no person's own record but a list: offices have `vacatur screen` for those. */
export const MOST_CHARGES = 15;

export const SCREENING_EXAMPLE = {
  birthDate: '1990-05-01',
  trafficking: { survivor: true, kinds: ['sex'], from: '2012-01-01', to: '2013-06-30' },
  charges: [{ jurisdiction: 'NY', offence: { citation: 'Penal Law 230.00' }, offenceDate: '2012-05-02', disposition: 'convicted', dispositionDate: '2012-06-10' }],
};

const SHORTS = ['can-be-cleared', 'cleared-by-law', 'later', 'ask-a-lawyer', 'depends', 'nothing-found', 'not-modelled'];

export class ScreeningQuery {
  @LegalDay({ presence: 'may', example: '2026-11-21', description: 'The day asked about; today when left out' })
  on?: string;
}

export class ScreeningRoadView {
  @Text({ max: 100, example: 'ny-440.10-1-i' })
  provision!: string;

  @Text({ max: 500, example: 'Vacatur for survivors of trafficking' })
  title!: string;

  @Text({ max: 500, example: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' })
  citation!: string;

  @OneOf(REMEDIES, { example: 'vacatur' })
  remedy!: string;

  @OneOf(['petition', 'automatic', 'administrative', 'stipulation'], { example: 'petition' })
  process!: string;

  @OneOf(RESULTS, { example: 'eligible' })
  result!: string;

  @LegalDay({ presence: 'or-null', example: null, description: 'From this day on, when that is later than the day asked about' })
  from!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Last day, included' })
  until!: string | null;

  @Text({ max: 2000, example: 'This charge can be vacated (taken back, as if it had never happened) now, under N.Y. Crim. Proc. Law § 440.10(1)(i).' })
  says!: string;

  @Text({ max: 2000, example: 'Ask one of the offices below to file for you.' })
  next!: string;

  @OneOf(['high', 'medium', 'low'], { example: 'high' })
  confidence!: string;

  @Texts({ most: 100, pattern: /^[\s\S]*$/, allowed: 'text', example: ['Ask whether a deadline applies.'], description: 'What a lawyer should check first' })
  check!: string[];
}

export class ScreeningChargeView {
  @Text({ max: 200, example: 'A' })
  charge!: string;

  @Shaped({ presence: 'or-null', pattern: /^.*$/, max: 60, allowed: 'a jurisdiction', example: 'NY' })
  jurisdiction!: string | null;

  @OneOf(SHORTS, { example: 'can-be-cleared' })
  short!: string;

  @Text({ max: 2000, example: 'This charge can be vacated (taken back, as if it had never happened) now, under N.Y. Crim. Proc. Law § 440.10(1)(i).' })
  says!: string;

  @Parts(() => ScreeningRoadView, { most: 100, description: 'Best first; what is shut is left out' })
  roads!: ScreeningRoadView[];
}

export class ScreeningQuestionView {
  @Text({ max: 300, example: 'charges.A.traffickingNexus', description: 'Where the answer goes in the body' })
  fact!: string;

  @Text({ presence: 'or-null', max: 200, example: 'A' })
  charge!: string | null;

  @Text({ max: 500, example: 'Did this happen because of the trafficking?' })
  ask!: string;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: ['yes-no', 'day', 'number', 'text'] }, { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } }],
    example: 'yes-no',
    description: 'yes-no: true or false · day: YYYY-MM-DD · { oneOf } one of these · { someOf } any of these',
  })
  answer!: unknown;

  @Whole({ min: 0, max: 1000, example: 1, description: 'Charges that it would settle by itself' })
  settles!: number;
}

export class ScreeningHelpView {
  @Text({ max: 60, example: 'NY' })
  jurisdiction!: string;

  @Text({ max: 300, example: 'The Legal Aid Society (New York City)' })
  name!: string;

  @Text({ presence: 'may', max: 300, example: 'https://legalaidnyc.org' })
  url?: string;

  @Text({ max: 500, example: 'both groups in New York City' })
  for!: string;

  @Text({ presence: 'or-null', max: 500, example: null })
  note?: string | null;
}

export class ScreeningView {
  @LegalDay({ example: '2026-11-21' })
  on!: string;

  @Shaped({ pattern: /^[0-9a-f]{64}$/, max: 64, allowed: 'a content hash', example: 'c0ffee'.padEnd(64, '0'), description: 'Content hash of the law used' })
  law!: string;

  @Parts(() => ScreeningChargeView, { most: 1000 })
  charges!: ScreeningChargeView[];

  @Parts(() => ScreeningQuestionView, { most: 100, description: 'The first one settles most; none is left when nothing that can be asked changes an answer' })
  questions!: ScreeningQuestionView[];

  @Parts(() => ScreeningHelpView, { most: 1000, description: 'Free legal help, by state' })
  help!: ScreeningHelpView[];

  @Text({ max: 1000, example: 'This is information, not legal advice, and nobody keeps what you entered.' })
  notice!: string;
}
