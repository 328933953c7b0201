import { v7 as uuidv7 } from 'uuid';
import type { Result } from '#law/finding.js';
import { compileLaw } from '#law/law.js';
import type { Remedy } from '#law/person.js';
import { LawBook } from '#domain/convictions/law-book.js';
import type { TestDatabase } from './database.js';
import { testVault } from './factories.js';

/** Law of one jurisdiction with two offences and no provisions: enough to recognise citations by. */
export const testLaw = new LawBook(
  compileLaw({
    facts: {},
    personSchema: {},
    files: [
      {
        jurisdiction: 'NY',
        name: 'New York',
        as_of: '2026-11-21',
        codes: [{ name: 'N.Y. Penal Law', also: ['Penal Law', 'PL'], sex_work: ['230.', '240.37'] }],
        offences: [
          { citation: 'N.Y. Penal Law § 230.00', title: 'Prostitution', conduct: 'selling', grade: 'misdemeanor-B', from: null, to: null, sources: 'knowledge' },
          { citation: 'N.Y. Penal Law § 240.37', title: 'Loitering', conduct: 'loitering', grade: 'violation', from: null, to: '2021-02-02', sources: 'knowledge' },
        ],
        provisions: [],
        prosecutor_policies: [],
        reform: [],
        help: [],
        absent: [],
        sources: {},
      },
    ],
  }),
);

/** A client row with its key, for tests that are about the client's record and not about the client. */
export async function makeClient({ db }: TestDatabase, officeId: string): Promise<string> {
  const id = uuidv7();
  await db.inOffice({ officeId }, async (tx) => {
    await tx.query('INSERT INTO clients (id, office_id, identity, facts) VALUES ($1, $2, $3, $3)', [id, officeId, Buffer.alloc(0)]);
    const sealer = await testVault.newClient(tx, id);
    await tx.query('UPDATE clients SET identity = $2, facts = $3 WHERE id = $1', [
      id,
      sealer.sealJson(`clients.identity:${id}`, { birthDate: '1985-03-04' }),
      sealer.sealJson(`clients.facts:${id}`, {}),
    ]);
  });
  return id;
}

export interface Standing {
  result: Result;
  nextOn?: string | null;
  provision?: string | null;
  remedy?: Remedy | null;
}

/** What a check would leave behind for one charge, without asking the law. Returns the finding's id. */
export async function giveStanding({ db }: TestDatabase, office: { officeId: string }, chargeId: string, standing: Standing): Promise<string> {
  const { result, nextOn = null, provision = 'ny-440.10-1-i', remedy = 'vacatur' } = standing;
  const checkId = uuidv7();
  const findingId = uuidv7();
  const { officeId } = office;
  await db.inOffice({ officeId }, async (tx) => {
    const charge = 'SELECT c.client_id, d.jurisdiction, c.disposition FROM charges c JOIN dockets d ON d.id = c.docket_id WHERE c.id = $1';
    await tx.query(
      `INSERT INTO eligibility_checks (id, office_id, client_id, on_day, law_hash, facts, because, reason)
       SELECT $2, $3, x.client_id, '2026-11-21', 'test', '', '', 'asked' FROM (${charge}) x`,
      [chargeId, checkId, officeId],
    );
    await tx.query(
      `INSERT INTO findings (id, office_id, client_id, check_id, charge_id, provision, remedy, result, missing, questions, checks)
       SELECT $2, $3, x.client_id, $4, $1, $5, $6, $7, '[]', '[]', '[]' FROM (${charge}) x`,
      [chargeId, findingId, officeId, checkId, provision, remedy, result],
    );
    await tx.query(
      `INSERT INTO client_standings (client_id, office_id, check_id, checked_on, law_hash)
       SELECT x.client_id, $2, $3, '2026-11-21', 'test' FROM (${charge}) x
       ON CONFLICT (client_id) DO UPDATE SET check_id = excluded.check_id`,
      [chargeId, officeId, checkId],
    );
    await tx.query(
      `INSERT INTO charge_standings (charge_id, office_id, client_id, finding_id, result, jurisdiction, convicted, next_on)
       SELECT $1, $2, x.client_id, $3, $4, x.jurisdiction, x.disposition = 'convicted', $5 FROM (${charge}) x
       ON CONFLICT (charge_id) DO UPDATE SET finding_id = excluded.finding_id, result = excluded.result, next_on = excluded.next_on`,
      [chargeId, officeId, findingId, result, nextOn],
    );
  });
  return findingId;
}
