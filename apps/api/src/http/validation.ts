import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { Problem, type FieldProblem } from '#domain/access/errors.js';

const MOST_TOLD = 50;
const LONGEST_NAME = 60;

/** Requests are held against their classes: what a class does not name is refused, and nothing is converted silently. */
export function strictValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: true, value: false },
    exceptionFactory: (errors) => new Problem('invalid', undefined, once(errors.slice(0, MOST_TOLD).flatMap((error) => told(error, ''))).slice(0, MOST_TOLD)),
  });
}

/** Several rules of one field may say the same. */
function once(problems: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(problems.map((each) => [`${each.field}\n${each.problem}`, each])).values()];
}

function told(error: ValidationError, parent: string): FieldProblem[] {
  const step = /^\d+$/.test(error.property) ? `[${error.property}]` : error.property.slice(0, LONGEST_NAME);
  const field = parent && !step.startsWith('[') ? `${parent}.${step}` : `${parent}${step}`;
  const here = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    problem: rule === 'whitelistValidation' ? unknownField(error) : plain(message, error.property),
  }));
  return [...here, ...(error.children ?? []).slice(0, MOST_TOLD).flatMap((child) => told(child, field))];
}

/** class-validator begins its messages with the property; the path is told beside it. */
function plain(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function unknownField(error: ValidationError): string {
  const known = error.target ? knownFields(error.target.constructor) : [];
  const near = (error.property.length > LONGEST_NAME ? [] : known)
    .map((name) => ({ name, distance: distance(name.toLowerCase(), error.property.toLowerCase()) }))
    .filter(({ name, distance: d }) => d <= Math.max(2, name.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near) return `is not a field here; did you mean "${near.name}"?`;
  return known.length > 0 ? `is not a field here; the fields are ${known.join(', ')}` : 'is not a field here';
}

function knownFields(target: NewableFunction | object): string[] {
  const all = getMetadataStorage().getTargetValidationMetadatas(target as NewableFunction & string, '', true, false);
  return [...new Set(all.map((each) => each.propertyName))].sort();
}

/** Edits (insert, delete, replace) from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
