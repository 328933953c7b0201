import type { Person } from '#law/person.js';
import type { FieldProblem } from '../access/errors.js';

export const IDENTIFIER_KINDS = ['state-id', 'fbi-number', 'ssn-last-four', 'driver-licence', 'inmate-number', 'other'] as const;

/** A number under which somebody else keeps the client's record. */
export interface Identifier {
  kind: (typeof IDENTIFIER_KINDS)[number];
  value: string;
}

/** Who the client is: sealed JSON of `clients.identity`. */
export interface ClientIdentity {
  legalName: string;
  preferredName: string | null;
  pronouns: string | null;
  birthDate: string | null;
  identifiers: Identifier[];
}

/** What the law asks of the whole person: sealed JSON of `clients.facts`. Null and absent mean "not known", never "no". */
export type ClientFacts = Pick<
  Person,
  'trafficking' | 'recordComplete' | 'pendingCharges' | 'openWarrants' | 'firstOffender' | 'earlierRelief' | 'facts'
>;

export const FACT_FIELDS = [
  'trafficking',
  'recordComplete',
  'pendingCharges',
  'openWarrants',
  'firstOffender',
  'earlierRelief',
  'facts',
] as const satisfies readonly (keyof ClientFacts)[];

/** Whatever cannot be true of a person on the office's day `today`. Days are compared as text: they sort as they fall. */
export function personProblems(
  { birthDate }: Pick<ClientIdentity, 'birthDate'>,
  { trafficking, earlierRelief }: ClientFacts,
  today: string,
): FieldProblem[] {
  const from = trafficking?.from ?? null;
  const to = trafficking?.to ?? null;
  const future = [
    ['birthDate', birthDate],
    ['trafficking.from', from],
    ['trafficking.to', to],
    ...(earlierRelief ?? []).map(({ on }, index) => [`earlierRelief[${index}].on`, on ?? null]),
  ] as const;
  const problems: FieldProblem[] = future
    .filter(([, day]) => day !== null && day !== undefined && day > today)
    .map(([field]) => ({ field: String(field), problem: 'must not be in the future' }));
  if (birthDate !== null && birthDate < '1900-01-01') problems.push({ field: 'birthDate', problem: 'must not be before 1900-01-01' });
  if (from !== null && to !== null && to < from) problems.push({ field: 'trafficking.to', problem: 'must not be before trafficking.from' });
  if (birthDate !== null && from !== null && from < birthDate) problems.push({ field: 'trafficking.from', problem: 'must not be before birthDate' });
  return problems;
}

/**
 * The facts after a change that names only what it changes: parts of `trafficking` and single rarer facts may be
 * given alone, lists are given whole, null means "not known".
 */
export function changedFacts(before: ClientFacts, patch: Partial<ClientFacts>): ClientFacts {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<ClientFacts>;
  return {
    ...before,
    ...given,
    ...(given.trafficking ? { trafficking: { ...before.trafficking, ...defined(given.trafficking) } } : {}),
    ...(given.facts ? { facts: { ...before.facts, ...given.facts } } : {}),
  };
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>;
}
