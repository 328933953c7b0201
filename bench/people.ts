import type { Law } from '#law/law.js';
import type { Charge, Person, RareFacts } from '#law/person.js';

/** Statutes as offices cite them: the jurisdiction's own offences, and a theft of each of its codes. */
export function citedIn(law: Law, place: string): string[] {
  const { file } = law.jurisdictions.get(place)!;
  return [...file.offences.map((offence) => offence.citation), ...file.codes.map((code) => `${code.name} § 155.25`)];
}

const GRADES = ['misdemeanor-B', 'violation', 'misdemeanor-A', 'misdemeanor-A', 'misdemeanor-B', 'misdemeanor-A', 'violation', 'felony-E'];

/** The `i`th person, with a charge in each of `places`; of the rarer facts only one is known. */
export function personOf(law: Law, i: number, places: readonly string[]): Person {
  return {
    id: `p${i}`, birthDate: '1990-05-01', trafficking: { survivor: i % 3 === 0, kinds: ['sex'], from: '2012-01-01', to: '2013-06-30' },
    recordComplete: true, pendingCharges: false, openWarrants: false, earlierRelief: [],
    charges: places.map((place, n): Charge => {
      const k = n % GRADES.length;
      const cited = citedIn(law, place);
      return {
        id: `c${n}`, docket: `d${n >> 1}`, arrest: `a${n >> 1}`, jurisdiction: place, offence: { citation: cited[n % cited.length]! }, grade: GRADES[k]!, role: 'seller',
        offenceDate: `${2008 + k}-05-02`, disposition: k === 3 ? 'dismissed' : 'convicted', dispositionDate: `${2008 + k}-08-${10 + (i % 18)}`, sentencedOn: k === 3 ? null : `${2008 + k}-09-01`,
        incarcerated: k % 2 === 0, releasedOn: k % 2 === 0 ? `${2009 + k}-01-10` : null, probation: false, sentenceCompletedOn: k === 3 ? null : `${2009 + k}-01-10`,
        moneyOwed: 0, traffickingNexus: i % 2 === 0, violent: false, weapon: false, registrationRequired: false, facts: { youthfulOffender: false },
      };
    }),
  };
}

/** The same person with every fact known that the schema and the vocabulary have: no where nothing else stands. */
export function withEveryFact(law: Law, person: Person): Person {
  const filled = (about: 'charge' | 'person'): RareFacts =>
    Object.fromEntries(
      Object.entries(law.facts)
        .filter(([, fact]) => fact.about === about)
        .map(([name, { type }]) => [name, type === 'boolean' ? false : type === 'number' ? 0 : type === 'day' ? '2020-06-01' : 'none']),
    );
  return {
    ...person,
    firstOffender: false,
    trafficking: { officialDocumentation: false, assistanceRequested: false, ...person.trafficking },
    facts: filled('person'),
    charges: person.charges.map((charge) => ({
      ...charge,
      county: 'Kings', court: 'the court', arrestDate: charge.offenceDate ?? null, chargedOn: charge.offenceDate ?? null, arrestCharge: charge.offence?.citation ?? null, firstChargedAs: charge.offence?.citation ?? null,
      sentencedOn: charge.sentencedOn ?? charge.dispositionDate ?? null, releasedOn: charge.releasedOn ?? charge.dispositionDate ?? null, sentenceCompletedOn: charge.sentenceCompletedOn ?? charge.releasedOn ?? charge.dispositionDate ?? null,
      probationEndedOn: charge.dispositionDate ?? null, finalDischargeOn: charge.sentenceCompletedOn ?? charge.dispositionDate ?? null, programCompletedOn: charge.dispositionDate ?? null,
      moneyPaidOn: charge.dispositionDate ?? null, jailDays: charge.incarcerated ? 30 : 0, restitutionOwed: 0,
      coerced: false, bodilyInjury: false, minorVictim: false, prosecutorConsents: false, allChargesOfCaseEnded: true,
      facts: { ...filled('charge'), ...charge.facts },
    })),
  };
}
