import { Command } from 'commander';
import { seedOffice } from '#domain/access/seed.js';
import { withProgram } from '../program.js';

interface SeedOptions {
  name: string;
  timeZone: string;
  domain: string;
}

export function seedCommand(): Command {
  return new Command('seed')
    .description('make an office with an attorney, a paralegal, a grants manager and an administrator')
    .option('--name <name>', "the office's name", 'Demo Office')
    .option('--time-zone <zone>', "IANA time zone in which the office's days are counted", 'America/New_York')
    .option('--domain <domain>', 'sign-in addresses are <role>@<domain>', 'demo.example')
    .addHelpText('after', '\nPasswords are random and printed once. Running it again adds only who is missing.')
    .action(async ({ name, timeZone, domain }: SeedOptions) => {
      const office = await withProgram(({ database, vault }) => seedOffice(database, vault, { name, timeZone, domain }, new Date()));
      console.log(`${office.created ? 'Made' : 'There already'}: ${name} (${office.officeId})`);
      for (const { role, email, password } of office.users) {
        console.log(`  ${role.padEnd(10)} ${email.padEnd(30)} ${password ?? '(there already; the password is unchanged)'}`);
      }
    });
}
