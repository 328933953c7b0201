import { audit } from '#db/audit.js';
import type { Database, OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { requirePermission } from '../../access/access.js';
import type { Actor } from '../../access/actor.js';
import { Problem } from '../../access/errors.js';
import { officeDay } from '../../access/office-day.js';
import type { Sealer, Vault } from '../../access/vault.js';
import { personProblems } from '../../clients/client-facts.js';
import { writeClient } from '../../clients/client-writer.js';
import { contactKeys, contactProblems, writeContactPoint } from '../../clients/contact-point-writer.js';
import type { ChargeFacts } from '../charge-facts.js';
import { docketKeys, docketProblems, writeCharges, writeDocket, type DocketKeys } from '../docket-writer.js';
import type { LawBook } from '../law-book.js';
import { readCaseload, type CaseloadClient, type CaseloadDocket, type CaseloadFiles } from './caseload.js';
import { changedColumns, chargeOfRow, columnOfFact } from './charge-of-row.js';
import { clientOfRow, columnOfField, contactOfRow } from './client-of-row.js';
import type { ImportProblem } from './csv-table.js';
import { References } from './references.js';

export interface ImportOptions {
  /** Names the office's own system: references of two systems never meet. */
  source: string;
  /** Does everything, the database's own checks included, and keeps nothing. */
  dryRun: boolean;
}

export interface ImportReport {
  clients: { added: number; known: number; refused: number };
  contacts: number;
  dockets: number;
  charges: number;
  /** Charges that are here already and about which the file now says something else; nothing was overwritten. */
  differing: ImportProblem[];
  problems: ImportProblem[];
}

/** Undoes a dry run's transaction. */
class DryRun extends Error {}

/** A client's rows cannot be true or cannot be kept; says where. */
class Refused extends Error {
  constructor(readonly problems: ImportProblem[]) {
    super('refused');
  }
}

interface Writing {
  tx: OfficeTx;
  references: References;
  sealer: Sealer;
  keys: DocketKeys;
  today: string;
}

/**
 * Brings a caseload in from an office's files. Each client is one transaction with everything the files say of them:
 * whole, or not at all. May run twice: what was imported before is recognised by the office's own references and is
 * never overwritten, because somebody may have corrected it since.
 */
export class ImportService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /** @param tell is called after each client */
  async run(
    actor: Actor,
    files: CaseloadFiles,
    options: ImportOptions,
    now: Date,
    tell: (done: number, total: number) => void = () => undefined,
  ): Promise<ImportReport> {
    requirePermission(actor, 'client.write');
    const caseload = readCaseload(files);
    const report: ImportReport = {
      clients: { added: 0, known: 0, refused: caseload.refused.size },
      contacts: 0,
      dockets: 0,
      charges: 0,
      differing: [],
      problems: [...caseload.problems],
    };
    for (const [index, client] of caseload.clients.entries()) {
      await this.client(actor, client, options, now, report);
      tell(index + 1, caseload.clients.length);
    }
    return report;
  }

  private async client(actor: Actor, client: CaseloadClient, { source, dryRun }: ImportOptions, now: Date, report: ImportReport): Promise<void> {
    const counted = { added: 0, known: 0, contacts: 0, dockets: 0, charges: 0, differing: [] as ImportProblem[] };
    try {
      await this.db.inOffice(actor, async (tx) => {
        await this.write(tx, actor, client, source, now, counted);
        if (dryRun) throw new DryRun();
      });
    } catch (error) {
      if (error instanceof Refused || error instanceof Problem) {
        report.clients.refused += 1;
        report.problems.push(...(error instanceof Refused ? error.problems : [wholeClient(client, error.message)]));
        return;
      }
      if (!(error instanceof DryRun)) throw error;
    }
    report.clients.added += counted.added;
    report.clients.known += counted.known;
    report.contacts += counted.contacts;
    report.dockets += counted.dockets;
    report.charges += counted.charges;
    report.differing.push(...counted.differing);
  }

  private async write(
    tx: OfficeTx,
    actor: Actor,
    client: CaseloadClient,
    source: string,
    now: Date,
    counted: { added: number; known: number; contacts: number; dockets: number; charges: number; differing: ImportProblem[] },
  ): Promise<void> {
    const today = await officeDay(tx, now);
    refuseFalse(client, today);
    // Two imports of the same file at once: the second waits for the first one's client, then finds it.
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`import:${tx.officeId}:${source}:${client.reference}`]);
    const references = await References.of(tx, this.vault, source);
    const { id, sealer, isNew } = await this.findOrWrite(tx, actor, references, client, now);
    counted[isNew ? 'added' : 'known'] += 1;
    const writing: Writing = { tx, references, sealer, keys: await docketKeys(tx, this.vault, sealer), today };
    counted.contacts = await this.contacts(writing, id, client, now);
    for (const docket of client.dockets) {
      const written = await this.docket(writing, id, client.reference, docket, source);
      counted.dockets += written.isNew ? 1 : 0;
      counted.charges += written.charges;
      counted.differing.push(...written.differing);
    }
    if (!isNew && counted.contacts + counted.dockets + counted.charges === 0) return;
    await audit(tx, actor, {
      action: 'client.imported',
      subjectKind: 'client',
      subjectId: id,
      clientId: id,
      detail: { new: isNew, contactPoints: counted.contacts, dockets: counted.dockets, charges: counted.charges },
    });
    await enqueue(tx, 'eligibility.check', { clientId: id, reason: 'record-changed' }, { askedBy: actor.userId, now });
  }

  private async findOrWrite(
    tx: OfficeTx,
    actor: Actor,
    references: References,
    client: CaseloadClient,
    now: Date,
  ): Promise<{ id: string; sealer: Sealer; isNew: boolean }> {
    const known = await references.find('client', client.reference);
    if (known) return { id: known, sealer: await this.vault.client(tx, known), isNew: false };
    const { id, sealer } = await writeClient(tx, this.vault, clientOfRow(client.client.value), { createdBy: actor.userId, now });
    await references.keep('client', client.reference, id);
    return { id, sealer, isNew: true };
  }

  private async contacts({ tx, references, sealer }: Writing, clientId: string, client: CaseloadClient, now: Date): Promise<number> {
    const keys = await contactKeys(tx, this.vault, sealer);
    let added = 0;
    for (const { value: row } of client.contacts) {
      const reference = [client.reference, row.kind, row.value].join('|');
      if (await references.find('contact-point', reference)) continue;
      const id = await writeContactPoint(tx, keys, clientId, contactOfRow(row), now);
      await references.keep('contact-point', reference, id);
      added += 1;
    }
    return added;
  }

  private async docket(
    { tx, references, keys }: Writing,
    clientId: string,
    clientReference: string,
    docket: CaseloadDocket,
    source: string,
  ): Promise<{ isNew: boolean; charges: number; differing: ImportProblem[] }> {
    const [first] = docket.charges;
    if (!first) return { isNew: false, charges: 0, differing: [] };
    const reference = `${clientReference}|${docket.reference}`;
    const charges = docket.charges.map(({ value }) => ({ count: value.count, facts: chargeOfRow(value), source: value.source ?? source }));
    const known = await references.find('docket', reference);
    if (!known) {
      const { jurisdiction, county, court, docket_number: number, arrest_number: arrest } = first.value;
      const facts = { jurisdiction, county, court, number, arrest, source: first.value.source ?? source, charges };
      const written = await writeDocket(tx, keys, this.law, clientId, facts, { imported: true });
      await references.keep('docket', reference, written.id);
      for (const charge of written.charges) await references.keep('charge', `${reference}|${charge.count}`, charge.id);
      return { isNew: true, charges: written.charges.length, differing: [] };
    }
    await tx.query('SELECT 1 FROM dockets WHERE id = $1 FOR NO KEY UPDATE', [known]);
    const differing: ImportProblem[] = [];
    const added: typeof charges = [];
    for (const [index, charge] of charges.entries()) {
      const there = await references.find('charge', `${reference}|${charge.count}`);
      if (!there) added.push(charge);
      else differing.push(...(await differences(tx, there, docket, index, charge.facts)));
    }
    const written = await writeCharges(
      tx,
      this.law,
      { id: known, clientId, jurisdiction: first.value.jurisdiction, source: first.value.source ?? source },
      added,
      { imported: true },
    );
    for (const charge of written) await references.keep('charge', `${reference}|${charge.count}`, charge.id);
    return { isNew: false, charges: written.length, differing };
  }
}

/** @throws Refused naming every cell that cannot be true on the office's day `today` */
function refuseFalse(client: CaseloadClient, today: string): void {
  const problems: ImportProblem[] = [];
  const { identity, facts } = clientOfRow(client.client.value);
  for (const { field, problem } of personProblems(identity, facts, today)) {
    problems.push(problemAt(client.client, columnOfField(field), problem));
  }
  for (const contact of client.contacts) {
    for (const { field, problem } of contactProblems(contactOfRow(contact.value), today)) {
      problems.push(problemAt(contact, columnOfField(field), problem));
    }
  }
  for (const docket of client.dockets) {
    for (const charge of docket.charges) {
      const { jurisdiction, county, court, docket_number: number, arrest_number: arrest } = charge.value;
      const asDocket = { jurisdiction, county, court, number, arrest, source: '', charges: [{ count: charge.value.count, facts: chargeOfRow(charge.value) }] };
      for (const { field, problem } of docketProblems(asDocket, { today })) {
        problems.push(problemAt(charge, columnOfFact(field.replace(/^charges\[0\]\.?/, '')), problem));
      }
    }
  }
  if (problems.length > 0) throw new Refused(problems);
}

function problemAt<T extends object>(place: { file: string; row: number; value: T }, column: string, why: string): ImportProblem {
  const value: unknown = (place.value as Record<string, unknown>)[column];
  return { file: place.file, row: place.row, column, value: value === null || value === undefined ? null : String(value), why };
}

function wholeClient(client: CaseloadClient, why: string): ImportProblem {
  const { file, row } = client.client;
  return { file, row, column: 'client_ref', value: client.reference, why };
}

async function differences(tx: OfficeTx, chargeId: string, docket: CaseloadDocket, index: number, facts: Partial<ChargeFacts>): Promise<ImportProblem[]> {
  const place = docket.charges[index];
  const [row] = await tx.query<{ imported: Record<string, unknown> | null }>('SELECT imported FROM charges WHERE id = $1', [chargeId]);
  if (!place || !row?.imported) return [];
  return changedColumns(row.imported, facts).map((column) =>
    problemAt(place, column, 'was imported with another value, which stays: correct it in the record'),
  );
}
