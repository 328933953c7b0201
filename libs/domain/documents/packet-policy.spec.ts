import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyFinding } from '#law/judge-policies.js';
import { LawLibrary } from '#law/law-library.js';
import { FileStore } from '#platform/files.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION } from '../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { FORMS, samplePacket } from '../../../test/sample-packet.js';
import { jobActor, type Actor } from '../access/actor.js';
import { CasesService } from '../cases/cases.service.js';
import type { ChargeFacts } from '../convictions/charge-facts.js';
import { DeterminationsService } from '../eligibility/determinations.service.js';
import { PoliciesService, type NewPolicy } from '../eligibility/policies.service.js';
import { DocumentsService } from './documents.service.js';
import { uncontested } from './packet-policy.js';
import { renderPacket } from './packet-paper.js';
import { FormsFolder, PacketsService } from './packets.service.js';
import { pdfText } from './read-back.js';

const law = lawOfTests();
const EXCHANGE: Partial<ChargeFacts> = { ...OLD_CONVICTION, traffickingNexus: false, facts: { consensual: true, otherPartyAge: 40, thirdPartyInvolved: false, violenceUsed: false } };
const SECOND: Partial<ChargeFacts> = { ...EXCHANGE, offenceDate: '2012-05-09' };
const KINGS: NewPolicy = {
  template: 'model',
  clauses: undefined,
  jurisdiction: 'NY',
  counties: ['Kings'],
  prosecutor: 'Kings County District Attorney',
  title: 'Directive 2026-01',
  since: '2026-01-05',
  until: null,
  sources: [{ title: 'Press release', url: null, date: null }],
  confidence: 'medium',
  check: ['whether it still stands'],
  note: null,
  replaces: null,
};

let test: TestDatabase;
let office: TestOffice;
let actor: Actor & { userId: string };
let folder: string;
let policies: PoliciesService;

beforeAll(async () => {
  test = await createTestDatabase();
  policies = new PoliciesService(test.db, law, new LawLibrary('law'));
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('attorney');
  folder = await mkdtemp(join(tmpdir(), 'packets-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Draws up the papers for all charges of a record; the text of the notice and the petition, and what has to be verified. */
async function drafted(charges: Partial<ChargeFacts>[] = [EXCHANGE, SECOND]): Promise<{ petition: string; notice: string; checks: string[] }> {
  const { clientId, chargeIds } = await makeRecord(test, actor, law, { facts: { pendingCharges: false }, charges });
  const { id: caseId } = await new CasesService(test.db, testVault).create(actor, { clientId, chargeIds, members: [], description: null }, NOW);
  for (const finding of await checked(test, actor, law, clientId)) {
    if (finding.provision === 't-wait') await new DeterminationsService(test.db, testVault).make(actor, finding.id, { decision: 'confirmed', answers: [], statements: [], reasons: null }, NOW);
  }
  const packets = new PacketsService(test.db, testVault, law, new FileStore(folder), new FormsFolder(FORMS));
  const setting = { court: { name: null, county: null, division: null }, served: [], hearing: null, initials: null };
  const { id: packetId } = await packets.create(actor, caseId, { provision: 't-wait', chargeIds, setting }, NOW);
  await packets.render(jobActor(office.officeId, actor.userId), { packetId }, NOW);
  const packet = await packets.read(actor, packetId);
  expect(packet).toMatchObject({ status: 'rendered', problemCode: null });
  const open = async (kind: string): Promise<string> => {
    const { id } = packet.documents.find((each) => each.kind === kind && each.format === 'pdf')!;
    return (await pdfText((await new DocumentsService(test.db, testVault, new FileStore(folder)).open(actor, id)).bytes)).replace(/\s+/g, ' ');
  };
  return { petition: await open('petition'), notice: await open('notice'), checks: packet.checks };
}

describe('a petition that a policy does not contest', () => {
  it('says so with the policy’s name, day and clause, and tells the office that no opposition is expected', async () => {
    await policies.record(actor, KINGS, NOW);
    const { petition, notice, checks } = await drafted();
    expect(petition).toMatch(/The Kings County District Attorney has had a policy in force since January 5, 2026, [“"]Directive 2026-01[”"]\. Its clause 6 says in substance: The office does not contest a request to expunge, seal/);
    expect(petition).toMatch(/therefore expects no opposition\. The policy does not bind this Court, and by its clause 7 it gives no enforceable right\./);
    expect(notice).toMatch(/By clause 6 of the policy of the Kings County District Attorney, in force since January 5, 2026, that office does not contest requests of this kind/);
    expect(checks).toEqual(expect.arrayContaining([expect.stringContaining('No opposition is expected: clause 6 of the policy of the Kings County District Attorney'), 'whether it still stands']));
  });

  it.each<[string, (() => Promise<unknown>) | null, Partial<ChargeFacts>[]]>([
    ['nobody recorded one', null, [EXCHANGE]],
    ['it takes force tomorrow', () => policies.record(actor, { ...KINGS, since: '2026-11-22' }, NOW), [EXCHANGE]],
    ['it ended today', () => policies.record(actor, { ...KINGS, until: '2026-11-21' }, NOW), [EXCHANGE]],
    ['it is of another county', () => policies.record(actor, { ...KINGS, counties: ['Queens'] }, NOW), [EXCHANGE]],
    ['it is hearsay', () => policies.record(actor, { ...KINGS, confidence: 'low' }, NOW), [EXCHANGE]],
    ['consent is not known of one of two charges', () => policies.record(actor, KINGS, NOW), [EXCHANGE, { ...SECOND, facts: { otherPartyAge: 40, thirdPartyInvolved: false, violenceUsed: false } }]],
    ['one of two charges is of something else', () => policies.record(actor, KINGS, NOW), [EXCHANGE, { ...SECOND, citation: 'PL 155.25', title: 'Petit larceny', conduct: 'other' }]],
    ['the client was trafficked', () => policies.record(actor, KINGS, NOW), [{ ...EXCHANGE, traffickingNexus: true }]],
    ['another office recorded it', async () => policies.record(await (await makeOffice(test)).as('attorney'), KINGS, NOW), [EXCHANGE]],
    ['it was withdrawn', async () => policies.withdraw(actor, (await policies.record(actor, KINGS, NOW)).id, 1, null, NOW), [EXCHANGE]],
    ['the office departs from it here', () => policies.record(actor, KINGS, NOW), [{ ...EXCHANGE, facts: { ...EXCHANGE.facts, policyDeviationApproved: true } }]],
  ])('says nothing of a policy when %s', async (_, prepare, charges) => {
    await prepare?.();
    const { petition, notice, checks } = await drafted(charges);
    expect([petition, notice, checks.join('\n')].filter((text) => /policy|opposition/i.test(text))).toEqual([]);
  });

  it('reads in the general form as in a state’s own', async () => {
    const policy = { prosecutor: 'State’s Attorney', title: null, since: '2024-02-29', clause: 'II.A', text: 'The office does not contest vacatur.', noRightClause: null, check: [] };
    const papers = await renderPacket(samplePacket({ court: { jurisdiction: 'MT', jurisdictionName: 'Montana' }, policy }), FORMS);
    const petition = papers.find((paper) => paper.kind === 'petition')!;
    const text = (await pdfText(petition.pdf)).replace(/\s+/g, ' ');
    expect(text).toMatch(/has had a policy in force since February 29, 2024\. Its clause II\.A says in substance: The office does not contest vacatur\. /);
    expect(text).toMatch(/expects no opposition\. The policy does not bind this Court\./);
    expect(petition.text).not.toContain('enforceable right');
  });
});

describe('uncontested', () => {
  const word = { policy: 'p', prosecutor: 'DA', title: null, since: '2026-01-05', says: 'not-contested', clause: '6', text: 'No.', confidence: 'high', check: [] } as unknown as PolicyFinding;
  it.each<[string, (PolicyFinding | null)[], boolean]>([
    ['one clause for every charge', [word, word], true],
    ['no charge', [], false],
    ['no word on one of them', [word, null], false],
    ['no word on the first', [null, word], false],
    ['contested for one', [word, { ...word, says: 'contested' }], false],
    ['open for one', [word, { ...word, says: 'unknown' }], false],
    ['two clauses', [word, { ...word, clause: '7' }], false],
    ['two policies', [word, { ...word, policy: 'q' }], false],
    ['its first day not known', [{ ...word, since: null }], false],
    ['low confidence', [{ ...word, confidence: 'low' }], false],
  ])('%s', (_, words, found) => expect(uncontested(words) !== null).toBe(found));
});
