/** Every error the program tells a caller: code, HTTP status and title in one table. Codes never change their meaning. */
export const PROBLEMS = {
  'bad-json': { status: 400, title: 'The body is not valid JSON' },
  'bad-request': { status: 400, title: 'The request is not valid' },
  invalid: { status: 422, title: 'Some fields are not valid' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media': { status: 415, title: 'Send application/json' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'token-expired': { status: 401, title: 'The access token has expired' },
  'session-ended': { status: 401, title: 'This session has ended' },
  'wrong-credentials': { status: 401, title: 'E-mail address or password is wrong' },
  'token-reused': { status: 401, title: 'This refresh token was used before; the session has ended' },
  'role-forbids': { status: 403, title: 'Your role does not allow this' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'This conflicts with what is stored' },
  'stage-refused': { status: 409, title: 'The case cannot go to that stage from here' },
  'key-reused': { status: 409, title: 'This Idempotency-Key was used for another request' },
  'in-progress': { status: 409, title: 'The first request with this Idempotency-Key is still being answered' },
  stale: { status: 412, title: 'Somebody changed this since you read it' },
  'version-required': { status: 428, title: 'Send If-Match with the ETag you read' },
  'too-many': { status: 429, title: 'Too many requests' },
  destroyed: { status: 410, title: 'The text of this file was destroyed' },
  unavailable: { status: 503, title: 'Not available now' },
  internal: { status: 500, title: 'Something went wrong here' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing wrong with one field: where, what was given (never for sealed fields), what is allowed. */
export interface FieldProblem {
  field: string;
  problem: string;
}

/**
 * An error that is told to the caller as it stands. Its detail must not hold what only the file may hold: it can be
 * logged by a proxy or shown to somebody looking over a shoulder.
 */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(detail ?? PROBLEMS[code].title);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** Absent, in another office and behind a wall look the same. */
export function notFound(): Problem {
  return new Problem('not-found');
}

export function invalid(field: string, problem: string): Problem {
  return new Problem('invalid', undefined, [{ field, problem }]);
}
