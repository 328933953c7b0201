import { Command } from 'commander';
import { verifyAudit } from '#db/audit.js';
import { allOffices, officeMeant } from '../office.js';
import { withProgram } from '../program.js';

export function auditCommand(): Command {
  return new Command('audit').description('the record of every change and every reading').addCommand(verifyCommand());
}

function verifyCommand(): Command {
  return new Command('verify')
    .description("recompute each office's hash chain and say where it does not hold")
    .option('--office <name or id>', 'only this office')
    .addHelpText('after', '\nReads only. The exit code is 1 when a chain is broken.')
    .action(({ office }: { office?: string }) =>
      withProgram(async ({ database }) => {
        const now = new Date();
        const offices = office === undefined ? await allOffices(database, now) : [await officeMeant(database, office, now)];
        if (offices.length === 0) console.log('There is no office yet, so there is nothing to verify.');
        for (const { id, name } of offices) {
          const { linked, unlinked, brokenAt } = await database.inOffice({ officeId: id }, verifyAudit);
          if (brokenAt) {
            process.exitCode = 1;
            console.log(`${name}: BROKEN at link ${brokenAt.seq} (entry ${brokenAt.entryId}): ${brokenAt.why}. ${linked} links before it hold.`);
          } else {
            console.log(`${name}: the chain holds; ${linked} entries are linked, ${unlinked} newer ones are not yet.`);
          }
        }
      }),
    );
}
