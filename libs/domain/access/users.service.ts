import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { requirePermission } from './access.js';
import type { SignedInUser } from './access-tokens.js';
import type { Actor, Role } from './actor.js';
import { invalid, notFound, Problem } from './errors.js';
import { pageOf, readCursor, writeCursor, type Page, type PageRequest } from './page.js';
import { hashPassword, passwordMatches, requireGoodPassword } from './passwords.js';
import { endSessions } from './sign-in.service.js';
import { Vault, type Sealer } from './vault.js';

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  barNumber?: string | null;
  /** The first password, told to the person by whoever makes the user. */
  password: string;
}

export interface UserPatch {
  name?: string;
  role?: Role;
  barNumber?: string | null;
  disabled?: boolean;
  /** Sets another password, e.g. a forgotten one; every session of the user ends. */
  password?: string;
}

export interface UserView {
  id: string;
  email: string;
  name: string;
  role: Role;
  barNumber: string | null;
  disabled: boolean;
  version: number;
}

interface UserRow {
  id: string;
  email: Buffer;
  name: Buffer;
  bar_number: Buffer | null;
  role: Role;
  password_hash: string;
  disabled_at: Date | null;
  version: number;
}

const COLUMNS = 'id, email, name, bar_number, role, password_hash, disabled_at, version';

/** The people of an office. */
@Injectable()
export class UsersService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** In the order in which they were made, the disabled ones too: their names stand in files. */
  async list(actor: Actor, { limit, cursor }: PageRequest): Promise<Page<UserView>> {
    requirePermission(actor, 'user.read');
    const after = cursor === null ? null : (readCursor(cursor, 'users', ['uuid'])[0] ?? null);
    return this.db.inOffice(actor, async (tx) => {
      const rows = await tx.query<UserRow>(
        `SELECT ${COLUMNS} FROM users WHERE office_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
        [tx.officeId, after, limit + 1],
      );
      const sealer = await this.vault.office(tx);
      return pageOf(rows, limit, (last) => writeCursor('users', [last.id]), (row) => show(sealer, row));
    });
  }

  /** @throws Problem not-found (404) */
  async read(actor: Actor, userId: string): Promise<UserView> {
    requirePermission(actor, 'user.read');
    return this.db.inOffice(actor, async (tx) => show(await this.vault.office(tx), await load(tx, userId)));
  }

  /** @throws Problem conflict (409) when the address signs in already, here or in another office; invalid (422) */
  async create(actor: Actor, user: NewUser, now: Date): Promise<UserView> {
    requirePermission(actor, 'user.write');
    requireGoodPassword('password', user.password, user.email);
    const passwordHash = await hashPassword(user.password);
    return this.db.inOffice(actor, async (tx) => {
      const id = uuidv7();
      const sealer = await this.vault.office(tx);
      const written = await tx.query(
        `INSERT INTO users (id, office_id, email, email_index, name, bar_number, role, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (email_index) DO NOTHING RETURNING id`,
        [
          id,
          tx.officeId,
          sealer.seal(`users.email:${id}`, user.email.trim()),
          this.vault.emailIndex(user.email),
          sealer.seal(`users.name:${id}`, user.name),
          sealedBarNumber(sealer, id, user.barNumber ?? null),
          user.role,
          passwordHash,
          now,
        ],
      );
      if (written.length === 0) throw new Problem('conflict', 'This e-mail address cannot be used', [{ field: 'email', problem: 'signs in already' }]);
      await audit(tx, actor, { action: 'user.created', subjectKind: 'user', subjectId: id, detail: { role: user.role } });
      return show(sealer, await load(tx, id));
    });
  }

  /**
   * Disabling a user and setting a password end all of the user's sessions in the same moment; a new role holds from
   * the next request on.
   *
   * @throws Problem not-found (404), stale (412), invalid (422), conflict (409) when no admin would be left
   */
  async change(actor: Actor, userId: string, ifVersion: number, patch: UserPatch, now: Date): Promise<UserView> {
    requirePermission(actor, 'user.write');
    const newHash = patch.password === undefined ? null : await hashPassword(patch.password);
    return this.db.inOffice(actor, async (tx) => {
      const admins = patch.role === undefined && patch.disabled === undefined ? [] : await holdAdmins(tx);
      const row = await load(tx, userId, 'FOR NO KEY UPDATE');
      if (row.version !== ifVersion) throw new Problem('stale');
      const sealer = await this.vault.office(tx);
      const before = show(sealer, row);
      if (patch.password !== undefined) requireGoodPassword('password', patch.password, before.email);
      const fields = (['name', 'role', 'barNumber', 'disabled'] as const).filter((field) => patch[field] !== undefined && patch[field] !== before[field]);
      if (fields.length === 0 && !newHash) return before;
      const becomes = { ...before, ...Object.fromEntries(fields.map((field) => [field, patch[field]])) } as UserView;
      const leaves = becomes.role !== 'admin' || becomes.disabled;
      if (leaves && admins.includes(userId) && admins.length === 1) throw new Problem('conflict', 'The office would have no admin left');
      await tx.query(
        `UPDATE users SET name = $2, bar_number = $3, role = $4, disabled_at = $5, password_hash = $6, version = version + 1 WHERE id = $1`,
        [
          userId,
          sealer.seal(`users.name:${userId}`, becomes.name),
          sealedBarNumber(sealer, userId, becomes.barNumber),
          becomes.role,
          becomes.disabled ? (row.disabled_at ?? now) : null,
          newHash ?? row.password_hash,
        ],
      );
      if (becomes.disabled) await endSessions(tx, { userId }, 'user-disabled', now);
      if (newHash) await endSessions(tx, { userId }, 'password-changed', now);
      await audit(tx, actor, {
        action: 'user.changed',
        subjectKind: 'user',
        subjectId: userId,
        detail: { fields: [...fields, ...(newHash ? ['password'] : [])], role: becomes.role, disabled: becomes.disabled },
      });
      return show(sealer, await load(tx, userId));
    });
  }

  /**
   * The user's own password. Every other session of the user ends; this one stays.
   *
   * @throws Problem invalid (422) naming `current` when it is wrong, `password` when the new one is no good
   */
  async changeOwnPassword(actor: SignedInUser, current: string, password: string, now: Date): Promise<void> {
    const row = await this.db.inOffice(actor, async (tx) => ({ ...(await load(tx, actor.userId)), sealer: await this.vault.office(tx) }));
    if (!(await passwordMatches(row.password_hash, current))) throw invalid('current', 'is not your password');
    requireGoodPassword('password', password, show(row.sealer, row).email);
    const newHash = await hashPassword(password);
    await this.db.inOffice(actor, async (tx) => {
      const held = await load(tx, actor.userId, 'FOR NO KEY UPDATE');
      if (held.password_hash !== row.password_hash) throw new Problem('stale');
      await tx.query('UPDATE users SET password_hash = $2, version = version + 1 WHERE id = $1', [actor.userId, newHash]);
      await endSessions(tx, { userId: actor.userId, except: actor.sessionId }, 'password-changed', now);
      await audit(tx, actor, { action: 'user.password-changed', subjectKind: 'user', subjectId: actor.userId });
    });
  }
}

async function load(tx: OfficeTx, userId: string, lock = ''): Promise<UserRow> {
  const [row] = await tx.query<UserRow>(`SELECT ${COLUMNS} FROM users WHERE id = $1 ${lock}`, [userId]);
  if (!row) throw notFound();
  return row;
}

/**
 * The office's admins, their rows locked in one order: of two admins who leave at the same moment, the second sees that
 * the first is gone.
 */
async function holdAdmins(tx: OfficeTx): Promise<string[]> {
  const admins = await tx.query<{ id: string }>(
    `SELECT id FROM users WHERE office_id = $1 AND role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`,
    [tx.officeId],
  );
  return admins.map((admin) => admin.id);
}

function sealedBarNumber(sealer: Sealer, id: string, barNumber: string | null): Buffer | null {
  return barNumber === null ? null : sealer.seal(`users.bar_number:${id}`, barNumber);
}

/** Named fields only: a hash or a sealed column added to the row later does not leave by itself. */
function show(sealer: Sealer, row: UserRow): UserView {
  return {
    id: row.id,
    email: sealer.open(`users.email:${row.id}`, row.email),
    name: sealer.open(`users.name:${row.id}`, row.name),
    role: row.role,
    barNumber: row.bar_number && sealer.open(`users.bar_number:${row.id}`, row.bar_number),
    disabled: row.disabled_at !== null,
    version: row.version,
  };
}
