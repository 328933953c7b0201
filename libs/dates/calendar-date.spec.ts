import fc from 'fast-check';
import { addPeriod, birthday, dayOf, endOfPeriod, formatDay, monthLength, parseDay, partsOf } from './calendar-date.js';

const day = (text: string): number => parseDay(text)!;

describe('days of the calendar', () => {
  it('counts from 1970-01-01 and agrees with the platform on every day', () => {
    expect(day('1970-01-01')).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (n) => {
        expect(formatDay(n)).toBe(new Date(n * 86_400_000).toISOString().slice(0, 10));
        expect(day(formatDay(n))).toBe(n);
      }),
    );
  });

  it.each(['2023-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '26-01-01', '2026-1-1', '2026-01-01T00:00', '2026/01/01', 'yesterday', '', '0999-01-01'])('refuses %s', (text) => {
    expect(parseDay(text)).toBeNull();
  });

  it.each(['2024-02-29', '2000-02-29', '1600-02-29'])('takes the leap day %s', (text) => {
    expect(formatDay(day(text))).toBe(text);
  });
});

describe('periods', () => {
  it.each([
    ['2020-06-10', { years: 3 }, '2023-06-10'],
    ['2020-02-29', { years: 1 }, '2021-03-01'],
    ['2020-02-28', { years: 1 }, '2021-02-28'],
    ['2020-02-29', { years: 4 }, '2024-02-29'],
    ['2021-01-31', { months: 1 }, '2021-03-01'],
    ['2024-01-31', { months: 1 }, '2024-03-01'],
    ['2024-01-30', { months: 1 }, '2024-03-01'],
    ['2024-01-29', { months: 1 }, '2024-02-29'],
    ['2020-02-29', { years: 1, days: 1 }, '2021-03-02'],
    ['2020-10-31', { months: 18 }, '2022-05-01'],
    ['2024-12-31', { days: 60 }, '2025-03-01'],
    ['2020-05-05', {}, '2020-05-05'],
  ])('a wait from %s of %o has run on %s', (start, period, end) => {
    expect(formatDay(addPeriod(day(start), period))).toBe(end);
  });

  it.each([
    ['2020-02-29', { years: 1 }, '2021-02-28'],
    ['2021-01-31', { months: 1 }, '2021-02-28'],
    ['2020-06-10', { years: 1 }, '2021-06-10'],
  ])('a deadline from %s of %o ends on %s', (start, period, end) => {
    expect(formatDay(endOfPeriod(day(start), period))).toBe(end);
  });

  it('never ends a wait before its deadline, and is monotone in its start', () => {
    const period = fc.record({ years: fc.nat(30), months: fc.nat(24), days: fc.nat(400) });
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 30_000 }), fc.nat(50), period, (start, later, length) => {
        expect(addPeriod(start, length)).toBeGreaterThanOrEqual(endOfPeriod(start, length));
        expect(addPeriod(start, length) - endOfPeriod(start, length)).toBeLessThanOrEqual(1);
        expect(addPeriod(start + later, length)).toBeGreaterThanOrEqual(addPeriod(start, length));
      }),
    );
  });

  it('has the birthday of 29 February on 1 March of common years', () => {
    expect(formatDay(birthday(day('2004-02-29'), 18))).toBe('2022-03-01');
    expect(formatDay(birthday(day('2004-02-29'), 20))).toBe('2024-02-29');
  });

  it('knows the months', () => {
    expect([2023, 2024, 2100, 2000].map((year) => monthLength(year, 2))).toEqual([28, 29, 28, 29]);
    expect(partsOf(dayOf(2024, 2, 29))).toEqual({ year: 2024, month: 2, date: 29 });
  });
});
