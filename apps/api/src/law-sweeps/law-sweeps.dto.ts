import { EFFECTS, type EffectFilter } from '#domain/reminders/law-sweep-list.service.js';
import type { Effect } from '#domain/eligibility/standing.js';
import { RESULTS } from '#domain/convictions/conviction-list.js';
import { Id, Ids, Instant, LegalDay, OneOf, Part, Shaped, Text, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const MOST = 2_147_483_647;

export class EffectsQuery extends PageQuery {
  @OneOf(EFFECTS, { presence: 'may', example: 'opened' })
  kind?: Effect;

  @OneOf(['true', 'false'], { presence: 'may', description: 'true: only clients with a case you are on, and clients no attorney works for' })
  mine?: 'true' | 'false';
}

export function effectFilterOf({ kind, mine }: EffectsQuery): EffectFilter {
  return { kind, mine: mine === 'true' };
}

export class EffectCountsView {
  @Whole({ presence: 'may', min: 0, max: MOST, example: 3, description: 'Can be cleared now, and could not before' })
  opened?: number;

  @Whole({ presence: 'may', min: 0, max: MOST, example: 2, description: 'Another day on which it opens or closes' })
  moved?: number;

  @Whole({ presence: 'may', min: 0, max: MOST, example: 1, description: 'May be possible now, by facts or questions that are open' })
  possible?: number;

  @Whole({ presence: 'may', min: 0, max: MOST, example: 1, description: 'Was open or dated, and turns on facts or questions now' })
  'in-doubt'?: number;

  @Whole({ presence: 'may', min: 0, max: MOST, example: 1 })
  lost?: number;
}

export class LawSweepItem {
  @Id()
  id!: string;

  @Shaped({ pattern: /^[0-9a-f]{64}$/, max: 64, allowed: 'a content hash', example: 'c0ffee'.padEnd(64, '0'), description: 'Content hash of the new law' })
  law!: string;

  @Instant()
  begunAt!: string;

  @Instant({ presence: 'or-null', description: 'null: under way' })
  endedAt!: string | null;

  @Whole({ min: 0, max: MOST, example: 240, description: 'Clients whose answers came from other law when it began' })
  clients!: number;

  @Whole({ min: 0, max: MOST, example: 0, description: 'Of them, not asked about anew: while it is under way, or because their checks failed' })
  clientsLeft!: number;

  @Id({ presence: 'or-null', description: 'GET /jobs/{id} has its progress; null once that is forgotten' })
  jobId!: string | null;

  @Part(() => EffectCountsView, { description: 'Charges by what happened to any of their roads' })
  counts!: EffectCountsView;

  @Part(() => EffectCountsView, { description: 'The same of clients with a case you are on, and of clients no attorney works for' })
  mine!: EffectCountsView;
}

export class RoadAnswerView {
  @Id()
  findingId!: string;

  @OneOf(RESULTS, { example: 'eligible' })
  result!: string;

  @Text({ presence: 'or-null', max: 20, example: '2021-11-16' })
  version!: string | null;

  @Text({ presence: 'or-null', max: 300, example: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' })
  citation!: string | null;

  @LegalDay({ presence: 'or-null' })
  opensOn!: string | null;

  @LegalDay({ presence: 'or-null' })
  closesOn!: string | null;
}

export class LawEffectItem {
  @Id()
  id!: string;

  @OneOf(EFFECTS, { example: 'opened' })
  kind!: string;

  @Id()
  clientId!: string;

  @Id()
  chargeId!: string;

  @Ids({ max: 1000, description: 'Open cases of the client' })
  caseIds!: string[];

  @Text({ max: 100, example: 'ny-440.10-1-i' })
  provision!: string;

  @Part(() => RoadAnswerView, { presence: 'or-null', description: 'null: there was no such road' })
  before!: RoadAnswerView | null;

  @Part(() => RoadAnswerView, { presence: 'or-null', description: 'null: there is no such road any more' })
  after!: RoadAnswerView | null;
}
