import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { AccessTokens, SessionSettings, type SignedInUser } from './access-tokens.js';
import { programActor, type Role } from './actor.js';
import { Problem } from './errors.js';
import { FailedSignIns } from './failed-sign-ins.js';
import { passwordMatches } from './passwords.js';
import { newSecret, readRefreshToken, secretHash, secretMatches, writeRefreshToken } from './refresh-token.js';
import { Vault } from './vault.js';

export interface SignedIn {
  accessToken: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
  /** Good once; the answer to its use holds the next one. */
  refreshToken: string;
}

type RevokedFor = 'sign-out' | 'sign-out-everywhere' | 'token-reuse' | 'user-disabled' | 'password-changed';

const DAY_MS = 24 * 60 * 60 * 1000;
const QUARTER_MS = 250;

/** Sessions: begun with a password, kept with refresh tokens, ended by the user, by an admin or by a stolen token. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly tokens: AccessTokens,
    private readonly settings: SessionSettings,
    private readonly failures: FailedSignIns,
  ) {}

  /** @throws Problem wrong-credentials (401) for an unknown address, a wrong password and a disabled user alike; too-many (429) */
  async signIn(email: string, password: string, now: Date): Promise<SignedIn> {
    const began = performance.now();
    const account = this.vault.emailIndex(email);
    const [found] = await this.db.acrossOffices<{ user_id: string; office_id: string; password_hash: string; disabled: boolean }>('sign_in_lookup', [account]);
    if (!this.failures.begin(account, now)) throw new Problem('too-many', 'Too many wrong passwords for this address: try again in 15 minutes');
    const matches = await passwordMatches(found?.password_hash ?? null, password);
    if (!found || !matches || found.disabled) {
      if (found) await this.refused(found.office_id, found.user_id, found.disabled ? 'disabled' : 'wrong-password');
      await untilTheQuarter(began);
      throw new Problem('wrong-credentials');
    }
    this.failures.succeeded(account);
    return this.db.inOffice({ officeId: found.office_id }, async (tx) => {
      const [user] = await tx.query<{ role: Role }>(
        'SELECT role FROM users WHERE id = $1 AND disabled_at IS NULL AND password_hash = $2 FOR SHARE',
        [found.user_id, found.password_hash],
      );
      // Disabled or given another password while this one was being checked.
      if (!user) throw new Problem('wrong-credentials');
      const actor: SignedInUser = { kind: 'user', officeId: found.office_id, userId: found.user_id, sessionId: uuidv7(), role: user.role };
      await tx.query('INSERT INTO sessions (id, office_id, user_id, created_at) VALUES ($1, $2, $3, $4)', [actor.sessionId, actor.officeId, actor.userId, now]);
      await audit(tx, actor, { action: 'session.begun', subjectKind: 'session', subjectId: actor.sessionId });
      return this.issue(tx, actor, now);
    });
  }

  /**
   * Exchanges a refresh token for new tokens. Each is good once: a second use means that somebody holds a copy, and
   * since nobody can tell which of the two is the thief, the whole session ends. Of two uses at the same moment one
   * gets tokens that the other's coming has already made worthless.
   *
   * @throws Problem not-signed-in, token-reused, session-ended (401)
   */
  async refresh(refreshToken: string, now: Date): Promise<SignedIn> {
    const parts = readRefreshToken(refreshToken);
    if (!parts) throw new Problem('not-signed-in', 'This is no refresh token');
    const outcome = await this.db.inOffice({ officeId: parts.officeId }, async (tx) => {
      const [row] = await tx.query<RefreshRow>(
        `SELECT t.secret_hash, t.used_at, t.expires_at, s.user_id, s.revoked_at, u.role, u.disabled_at
         FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
         WHERE t.id = $1 AND s.id = $2 FOR UPDATE OF t, s`,
        [parts.tokenId, parts.sessionId],
      );
      if (!row || !secretMatches(parts.secret, row.secret_hash)) throw new Problem('not-signed-in', 'This is no refresh token');
      const actor: SignedInUser = { kind: 'user', officeId: parts.officeId, userId: row.user_id, sessionId: parts.sessionId, role: row.role };
      if (row.used_at) {
        await endSessions(tx, { sessionId: parts.sessionId }, 'token-reuse', now);
        await audit(tx, actor, { action: 'session.token-reused', subjectKind: 'session', subjectId: parts.sessionId });
        return null;
      }
      if (row.revoked_at || row.disabled_at || row.expires_at <= now) throw new Problem('session-ended');
      await tx.query('UPDATE refresh_tokens SET used_at = $2 WHERE id = $1', [parts.tokenId, now]);
      return this.issue(tx, actor, now);
    });
    // Thrown only now: the end of the session had to be committed.
    if (!outcome) throw new Problem('token-reused');
    return outcome;
  }

  /** Ends this session. May run twice. */
  async signOut(actor: SignedInUser, now: Date): Promise<void> {
    await this.db.inOffice(actor, async (tx) => {
      await endSessions(tx, { sessionId: actor.sessionId }, 'sign-out', now);
      await audit(tx, actor, { action: 'session.ended', subjectKind: 'session', subjectId: actor.sessionId });
    });
  }

  /** Ends every session of this user, on every device. */
  async signOutEverywhere(actor: SignedInUser, now: Date): Promise<void> {
    await this.db.inOffice(actor, async (tx) => {
      await endSessions(tx, { userId: actor.userId }, 'sign-out-everywhere', now);
      await audit(tx, actor, { action: 'session.all-ended', subjectKind: 'user', subjectId: actor.userId });
    });
  }

  private async issue(tx: OfficeTx, actor: SignedInUser, now: Date): Promise<SignedIn> {
    const tokenId = uuidv7();
    const secret = newSecret();
    await tx.query('INSERT INTO refresh_tokens (id, office_id, session_id, secret_hash, expires_at) VALUES ($1, $2, $3, $4, $5)', [
      tokenId,
      actor.officeId,
      actor.sessionId,
      secretHash(secret),
      new Date(now.getTime() + this.settings.refreshTokenDays * DAY_MS),
    ]);
    return {
      accessToken: await this.tokens.issue(actor, now),
      expiresIn: this.settings.accessTokenMinutes * 60,
      refreshToken: writeRefreshToken({ officeId: actor.officeId, sessionId: actor.sessionId, tokenId, secret }),
    };
  }

  private async refused(officeId: string, userId: string, why: string): Promise<void> {
    await this.db.inOffice({ officeId }, (tx) =>
      audit(tx, programActor(officeId), { action: 'session.refused', subjectKind: 'user', subjectId: userId, detail: { why } }),
    );
  }
}

/** Refusals leave on the quarter second: that a known address costs a line in its office's trail must not show in the time. */
async function untilTheQuarter(began: number): Promise<void> {
  await setTimeout(QUARTER_MS - ((performance.now() - began) % QUARTER_MS));
}

interface RefreshRow {
  secret_hash: Buffer;
  used_at: Date | null;
  expires_at: Date;
  user_id: string;
  revoked_at: Date | null;
  role: Role;
  disabled_at: Date | null;
}

/** Ends one session, or all of a user's but one. Access tokens of theirs are refused from now on. */
export async function endSessions(
  tx: OfficeTx,
  which: { sessionId: string } | { userId: string; except?: string },
  why: RevokedFor,
  now: Date,
): Promise<void> {
  if ('sessionId' in which) {
    await tx.query('UPDATE sessions SET revoked_at = $2, revoked_for = $3 WHERE id = $1 AND revoked_at IS NULL', [which.sessionId, now, why]);
    return;
  }
  await tx.query(
    `UPDATE sessions SET revoked_at = $3, revoked_for = $4
     WHERE office_id = $1 AND user_id = $2 AND revoked_at IS NULL AND id IS DISTINCT FROM $5`,
    [tx.officeId, which.userId, now, why, which.except ?? null],
  );
}
