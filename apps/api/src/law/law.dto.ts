import { ApiProperty } from '@nestjs/swagger';
import { LegalDay, OneOf, Parts, Shaped, Text, Texts, Whole } from '../http/fields.js';

const HASH = { pattern: /^[0-9a-f]{64}$/, max: 64, allowed: 'a content hash', example: 'c0ffee'.padEnd(64, '0') };
const CODE = { pattern: /^[A-Z]{2}$/, max: 2, allowed: 'two capital letters, US for federal law', example: 'NY' };
const ANY_TEXT = { most: 1000, pattern: /^[\s\S]*$/, allowed: 'text' };
const listed = (description: string, example: Record<string, unknown>): PropertyDecorator =>
  ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, description, example: [example] });

export class JurisdictionLine {
  @Shaped(CODE)
  jurisdiction!: string;

  @Text({ max: 100, example: 'New York' })
  name!: string;

  @LegalDay({ example: '2026-11-21', description: 'The law was last read on this day' })
  asOf!: string;

  @Whole({ min: 0, max: 1000, example: 7 })
  provisions!: number;
}

export class LawIndexView {
  @Shaped({ ...HASH, description: 'Content hash of all law on file' })
  law!: string;

  @Parts(() => JurisdictionLine, { most: 100 })
  jurisdictions!: JurisdictionLine[];
}

export class CoverageView {
  @Shaped(CODE)
  jurisdiction!: string;

  @Text({ max: 100, example: 'New York' })
  name!: string;

  @OneOf(['encoded', 'researched', 'none'], { example: 'encoded' })
  modelled!: string;

  @LegalDay({ presence: 'or-null', example: '2026-11-21' })
  read!: string | null;

  @Whole({ min: 0, max: 1000, example: 7 })
  provisions!: number;

  @Texts({ ...ANY_TEXT, example: ['pardons'] })
  notModelled!: string[];
}

export class ReformsQuery {
  @LegalDay({ presence: 'may', example: '2021-01-01', description: 'First day on which the change took (takes) force, included' })
  since?: string;

  @Shaped({ ...CODE, presence: 'may' })
  jurisdiction?: string;
}

export class LawChangeView {
  @LegalDay({ presence: 'or-null', example: '2021-11-16', description: 'Day it took (takes) force; null where no day is known' })
  on!: string | null;

  @Shaped(CODE)
  jurisdiction!: string;

  @OneOf(['began', 'amended', 'ended', 'reform'], { example: 'amended' })
  kind!: string;

  @Text({ presence: 'or-null', max: 100, example: 'ny-440.10-1-i' })
  provision!: string | null;

  @Text({ max: 1000, example: 'Vacatur for survivors of trafficking' })
  change!: string;

  @Text({ presence: 'or-null', max: 500, example: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' })
  citation!: string | null;

  @LegalDay({ presence: 'or-null', example: null, description: 'Signed on, where that was another day' })
  enacted!: string | null;
}

export class JurisdictionView {
  @Shaped(CODE)
  jurisdiction!: string;

  @Text({ max: 100, example: 'New York' })
  name!: string;

  @LegalDay({ example: '2026-11-21' })
  asOf!: string;

  @Shaped({ ...HASH, description: 'Content hash of this jurisdiction’s law' })
  law!: string;

  @listed('Roads to relief, by the version in force today', { id: 'ny-440.10-1-i', title: 'Vacatur for survivors', version: '2021-11-16', inForce: true, remedy: 'vacatur', confidence: 'high' })
  provisions!: Record<string, unknown>[];

  @listed('Sex-work offences of the code, repealed ones too', { citation: 'N.Y. Penal Law § 230.00', title: 'Prostitution', conduct: 'selling', grade: 'misdemeanor-B', from: null, to: null })
  offences!: Record<string, unknown>[];

  @listed('Prosecutors who decline such charges; an empty list means none was found', { office: 'Manhattan District Attorney', since: '2021-04-21' })
  prosecutorPolicies!: Record<string, unknown>[];

  @listed('What changed when', { on: '2021-02-02', change: 'loitering for prostitution repealed' })
  reform!: Record<string, unknown>[];

  @listed('Who helps, free of charge', { name: 'The Legal Aid Society', url: 'https://legalaidnyc.org', for: 'both groups' })
  help!: Record<string, unknown>[];

  @listed('Relief that was looked for and not found', { what: 'pardon board', note: 'not found' })
  absent!: Record<string, unknown>[];

  @ApiProperty({ type: 'object', additionalProperties: { type: 'object', additionalProperties: true }, description: 'By the numbers that entries name', example: { 1: { title: 'New York record relief page', url: 'https://example.org', date: '2021-11' } } })
  sources!: Record<string, unknown>;
}

export class ProvisionView {
  @Text({ max: 100, example: 'ny-440.10-1-i' })
  id!: string;

  @Shaped(CODE)
  jurisdiction!: string;

  @Text({ max: 500, example: 'Vacatur for survivors of trafficking' })
  title!: string;

  @Text({ max: 60, example: 'trafficking-survivor' })
  who!: string;

  @listed('Every text it had, oldest first, with its condition in the vocabulary of law/README.md', { version: '2021-11-16', from: '2021-11-16', to: null, citation: 'N.Y. Crim. Proc. Law § 440.10(1)(i)', confidence: 'high', sources: [{ title: 'START Act' }] })
  versions!: Record<string, unknown>[];

  @listed('Worked examples that are run with every test of the law', { story: 'A survivor convicted while trafficked', on: '2026-11-21', expect: [{ charge: 'A', provision: 'ny-440.10-1-i', result: 'eligible' }] })
  examples!: Record<string, unknown>[];
}
