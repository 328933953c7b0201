import type { PolicyFacts } from '#domain/eligibility/office-policies.js';
import type { NewPolicy, PolicyFilter } from '#domain/eligibility/policies.service.js';
import { CHARGE_SAYS, ROAD_SAYS } from '#law/judge-policies.js';
import type { Confidence } from '#law/finding.js';
import { Id, Instant, LegalDay, OneOf, Part, Parts, Shaped, Text, Texts, Whole, YesNo } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';
import { CLAUSE_EXAMPLE, clausesOf, PolicyClauseFields } from './clauses.dto.js';

const CODE = { pattern: /^[A-Z]{2}$/, max: 2, allowed: 'two capital letters, US for federal law', example: 'NY' };
const COUNTIES = { most: 300, pattern: /^\P{Cc}{1,100}$/u, allowed: 'names of counties', example: ['Kings', 'Brooklyn'], description: 'Each with its other names; empty: the whole jurisdiction' };
const PROSECUTOR = { max: 200, example: 'Kings County District Attorney' };
const TITLE = { max: 300, example: 'Policy on consensual adult sex work', description: 'What the prosecutor’s office calls it; papers cite it by this' };
const SINCE = { example: '2026-01-01', description: 'First day in force' };
const UNTIL = { example: null, description: 'First day no longer in force; null: not known to have ended' };
const CONFIDENCE = ['high', 'medium', 'low'] as const satisfies readonly Confidence[];
const CHECK = { most: 50, pattern: /^[^\p{Cc}]{1,500}$/u, allowed: 'texts of at most 500 characters', description: 'What to look at before relying on it' };
const CLAUSES = { most: 50, description: 'Which keys belong to a clause of each kind: law/README.md' };
const NOTE = { max: 4000, example: null, description: 'About the policy. Nothing about a client belongs here: this is not sealed' };
const REPLACES = { presence: 'or-null', pattern: /^[a-z]{2}-policy-[a-z0-9-]+$/, max: 100, allowed: 'the id of a policy on file with the law', example: null, description: 'The policy on file with the law that is not heard any more, because this one is right' } as const;
const ANY_TEXTS = { most: 1000, pattern: /./, allowed: 'texts' };

export class PoliciesQuery extends PageQuery {
  @Shaped({ ...CODE, presence: 'may' })
  jurisdiction?: string;

  @Text({ presence: 'may', max: 100, example: 'Kings' })
  county?: string;

  @OneOf(['true', 'false'], { presence: 'may', example: 'false', description: 'true: those the office has withdrawn, instead' })
  withdrawn?: 'true' | 'false';
}

export function policyFilterOf({ jurisdiction, county, withdrawn }: PoliciesQuery): PolicyFilter {
  return { jurisdiction, county, withdrawn: withdrawn === 'true' };
}

export class PolicySourceFields {
  @Text({ max: 500, example: 'Kings County District Attorney, press release' })
  title!: string;

  @Shaped({ presence: 'or-null', pattern: /^https?:\/\/\S+$/, max: 2000, allowed: 'an address that begins with http:// or https://', example: 'https://example.org/policy' })
  url?: string | null;

  @Text({ presence: 'or-null', max: 40, example: '2026-01-05', description: 'Of the source, or read on' })
  date?: string | null;
}

export class NewPolicyRequest {
  @OneOf(['model', 'blank'], { example: 'model', description: 'model: the clauses of the model policy, where none are given here' })
  template!: 'model' | 'blank';

  @Shaped(CODE)
  jurisdiction!: string;

  @Texts(COUNTIES)
  counties!: string[];

  @Text(PROSECUTOR)
  prosecutor!: string;

  @Text({ ...TITLE, presence: 'or-null' })
  title?: string | null;

  @LegalDay(SINCE)
  since!: string;

  @LegalDay({ ...UNTIL, presence: 'or-null' })
  until?: string | null;

  @Parts(() => PolicyClauseFields, { ...CLAUSES, presence: 'may', example: [CLAUSE_EXAMPLE] })
  clauses?: PolicyClauseFields[];

  @Parts(() => PolicySourceFields, { most: 50, description: 'Where it was read; at least one' })
  sources!: PolicySourceFields[];

  @OneOf(CONFIDENCE, { example: 'medium' })
  confidence!: Confidence;

  @Texts({ ...CHECK, presence: 'may', example: ['whether it still stands'] })
  check?: string[];

  @Text({ ...NOTE, presence: 'or-null' })
  note?: string | null;

  @Shaped(REPLACES)
  replaces?: string | null;
}

export function newPolicyOf({ template, jurisdiction, counties, prosecutor, title = null, since, until = null, clauses, sources, confidence, check = [], note = null, replaces = null }: NewPolicyRequest): NewPolicy {
  return { template, jurisdiction, counties, prosecutor, title, since, until, clauses: clauses && clausesOf(clauses), sources: sources.map(sourceOf), confidence, check, note, replaces };
}

const sourceOf = ({ title, url = null, date = null }: PolicySourceFields): { title: string; url: string | null; date: string | null } => ({ title, url, date });

export class PolicyPatchRequest {
  @Texts({ ...COUNTIES, presence: 'may' })
  counties?: string[];

  @Text({ ...PROSECUTOR, presence: 'may' })
  prosecutor?: string;

  @Text({ ...TITLE, presence: 'or-null' })
  title?: string | null;

  @LegalDay({ ...SINCE, presence: 'may' })
  since?: string;

  @LegalDay({ ...UNTIL, presence: 'or-null', example: '2027-01-01' })
  until?: string | null;

  @Parts(() => PolicyClauseFields, { ...CLAUSES, presence: 'may', example: [CLAUSE_EXAMPLE], description: 'All of them: what is left out is gone' })
  clauses?: PolicyClauseFields[];

  @Parts(() => PolicySourceFields, { most: 50, presence: 'may' })
  sources?: PolicySourceFields[];

  @OneOf(CONFIDENCE, { presence: 'may', example: 'medium' })
  confidence?: Confidence;

  @Texts({ ...CHECK, presence: 'may', example: ['whether it still stands'] })
  check?: string[];

  @Text({ ...NOTE, presence: 'or-null' })
  note?: string | null;

  @Shaped(REPLACES)
  replaces?: string | null;
}

/** Absent fields are undefined and change nothing. */
export function policyPatchOf({ counties, prosecutor, title, since, until, clauses, sources, confidence, check, note, replaces }: PolicyPatchRequest): Partial<PolicyFacts> {
  return { counties, prosecutor, title, since, until, clauses: clauses && clausesOf(clauses), sources: sources?.map(sourceOf), confidence, check, note, replaces } as Partial<PolicyFacts>;
}

export class WithdrawalRequest {
  @Text({ presence: 'or-null', max: 1000, example: 'Recorded for the wrong county' })
  reason?: string | null;
}

export class WithdrawalView {
  @Id()
  by!: string;

  @Instant()
  at!: string;

  @Text({ presence: 'or-null', max: 1000, example: 'Recorded for the wrong county' })
  reason!: string | null;
}

export class PolicyView {
  @Text({ max: 100, example: 'ny-policy-manhattan', description: 'Of one on file with the law; of the office’s own a UUID' })
  id!: string;

  @OneOf(['law', 'office'], { description: 'law: shipped with the law on file, to read. office: recorded here' })
  recordedIn!: string;

  @Shaped(CODE)
  jurisdiction!: string;

  @Texts({ ...COUNTIES, presence: 'or-null', description: 'Empty: the whole jurisdiction; null: not known' })
  counties!: string[] | null;

  @Text(PROSECUTOR)
  prosecutor!: string;

  @Text({ ...TITLE, presence: 'or-null' })
  title!: string | null;

  @LegalDay({ ...SINCE, presence: 'or-null' })
  since!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'In force already on this day, where the first is not known' })
  sinceBy!: string | null;

  @LegalDay({ ...UNTIL, presence: 'or-null' })
  until!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Over by this day, where the day is not known' })
  untilBy!: string | null;

  @Parts(() => PolicyClauseFields, { most: 50, description: 'Without clauses nothing is judged by it' })
  clauses!: PolicyClauseFields[];

  @Text({ presence: 'or-null', max: 10_000, example: null, description: 'The law file’s own words' })
  inWords!: string | null;

  @Text({ ...NOTE, presence: 'or-null' })
  note!: string | null;

  @Shaped(REPLACES)
  replaces!: string | null;

  @Parts(() => PolicySourceFields, { most: 50 })
  sources!: PolicySourceFields[];

  @OneOf(CONFIDENCE)
  confidence!: string;

  @Texts({ ...CHECK, example: ['whether it still stands'] })
  check!: string[];

  @Id({ presence: 'or-null' })
  recordedBy!: string | null;

  @Instant({ presence: 'or-null' })
  recordedAt!: string | null;

  @Id({ presence: 'or-null' })
  changedBy!: string | null;

  @Instant({ presence: 'or-null' })
  changedAt!: string | null;

  @Part(() => WithdrawalView, { presence: 'or-null' })
  withdrawal!: WithdrawalView | null;

  @Whole({ presence: 'or-null', min: 1, max: 2 ** 31 - 1, example: 1, description: 'null: on file with the law' })
  version!: number | null;
}

export class ModelPolicyView {
  @Text({ max: 300, example: 'Model policy on consensual adult sex work' })
  title!: string;

  @Whole({ min: 1, max: 10_000, example: 1 })
  version!: number;

  @LegalDay({ example: '2026-11-21' })
  as_of!: string;

  @Text({ max: 4000, example: 'Drafted for this program.' })
  about!: string;

  @Parts(() => PolicyClauseFields, { most: 50 })
  clauses!: PolicyClauseFields[];
}

export class PolicyLimitView {
  @Text({ max: 20, example: '7' })
  clause!: string;

  @Text({ max: 4000, example: 'It gives nobody a right that a court could enforce.' })
  text!: string;
}

export class PolicyFindingView {
  @Id({ description: 'The charge' })
  charge!: string;

  @Text({ presence: 'or-null', max: 100, example: 'ny-440.10-1-i', description: 'The petition it is about; null: a pending charge' })
  provision!: string | null;

  @Text({ presence: 'or-null', max: 40, example: 'vacatur' })
  remedy!: string | null;

  @Text({ max: 100, example: 'ny-policy-manhattan', description: 'GET /policies/:id' })
  policy!: string;

  @Text(PROSECUTOR)
  prosecutor!: string;

  @Text({ ...TITLE, presence: 'or-null' })
  title!: string | null;

  @LegalDay({ ...SINCE, presence: 'or-null' })
  since!: string | null;

  @OneOf([...CHARGE_SAYS, ...ROAD_SAYS], { description: 'silent: the policy as it is on file says nothing of it. depends, unknown: see missing and questions' })
  says!: string;

  @Text({ presence: 'or-null', max: 20, example: '1' })
  clause!: string | null;

  @Text({ presence: 'or-null', max: 4000, example: CLAUSE_EXAMPLE.text })
  text!: string | null;

  @YesNo({ presence: 'or-null', example: true, description: 'A presumption (true) or always (false)' })
  presumptive!: boolean | null;

  @Texts({ ...ANY_TEXTS, example: ['facts.consensual'] })
  missing!: string[];

  @Texts({ ...ANY_TEXTS, example: [] })
  questions!: string[];

  @Parts(() => PolicyLimitView, { most: 50, description: 'What the policy says of its own force' })
  limits!: PolicyLimitView[];

  @OneOf(CONFIDENCE)
  confidence!: string;

  @Texts({ ...ANY_TEXTS, example: ['whether it still stands'] })
  check!: string[];
}

export class PolicyAskView {
  @Text({ max: 200, example: 'facts.consensual' })
  fact!: string;

  @Text({ presence: 'or-null', max: 1000, example: 'Did both sides of the exchange take part of their own free will?' })
  ask!: string | null;
}

export class ClientPolicyFindingsView {
  @Id()
  clientId!: string;

  @LegalDay({ example: '2026-11-21' })
  on!: string;

  @Parts(() => PolicyFindingView, { most: 100_000 })
  findings!: PolicyFindingView[];

  @Parts(() => PolicyAskView, { most: 10_000, description: 'Facts not known that a policy turns on' })
  ask!: PolicyAskView[];
}
