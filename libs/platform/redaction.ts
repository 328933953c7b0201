export const WITHHELD = '[withheld]';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(-\d{1,9})?$/;
// Words and codes have no digits where a date, a telephone number or a password could stand.
const WORD = /^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)*$/;
const CODE = /^([A-Z][A-Z0-9_]{2,39}|[0-9A-Z]{5})$/;
const CAPITALS = /^[A-Z]{2,10}$/;
const PROVISION = /^[a-z]{2}-[a-z0-9.-]{1,40}$/;
const VERSION = /^\d{1,3}(\.\d{1,3}){1,3}$/;
const ROUTE = /^(\/(:?[a-z][a-zA-Z-]*|\*)?)+$/;
const CONTEXT = /^[A-Z][A-Za-z]*(Service|Controller|Module|Processor|Guard|Filter|Handler|Interceptor|Relay|Schedule|Factory|Loader|Resolver|Explorer|Application|Queue|Worker)$/;

const matches = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && value.length <= 60 && pattern.test(value);
// Nine digits and no more: a telephone number that strays into a count has ten.
const count = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e9;
const flag = (value: unknown) => typeof value === 'boolean';
const requestId = (value: unknown) => matches(ID)(value) || matches(/^req-[0-9a-z]{1,12}$/)(value);
const text = (value: unknown) => typeof value === 'string';

/** What may be logged, and the form each value must have: a name written into `jobId` is as much a leak as one in `name`. */
const ALLOWED: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...fields(matches(ID), [
    'officeId', 'actorId', 'userId', 'clientId', 'docketId', 'chargeId', 'findingId', 'caseId', 'filingId', 'packetId',
    'documentId', 'deadlineId', 'reminderId', 'messageId', 'taskId', 'jobId', 'parentId', 'importId', 'reportId', 'sessionId',
  ]),
  ...fields(count, ['ms', 'count', 'total', 'done', 'failed', 'skipped', 'attempt', 'attempts', 'bytes', 'pages', 'status', 'port', 'pid', 'exitCode', 'concurrency', 'lag']),
  ...fields(matches(WORD), ['job', 'queue', 'backend', 'reason', 'state', 'level', 'app', 'permission', 'result', 'step']),
  ...fields(matches(CAPITALS), ['method', 'signal', 'jurisdiction']),
  ...fields(flag, ['retry', 'created', 'changed']),
  requestId,
  code: (value) => matches(CODE)(value) || matches(WORD)(value),
  provision: matches(PROVISION),
  version: matches(VERSION),
  route: matches(ROUTE),
  context: matches(CONTEXT),
  text,
};

function fields(rule: (value: unknown) => boolean, names: readonly string[]): Record<string, (value: unknown) => boolean> {
  return Object.fromEntries(names.map((name) => [name, rule]));
}

/** The fields whose key is on the allow-list. A value that does not have its key's form is replaced by a mark, so that the mistake is seen. */
export function allowedFields(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(ALLOWED, key) || value === undefined) continue;
    kept[key] = value === null || ALLOWED[key]!(value) ? value : WITHHELD;
  }
  return kept;
}

export interface ReducedError {
  name: string;
  code?: string | number;
  stack?: string[];
  cause?: ReducedError;
  errors?: ReducedError[];
}

/**
 * An error without its message and without anything a driver hung on it (PostgreSQL's `detail`, `where`, the query and its parameters,
 * an SMTP server's answer): name, code, and the places in the code.
 */
export function reducedError(error: unknown, depth = 0): ReducedError {
  if (typeof error !== 'object' || error === null) return { name: typeof error };
  const { name, message, code, stack, cause, errors } = error as Record<string, unknown>;
  const reduced: ReducedError = { name: typeof name === 'string' && /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error' };
  if (count(code) || matches(CODE)(code)) reduced.code = code as string | number;
  if (typeof stack === 'string') reduced.stack = places(stack, typeof message === 'string' ? message : '');
  if (cause !== undefined && depth < 4) reduced.cause = reducedError(cause, depth + 1);
  if (Array.isArray(errors) && depth < 4) reduced.errors = errors.slice(0, 10).map((one) => reducedError(one, depth + 1));
  return reduced;
}

const PLACE = /^ {4}at (?:[\w$.<>[\] #/-]+ \()?(?:file:\/\/)?[\w@+./\\:%~-]+:\d+:\d+\)?$/;

/** None when the stack does not begin with this very message: then its lines may be a text dressed up as places. */
function places(stack: string, message: string): string[] {
  const header = /^[\w$]+(?: \[\w+\])?(?:: )?/.exec(stack)?.[0] ?? '';
  if (!stack.startsWith(`${message}\n`, header.length)) return [];
  const lines = stack.slice(header.length + message.length).split('\n');
  return lines.filter((line) => PLACE.test(line)).map((line) => line.trim()).slice(0, 20);
}

/** The framework's own words about routes and modules, without anything that looks like a person's data or a secret. */
export function scrubbedText(message: unknown): string {
  if (typeof message !== 'string') return WITHHELD;
  return message
    .slice(0, 300)
    .replaceAll(/\S+@\S+/g, WITHHELD)
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, WITHHELD)
    .replaceAll(/(["'`]).*?\1/g, WITHHELD)
    .replaceAll(/\+?\d[\d ().-]{6,}\d/g, WITHHELD)
    .replaceAll(/[A-Za-z0-9_-]{20,}(\.[A-Za-z0-9_-]+)*/g, (word) => (/\d/.test(word) ? WITHHELD : word));
}
