import { CASE_SORTS, type CaseFilter, type CaseSort } from '#domain/cases/case-list.js';
import type { Part } from '#domain/cases/case-view.js';
import type { NewCase } from '#domain/cases/cases.service.js';
import { STAGES, type Stage } from '#domain/cases/stages.js';
import { EVENT_KINDS } from '#domain/cases/timeline.js';
import { RESULTS } from '#domain/convictions/conviction-list.js';
import { Facts, Id, Ids, Instant, LegalDay, OneOf, Parts, Shaped, Text, Texts, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const PARTS = ['lead', 'member'] as const;
const REASON = /^[a-z-]+$/;
const DESCRIPTION = { max: 20_000, example: 'Vacate both counts of 2012; certificate asked for.', description: 'Sealed' };
const REFERENCE = { pattern: /^\d{4}-\d{4,}$/, max: 20, allowed: 'a case reference', example: '2026-0012' };

export class CasesQuery extends PageQuery {
  @OneOf(STAGES, { presence: 'may' })
  stage?: Stage;

  @OneOf(['true', 'false'], { presence: 'may', description: 'true: not closed · false: closed' })
  open?: 'true' | 'false';

  @Id({ presence: 'may', description: 'Somebody on the team' })
  memberId?: string;

  @Id({ presence: 'may' })
  clientId?: string;

  @Text({ presence: 'may', max: 60, example: 'NY', description: 'Of a charge of the case' })
  jurisdiction?: string;

  @OneOf(CASE_SORTS, { presence: 'may' })
  sort?: CaseSort;
}

export function filterOf({ stage, open, memberId, clientId, jurisdiction }: CasesQuery): CaseFilter {
  return {
    ...(stage ? { stage } : {}),
    ...(open ? { open: open === 'true' } : {}),
    ...(memberId ? { memberId } : {}),
    ...(clientId ? { clientId } : {}),
    ...(jurisdiction ? { jurisdiction } : {}),
  };
}

export class NewMemberRequest {
  @Id()
  userId!: string;

  @OneOf(PARTS)
  part!: Part;
}

export class NewCaseRequest {
  @Id()
  clientId!: string;

  @Ids({ presence: 'may', max: 500, example: [], description: 'Charges of the client’s record that the case is about' })
  chargeIds?: string[];

  @Parts(() => NewMemberRequest, { presence: 'may', most: 50, example: [], description: 'Whoever opens the case leads it when left out' })
  members?: NewMemberRequest[];

  @Text({ ...DESCRIPTION, presence: 'or-null' })
  description?: string | null;
}

export function newCaseOf({ clientId, chargeIds, members, description }: NewCaseRequest): NewCase {
  return { clientId, chargeIds: chargeIds ?? [], members: members ?? [], description: description ?? null };
}

export class CasePatchRequest {
  @Text({ ...DESCRIPTION, presence: 'or-null' })
  description?: string | null;
}

export class MemberRequest {
  @OneOf(PARTS, { description: 'A new lead makes the one before a member' })
  part!: Part;
}

export class StageChangeRequest {
  @OneOf(STAGES, { example: 'screening' })
  to!: Stage;

  @Shaped({ presence: 'or-null', pattern: REASON, max: 60, allowed: 'a reason as the case’s nextStages name them', example: null })
  reason?: string | null;
}

export class NoteRequest {
  @Text({ max: 20_000, example: 'Asked the clerk for the certificate of disposition.', description: 'Sealed; notes are never changed' })
  body!: string;
}

class MemberView {
  @Id()
  userId!: string;

  @OneOf(PARTS)
  part!: string;
}

class NamedMemberView extends MemberView {
  @Text({ max: 200, example: 'Ada Attorney' })
  name!: string;
}

class CaseChargeView {
  @Id()
  chargeId!: string;

  @Id()
  docketId!: string;

  @Text({ max: 60, example: 'NY' })
  jurisdiction!: string;

  @Text({ presence: 'or-null', max: 300, example: 'N.Y. Penal Law § 230.00' })
  citation!: string | null;

  @OneOf(RESULTS, { presence: 'or-null', description: 'Best result of the latest check; null: not checked yet' })
  result!: string | null;

  @LegalDay({ presence: 'or-null', example: '2026-12-01' })
  nextOn!: string | null;
}

class NextStageView {
  @OneOf(STAGES, { example: 'screening' })
  to!: Stage;

  @Texts({ most: 50, pattern: REASON, allowed: 'reasons', example: ['no-contact'], description: 'One of these must be given; empty: no reason is kept' })
  reasons!: string[];
}

class CaseHead {
  @Id()
  id!: string;

  @Shaped({ ...REFERENCE, description: 'Neutral: safe to say aloud' })
  reference!: string;

  @Id()
  clientId!: string;

  @OneOf(STAGES)
  stage!: Stage;

  @LegalDay({ example: '2026-11-21' })
  openedOn!: string;

  @LegalDay({ presence: 'or-null', example: null })
  closedOn!: string | null;

  @Whole({ min: 0, max: 100_000, example: 1 })
  openTasks!: number;

  @Whole({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;
}

export class CaseListItem extends CaseHead {
  @Parts(() => MemberView, { most: 50 })
  members!: MemberView[];

  @Texts({ most: 60, pattern: /./, allowed: 'jurisdictions', example: ['NY'] })
  jurisdictions!: string[];

  @Whole({ min: 0, max: 10_000, example: 2, description: 'How many charges it is about' })
  charges!: number;

  @LegalDay({ presence: 'or-null', example: '2026-12-01', description: 'The first day that matters among its charges' })
  nextOn!: string | null;
}

export class CaseView extends CaseHead {
  @Shaped({ presence: 'or-null', pattern: REASON, max: 60, allowed: 'a reason', example: null })
  stageReason!: string | null;

  @Text({ ...DESCRIPTION, presence: 'or-null' })
  description!: string | null;

  @Parts(() => NamedMemberView, { most: 50 })
  members!: NamedMemberView[];

  @Parts(() => CaseChargeView, { most: 500 })
  charges!: CaseChargeView[];

  @Parts(() => NextStageView, { most: STAGES.length, description: 'Where you can take it from here' })
  nextStages!: NextStageView[];

  @Instant()
  createdAt!: string;

  @Instant()
  updatedAt!: string;
}

export class NoteView {
  @Id()
  id!: string;

  @Id()
  caseId!: string;

  @Text({ max: 20_000, example: 'Asked the clerk for the certificate of disposition.' })
  body!: string;

  @Id({ presence: 'or-null' })
  authorId!: string | null;

  @Instant()
  createdAt!: string;
}

export class TimelineEntryView {
  @Id()
  id!: string;

  @Instant()
  at!: string;

  @OneOf(['note', ...EVENT_KINDS])
  kind!: string;

  @Id({ presence: 'or-null', description: 'null: the program by itself' })
  actorId!: string | null;

  @Facts({ example: { from: 'intake', to: 'screening' }, description: 'Ids and codes' })
  detail!: Record<string, unknown>;

  @Text({ presence: 'or-null', max: 20_000, example: null, description: 'The words of a note' })
  body!: string | null;
}

