import pg from 'pg';
import { DataSource } from 'typeorm';
import * as entities from './entities/index.js';
import { SnakeNaming } from './naming.js';

// Legal days stay the text 'YYYY-MM-DD' they are stored as: a Date would move them across midnight in some time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

export interface DataSourceOptions {
  url: string;
  poolSize: number;
}

/** The one pool of a process, connected as the program's unprivileged role. Queries go through `Database.inOffice`. */
export function createDataSource({ url, poolSize }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: Object.values(entities),
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    logging: false,
    poolSize,
    applicationName: 'vacatur',
    extra: { keepAlive: true },
  });
}

/**
 * Stops a program that was pointed at the database with too much power: row-level security does not hold for
 * superusers, for roles that bypass it, for the owner of a table, or for whoever may become one of these.
 *
 * @throws Error naming the role and what is wrong with it
 */
export async function refusePrivilegedRole(source: DataSource): Promise<void> {
  const [role] = await source.query<{ name: string; superuser: boolean; bypass: boolean; owner: boolean }[]>(
    // SET ROLE is open to every member, so what a role can become counts as what it is.
    `SELECT current_user AS name, bool_or(rolsuper) AS superuser, bool_or(rolbypassrls) AS bypass,
            EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'clients'
                    AND pg_has_role(current_user, tableowner, 'MEMBER')) AS owner
     FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')`,
  );
  if (!role) throw new Error('DATABASE_URL: the role of this connection was not found');
  const why = role.superuser ? 'is a superuser, or can become one' : role.bypass ? 'may bypass row-level security' : role.owner ? 'owns the tables' : null;
  if (why) {
    throw new Error(
      `DATABASE_URL: role "${role.name}" ${why}, so offices would not be kept apart. Connect as an unprivileged role ` +
        `(run "vacatur migrate" with DATABASE_OWNER_URL set: it makes the role named in DATABASE_URL).`,
    );
  }
}
