import { createReadStream, readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { Command, InvalidArgumentError } from 'commander';
import { parseDay } from '#dates/calendar-date.js';
import { loadLaw } from '#law/load.js';
import { InvalidPerson } from '#law/person-check.js';
import { screen } from '#law/screen.js';
import { screenCsv, screenStream, type StreamSummary } from '#law/screen-stream.js';
import { LAW_DIR, userPath } from '../places.js';

interface ScreenOptions {
  on: string;
  ndjson: boolean;
  csv: boolean;
  law: string;
}

/** Bad lines told on standard error; the rest is counted. Each stands in the output. */
const BAD_LINES_TOLD = 20;
const TELL_EVERY_MS = 2_000;

export function screenCommand(): Command {
  return new Command('screen')
    .description("say what the law has for each charge of a person's record, as JSON or CSV; nothing is stored")
    .argument('<file>', 'a person as JSON (law/schema/person.json), or with --ndjson or --csv many; "-" for standard input')
    .requiredOption('--on <YYYY-MM-DD>', 'the day to ask for', calendarDate)
    .option('--ndjson', 'one person a line in, one screening a line out, on all cores', false)
    .option('--csv', 'one charge a row in, one finding a row out, on all cores', false)
    .option('--law <folder>', 'folder of the law data', LAW_DIR)
    .addHelpText(
      'after',
      `
A fact that is absent, null or an empty cell is not known, never "no". The answer's form is law/schema/screening.json.
With --ndjson a line that cannot be judged yields {"line", "error"} in its place, with --csv a person who cannot be judged
yields a row with the line and the reason in the column "error"; the exit code is then 1.

The columns of a CSV file (UTF-8, commas) are paths of law/schema/person.json: person.id, person.birthDate,
person.trafficking.kinds (values with ; between them), person.facts.<name>, and of the charge id, jurisdiction,
offence.citation, disposition, facts.<name> … person.id and id must be there; days are YYYY-MM-DD. The rows of one person stand
together, and facts of the person may stand on any of them. person.earlierRelief is "none", or has columns like
person.earlierRelief.0.remedy. Cells of the answer that a spreadsheet would run as a formula begin with an apostrophe.`,
    )
    .action(async (file: string, { on, ndjson, csv, law }: ScreenOptions) => {
      if (ndjson && csv) throw new Error('--ndjson and --csv: one of the two');
      if (ndjson) return await screenMany(screenStream, file, on, law);
      if (csv) return await screenMany(screenCsv, file, on, law);
      const text = file === '-' ? await textOf(process.stdin) : readFileSync(userPath(file), 'utf8');
      try {
        console.log(JSON.stringify(screen(text, on, loadLaw(law)), null, 2));
      } catch (error) {
        if (!(error instanceof InvalidPerson)) throw error;
        throw new Error(`${nameOf(file)}: ${error.message}`, { cause: error });
      }
    });
}

async function screenMany(over: typeof screenStream, file: string, on: string, lawDir: string): Promise<void> {
  const started = performance.now();
  let soFar: StreamSummary = { lines: 0, screened: 0, bad: 0 };
  const tell = (): void => {
    const seconds = (performance.now() - started) / 1000;
    console.error(`${soFar.screened} screened, ${soFar.bad} could not be; ${Math.round((soFar.screened + soFar.bad) / seconds)} a second`);
  };
  let told = 0;
  const onBadLine = (line: number, reason: string): void => {
    if ((told += 1) <= BAD_LINES_TOLD) console.error(`line ${line}: ${reason}`);
    else if (told === BAD_LINES_TOLD + 1) console.error('more that could not be screened: they stand in the output');
  };
  const clock = setInterval(tell, TELL_EVERY_MS);
  try {
    const input = file === '-' ? process.stdin : createReadStream(userPath(file));
    soFar = await over({ input, output: process.stdout, lawDir, on, onBadLine, onProgress: (summary) => (soFar = summary) });
    if (soFar.bad > 0) process.exitCode = 1;
  } catch (error) {
    throw new Error(`${nameOf(file)}: ${(error as Error).message}`, { cause: error });
  } finally {
    clearInterval(clock);
    if (soFar.lines > 0) tell();
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function calendarDate(text: string): string {
  if (parseDay(text) === null) throw new InvalidArgumentError('It must be a date of the calendar, written YYYY-MM-DD.');
  return text;
}
