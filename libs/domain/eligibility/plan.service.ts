import { Injectable } from '@nestjs/common';
import { audit } from '#db/audit.js';
import { Database } from '#db/transaction.js';
import { bestRoute, type OpenCharge, type RouteStep } from '#law/best-route.js';
import { cheapestFacts, type CheapFact } from '#law/cheapest-facts.js';
import { evaluate } from '#law/evaluate.js';
import { judgePolicies, wordOnRoad, type PolicyFinding } from '#law/judge-policies.js';
import { findVersion, type Law } from '#law/law.js';
import type { Disposition, Person } from '#law/person.js';
import { whatIf, type Clearing } from '#law/what-if.js';
import { requireAccess } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { officeDay } from '../access/office-day.js';
import { Vault } from '../access/vault.js';
import { LawBook } from '../convictions/law-book.js';
import { policiesInUse } from './office-policies.js';
import { officeLaw } from './office-law.js';
import { loadPerson } from './person-of.js';
import { timeOf, type PlanTime } from './plan-time.js';

/** How a pending charge may end; compared so that an offer can be weighed by the day the record could be clear. */
const ENDINGS = ['dismissed', 'diverted', 'adjudication-withheld', 'convicted'] as const satisfies readonly Disposition[];

/** By when a charge could be clear, and under which provision. Null day: no road is known to open. */
export interface ClearBy {
  day: string | null;
  provision: string | null;
  /** Provisions whose answer turns on open facts or questions. */
  undecided: string[];
}

export interface Ending {
  chargeId: string;
  disposition: Disposition;
  now: ClearBy;
  then: ClearBy;
  /** Findings of the whole record that would answer otherwise. */
  changes: { chargeId: string; provision: string; was: string | null; becomes: string | null }[];
}

/** What the prosecutor's own policy says of a petition. `none-expected` is no promise: policies give no right, and are departed from. */
export interface StepPolicy {
  policyId: string;
  office: string;
  title: string | null;
  clause: string | null;
  says: PolicyFinding['says'];
  opposition: 'none-expected' | 'expected' | 'unknown';
  missing: readonly string[];
  questions: readonly string[];
}

/** A road to take, with the policy's word on it, null where no policy speaks; and how long it takes, null for what nobody files. */
export interface PlanStep extends RouteStep {
  policy: StepPolicy | null;
  time: PlanTime | null;
}

/** What to do for a client, in which order, and what to find out first. */
export interface ClientPlan {
  clientId: string;
  on: string;
  law: string;
  steps: PlanStep[];
  open: OpenCharge[];
  /** Charges for which the law on file has nothing, whatever the open facts turn out to be. */
  none: string[];
  /** Facts not known, the one that settles most charges first. */
  ask: CheapFact[];
  /** For each pending charge: what each way it may end would do, if it ended today. */
  endings: Ending[];
}

@Injectable()
export class PlanService {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly law: LawBook,
  ) {}

  /** Worked out by the law as the office reads it, from the record as it is now, on the office's today; nothing is stored. @throws Problem not-found (404) */
  async ofClient(actor: Actor, clientId: string, now: Date): Promise<ClientPlan> {
    return this.db.inOffice(actor, async (tx) => {
      await requireAccess(tx, actor, 'finding.read', 'client', [clientId]);
      await audit(tx, actor, { action: 'plan.read', subjectKind: 'client', subjectId: clientId, clientId });
      const person = await loadPerson(tx, await this.vault.client(tx, clientId), clientId);
      const on = await officeDay(tx, now);
      const { law } = await officeLaw(tx, this.law, on);
      const findings = evaluate(person, on, law);
      const { steps, open, none } = bestRoute(findings, person, on, law);
      const policies = judgePolicies(person, on, await policiesInUse(tx, law), law, findings);
      return {
        clientId,
        on,
        law: law.hash,
        steps: steps.map((step) => {
          const decided = findings.find((finding) => finding.charge === step.charge && finding.provision === step.provision);
          const version = findVersion(law, step.provision, decided?.version ?? null);
          const withWord = withPolicy(step, wordOnRoad(policies, step.charge, step.provision));
          return { ...withWord, time: version && timeOf(version.entry, withWord.policy?.opposition ?? 'unknown', step.day ?? on) };
        }),
        open: [...open],
        none: [...none],
        ask: cheapestFacts(person, on, law),
        endings: this.endings(person, on, law),
      };
    });
  }

  private endings(person: Person, on: string, law: Law): Ending[] {
    const pending = person.charges.filter((charge) => charge.disposition === 'pending');
    return pending.flatMap(({ id }) =>
      ENDINGS.map((disposition): Ending => {
        const { before, after, changed } = whatIf(person, id, { disposition, dispositionDate: on }, on, law);
        return {
          chargeId: id,
          disposition,
          now: clearBy(before),
          then: clearBy(after),
          changes: changed.map((change) => ({
            chargeId: change.charge,
            provision: change.provision,
            was: change.before?.result ?? null,
            becomes: change.after?.result ?? null,
          })),
        };
      }),
    );
  }
}

function withPolicy(step: RouteStep, word: PolicyFinding | null): Omit<PlanStep, 'time'> {
  if (!word) return { ...step, policy: null };
  const opposition = word.says === 'not-contested' ? 'none-expected' : word.says === 'contested' ? 'expected' : 'unknown';
  const reasons = opposition === 'none-expected' ? [...step.reasons, `no opposition is expected: clause ${word.clause} of the policy of the ${word.prosecutor}`] : step.reasons;
  const { policy: policyId, prosecutor: office, title, clause, says, missing, questions } = word;
  return { ...step, reasons, policy: { policyId, office, title, clause, says, opposition, missing, questions } };
}

function clearBy({ day, finding, undecided }: Clearing): ClearBy {
  return { day, provision: finding?.provision ?? null, undecided: undecided.flatMap((each) => each.provision ?? []) };
}
