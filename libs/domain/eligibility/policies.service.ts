import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { parseDay } from '#dates/calendar-date.js';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import type { Confidence } from '#law/finding.js';
import { LawLibrary } from '#law/law-library.js';
import { reaches, shippedPolicies, type Policy, type PolicyClause, type PolicyTemplate, type ShippedPolicy } from '#law/policy.js';
import { placeText, validator } from '#law/schema.js';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { invalid, notFound, Problem } from '../access/errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import { LawBook } from '../convictions/law-book.js';
import { POLICY, policyOf, type PolicyFacts, type PolicyRow, type PolicySource } from './office-policies.js';

/** A policy on file with the law, or one that the office recorded. */
export interface PolicyView {
  id: string;
  recordedIn: 'law' | 'office';
  jurisdiction: string;
  /** Empty: the whole jurisdiction; null: not known. */
  counties: string[] | null;
  prosecutor: string;
  title: string | null;
  since: string | null;
  sinceBy: string | null;
  /** First day no longer in force. */
  until: string | null;
  untilBy: string | null;
  /** Without clauses nothing is judged by it. */
  clauses: readonly PolicyClause[];
  /** What the law file says of it in words; null for the office's own. */
  inWords: string | null;
  note: string | null;
  /** The policy on file with the law whose place it takes for this office. */
  replaces: string | null;
  sources: PolicySource[];
  confidence: Confidence;
  check: string[];
  recordedBy: string | null;
  recordedAt: Date | null;
  changedBy: string | null;
  changedAt: Date | null;
  withdrawal: { by: string; at: Date; reason: string | null } | null;
  /** Null for one on file with the law, which changes with the program. */
  version: number | null;
}

export interface PolicyFilter {
  jurisdiction?: string | undefined;
  county?: string | undefined;
  withdrawn?: boolean | undefined;
}

export interface NewPolicy extends Omit<PolicyFacts, 'clauses'> {
  /** `model`: the clauses of the model policy, where none are given. */
  template: 'model' | 'blank';
  clauses: PolicyClause[] | undefined;
}

/** Policies of prosecutors' offices: those on file with the law, to read, and the office's own, which attorneys keep. No client is in them. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly db: Database,
    private readonly law: LawBook,
    private readonly library: LawLibrary,
  ) {}

  /** The policy to start from. */
  model(actor: Actor): PolicyTemplate {
    requirePermission(actor, 'policy.read');
    return this.library.modelPolicy();
  }

  /** Those on file with the law first, then the office's own; withdrawn ones only where asked for. A policy whose counties are not known is in every county's list. */
  async list(actor: Actor, { jurisdiction, county, withdrawn }: PolicyFilter, { limit, cursor }: PageRequest): Promise<Page<PolicyView>> {
    requirePermission(actor, 'policy.read');
    const [after] = cursor === null ? [null] : readCursor(cursor, 'policies', ['code']);
    return this.db.inOffice(actor, async (tx) => {
      const rows = await tx.query<PolicyRow>(`SELECT ${POLICY} FROM prosecutor_policies p WHERE (p.withdrawn_at IS NOT NULL) = $1 ORDER BY p.id`, [withdrawn ?? false]);
      const filed = withdrawn ? [] : shippedPolicies(this.law.law).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const wanted = (policy: Policy): boolean => (jurisdiction === undefined || policy.jurisdiction === jurisdiction) && (county === undefined || reaches(policy, county).is !== false);
      const all = [
        ...filed.filter(wanted).map((policy) => ({ key: `a.${policy.id}`, view: showShipped(policy) })),
        ...rows.filter((row) => wanted(policyOf(row))).map((row) => ({ key: `b.${row.id}`, view: showOwn(row) })),
      ].filter(({ key }) => after == null || key > after);
      return pageOf(all.slice(0, limit + 1), limit, (last) => writeCursor('policies', [last.key]), ({ view }) => view);
    });
  }

  /** By the id of one on file with the law, or of the office's own. @throws Problem not-found (404) */
  async read(actor: Actor, id: string): Promise<PolicyView> {
    requirePermission(actor, 'policy.read');
    const filed = shippedPolicies(this.law.law).find((policy) => policy.id === id);
    if (filed) return showShipped(filed);
    return this.db.inOffice(actor, async (tx) => showOwn(await load(tx, id)));
  }

  /** @throws Problem invalid (422) */
  async record(actor: Actor, { template, ...policy }: NewPolicy, now: Date): Promise<PolicyView> {
    requirePermission(actor, 'policy.write');
    const clauses = policy.clauses ?? (template === 'model' ? [...this.library.modelPolicy().clauses] : []);
    const facts: PolicyFacts = { ...policy, clauses };
    this.refuse(facts);
    return this.db.inOffice(actor, async (tx) => {
      const id = uuidv7();
      await tx.query(
        `INSERT INTO prosecutor_policies (id, office_id, recorded_by, recorded_at, changed_by, changed_at, ${COLUMNS.join(', ')})
         VALUES ($1, $2, $3, $4, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
        [id, tx.officeId, actor.userId, now, ...valuesOf(facts)],
      );
      await audit(tx, actor, { action: 'policy.recorded', subjectKind: 'policy', subjectId: id, detail: { jurisdiction: facts.jurisdiction, template, clauses: clauses.length } });
      return showOwn(await load(tx, id));
    });
  }

  /** Fields that are named change. @throws Problem not-found (404), stale (412), conflict (409) for one on file with the law or withdrawn, invalid (422) */
  async change(actor: Actor, id: string, ifVersion: number, patch: Partial<PolicyFacts>, now: Date): Promise<PolicyView> {
    requirePermission(actor, 'policy.write');
    this.refuseShipped(id);
    return this.db.inOffice(actor, async (tx) => {
      const row = await hold(tx, id, ifVersion);
      if (row.withdrawnAt) throw new Problem('conflict', 'This policy is withdrawn: take the withdrawal back first');
      const before = factsOf(row);
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<PolicyFacts>;
      const facts = { ...before, ...given };
      const fields = (Object.keys(before) as (keyof PolicyFacts)[]).filter((field) => !isDeepStrictEqual(facts[field], before[field]));
      if (fields.length === 0) return showOwn(row);
      this.refuse(facts);
      await tx.query(
        `UPDATE prosecutor_policies SET changed_by = $2, changed_at = $3, version = version + 1, ${COLUMNS.map((column, i) => `${column} = $${i + 4}`).join(', ')} WHERE id = $1`,
        [id, actor.userId, now, ...valuesOf(facts)],
      );
      await audit(tx, actor, { action: 'policy.changed', subjectKind: 'policy', subjectId: id, detail: { fields } });
      return showOwn(await load(tx, id));
    });
  }

  /** Nothing is judged by it any more, on any day: it was recorded by mistake, or stands elsewhere. A policy that ended gets `until` instead. @throws Problem not-found (404), stale (412), conflict (409) */
  async withdraw(actor: Actor, id: string, ifVersion: number, reason: string | null, now: Date): Promise<PolicyView> {
    return this.setWithdrawal(actor, id, ifVersion, { at: now, reason }, 'policy.withdrawn', now);
  }

  /** Takes a withdrawal back. @throws Problem not-found (404), stale (412), conflict (409) */
  async reinstate(actor: Actor, id: string, ifVersion: number, now: Date): Promise<PolicyView> {
    return this.setWithdrawal(actor, id, ifVersion, { at: null, reason: null }, 'policy.reinstated', now);
  }

  private async setWithdrawal(actor: Actor, id: string, ifVersion: number, { at, reason }: { at: Date | null; reason: string | null }, action: string, now: Date): Promise<PolicyView> {
    requirePermission(actor, 'policy.write');
    this.refuseShipped(id);
    return this.db.inOffice(actor, async (tx) => {
      const row = await hold(tx, id, ifVersion);
      if ((row.withdrawnAt !== null) === (at !== null)) return showOwn(row);
      await tx.query(
        'UPDATE prosecutor_policies SET withdrawn_at = $2, withdrawn_by = $3, withdrawal_reason = $4, changed_by = $5, changed_at = $6, version = version + 1 WHERE id = $1',
        [id, at, at === null ? null : actor.userId, reason, actor.userId, now],
      );
      await audit(tx, actor, { action, subjectKind: 'policy', subjectId: id });
      return showOwn(await load(tx, id));
    });
  }

  private refuseShipped(id: string): void {
    if (shippedPolicies(this.law.law).some((policy) => policy.id === id)) throw new Problem('conflict', 'This policy is on file with the law and changes with the program: record your own');
  }

  private refuse({ jurisdiction, since, until, clauses, sources, confidence, check, replaces }: PolicyFacts): void {
    if (jurisdiction !== 'US' && !/^[A-Z]{2}$/.test(jurisdiction)) throw invalid('jurisdiction', 'must be two capital letters, US for federal law');
    if (parseDay(since) === null) throw invalid('since', 'must be a day that exists, written YYYY-MM-DD');
    if (until !== null && until <= since) throw invalid('until', `must be after since ("${since}"): it is the first day no longer in force`);
    if (replaces !== null && !shippedPolicies(this.law.law).some((policy) => policy.id === replaces && policy.jurisdiction === jurisdiction)) {
      throw invalid('replaces', 'must be the id of a policy on file with the law, of the same jurisdiction');
    }
    if (sources.length === 0) throw invalid('sources', 'must name at least one: where the policy was read, or who told of it');
    if (confidence !== 'high' && check.length === 0) throw invalid('check', `must name at least one thing to check: the confidence is ${confidence}`);
    clauses.forEach(({ id }, i) => {
      if (clauses.findIndex((clause) => clause.id === id) < i) throw invalid(`clauses[${i}].id`, `must differ from that of every other clause; "${id}" is there twice`);
    });
    if (clauses.length === 0) return;
    const [fault] = validator(this.library.policySchema())({ title: 'x', version: 1, as_of: since, about: 'x', clauses });
    if (fault) throw invalid(placeText(fault.place).replaceAll(/\.(\d+)/g, '[$1]'), fault.reason);
  }
}

const COLUMNS = ['jurisdiction', 'counties', 'prosecutor', 'title', 'since', 'until', 'clauses', 'sources', 'confidence', 'checks', 'note', 'replaces'] as const;

function valuesOf({ jurisdiction, counties, prosecutor, title, since, until, clauses, sources, confidence, check, note, replaces }: PolicyFacts): unknown[] {
  return [jurisdiction, counties, prosecutor, title, since, until, JSON.stringify(clauses), JSON.stringify(sources), confidence, check, note, replaces];
}

function factsOf({ jurisdiction, counties, prosecutor, title, since, until, clauses, sources, confidence, check, note, replaces }: PolicyRow): PolicyFacts {
  return { jurisdiction, counties, prosecutor, title, since, until, clauses, sources, confidence, check, note, replaces };
}

async function load(tx: OfficeTx, id: string, lock = ''): Promise<PolicyRow> {
  const [row] = UUID.test(id) ? await tx.query<PolicyRow>(`SELECT ${POLICY} FROM prosecutor_policies p WHERE p.id = $1 ${lock}`, [id]) : [];
  if (!row) throw notFound();
  return row;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function hold(tx: OfficeTx, id: string, ifVersion: number): Promise<PolicyRow> {
  const row = await load(tx, id, 'FOR NO KEY UPDATE');
  if (row.version !== ifVersion) throw new Problem('stale');
  return row;
}

function showOwn(row: PolicyRow): PolicyView {
  const { withdrawnBy, withdrawnAt, withdrawalReason, ...policy } = row;
  return {
    ...policy,
    recordedIn: 'office',
    sinceBy: null,
    untilBy: null,
    inWords: null,
    withdrawal: withdrawnAt && withdrawnBy ? { by: withdrawnBy, at: withdrawnAt, reason: withdrawalReason } : null,
  };
}

function showShipped({ typed: _typed, declines, contestsRelief, sources, counties, until, note, ...policy }: ShippedPolicy): PolicyView {
  // Words for an end whose day is not known are told with the rest of the words.
  const ended = until !== null && parseDay(until) === null ? [`until ${until}`] : [];
  return {
    ...policy,
    recordedIn: 'law',
    counties: counties === 'all' ? [] : counties && [...counties],
    until: ended.length > 0 ? null : until,
    inWords: [declines, ...(contestsRelief ? [contestsRelief] : []), ...ended].join('; '),
    note,
    replaces: null,
    sources: sources.map(({ title, url, date }) => ({ title, url: url ?? null, date: date == null ? null : String(date) })),
    check: [...policy.check],
    recordedBy: null,
    recordedAt: null,
    changedBy: null,
    changedAt: null,
    withdrawal: null,
    version: null,
  };
}
