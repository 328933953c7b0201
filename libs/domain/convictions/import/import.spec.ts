import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, testVault, type TestOffice } from '../../../../test/factories.js';
import { testLaw } from '../../../../test/record.js';
import type { Actor } from '../../access/actor.js';
import { ImportService } from './import.service.js';

const NOW = new Date('2026-11-21T15:00:00Z');
const CLIENTS = 'client_ref,legal_name,aliases,birth_date,survivor\nC-1,Ana María Ortiz,Annie Ortiz,1990-02-28,yes\nC-2,Joy Park,,1992-02-29,\n';
const CONTACTS = 'client_ref,kind,value,safe,purposes\nC-1,email,ana@example.org,yes,reminders\n';
const CHARGES =
  'client_ref,docket_number,jurisdiction,citation,offense_date,disposition,disposition_date\n' +
  'C-1,11-1,NY,PL 230.00,2011-01-05,convicted,2011-02-01\n' +
  'C-1,11-1,NY,PL 240.37,2011-01-05,dismissed,2011-02-01\n' +
  'C-2,12-9,ZZ,Something unclear,2012-02-29,convicted,2012-03-01\n';

const files = (charges = CHARGES, clients = CLIENTS) => ({
  'clients.csv': Buffer.from(clients),
  'contacts.csv': Buffer.from(CONTACTS),
  'charges.csv': Buffer.from(charges),
});

let test: TestDatabase;
let office: TestOffice;
let actor: Actor;
let service: ImportService;
beforeAll(async () => {
  test = await createTestDatabase();
  service = new ImportService(test.db, testVault, testLaw);
});
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('paralegal');
});
afterAll(() => test.close());

const run = (options: { dryRun?: boolean; charges?: string; clients?: string } = {}) =>
  service.run(actor, files(options.charges, options.clients), { source: 'office-files', dryRun: options.dryRun ?? false }, NOW);

const count = async (table: string): Promise<number> => {
  const [row] = await test.asOwner<{ count: string }>(`SELECT count(*) FROM ${table} WHERE office_id = $1`, [office.officeId]);
  return Number(row?.count);
};

describe('an import', () => {
  it('brings clients, contact points, dockets and charges in, with audit and one check each', async () => {
    expect(await run()).toMatchObject({ clients: { added: 2, known: 0, refused: 0 }, contacts: 1, dockets: 2, charges: 3, problems: [] });
    const audited = await test.asOwner('SELECT 1 FROM audit_entries WHERE office_id = $1 AND action = $2', [office.officeId, 'client.imported']);
    expect(audited).toHaveLength(2);
    const jobs = await test.asOwner('SELECT 1 FROM jobs WHERE office_id = $1 AND name = $2', [office.officeId, 'eligibility.check']);
    expect(jobs).toHaveLength(2);
  });

  it('keeps what the source said, and a jurisdiction or citation it does not know', async () => {
    await run();
    const [row] = await test.asOwner<{ imported: unknown; recognised_as: unknown; jurisdiction: string }>(
      `SELECT c.imported, c.recognised_as, d.jurisdiction FROM charges c JOIN dockets d ON d.id = c.docket_id
       WHERE c.office_id = $1 AND d.jurisdiction = 'ZZ'`,
      [office.officeId],
    );
    expect(row).toMatchObject({ jurisdiction: 'ZZ', recognised_as: null, imported: { citation: 'Something unclear', disposition: 'convicted' } });
  });

  it('writes names, docket numbers and references nowhere in clear text', async () => {
    await run();
    const tables = await test.asOwner<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
    for (const { name } of tables) {
      const rows = await test.asOwner<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      const dump = rows.map((row) => row.text).join('\n');
      for (const secret of ['Ortiz', 'Annie', 'Joy Park', 'ana@example.org', '1990-02-28', '11-1|', 'C-1']) expect(dump).not.toContain(secret);
    }
  });

  it('doubles nothing when it runs again, also twice at once', async () => {
    await Promise.all([run(), run()]);
    expect(await run()).toMatchObject({ clients: { added: 0, known: 2 }, contacts: 0, dockets: 0, charges: 0, differing: [] });
    expect([await count('clients'), await count('contact_points'), await count('dockets'), await count('charges')]).toEqual([2, 1, 2, 3]);
  });

  it('adds what is new to a known client, overwrites nothing and says what differs', async () => {
    await run();
    const charges = `${CHARGES.replace('2011-02-01\nC-1', '2011-02-02\nC-1')}C-1,11-1,NY,PL 155.25,2011-01-05,dismissed,2011-02-01\n`;
    const report = await run({ charges });
    expect(report).toMatchObject({ clients: { added: 0, known: 2 }, dockets: 0, charges: 1 });
    expect(report.differing).toMatchObject([{ file: 'charges.csv', row: 2, column: 'disposition_date', value: '2011-02-02' }]);
    const days = await test.asOwner('SELECT 1 FROM charges WHERE office_id = $1 AND disposition_date = $2', [office.officeId, '2011-02-02']);
    expect(days).toEqual([]);
  });

  it('keeps nothing after a dry run, and tells what it would have done', async () => {
    expect(await run({ dryRun: true })).toMatchObject({ clients: { added: 2 }, dockets: 2, charges: 3 });
    expect([await count('clients'), await count('jobs'), await count('audit_entries')]).toEqual([0, 0, 0]);
  });
});

describe('a client that cannot be true', () => {
  it('is refused whole, naming the cell, while the others are imported', async () => {
    const charges = CHARGES.replace('PL 240.37,2011-01-05,dismissed,2011-02-01', 'PL 240.37,2011-01-05,dismissed,2010-02-01');
    const report = await run({ charges });
    expect(report.clients).toEqual({ added: 1, known: 0, refused: 1 });
    expect(report.problems).toMatchObject([{ file: 'charges.csv', row: 3, column: 'disposition_date', value: '2010-02-01' }]);
    expect([await count('clients'), await count('charges')]).toEqual([1, 1]);
  });

  it('names a birth day in the future', async () => {
    const report = await run({ clients: CLIENTS.replace('1990-02-28', '2090-02-28') });
    expect(report.problems[0]).toMatchObject({ file: 'clients.csv', row: 2, column: 'birth_date', value: '2090-02-28' });
  });
});

it('is refused to a role that may not write clients', async () => {
  await expect(service.run(await office.as('grants'), files(), { source: 'x', dryRun: false }, NOW)).rejects.toMatchObject({ code: 'role-forbids' });
});
