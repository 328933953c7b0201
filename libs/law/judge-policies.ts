import { formatDay, parseDay } from '#dates/calendar-date.js';
import { outsideExchange, said } from './exchange.js';
import type { Confidence, Finding } from './finding.js';
import type { Law } from './law.js';
import type { Person, Remedy } from './person.js';
import { begun, clauseSays, deviationOf, reliefSays } from './policy-clauses.js';
import { inForce, reaches, type Policy, type PolicyClause } from './policy.js';
import { readRecord, UNSET, type RecordCharge } from './record.js';
import { all, ask, gaps, open, YES, type Verdict } from './verdict.js';

/** Of a pending charge. `silent`: the policy, as it is on file, says nothing of it; that is no word that the office charges it. */
export const CHARGE_SAYS = ['should-not-be-filed', 'should-be-dismissed', 'still-charged', 'depends', 'silent'] as const;
/** Of a petition. */
export const ROAD_SAYS = ['not-contested', 'contested', 'unknown'] as const;
export type PolicySays = (typeof CHARGE_SAYS)[number] | (typeof ROAD_SAYS)[number];

/** What one policy says of one pending charge (`provision` null), or of one petition for one charge. */
export interface PolicyFinding {
  readonly charge: string;
  readonly provision: string | null;
  readonly remedy: Remedy | null;
  readonly policy: string;
  readonly prosecutor: string;
  readonly title: string | null;
  /** First day in force of the clause, or of the policy where it has none of its own; null = not known. */
  readonly since: string | null;
  readonly says: PolicySays;
  /** The clause that says so, or the first one that cannot be decided; null where none does. */
  readonly clause: string | null;
  readonly text: string | null;
  /** The policy presumes it and allows exceptions (true), or always holds to it (false); null = not known, or no such clause decides. */
  readonly presumptive: boolean | null;
  readonly missing: readonly string[];
  readonly questions: readonly string[];
  /** What the policy says of its own force: no enforceable right, departures from it. */
  readonly limits: readonly { readonly clause: string; readonly text: string }[];
  readonly confidence: Confidence;
  readonly check: readonly string[];
}

type Said = Pick<PolicyFinding, 'says'> & { readonly clause: PolicyClause | null; readonly open?: Verdict };

/**
 * What prosecutors' policies say of a person's pending charges, and of the petitions among `findings` that are or may become open. A policy speaks where
 * its jurisdiction and county are the charge's and it is in force on the day asked about (its first day counts, `until` is the first day it does not).
 * Pure; the charges' order, within each the policies' order. A fact that is not known never makes an answer the client would be helped by:
 * it is named in `missing`.
 */
export function judgePolicies(person: Person, on: string, policies: readonly Policy[], law: Law, findings: readonly Finding[] = []): PolicyFinding[] {
  const day = parseDay(on);
  if (day === null) throw new RangeError(`"${on}" is not a day of the calendar`);
  const record = readRecord(person, day, law.citations);
  return record.charges.flatMap((c) =>
    policies
      .filter((policy) => policy.jurisdiction === c.raw.jurisdiction)
      .flatMap((policy) => {
        const applies = all(inForce(policy, day), reaches(policy, c.raw.county));
        if (applies.is === false) return [];
        if (c.raw.disposition === 'pending' || c.raw.disposition == null) {
          const said = judgeCharge(c, policy, applies, law, on);
          // An office that may have nothing to do with it, and says nothing of it anyway.
          return said.says === 'silent' && applies.is === null ? [] : [finding(c, policy, null, said)];
        }
        return findings
          .filter((each) => each.charge === c.raw.id && each.provision !== null && (each.process === 'petition' || each.process === 'stipulation') && each.result !== 'not-eligible')
          .map((each) => finding(c, policy, each, judgeRoad(c, policy, applies, each.remedy!, on)));
      }),
  );
}

function judgeCharge(c: RecordCharge, policy: Policy, applies: Verdict, law: Law, on: string): Said {
  const clauses = policy.clauses.filter((clause) => begun(clause, on));
  const support = clauses.find((clause) => clause.kind === 'support');
  const verdicts = clauses
    .filter((clause) => clause.kind === 'support' || !outsideExchange(c))
    .map((clause) => ({ clause, ...clauseSays(clause, c, law.citations.get(policy.jurisdiction)) }));
  const supported = verdicts.find((each) => each.clause.kind === 'support' && each.spares.is === true);
  const departed = said(c, 'policyDeviationApproved').is === true ? deviationOf(policy) : null;
  const charged = verdicts.find((each) => each.charges.is === true);
  const undecided = verdicts.filter((each) => each.charges.is === null || each.spares.is === null);
  const mayBeCharged = verdicts.filter((each) => each.charges.is === null);
  const spared = supported ?? verdicts.find((each) => each.spares.is === true);
  const pending = c.raw.disposition === 'pending' ? YES : open('disposition');
  const sure = (said: Said): Said => {
    const conditions = all(applies, pending);
    return conditions.is === true ? said : { says: 'depends', clause: said.clause, open: gaps([conditions]) };
  };
  // A charge without support, or departed from in due form, is that whatever the other clauses say.
  if (supported) return sure(spare(c, policy, supported.clause, on));
  if (departed) return sure({ says: 'still-charged', clause: departed });
  const asked = support && said(c, 'chargeSupported').is === null ? [ask(`Do the evidence and the interests of justice support this charge? (clause ${support.id})`)] : [];
  if (charged) return sure({ says: 'still-charged', clause: charged.clause, open: gaps(asked) });
  if (spared && mayBeCharged.length === 0) return sure(spare(c, policy, spared.clause, on));
  if (undecided.length > 0) {
    const turnsOn = gaps([applies, pending, ...undecided.flatMap((each) => [each.charges, each.spares]), ...asked]);
    return { says: 'depends', clause: (spared ?? undecided[0]!).clause, open: turnsOn };
  }
  return { says: 'silent', clause: null, open: gaps(asked) };
}

/** Not to be filed, or to be dismissed where it was filed by the day asked about. Whether a clause reaches charges that were filed before it took force is the clause's to say. */
function spare(c: RecordCharge, policy: Policy, clause: PolicyClause, on: string): Said {
  const filed = c.chargedOn === UNSET ? null : formatDay(c.chargedOn) <= on;
  if (clause.kind !== 'declines' || clause.pending === 'dismissed') return { says: filed === true ? 'should-be-dismissed' : 'should-not-be-filed', clause };
  if (filed === false) return { says: 'should-not-be-filed', clause };
  if (filed === null) return { says: 'depends', clause, open: open('chargedOn') };
  const since = clause.since ?? policy.since;
  if (since !== null && formatDay(c.chargedOn) >= since) return { says: 'should-not-be-filed', clause };
  if (clause.pending === 'kept') return { says: 'still-charged', clause };
  return { says: 'depends', clause, open: ask('The charge was filed before the policy took force: does the policy reach it?') };
}

function judgeRoad(c: RecordCharge, policy: Policy, applies: Verdict, remedy: Remedy, on: string): Said {
  const clauses = policy.clauses.filter((clause) => clause.kind === 'relief' && begun(clause, on)).map((clause) => ({ clause, ...reliefSays(clause as Extract<PolicyClause, { kind: 'relief' }>, c, remedy) }));
  const departed = said(c, 'policyDeviationApproved').is === true ? deviationOf(policy) : null;
  const speaking = clauses.filter((each) => each.reached.is !== false);
  if (departed) return { says: 'unknown', clause: departed };
  const sure = (each: (typeof speaking)[number]): boolean => all(applies, each.reached).is === true;
  const contested = speaking.find((each) => each.contests === 'yes');
  if (contested) return sure(contested) ? { says: 'contested', clause: contested.clause } : { says: 'unknown', clause: contested.clause, open: gaps([applies, contested.reached]) };
  const uncontested = speaking.filter((each) => each.contests === 'no');
  const decided = uncontested.find(sure);
  if (decided) return { says: 'not-contested', clause: decided.clause };
  const [first] = uncontested;
  if (first) return { says: 'unknown', clause: first.clause, open: gaps([applies, first.reached]) };
  return { says: 'unknown', clause: speaking.find((each) => each.contests === 'sometimes')?.clause ?? null };
}

function finding(c: RecordCharge, policy: Policy, road: Finding | null, { says, clause, open: turnsOn }: Said): PolicyFinding {
  return {
    charge: c.raw.id,
    provision: road?.provision ?? null,
    remedy: road?.remedy ?? null,
    policy: policy.id,
    prosecutor: policy.prosecutor,
    title: policy.title,
    since: clause?.since ?? policy.since,
    says,
    clause: clause?.id ?? null,
    text: clause?.text ?? null,
    presumptive: clause?.kind !== 'declines' || clause.how === 'unknown' ? null : clause.how === 'presumptively',
    missing: turnsOn?.missing ?? [],
    questions: turnsOn?.questions ?? [],
    limits: policy.clauses.filter((each) => each.kind === 'no-right' || each.kind === 'deviation').map(({ id, text }) => ({ clause: id, text })),
    confidence: policy.confidence,
    check: policy.check,
  };
}

/**
 * The one word on a petition among what several policies say of it: a policy that contests it comes first, then one that does not, then one
 * that leaves it open. So two policies that disagree never read as "not contested". Null when no policy speaks.
 */
export function wordOnRoad(findings: readonly PolicyFinding[], charge: string, provision: string): PolicyFinding | null {
  const own = findings.filter((each) => each.charge === charge && each.provision === provision);
  return own.find((each) => each.says === 'contested') ?? own.find((each) => each.says === 'not-contested') ?? own[0] ?? null;
}
