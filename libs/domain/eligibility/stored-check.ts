import { risingIds } from '#db/rising-ids.js';
import type { OfficeTx } from '#db/transaction.js';
import type { Finding } from '#law/finding.js';
import type { Person } from '#law/person.js';
import type { Sealer } from '../access/vault.js';
import { keepReasons, readReasons, type KeptReasons, type ReasonsOf } from './kept-reasons.js';
import type { OfficeMark, StoredAnswer } from './standing.js';

export type CheckReason = 'record-changed' | 'asked' | 'day-passed' | 'law-changed';

/** A finding as its row has it; `charge` is the charge's id. */
export interface StoredFinding extends StoredAnswer {
  id: string;
  checkId: string;
  /** The office's notes that stood when the answer was given. */
  office: readonly OfficeMark[];
}

/** One question to the law and what it was asked about. */
export interface StoredCheck {
  id: string;
  clientId: string;
  /** The day asked for. */
  on: string;
  law: string;
  facts: Person;
  because: ReasonsOf;
}

const FINDING = `id, check_id AS "checkId", charge_id AS charge, provision, version, citation, remedy, process, result,
  opens_on AS "opensOn", closes_on AS "closesOn", missing, questions, confidence, checks AS check, office`;

export async function loadCheck(tx: OfficeTx, sealer: Sealer, checkId: string): Promise<StoredCheck | null> {
  const [row] = await tx.query<{ client_id: string; on_day: string; law_hash: string; facts: Buffer; because: Buffer }>(
    'SELECT client_id, on_day, law_hash, facts, because FROM eligibility_checks WHERE id = $1',
    [checkId],
  );
  if (!row) return null;
  return {
    id: checkId,
    clientId: row.client_id,
    on: row.on_day,
    law: row.law_hash,
    facts: openFacts(sealer, checkId, row.facts),
    because: readReasons(sealer.openJson<KeptReasons | ReasonsOf>(`eligibility_checks.because:${checkId}`, row.because)),
  };
}

export function openFacts(sealer: Sealer, checkId: string, sealed: Buffer): Person {
  return sealer.openJson<Person>(`eligibility_checks.facts:${checkId}`, sealed);
}

/** Findings of one check, charge by charge, in the order of the law's files. */
export async function findingsOfCheck(tx: OfficeTx, checkId: string): Promise<StoredFinding[]> {
  return tx.query<StoredFinding>(`SELECT ${FINDING} FROM findings WHERE check_id = $1 ORDER BY id`, [checkId]);
}

/** The same of several checks, by check. */
export async function findingsOfChecks(tx: OfficeTx, checkIds: readonly string[]): Promise<Map<string, StoredFinding[]>> {
  const checks = new Map<string, StoredFinding[]>(checkIds.map((id) => [id, []]));
  for (const finding of await tx.query<StoredFinding>(`SELECT ${FINDING} FROM findings WHERE check_id = ANY ($1) ORDER BY id`, [checkIds])) {
    checks.get(finding.checkId)?.push(finding);
  }
  return checks;
}

export async function findingById(tx: OfficeTx, findingId: string): Promise<StoredFinding | null> {
  const [row] = await tx.query<StoredFinding>(`SELECT ${FINDING} FROM findings WHERE id = $1`, [findingId]);
  return row ?? null;
}

export interface NewCheck {
  clientId: string;
  on: string;
  law: string;
  reason: CheckReason;
  facts: Person;
  findings: readonly MarkedFinding[];
}

/** What the law said, by the office's reading of it. */
export interface MarkedFinding {
  finding: Finding;
  office: readonly OfficeMark[];
}

/** Writes checks with their findings, by client. Rows are never changed afterwards. Ids rise in the order of the findings. */
export async function storeChecks(
  tx: OfficeTx,
  checks: readonly (NewCheck & { sealer: Sealer })[],
  now: Date,
): Promise<Map<string, { checkId: string; findings: StoredFinding[] }>> {
  const stored = new Map<string, { checkId: string; findings: StoredFinding[] }>();
  if (checks.length === 0) return stored;
  const facts: Buffer[] = [];
  const reasons: Buffer[] = [];
  for (const check of checks) {
    const [checkId, ...ids] = risingIds(1 + check.findings.length) as [string, ...string[]];
    const findings = check.findings.map((marked, i) => ({ ...answerOf(marked), id: ids[i]!, checkId }));
    const because = keepReasons(findings.map(({ id }, index) => ({ id, because: check.findings[index]!.finding.because })));
    facts.push(check.sealer.sealPackedJson(`eligibility_checks.facts:${checkId}`, check.facts));
    reasons.push(check.sealer.sealPackedJson(`eligibility_checks.because:${checkId}`, because));
    stored.set(check.clientId, { checkId, findings });
  }
  const column = <T>(read: (check: NewCheck) => T): T[] => checks.map(read);
  await tx.query(
    `INSERT INTO eligibility_checks (id, office_id, client_id, on_day, law_hash, facts, because, reason, created_at)
     SELECT id, $1, client_id, on_day, law_hash, facts, because, reason, $9
     FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::text[], $6::bytea[], $7::bytea[], $8::text[])
       AS c(id, client_id, on_day, law_hash, facts, because, reason)`,
    [
      tx.officeId,
      column((check) => stored.get(check.clientId)!.checkId),
      column((check) => check.clientId),
      column((check) => check.on),
      column((check) => check.law),
      facts,
      reasons,
      column((check) => check.reason),
      now,
    ],
  );
  await storeFindings(tx, stored, now);
  return stored;
}

/** A client's roads say much the same, and those of clients of one place too: what is said travels once, with the rows that say it. */
async function storeFindings(tx: OfficeTx, stored: ReadonlyMap<string, { checkId: string; findings: readonly StoredFinding[] }>, now: Date): Promise<void> {
  const ids: string[] = [];
  const clients: string[] = [];
  const checks: string[] = [];
  const charges: string[] = [];
  const saying: number[] = [];
  const said: StoredFinding[] = [];
  const byRoad = new Map<string | null, number[]>();
  for (const [clientId, { checkId, findings }] of stored) {
    for (const finding of findings) {
      let alike = byRoad.get(finding.provision);
      if (!alike) byRoad.set(finding.provision, (alike = []));
      let known = alike.find((at) => saysTheSame(said[at]!, finding));
      if (known === undefined) alike.push((known = said.push(finding) - 1));
      ids.push(finding.id);
      clients.push(clientId);
      checks.push(checkId);
      charges.push(finding.charge);
      saying.push(known);
    }
  }
  const texts = <Name extends keyof StoredFinding>(name: Name): StoredFinding[Name][] => said.map((row) => row[name]);
  const lists = (name: 'missing' | 'questions' | 'check' | 'office'): string[] => said.map((row) => JSON.stringify(row[name]));
  // A parameter for each column: PostgreSQL reads it in a third of the time that it needs for one JSON of rows.
  await tx.query(
    `INSERT INTO findings (id, office_id, client_id, check_id, charge_id, provision, version, citation, remedy, process, result,
                           opens_on, closes_on, missing, questions, confidence, checks, office, created_at)
     SELECT f.id, $1, f.client_id, f.check_id, f.charge_id, s.provision, s.version, s.citation, s.remedy, s.process, s.result,
            s.opens_on, s.closes_on, s.missing, s.questions, s.confidence, s.checks, s.office, $2
     FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::int[]) AS f(id, client_id, check_id, charge_id, nth)
     JOIN unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::date[], $15::date[], $16::jsonb[], $17::jsonb[], $18::text[],
                 $19::jsonb[], $20::jsonb[]) WITH ORDINALITY
       AS s(provision, version, citation, remedy, process, result, opens_on, closes_on, missing, questions, confidence, checks, office, nth) ON s.nth = f.nth + 1`,
    [
      tx.officeId,
      now,
      ids,
      clients,
      checks,
      charges,
      saying,
      texts('provision'),
      texts('version'),
      texts('citation'),
      texts('remedy'),
      texts('process'),
      texts('result'),
      texts('opensOn'),
      texts('closesOn'),
      lists('missing'),
      lists('questions'),
      texts('confidence'),
      lists('check'),
      lists('office'),
    ],
  );
}

function saysTheSame(a: StoredFinding, b: StoredFinding): boolean {
  return (
    a.result === b.result &&
    a.version === b.version &&
    a.opensOn === b.opensOn &&
    a.closesOn === b.closesOn &&
    a.citation === b.citation &&
    a.remedy === b.remedy &&
    a.process === b.process &&
    a.confidence === b.confidence &&
    sameList(a.missing, b.missing) &&
    sameList(a.questions, b.questions) &&
    sameList(a.check, b.check) &&
    // Marks are few, and made for each finding.
    JSON.stringify(a.office) === JSON.stringify(b.office)
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** What a finding says, read off it once: findings of the engine work out their reasons only when asked. */
export function answerOf({ finding, office }: MarkedFinding): StoredAnswer & { office: readonly OfficeMark[] } {
  const { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check } = finding;
  return { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check, office };
}
