import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDay, parseDay } from '#dates/calendar-date.js';
import type { CaseloadFiles } from '#domain/convictions/import/caseload.js';

/** The day for which the dates in examples/caseload are right. */
const RIGHT_ON = '2026-11-21';
const FILES = ['clients.csv', 'contacts.csv', 'charges.csv'] as const;

/**
 * The sample caseload, with the clients of moves-with-today.txt moved by the days since it was written, so that their
 * waiting periods still end soon. Made once and kept in `dir`: a demo that runs again next week must find the same
 * people with the same dates, or it would seem that their records had changed.
 */
export async function sampleCaseload(examples: string, dir: string, today: string): Promise<CaseloadFiles> {
  await mkdir(dir, { recursive: true });
  const moving = (await readFile(join(examples, 'moves-with-today.txt'), 'utf8')).split('\n').filter((line) => /^\S+$/.test(line));
  const days = dayNumber(today) - dayNumber(RIGHT_ON);
  for (const name of FILES) {
    const text = await readFile(join(examples, name), 'utf8');
    await writeFile(join(dir, name), moveRows(text, moving, days), { flag: 'wx' }).catch(unlessThere);
  }
  const [clients, contacts, charges] = await Promise.all(FILES.map((name) => readFile(join(dir, name))));
  if (!clients || !contacts || !charges) throw new Error(`${dir}: the sample caseload was not written`);
  return { 'clients.csv': clients, 'contacts.csv': contacts, 'charges.csv': charges };
}

function moveRows(text: string, moving: readonly string[], days: number): string {
  return text
    .split('\n')
    .map((line) => (moving.some((client) => line.startsWith(`${client},`)) ? moveDates(line, days) : line))
    .join('\n');
}

function moveDates(line: string, days: number): string {
  return line.replace(/(?<=,)\d{4}-\d{2}-\d{2}(?=,)/g, (day) => formatDay(dayNumber(day) + days));
}

function dayNumber(day: string): number {
  const number = parseDay(day);
  if (number === null) throw new Error(`${day} is not a day of the calendar`);
  return number;
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
