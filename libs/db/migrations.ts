import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration class as TypeORM wants it: its name ends in 13 digits, by which TypeORM orders and remembers it. */
type MigrationClass = new () => MigrationInterface;

/**
 * Reads `migrations/NNNN_title.sql` in the order of their numbers. Files are plain SQL so that what a migration does
 * can be read before it runs. There is no way back: restore a backup instead of un-migrating data people rely on.
 *
 * @throws Error when two files share a number or a name is not of that form.
 */
export function readMigrations(dir: string): MigrationClass[] {
  const names = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const seen = new Map<string, string>();
  return names.map((name) => {
    const match = /^(\d{4})_([a-z][a-z0-9_]*)\.sql$/.exec(name);
    if (!match?.[1] || !match[2]) throw new Error(`migrations/${name}: a migration is named NNNN_lower_case.sql`);
    const [, number, title] = match;
    const twin = seen.get(number);
    if (twin) throw new Error(`migrations/${name}: number ${number} is taken by ${twin}`);
    seen.set(number, name);
    return migrationClass(`${title}${number.padStart(13, '0')}`, readFileSync(join(dir, name), 'utf8'));
  });
}

function migrationClass(name: string, sql: string): MigrationClass {
  return class implements MigrationInterface {
    name = name;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error(`${name} cannot be undone: restore a backup`);
    }
  };
}
