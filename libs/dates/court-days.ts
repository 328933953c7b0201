import { partsOf, type Day } from './calendar-date.js';
import { COURT_CALENDARS, holidaysOf, weekday, type CourtCalendar } from './holidays.js';

/** The calendar of a jurisdiction's courts. `own` is false where the federal days stand in for it: then look at the court's own list before relying on a date. */
export function courtCalendar(jurisdiction: string): { readonly calendar: CourtCalendar; readonly own: boolean } {
  const calendar = Object.hasOwn(COURT_CALENDARS, jurisdiction) ? COURT_CALENDARS[jurisdiction] : undefined;
  return calendar ? { calendar, own: true } : { calendar: COURT_CALENDARS['US']!, own: false };
}

const closed = new Map<CourtCalendar, Map<number, ReadonlySet<Day>>>();

/** Is the court open: no Saturday, Sunday or court holiday? */
export function isCourtDay(day: Day, calendar: CourtCalendar): boolean {
  const on = weekday(day);
  if (on === 0 || on === 6) return false;
  const year = partsOf(day).year;
  let years = closed.get(calendar);
  if (!years) closed.set(calendar, (years = new Map()));
  let holidays = years.get(year);
  if (!holidays) years.set(year, (holidays = holidaysOf(year, calendar)));
  return !holidays.has(day);
}

/** The day itself when the court is open, else the next court day: where the law lets a deadline that falls on a closed day run on. */
export function courtDayOnOrAfter(day: Day, calendar: CourtCalendar): Day {
  let on = day;
  while (!isCourtDay(on, calendar)) on++;
  return on;
}

/** The day itself when the court is open, else the last court day before it: the day to plan for, since it is in time under either reading. */
export function courtDayOnOrBefore(day: Day, calendar: CourtCalendar): Day {
  let on = day;
  while (!isCourtDay(on, calendar)) on--;
  return on;
}

/** The `count`-th court day after `start` (before it, when negative); `start` itself is not counted. Zero gives `start`, open or not. */
export function addCourtDays(start: Day, count: number, calendar: CourtCalendar): Day {
  const step = count < 0 ? -1 : 1;
  let day = start;
  for (let left = Math.abs(count); left > 0; left--) {
    do day += step;
    while (!isCourtDay(day, calendar));
  }
  return day;
}
