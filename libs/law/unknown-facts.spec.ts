import { evaluate } from './evaluate.js';
import { personOf } from './examples.js';
import type { Finding } from './finding.js';
import { LawLibrary } from './law-library.js';
import { loadLaw } from './load.js';
import type { Person } from './person.js';

const law = loadLaw('law');
const library = new LawLibrary('law');
const OPEN_ROAD = new Set(['eligible', 'automatic', 'not-yet']);
/** Worked examples of each provision that are gone through. */
const EXAMPLES = 3;
/** Which charge is meant, and where: without them there is nothing to ask about. */
const KEPT = new Set(['id', 'jurisdiction', 'facts', 'offence', 'charges', 'trafficking']);

interface Blanked {
  path: string;
  value: unknown;
  person: Person;
}

/** The person with one known fact not known, for each of them: the person's own, and those of one charge. */
function* blankings(person: Person, charge: string): Generator<Blanked> {
  const known = (value: object | null | undefined): string[] => Object.entries(value ?? {}).flatMap(([key, fact]) => (fact === null || KEPT.has(key) ? [] : [key]));
  for (const key of known(person)) yield { path: key, value: person[key as keyof Person], person: { ...person, [key]: null } };
  for (const key of known(person.facts)) yield { path: `facts.${key}`, value: person.facts?.[key], person: { ...person, facts: { ...person.facts, [key]: null } } };
  for (const key of known(person.trafficking)) yield { path: `trafficking.${key}`, value: person.trafficking?.[key as keyof typeof person.trafficking], person: { ...person, trafficking: { ...person.trafficking, [key]: null } } };
  const own = person.charges.find((one) => one.id === charge)!;
  const withCharge = (change: object): Person => ({ ...person, charges: person.charges.map((one) => (one === own ? { ...one, ...change } : one)) });
  for (const key of known(own)) yield { path: key, value: own[key as keyof typeof own], person: withCharge({ [key]: null }) };
  for (const key of known(own.facts)) yield { path: `facts.${key}`, value: own.facts?.[key], person: withCharge({ facts: { ...own.facts, [key]: null } }) };
}

/** An attorney's answer to a question, not a fact of the vocabulary. */
const isAnswer = (path: string): boolean => path.startsWith('facts.') && law.facts[path.slice(6)] === undefined;

/** Days bound each other: without one the answer may stand on its neighbours, or ask for what else would tell. */
const answerOf = ({ result, opensOn }: Finding): string => `${result} ${opensOn ?? ''}`;

it.each([...law.jurisdictions.keys()])('%s: a fact that an open road stands on is asked for when it is not known, and no other answer is given without it', (place) => {
  const { provisions } = law.jurisdictions.get(place)!;
  const file = library.examples(place)!;
  for (const { entry } of provisions) {
    const roads = file.examples
      .flatMap((example) => example.expect.filter((one) => one.provision === entry.id && OPEN_ROAD.has(one.result)).map(({ charge }) => ({ person: personOf(example, file), on: example.on, charge })))
      .slice(0, EXAMPLES);
    let asked = 0;
    for (const { person, on, charge } of roads) {
      const find = (who: Person): Finding => evaluate(who, on, law).find((one) => one.charge === charge && one.provision === entry.id)!;
      const before = find(person);
      for (const { path, value, person: without } of blankings(person, charge)) {
        // A case that is on record has ended by the day asked about; a story of an earlier day knows better.
        if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && value > on) continue;
        const after = find(without);
        if (answerOf(after) === answerOf(before)) continue;
        asked += 1;
        // Open all the same by petition; only whether the law clears it by itself is not sure.
        if (before.result === 'automatic' && after.result === 'eligible') continue;
        // Another day, a yes or a plain no would be a guess. What an attorney had answered is asked of the attorney again.
        expect([entry.id, on, path, after.result]).toEqual([entry.id, on, path, isAnswer(path) ? expect.stringMatching(/^(needs-facts|attorney-decides)$/) : 'needs-facts']);
      }
    }
    expect([entry.id, roads.length === 0 || asked > 0]).toEqual([entry.id, true]);
  }
});
