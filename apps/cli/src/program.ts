import { createDataSource, refusePrivilegedRole } from '#db/data-source.js';
import { migrate } from '#db/migrate.js';
import { Database } from '#db/transaction.js';
import { Vault } from '#domain/access/vault.js';
import { provideBackend } from '#platform/backend.js';
import { processEnvironment, readConfig, type Config } from '#platform/config.js';
import { MIGRATIONS_DIR } from './places.js';

/** What commands that work on the database stand on. */
export interface Program {
  config: Config;
  database: Database;
  vault: Vault;
}

/** Runs `work` over the database, and closes everything after it, whatever it does. An embedded database is migrated first. */
export async function withProgram<T>(work: (program: Program) => Promise<T>): Promise<T> {
  const backend = await provideBackend(processEnvironment(), { share: true });
  try {
    const config = readConfig(backend.env);
    const { url, ownerUrl } = config.database;
    if (backend.embedded && ownerUrl !== null) await migrate({ ownerUrl, appUrl: url, migrationsDir: MIGRATIONS_DIR });
    const source = createDataSource({ url, poolSize: 4 });
    await source.initialize();
    try {
      await refusePrivilegedRole(source);
      return await work({ config, database: new Database(source), vault: new Vault(config.masterKey) });
    } finally {
      await source.destroy();
    }
  } finally {
    await backend.stop();
  }
}
