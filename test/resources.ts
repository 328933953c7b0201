import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionSettings } from '#domain/access/access-tokens.js';
import { FormsFolder } from '#domain/documents/packets.service.js';
import type { DomainResources } from '#domain/domain.module.js';
import { MessageSettings } from '#domain/reminders/sending.js';
import { LawLibrary } from '#law/law-library.js';
import { JobWatch } from '#jobs/job-watch.js';
import { Clock } from '#platform/clock.js';
import { FileStore } from '#platform/files.js';
import { Mailer } from '#platform/mailer.js';
import type { TestDatabase } from './database.js';
import { testVault } from './factories.js';
import { quiet } from './queues.js';
import { testLaw } from './record.js';

/** What the domain stands on, for tests that run the API or the worker whole. Files and mail go to a folder of their own. */
export function testResources({ db, appUrl }: Pick<TestDatabase, 'db' | 'appUrl'>): DomainResources {
  const varDir = mkdtempSync(join(tmpdir(), 'vacatur-test-'));
  return {
    database: db,
    vault: testVault,
    clock: new Clock(),
    sessions: new SessionSettings(10, 14),
    law: testLaw,
    library: new LawLibrary(join(process.cwd(), 'law')),
    files: new FileStore(varDir),
    forms: new FormsFolder(join(process.cwd(), 'law/forms')),
    mailer: new Mailer({ smtpUrl: null, varDir }),
    messages: new MessageSettings({ name: 'Office', address: 'office@localhost' }, 'http://127.0.0.1'),
    jobWatch: new JobWatch(appUrl, quiet),
  };
}
