import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { programActor } from '#domain/access/actor.js';
import type { CaseloadFiles } from '#domain/convictions/import/caseload.js';
import type { ImportProblem } from '#domain/convictions/import/csv-table.js';
import { ImportService, type ImportReport } from '#domain/convictions/import/import.service.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { loadLaw } from '#law/load.js';
import { officeMeant } from '../office.js';
import { LAW_DIR, userPath } from '../places.js';
import { withProgram } from '../program.js';
import { progress } from '../progress.js';

interface ImportOptions {
  office?: string;
  source?: string;
  dryRun: boolean;
}

export function importCommand(): Command {
  return new Command('import')
    .description("bring an office's caseload in from CSV files")
    .argument('<folder>', 'holds clients.csv, charges.csv and, where there are any, contacts.csv (UTF-8, first line names the columns)')
    .option('--office <name or id>', 'which office; may be left out when there is only one')
    .option('--source <name>', "name of the system the files come from (default: the folder's name)")
    .option('--dry-run', 'do everything, keep nothing, and say what would happen', false)
    .addHelpText(
      'after',
      `
A client comes in whole or not at all. Running it again makes no doubles and overwrites nothing.
Each problem is printed as file:line, column, value and what is allowed; the exit code is 1 when a client was refused.`,
    )
    .action(async (folder: string, options: ImportOptions) => {
      const files = readFolder(userPath(folder));
      const law = new LawBook(loadLaw(LAW_DIR));
      const report = await withProgram(async ({ database, vault }) => {
        const now = new Date();
        const office = await officeMeant(database, options.office, now);
        const service = new ImportService(database, vault, law);
        const source = options.source ?? basename(resolve(folder));
        return await service.run(programActor(office.id), files, { source, dryRun: options.dryRun }, now, progress('clients'));
      });
      printReport(report, options.dryRun);
      if (report.problems.length > 0 || report.clients.refused > 0) process.exitCode = 1;
    });
}

function readFolder(folder: string): CaseloadFiles {
  const path = (name: string) => join(folder, name);
  const missing = ['clients.csv', 'charges.csv'].filter((name) => !existsSync(path(name)));
  if (missing.length > 0) throw new Error(`${folder} has no ${missing.join(' and no ')}; a caseload is clients.csv, charges.csv and, where there are any, contacts.csv.`);
  return {
    'clients.csv': readFileSync(path('clients.csv')),
    ...(existsSync(path('contacts.csv')) ? { 'contacts.csv': readFileSync(path('contacts.csv')) } : {}),
    'charges.csv': readFileSync(path('charges.csv')),
  };
}

function printReport(report: ImportReport, dryRun: boolean): void {
  for (const problem of report.problems) console.error(problemLine(problem));
  for (const problem of report.differing) console.error(`${problemLine(problem)} (kept as it is)`);
  const { added, known, refused } = report.clients;
  console.log(
    `${dryRun ? 'Dry run, nothing was kept. ' : ''}Clients: ${added} ${dryRun ? 'would be added' : 'added'}, ${known} known already, ${refused} refused. ` +
      `New: ${report.contacts} contact points, ${report.dockets} dockets, ${report.charges} charges.`,
  );
}

function problemLine({ file, row, column, value, why }: ImportProblem): string {
  return `${file}${row === null ? '' : `:${row}`}: ${column === null ? '' : `${column} `}${value === null ? '' : `"${value}" `}${why}`;
}
