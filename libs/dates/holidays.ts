import { dayOf, monthLength, partsOf, type Day } from './calendar-date.js';

/** When in a year a holiday falls. Weekdays: 0 = Sunday. `week` -1 is the last one of the month. */
type Rule =
  | { readonly month: number; readonly date: number }
  | { readonly month: number; readonly weekday: number; readonly week: number; readonly plus?: number };

export interface Holiday {
  readonly name: string;
  readonly rule: Rule;
  /** First and last year in which it is kept this way. */
  readonly since?: number;
  readonly until?: number;
}

export interface CourtCalendar {
  readonly holidays: readonly Holiday[];
  /** A holiday on a Saturday closes the court on the Friday before, one on a Sunday on the Monday after. */
  readonly saturdayToFriday: boolean;
  readonly sundayToMonday: boolean;
  readonly source: string;
}

const NEW_YEAR: Holiday = { name: "New Year's Day", rule: { month: 1, date: 1 } };
const KING: Holiday = { name: 'Martin Luther King Jr. Day', rule: { month: 1, weekday: 1, week: 3 }, since: 1986 };
const LINCOLN: Holiday = { name: "Lincoln's Birthday", rule: { month: 2, date: 12 } };
const WASHINGTON: Holiday = { name: "Washington's Birthday", rule: { month: 2, weekday: 1, week: 3 }, since: 1971 };
const MEMORIAL: Holiday = { name: 'Memorial Day', rule: { month: 5, weekday: 1, week: -1 }, since: 1971 };
const INDEPENDENCE: Holiday = { name: 'Independence Day', rule: { month: 7, date: 4 } };
const LABOR: Holiday = { name: 'Labor Day', rule: { month: 9, weekday: 1, week: 1 } };
const COLUMBUS: Holiday = { name: 'Columbus Day', rule: { month: 10, weekday: 1, week: 2 }, since: 1971 };
const VETERANS: Holiday = { name: 'Veterans Day', rule: { month: 11, date: 11 }, since: 1978 };
const THANKSGIVING: Holiday = { name: 'Thanksgiving Day', rule: { month: 11, weekday: 4, week: 4 } };
const CHRISTMAS: Holiday = { name: 'Christmas Day', rule: { month: 12, date: 25 } };
const juneteenth = (since: number): Holiday => ({ name: 'Juneteenth', rule: { month: 6, date: 19 }, since });

/** Days on which courts are closed, by jurisdiction. One that is not here uses the federal days, and the office must look at the court's own list. */
export const COURT_CALENDARS: Readonly<Record<string, CourtCalendar>> = {
  US: {
    holidays: [NEW_YEAR, KING, WASHINGTON, MEMORIAL, juneteenth(2021), INDEPENDENCE, LABOR, COLUMBUS, { ...VETERANS, rule: { month: 10, weekday: 1, week: 4 }, since: 1971, until: 1977 }, VETERANS, THANKSGIVING, CHRISTMAS],
    saturdayToFriday: true,
    sundayToMonday: true,
    source: '5 U.S.C. § 6103; Fed. R. Civ. P. 6(a)(6)',
  },
  NY: {
    holidays: [NEW_YEAR, KING, LINCOLN, WASHINGTON, MEMORIAL, juneteenth(2020), INDEPENDENCE, LABOR, COLUMBUS, { name: 'Election Day', rule: { month: 11, weekday: 1, week: 1, plus: 1 } }, VETERANS, THANKSGIVING, CHRISTMAS],
    saturdayToFriday: false,
    sundayToMonday: true,
    source: 'N.Y. Gen. Constr. Law §§ 24, 25-a',
  },
  CA: {
    holidays: [NEW_YEAR, KING, LINCOLN, WASHINGTON, { name: 'César Chávez Day', rule: { month: 3, date: 31 }, since: 2001 }, MEMORIAL, juneteenth(2022), INDEPENDENCE, LABOR, { ...COLUMBUS, until: 2021 }, { name: 'Native American Day', rule: { month: 9, weekday: 5, week: 4 }, since: 2022 }, VETERANS, THANKSGIVING, { name: 'Day after Thanksgiving', rule: { month: 11, weekday: 4, week: 4, plus: 1 } }, CHRISTMAS],
    saturdayToFriday: true,
    sundayToMonday: true,
    source: 'Cal. Civ. Proc. Code §§ 135, 12a',
  },
};

/** 0 = Sunday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The days of a year on which a calendar's courts are closed for a holiday, moved off weekends as that calendar says. */
export function holidaysOf(year: number, calendar: CourtCalendar): ReadonlySet<Day> {
  const days = new Set<Day>();
  // New Year's Day of the next year can close the court on 31 December.
  for (const y of [year, year + 1]) {
    for (const holiday of calendar.holidays) {
      if ((holiday.since ?? y) > y || (holiday.until ?? y) < y) continue;
      const day = moved(dayOfRule(holiday.rule, y), calendar);
      if (partsOf(day).year === year) days.add(day);
    }
  }
  return days;
}

function moved(day: Day, calendar: CourtCalendar): Day {
  const on = weekday(day);
  if (on === 6 && calendar.saturdayToFriday) return day - 1;
  return on === 0 && calendar.sundayToMonday ? day + 1 : day;
}

function dayOfRule(rule: Rule, year: number): Day {
  if ('date' in rule) return dayOf(year, rule.month, rule.date);
  if (rule.week === -1) {
    const last = dayOf(year, rule.month, monthLength(year, rule.month));
    return last - ((weekday(last) - rule.weekday + 7) % 7);
  }
  const first = dayOf(year, rule.month, 1);
  return first + ((rule.weekday - weekday(first) + 7) % 7) + (rule.week - 1) * 7 + (rule.plus ?? 0);
}
