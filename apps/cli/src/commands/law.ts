import { relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { parseDay } from '#dates/calendar-date.js';
import { changelog } from '#law/changelog.js';
import { coverageTable } from '#law/coverage-table.js';
import { checkLaw, loadLaw } from '#law/load.js';
import { LAW_DIR } from '../places.js';
import { replayCommand } from './replay.js';

export function lawCommand(): Command {
  return new Command('law').description('the law data').addCommand(checkCommand()).addCommand(coverageCommand()).addCommand(changesCommand()).addCommand(replayCommand());
}

function checkCommand(): Command {
  return new Command('check')
    .description('check every law file against its schema and the others, and run every worked example')
    .option('--law <folder>', 'folder of the law data', LAW_DIR)
    .addHelpText('after', '\nMistakes are printed as file:line: reason; the exit code is 1 when there is one. Then each provision with the number of its worked examples.')
    .action(({ law }: { law: string }) => {
      const folder = resolve(law);
      const { problems, examples, jurisdictions } = checkLaw(folder);
      for (const { file, line, reason } of problems) console.log(`${relative('.', resolve(folder, file))}:${line}: ${reason}`);
      for (const jurisdiction of jurisdictions) {
        const own = Object.entries(examples).filter(([id]) => id.startsWith(`${jurisdiction.toLowerCase()}-`));
        console.log(`${jurisdiction}: ${own.map(([id, count]) => `${id} ${count}`).join(', ')}`);
      }
      const checked = Object.values(examples).reduce((sum, count) => sum + count, 0);
      console.log(`${jurisdictions.length} jurisdictions (${jurisdictions.join(', ')}), ${Object.keys(examples).length} provisions with ${checked} worked examples: ${problems.length === 0 ? 'all right' : `${problems.length} mistakes`}`);
      if (problems.length > 0) process.exitCode = 1;
    });
}

function coverageCommand(): Command {
  return new Command('coverage')
    .description('say which law is in it, as the Markdown table of the README')
    .option('--law <folder>', 'folder of the law data', LAW_DIR)
    .action(({ law }: { law: string }) => {
      const { coverage, examples } = checkLaw(resolve(law));
      if (!coverage) throw new Error(`${law}/coverage.yaml cannot be read; "vacatur law check" says why`);
      console.log(coverageTable(coverage, examples));
    });
}

function changesCommand(): Command {
  return new Command('changes')
    .description('print what changed when, the newest first: from the versions of the provisions and the lists of reforms')
    .option('--since <YYYY-MM-DD>', 'only what took force on this day or later', (text: string) => {
      if (parseDay(text) === null) throw new InvalidArgumentError('It must be a date of the calendar, written YYYY-MM-DD.');
      return text;
    })
    .option('--law <folder>', 'folder of the law data', LAW_DIR)
    .action(({ law, since }: { law: string; since?: string }) => {
      for (const { on, jurisdiction, kind, provision, change, citation, enacted } of changelog(loadLaw(resolve(law)), since ?? null)) {
        console.log(`${on ?? 'no day   '}  ${jurisdiction}  ${kind.padEnd(7)}  ${provision ? `${provision}: ` : ''}${change}${citation ? ` (${citation})` : ''}${enacted ? `, signed ${enacted}` : ''}`);
      }
    });
}
