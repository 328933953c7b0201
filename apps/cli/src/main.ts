import 'reflect-metadata';
import { Command } from 'commander';
/** One file per command, in the order of the help. Loaded when asked for: a screening need not wait for the database's libraries. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  migrate: async () => (await import('./commands/migrate.js')).migrateCommand(),
  seed: async () => (await import('./commands/seed.js')).seedCommand(),
  import: async () => (await import('./commands/import.js')).importCommand(),
  screen: async () => (await import('./commands/screen.js')).screenCommand(),
  law: async () => (await import('./commands/law.js')).lawCommand(),
  audit: async () => (await import('./commands/audit.js')).auditCommand(),
};

// "vacatur screen … | head" closes our output before we are done; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const program = new Command('vacatur')
  .description('Case management and record relief for legal aid offices: what an administrator types.')
  .addHelpText(
    'after',
    `
The database is the one DATABASE_URL names, otherwise the embedded one under VAR_DIR (default var/);
a command joins a program that already runs there. Every command has its own --help.

Examples:
  vacatur screen person.json --on 2026-11-21
  vacatur import examples/caseload --office "Demo Office" --dry-run
  vacatur law check`,
  )
  .showHelpAfterError('(add --help for what is allowed)');

const asked = process.argv[2] ?? '';
const loading = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]!] : Object.values(COMMANDS);
for (const load of loading) program.addCommand(await load());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// Pools and servers are closed by now; a library's forgotten timer must not keep a command waiting.
process.stdout.write('', () => process.exit());
