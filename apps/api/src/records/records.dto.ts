import { FACT_NAMES, type ChargeFacts } from '#domain/convictions/charge-facts.js';
import type { CorrectionNote } from '#domain/convictions/correction.js';
import { MOST_CHARGES, type DocketFacts, type NewCharge, type NewDocket } from '#domain/convictions/docket-writer.js';
import { Facts, Id, Instant, Part, Parts, Text, Texts, Whole, YesNo } from '../http/fields.js';
import { ChargeFields } from './charge-fields.dto.js';

const SOURCE = { max: 200, example: 'client’s rap sheet of 2026-10-02', description: 'Where the facts come from' };
const JURISDICTION = { max: 60, example: 'NY', description: 'Two capital letters of a state or DC, or US. Anything else is kept and marked as not recognised' };
const COUNTY = { presence: 'or-null', max: 100, example: 'Kings' } as const;
const COURT = { presence: 'or-null', max: 200, example: 'Criminal Court of the City of New York' } as const;
const NUMBER = { presence: 'or-null', max: 100, example: '2012KN012345', description: 'Docket, case or index number' } as const;
const ARREST = { presence: 'or-null', max: 100, example: 'K12626262', description: 'Number or day of the arrest; charges of one arrest share it' } as const;
const VERSION = { min: 1, max: 2 ** 31 - 1, example: 1 };

export class NewChargeRequest extends ChargeFields {
  @Whole({ presence: 'or-null', min: 1, max: 9999, example: null, description: 'Number of the count in its docket; the next one when left out' })
  count?: number | null;

  @Text({ ...SOURCE, presence: 'or-null', description: 'Where the facts come from, when not from the docket’s source' })
  source?: string | null;
}

export class NewDocketRequest {
  @Text(JURISDICTION)
  jurisdiction!: string;

  @Text(COUNTY)
  county?: string | null;

  @Text(COURT)
  court?: string | null;

  @Text(NUMBER)
  number?: string | null;

  @Text(ARREST)
  arrest?: string | null;

  @Text(SOURCE)
  source!: string;

  @Parts(() => NewChargeRequest, { most: MOST_CHARGES, presence: 'may' })
  charges?: NewChargeRequest[];
}

/** Why something is put right. */
export class CorrectionNoteRequest {
  @Text({ max: 200, example: 'certificate of disposition of 2026-11-02', description: 'Where the better fact comes from' })
  source!: string;

  @Text({ presence: 'or-null', max: 2000, example: 'The rap sheet had the day of arraignment.', description: 'In your own words; sealed' })
  reason?: string | null;
}

export class ChargeCorrectionRequest extends ChargeFields {
  @Part(() => CorrectionNoteRequest)
  correction!: CorrectionNoteRequest;
}

export class DocketCorrectionRequest {
  @Text({ ...JURISDICTION, presence: 'may' })
  jurisdiction?: string;

  @Text(COUNTY)
  county?: string | null;

  @Text(COURT)
  court?: string | null;

  @Text(NUMBER)
  number?: string | null;

  @Text(ARREST)
  arrest?: string | null;

  @Part(() => CorrectionNoteRequest)
  correction!: CorrectionNoteRequest;
}

export class CorrectionView {
  @Id()
  id!: string;

  @Text({ max: 60, example: 'dispositionDate' })
  field!: string;

  @Facts({ presence: 'or-null', example: '2012-06-10', description: 'The value before; null = not known' })
  was!: unknown;

  @Facts({ presence: 'or-null', example: '2012-06-11', description: 'The value since; null = not known' })
  becomes!: unknown;

  @Text({ max: 200, example: 'certificate of disposition of 2026-11-02' })
  source!: string;

  @Text({ presence: 'or-null', max: 2000, example: 'The rap sheet had the day of arraignment.' })
  reason!: string | null;

  @Id({ presence: 'or-null' })
  madeBy!: string | null;

  @Instant()
  madeAt!: string;
}

export class ChargeView extends ChargeFields {
  @Id()
  id!: string;

  @Id()
  docketId!: string;

  @Id()
  clientId!: string;

  @Whole({ min: 1, max: 9999, example: 1 })
  count!: number;

  @Text({
    presence: 'or-null',
    max: 300,
    example: 'N.Y. Penal Law § 230.00',
    description: 'The offence of the code’s own table that the citation was recognised as; null = not recognised, and kept',
  })
  recognisedAs!: string | null;

  @Texts({
    most: 100,
    pattern: /./,
    allowed: 'texts',
    example: ['N.Y. Penal Law § 230.00 (Prostitution)'],
    description: 'Every offence that citation or title can mean; several = judged as each of them, none = not recognised',
  })
  readings!: string[];

  @YesNo({ example: true, description: 'Did it end in a conviction that stands?' })
  conviction!: boolean;

  @Text(SOURCE)
  source!: string;

  @Facts({ presence: 'or-null', example: null, description: 'What the source said when it was imported; never changed. null = entered by hand' })
  imported!: Record<string, unknown> | null;

  @Parts(() => CorrectionView, { most: 10_000 })
  corrections!: CorrectionView[];

  @Whole(VERSION)
  version!: number;

  @Instant()
  createdAt!: string;

  @Instant()
  updatedAt!: string;
}

export class DocketView {
  @Id()
  id!: string;

  @Id()
  clientId!: string;

  @Text(JURISDICTION)
  jurisdiction!: string;

  @YesNo({ example: true, description: 'Is there law data for this jurisdiction?' })
  jurisdictionRecognised!: boolean;

  @Text(COUNTY)
  county!: string | null;

  @Text(COURT)
  court!: string | null;

  @Text(NUMBER)
  number!: string | null;

  @Text(ARREST)
  arrest!: string | null;

  @Text(SOURCE)
  source!: string;

  @Facts({ presence: 'or-null', example: null, description: 'What the source said when it was imported; never changed. null = entered by hand' })
  imported!: Record<string, unknown> | null;

  @Parts(() => CorrectionView, { most: 10_000 })
  corrections!: CorrectionView[];

  @Parts(() => ChargeView, { most: MOST_CHARGES })
  charges!: ChargeView[];

  @Whole(VERSION)
  version!: number;

  @Instant()
  createdAt!: string;
}

export class RecordView {
  @Id()
  clientId!: string;

  @Parts(() => DocketView, { most: 10_000 })
  dockets!: DocketView[];
}

export function chargeFactsOf(fields: ChargeFields): Partial<ChargeFacts> {
  return Object.fromEntries(FACT_NAMES.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

export function newChargeOf(request: NewChargeRequest): NewCharge {
  return { count: request.count ?? null, facts: chargeFactsOf(request), source: request.source ?? null };
}

export function newDocketOf({ jurisdiction, county, court, number, arrest, source, charges }: NewDocketRequest): NewDocket {
  return {
    jurisdiction,
    county: county ?? null,
    court: court ?? null,
    number: number ?? null,
    arrest: arrest ?? null,
    source,
    charges: (charges ?? []).map(newChargeOf),
  };
}

export function docketFactsOf({ jurisdiction, county, court, number, arrest }: DocketCorrectionRequest): Partial<DocketFacts> {
  return Object.fromEntries(Object.entries({ jurisdiction, county, court, number, arrest }).filter(([, value]) => value !== undefined));
}

export function noteOf({ source, reason }: CorrectionNoteRequest): CorrectionNote {
  return { source, reason: reason ?? null };
}
