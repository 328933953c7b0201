import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LawLibrary } from '#law/law-library.js';
import { FileStore } from '#platform/files.js';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';
import { checked, lawOfTests, makeRecord, NOW, OLD_CONVICTION, QUESTION } from '../../../test/eligibility.js';
import { makeOffice, testVault, type TestOffice } from '../../../test/factories.js';
import { FORMS } from '../../../test/sample-packet.js';
import { withoutIds } from '../../../test/without-ids.js';
import { jobActor, type Actor } from '../access/actor.js';
import { CasesService } from '../cases/cases.service.js';
import { ChargesService } from '../convictions/charges.service.js';
import { LawBook } from '../convictions/law-book.js';
import { DeterminationsService, type NewDetermination } from '../eligibility/determinations.service.js';
import { LawNotesService } from '../eligibility/law-notes.service.js';
import { DocumentsService } from './documents.service.js';
import type { PacketSetting } from './packet-drafting.js';
import { FormsFolder, PacketsService } from './packets.service.js';
import { pdfText } from './read-back.js';

const law = lawOfTests();
const SETTING: PacketSetting = { court: { name: null, county: null, division: null }, served: [], hearing: null, initials: null };
const CONFIRMED: NewDetermination = { decision: 'confirmed', answers: [], statements: [], reasons: null };
const SURVIVOR = { trafficking: { survivor: true, kinds: ['sex' as const] }, pendingCharges: false };
const SERVED = { survivor: { kinds: ['sex', 'labor'] } };
const TAKEN = { ...OLD_CONVICTION, traffickingNexus: true };
const LARCENY = { ...TAKEN, citation: 'PL 155.25', title: 'Petit larceny', conduct: 'other' as const, offenceDate: '2012-05-03' };

let test: TestDatabase;
let office: TestOffice;
let actor: Actor & { userId: string };
let folder: string;
let packets: PacketsService;
let documents: DocumentsService;
let determinations: DeterminationsService;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  office = await makeOffice(test);
  actor = await office.as('attorney');
  folder = await mkdtemp(join(tmpdir(), 'packets-'));
  packets = service(law);
  documents = new DocumentsService(test.db, testVault, new FileStore(folder));
  determinations = new DeterminationsService(test.db, testVault);
});
afterEach(() => rm(folder, { recursive: true }));

const service = (book: LawBook, forms = FORMS): PacketsService => new PacketsService(test.db, testVault, book, new FileStore(folder), new FormsFolder(forms));
const rows = async <Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> => (await test.asOwner(sql, values)) as Row[];

/** A survivor with two convictions in one case, and what the law says of each. */
async function survivor(charges = [TAKEN, LARCENY]) {
  const { clientId, chargeIds } = await makeRecord(test, actor, law, { facts: SURVIVOR, charges });
  const { id: caseId } = await new CasesService(test.db, testVault).create(actor, { clientId, chargeIds, members: [], description: null }, NOW);
  const findings = await checked(test, actor, law, clientId);
  const finding = (provision: string, charge = 0) => findings.find((f) => f.provision === provision && f.chargeId === chargeIds[charge])!;
  return { clientId, chargeIds: chargeIds as [string, string], caseId, finding };
}

const ask = (caseId: string, chargeIds: string[], provision = 't-survivor') => packets.create(actor, caseId, { provision, chargeIds, setting: SETTING }, NOW);
const job = (): Actor => jobActor(office.officeId, actor.userId);

describe('a packet', () => {
  it('is drawn up for the charges an attorney confirmed, sealed, and opened with a trace', async () => {
    const { clientId, chargeIds, caseId, finding } = await survivor();
    await determinations.make(
      actor,
      finding('t-survivor').id,
      { ...CONFIRMED, statements: [{ element: 'nexus', text: 'The defendant was made to work by another person', basis: 'Exhibit A' }] },
      NOW,
    );
    const asked = await ask(caseId, [chargeIds[0]]);
    expect(asked).toMatchObject({ status: 'queued', chargeIds: [chargeIds[0]], dated: '2026-11-21' });
    expect(await rows('SELECT payload FROM jobs WHERE id = $1', asked.jobId)).toEqual([{ payload: { packetId: asked.id } }]);

    await packets.render(job(), { packetId: asked.id }, NOW);
    const packet = await packets.read(actor, asked.id);
    expect(packet).toMatchObject({ status: 'rendered', problemCode: null });
    expect(packet.documents.filter((d) => d.format === 'pdf').map((d) => d.kind)).toEqual(['notice', 'petition', 'declaration', 'order', 'fee-waiver', 'service']);
    expect(packet.documents).toHaveLength(12);
    expect(packet.blanks.length).toBeGreaterThan(0);
    expect(packet.checks).toContain('Read the section first.');

    const petition = packet.documents.find((d) => d.kind === 'petition' && d.format === 'pdf')!;
    const file = await documents.open(actor, petition.id);
    expect(file).toMatchObject({ mediaType: 'application/pdf', fileName: expect.stringMatching(/^document-[0-9a-f]{8}\.pdf$/) });
    const text = (await pdfText(file.bytes)).replace(/\s+/g, ' ');
    expect(text).toMatch(/2012KN-001234/);
    expect(text).toMatch(/was made to work by another person/);
    expect(text).not.toMatch(/larceny|155\.25/i);
    // the papers are confidential: initials
    expect(text).not.toMatch(/Okafor/);
    const stored = await readdir(join(folder, 'files', office.officeId, asked.id));
    expect(stored).toHaveLength(12);
    expect((await readFile(join(folder, 'files', office.officeId, asked.id, stored[0]!))).subarray(0, 5).toString()).not.toBe('%PDF-');
    const actions = await rows<{ action: string }>(`SELECT action FROM audit_entries WHERE client_id = $1 AND action ~ '^(packet|document)'`, clientId);
    expect(actions.map((row) => row.action).sort()).toEqual(['document.read', 'packet.read', 'packet.rendered', 'packet.requested']);
  });

  it('is drawn up once, however often and at however many places it is rendered', async () => {
    const { chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    const { id: packetId } = await ask(caseId, [chargeIds[0]]);
    await Promise.all([packets.render(job(), { packetId }, NOW), packets.render(job(), { packetId }, NOW)]);
    const before = await rows('SELECT * FROM documents WHERE packet_id = $1 ORDER BY id', packetId);
    await packets.render(job(), { packetId }, NOW);
    expect(await rows('SELECT * FROM documents WHERE packet_id = $1 ORDER BY id', packetId)).toEqual(before);
    expect(before).toHaveLength(12);
    expect(await rows(`SELECT 1 FROM case_events WHERE case_id = $1 AND kind = 'packet-drafted'`, caseId)).toHaveLength(1);
  });

  it('gives the reasons that a paper can state, in words', async () => {
    const { chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-wait').id, CONFIRMED, NOW);
    const { id: packetId } = await ask(caseId, [chargeIds[0]], 't-wait');
    await packets.render(job(), { packetId }, NOW);
    const petition = (await packets.read(actor, packetId)).documents.find((d) => d.kind === 'petition' && d.format === 'pdf')!;
    const text = (await pdfText((await documents.open(actor, petition.id)).bytes)).replace(/\s+/g, ' ');
    expect(text).toMatch(/the waiting period of 3 years was over on July 10, 2015/);
  });

  it('takes a question as confirmed only when the attorney answered it', async () => {
    const { chargeIds, caseId, finding } = await survivor([{ ...OLD_CONVICTION, disposition: 'dismissed' as const, sentencedOn: null, sentenceCompletedOn: null } as never]);
    const { id } = finding('t-justice');
    await expect(determinations.make(actor, id, CONFIRMED, NOW)).rejects.toMatchObject({ code: 'invalid', fields: [{ field: 'answers' }] });
    await expect(determinations.make(actor, id, { ...CONFIRMED, answers: [{ question: 'Is it raining?', answer: 'yes' }] }, NOW)).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      determinations.make(actor, id, { ...CONFIRMED, statements: [{ element: 'nexus', text: 'x', basis: null }] }, NOW),
    ).rejects.toMatchObject({ code: 'invalid' });
    await determinations.make(actor, id, { ...CONFIRMED, answers: [{ question: QUESTION, answer: 'Yes: the client has been clear for ten years' }] }, NOW);
    expect(await ask(caseId, [chargeIds[0]], 't-justice')).toMatchObject({ status: 'queued' });
  });
});

describe('a packet is refused', () => {
  const refused = async (work: Promise<unknown>, why: RegExp) =>
    expect(await work.then(() => null, (error: { fields: unknown }) => error.fields)).toEqual([{ field: 'chargeIds[0]', problem: expect.stringMatching(why) }]);

  it('for charges that nobody confirmed, that were rejected, that are not open, and that are not of the case', async () => {
    const { chargeIds, caseId, finding } = await survivor();
    await refused(ask(caseId, [chargeIds[0]]), /no attorney has confirmed/);
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    await determinations.make(actor, finding('t-survivor').id, { ...CONFIRMED, decision: 'rejected' }, new Date(NOW.getTime() + 1));
    await refused(ask(caseId, [chargeIds[0]]), /rejected/);
    await refused(ask(caseId, [chargeIds[0]], 't-window'), /says "not-eligible"/);
    await refused(ask(caseId, [chargeIds[0]], 't-by-itself'), /says "automatic"/);
    await refused(ask(caseId, [chargeIds[0]], 'no-such-road'), /no finding of this provision/);
    await refused(ask(caseId, [caseId]), /charge of this case/);
  });

  it('once a later check says something else, and not when it says the same', async () => {
    const { clientId, chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    const charges = new ChargesService(test.db, testVault, law);
    // another charge changes: the same is said of this one
    await charges.correct(actor, chargeIds[1], 1, { jailDays: 3 }, { source: 'court', reason: null }, NOW);
    const again = await checked(test, actor, law, clientId);
    expect(again.find((f) => f.provision === 't-survivor' && f.chargeId === chargeIds[0])?.determination?.decision).toBe('confirmed');
    expect(await ask(caseId, [chargeIds[0]])).toMatchObject({ status: 'queued' });
    await charges.correct(actor, chargeIds[0], 1, { traffickingNexus: false }, { source: 'client', reason: null }, NOW);
    await checked(test, actor, law, clientId);
    await refused(ask(caseId, [chargeIds[0]]), /says "not-eligible"/);
  });

  it('in a case that is closed', async () => {
    const { chargeIds, caseId } = await survivor();
    await rows(`UPDATE cases SET stage = 'closed' WHERE id = $1`, caseId);
    await expect(ask(caseId, [chargeIds[0]])).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a packet is stopped, and a person told', () => {
  const stopped = async (packetId: string, caseId: string, code: string) => {
    expect(await packets.read(actor, packetId)).toMatchObject({ status: 'stopped', problemCode: code, documents: [] });
    expect(await rows('SELECT kind, assigned_to FROM tasks WHERE case_id = $1', caseId)).toEqual([{ kind: 'packet-stopped', assigned_to: actor.userId }]);
  };

  it('when what was printed is not what was chosen', async () => {
    const { chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    // the chosen charge's citation names the statute of the one that was not chosen
    await rows(`UPDATE charges SET citation = 'PL 230.00 and 155.25' WHERE id = $1`, chargeIds[0]);
    await rows(`UPDATE charges SET citation = '155.25' WHERE id = $1`, chargeIds[1]);
    const { id: packetId } = await ask(caseId, [chargeIds[0]]);
    await packets.render(job(), { packetId }, NOW);
    await stopped(packetId, caseId, 'mismatch');
    const [trace] = await rows<{ detail: object }>(`SELECT detail FROM audit_entries WHERE action = 'packet.stopped' AND subject_id = $1`, packetId);
    expect(trace?.detail).toMatchObject({ code: 'mismatch', problems: [{ kind: 'unchosen-charge', charge: chargeIds[1] }] });
    expect(withoutIds(JSON.stringify(trace))).not.toMatch(/155|230|2012KN/);
  });

  it('when the attorney changed their mind before it was drawn up', async () => {
    const { chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    const { id: packetId } = await ask(caseId, [chargeIds[0]]);
    await determinations.make(actor, finding('t-survivor').id, { ...CONFIRMED, decision: 'rejected' }, new Date(NOW.getTime() + 1));
    await packets.render(job(), { packetId }, NOW);
    await stopped(packetId, caseId, 'not-confirmed');
  });

  it('when what it rests on, the office’s own correction, was withdrawn; until then its papers say so', async () => {
    const notes = new LawNotesService(test.db, law, new LawLibrary('law'));
    const words = { text: 'The motion must be served on the clerk.', source: 'local rule 3', sourceDay: null, appliesFrom: null, appliesUntil: null };
    const note = await notes.create(
      actor,
      { kind: 'correction', jurisdiction: 'NY', provision: 't-survivor', provisionVersion: null, path: null, county: null, patch: { when: SERVED }, supersedes: null, ...words },
      NOW,
    );
    const { chargeIds, caseId, finding } = await survivor([OLD_CONVICTION, LARCENY] as never);
    expect(finding('t-survivor')).toMatchObject({ result: 'eligible', confidence: 'medium' });
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    const { id: packetId } = await ask(caseId, [chargeIds[0]]);
    await packets.render(job(), { packetId }, NOW);
    expect((await packets.read(actor, packetId)).checks).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Rests on this office's own correction .*local rule 3.*served on the clerk/),
        "Without the office's correction, the law on file says: needs-facts, vacatur.",
      ]),
    );
    const { id: second } = await ask(caseId, [chargeIds[0]]);
    await notes.withdraw(actor, note.id, 1, { reason: 'repealed' }, NOW);
    await packets.render(job(), { packetId: second }, NOW);
    await stopped(second, caseId, 'law-changed');
  });

  it('when the law on file lost the text that was confirmed, or a template is at fault', async () => {
    const one = await survivor();
    await determinations.make(actor, one.finding('t-survivor').id, CONFIRMED, NOW);
    const { id: first } = await ask(one.caseId, [one.chargeIds[0]]);
    await service(lawOfTests({ provisions: [] })).render(job(), { packetId: first }, NOW);
    await stopped(first, one.caseId, 'law-changed');
    const two = await survivor();
    await determinations.make(actor, two.finding('t-survivor').id, CONFIRMED, NOW);
    const { id: second } = await ask(two.caseId, [two.chargeIds[0]]);
    await service(law, join(folder, 'no-forms')).render(job(), { packetId: second }, NOW);
    await stopped(second, two.caseId, 'form');
  });

  it('and silently dropped when the client’s text was destroyed', async () => {
    const { clientId, chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    const { id: packetId } = await ask(caseId, [chargeIds[0]]);
    await rows('UPDATE client_keys SET wrapped_key = NULL WHERE client_id = $1', clientId);
    await packets.render(job(), { packetId }, NOW);
    expect(await rows('SELECT 1 FROM documents WHERE packet_id = $1', packetId)).toEqual([]);
  });
});

describe('another office', () => {
  it('sees nothing and changes nothing', async () => {
    const { chargeIds, caseId, finding } = await survivor();
    await determinations.make(actor, finding('t-survivor').id, CONFIRMED, NOW);
    const { id: packetId } = await ask(caseId, [chargeIds[0]]);
    const other = await (await makeOffice(test)).as('attorney');
    await packets.render(other, { packetId }, NOW);
    expect(await packets.read(actor, packetId)).toMatchObject({ status: 'queued' });
    await packets.render(job(), { packetId }, NOW);
    const [document] = (await packets.read(actor, packetId)).documents;
    const gone = { code: 'not-found' };
    await expect(packets.read(other, packetId)).rejects.toMatchObject(gone);
    await expect(packets.list(other, caseId)).rejects.toMatchObject(gone);
    await expect(documents.open(other, document!.id)).rejects.toMatchObject(gone);
    await expect(determinations.make(other, finding('t-survivor').id, CONFIRMED, NOW)).rejects.toMatchObject(gone);
    await expect(determinations.make(await office.as('paralegal'), finding('t-survivor').id, CONFIRMED, NOW)).rejects.toMatchObject({ code: 'role-forbids' });
  });
});
