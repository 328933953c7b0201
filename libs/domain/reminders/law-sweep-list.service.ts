import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import type { Result } from '#law/finding.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { notFound } from '../access/errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import type { Effect } from '../eligibility/standing.js';
import { EFFECTS_FOR, type EffectCounts } from './law-digests.service.js';

export const EFFECTS = ['opened', 'moved', 'possible', 'in-doubt', 'lost'] as const satisfies readonly Effect[];

/** One look at the whole caseload after the law on file changed. */
export interface LawSweepView {
  id: string;
  /** Content hash of the new law. */
  law: string;
  begunAt: Date;
  /** null while it is under way */
  endedAt: Date | null;
  /** Clients whose answers came from other law when it began. */
  clients: number;
  /** Of them, who has not been asked about anew: while it is under way, or because their checks failed. */
  clientsLeft: number;
  /** Its progress and parts are those of this job; null once the job's row is forgotten. */
  jobId: string | null;
  /** Charges by what happened to any of their roads, over all clients. */
  counts: EffectCounts;
  /** The same of the clients the caller works for, and of those no attorney works for. */
  mine: EffectCounts;
}

export interface RoadAnswer {
  findingId: string;
  result: Result;
  version: string | null;
  citation: string | null;
  opensOn: string | null;
  closesOn: string | null;
}

/** What it did to one road of one charge. Names and docket numbers are read in the client's own file. */
export interface LawEffectView {
  id: string;
  kind: Effect;
  clientId: string;
  chargeId: string;
  caseIds: string[];
  provision: string;
  before: RoadAnswer | null;
  after: RoadAnswer | null;
}

export interface EffectFilter {
  kind?: Effect | undefined;
  /** Only clients the caller works for, and those no attorney works for. */
  mine?: boolean | undefined;
}

const SWEEP = `w.id, w.law_hash AS law, w.begun_at AS "begunAt", w.ended_at AS "endedAt", w.clients,
  coalesce(w.clients_left, (SELECT count(*)::int FROM clients c JOIN client_standings s ON s.client_id = c.id JOIN client_keys k ON k.client_id = c.id
    WHERE k.wrapped_key IS NOT NULL AND (c.status <> 'closed' OR c.recontact) AND s.law_hash <> w.law_hash)) AS "clientsLeft",
  (SELECT j.id FROM jobs j WHERE j.id = w.job_id) AS "jobId",
  to_char(w.begun_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "begunKey"`;

@Injectable()
export class LawSweepListService {
  constructor(private readonly db: Database) {}

  /** The newest first. */
  async list(actor: Actor, { limit, cursor }: PageRequest): Promise<Page<LawSweepView>> {
    requirePermission(actor, 'finding.read');
    return this.db.inOffice(actor, async (tx) => {
      const [at, id] = cursor === null ? [null, null] : readCursor(cursor, 'law-sweeps', ['instant', 'uuid']);
      const rows = await tx.query<LawSweepView & { begunKey: string }>(
        `SELECT ${SWEEP} FROM law_sweeps w
         WHERE w.office_id = current_office() AND ($1::timestamptz IS NULL OR (w.begun_at, w.id) < ($1, $2::uuid))
         ORDER BY w.begun_at DESC, w.id DESC LIMIT $3`,
        [at, id, limit + 1],
      );
      const page = pageOf(rows, limit, (last) => writeCursor('law-sweeps', [last.begunKey, last.id]), ({ begunKey: _begunKey, ...row }) => row);
      for (const item of page.items) Object.assign(item, await countsOf(tx, item.id, actor.userId));
      return page;
    });
  }

  /** @throws Problem not-found (404) */
  async read(actor: Actor, sweepId: string): Promise<LawSweepView> {
    requirePermission(actor, 'finding.read');
    return this.db.inOffice(actor, async (tx) => {
      const [row] = await tx.query<LawSweepView & { begunKey: string }>(`SELECT ${SWEEP} FROM law_sweeps w WHERE w.id = $1`, [sweepId]);
      if (!row) throw notFound();
      const { begunKey: _begunKey, ...sweep } = row;
      return { ...sweep, ...(await countsOf(tx, sweepId, actor.userId)) };
    });
  }

  /** Road by road, client by client in the order they were checked. @throws Problem not-found (404) */
  async effects(actor: Actor, sweepId: string, { kind, mine }: EffectFilter, { limit, cursor }: PageRequest): Promise<Page<LawEffectView>> {
    requirePermission(actor, 'finding.read');
    return this.db.inOffice(actor, async (tx) => {
      const [sweep] = await tx.query('SELECT 1 FROM law_sweeps WHERE id = $1', [sweepId]);
      if (!sweep) throw notFound();
      const [after] = cursor === null ? [null] : readCursor(cursor, 'law-effects', ['uuid']);
      const answer = (finding: string): string =>
        `CASE WHEN ${finding}.id IS NULL THEN NULL ELSE json_build_object('findingId', ${finding}.id, 'result', ${finding}.result, 'version', ${finding}.version,
           'citation', ${finding}.citation, 'opensOn', ${finding}.opens_on, 'closesOn', ${finding}.closes_on) END`;
      const rows = await tx.query<LawEffectView>(
        `WITH page AS MATERIALIZED (SELECT e.* ${mine ? EFFECTS_FOR : 'FROM law_effects e WHERE e.sweep_id = $1 AND ($2::uuid IS NULL OR $2 IS NOT NULL)'}
           AND ($3::text IS NULL OR e.kind = $3) AND ($4::uuid IS NULL OR e.id > $4) ORDER BY e.id LIMIT $5)
         SELECT p.id, p.kind, p.client_id AS "clientId", p.charge_id AS "chargeId", p.provision,
                ARRAY (SELECT k.id FROM cases k WHERE k.client_id = p.client_id AND k.stage <> 'closed' ORDER BY k.id) AS "caseIds",
                ${answer('b')} AS before, ${answer('a')} AS after
         FROM page p LEFT JOIN findings b ON b.id = p.before_id LEFT JOIN findings a ON a.id = p.after_id ORDER BY p.id`,
        [sweepId, actor.userId, kind ?? null, after, limit + 1],
      );
      const page = pageOf(rows, limit, (last) => writeCursor('law-effects', [last.id]), (row) => row);
      await audit(tx, actor, {
        action: 'law-effects.listed',
        subjectKind: 'law-sweep',
        subjectId: sweepId,
        detail: { charges: [...new Set(page.items.map((item) => item.chargeId))] },
      });
      return page;
    });
  }
}

async function countsOf(tx: OfficeTx, sweepId: string, userId: string | null): Promise<{ counts: EffectCounts; mine: EffectCounts }> {
  const count = 'SELECT e.kind, count(DISTINCT e.charge_id)::int AS charges';
  const all = await tx.query<KindCount>(`${count} FROM law_effects e WHERE e.sweep_id = $1 GROUP BY e.kind`, [sweepId]);
  const mine = await tx.query<KindCount>(`${count} ${EFFECTS_FOR} GROUP BY e.kind`, [sweepId, userId]);
  const counted = (rows: readonly KindCount[]): EffectCounts => Object.fromEntries(rows.map(({ kind, charges }) => [kind, charges]));
  return { counts: counted(all), mine: counted(mine) };
}

interface KindCount {
  kind: Effect;
  charges: number;
}
