import { chargeProblems } from './charge-dates.js';
import { NOTHING_KNOWN, type ChargeFacts } from './charge-facts.js';

const TODAY = '2026-11-21';
const fields = (facts: Partial<ChargeFacts>, birthDate: string | null = null): string[] =>
  chargeProblems({ ...NOTHING_KNOWN, ...facts }, { today: TODAY, birthDate }).map((problem) => problem.field);

describe('a charge of which little is known', () => {
  it.each<[string, Partial<ChargeFacts>]>([
    ['nothing at all', {}],
    ['everything on one day', { offenceDate: '2012-05-02', arrestDate: '2012-05-02', dispositionDate: '2012-05-02', sentencedOn: '2012-05-02', releasedOn: '2012-05-02' }],
    ['a citation nobody knows', { citation: 'Ordinance 12 of Nowhere' }],
    ['a leap day', { offenceDate: '2024-02-29' }],
    ['today', { offenceDate: TODAY, arrestDate: TODAY }],
    ['an end of supervision that the court has set ahead', { disposition: 'convicted', sentencedOn: '2026-01-05', probationEndedOn: '2028-01-05' }],
    ['a diversion completed before the dismissal', { disposition: 'diverted', offenceDate: '2019-01-01', programCompletedOn: '2019-06-01', dispositionDate: '2019-07-01' }],
    ['nothing owed, paid on a day', { moneyOwed: 0, moneyPaidOn: '2020-01-01' }],
    ['restitution as the whole of what is owed', { moneyOwed: 50, restitutionOwed: 50 }],
    ['cents', { fineUsd: 175.1 }],
  ])('has no problem with %s', (_, facts) => {
    expect(fields(facts)).toEqual([]);
  });
});

describe('days', () => {
  it.each<[string, Partial<ChargeFacts>, string]>([
    ['30 February', { offenceDate: '2021-02-30' }, 'offenceDate'],
    ['29 February of a common year', { releasedOn: '2023-02-29' }, 'releasedOn'],
    ['another spelling', { offenceDate: '5/2/2012' }, 'offenceDate'],
    ['a day before 1900', { offenceDate: '1899-12-31' }, 'offenceDate'],
    ['an offence tomorrow', { offenceDate: '2026-11-22' }, 'offenceDate'],
    ['a disposition tomorrow', { dispositionDate: '2026-11-22' }, 'dispositionDate'],
    ['a disposition before the offence', { offenceDate: '2012-05-02', dispositionDate: '2012-05-01' }, 'dispositionDate'],
    ['an arrest before the offence', { offenceDate: '2012-05-02', arrestDate: '2012-05-01' }, 'arrestDate'],
    ['a disposition before the arrest', { arrestDate: '2012-05-02', dispositionDate: '2012-05-01' }, 'dispositionDate'],
    ['a sentence before the disposition', { dispositionDate: '2012-05-02', sentencedOn: '2012-05-01' }, 'sentencedOn'],
    ['a release before the sentence', { sentencedOn: '2012-05-02', releasedOn: '2012-05-01' }, 'releasedOn'],
    ['a sentence completed before the release', { releasedOn: '2012-05-02', sentenceCompletedOn: '2012-05-01' }, 'sentenceCompletedOn'],
    ['a disposition of a pending charge', { disposition: 'pending', dispositionDate: '2012-05-01' }, 'dispositionDate'],
    ['a charge filed where none was', { disposition: 'not-charged', chargedOn: '2012-05-01' }, 'chargedOn'],
    ['a release without incarceration', { incarcerated: false, releasedOn: '2012-05-01' }, 'releasedOn'],
  ])('cannot be %s', (_, facts, field) => {
    expect(fields(facts)).toEqual([field]);
  });

  it('cannot be before birth, and the answer does not tell the birth date', () => {
    const problems = chargeProblems({ ...NOTHING_KNOWN, offenceDate: '1990-04-30' }, { today: TODAY, birthDate: '1990-05-01' });
    expect(problems.map((problem) => problem.field)).toEqual(['offenceDate']);
    expect(JSON.stringify(problems)).not.toContain('1990-05-01');
    expect(fields({ offenceDate: '1990-05-01' }, '1990-05-01')).toEqual([]);
  });

  it('name the value and the limit', () => {
    const [problem] = chargeProblems({ ...NOTHING_KNOWN, offenceDate: '2012-05-02', dispositionDate: '2012-05-01' }, { today: TODAY });
    expect(problem?.problem).toBe('2012-05-01: the disposition cannot come before the offence (2012-05-02)');
  });
});

describe('money and numbers', () => {
  it.each<[string, Partial<ChargeFacts>, string]>([
    ['less than nothing', { fineUsd: -0.01 }, 'fineUsd'],
    ['parts of a cent', { feesUsd: 1.005 }, 'feesUsd'],
    ['more restitution than there is debt', { moneyOwed: 10, restitutionOwed: 10.01 }, 'restitutionOwed'],
    ['paid and owed at once', { moneyOwed: 10, moneyPaidOn: '2020-01-01' }, 'moneyPaidOn'],
    ['half a day in jail', { jailDays: 0.5 }, 'jailDays'],
    ['jail without incarceration', { incarcerated: false, jailDays: 3 }, 'jailDays'],
    ['no number', { moneyOwed: Number.NaN }, 'moneyOwed'],
  ])('cannot be %s', (_, facts, field) => {
    expect(fields(facts)).toEqual([field]);
  });
});
