import { Command } from 'commander';
import { migrate } from '#db/migrate.js';
import { provideBackend } from '#platform/backend.js';
import { processEnvironment, readConfig } from '#platform/config.js';
import { MIGRATIONS_DIR } from '../places.js';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database to the present schema')
    .addHelpText(
      'after',
      `
Connects with DATABASE_OWNER_URL, the role that owns the tables, and gives the role named in DATABASE_URL its rights;
that role is made when it is missing. May be run again, and by several machines at once.`,
    )
    .action(async () => {
      const backend = await provideBackend(processEnvironment(), { share: true });
      try {
        const { ownerUrl, url } = readConfig(backend.env).database;
        if (ownerUrl === null) throw new Error('DATABASE_OWNER_URL is not set: migrations need the role that owns the tables, which is not the one of DATABASE_URL.');
        const applied = await migrate({ ownerUrl, appUrl: url, migrationsDir: MIGRATIONS_DIR });
        console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.map((name) => name.replace(/\d{13}$/, '')).join(', ')}`);
      } finally {
        await backend.stop();
      }
    });
}
