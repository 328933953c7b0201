import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../test/database.js';
import { makeOffice } from '../test/factories.js';
import { stretches, stretchQuery, type ConvictionFilter, type ConvictionSort } from '#domain/convictions/conviction-list.js';

/**
 * Plans of GET /convictions over one office's caseload of 100,000 charges (and nine smaller offices beside it): each
 * stretch of each order, with the filters people use, first page and a page from the middle. Prints time, rows read
 * and the indexes of each plan. Run by hand with TEST_PG_URL: node dist/bench/convictions-plan.js
 */
const CHARGES = Number(process.argv[2] ?? 100_000);
const test = await createTestDatabase();
const office = await makeOffice(test);
const others = await Promise.all(Array.from({ length: 9 }, () => makeOffice(test)));

async function fill(officeId: string, count: number): Promise<void> {
  const clients = Math.max(1, Math.floor(count / 4));
  const check = uuidv7();
  await test.asOwner('ALTER TABLE charges DISABLE ROW LEVEL SECURITY');
  await test.asOwner(
    `INSERT INTO clients (id, office_id, identity, facts) SELECT md5($1 || 'client' || n)::uuid, $1::uuid, '', '' FROM generate_series(1, $2) n`,
    [officeId, clients],
  );
  await test.asOwner(
    `INSERT INTO eligibility_checks (id, office_id, client_id, on_day, law_hash, facts, because, reason)
     SELECT $2::uuid, $1::uuid, id, '2026-11-21', 'bench', '', '', 'asked' FROM clients WHERE office_id = $1::uuid LIMIT 1`,
    [officeId, check],
  );
  await test.asOwner(
    `INSERT INTO dockets (id, office_id, client_id, jurisdiction, source)
     SELECT md5($1 || 'docket' || n)::uuid, $1::uuid, md5($1 || 'client' || (1 + n % $3))::uuid, (ARRAY['NY', 'CA', 'FL', 'TX', 'IL', 'OR', 'NC', 'US'])[1 + (hashtext('j' || n) & 7)], 'bench'
     FROM generate_series(1, $2) n`,
    [officeId, count, clients],
  );
  await test.asOwner(
    `INSERT INTO charges (id, office_id, client_id, docket_id, count_number, citation, disposition, disposition_date, source)
     SELECT md5($1 || 'charge' || n)::uuid, $1::uuid, md5($1 || 'client' || (1 + n % $3))::uuid, md5($1 || 'docket' || n)::uuid, 1, 'PL 230.00',
       CASE WHEN (hashtext('d' || n) & 1023) < 700 THEN 'convicted' ELSE 'dismissed' END, CASE WHEN (hashtext('x' || n) & 15) > 0 THEN date '1995-01-01' + (hashtext('y' || n) & 8191) END, 'bench'
     FROM generate_series(1, $2) n`,
    [officeId, count, clients],
  );
  await test.asOwner(
    `INSERT INTO findings (id, office_id, client_id, check_id, charge_id, provision, remedy, result, missing, questions, checks)
     SELECT md5($1 || 'finding' || n)::uuid, $1::uuid, md5($1 || 'client' || (1 + n % $3))::uuid, $4::uuid, md5($1 || 'charge' || n)::uuid,
       'provision-' || (hashtext('p' || n) & 31), (ARRAY['vacatur', 'sealing', 'expungement', 'dismissal'])[1 + (hashtext('r' || n) & 3)],
       (ARRAY['eligible', 'automatic', 'not-yet', 'not-eligible', 'needs-facts', 'attorney-decides'])[1 + (hashtext('q' || n) & 1023) % 6], '[]', '[]', '[]'
     FROM generate_series(1, $2) n WHERE n % 50 > 0`,
    [officeId, count, clients, check],
  );
  await test.asOwner(
    `INSERT INTO charge_standings (charge_id, office_id, client_id, finding_id, result, jurisdiction, convicted, next_on)
     SELECT c.id, c.office_id, c.client_id, f.id, f.result, d.jurisdiction, c.disposition = 'convicted',
       CASE f.result WHEN 'not-yet' THEN date '2026-11-22' + (hashtext(c.id::text) & 2047) WHEN 'eligible' THEN
         CASE WHEN hashtext(c.id::text) % 2 = 0 THEN date '2026-12-01' + (hashtext(c.id::text) & 255) END END
     FROM charges c JOIN findings f ON f.charge_id = c.id JOIN dockets d ON d.id = c.docket_id WHERE c.office_id = $1::uuid`,
    [officeId],
  );
  await test.asOwner('ALTER TABLE charges ENABLE ROW LEVEL SECURITY');
}

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

function nodes(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}

const FILTERS: readonly [string, ConvictionFilter][] = [
  ['no filter', {}],
  ['jurisdiction', { jurisdiction: 'OR' }],
  ['result', { result: 'eligible' }],
  ['next 60 days', { nextFrom: '2026-11-21', nextTo: '2027-01-20' }],
  ['provision', { provision: 'provision-7' }],
  ['remedy and jurisdiction', { remedy: 'sealing', jurisdiction: 'CA' }],
];

try {
  for (const { officeId } of others) await fill(officeId, Math.floor(CHARGES / 20));
  await fill(office.officeId, CHARGES);
  await test.asOwner('ANALYZE');
  console.log(`${CHARGES} charges in the office, ${Math.floor(CHARGES / 20)} in each of nine others; page of 50\n`);
  for (const sort of ['next', 'disposition', 'result'] as const satisfies readonly ConvictionSort[]) {
    for (const [name, filter] of FILTERS) {
      for (const [index, stretch] of stretches(sort, filter).entries()) {
        for (const after of [null, { day: '2027-06-01', id: '80000000-0000-0000-0000-000000000000' }]) {
          const { sql, values } = stretchQuery(stretch, filter, 51, after && { ...after, day: stretch.day ? (sort === 'disposition' ? '2010-06-01' : after.day) : null });
          const { plan, ms } = await test.db.inOffice(office, async (tx) => {
            const [row] = await tx.query<{ 'QUERY PLAN': [{ Plan: Plan; 'Execution Time': number; 'Planning Time': number }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values);
            if (!row) throw new Error('no plan');
            const [{ Plan: top, 'Execution Time': run, 'Planning Time': planning }] = row['QUERY PLAN'];
            return { plan: top, ms: run + planning };
          });
          const all = nodes(plan);
          const read = all.filter((node) => !node.Plans).reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0);
          const sorts = all.some((node) => node['Node Type'].includes('Sort')) ? ' SORT' : '';
          const scans = all.some((node) => node['Node Type'] === 'Seq Scan') ? ' SEQ-SCAN' : '';
          const indexes = [...new Set(all.flatMap((node) => node['Index Name'] ?? []))].join(', ');
          console.log(`${sort} #${index} ${name}${after ? ', middle' : ''}: ${ms.toFixed(1)} ms, ${plan['Actual Rows']} rows of ${read} read${sorts}${scans} (${indexes})`);
        }
      }
    }
  }
} finally {
  await test.close();
}
