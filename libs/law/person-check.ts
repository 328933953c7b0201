import type { Law } from './law.js';
import type { Charge, Person } from './person.js';
import { placeText, validator, type Fault } from './schema.js';

/** A person whose facts cannot be judged. The message names path, value and what is allowed. */
export class InvalidPerson extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.slice(0, 10).map((fault) => `${placeText(fault.place)}: ${fault.reason}`).join('\n'));
  }
}

/** Reads one person from JSON text. Throws InvalidPerson for text that is no JSON, breaks the schema, or holds impossible days. */
export function parsePerson(text: string, law: Law): Person {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InvalidPerson([{ place: [], reason: `not JSON: ${error instanceof Error ? error.message : String(error)}` }]);
  }
  return checkPerson(data, law);
}

/** Checks that data is a person of law/schema/person.json with days in a possible order. Throws InvalidPerson otherwise. */
export function checkPerson(data: unknown, law: Law): Person {
  const faults = validator(law.personSchema)(data);
  if (faults.length > 0) throw new InvalidPerson(faults);
  const person = data as Person;
  const impossible = [...daysOfPerson(person), ...person.charges.flatMap((charge, i) => daysOfCharge(charge, i, person.birthDate ?? null))];
  if (impossible.length > 0) throw new InvalidPerson(impossible);
  return person;
}

function daysOfPerson(person: Person): Fault[] {
  const faults: Fault[] = [];
  const ids = new Set<string>();
  person.charges.forEach((charge, i) => {
    if (ids.has(charge.id)) faults.push({ place: ['charges', i, 'id'], reason: `"${charge.id}" names two charges; each needs its own id` });
    ids.add(charge.id);
  });
  const { from, to } = person.trafficking ?? {};
  if (from && to && to < from) faults.push({ place: ['trafficking', 'to'], reason: `"${to}" is before trafficking.from "${from}"` });
  return faults;
}

/** Pairs of days of which the second cannot come before the first. */
const ORDER: readonly (readonly [keyof Charge, keyof Charge])[] = [
  ['offenceDate', 'arrestDate'],
  ['offenceDate', 'chargedOn'],
  ['offenceDate', 'dispositionDate'],
  ['arrestDate', 'dispositionDate'],
  ['chargedOn', 'dispositionDate'],
  ['offenceDate', 'releasedOn'],
  ['offenceDate', 'probationEndedOn'],
  ['offenceDate', 'programCompletedOn'],
];
const ORDER_OF_SENTENCE: readonly (readonly [keyof Charge, keyof Charge])[] = [
  ['dispositionDate', 'sentencedOn'],
  ['dispositionDate', 'sentenceCompletedOn'],
  ['sentencedOn', 'sentenceCompletedOn'],
  ['releasedOn', 'sentenceCompletedOn'],
  ['probationEndedOn', 'sentenceCompletedOn'],
];

function daysOfCharge(charge: Charge, index: number, birth: string | null): Fault[] {
  const faults: Fault[] = [];
  const pairs = charge.disposition === 'convicted' ? [...ORDER, ...ORDER_OF_SENTENCE] : ORDER;
  for (const [first, then] of pairs) {
    const a = charge[first];
    const b = charge[then];
    // 'YYYY-MM-DD' sorts as the days do.
    if (typeof a === 'string' && typeof b === 'string' && b < a) faults.push({ place: ['charges', index, then], reason: `"${b}" is before ${first} "${a}"; allowed: that day or later` });
  }
  if (birth && charge.offenceDate && charge.offenceDate < birth) faults.push({ place: ['charges', index, 'offenceDate'], reason: `"${charge.offenceDate}" is before birthDate "${birth}"` });
  return faults;
}
