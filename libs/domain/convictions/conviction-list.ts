import type { OfficeTx } from '#db/transaction.js';
import type { Process, Result } from '#law/finding.js';
import type { Remedy } from '#law/person.js';
import { invalid } from '../access/errors.js';
import { readCursor, writeCursor, type Page, type PageRequest } from '../access/page.js';

/** A charge that ended in a conviction, with the best answer of the client's latest check. */
export interface ConvictionItem {
  chargeId: string;
  docketId: string;
  clientId: string;
  count: number;
  jurisdiction: string;
  county: string | null;
  citation: string | null;
  title: string | null;
  recognisedAs: string | null;
  /** Every offence that citation or title can mean. */
  readings: string[];
  grade: string | null;
  offenceDate: string | null;
  dispositionDate: string | null;
  /** Null: not checked yet. */
  result: Result | null;
  /** The next day that matters: when a road opens, or an open one closes. */
  nextOn: string | null;
  /** The best finding; null when not checked yet. */
  findingId: string | null;
  provision: string | null;
  findingCitation: string | null;
  remedy: Remedy | null;
  process: Process | null;
  version: number;
}

export interface ConvictionFilter {
  jurisdiction?: string;
  result?: Result;
  /** First and last day, both included. */
  nextFrom?: string;
  nextTo?: string;
  /** Of the best finding. */
  remedy?: Remedy;
  provision?: string;
  clientId?: string;
}

export const RESULTS = ['eligible', 'automatic', 'not-yet', 'not-eligible', 'needs-facts', 'attorney-decides'] as const satisfies readonly Result[];
export const REMEDIES = [
  'vacatur',
  'expungement',
  'sealing',
  'set-aside',
  'dismissal',
  'destruction',
  'pardon',
  'shielding',
  'nondisclosure',
] as const satisfies readonly Remedy[];

/** Days that are not known come last in every order. result: what can be acted on first, then by next day. */
export const CONVICTION_SORTS = ['next', 'disposition', 'result'] as const;
export type ConvictionSort = (typeof CONVICTION_SORTS)[number];

/** Results in the order of what can be acted on; null = not checked yet. */
const BY_URGENCY: readonly (Result | null)[] = ['eligible', 'automatic', 'attorney-decides', 'needs-facts', 'not-yet', 'not-eligible', null];

/**
 * A list is read in stretches, each of which one index holds in order: rows with a day, then rows without; for
 * `result`, both of these for each result. One sort over all would read the whole caseload for every page.
 */
export interface Stretch {
  where: string;
  /** The day the stretch is ordered by, before the id; null when it has none. */
  day: 's.next_on' | 'c.disposition_date' | null;
  result?: Result | null;
}

/**
 * The stretches of a list in their order, without those that the filter leaves empty. Exported, as is `stretchQuery`,
 * for the bench that looks at their plans.
 */
export function stretches(sort: ConvictionSort, filter: ConvictionFilter): Stretch[] {
  const withDay = filter.nextFrom !== undefined || filter.nextTo !== undefined;
  return allStretches(sort, filter).filter((stretch) => {
    if (withDay && stretch.where.includes('s.next_on IS NULL')) return false;
    return !(stretch.result === null && needsStanding(filter));
  });
}

/** Only a charge that was checked can pass. */
function needsStanding({ result, nextFrom, nextTo, remedy, provision }: ConvictionFilter): boolean {
  return [result, nextFrom, nextTo, remedy, provision].some((value) => value !== undefined);
}

function allStretches(sort: ConvictionSort, filter: ConvictionFilter): Stretch[] {
  switch (sort) {
    case 'next':
      return [
        { where: 's.next_on IS NOT NULL', day: 's.next_on' },
        { where: 's.next_on IS NULL', day: null },
      ];
    case 'disposition':
      return [
        { where: 'c.disposition_date IS NOT NULL', day: 'c.disposition_date' },
        { where: 'c.disposition_date IS NULL', day: null },
      ];
    case 'result':
      return BY_URGENCY.filter((result) => filter.result === undefined || filter.result === result).flatMap((result): Stretch[] =>
        result === null
          ? [{ where: 's.charge_id IS NULL', day: null, result }]
          : [
              { where: 's.next_on IS NOT NULL', day: 's.next_on', result },
              { where: 's.next_on IS NULL', day: null, result },
            ],
      );
  }
}

const SELECT = `SELECT c.id AS "chargeId", c.docket_id AS "docketId", c.client_id AS "clientId", c.count_number AS count, d.jurisdiction, d.county,
  c.citation, c.title, c.recognised_as AS "recognisedAs", c.grade, c.offence_date AS "offenceDate", c.disposition_date AS "dispositionDate",
  s.result, s.next_on AS "nextOn", s.finding_id AS "findingId", f.provision, f.citation AS "findingCitation", f.remedy, f.process, c.version`;

const CONVICTED = `c.office_id = current_office() AND c.disposition = 'convicted' AND c.struck_at IS NULL`;

/**
 * One page of convictions across the office's caseload. The caller has asked for permission.
 *
 * @throws Problem invalid (422) for a cursor of another list
 */
export async function listConvictions(
  tx: OfficeTx,
  filter: ConvictionFilter,
  sort: ConvictionSort,
  { limit, cursor }: PageRequest,
): Promise<Page<ConvictionItem>> {
  const all = stretches(sort, filter);
  const [at, day, id] = cursor ? readCursor(cursor, `convictions-${sort}`, ['code', 'day-or-null', 'uuid']) : ['0', null, null];
  const start = Number(at);
  if (!Number.isInteger(start) || !all[start] || (id && (all[start].day !== null) !== (day !== null))) {
    throw invalid('cursor', 'must be the `next` of a page of this same list, order and filter');
  }
  const items: ConvictionItem[] = [];
  let last: { stretch: number; item: ConvictionItem } | null = null;
  for (let stretch = start; stretch < all.length; stretch += 1) {
    const { sql, values } = stretchQuery(all[stretch] as Stretch, filter, limit + 1 - items.length, stretch === start && id ? { day: day ?? null, id } : null);
    for (const item of await tx.query<ConvictionItem>(sql, values)) {
      if (items.length === limit && last) return { items, next: cursorAfter(sort, all, last) };
      items.push(item);
      last = { stretch, item };
    }
  }
  return { items, next: null };
}

function cursorAfter(sort: ConvictionSort, all: readonly Stretch[], { stretch, item }: { stretch: number; item: ConvictionItem }): string {
  const by = all[stretch]?.day ?? null;
  const day = by === 's.next_on' ? item.nextOn : by === 'c.disposition_date' ? item.dispositionDate : null;
  return writeCursor(`convictions-${sort}`, [String(stretch), day, item.chargeId]);
}

/** The SQL of one stretch, from its start or after a row. */
export function stretchQuery(
  { where, day, result }: Stretch,
  filter: ConvictionFilter,
  limit: number,
  after: { day: string | null; id: string } | null,
): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const mark = (value: unknown): string => `$${values.push(value)}`;
  // Where the standing decides, it is read first and the charge looked up; else the other way round.
  const byStanding = day === 's.next_on' || (result !== undefined && result !== null) || (where === 's.next_on IS NULL' && needsStanding(filter));
  const id = byStanding ? 's.charge_id' : 'c.id';
  const conditions = [CONVICTED, where, ...(byStanding ? ['s.office_id = current_office()'] : [])];
  const wanted = result ?? filter.result;
  if (wanted) conditions.push(`s.result = ${mark(wanted)}`);
  if (filter.jurisdiction) {
    const jurisdiction = mark(filter.jurisdiction);
    // The standing repeats it, so that most rows are left before the joins.
    conditions.push(`d.jurisdiction = ${jurisdiction}`, ...(byStanding ? [`s.jurisdiction = ${jurisdiction}`] : []));
  }
  if (filter.nextFrom) conditions.push(`s.next_on >= ${mark(filter.nextFrom)}`);
  if (filter.nextTo) conditions.push(`s.next_on <= ${mark(filter.nextTo)}`);
  if (filter.remedy) conditions.push(`f.remedy = ${mark(filter.remedy)}`);
  if (filter.provision) conditions.push(`f.provision = ${mark(filter.provision)}`);
  if (filter.clientId) conditions.push(`c.client_id = ${mark(filter.clientId)}`);
  const latestFirst = day === 'c.disposition_date';
  const than = latestFirst ? '<' : '>';
  if (after) {
    conditions.push(day ? `(${day}, ${id}) ${than} (${mark(after.day)}::date, ${mark(after.id)}::uuid)` : `${id} > ${mark(after.id)}::uuid`);
  }
  const direction = latestFirst ? ' DESC' : '';
  const from = byStanding
    ? 'charge_standings s JOIN charges c ON c.id = s.charge_id JOIN dockets d ON d.id = c.docket_id JOIN findings f ON f.id = s.finding_id'
    : // LIMIT keeps this a look-up per row: a merge would read all standings before the cursor.
      `charges c JOIN dockets d ON d.id = c.docket_id
         LEFT JOIN LATERAL (SELECT * FROM charge_standings s WHERE s.charge_id = c.id LIMIT 1) s ON true LEFT JOIN findings f ON f.id = s.finding_id`;
  // The same day throughout where there is none: named all the same, so that the index by day is known to be in order.
  const order = day ? `${day}${direction}, ${id}${direction}` : byStanding ? `s.next_on, ${id}` : id;
  return { sql: `${SELECT} FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${mark(limit)}`, values };
}
