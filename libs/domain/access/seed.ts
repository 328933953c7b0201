import { randomBytes } from 'node:crypto';
import { Database } from '#db/transaction.js';
import { programActor, type Role } from './actor.js';
import { OfficesService } from './offices.service.js';
import { UsersService } from './users.service.js';
import { Vault } from './vault.js';

export interface SeededUser {
  role: Role;
  name: string;
  email: string;
  /** Null for somebody who was there already: passwords are not kept in a form that could be told. */
  password: string | null;
}

export interface SeededOffice {
  officeId: string;
  created: boolean;
  users: SeededUser[];
}

const STAFF: readonly { role: Role; name: string }[] = [
  { role: 'attorney', name: 'Ada Attorney' },
  { role: 'paralegal', name: 'Pat Paralegal' },
  { role: 'grants', name: 'Gray Grants' },
  { role: 'admin', name: 'Amal Admin' },
];

/**
 * An office with one person of each role, `<role>@<domain>`. May run twice: people are found again by their addresses,
 * and only who is missing is added.
 *
 * @param password the same for everybody, for a demonstration; a random one for each when left out
 */
export async function seedOffice(
  db: Database,
  vault: Vault,
  { name, timeZone, domain, password }: { name: string; timeZone: string; domain: string; password?: string },
  now: Date,
): Promise<SeededOffice> {
  const users = new UsersService(db, vault);
  const staff = STAFF.map((person) => ({ ...person, email: `${person.role}@${domain}` }));
  const known = await Promise.all(
    staff.map(async ({ email }) => (await db.acrossOffices<{ office_id: string }>('sign_in_lookup', [vault.emailIndex(email)]))[0]?.office_id ?? null),
  );
  const there = known.find((officeId) => officeId !== null) ?? null;
  const officeId = there ?? (await new OfficesService(db, vault).create({ name, timeZone }, now));
  const seeded: SeededUser[] = [];
  for (const [index, { role, name: called, email }] of staff.entries()) {
    if (known[index] !== null) {
      seeded.push({ role, name: called, email, password: null });
      continue;
    }
    const chosen = password ?? randomBytes(15).toString('base64url');
    await users.create(programActor(officeId), { email, name: called, role, password: chosen }, now);
    seeded.push({ role, name: called, email, password: chosen });
  }
  return { officeId, created: there === null, users: seeded };
}
