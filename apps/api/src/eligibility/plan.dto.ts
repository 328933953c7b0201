import { ROAD_SAYS } from '#law/judge-policies.js';
import { Id, LegalDay, OneOf, Part, Parts, Shaped, Text, Texts, Whole } from '../http/fields.js';

const PROVISION = { max: 100, example: 'ny-160.59' };
const TEXTS = { most: 1000, pattern: /./, allowed: 'texts' };

export class StepPolicyView {
  @Text({ max: 100, example: 'ny-policy-manhattan', description: 'GET /policies/:id' })
  policyId!: string;

  @Text({ max: 200, example: 'Kings County District Attorney' })
  office!: string;

  @Text({ presence: 'or-null', max: 300, example: 'Policy on consensual adult sex work' })
  title!: string | null;

  @Text({ presence: 'or-null', max: 20, example: '6' })
  clause!: string | null;

  @OneOf(ROAD_SAYS)
  says!: string;

  @OneOf(['none-expected', 'expected', 'unknown'], { description: 'No promise: a policy gives no right, and offices depart from it' })
  opposition!: string;

  @Texts({ ...TEXTS, example: [] })
  missing!: string[];

  @Texts({ ...TEXTS, example: [] })
  questions!: string[];
}

export class PlanTimeView {
  @LegalDay({ example: '2026-11-21', description: 'Counted as if it were filed on this day' })
  filedOn!: string;

  @LegalDay({ presence: 'or-null', example: '2026-12-21', description: 'Last day, included, on which the prosecutor may answer; null: no number of days was found' })
  answerBy!: string | null;

  @OneOf(['expected', 'not-expected', 'unknown'])
  hearing!: string;

  @Text({ max: 1000, example: 'filed on 2026-11-21, the prosecutor may answer until 2026-12-21; whether there will be a hearing is not known' })
  says!: string;
}

export class RouteStepView {
  @Id({ description: 'The charge' })
  charge!: string;

  @Text(PROVISION)
  provision!: string;

  @Text({ max: 40, example: 'sealing' })
  remedy!: string;

  @OneOf(['now', 'later', 'after'], { description: 'later: from `day`; after: once the step in `needs` has succeeded' })
  when!: string;

  @LegalDay({ presence: 'or-null', example: null })
  day!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Last day, included' })
  closesOn!: string | null;

  @Text({ ...PROVISION, presence: 'or-null', example: null })
  needs!: string | null;

  @Texts({ ...TEXTS, example: ['sealing rather than nothing'] })
  reasons!: string[];

  @Part(() => StepPolicyView, { presence: 'or-null', description: 'What the prosecutor’s own policy says of this petition; null: no policy speaks' })
  policy!: StepPolicyView | null;

  @Part(() => PlanTimeView, { presence: 'or-null', description: 'How long it takes by law; null: nobody files it. A court’s own backlog is not counted' })
  time!: PlanTimeView | null;
}

export class OpenChargeView {
  @Id()
  charge!: string;

  @Texts({ ...TEXTS, example: ['sentenceCompletedOn'] })
  missing!: string[];

  @Texts({ ...TEXTS, example: [] })
  questions!: string[];
}

export class CheapFactView {
  @Text({ max: 200, example: 'trafficking.survivor' })
  fact!: string;

  @Text({ presence: 'or-null', max: 1000, example: null, description: 'The plain question to ask, where there is one' })
  ask!: string | null;

  @Texts({ ...TEXTS, example: [], description: 'Charges that this fact alone would settle' })
  settlesCharges!: string[];

  @Whole({ min: 0, max: 100_000, example: 3, description: 'Findings it settles by itself' })
  settles!: number;

  @Whole({ min: 0, max: 100_000, example: 5, description: 'Findings in which it is open' })
  mentioned!: number;
}

export class ClearByView {
  @LegalDay({ presence: 'or-null', example: '2029-11-21', description: 'Earliest day on which the charge could be clear' })
  day!: string | null;

  @Text({ ...PROVISION, presence: 'or-null' })
  provision!: string | null;

  @Texts({ ...TEXTS, example: [], description: 'Provisions that turn on open facts or questions' })
  undecided!: string[];
}

export class EndingChangeView {
  @Id()
  chargeId!: string;

  @Text(PROVISION)
  provision!: string;

  @Text({ presence: 'or-null', max: 40, example: 'eligible' })
  was!: string | null;

  @Text({ presence: 'or-null', max: 40, example: 'not-yet' })
  becomes!: string | null;
}

export class EndingView {
  @Id()
  chargeId!: string;

  @Text({ max: 40, example: 'dismissed' })
  disposition!: string;

  @Part(() => ClearByView)
  now!: ClearByView;

  @Part(() => ClearByView)
  then!: ClearByView;

  @Parts(() => EndingChangeView, { most: 100_000 })
  changes!: EndingChangeView[];
}

export class ClientPlanView {
  @Id()
  clientId!: string;

  @LegalDay({ example: '2026-11-21' })
  on!: string;

  @Shaped({ pattern: /^[0-9a-f]{64}$/, max: 64, allowed: 'a hash', example: '9f2c0d3b5a7e41868c1f0b2d4e6a8c9f2c0d3b5a7e41868c1f0b2d4e6a8c9f2c' })
  law!: string;

  @Parts(() => RouteStepView, { most: 100_000, description: 'Roads to take, in order' })
  steps!: RouteStepView[];

  @Parts(() => OpenChargeView, { most: 100_000, description: 'Charges that turn on open facts or questions' })
  open!: OpenChargeView[];

  @Texts({ ...TEXTS, example: [], description: 'Charges for which the law on file has nothing' })
  none!: string[];

  @Parts(() => CheapFactView, { most: 100_000, description: 'Facts to find out, the most telling first' })
  ask!: CheapFactView[];

  @Parts(() => EndingView, { most: 100_000, description: 'For each pending charge: what each way it may end would do' })
  endings!: EndingView[];
}
