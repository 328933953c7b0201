import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface RefreshTokenParts {
  officeId: string;
  sessionId: string;
  tokenId: string;
  secret: string;
}

const SHAPE = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([\w-]{43})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function writeRefreshToken({ officeId, sessionId, tokenId, secret }: RefreshTokenParts): string {
  return `${officeId}.${sessionId}.${tokenId}.${secret}`;
}

/** Null for a text that is no refresh token. Whether it is a good one, only its row says. */
export function readRefreshToken(token: string): RefreshTokenParts | null {
  const [, officeId = '', sessionId = '', tokenId = '', secret = ''] = SHAPE.exec(token) ?? [];
  return [officeId, sessionId, tokenId].every((id) => UUID.test(id)) ? { officeId, sessionId, tokenId, secret } : null;
}

/** A plain hash is enough: the secret is 256 random bits, not something a person chose. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function secretMatches(secret: string, hash: Buffer): boolean {
  const given = secretHash(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
}
