/** The one source of "now"; tests put a subclass in its place. Services take the time as an argument and never ask. */
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Today's date 'YYYY-MM-DD' in an office's time zone (IANA name); law and deadlines count the office's days. */
  todayIn(timeZone: string): string {
    return dateIn(timeZone, this.now());
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** One for each time zone: making one costs as much as a query. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format;
}

/**
 * The date 'YYYY-MM-DD' that an instant has in a time zone.
 *
 * @throws {RangeError} for a time zone that is not in the IANA data base
 */
export function dateIn(timeZone: string, instant: Date): string {
  const parts = Object.fromEntries(formatOf(timeZone).formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}
