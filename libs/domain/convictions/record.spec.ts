import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { makeClient, testLaw } from '../../../test/record.js';
import type { Actor } from '../access/actor.js';
import { ChargesService } from './charges.service.js';
import { DocketsService } from './dockets.service.js';
import type { NewDocket } from './docket-writer.js';
import { RecordService } from './record.service.js';

const NOW = new Date('2026-11-21T15:00:00Z');
const NOTE = { source: 'certificate of disposition', reason: 'the rap sheet had the day of arrest' };
const DOCKET: NewDocket = {
  jurisdiction: 'NY',
  county: 'Kings',
  court: 'Criminal Court of the City of New York',
  number: '2012KN-001234',
  arrest: 'K12600001',
  source: 'rap sheet',
  charges: [
    {
      count: null,
      facts: { citation: 'PL 230.00', grade: 'misdemeanor-B', offenceDate: '2012-05-02', disposition: 'convicted', dispositionDate: '2012-06-10', fineUsd: 250.5, facts: { pleaBargain: true } },
    },
    { count: null, facts: { citation: 'Code of Atlantis 7', disposition: 'dismissed' } },
  ],
};

let test: TestDatabase;
let records: RecordService;
let dockets: DocketsService;
let charges: ChargesService;
let office: TestOffice;
let actor: Actor;
let clientId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  records = new RecordService(test.db, testVault, testLaw);
  dockets = new DocketsService(test.db, testVault, testLaw);
  charges = new ChargesService(test.db, testVault, testLaw);
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('paralegal');
  clientId = await makeClient(test, office.officeId);
});

const actions = async (): Promise<string[]> =>
  (await test.asOwner<{ action: string }>('SELECT action FROM audit_entries WHERE client_id = $1 ORDER BY id', [clientId])).map((row) => row.action);
const checks = async (): Promise<number> => (await test.asOwner('SELECT 1 FROM jobs WHERE office_id = $1', [office.officeId])).length;

describe('a docket entered with its charges', () => {
  it('is read back whole, with what was recognised and what was not', async () => {
    const made = await dockets.create(actor, clientId, DOCKET, NOW);
    const record = await records.read(actor, clientId);
    expect(record.dockets).toEqual([made]);
    expect(made).toMatchObject({ jurisdiction: 'NY', jurisdictionRecognised: true, number: '2012KN-001234', arrest: 'K12600001', imported: null, version: 1 });
    expect(made.charges).toMatchObject([
      { count: 1, citation: 'PL 230.00', recognisedAs: 'N.Y. Penal Law § 230.00', readings: ['N.Y. Penal Law § 230.00 (Prostitution)'], conviction: true, fineUsd: 250.5, jailDays: null, facts: { pleaBargain: true } },
      { count: 2, citation: 'Code of Atlantis 7', recognisedAs: null, readings: [], conviction: false, source: 'rap sheet', corrections: [] },
    ]);
    expect(await actions()).toEqual(['docket.created', 'record.read']);
    expect(await checks()).toBe(1);
  });

  it('leaves its number nowhere in the clear', async () => {
    const { id } = await dockets.create(actor, clientId, DOCKET, NOW);
    const [row] = await test.asOwner<{ text: string }>('SELECT d::text AS text FROM dockets d WHERE id = $1', [id]);
    expect(row?.text).not.toContain('001234');
    expect(row?.text).not.toContain(Buffer.from('001234').toString('hex'));
  });

  it('shows every reading of a citation or title that can mean several offences, and is recognised as none of them', async () => {
    const typed = [{ citation: 'Attempted PL 230.00' }, { citation: 'PL 230.00/240.37' }, { title: 'LOITERING' }].map((facts) => ({ count: null, facts }));
    const made = await dockets.create(actor, clientId, { ...DOCKET, charges: typed }, NOW);
    expect(made.charges.map((charge) => [charge.recognisedAs, charge.readings.length])).toEqual([[null, 2], [null, 2], ['N.Y. Penal Law § 240.37', 1]]);
    expect(made.charges[1]?.readings).toEqual(['N.Y. Penal Law § 230.00 (Prostitution)', 'N.Y. Penal Law § 240.37 (Loitering)']);
    const [attempt] = made.charges;
    const corrected = await charges.correct(actor, attempt!.id, 1, { citation: '230.00 PL' }, NOTE, NOW);
    expect(corrected).toMatchObject({ recognisedAs: 'N.Y. Penal Law § 230.00', readings: ['N.Y. Penal Law § 230.00 (Prostitution)'] });
  });

  it('of an unknown jurisdiction is kept and not recognised', async () => {
    const made = await dockets.create(actor, clientId, { ...DOCKET, jurisdiction: 'Guam' }, NOW);
    expect(made.jurisdictionRecognised).toBe(false);
    expect(made.charges[0]?.recognisedAs).toBeNull();
  });

  it('is refused whole when one of its charges cannot be', async () => {
    const charge = { count: null, facts: { offenceDate: '2012-05-02', dispositionDate: '2012-05-01' } };
    await expect(dockets.create(actor, clientId, { ...DOCKET, charges: [...DOCKET.charges, charge] }, NOW)).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ field: 'charges[2].dispositionDate' }],
    });
    expect(await test.asOwner('SELECT 1 FROM dockets WHERE client_id = $1', [clientId])).toEqual([]);
    expect(await checks()).toBe(0);
  });

  it('is refused when it speaks of a time before the client was born, without telling when that was', async () => {
    const unborn = { count: null, facts: { offenceDate: '1985-03-03' } };
    const refused = dockets.create(actor, clientId, { ...DOCKET, charges: [unborn] }, NOW);
    await expect(refused).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'charges[0].offenceDate' }] });
    await refused.catch((error: unknown) => expect(JSON.stringify(error)).not.toContain('1985-03-04'));
    const { id } = await dockets.create(actor, clientId, { ...DOCKET, charges: [] }, NOW);
    await expect(charges.add(actor, id, unborn, NOW)).rejects.toMatchObject({ fields: [{ field: 'offenceDate' }] });
  });

  it('takes codes among the rarer facts, and no sentences: they are not sealed', async () => {
    const told = { count: null, facts: { facts: { transaction: 'her sister said so' } } };
    await expect(dockets.create(actor, clientId, { ...DOCKET, charges: [told] }, NOW)).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ field: 'charges[0].facts.transaction' }],
    });
    const coded = { count: null, facts: { facts: { transaction: '2012-t1' } } };
    const made = await dockets.create(actor, clientId, { ...DOCKET, charges: [coded] }, NOW);
    expect(made.charges[0]?.facts).toEqual({ transaction: '2012-t1' });
  });

  it('leaves nothing behind when the database refuses its last charge', async () => {
    const charges = [...DOCKET.charges, { count: null, facts: { citation: 'no \u0000 in text' } }];
    await expect(dockets.create(actor, clientId, { ...DOCKET, charges }, NOW)).rejects.toThrow();
    expect(await test.asOwner('SELECT 1 FROM dockets WHERE client_id = $1', [clientId])).toEqual([]);
    expect([await actions(), await checks()]).toEqual([[], 0]);
  });

  it('is out of reach for another office and for roles without records', async () => {
    const { id, charges: [charge] } = await dockets.create(actor, clientId, DOCKET, NOW);
    const stranger = await (await makeOffice(test)).as('attorney');
    const grants = await office.as('grants');
    const chargeId = String(charge?.id);
    for (const attempt of [
      (who: Actor) => records.read(who, clientId),
      (who: Actor) => dockets.create(who, clientId, DOCKET, NOW),
      (who: Actor) => dockets.read(who, id),
      (who: Actor) => dockets.correct(who, id, 1, { county: 'Queens' }, NOTE, NOW),
      (who: Actor) => dockets.strike(who, id, 1, NOW),
      (who: Actor) => charges.add(who, id, { count: null, facts: {} }, NOW),
      (who: Actor) => charges.read(who, chargeId),
      (who: Actor) => charges.correct(who, chargeId, 1, { violent: true }, NOTE, NOW),
      (who: Actor) => charges.strike(who, chargeId, 1, NOW),
    ]) {
      await expect(attempt(stranger)).rejects.toMatchObject({ code: 'not-found' });
      await expect(attempt(grants)).rejects.toMatchObject({ code: 'role-forbids' });
    }
    expect((await dockets.read(actor, id)).version).toBe(1);
  });
});

describe('a charge', () => {
  const first = async (): Promise<{ docketId: string; id: string }> => {
    const { id: docketId, charges: [charge] } = await dockets.create(actor, clientId, DOCKET, NOW);
    return { docketId, id: String(charge?.id) };
  };

  it('added alone gets the next count, also when several are added at once', async () => {
    const { docketId } = await first();
    const added = await Promise.all([1, 2, 3, 4].map(() => charges.add(actor, docketId, { count: null, facts: { citation: 'PL 240.37' } }, NOW)));
    expect(added.map((charge) => charge.count).sort()).toEqual([3, 4, 5, 6]);
    expect(added[0]).toMatchObject({ recognisedAs: 'N.Y. Penal Law § 240.37', version: 1, source: 'rap sheet' });
    await expect(charges.add(actor, docketId, { count: 3, facts: {} }, NOW)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is corrected field by field; what was, what it becomes and why are kept', async () => {
    const { id } = await first();
    const after = await charges.correct(actor, id, 1, { dispositionDate: '2012-06-11', fineUsd: 250.5, moneyOwed: 0, facts: { pleaBargain: null, jailedBeforeTrial: true } }, NOTE, NOW);
    expect(after).toMatchObject({ dispositionDate: '2012-06-11', moneyOwed: 0, facts: { jailedBeforeTrial: true }, version: 2, imported: null });
    expect(after.corrections).toMatchObject([
      { field: 'dispositionDate', was: '2012-06-10', becomes: '2012-06-11', ...NOTE, madeBy: actor.userId },
      { field: 'moneyOwed', was: null, becomes: 0 },
      { field: 'facts', was: { pleaBargain: true }, becomes: { jailedBeforeTrial: true } },
    ]);
    const [row] = await test.asOwner<{ reason: Buffer }>('SELECT reason FROM charge_corrections WHERE charge_id = $1 LIMIT 1', [id]);
    expect(row?.reason.includes('rap sheet')).toBe(false);
    expect(await actions()).toEqual(['docket.created', 'charge.corrected']);
  });

  it('keeps what was imported through every correction', async () => {
    const { id } = await first();
    await test.asOwner(`UPDATE charges SET imported = '{"dispositionDate": "2012-06-10"}' WHERE id = $1`, [id]);
    await charges.correct(actor, id, 1, { dispositionDate: '2012-06-11' }, NOTE, NOW);
    expect(await charges.correct(actor, id, 2, { dispositionDate: '2012-06-12' }, NOTE, NOW)).toMatchObject({
      dispositionDate: '2012-06-12',
      imported: { dispositionDate: '2012-06-10' },
      corrections: [{ becomes: '2012-06-11' }, { was: '2012-06-11', becomes: '2012-06-12' }],
    });
  });

  it('is recognised anew when its citation or its jurisdiction changes', async () => {
    const { id, docketId } = await first();
    expect(await charges.correct(actor, id, 1, { citation: 'Penal Law section 240.37' }, NOTE, NOW)).toMatchObject({ recognisedAs: 'N.Y. Penal Law § 240.37' });
    const moved = await dockets.correct(actor, docketId, 1, { jurisdiction: 'NJ', number: '77' }, NOTE, NOW);
    expect(moved).toMatchObject({ jurisdiction: 'NJ', number: '77', version: 2, charges: [{ recognisedAs: null }, {}] });
    expect(moved.corrections).toMatchObject([{ field: 'jurisdiction', was: 'NY', becomes: 'NJ' }, { field: 'number', was: '2012KN-001234', becomes: '77' }]);
  });

  it('is changed by one of two people at a time', async () => {
    const { id } = await first();
    const outcomes = await Promise.allSettled(['felony', 'violation'].map((grade) => charges.correct(actor, id, 1, { grade }, NOTE, NOW)));
    expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(charges.correct(actor, id, 1, { grade: 'felony' }, NOTE, NOW)).rejects.toMatchObject({ code: 'stale' });
  });

  it('stays as it was when the correction makes it impossible, or changes nothing', async () => {
    const { id } = await first();
    await expect(charges.correct(actor, id, 1, { offenceDate: '2012-06-11' }, NOTE, NOW)).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'dispositionDate' }] });
    expect(await charges.correct(actor, id, 1, { offenceDate: '2012-05-02' }, NOTE, NOW)).toMatchObject({ version: 1, corrections: [] });
    expect(await actions()).toEqual(['docket.created', 'charge.read']);
  });

  it('struck leaves the record and frees its count', async () => {
    const { id, docketId } = await first();
    await charges.strike(actor, id, 1, NOW);
    await expect(charges.read(actor, id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(charges.strike(actor, id, 2, NOW)).rejects.toMatchObject({ code: 'not-found' });
    expect((await dockets.read(actor, docketId)).charges.map((charge) => charge.count)).toEqual([2]);
    expect(await charges.add(actor, docketId, { count: 1, facts: {} }, NOW)).toMatchObject({ count: 1 });
  });
});

it('a struck docket leaves the record with its charges', async () => {
  const { id } = await dockets.create(actor, clientId, DOCKET, NOW);
  await expect(dockets.strike(actor, id, 2, NOW)).rejects.toMatchObject({ code: 'stale' });
  await dockets.strike(actor, id, 1, NOW);
  expect((await records.read(actor, clientId)).dockets).toEqual([]);
  expect(await test.asOwner('SELECT 1 FROM charges WHERE docket_id = $1 AND struck_at IS NULL', [id])).toEqual([]);
});

it("a destroyed key closes the record's text for good", async () => {
  await dockets.create(actor, clientId, DOCKET, NOW);
  await test.db.inOffice(office, (tx) => testVault.destroyClient(tx, clientId, NOW));
  await expect(records.read(actor, clientId)).rejects.toMatchObject({ code: 'destroyed' });
});
