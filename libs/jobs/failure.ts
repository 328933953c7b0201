/** Why a try failed, in words that name nobody: they are kept in the job's row and shown to an admin. */
export interface Failure {
  code: string;
  problem: string;
  /** Trying again cannot help. */
  forGood: boolean;
}

/** Answers of the program to a request that will be the same next time. */
const FINAL_STATUSES = new Set([400, 403, 404, 410, 422]);

/**
 * Describes an error without its message, which may quote what a client said: a problem of the program by its code
 * and title, an error of PostgreSQL by its code and the table or constraint, anything else by its name.
 */
export function describeFailure(error: unknown): Failure {
  const { name, code, status, driverError } = fieldsOf(error);
  if (typeof code === 'string' && typeof status === 'number') {
    return { code, problem: `The program answered "${code}" (${status})`, forGood: FINAL_STATUSES.has(status) };
  }
  const database = fieldsOf(driverError ?? error);
  if (typeof database['code'] === 'string' && /^[0-9A-Z]{5}$/.test(database['code']) && 'severity' in database) {
    const where = [database['table'], database['constraint']].filter((part) => typeof part === 'string').join(', ');
    return { code: 'database', problem: `The database answered ${database['code']}${where ? ` (${where})` : ''}`, forGood: false };
  }
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return { code: 'system', problem: `The system answered ${code}`, forGood: false };
  const kind = typeof name === 'string' && /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error';
  return { code: 'internal', problem: `${kind}; the log says where`, forGood: false };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
