import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parseDay } from '#dates/calendar-date.js';
import type { Place } from './law.js';

/** One way in which data breaks its schema. */
export interface Fault {
  readonly place: Place;
  readonly reason: string;
}

export type Validator = (data: unknown) => Fault[];

const compiled = new WeakMap<object, Validator>();

/** A validator for a JSON Schema; 'date' means an existing day of the calendar. Compiled once for each schema object. */
export function validator(schema: object): Validator {
  const known = compiled.get(schema);
  if (known) return known;
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  ajv.addFormat('date', { type: 'string', validate: (text: string) => parseDay(text) !== null });
  const validate: ValidateFunction = ajv.compile(schema);
  const check: Validator = (data) => (validate(data) ? [] : worst(validate.errors ?? []).map(faultOf));
  compiled.set(schema, check);
  return check;
}

/** 'charges.0.offenceDate' */
export function placeText(place: Place): string {
  return place.join('.') || '(top)';
}

/** Of alternatives that all fail, the one that got furthest says what is wrong. */
function worst(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter((error) => error.keyword === 'anyOf');
  const kept = errors.filter((error) => {
    if (error.keyword === 'anyOf') return !errors.some((other) => other !== error && other.keyword !== 'anyOf' && other.instancePath.startsWith(`${error.instancePath}/`));
    const choice = choices.find((c) => error.schemaPath.startsWith(`${c.schemaPath}/`) || error.instancePath === c.instancePath);
    if (!choice) return true;
    return error.instancePath.length > choice.instancePath.length;
  });
  const named = kept.filter((error) => error.propertyName === undefined);
  const seen = new Set<string>();
  return (named.length > 0 ? named : kept.length > 0 ? kept : [...errors]).filter((error) => {
    const key = `${error.instancePath}|${error.keyword}|${JSON.stringify(error.params)}`;
    return !seen.has(key) && seen.add(key);
  });
}

function faultOf(error: ErrorObject): Fault {
  const place: (string | number)[] = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      return { place: [...place, String(params['additionalProperty'])], reason: `unknown key "${String(params['additionalProperty'])}"; allowed: ${allowedKeys(error)}` };
    case 'required':
      return { place, reason: `key "${String(params['missingProperty'])}" is missing` };
    case 'propertyNames':
      return { place: [...place, String(params['propertyName'])], reason: `"${String(params['propertyName'])}" cannot be a name here; allowed: ${String((error.schema as { pattern?: string }).pattern)}` };
    case 'enum':
      return { place, reason: `${show(error.data)} is not allowed; allowed: ${(params['allowedValues'] as unknown[]).map((v) => String(v)).join(', ')}` };
    case 'format':
      return { place, reason: `${show(error.data)} is not a day of the calendar; allowed: YYYY-MM-DD` };
    case 'type':
      return { place, reason: `${show(error.data)} is not allowed; allowed: ${[params['type']].flat().join(', ')}` };
    case 'anyOf':
      return { place, reason: `${show(error.data)} is not allowed; allowed: ${choices(error)}` };
    default:
      return { place, reason: `${show(error.data)} ${error.message ?? 'is not allowed'}` };
  }
}

function allowedKeys(error: ErrorObject): string {
  return Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {}).join(', ');
}

function choices(error: ErrorObject): string {
  return ((error.schema as { type?: string | string[]; format?: string; enum?: unknown[]; const?: unknown; properties?: object }[]) ?? [])
    .map((one) => (one.format === 'date' ? 'YYYY-MM-DD' : one.enum ? one.enum.join(', ') : one.const !== undefined ? String(one.const) : one.properties ? `{ ${Object.keys(one.properties).join(', ')} }` : [one.type ?? 'another form'].flat().join(', ')))
    .join(' | ');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
