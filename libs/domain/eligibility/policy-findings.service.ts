import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { evaluate } from '#law/evaluate.js';
import { judgePolicies, type PolicyFinding } from '#law/judge-policies.js';
import { questionOf } from '#law/questions.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { officeDay } from '../access/office-day.js';
import { Vault } from '../access/vault.js';
import { LawBook } from '../convictions/law-book.js';
import { policiesInUse } from './office-policies.js';
import { loadPerson } from './person-of.js';

/** What prosecutors' policies say of a client's pending charges and petitions. */
export interface ClientPolicyFindings {
  clientId: string;
  on: string;
  findings: PolicyFinding[];
  /** Facts not known that a policy turns on, with the plain question where there is one. */
  ask: { fact: string; ask: string | null }[];
}

@Injectable()
export class PolicyFindingsService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /** Worked out from the record and the policies as they are now, on the office's today; nothing is stored. @throws Problem not-found (404) */
  async ofClient(actor: Actor, clientId: string, now: Date): Promise<ClientPolicyFindings> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'finding.read', 'client', [clientId]);
      await audit(tx, actor, { action: 'policy-findings.read', subjectKind: 'client', subjectId: clientId, clientId });
      const person = await loadPerson(tx, await this.vault.client(tx, clientId), clientId);
      const on = await officeDay(tx, now);
      const { law } = this.law;
      const findings = judgePolicies(person, on, await policiesInUse(tx, law), law, evaluate(person, on, law));
      const facts = [...new Set(findings.flatMap((finding) => finding.missing))];
      return { clientId, on, findings, ask: facts.map((fact) => ({ fact, ask: questionOf(fact, law)?.ask ?? null })) };
    });
  }
}
