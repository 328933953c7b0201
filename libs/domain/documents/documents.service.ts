import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { FileStore } from '#platform/files.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound } from '../access/errors.js';
import { Vault } from '../access/vault.js';

export interface DocumentFile {
  bytes: Buffer;
  mediaType: string;
  /** Says nothing of client, court or matter: it stays behind in a folder of downloads. */
  fileName: string;
}

const MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const;

@Injectable()
export class DocumentsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly files: FileStore,
  ) {}

  /**
   * The paper itself, opened. The reading is on record before a byte leaves.
   *
   * @throws Problem not-found (404), destroyed (410)
   */
  async open(actor: Actor, documentId: string): Promise<DocumentFile> {
    const found = await this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'document.read', 'document', [documentId]);
      const [row] = await tx.query<{ format: 'pdf' | 'docx'; file_key: string; sha256: Buffer; packet_id: string }>(
        'SELECT format, file_key, sha256, packet_id FROM documents WHERE id = $1',
        [documentId],
      );
      if (!clientId || !row) throw notFound();
      const sealer = await this.vault.client(tx, clientId);
      await audit(tx, actor, { action: 'document.read', subjectKind: 'document', subjectId: documentId, clientId, detail: { packetId: row.packet_id } });
      return { ...row, sealer };
    });
    const bytes = found.sealer.openBytes(`documents.file:${found.file_key}`, await this.files.get(found.file_key));
    if (!createHash('sha256').update(bytes).digest().equals(found.sha256)) throw new Error(`document ${documentId} is not the file that was rendered`);
    return { bytes, mediaType: MEDIA_TYPES[found.format], fileName: `document-${documentId.slice(-8)}.${found.format}` };
  }
}
