import { Clock, dateIn } from './clock.js';

describe('dateIn', () => {
  it.each([
    ['America/New_York', '2026-11-21T04:59:59Z', '2026-11-20'],
    ['America/New_York', '2026-11-21T05:00:00Z', '2026-11-21'],
    ['America/New_York', '2026-07-01T03:59:59Z', '2026-06-30'],
    ['America/New_York', '2026-07-01T04:00:00Z', '2026-07-01'],
    ['Pacific/Honolulu', '2028-03-01T09:59:59Z', '2028-02-29'],
    ['America/Los_Angeles', '2027-01-01T07:59:59Z', '2026-12-31'],
    ['UTC', '2026-01-01T00:00:00Z', '2026-01-01'],
  ])('in %s at %s is %s', (zone, instant, date) => {
    expect(dateIn(zone, new Date(instant))).toBe(date);
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => dateIn('America/Gotham', new Date())).toThrow(RangeError);
  });
});

describe('Clock', () => {
  it('tells a day that follows its now', () => {
    class Stopped extends Clock {
      override now(): Date {
        return new Date('2026-11-21T04:30:00Z');
      }
    }
    expect(new Stopped().todayIn('America/Chicago')).toBe('2026-11-20');
  });
});
