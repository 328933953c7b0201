import { fileURLToPath } from 'node:url';
import { createDataSource, refusePrivilegedRole } from '#db/data-source.js';
import { Database } from '#db/transaction.js';
import { JobWatch } from '#jobs/job-watch.js';
import { LawLibrary } from '#law/law-library.js';
import { loadLaw } from '#law/load.js';
import { Clock } from '#platform/clock.js';
import type { Config } from '#platform/config.js';
import { FileStore } from '#platform/files.js';
import type { Log } from '#platform/logger.js';
import { Mailer } from '#platform/mailer.js';
import { SessionSettings } from './access/access-tokens.js';
import { Vault } from './access/vault.js';
import { LawBook } from './convictions/law-book.js';
import { FormsFolder } from './documents/packets.service.js';
import type { DomainResources } from './domain.module.js';
import { MessageSettings } from './reminders/sending.js';

const LAW = fileURLToPath(new URL('../../../law', import.meta.url));

export interface OpenResources {
  resources: DomainResources;
  /** Ends the connections to the database; whoever uses the resources must have ended before. */
  close(): Promise<void>;
}

/**
 * Opens what the domain stands on, as the configuration says: the database, the keys, the law, files and mail.
 *
 * @throws Error when the database does not answer, its role is not safe, or the law does not load
 */
export async function openResources(config: Config, log: Log): Promise<OpenResources> {
  const source = createDataSource({ url: config.database.url, poolSize: config.database.poolSize });
  await source.initialize();
  await refusePrivilegedRole(source);
  return {
    resources: {
      database: new Database(source),
      vault: new Vault(config.masterKey),
      clock: new Clock(),
      sessions: new SessionSettings(config.accessTokenMinutes, config.refreshTokenDays),
      law: new LawBook(loadLaw(LAW)),
      library: new LawLibrary(LAW),
      files: new FileStore(config.varDir),
      forms: new FormsFolder(`${LAW}/forms`),
      mailer: new Mailer({ smtpUrl: config.mail.smtpUrl, varDir: config.varDir }),
      messages: new MessageSettings(config.mail.from, config.http.publicUrl),
      jobWatch: new JobWatch(config.database.url, log),
    },
    close: () => source.destroy(),
  };
}
