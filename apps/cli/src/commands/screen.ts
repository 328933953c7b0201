import { createReadStream, readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { Command, InvalidArgumentError } from 'commander';
import { parseDay } from '#dates/calendar-date.js';
import { loadLaw } from '#law/load.js';
import { InvalidPerson } from '#law/person-check.js';
import { screen } from '#law/screen.js';
import { screenStream } from '#law/screen-stream.js';
import { LAW_DIR, userPath } from '../places.js';

interface ScreenOptions {
  on: string;
  ndjson: boolean;
  law: string;
}

export function screenCommand(): Command {
  return new Command('screen')
    .description("say what the law has for each charge of a person's record, as JSON; nothing is stored")
    .argument('<file>', 'a person as JSON (law/schema/person.json), or "-" for standard input')
    .requiredOption('--on <YYYY-MM-DD>', 'the day to ask for', calendarDate)
    .option('--ndjson', 'one person a line in, one screening a line out, on all cores', false)
    .option('--law <folder>', 'folder of the law data', LAW_DIR)
    .addHelpText(
      'after',
      `
A fact that is absent or null is not known, never "no". The answer's form is law/schema/screening.json.
With --ndjson a line that cannot be judged yields {"line", "error"} in its place; the exit code is then 1.`,
    )
    .action(async (file: string, { on, ndjson, law }: ScreenOptions) => {
      if (ndjson) return await screenLines(file, on, law);
      const text = file === '-' ? await textOf(process.stdin) : readFileSync(userPath(file), 'utf8');
      try {
        console.log(JSON.stringify(screen(text, on, loadLaw(law)), null, 2));
      } catch (error) {
        if (!(error instanceof InvalidPerson)) throw error;
        throw new Error(`${file === '-' ? 'standard input' : file}: ${error.message}`, { cause: error });
      }
    });
}

async function screenLines(file: string, on: string, lawDir: string): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(userPath(file));
  const onBadLine = (line: number, reason: string): void => console.error(`line ${line}: ${reason}`);
  const { screened, bad } = await screenStream({ input, output: process.stdout, lawDir, on, onBadLine });
  if (bad === 0) return;
  console.error(`${screened} screened, ${bad} could not be`);
  process.exitCode = 1;
}

function calendarDate(text: string): string {
  if (parseDay(text) === null) throw new InvalidArgumentError('It must be a date of the calendar, written YYYY-MM-DD.');
  return text;
}
