import { v7 as uuidv7 } from 'uuid';
import type { Actor, Role } from '#domain/access/actor.js';
import { Vault } from '#domain/access/vault.js';
import type { TestDatabase } from './database.js';

/** The master key of every test; tests that need another make their own vault. */
export const testVault = new Vault(Buffer.alloc(32, 7));

export interface TestOffice {
  officeId: string;
  /** A signed-in user of this role, made on first use. */
  as(role: Role): Promise<Actor & { userId: string }>;
}

/** A fresh office, so that tests never meet each other's rows. */
export async function makeOffice({ db }: TestDatabase, timeZone = 'America/New_York'): Promise<TestOffice> {
  const officeId = uuidv7();
  await db.inOffice({ officeId }, (tx) =>
    tx.query('INSERT INTO offices (id, name, time_zone, wrapped_key) VALUES ($1, $2, $3, $4)', [
      officeId,
      'Test Office',
      timeZone,
      testVault.wrapNewOfficeKey(officeId),
    ]),
  );
  const users = new Map<Role, Actor & { userId: string }>();
  return {
    officeId,
    as: async (role) => {
      const known = users.get(role);
      if (known) return known;
      const userId = uuidv7();
      const email = `${role}.${userId}@office.test`;
      const sessionId = uuidv7();
      await db.inOffice({ officeId }, async (tx) => {
        const sealer = await testVault.office(tx);
        await tx.query(
          'INSERT INTO users (id, office_id, email, email_index, name, role, password_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [
            userId,
            officeId,
            sealer.seal(`users.email:${userId}`, email),
            testVault.emailIndex(email),
            sealer.seal(`users.name:${userId}`, `Test ${role}`),
            role,
            'no password: signs in by the factory only',
          ],
        );
        await tx.query('INSERT INTO sessions (id, office_id, user_id) VALUES ($1, $2, $3)', [sessionId, officeId, userId]);
      });
      const actor = { kind: 'user' as const, officeId, userId, sessionId, role };
      users.set(role, actor);
      return actor;
    },
  };
}
