import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { FileStore } from '#platform/files.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { invalid, notFound, Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import { Vault, type Sealer } from '../access/vault.js';
import { CLOSED } from '../cases/stages.js';
import { openTask } from '../cases/tasks.js';
import { addEvent } from '../cases/timeline.js';
import { LawBook } from '../convictions/law-book.js';
import { officeLaw, restsOn } from '../eligibility/office-law.js';
import { confirmedCharges, draftInput, type PacketSetting } from './packet-drafting.js';
import type { PacketInput } from './packet-input.js';
import { PacketInputError, renderPacket } from './packet-paper.js';
import { packetRow, packetsOfCase, packetView, type DocumentNotes, type PacketLine, type PacketView, type StopCode } from './packet-view.js';
import { FormError } from './paper-forms.js';
import { PacketMismatch } from './read-back.js';
import type { RenderedPaper } from './rendered-paper.js';

/** Where the templates of the papers are. */
export class FormsFolder {
  constructor(readonly path: string) {}
}

export interface NewPacket {
  provision: string;
  chargeIds: readonly string[];
  setting: PacketSetting;
}

interface Draft {
  packet: PacketLine;
  input: PacketInput | null;
  stop: StopCode | null;
}

/** Papers of a filing: asked for, drawn up, read back. */
@Injectable()
export class PacketsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
    private readonly files: FileStore,
    private readonly forms: FormsFolder,
  ) {}

  /**
   * Asks for the papers of one petition for charges of one case under one provision. Each charge must have an open
   * road by the latest check that an attorney has confirmed and not rejected since.
   *
   * @returns the packet, and the job that draws it up
   * @throws Problem not-found (404); conflict (409) for a closed case; invalid (422) naming each charge and why
   */
  async create(actor: Actor, caseId: string, wanted: NewPacket, now: Date): Promise<PacketView & { jobId: string }> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'document.draft', 'case', [caseId]);
      const [row] = await tx.query<{ stage: string }>('SELECT stage FROM cases WHERE id = $1 FOR SHARE', [caseId]);
      if (!clientId || !row) throw notFound();
      if (row.stage === CLOSED) throw new Problem('conflict', 'The case is closed');
      const { provision, chargeIds, setting } = wanted;
      const ofCase = await tx.query<{ charge_id: string; jurisdiction: string }>(
        `SELECT k.charge_id, d.jurisdiction FROM case_charges k JOIN charges c ON c.id = k.charge_id JOIN dockets d ON d.id = c.docket_id
         WHERE k.case_id = $1 AND c.struck_at IS NULL`,
        [caseId],
      );
      const jurisdictions = new Map(ofCase.map((each) => [each.charge_id, each.jurisdiction]));
      const strangers = chargeIds.flatMap((id, index) => (jurisdictions.has(id) ? [] : [{ field: `chargeIds[${index}]`, problem: 'must be a charge of this case' }]));
      if (strangers.length > 0) throw new Problem('invalid', undefined, strangers);
      const jurisdiction = jurisdictions.get(chargeIds[0] ?? '');
      if (!jurisdiction) throw invalid('chargeIds', 'must name at least one charge');
      const sealer = await this.vault.client(tx, clientId);
      const { confirmed, problems } = await confirmedCharges(tx, sealer, clientId, provision, chargeIds);
      if (problems.length > 0) {
        throw new Problem('invalid', undefined, problems.map(({ chargeId, why }) => ({ field: `chargeIds[${chargeIds.indexOf(chargeId)}]`, problem: `cannot be filed for: ${why}` })));
      }
      const id = uuidv7();
      await tx.query(
        `INSERT INTO packets (id, office_id, client_id, case_id, jurisdiction, provision, setting, dated, requested_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [id, tx.officeId, clientId, caseId, jurisdiction, provision, sealer.sealJson(`packets.setting:${id}`, setting), await officeDay(tx, now), actor.userId, now],
      );
      for (const { finding, determination } of confirmed) {
        await tx.query('INSERT INTO packet_charges (packet_id, charge_id, finding_id, determination_id, office_id) VALUES ($1, $2, $3, $4, $5)', [
          id,
          finding.charge,
          finding.id,
          determination.id,
          tx.officeId,
        ]);
      }
      await audit(tx, actor, { action: 'packet.requested', subjectKind: 'packet', subjectId: id, clientId, detail: { caseId, provision, charges: chargeIds } });
      const jobId = await enqueue(tx, 'document.render', { packetId: id }, { askedBy: actor.userId, now });
      return { ...(await packetView(tx, sealer, id)), jobId };
    });
  }

  /**
   * Draws up a packet's papers in both formats and reads each back. A packet whose printed papers are not what was
   * chosen, or that can no longer be filed, is stopped and a person is told; nothing of it can be opened then.
   * Returns without a word when the packet is gone, settled, or its client's text destroyed. May run twice, also at
   * the same time: one packet, one set of documents.
   */
  async render(actor: Actor, { packetId }: { packetId: string }, now: Date): Promise<void> {
    requirePermission(actor, 'document.draft');
    const draft = await this.db.inOffice(actor, (tx) => this.draft(tx, packetId));
    if (!draft) return;
    const { packet } = draft;
    if (!draft.input) return this.stop(actor, packet, draft.stop ?? 'not-confirmed', {}, now);
    let papers: RenderedPaper[];
    try {
      papers = await renderPacket(draft.input, this.forms.path);
    } catch (error) {
      if (error instanceof PacketMismatch) {
        const problems = error.problems.map(({ kind, charge }) => ({ kind, charge }));
        return this.stop(actor, packet, 'mismatch', { paper: error.paper, problems }, now);
      }
      if (error instanceof PacketInputError) return this.stop(actor, packet, 'input', { field: error.field }, now);
      if (error instanceof FormError) return this.stop(actor, packet, 'form', {}, now);
      throw error;
    }
    await this.keep(actor, packet, papers, now);
  }

  /** The packets of a case, the newest first. @throws Problem not-found (404) */
  async list(actor: Actor, caseId: string): Promise<PacketLine[]> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'document.read', 'case', [caseId]);
      await audit(tx, actor, { action: 'packets.read', subjectKind: 'case', subjectId: caseId, clientId: clientId ?? null });
      return packetsOfCase(tx, caseId);
    });
  }

  /** One packet with its documents, blanks and what has to be verified. @throws Problem not-found (404) */
  async read(actor: Actor, packetId: string): Promise<PacketView> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'document.read', 'packet', [packetId]);
      if (!clientId) throw notFound();
      await audit(tx, actor, { action: 'packet.read', subjectKind: 'packet', subjectId: packetId, clientId });
      return packetView(tx, await this.vault.client(tx, clientId), packetId);
    });
  }

  private async draft(tx: OfficeTx, packetId: string): Promise<Draft | null> {
    const [row] = await tx.query<{ client_id: string; wrapped_key: Buffer | null }>(
      `SELECT p.client_id, k.wrapped_key FROM packets p JOIN client_keys k ON k.client_id = p.client_id WHERE p.id = $1 AND p.status = 'queued'`,
      [packetId],
    );
    if (!row?.wrapped_key) return null;
    const sealer = await this.vault.fromRow(tx, row.client_id, row.wrapped_key);
    const packet = await packetRow(tx, sealer, packetId);
    const { confirmed, problems } = await confirmedCharges(tx, sealer, packet.clientId, packet.provision, packet.chargeIds);
    if (problems.length > 0) return { packet, input: null, stop: 'not-confirmed' };
    const office = await officeLaw(tx, this.law, packet.dated);
    const input = confirmed.every(({ finding }) => restsOn(office, finding)) ? await draftInput(tx, this.vault, office, sealer, packet, confirmed) : null;
    return { packet, input, stop: input ? null : 'law-changed' };
  }

  private async keep(actor: Actor, packet: PacketLine, papers: readonly RenderedPaper[], now: Date): Promise<void> {
    const sealer = await this.db.inOffice(actor, (tx) => this.vault.client(tx, packet.clientId));
    const files = papers.flatMap((paper) =>
      (['pdf', 'docx'] as const).map((format) => {
        const sha256 = createHash('sha256').update(paper[format]).digest();
        // Two runs over one record write one file; over a record that changed between them they do not overwrite each other.
        const key = `${actor.officeId}/${packet.id}/${paper.kind}-${sha256.toString('hex').slice(0, 16)}.${format}`;
        return { paper, format, bytes: paper[format], sha256, key };
      }),
    );
    // Files first: a row without its file would promise a paper that is not there.
    for (const { key, bytes } of files) await this.files.put(key, sealer.sealBytes(`documents.file:${key}`, bytes));
    await this.db.inOffice(actor, async (tx) => {
      if (!(await this.hold(tx, packet.id))) return;
      for (const file of files) await insertDocument(tx, sealer, packet, file, now);
      await tx.query(`UPDATE packets SET status = 'rendered', rendered_at = $2 WHERE id = $1`, [packet.id, now]);
      const { id, caseId, clientId } = packet;
      await audit(tx, actor, { action: 'packet.rendered', subjectKind: 'packet', subjectId: id, clientId, detail: { documents: files.length } });
      await addEvent(tx, actor, { id: caseId, clientId }, 'packet-drafted', { packetId: id, provision: packet.provision, charges: packet.chargeIds }, now);
    });
  }

  private async stop(actor: Actor, packet: PacketLine, code: StopCode, detail: Record<string, unknown>, now: Date): Promise<void> {
    await this.db.inOffice(actor, async (tx) => {
      if (!(await this.hold(tx, packet.id))) return;
      const { id, caseId, clientId } = packet;
      await tx.query(`UPDATE packets SET status = 'stopped', problem_code = $2 WHERE id = $1`, [id, code]);
      await openTask(tx, { clientId, caseId, kind: 'packet-stopped', assignedTo: packet.requestedBy, dedup: `packet-stopped:${id}` });
      await audit(tx, actor, { action: 'packet.stopped', subjectKind: 'packet', subjectId: id, clientId, detail: { code, ...detail } });
      await addEvent(tx, actor, { id: caseId, clientId }, 'packet-stopped', { packetId: id, code }, now);
    });
  }

  /** Locks the packet; false when another run has settled it meanwhile. */
  private async hold(tx: OfficeTx, packetId: string): Promise<boolean> {
    const [row] = await tx.query<{ status: string }>('SELECT status FROM packets WHERE id = $1 FOR UPDATE', [packetId]);
    return row?.status === 'queued';
  }
}

async function insertDocument(
  tx: OfficeTx,
  sealer: Sealer,
  packet: PacketLine,
  { paper, format, bytes, sha256, key }: { paper: RenderedPaper; format: 'pdf' | 'docx'; bytes: Buffer; sha256: Buffer; key: string },
  now: Date,
): Promise<void> {
  const id = uuidv7();
  const notes: DocumentNotes = { blanks: paper.blanks, checks: paper.checks };
  await tx.query(
    `INSERT INTO documents (id, office_id, client_id, packet_id, kind, format, template, template_version, blanks, blank_count, file_key, bytes,
                            pages, sha256, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (packet_id, kind, format) DO NOTHING`,
    [
      id,
      tx.officeId,
      packet.clientId,
      packet.id,
      paper.kind,
      format,
      paper.kind,
      paper.version,
      sealer.sealJson(`documents.blanks:${id}`, notes),
      paper.blanks.length,
      key,
      bytes.length,
      format === 'pdf' ? paper.pages : null,
      sha256,
      now,
    ],
  );
}
