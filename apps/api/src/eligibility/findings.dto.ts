import { Facts, Id, Instant, LegalDay, OneOf, Part, Parts, Shaped, Text, Texts, YesNo } from '../http/fields.js';

export const RESULTS = ['eligible', 'automatic', 'not-yet', 'not-eligible', 'needs-facts', 'attorney-decides'] as const;
const PROVISION = { max: 100, example: 'ny-440.10-1-i' };
const QUESTION = 'Was the motion made with due diligence after the client left trafficking or sought services?';
const HASH = { pattern: /^[0-9a-f]{64}$/, max: 64, allowed: 'a hash', example: '9f2c0d3b5a7e41868c1f0b2d4e6a8c9f2c0d3b5a7e41868c1f0b2d4e6a8c9f2c', description: 'Content hash of the law that was asked' };

export class FindingsQuery {
  @Id({ presence: 'may', description: 'Findings of this charge only' })
  chargeId?: string;

  @OneOf(RESULTS, { presence: 'may' })
  result?: (typeof RESULTS)[number];
}

/** One condition of the provision and what it said. */
export class ReasonView {
  @Text({ max: 100, example: 'wait' })
  condition!: string;

  @YesNo({ presence: 'or-null', example: true, description: 'On the day asked about; null: turns on something that is open' })
  holds!: boolean | null;

  @LegalDay({ presence: 'or-null', example: '2015-07-10', description: 'First day on which it holds; null: no beginning' })
  from!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Last day on which it holds, included; null: no end' })
  to!: string | null;

  @Text({ presence: 'or-null', max: 2000, example: '3 years after sentence-completion (2012-07-10), if nothing new happens' })
  value!: string | null;

  @Text({ presence: 'or-null', max: 500, example: 'N.Y. Crim. Proc. Law § 160.59' })
  citation!: string | null;
}

export class StandingDetermination {
  @Id()
  id!: string;

  @OneOf(['confirmed', 'rejected'])
  decision!: string;

  @Id()
  decidedBy!: string;

  @Instant()
  decidedAt!: string;
}

/** What the shared law data says where the office's correction changed the answer. */
export class FormerAnswerView {
  @OneOf(RESULTS, { presence: 'or-null', example: 'not-yet', description: 'null: the shared data has no answer for that day' })
  result!: string | null;

  @Text({ presence: 'or-null', max: 20, example: '2017-10-07' })
  version!: string | null;

  @Text({ presence: 'or-null', max: 500, example: 'N.Y. Crim. Proc. Law § 160.59' })
  citation!: string | null;

  @Text({ presence: 'or-null', max: 40, example: 'sealing' })
  remedy!: string | null;

  @OneOf(['petition', 'automatic', 'administrative', 'stipulation'], { presence: 'or-null' })
  process!: string | null;

  @LegalDay({ presence: 'or-null', example: '2028-02-29' })
  opensOn!: string | null;

  @LegalDay({ presence: 'or-null', example: null })
  closesOn!: string | null;

  @Texts({ most: 1000, pattern: /./, allowed: 'paths of facts', example: [] })
  missing!: string[];

  @Texts({ most: 1000, pattern: /./, allowed: 'questions', example: [] })
  questions!: string[];

  @OneOf(['high', 'medium', 'low'], { presence: 'or-null' })
  confidence!: string | null;
}

/** What this office recorded about the law of a finding: its own, not of the shared law data. */
export class OfficeWordView {
  @Id({ description: 'GET /law-notes/{id}' })
  noteId!: string;

  @OneOf(['reading', 'practice', 'correction'])
  kind!: string;

  @Text({ max: 4000, example: 'The clerk takes the fee waiver at the window only.' })
  text!: string;

  @Id({ description: 'The attorney who recorded it' })
  author!: string;

  @LegalDay({ example: '2026-11-21', description: 'The day it was recorded' })
  day!: string;

  @Text({ max: 500, example: 'call with the clerk’s office' })
  source!: string;

  @LegalDay({ presence: 'or-null', example: '2026-10-02' })
  sourceDay!: string | null;

  @Text({ presence: 'or-null', max: 100, example: 'Kings' })
  county!: string | null;

  @OneOf(['withdrawn', 'superseded'], { presence: 'or-null', description: 'Since the answer was given' })
  gone!: string | null;

  @Part(() => FormerAnswerView, { presence: 'or-null', description: 'What the shared law data says where this correction changed the answer; null: the same' })
  was!: FormerAnswerView | null;
}

export class FindingView {
  @Id()
  id!: string;

  @Id()
  checkId!: string;

  @Id()
  chargeId!: string;

  @Text({ ...PROVISION, presence: 'or-null', description: 'null: the jurisdiction is not modelled; an attorney must look' })
  provision!: string | null;

  @Text({ presence: 'or-null', max: 20, example: '2021-11-16', description: 'First day in force of the text that was used' })
  version!: string | null;

  @Text({ presence: 'or-null', max: 500, example: 'N.Y. Crim. Proc. Law § 440.10(1)(i), (6)' })
  citation!: string | null;

  @Text({ presence: 'or-null', max: 40, example: 'vacatur' })
  remedy!: string | null;

  @OneOf(['petition', 'automatic', 'administrative', 'stipulation'], { presence: 'or-null' })
  process!: string | null;

  @OneOf(RESULTS)
  result!: string;

  @LegalDay({ presence: 'or-null', example: '2028-02-29', description: 'First day on which the road is, or could be, open' })
  opensOn!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Last day of the open window, included' })
  closesOn!: string | null;

  @Texts({ most: 1000, pattern: /./, allowed: 'paths of facts', example: ['releasedOn'], description: 'Facts not known that could change the answer' })
  missing!: string[];

  @Texts({ most: 1000, pattern: /./, allowed: 'questions', example: [], description: 'What only an attorney can answer' })
  questions!: string[];

  @OneOf(['high', 'medium', 'low'])
  confidence!: string;

  @Texts({ most: 1000, pattern: /./, allowed: 'texts', example: [], description: 'What an attorney should check before relying on this' })
  check!: string[];

  @Parts(() => ReasonView, { most: 1000 })
  because!: ReasonView[];

  @Parts(() => OfficeWordView, { most: 1000, description: 'What this office recorded about the law of this finding' })
  office!: OfficeWordView[];

  @Part(() => StandingDetermination, { presence: 'or-null', description: 'The attorney’s decision as it stands on this finding' })
  determination!: StandingDetermination | null;
}

export class FindingDetail extends FindingView {
  @Id()
  clientId!: string;

  @LegalDay({ example: '2026-11-21', description: 'The day asked about' })
  on!: string;

  @Shaped(HASH)
  law!: string;

  @YesNo({ example: false, description: 'A later check has replaced it' })
  superseded!: boolean;

  @Facts({ example: { id: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f', charges: [] }, description: 'The person as the law was asked about them then (law/schema/person.json)' })
  facts!: object;
}

export class ClientFindings {
  @Id()
  clientId!: string;

  @Id({ presence: 'or-null' })
  checkId!: string | null;

  @LegalDay({ presence: 'or-null', example: '2026-11-21', description: 'Day of the latest check; null: none was made yet' })
  checkedOn!: string | null;

  @Shaped({ ...HASH, presence: 'or-null' })
  law!: string | null;

  @LegalDay({ presence: 'or-null', example: '2028-02-29', description: 'Next day on which an answer could change by itself' })
  nextDay!: string | null;

  @Parts(() => FindingView, { most: 100_000 })
  findings!: FindingView[];
}

export class JobStarted {
  @Id({ description: 'Ask GET /jobs/:id how far it is' })
  jobId!: string;
}

export class AnswerRequest {
  @Text({ max: 2000, example: QUESTION, description: 'Word for word as the finding asks it' })
  question!: string;

  @Text({ max: 4000, example: 'Yes: the client came to us eight months after leaving.' })
  answer!: string;
}

export class StatementRequest {
  @Text({ presence: 'or-null', max: 100, example: null, description: 'Condition of the finding it supports, e.g. nexus; null: background' })
  element?: string | null;

  @Text({ max: 4000, example: 'The defendant was held in debt bondage from January 2012 to June 2013.', description: 'A whole sentence in the third person, as the papers may print it' })
  text!: string;

  @Text({ presence: 'or-null', max: 500, example: 'approval notice of a T visa, Exhibit A', description: 'What it rests on' })
  basis?: string | null;
}

export class NewDeterminationRequest {
  @OneOf(['confirmed', 'rejected'], { example: 'confirmed' })
  decision!: 'confirmed' | 'rejected';

  @Parts(() => AnswerRequest, { most: 100, presence: 'may', example: [], description: 'One for each question of the finding' })
  answers?: AnswerRequest[];

  @Parts(() => StatementRequest, { most: 200, presence: 'may' })
  statements?: StatementRequest[];

  @Text({ presence: 'or-null', max: 10_000, example: 'Read with the T visa file.', description: 'Why, in your own words; sealed, never printed' })
  reasons?: string | null;
}

export class DeterminationView {
  @Id()
  id!: string;

  @Id()
  findingId!: string;

  @Id()
  clientId!: string;

  @Id()
  chargeId!: string;

  @Text(PROVISION)
  provision!: string;

  @OneOf(['confirmed', 'rejected'])
  decision!: string;

  @Parts(() => AnswerRequest, { most: 100 })
  answers!: AnswerRequest[];

  @Parts(() => StatementRequest, { most: 200 })
  statements!: StatementRequest[];

  @Text({ presence: 'or-null', max: 10_000, example: null })
  reasons!: string | null;

  @Id()
  decidedBy!: string;

  @Instant()
  decidedAt!: string;
}
