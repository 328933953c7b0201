import { formatDay, parseDay } from './calendar-date.js';
import { addCourtDays, courtCalendar, courtDayOnOrAfter, courtDayOnOrBefore, isCourtDay } from './court-days.js';
import { holidaysOf } from './holidays.js';

const day = (text: string): number => parseDay(text)!;
const federal = courtCalendar('US').calendar;

describe('court days', () => {
  it('closes federal courts on eleven days of 2026, moved off weekends', () => {
    expect([...holidaysOf(2026, federal)].sort((a, b) => a - b).map(formatDay)).toEqual([
      '2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25',
    ]);
  });

  it.each([
    ['US', '2021-06-18', false, 'Juneteenth of 2021 fell on a Saturday'],
    ['US', '2020-06-19', true, 'not yet a holiday'],
    ['US', '2021-12-31', false, "New Year's Day 2022 fell on a Saturday"],
    ['NY', '2021-12-31', true, 'New York does not move Saturdays'],
    ['NY', '2026-11-03', false, 'Election Day'],
    ['US', '2026-11-03', true, 'no federal holiday'],
    ['NY', '2026-02-12', false, "Lincoln's Birthday"],
    ['CA', '2021-10-11', false, 'Columbus Day, the last time'],
    ['CA', '2022-10-10', true, 'no longer a court holiday'],
    ['CA', '2022-09-23', false, 'Native American Day'],
    ['CA', '2026-11-27', false, 'day after Thanksgiving'],
    ['US', '2026-11-21', false, 'a Saturday'],
  ])('%s %s open: %s (%s)', (place, on, open) => {
    expect(isCourtDay(day(on), courtCalendar(place).calendar)).toBe(open);
  });

  it('rolls a deadline forward, or back to be safe', () => {
    expect(formatDay(courtDayOnOrAfter(day('2026-07-03'), federal))).toBe('2026-07-06');
    expect(formatDay(courtDayOnOrBefore(day('2026-07-05'), federal))).toBe('2026-07-02');
    expect(formatDay(courtDayOnOrAfter(day('2026-07-07'), federal))).toBe('2026-07-07');
  });

  it('counts court days without the first', () => {
    expect(formatDay(addCourtDays(day('2026-11-25'), 1, federal))).toBe('2026-11-27');
    expect(formatDay(addCourtDays(day('2026-11-27'), -1, federal))).toBe('2026-11-25');
    expect(addCourtDays(day('2026-11-21'), 0, federal)).toBe(day('2026-11-21'));
  });

  it('says when the federal days stand in for a court it does not know', () => {
    expect(courtCalendar('WY').own).toBe(false);
    expect(courtCalendar('NY').own).toBe(true);
  });
});
