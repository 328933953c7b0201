import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { giveStanding, makeClient, testLaw, type Standing } from '../../../test/record.js';
import type { Actor } from '../access/actor.js';
import { ChargesService } from './charges.service.js';
import type { ChargeFacts } from './charge-facts.js';
import { CONVICTION_SORTS, type ConvictionFilter, type ConvictionSort } from './conviction-list.js';
import { ConvictionsService } from './convictions.service.js';
import { DocketsService } from './dockets.service.js';

const NOW = new Date('2026-11-21T15:00:00Z');

let test: TestDatabase;
let service: ConvictionsService;
let office: TestOffice;
let actor: Actor;
/** Title of each charge by its id: what the expectations below speak of. */
const titles = new Map<string, string>();

async function enter(clientId: string, jurisdiction: string, rows: readonly (Partial<ChargeFacts> & { title: string; standing?: Standing })[]): Promise<void> {
  const dockets = new DocketsService(test.db, testVault, testLaw);
  const charges = rows.map(({ title, disposition = 'convicted', dispositionDate = null }) => ({ count: null, facts: { title, disposition, dispositionDate } }));
  const docket = await dockets.create(actor, clientId, { jurisdiction, county: null, court: null, number: null, arrest: null, source: 'test', charges }, NOW);
  for (const [index, row] of rows.entries()) {
    const id = String(docket.charges[index]?.id);
    titles.set(id, row.title);
    if (row.standing) await giveStanding(test, office, id, row.standing);
  }
}

async function all(filter: ConvictionFilter, sort: ConvictionSort, limit = 200): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await service.list(actor, filter, sort, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    seen.push(...page.items.map((item) => titles.get(item.chargeId) ?? ''));
    if (page.next === null) return seen;
    cursor = page.next;
  }
}

let clientId: string;
beforeAll(async () => {
  test = await createTestDatabase();
  service = new ConvictionsService(test.db, testLaw);
  office = await makeOffice(test);
  actor = await office.as('attorney');
  clientId = await makeClient(test, office.officeId);
  await enter(clientId, 'NY', [
    { title: 'open', dispositionDate: '2012-01-01', standing: { result: 'eligible' } },
    { title: 'closing', dispositionDate: '2014-01-01', standing: { result: 'eligible', nextOn: '2026-12-01' } },
    { title: 'soon', dispositionDate: null, standing: { result: 'not-yet', nextOn: '2026-11-28' } },
    { title: 'never', dispositionDate: '2013-01-01', standing: { result: 'not-eligible' } },
    { title: 'unchecked', dispositionDate: '2015-01-01' },
    { title: 'dismissed', disposition: 'dismissed', standing: { result: 'eligible', nextOn: '2026-11-22' } },
  ]);
  await enter(await makeClient(test, office.officeId), 'CA', [
    { title: 'same day', dispositionDate: '2014-01-01', standing: { result: 'not-yet', nextOn: '2026-11-28', provision: 'ca-1203.4', remedy: 'dismissal' } },
    { title: 'asks', dispositionDate: null, standing: { result: 'needs-facts' } },
  ]);
});
afterAll(() => test.close());

describe('convictions across the caseload', () => {
  const orders: readonly [ConvictionSort, string[]][] = [
    ['next', ['soon', 'same day', 'closing', 'open', 'never', 'unchecked', 'asks']],
    ['disposition', ['unchecked', 'same day', 'closing', 'never', 'open', 'soon', 'asks']],
    ['result', ['closing', 'open', 'asks', 'soon', 'same day', 'never', 'unchecked']],
  ];
  it.each(orders)('by %s come in order, whatever the size of the page', async (sort, expected) => {
    for (const limit of [1, 2, 3, 7, 200]) expect(await all({}, sort, limit)).toEqual(expected);
  });

  it.each<[string, ConvictionFilter, string[]]>([
    ['jurisdiction', { jurisdiction: 'CA' }, ['same day', 'asks']],
    ['result', { result: 'eligible' }, ['closing', 'open']],
    ['first day, itself included', { nextFrom: '2026-12-01' }, ['closing']],
    ['last day, itself included', { nextTo: '2026-11-28' }, ['soon', 'same day']],
    ['remedy', { remedy: 'dismissal' }, ['same day']],
    ['provision', { provision: 'ca-1203.4' }, ['same day']],
    ['several at once', { jurisdiction: 'NY', result: 'not-yet' }, ['soon']],
  ])('are filtered by %s in every order', async (_, filter, expected) => {
    for (const sort of CONVICTION_SORTS) expect((await all(filter, sort, 1)).sort()).toEqual([...expected].sort());
  });

  it('of one client only', async () => {
    expect(await all({ clientId }, 'next')).toEqual(['soon', 'closing', 'open', 'never', 'unchecked']);
  });

  it('are those of the own office, for those who may read records', async () => {
    const stranger = await (await makeOffice(test)).as('attorney');
    expect(await service.list(stranger, {}, 'next', { limit: 10, cursor: null })).toEqual({ items: [], next: null });
    await expect(service.list(await office.as('grants'), {}, 'next', { limit: 10, cursor: null })).rejects.toMatchObject({ code: 'role-forbids' });
  });

  it('refuse a cursor of another order, or one that was made up', async () => {
    const { next } = await service.list(actor, {}, 'next', { limit: 1, cursor: null });
    for (const cursor of [next, 'W10', Buffer.from('["convictions-result","99",null,"019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f"]').toString('base64url')]) {
      await expect(service.list(actor, {}, 'result', { limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  it('forget a charge that was struck, and one that is no conviction any more', async () => {
    const charges = new ChargesService(test.db, testVault, testLaw);
    const [id] = [...titles].find(([, title]) => title === 'never') ?? [];
    await charges.correct(actor, String(id), 1, { disposition: 'vacated' }, { source: 'order', reason: null }, NOW);
    expect(await all({ clientId }, 'disposition')).not.toContain('never');
  });

  it('leave one line in the audit trail per page', async () => {
    await service.list(actor, { jurisdiction: 'CA' }, 'next', { limit: 10, cursor: null });
    const [entry] = await test.asOwner<{ action: string; detail: { charges: string[] } }>('SELECT action, detail FROM audit_entries WHERE office_id = $1 ORDER BY id DESC LIMIT 1', [office.officeId]);
    expect(entry).toMatchObject({ action: 'convictions.listed' });
    expect(entry?.detail.charges).toHaveLength(2);
  });
});
