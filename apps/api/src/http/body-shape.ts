import { Problem } from '#domain/access/errors.js';

/** Corrections of the law hold conditions, the deepest of which have 26 levels. */
const DEEPEST = 32;
const MOST_VALUES = 20_000;
const LONGEST_LIST = 1_000;
const MOST_FIELDS = 200;

/**
 * Refuses a body that no request class could take, before one is held against it: checking costs far more than reading,
 * so that a megabyte of unknown fields, sent by anybody to the sign-in, would keep the whole process busy for seconds.
 *
 * @throws Problem bad-request (400)
 */
export function requireModestBody(body: unknown): void {
  let values = 0;
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw new Problem('bad-request', `The body must not be nested deeper than ${DEEPEST} levels`);
    values += level.length;
    if (values > MOST_VALUES) throw new Problem('bad-request', `The body must not hold more than ${MOST_VALUES} values`);
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      const parts: unknown[] = Object.values(value);
      const most = Array.isArray(value) ? LONGEST_LIST : MOST_FIELDS;
      if (parts.length > most) {
        throw new Problem('bad-request', `${Array.isArray(value) ? 'A list' : 'An object'} in the body must not have more than ${most} entries`);
      }
      for (const part of parts) below.push(part);
    }
    level = below;
  }
}
