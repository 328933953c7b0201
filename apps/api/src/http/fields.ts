import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { parseDay } from '#dates/calendar-date.js';

/** `must`: always there. `may`: may be left out. `or-null`: may be left out, and null says "not known" or "none". */
export type Presence = 'must' | 'may' | 'or-null';

export interface FieldOptions {
  /** Default: must. */
  presence?: Presence;
  description?: string;
  example?: unknown;
}

/** One decorator per kind of field: it checks the request and writes the OpenAPI line, so that the two cannot differ. */
function field(options: FieldOptions, api: ApiPropertyOptions, checks: PropertyDecorator[]): PropertyDecorator {
  const presence = options.presence ?? 'must';
  const described: ApiPropertyOptions = {
    ...api,
    required: presence === 'must',
    ...(presence === 'or-null' ? { nullable: true } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
  } as ApiPropertyOptions;
  return applyDecorators(ApiProperty(described), ...(presence === 'must' ? [] : [mayBeAbsent(presence)]), ...checks);
}

function mayBeAbsent(presence: Presence): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined && !(presence === 'or-null' && value === null));
}

/**
 * One check for one field: the first thing wrong with it is told, and only that. A class of fifty fields is checked
 * with every charge; a check each for its kind, its length and its shape would take longer than writing the row.
 */
function check(name: string, problemOf: (value: unknown) => string | null): PropertyDecorator {
  const validate = (value: unknown): boolean => problemOf(value) === null;
  return ValidateBy({ name, validator: { validate, defaultMessage: (about) => problemOf(about?.value) ?? '' } });
}

/** As people count: a character outside the basic plane is one. */
function longerThan(text: string, most: number): boolean {
  return text.length > most && [...text].length > most;
}

// Control characters other than line breaks and tabs have no place in what people type, and PostgreSQL takes no NUL;
// half a surrogate pair would come back as another character than was sent.
const NO_CONTROL_CHARACTERS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

// No writing has more marks on one letter than a few, and composing takes time with their square (UAX #15, Stream-Safe Text).
const MOST_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MOST_MARKS + 1}}`, 'u');

function composed(text: string): string {
  return TOO_MANY_MARKS.test(text) ? text : text.normalize('NFC');
}

/** Text as people type it: trimmed, in Unicode's composed form, 1 to `max` characters. */
export function Text(options: FieldOptions & { max: number; min?: number }): PropertyDecorator {
  const { max, min = 1 } = options;
  return field(options, { type: String, minLength: min, maxLength: max }, [
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? composed(value.trim()) : value)),
    check('isText', (value) => {
      if (typeof value !== 'string') return `must be text of ${min} to ${max} characters`;
      if (value.length < min) return `must have at least ${min} character${min === 1 ? '' : 's'}`;
      if (longerThan(value, max)) return `must have at most ${max} characters`;
      if (TOO_MANY_MARKS.test(value)) return `must not have more than ${MOST_MARKS} marks on one letter`;
      return NO_CONTROL_CHARACTERS.test(value) ? null : 'must not hold control characters';
    }),
  ]);
}

/** Text exactly as it was sent, for secrets. */
export function Secret(options: FieldOptions & { max: number }): PropertyDecorator {
  return field(options, { type: String, maxLength: options.max, format: 'password' }, [
    check('isSecret', (value) => {
      if (typeof value !== 'string') return 'must be text';
      if (value === '') return 'must not be empty';
      return longerThan(value, options.max) ? `must have at most ${options.max} characters` : null;
    }),
  ]);
}

export function Email(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: 'attorney@office.example', ...options }, { type: String, format: 'email', maxLength: 254 }, [
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    MaxLength(254, { message: 'must have at most 254 characters' }),
    IsEmail({}, { message: 'must be an e-mail address' }),
  ]);
}

/** Text of a fixed shape; `allowed` says the shape in words. */
export function Shaped(options: FieldOptions & { pattern: RegExp; allowed: string; max: number }): PropertyDecorator {
  const message = `must be ${options.allowed}`;
  return field(options, { type: String, pattern: options.pattern.source }, [
    check('isShaped', (value) => (typeof value === 'string' && value.length <= options.max && options.pattern.test(value) ? null : message)),
  ]);
}

/** A legal day: 'YYYY-MM-DD', and a day that exists. */
export function LegalDay(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: '2012-05-02', ...options }, { type: String, format: 'date' }, [
    check('isLegalDay', (value) =>
      typeof value === 'string' && parseDay(value) !== null ? null : 'must be a day that exists, written YYYY-MM-DD',
    ),
  ]);
}

/** An instant, ISO 8601 with its offset. For answers; requests speak in legal days. */
export function Instant(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: '2026-11-21T14:30:00.000Z', ...options }, { type: String, format: 'date-time' }, []);
}

export function YesNo(options: FieldOptions = {}): PropertyDecorator {
  const message = options.presence === 'or-null' ? 'must be true, false or null (null: not known)' : 'must be true or false';
  return field(options, { type: Boolean }, [IsBoolean({ message })]);
}

export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field({ example: values[0], ...options }, { type: String, enum: [...values] }, [
    IsIn([...values], { message: `must be one of: ${values.join(', ')}` }),
  ]);
}

/** A whole number; in a query string it is read from its digits. */
export function Whole(options: FieldOptions & { min: number; max: number; fromQuery?: boolean }): PropertyDecorator {
  const message = `must be a whole number from ${options.min} to ${options.max}`;
  return field(options, { type: 'integer', minimum: options.min, maximum: options.max }, [
    ...(options.fromQuery
      ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value))]
      : []),
    check('isWhole', (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= options.min && value <= options.max ? null : message,
    ),
  ]);
}

const MOST_DOLLARS = 9_999_999_999.99;

function isCents(value: number): boolean {
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-4;
}

/** US dollars with at most two decimals. */
export function Dollars(options: FieldOptions = {}): PropertyDecorator {
  const message = 'must be US dollars, 0 to 9999999999.99, with at most two decimals';
  return field({ example: 120.5, ...options }, { type: Number, minimum: 0 }, [
    check('isDollars', (value) => (typeof value === 'number' && value >= 0 && value <= MOST_DOLLARS && isCents(value) ? null : message)),
  ]);
}

export function Id(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f', ...options }, { type: String, format: 'uuid' }, [
    IsUUID('all', { message: 'must be an id (UUID)' }),
  ]);
}

export function Ids(options: FieldOptions & { max: number }): PropertyDecorator {
  return field({ example: ['019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f'], ...options }, { type: [String], format: 'uuid' }, [
    IsArray({ message: 'must be a list of ids' }),
    ArrayMaxSize(options.max, { message: `must have at most ${options.max} ids` }),
    ArrayUnique({ message: 'must not name an id twice' }),
    IsUUID('all', { each: true, message: 'must be ids (UUID)' }),
  ]);
}

/** A list of words of a closed list, each at most once. */
export function SomeOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const message = `must be a list of: ${values.join(', ')}`;
  return field({ example: values.slice(0, 1), ...options }, { type: [String], enum: [...values] }, [
    IsArray({ message }),
    ArrayUnique({ message: 'must not name a thing twice' }),
    IsIn([...values], { each: true, message }),
  ]);
}

/** A list of texts of one shape. */
export function Texts(options: FieldOptions & { most: number; pattern: RegExp; allowed: string }): PropertyDecorator {
  const message = `must be a list of at most ${options.most}: ${options.allowed}`;
  return field(options, { type: [String] }, [
    IsArray({ message }),
    ArrayMaxSize(options.most, { message }),
    ArrayUnique({ message: 'must not name a thing twice' }),
    IsString({ each: true, message }),
    Matches(options.pattern, { each: true, message }),
  ]);
}

// Class of a part: given as a function, because the class may be declared further down in the file.
// The OpenAPI writer knows such a function by its name, `type`; see the two uses below.
type PartClass = () => new () => object;

/** A nested object of its own class. */
export function Part(part: PartClass, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: () => part() }, [
    IsObject({ message: 'must be an object' }),
    ValidateNested(),
    Type(part),
  ]);
}

/** A list of nested objects of one class. */
export function Parts(part: PartClass, options: FieldOptions & { most: number }): PropertyDecorator {
  return field(options, { type: () => part(), isArray: true }, [
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(options.most, { message: `must have at most ${options.most} entries` }),
    IsObject({ each: true, message: 'must hold objects only' }),
    ValidateNested({ each: true }),
    Type(part),
  ]);
}

/** An object whose inside is held against another schema than a class. */
export function AnyObject(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: Object, additionalProperties: true }, [IsObject({ message: 'must be an object' })]);
}

const FACT_NAME = /^[a-z][A-Za-z0-9]{0,63}$/;

function areFacts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= 100 &&
    entries.every(
      ([name, fact]) =>
        FACT_NAME.test(name) &&
        (fact === null || typeof fact === 'boolean' || Number.isFinite(fact) || (typeof fact === 'string' && fact.length <= 200)),
    )
  );
}

/** Rarer facts by their vocabulary name. */
export function Facts(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: Object, additionalProperties: true }, [
    ValidateBy({
      name: 'areFacts',
      validator: {
        validate: areFacts,
        defaultMessage: () => 'must be an object of at most 100 facts: each name in camelCase, each value true, false, a number, a short text or null',
      },
    }),
  ]);
}
