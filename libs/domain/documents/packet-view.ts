import type { OfficeTx } from '#db/transaction.js';
import { notFound } from '../access/errors.js';
import type { Sealer } from '../access/vault.js';
import type { PacketSetting } from './packet-drafting.js';
import type { Blank } from './rendered-paper.js';

/** Why a packet was stopped. The packet stays; a new one is drawn up once the cause is gone. */
export type StopCode =
  /** What was printed is not what was chosen. */
  | 'mismatch'
  /** The record cannot make these papers, e.g. a day that is none. */
  | 'input'
  /** A template or court format is at fault. */
  | 'form'
  /** A charge is no longer confirmed: another answer since, or the attorney's change of mind. */
  | 'not-confirmed'
  /** The law on file no longer has the text that was confirmed. */
  | 'law-changed';

export interface PacketLine {
  id: string;
  caseId: string;
  clientId: string;
  jurisdiction: string;
  provision: string;
  /** Day of drafting. */
  dated: string;
  status: 'queued' | 'rendered' | 'stopped';
  problemCode: StopCode | null;
  chargeIds: string[];
  requestedBy: string | null;
  createdAt: Date;
  renderedAt: Date | null;
}

export interface DocumentLine {
  id: string;
  /** Name of the paper's template: petition, declaration, order, … */
  kind: string;
  format: 'pdf' | 'docx';
  template: string;
  templateVersion: string;
  pages: number | null;
  bytes: number;
  sha256: string;
  blankCount: number;
}

export interface PacketView extends PacketLine {
  setting: PacketSetting;
  documents: DocumentLine[];
  /** Places left blank, to be filled in before filing. */
  blanks: Blank[];
  /** What an attorney has to verify before filing. */
  checks: string[];
}

/** Sealed JSON of `documents.blanks`. */
export interface DocumentNotes {
  blanks: readonly Blank[];
  checks: readonly string[];
}

const PACKET = `SELECT p.id, p.case_id AS "caseId", p.client_id AS "clientId", p.jurisdiction, p.provision, p.dated, p.status,
  p.problem_code AS "problemCode", p.requested_by AS "requestedBy", p.created_at AS "createdAt", p.rendered_at AS "renderedAt", p.setting,
  (SELECT array_agg(k.charge_id ORDER BY k.charge_id) FROM packet_charges k WHERE k.packet_id = p.id) AS "chargeIds" FROM packets p`;

type PacketRow = PacketLine & { setting: Buffer };

/** Packets of a case, the newest first. */
export async function packetsOfCase(tx: OfficeTx, caseId: string): Promise<PacketLine[]> {
  const rows = await tx.query<PacketRow>(`${PACKET} WHERE p.case_id = $1 ORDER BY p.created_at DESC, p.id DESC`, [caseId]);
  return rows.map(({ setting: _sealed, ...line }) => line);
}

/** @throws Problem not-found (404) */
export async function packetRow(tx: OfficeTx, sealer: Sealer, packetId: string): Promise<PacketLine & { setting: PacketSetting }> {
  const [row] = await tx.query<PacketRow>(`${PACKET} WHERE p.id = $1`, [packetId]);
  if (!row) throw notFound();
  return { ...row, setting: sealer.openJson<PacketSetting>(`packets.setting:${packetId}`, row.setting) };
}

export async function packetView(tx: OfficeTx, sealer: Sealer, packetId: string): Promise<PacketView> {
  const packet = await packetRow(tx, sealer, packetId);
  const rows = await tx.query<Omit<DocumentLine, 'sha256'> & { sha256: Buffer; blanks: Buffer }>(
    `SELECT id, kind, format, template, template_version AS "templateVersion", pages, bytes, sha256, blank_count AS "blankCount", blanks
     FROM documents WHERE packet_id = $1 ORDER BY id`,
    [packetId],
  );
  const notes = rows.filter((row) => row.format === 'pdf').map((row) => sealer.openJson<DocumentNotes>(`documents.blanks:${row.id}`, row.blanks));
  return {
    ...packet,
    documents: rows.map(({ blanks: _sealed, sha256, ...line }) => ({ ...line, sha256: sha256.toString('hex') })),
    blanks: notes.flatMap((note) => note.blanks),
    checks: [...new Set(notes.flatMap((note) => note.checks))],
  };
}
