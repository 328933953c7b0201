import { hash, verify, type Options } from '@node-rs/argon2';
import { invalid } from './errors.js';

// argon2id (the library's default) with the first of OWASP's equivalent settings: 19 MiB, two passes, one lane.
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

let nobody: Promise<string> | null = null;

/** @returns the hash with its salt and parameters, as argon2's own text */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/**
 * Takes as long for somebody who is not there (`hash` null) as for a wrong password, so that nobody learns from the
 * time it takes which addresses are staff of an office.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password, and nobody is asked for it');
  const hashed = stored?.startsWith('$argon2id$') ? stored : await nobody;
  const matches = await verify(hashed, password.normalize('NFKC'));
  return matches && hashed === stored;
}

/**
 * @param field where to tell the problem
 * @throws Problem invalid (422): too short, too long, or the person's own address
 */
export function requireGoodPassword(field: string, password: string, email: string): void {
  const { length } = [...password];
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
    throw invalid(field, `must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters; a few random words are good`);
  }
  if (new Set(password).size < 5) throw invalid(field, 'must have at least 5 different characters');
  const [name = ''] = email.toLowerCase().split('@');
  if (name.length > 3 && password.toLowerCase().includes(name)) throw invalid(field, 'must not hold the e-mail address');
}
