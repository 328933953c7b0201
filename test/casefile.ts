import { v7 as uuidv7 } from 'uuid';
import { jobActor } from '#domain/access/actor.js';
import { openTask } from '#domain/cases/tasks.js';
import type { LawBook } from '#domain/convictions/law-book.js';
import { PacketsService } from '#domain/documents/packets.service.js';
import type { DomainResources } from '#domain/domain.module.js';
import { RemindersService } from '#domain/reminders/reminders.service.js';
import type { TestApi } from './api.js';
import type { TestDatabase } from './database.js';
import { checked, makeRecord, NOW, OLD_CONVICTION } from './eligibility.js';
import { testVault, type TestOffice } from './factories.js';

/** Ids of one client's whole file. */
export interface CaseFile {
  client: string;
  contactPoint: string;
  docket: string;
  charge: string;
  finding: string;
  case: string;
  packet: string;
  document: string;
  deadline: string;
  task: string;
  job: string;
  user: string;
  lawSweep: string;
  lawNote: string;
  policy: string;
}

/** Sentence done on 29 February 2024: a road opens in 2027, which gives a deadline and reminders. */
const RECENT = { ...OLD_CONVICTION, offenceDate: '2024-01-01', dispositionDate: '2024-02-01', sentencedOn: '2024-02-01', sentenceCompletedOn: '2024-02-29' };

/** One of everything that the API can be asked for, made as an attorney of the office would make it. */
export async function makeCaseFile(test: TestDatabase, api: TestApi, law: LawBook, { files, forms, mailer, messages }: DomainResources, office: TestOffice): Promise<CaseFile> {
  const actor = await office.as('attorney');
  const attorney = await api.as(office, 'attorney');
  const { clientId, chargeIds } = await makeRecord(test, actor, law, { charges: [OLD_CONVICTION, RECENT] });
  await attorney.patch(`/clients/${clientId}`).set('If-Match', '"v1"').send({ aliases: ['Ines Okafor'] }).expect(200);
  const finding = (await checked(test, actor, law, clientId)).find((each) => each.provision === 't-wait' && each.chargeId === chargeIds[0])!;
  await new RemindersService(test.db, testVault, mailer, messages).planFor(actor, { clientId }, NOW);
  await attorney.post(`/findings/${finding.id}/determinations`).send({ decision: 'confirmed' }).expect(201);
  const point = await attorney.post(`/clients/${clientId}/contact-points`).send({ kind: 'email', value: 'ines@example.net' }).expect(201);
  const opened = await attorney.post('/cases').send({ clientId, chargeIds }).expect(201);
  const caseId = String(opened.body.id);
  await attorney.post(`/cases/${caseId}/notes`).send({ body: 'Asked the clerk.' }).expect(201);
  const packet = await attorney.post(`/cases/${caseId}/packets`).send({ provision: 't-wait', chargeIds: chargeIds.slice(0, 1) }).expect(202);
  await new PacketsService(test.db, testVault, law, files, forms).render(jobActor(office.officeId, actor.userId), { packetId: packet.body.id }, NOW);
  const asked = await attorney.post(`/clients/${clientId}/eligibility-checks`).expect(202);
  const task = await test.db.inOffice(office, (tx) => openTask(tx, { clientId, caseId, chargeId: chargeIds[0]!, kind: 'finding-eligible', dedup: 'test' }));
  const [row] = await test.asOwner<{ docket: string; document: string; deadline: string }>(
    `SELECT (SELECT docket_id FROM charges WHERE id = $2) AS docket, (SELECT id FROM documents WHERE client_id = $1 LIMIT 1) AS document,
            (SELECT id FROM deadlines WHERE client_id = $1 LIMIT 1) AS deadline`,
    [clientId, chargeIds[0]],
  );
  const lawSweep = uuidv7();
  await test.asOwner(`INSERT INTO law_sweeps (id, office_id, law_hash, job_id, clients, begun_at, ended_at, clients_left) VALUES ($1, $2, 'x', $1, 1, $3, $3, 0)`, [lawSweep, office.officeId, NOW]);
  await test.asOwner(
    `INSERT INTO law_effects (id, office_id, sweep_id, client_id, charge_id, provision, kind, after_id) VALUES ($1, $2, $3, $4, $5, 't-wait', 'opened', $6)`,
    [uuidv7(), office.officeId, lawSweep, clientId, chargeIds[0], finding.id],
  );
  const policy = await attorney
    .post('/policies')
    .send({ template: 'model', jurisdiction: 'NY', counties: ['Kings'], prosecutor: 'District Attorney', since: '2026-01-01', sources: [{ title: 'Press release' }], confidence: 'high' })
    .expect(201);
  const note = await attorney.post('/law-notes').send({ kind: 'reading', jurisdiction: 'NY', provision: 't-wait', text: 'From the last payment.', source: 'office memo' }).expect(201);
  return {
    ...row!,
    lawSweep,
    lawNote: String(note.body.id),
    policy: String(policy.body.id),
    client: clientId,
    contactPoint: String(point.body.id),
    charge: chargeIds[0]!,
    finding: finding.id,
    case: caseId,
    packet: String(packet.body.id),
    task: task!,
    job: String(asked.body.jobId),
    user: (await office.as('paralegal')).userId,
  };
}
