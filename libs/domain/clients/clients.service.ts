import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database, type OfficeTx } from '#db/transaction.js';
import { enqueue } from '#jobs/outbox.js';
import { requireAccess, requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { Problem } from '../access/errors.js';
import { officeDay } from '../access/office-day.js';
import { Vault } from '../access/vault.js';
import { changedFacts, FACT_FIELDS, personProblems, type ClientFacts, type ClientIdentity } from './client-facts.js';
import { loadAliases, replaceNames } from './client-names.js';
import { openClient, showClient, type ClientView, type OpenClient } from './client-view.js';
import { aliasNames, namesOf, writeClient, type NewClient } from './client-writer.js';

/** Fields that are named change; the others stay. Lists are given whole. */
export interface ClientPatch {
  identity: Partial<ClientIdentity>;
  facts: Partial<ClientFacts>;
  aliases?: readonly string[];
  languages?: readonly string[];
  recontact?: boolean | null;
}

const IDENTITY_FIELDS = ['legalName', 'preferredName', 'pronouns', 'birthDate', 'identifiers'] as const satisfies readonly (keyof ClientIdentity)[];

/** Clients: who they are and what the law must know of them. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** @throws Problem invalid (422) for what cannot be true of a person */
  async create(actor: Actor, client: NewClient, now: Date): Promise<ClientView> {
    requirePermission(actor, 'client.write');
    return this.db.inOffice(actor, async (tx) => {
      await refuse(tx, client.identity, client.facts, now);
      const { id } = await writeClient(tx, this.vault, client, { createdBy: actor.userId, now });
      await audit(tx, actor, { action: 'client.created', subjectKind: 'client', subjectId: id, clientId: id });
      return showClient(tx, await openClient(tx, this.vault, id));
    });
  }

  /** The reading is audited. @throws Problem not-found (404), destroyed (410) */
  async read(actor: Actor, clientId: string): Promise<ClientView> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'client.read', 'client', [clientId]);
      return this.show(tx, actor, await openClient(tx, this.vault, clientId));
    });
  }

  /**
   * When a fact changes that the law asks for, the law is asked anew. A change to what is there already is none.
   *
   * @throws Problem not-found (404), destroyed (410), stale (412), invalid (422)
   */
  async change(actor: Actor, clientId: string, ifVersion: number, patch: ClientPatch, now: Date): Promise<ClientView> {
    return this.db.inOffice(actor, async (tx) => {
      const client = await this.hold(tx, actor, clientId, ifVersion);
      const identity = { ...client.identity, ...named(patch.identity) };
      const facts = changedFacts(client.facts, patch.facts);
      await refuse(tx, identity, facts, now);
      const aliases = (await loadAliases(tx, new Map([[clientId, client.sealer]]))).get(clientId) ?? [];
      const languages = patch.languages ?? client.row.languages;
      const recontact = patch.recontact === undefined ? client.row.recontact : patch.recontact;
      const changed = [
        ...IDENTITY_FIELDS.filter((field) => !isDeepStrictEqual(identity[field], client.identity[field])),
        ...FACT_FIELDS.filter((field) => !isDeepStrictEqual(facts[field] ?? null, client.facts[field] ?? null)),
        ...(patch.aliases && !isDeepStrictEqual(patch.aliases, aliases) ? ['aliases'] : []),
        ...(isDeepStrictEqual(languages, client.row.languages) ? [] : ['languages']),
        ...(recontact === client.row.recontact ? [] : ['recontact']),
      ];
      if (changed.length === 0) return this.show(tx, actor, client);
      await tx.query(
        `UPDATE clients SET identity = $2, facts = $3, languages = $4, recontact = $5, version = version + 1, updated_at = $6 WHERE id = $1`,
        [
          clientId,
          client.sealer.sealJson(`clients.identity:${clientId}`, identity),
          client.sealer.sealJson(`clients.facts:${clientId}`, facts),
          languages,
          recontact,
          now,
        ],
      );
      const keys = { sealer: client.sealer, vault: this.vault };
      if (changed.includes('legalName') || changed.includes('preferredName')) {
        await replaceNames(tx, keys, clientId, ['legal', 'preferred'], namesOf(identity));
      }
      if (patch.aliases && changed.includes('aliases')) await replaceNames(tx, keys, clientId, ['alias'], aliasNames(patch.aliases));
      await audit(tx, actor, { action: 'client.changed', subjectKind: 'client', subjectId: clientId, clientId, detail: { fields: changed } });
      if (['birthDate', ...FACT_FIELDS].some((field) => changed.includes(field))) {
        await enqueue(tx, 'eligibility.check', { clientId, reason: 'record-changed' }, { askedBy: actor.userId, now });
      }
      return showClient(tx, await openClient(tx, this.vault, clientId));
    });
  }

  /**
   * The office's work for this client is over. The file stays and can be opened again.
   *
   * @throws Problem not-found (404), stale (412)
   */
  async close(actor: Actor, clientId: string, ifVersion: number, recontact: boolean | null | undefined, now: Date): Promise<ClientView> {
    return this.setStatus(actor, clientId, ifVersion, { status: 'closed', recontact, action: 'client.closed' }, now);
  }

  /** @throws Problem not-found (404), stale (412) */
  async reopen(actor: Actor, clientId: string, ifVersion: number, now: Date): Promise<ClientView> {
    return this.setStatus(actor, clientId, ifVersion, { status: 'open', recontact: undefined, action: 'client.reopened' }, now);
  }

  private async setStatus(
    actor: Actor,
    clientId: string,
    ifVersion: number,
    becomes: { status: 'open' | 'closed'; recontact: boolean | null | undefined; action: string },
    now: Date,
  ): Promise<ClientView> {
    return this.db.inOffice(actor, async (tx) => {
      const client = await this.hold(tx, actor, clientId, ifVersion);
      const recontact = becomes.recontact === undefined ? client.row.recontact : becomes.recontact;
      if (client.row.status === becomes.status && client.row.recontact === recontact) return this.show(tx, actor, client);
      await tx.query('UPDATE clients SET status = $2, recontact = $3, version = version + 1, updated_at = $4 WHERE id = $1', [
        clientId,
        becomes.status,
        recontact,
        now,
      ]);
      await audit(tx, actor, { action: becomes.action, subjectKind: 'client', subjectId: clientId, clientId, detail: { recontact } });
      await enqueue(tx, 'reminders.plan', { clientId }, { askedBy: actor.userId, now });
      // What changed or came due while the file was closed was not asked about.
      if (becomes.status === 'open') await enqueue(tx, 'eligibility.check', { clientId, reason: 'record-changed' }, { askedBy: actor.userId, now });
      return showClient(tx, await openClient(tx, this.vault, clientId));
    });
  }

  /** A client as it stands: a change that changes nothing is a reading too. */
  private async show(tx: OfficeTx, actor: Actor, client: OpenClient): Promise<ClientView> {
    const { id } = client.row;
    await audit(tx, actor, { action: 'client.read', subjectKind: 'client', subjectId: id, clientId: id });
    return showClient(tx, client);
  }

  /** The client, locked until the transaction ends. */
  private async hold(tx: OfficeTx, actor: Actor, clientId: string, ifVersion: number): Promise<OpenClient> {
    await requireAccess(tx, actor, 'client.write', 'client', [clientId]);
    const client = await openClient(tx, this.vault, clientId, 'FOR NO KEY UPDATE OF c');
    if (client.row.version !== ifVersion) throw new Problem('stale');
    return client;
  }
}

function named(patch: Partial<ClientIdentity>): Partial<ClientIdentity> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<ClientIdentity>;
}

async function refuse(tx: OfficeTx, identity: ClientIdentity, facts: ClientFacts, now: Date): Promise<void> {
  const problems = personProblems(identity, facts, await officeDay(tx, now));
  if (problems.length > 0) throw new Problem('invalid', undefined, problems);
}
