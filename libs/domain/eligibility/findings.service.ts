import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import type { Reason, Result } from '#law/finding.js';
import type { Person } from '#law/person.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound } from '../access/errors.js';
import { Vault } from '../access/vault.js';
import { LawBook } from '../convictions/law-book.js';
import { officeLaw, type Place } from './office-law.js';
import { officeWords, type OfficeWord } from './office-words.js';
import { standingDeterminations, type Determination } from './determination.js';
import { findingById, findingsOfCheck, loadCheck, type StoredFinding } from './stored-check.js';

export interface FindingView extends Omit<StoredFinding, 'charge' | 'office'> {
  chargeId: string;
  because: readonly Reason[];
  /** What this office recorded about the law of this finding. */
  office: readonly OfficeWord[];
  /** The attorney's decision as it stands on this finding; null when there is none, or the finding has changed since. */
  determination: Pick<Determination, 'id' | 'decision' | 'decidedBy' | 'decidedAt'> | null;
}

/** What the law says of a client's record by the latest check; nulls and no findings where none was made yet. */
export interface ClientFindings {
  clientId: string;
  checkId: string | null;
  /** The day the law was last asked, and gave these answers. */
  checkedOn: string | null;
  law: string | null;
  /** Next day on which an answer could change by itself. */
  nextDay: string | null;
  findings: FindingView[];
}

/** One finding with everything it was worked out from. */
export interface FindingDetail extends FindingView {
  clientId: string;
  /** The day asked for. */
  on: string;
  law: string;
  /** A later check has replaced it. */
  superseded: boolean;
  /** The person as the law was asked about them then. */
  facts: Person;
}

export interface FindingFilter {
  chargeId?: string | undefined;
  result?: Result | undefined;
}

@Injectable()
export class FindingsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly book: LawBook,
  ) {}

  /** The answers of the client's latest check. @throws Problem not-found (404) */
  async ofClient(actor: Actor, clientId: string, filter: FindingFilter = {}): Promise<ClientFindings> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'finding.read', 'client', [clientId]);
      await audit(tx, actor, { action: 'findings.read', subjectKind: 'client', subjectId: clientId, clientId });
      const [standing] = await tx.query<{ check_id: string; checked_on: string; law_hash: string; next_day: string | null }>(
        'SELECT check_id, checked_on, law_hash, next_day FROM client_standings WHERE client_id = $1',
        [clientId],
      );
      const sealer = await this.vault.client(tx, clientId);
      const check = standing ? await loadCheck(tx, sealer, standing.check_id) : null;
      if (!standing || !check) return { clientId, checkId: null, checkedOn: null, law: null, nextDay: null, findings: [] };
      const findings = (await findingsOfCheck(tx, check.id)).filter(
        (f) => (!filter.chargeId || f.charge === filter.chargeId) && (!filter.result || f.result === filter.result),
      );
      const determinations = await standingDeterminations(tx, sealer, findings, check.because);
      const words = await officeWords(tx, findings, placesOf(check.facts), await officeLaw(tx, this.book, standing.checked_on));
      return {
        clientId,
        checkId: check.id,
        checkedOn: standing.checked_on,
        law: standing.law_hash,
        nextDay: standing.next_day,
        findings: findings.map((f) => showFinding(f, check.because[f.id] ?? [], words.get(f.id) ?? [], determinations.get(f.id) ?? null)),
      };
    });
  }

  /** One finding of any check, with the facts as of then. @throws Problem not-found (404) */
  async read(actor: Actor, findingId: string): Promise<FindingDetail> {
    return this.db.inOffice(actor, async (tx) => {
      const [clientId] = await requireAccess(tx, actor, 'finding.read', 'finding', [findingId]);
      const finding = await findingById(tx, findingId);
      if (!clientId || !finding) throw notFound();
      const sealer = await this.vault.client(tx, clientId);
      const check = await loadCheck(tx, sealer, finding.checkId);
      if (!check) throw notFound();
      const [standing] = await tx.query<{ check_id: string; checked_on: string }>('SELECT check_id, checked_on FROM client_standings WHERE client_id = $1', [clientId]);
      const determinations = await standingDeterminations(tx, sealer, [finding], check.because);
      const superseded = standing?.check_id !== check.id;
      const words = await officeWords(tx, [finding], placesOf(check.facts), standing && !superseded ? await officeLaw(tx, this.book, standing.checked_on) : null);
      await audit(tx, actor, { action: 'finding.read', subjectKind: 'finding', subjectId: findingId, clientId });
      return {
        ...showFinding(finding, check.because[findingId] ?? [], words.get(findingId) ?? [], determinations.get(findingId) ?? null),
        clientId,
        on: check.on,
        law: check.law,
        superseded,
        facts: check.facts,
      };
    });
  }
}

function placesOf({ charges }: Person): Map<string, Place> {
  return new Map(charges.map((charge) => [charge.id, charge]));
}

function showFinding({ charge, ...finding }: StoredFinding, because: readonly Reason[], office: readonly OfficeWord[], determination: Determination | null): FindingView {
  return {
    ...finding,
    chargeId: charge,
    because,
    office,
    determination: determination && {
      id: determination.id,
      decision: determination.decision,
      decidedBy: determination.decidedBy,
      decidedAt: determination.decidedAt,
    },
  };
}
