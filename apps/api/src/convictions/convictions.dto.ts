import type { Result } from '#law/finding.js';
import type { Remedy } from '#law/person.js';
import { CONVICTION_SORTS, REMEDIES, RESULTS, type ConvictionFilter, type ConvictionSort } from '#domain/convictions/conviction-list.js';
import { Id, LegalDay, OneOf, Shaped, Text, Texts, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const PROVISION = { pattern: /^[\w.-]+$/, max: 100, allowed: 'the id of a provision', example: 'ny-440.10-1-i' };

const READINGS = { most: 100, pattern: /./, allowed: 'texts', description: 'Every offence that citation or title can mean; several = judged as each of them, none = not recognised' };

export class ConvictionsQuery extends PageQuery {
  @Text({ presence: 'may', max: 60, example: 'NY' })
  jurisdiction?: string;

  @OneOf(RESULTS, { presence: 'may', description: 'Of the best finding' })
  result?: Result;

  @LegalDay({ presence: 'may', example: '2026-11-21', description: 'First next day, itself included' })
  nextFrom?: string;

  @LegalDay({ presence: 'may', example: '2027-01-20', description: 'Last next day, itself included' })
  nextTo?: string;

  @OneOf(REMEDIES, { presence: 'may', description: 'Of the best finding' })
  remedy?: Remedy;

  @Shaped({ ...PROVISION, presence: 'may', description: 'Of the best finding' })
  provision?: string;

  @Id({ presence: 'may' })
  clientId?: string;

  @OneOf(CONVICTION_SORTS, { presence: 'may', description: 'next: the next day first · disposition: the newest first · result: what can be acted on first' })
  sort?: ConvictionSort;
}

export function filterOf({ limit: _limit, cursor: _cursor, sort: _sort, ...filter }: ConvictionsQuery): ConvictionFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

export class ConvictionView {
  @Id()
  chargeId!: string;

  @Id()
  docketId!: string;

  @Id()
  clientId!: string;

  @Whole({ min: 1, max: 9999, example: 1 })
  count!: number;

  @Text({ max: 60, example: 'NY' })
  jurisdiction!: string;

  @Text({ presence: 'or-null', max: 100, example: 'Kings' })
  county!: string | null;

  @Text({ presence: 'or-null', max: 300, example: 'N.Y. Penal Law § 230.00' })
  citation!: string | null;

  @Text({ presence: 'or-null', max: 300, example: 'Prostitution' })
  title!: string | null;

  @Text({ presence: 'or-null', max: 300, example: 'N.Y. Penal Law § 230.00' })
  recognisedAs!: string | null;

  @Texts({ ...READINGS, example: ['N.Y. Penal Law § 230.00 (Prostitution)'] })
  readings!: string[];

  @Text({ presence: 'or-null', max: 100, example: 'misdemeanor-B' })
  grade!: string | null;

  @LegalDay({ presence: 'or-null' })
  offenceDate!: string | null;

  @LegalDay({ presence: 'or-null', example: '2012-06-10' })
  dispositionDate!: string | null;

  @OneOf(RESULTS, { presence: 'or-null', description: 'null: not checked yet' })
  result!: Result | null;

  @LegalDay({ presence: 'or-null', example: '2026-12-01', description: 'When a road opens next, or an open one closes' })
  nextOn!: string | null;

  @Id({ presence: 'or-null' })
  findingId!: string | null;

  @Shaped({ ...PROVISION, presence: 'or-null' })
  provision!: string | null;

  @Text({ presence: 'or-null', max: 300, example: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' })
  findingCitation!: string | null;

  @OneOf(REMEDIES, { presence: 'or-null' })
  remedy!: Remedy | null;

  @OneOf(['petition', 'automatic', 'administrative', 'stipulation'], { presence: 'or-null' })
  process!: string | null;

  @Whole({ min: 1, max: 2 ** 31 - 1, example: 1 })
  version!: number;
}
