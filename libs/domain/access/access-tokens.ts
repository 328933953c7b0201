import { createHash, webcrypto } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { ROLES, type Actor, type Role } from './actor.js';
import { Problem } from './errors.js';
import { Vault } from './vault.js';

const AUDIENCE = 'vacatur-api';

/** Tokens whose signature is remembered as checked; a caller shows the same one with every request. */
const MOST_REMEMBERED = 10_000;

/** How long sign-ins live. */
export class SessionSettings {
  constructor(
    readonly accessTokenMinutes: number,
    readonly refreshTokenDays: number,
  ) {}
}

export interface SignedInUser extends Actor {
  readonly kind: 'user';
  readonly userId: string;
  readonly sessionId: string;
  readonly role: Role;
}

/**
 * Access tokens: a signed statement of who is calling, good for some minutes. It is no proof that the session still
 * lives or that the role still holds: `Database.inOffice` asks that with every transaction.
 */
@Injectable()
export class AccessTokens {
  // Imported once: importing it for each request costs more than checking the signature.
  private readonly key: Promise<webcrypto.CryptoKey>;
  /** By the token's hash, so that no token outlives its request in memory. */
  private readonly checked = new Map<string, { user: SignedInUser; expires: number }>();

  constructor(
    vault: Vault,
    private readonly settings: SessionSettings,
  ) {
    this.key = webcrypto.subtle.importKey('raw', vault.tokenKey(), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  }

  async issue(user: SignedInUser, now: Date): Promise<string> {
    const seconds = Math.floor(now.getTime() / 1000);
    return new SignJWT({ office: user.officeId, session: user.sessionId, role: user.role })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(user.userId)
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + this.settings.accessTokenMinutes * 60)
      .sign(await this.key);
  }

  /** @throws Problem token-expired, or not-signed-in when it is not a token of this program */
  async read(token: string, now: Date): Promise<SignedInUser> {
    const hash = createHash('sha256').update(token).digest('base64');
    const known = this.checked.get(hash);
    if (known && now.getTime() < known.expires) return known.user;
    this.checked.delete(hash);
    const { user, expires } = await this.check(token, now);
    if (this.checked.size >= MOST_REMEMBERED) this.checked.clear();
    this.checked.set(hash, { user, expires });
    return user;
  }

  private async check(token: string, now: Date): Promise<{ user: SignedInUser; expires: number }> {
    try {
      const { payload } = await jwtVerify(token, await this.key, {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        audience: AUDIENCE,
        currentDate: now,
        requiredClaims: ['sub', 'exp', 'office', 'session', 'role'],
      });
      const { sub, exp, office, session, role } = payload as Record<string, unknown>;
      const known = ROLES.find((each) => each === role);
      if (typeof sub !== 'string' || typeof office !== 'string' || typeof session !== 'string' || typeof exp !== 'number' || !known) {
        throw new Problem('not-signed-in');
      }
      return { user: { kind: 'user', officeId: office, userId: sub, sessionId: session, role: known }, expires: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Problem('token-expired');
      throw new Problem('not-signed-in');
    }
  }
}
