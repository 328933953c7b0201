import { v7 as uuidv7 } from 'uuid';
import type { OfficeTx } from '#db/transaction.js';
import type { Finding, Reason } from '#law/finding.js';
import type { Person } from '#law/person.js';
import type { Sealer } from '../access/vault.js';
import type { StoredAnswer } from './standing.js';

export type CheckReason = 'record-changed' | 'asked' | 'day-passed' | 'law-changed';

/** A finding as its row has it; `charge` is the charge's id. */
export interface StoredFinding extends StoredAnswer {
  id: string;
  checkId: string;
}

/** One question to the law and what it was asked about. */
export interface StoredCheck {
  id: string;
  clientId: string;
  /** The day asked for. */
  on: string;
  law: string;
  facts: Person;
  /** Reasons by finding id. */
  because: Readonly<Record<string, readonly Reason[]>>;
}

const FINDING = `id, check_id AS "checkId", charge_id AS charge, provision, version, citation, remedy, process, result,
  opens_on AS "opensOn", closes_on AS "closesOn", missing, questions, confidence, checks AS check`;

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
    facts: sealer.openJson<Person>(`eligibility_checks.facts:${checkId}`, row.facts),
    because: sealer.openJson<StoredCheck['because']>(`eligibility_checks.because:${checkId}`, row.because),
  };
}

/** Findings of one check, charge by charge, in the order of the law's files. */
export async function findingsOfCheck(tx: OfficeTx, checkId: string): Promise<StoredFinding[]> {
  return tx.query<StoredFinding>(`SELECT ${FINDING} FROM findings WHERE check_id = $1 ORDER BY id`, [checkId]);
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
  findings: readonly Finding[];
}

/** Writes a check with its findings. Rows are never changed afterwards. Ids rise in the order of the findings. */
export async function storeCheck(tx: OfficeTx, sealer: Sealer, check: NewCheck, now: Date): Promise<{ checkId: string; findings: StoredFinding[] }> {
  const checkId = uuidv7();
  const findings = check.findings.map((finding) => ({ ...answerOf(finding), id: uuidv7(), checkId }));
  const because = Object.fromEntries(findings.map((finding, index) => [finding.id, check.findings[index]?.because ?? []]));
  await tx.query(
    `INSERT INTO eligibility_checks (id, office_id, client_id, on_day, law_hash, facts, because, reason, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      checkId,
      tx.officeId,
      check.clientId,
      check.on,
      check.law,
      sealer.sealJson(`eligibility_checks.facts:${checkId}`, check.facts),
      sealer.sealJson(`eligibility_checks.because:${checkId}`, because),
      check.reason,
      now,
    ],
  );
  await tx.query(
    `INSERT INTO findings (id, office_id, client_id, check_id, charge_id, provision, version, citation, remedy, process, result,
                           opens_on, closes_on, missing, questions, confidence, checks, created_at)
     SELECT id, $1, $2, $3, charge, provision, version, citation, remedy, process, result,
            "opensOn", "closesOn", missing, questions, confidence, "check", $5
     FROM jsonb_to_recordset($4::jsonb) AS f(id uuid, charge uuid, provision text, version text, citation text, remedy text, process text,
       result text, "opensOn" date, "closesOn" date, missing jsonb, questions jsonb, confidence text, "check" jsonb)`,
    [tx.officeId, check.clientId, checkId, JSON.stringify(findings), now],
  );
  return { checkId, findings };
}

/** What a finding says, read off it once: findings of the engine work out their reasons only when asked. */
export function answerOf(finding: Finding): StoredAnswer {
  const { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check } = finding;
  return { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check };
}
