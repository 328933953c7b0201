import { evaluate } from './evaluate.js';
import { LawLibrary } from './law-library.js';
import { loadLaw } from './load.js';
import type { Charge, Person } from './person.js';
import { plainAnswer } from './plain-answer.js';
import { factOf, questionOf } from './questions.js';

const law = loadLaw('law');
const library = new LawLibrary('law');
const ON = '2026-11-21';

const bare = (charge: Partial<Charge>, person: Partial<Person> = {}): Person => ({ id: 'you', ...person, charges: [{ id: 'A', jurisdiction: 'NY', offence: { citation: 'PL 230.00' }, ...charge }] });

describe('a plain answer', () => {
  it('says what can be done now, under what, and how to go on, and names who helps', () => {
    const answer = plainAnswer(bare({ disposition: 'convicted', dispositionDate: '2012-06-10', offenceDate: '2012-05-02', traffickingNexus: true }, { trafficking: { survivor: true, kinds: ['sex'] } }), ON, law);
    const [charge] = answer.charges;
    expect(charge).toMatchObject({ charge: 'A', short: 'can-be-cleared', says: expect.stringMatching(/can be vacated .* now, under N\.Y\. Crim\. Proc\. Law § 440\.10\(1\)\(i\)/) });
    expect(charge!.roads[0]).toMatchObject({ provision: 'ny-440.10-1-i', next: expect.stringMatching(/^Ask one of the offices below/) });
    expect(charge!.roads.every((road) => road.result !== 'not-eligible')).toBe(true);
    expect(answer.help.map((entry) => entry.jurisdiction)).toContain('NY');
    expect(answer.notice).toMatch(/not legal advice/);
  });

  it('asks only for facts that would change an answer, and stops asking when they are answered', () => {
    const asked = new Set<string>();
    let person: Person = bare({});
    for (let round = 0; round < 60; round += 1) {
      const answer = plainAnswer(person, ON, law);
      const open = new Set(evaluate(person, ON, law).flatMap((finding) => finding.missing.map((path) => factOf(path))));
      for (const question of answer.questions) expect(open).toContain(factOf(question.fact));
      const [first] = answer.questions;
      if (!first) break;
      expect(asked).not.toContain(first.fact);
      asked.add(first.fact);
      person = fill(person, first.fact, VALUES[factOf(first.fact)] ?? (first.answer === 'day' ? '2013-07-10' : false));
    }
    expect(plainAnswer(person, ON, law).questions).toEqual([]);
    expect(asked.size).toBeGreaterThan(2);
    expect(plainAnswer(person, ON, law).charges[0]!.short).not.toBe('depends');
  });

  it('never says yes where a fact is not known', () => {
    const { charges } = plainAnswer(bare({ disposition: 'convicted' }), ON, law);
    expect(charges[0]!.short).toBe('depends');
  });

  it.each<[string, Partial<Charge>, string, RegExp]>([
    ['a state that is not in here', { jurisdiction: 'ZZ' }, 'not-modelled', /The law of ZZ is not in here/],
    ['no state', { jurisdiction: null }, 'not-modelled', /In which state/],
  ])('about %s', (_, charge, short, says) => {
    expect(plainAnswer(bare(charge), ON, law).charges[0]).toMatchObject({ short, says: expect.stringMatching(says), roads: [] });
  });

  it('has a plain question for every fact that any law on file may ask for', () => {
    const without = new Set<string>();
    for (const jurisdiction of law.jurisdictions.keys()) {
      for (const example of library.examples(jurisdiction)?.examples ?? []) {
        const people = library.examples(jurisdiction)!.people ?? {};
        const person = { ...(example.like ? people[example.like] : undefined), ...(example.person as Partial<Person> | undefined) } as Person;
        const unknown: Person = { id: 'you', charges: (person.charges ?? []).map(({ id, jurisdiction: place, offence }) => ({ id, jurisdiction: place ?? null, offence: offence ?? null })) };
        for (const asked of [unknown, person]) {
          if (!asked.charges) continue;
          for (const path of evaluate(asked, example.on, law).flatMap((finding) => finding.missing)) if (!questionOf(path, law)) without.add(path);
        }
      }
    }
    expect([...without]).toEqual([]);
  });
});

const VALUES: Readonly<Record<string, unknown>> = {
  disposition: 'convicted', offenceDate: '2012-05-02', dispositionDate: '2012-06-10', sentencedOn: '2012-06-10', sentenceCompletedOn: '2012-07-10', birthDate: '1990-05-01',
  grade: 'misdemeanor-B', role: 'seller', arrestCharge: 'PL 230.00', firstChargedAs: 'PL 230.00', moneyOwed: 0, restitutionOwed: 0, recordComplete: true, earlierRelief: [], county: 'Kings', court: 'x',
  docket: 'd', arrest: 'a', 'trafficking.kinds': ['sex'], arrestDate: '2012-05-02', chargedOn: '2012-05-03', 'facts.docketComplete': true,
};

function fill(person: Person, path: string, value: unknown): Person {
  const copy = structuredClone(person) as unknown as Record<string, unknown>;
  const [, charge] = /^charges\.(.+?)\./.exec(path) ?? [];
  let at = charge ? (copy['charges'] as Record<string, unknown>[]).find((one) => one['id'] === charge)! : copy;
  const steps = factOf(path).split('.');
  for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Record<string, unknown>;
  at[steps.at(-1)!] = value;
  return copy as unknown as Person;
}
