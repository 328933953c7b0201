import type { OfficeTx } from '#db/transaction.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';
import type { Part } from './case-view.js';
import { CLOSED, type Stage } from './stages.js';
import { OPEN_TASK } from './tasks.js';

export interface CaseFilter {
  stage?: Stage;
  /** Not closed, or closed only. */
  open?: boolean;
  memberId?: string;
  clientId?: string;
  /** A charge of the case is of this jurisdiction. */
  jurisdiction?: string;
}

/** newest: opened last first · reference: in the order of the references. */
export const CASE_SORTS = ['newest', 'reference'] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

/** A case in a list. No words of the client's file: those are read one case at a time. */
export interface CaseListItem {
  id: string;
  reference: string;
  clientId: string;
  stage: Stage;
  openedOn: string;
  closedOn: string | null;
  members: { userId: string; part: Part }[];
  jurisdictions: string[];
  charges: number;
  /** The first day that matters among its charges. */
  nextOn: string | null;
  openTasks: number;
  version: number;
}

interface Row {
  item: CaseListItem;
  createdKey: string;
}

const KEY = `to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** One page of the office's cases. The caller has asked for permission. */
export async function listCases(tx: OfficeTx, filter: CaseFilter, sort: CaseSort, { limit, cursor }: PageRequest): Promise<Page<CaseListItem>> {
  const values: unknown[] = [];
  const mark = (value: unknown): string => `$${values.push(value)}`;
  const where = ['c.office_id = current_office()'];
  if (filter.stage) where.push(`c.stage = ${mark(filter.stage)}`);
  if (filter.open !== undefined) where.push(`c.stage ${filter.open ? '<>' : '='} ${mark(CLOSED)}`);
  if (filter.clientId) where.push(`c.client_id = ${mark(filter.clientId)}`);
  if (filter.memberId) where.push(`EXISTS (SELECT 1 FROM case_members m WHERE m.case_id = c.id AND m.user_id = ${mark(filter.memberId)})`);
  if (filter.jurisdiction) {
    where.push(`EXISTS (SELECT 1 FROM case_charges k JOIN charges h ON h.id = k.charge_id JOIN dockets d ON d.id = h.docket_id
      WHERE k.case_id = c.id AND h.struck_at IS NULL AND d.jurisdiction = ${mark(filter.jurisdiction)})`);
  }
  if (cursor && sort === 'newest') {
    const [at, id] = readCursor(cursor, sort, ['instant', 'uuid']);
    where.push(`(c.created_at, c.id) < (${mark(at)}::timestamptz, ${mark(id)}::uuid)`);
  }
  if (cursor && sort === 'reference') {
    const [reference] = readCursor(cursor, sort, ['code']);
    where.push(`c.reference > ${mark(reference)}`);
  }
  const order = sort === 'newest' ? 'c.created_at DESC, c.id DESC' : 'c.reference';
  const rows = await tx.query<CaseListItem & { createdKey: string }>(
    `WITH page AS MATERIALIZED (SELECT c.* FROM cases c WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ${mark(limit + 1)})
     SELECT c.id, c.reference, c.client_id AS "clientId", c.stage, c.opened_on AS "openedOn", c.closed_on AS "closedOn", c.version,
       ${KEY} AS "createdKey",
       (SELECT coalesce(json_agg(json_build_object('userId', m.user_id, 'part', m.part) ORDER BY m.part, m.added_at), '[]')
          FROM case_members m WHERE m.case_id = c.id) AS members,
       (SELECT count(*)::int FROM tasks t WHERE t.case_id = c.id AND ${OPEN_TASK}) AS "openTasks",
       about.jurisdictions, about.charges, about."nextOn"
     FROM page c, LATERAL (
       SELECT coalesce(array_agg(DISTINCT d.jurisdiction) FILTER (WHERE d.id IS NOT NULL), '{}') AS jurisdictions,
         count(h.id)::int AS charges, min(s.next_on) AS "nextOn"
       FROM case_charges k JOIN charges h ON h.id = k.charge_id AND h.struck_at IS NULL JOIN dockets d ON d.id = h.docket_id
       LEFT JOIN charge_standings s ON s.charge_id = h.id WHERE k.case_id = c.id) about
     ORDER BY ${order}`,
    values,
  );
  const split = rows.map(({ createdKey, ...item }): Row => ({ createdKey, item }));
  const cursorOf = ({ createdKey, item }: Row): string => writeCursor(sort, sort === 'newest' ? [createdKey, item.id] : [item.reference]);
  return pageOf(split, limit, cursorOf, (row) => row.item);
}
