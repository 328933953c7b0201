import { remedyRank } from './best-finding.js';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { findVersion, type Law, type Version } from './law.js';
import type { Person, Remedy } from './person.js';
import { differences } from './what-if.js';

/** One road to take for one charge. */
export interface RouteStep {
  readonly charge: string;
  readonly provision: string;
  readonly remedy: Remedy;
  /** now: may be filed (or is cleared by law) on the day asked about; later: from `day`; after: once the step named in `needs` has succeeded. */
  readonly when: 'now' | 'later' | 'after';
  readonly day: string | null;
  /** Last day, included, on which it can be done; null when no end is known. */
  readonly closesOn: string | null;
  /** Provision of an earlier step for the same charge that must succeed first. */
  readonly needs: string | null;
  readonly reasons: readonly string[];
}

/** A charge without a road that is open or will open: what would have to be known. */
export interface OpenCharge {
  readonly charge: string;
  readonly missing: readonly string[];
  readonly questions: readonly string[];
}

export interface Route {
  readonly steps: readonly RouteStep[];
  readonly open: readonly OpenCharge[];
  /** Charges for which the law found here has nothing, whatever the open facts turn out to be. */
  readonly none: readonly string[];
}

const WHEN = { now: 0, later: 1, after: 2 } as const;

/**
 * Which roads to take in which order, over all findings of a person. Of the roads of one charge: what is open now before what opens later; the stronger remedy
 * first; of equal ones a road that uses up no lifetime limit, then the one that costs no filing. Steps are ordered so: what can be done now, then later,
 * then after another step; in each roads that open others first, those that use up a lifetime limit or bar another last, stronger remedies before weaker, then by day.
 * A vacatur that is open now is also tried: what it would open for other charges, here or in another state, is told, and puts it first. Pure; charges keep
 * the person's order where nothing else decides. `on` is the day of the findings.
 */
export function bestRoute(findings: readonly Finding[], person: Person, on: string, law: Law): Route {
  const versions = (finding: Finding): Version | null => findVersion(law, finding.provision, finding.version);
  const steps: Step[] = [];
  const open: OpenCharge[] = [];
  const none: string[] = [];
  person.charges.forEach((charge, order) => {
    const own = findings.filter((finding) => finding.charge === charge.id);
    const roads = own.filter((f) => f.provision !== null && (f.result === 'eligible' || f.result === 'automatic' || f.result === 'not-yet')).map((f) => ({ finding: f, version: versions(f) }));
    const best = [...roads].sort(betterRoad)[0];
    const doubtful = own.filter((f) => f.result === 'needs-facts' || f.result === 'attorney-decides');
    if (!best) {
      if (doubtful.length > 0) open.push({ charge: charge.id, missing: distinct(doubtful.flatMap((f) => f.missing)), questions: distinct(doubtful.flatMap((f) => f.questions)) });
      else none.push(charge.id);
      return;
    }
    const stronger = doubtful.filter((f) => f.remedy !== null && remedyRank(f.remedy) < remedyRank(best.finding.remedy));
    const sooner = roads.filter((road) => road !== best && road.finding.result !== 'not-yet');
    const opened = best.finding.result === 'eligible' && best.finding.remedy === 'vacatur' ? openedByVacatur(charge.id, findings, person, on, law) : [];
    const step = stepOf(best, order, null);
    steps.push({ ...step, opens: step.opens || opened.length > 0, reasons: [...reasonsFor(best, roads.length, stronger, sooner), ...opened] });
    for (const id of best.version?.entry.route?.opens ?? []) {
      const next = own.find((f) => f.provision === id && f.remedy !== null);
      if (next) steps.push({ ...stepOf({ finding: next, version: versions(next) }, order, best.finding.provision), reasons: [`opened by ${best.finding.provision}`] });
    }
    // A stronger road that opens later is kept in sight.
    const later = roads.filter((road) => road !== best && road.finding.result === 'not-yet' && remedyRank(road.finding.remedy) < remedyRank(best.finding.remedy)).sort(betterRoad)[0];
    if (later) steps.push({ ...stepOf(later, order, null), reasons: [`stronger than ${best.finding.remedy}, opens on ${later.finding.opensOn}, if nothing new happens`] });
  });
  steps.sort((a, b) => WHEN[a.when] - WHEN[b.when] || Number(b.opens) - Number(a.opens) || Number(a.late) - Number(b.late) || a.rank - b.rank || (a.day ?? '').localeCompare(b.day ?? '') || a.order - b.order);
  return { steps: steps.map(({ order: _order, opens: _opens, late: _late, rank: _rank, ...step }) => step), open, none };
}

/** What a vacated conviction, which does not count any more, would open for the person's other charges. */
function openedByVacatur(charge: string, findings: readonly Finding[], person: Person, on: string, law: Law): string[] {
  const vacated: Person = { ...person, charges: person.charges.map((one) => (one.id === charge ? { ...one, disposition: 'vacated' } : one)) };
  return differences(findings, evaluate(vacated, on, law)).flatMap(({ charge: other, provision, before, after }) => {
    if (other === charge || !after || isOpen(before) || !isOpen(after)) return [];
    return [`once it is granted, ${after.remedy} under ${after.citation} opens for charge ${other} (${provision})`];
  });
}

function isOpen(finding: Finding | null): boolean {
  return finding?.result === 'eligible' || finding?.result === 'automatic';
}

interface Road {
  readonly finding: Finding;
  readonly version: Version | null;
}

interface Step extends RouteStep {
  readonly order: number;
  readonly opens: boolean;
  /** Uses up a lifetime limit, or bars another road. */
  readonly late: boolean;
  readonly rank: number;
}

function betterRoad(a: Road, b: Road): number {
  const later = (road: Road): number => Number(road.finding.result === 'not-yet');
  const spends = (road: Road): number => Number(road.version?.entry.route?.spends !== undefined);
  const filed = (road: Road): number => Number(road.finding.result !== 'automatic');
  return (
    later(a) - later(b) ||
    remedyRank(a.finding.remedy) - remedyRank(b.finding.remedy) ||
    (a.finding.opensOn ?? '').localeCompare(b.finding.opensOn ?? '') ||
    spends(a) - spends(b) ||
    filed(a) - filed(b)
  );
}

function stepOf(road: Road, order: number, needs: string | null): Step {
  const { finding, version } = road;
  return {
    charge: finding.charge,
    provision: finding.provision!,
    remedy: finding.remedy!,
    when: needs !== null ? 'after' : finding.result === 'not-yet' ? 'later' : 'now',
    day: needs === null ? finding.opensOn : null,
    closesOn: finding.closesOn,
    needs,
    reasons: [],
    order,
    opens: (version?.entry.route?.opens?.length ?? 0) > 0,
    late: version?.entry.route?.spends !== undefined || (version?.entry.route?.bars?.length ?? 0) > 0,
    rank: remedyRank(finding.remedy),
  };
}

function reasonsFor(best: Road, roads: number, stronger: readonly Finding[], sooner: readonly Road[]): string[] {
  const { finding, version } = best;
  const route = version?.entry.route;
  const reasons: string[] = [];
  if (finding.result === 'eligible') reasons.push(`${finding.remedy} is open now under ${finding.citation}`);
  if (finding.result === 'automatic') reasons.push(`cleared by law without a filing under ${finding.citation}: check that it was done`);
  if (finding.result === 'not-yet') reasons.push(`${finding.remedy} opens on ${finding.opensOn} under ${finding.citation}, if nothing new happens`);
  if (finding.closesOn) reasons.push(`must be done by ${finding.closesOn}`);
  if (roads > 1 && sooner.length > 0) reasons.push(`${finding.remedy} rather than ${distinct(sooner.map((road) => `${road.finding.remedy} (${road.finding.provision})`)).join(', ')}`);
  if (route?.opens) reasons.push(`opens ${route.opens.join(', ')}`);
  if (route?.bars) reasons.push(`shuts ${route.bars.join(', ')}: settle those first`);
  if (route?.spends) reasons.push(`uses up ${route.spends}: keep it for last`);
  for (const f of stronger) reasons.push(`${f.remedy} under ${f.provision} may be open: ${[...f.missing, ...f.questions].join('; ')}`);
  return reasons;
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)];
}
