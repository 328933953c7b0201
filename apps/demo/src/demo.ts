import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createDataSource } from '#db/data-source.js';
import { Database } from '#db/transaction.js';
import { programActor } from '#domain/access/actor.js';
import { dateIn } from '#platform/clock.js';
import { seedOffice, type SeededOffice } from '#domain/access/seed.js';
import { Vault } from '#domain/access/vault.js';
import { ImportService } from '#domain/convictions/import/import.service.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { newKey } from '#platform/keys.js';
import { loadLaw } from '#law/load.js';
import type { Config } from '#platform/config.js';
import { casework, furnishOffice } from './casework.js';
import { OfficeClient, until } from './office-client.js';
import { sampleCaseload } from './sample-caseload.js';
import { summarise } from './summary.js';

const TIME_ZONE = 'America/New_York';
const SECONDS = 100;

export interface Printer {
  line(text: string): void;
  /** Replaces itself on a terminal; elsewhere each is a line, told sparingly. */
  progress(text: string, done: number, total: number): void;
}

/**
 * Plays a day in an office, from its files to reminders: seeds an office, imports the sample caseload, waits for the
 * law's answers, signs determinations, drafts packets, and prints what came out. May run again: it finds what it did
 * before and doubles nothing.
 *
 * @throws Error naming the first step that did not happen
 */
export async function playDemo(config: Config, print: Printer): Promise<void> {
  const source = createDataSource({ url: config.database.url, poolSize: 4 });
  await source.initialize();
  try {
    const db = new Database(source);
    const vault = new Vault(config.masterKey);
    const { office, password } = await seed(db, vault, config.varDir);
    print.line(`office "Demo Office" ${office.created ? 'created' : 'found'}; sign in with password ${password} as`);
    for (const user of office.users) print.line(`  ${user.role.padEnd(9)} ${user.email}`);

    const now = new Date();
    const files = await sampleCaseload(resolve('examples/caseload'), join(config.varDir, 'demo', 'caseload'), dateIn(TIME_ZONE, now));
    const law = new LawBook(loadLaw(resolve('law')));
    const imported = await new ImportService(db, vault, law).run(
      programActor(office.officeId),
      files,
      { source: 'caseload', dryRun: false },
      now,
      (done, total) => print.progress('importing clients', done, total),
    );
    const [problem] = imported.problems;
    if (problem) throw new Error(`import: ${problem.file} row ${problem.row ?? '?'}, ${problem.column ?? 'file'}: ${problem.why}`);
    print.line(`imported ${imported.clients.added} clients, ${imported.dockets} dockets, ${imported.charges} charges; ${imported.clients.known} clients were here already`);

    await checksDone(db, office.officeId, imported.clients.added + imported.clients.known, print);
    const signIn = async (role: string): Promise<OfficeClient> => {
      const user = office.users.find((one) => one.role === role);
      if (!user) throw new Error(`the demo office has no ${role}`);
      return OfficeClient.signIn(config.http.publicUrl, user.email, password);
    };
    await furnishOffice(await signIn('admin'));
    const desk = await signIn('attorney');
    const work = await casework(desk, print, SECONDS);
    await jobsDone(db, office.officeId, print);
    print.line('');
    print.line(await summarise(db, office.officeId, config, work));
  } finally {
    await source.destroy();
  }
}

/** One password for all of the demo's people, kept beside its data: a fixed one would be everybody's. */
async function seed(db: Database, vault: Vault, varDir: string): Promise<{ office: SeededOffice; password: string }> {
  const dir = join(varDir, 'demo');
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'password');
  await writeFile(file, newKey().toString('base64url').slice(0, 20), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const password = await readFile(file, 'utf8');
  const office = await seedOffice(db, vault, { name: 'Demo Office', timeZone: TIME_ZONE, domain: 'demo.example', password }, new Date());
  return { office, password };
}

/** Waits until the law has answered for every client, through the queue. */
async function checksDone(db: Database, officeId: string, clients: number, print: Printer): Promise<void> {
  await until('eligibility checks', SECONDS, async () => {
    const [row] = await db.inOffice({ officeId }, (tx) =>
      tx.query<{ checked: number; open: number }>(
        `SELECT (SELECT count(*)::int FROM client_standings) AS checked,
                (SELECT count(*)::int FROM jobs WHERE name = 'eligibility.check' AND status IN ('queued', 'running')) AS open`,
      ),
    );
    print.progress('asking the law', row?.checked ?? 0, clients);
    return row && row.checked >= clients && row.open === 0 ? row : null;
  });
}

/** Waits until the queue is empty, and refuses to call it a success when a job failed. */
async function jobsDone(db: Database, officeId: string, print: Printer): Promise<void> {
  await until('jobs', SECONDS, async () => {
    const [row] = await db.inOffice({ officeId }, (tx) =>
      tx.query<{ open: number; total: number; failed: string | null }>(
        `SELECT count(*) FILTER (WHERE status IN ('queued', 'running') AND run_after <= now())::int AS open, count(*)::int AS total,
                min(name || ': ' || coalesce(problem_code, '')) FILTER (WHERE status = 'failed') AS failed FROM jobs`,
      ),
    );
    if (row?.failed) throw new Error(`a job failed: ${row.failed}`);
    print.progress('finishing jobs', (row?.total ?? 0) - (row?.open ?? 0), row?.total ?? 0);
    return row?.open === 0 ? row : null;
  });
}
