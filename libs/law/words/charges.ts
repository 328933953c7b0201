import { between, betweenFor, either, NO, YES, type Answer, type Gap } from '../answer.js';
import { leaf, leafTrace, not, traced, type Condition, type Made, type Trace } from '../condition.js';
import { ALWAYS, EARLIEST, has, LATEST, NEVER, range, sameDays, unite, type DaySet } from '../day-set.js';
import type { RecordCharge } from '../record.js';
import { groupCounts } from '../transaction.js';
import { about, belongs, completeness, leafGaps, open, type Among } from './members.js';
import type { Scope, Word } from './word.js';

function some(among: Among, self: boolean, that: Condition, here: string, made: Made): Condition {
  const filters = among !== 'record';
  return {
    word: 'charges',
    cost: 20 + that.cost,
    relational: false,
    made,
    ask(c) {
      let answer = completeness(among, c);
      for (const other of c.person.charges) {
        if (other === c && !self) continue;
        let one = filters ? belongs(among, other, c, here) : YES;
        if (one === NO) continue;
        const says = that.ask(other, c);
        one = one === YES ? says : says === NO ? NO : open(says, one);
        answer = either(answer, one);
        if (answer === YES) return YES;
      }
      return answer;
    },
    trace(c) {
      const children: Trace[] = [];
      const rest = completeness(among, c);
      if (rest !== NO) children.push(leafTrace(rest));
      for (const other of c.person.charges) {
        if (other === c && !self) continue;
        const member = belongs(among, other, c, here);
        if (member === NO) continue;
        const inner = traced(that, other, c);
        const parts = member === YES ? [inner] : [leafTrace(member), inner];
        const answer = member === YES ? inner.answer : inner.answer === NO ? NO : open(inner.answer, member);
        children.push({ kind: 'all', answer, children: parts, about: other === c ? null : other.raw.id });
      }
      return { kind: 'any', answer: children.map((t) => t.answer).reduce(either, NO), children, about: null };
    },
  };
}

interface ChargesArgs {
  readonly among?: Among;
  readonly self?: boolean;
  readonly none?: unknown;
  readonly some?: unknown;
  readonly every?: unknown;
  readonly count?: { readonly that: unknown; readonly at_most?: number; readonly at_least?: number; readonly once_per?: 'docket' | 'arrest' | 'transaction' };
}

/**
 * { among, self, none | some | every: condition } or { among, self, count: { that, at_most, at_least, once_per } }: a condition on the other charges of the
 * record (or of this docket, this arrest, this jurisdiction, elsewhere), this one too with self. Open while the record is not known to be complete.
 */
export const charges: Word = {
  name: 'charges',
  compile(args, scope, cite) {
    const spec = args as ChargesArgs;
    const among = spec.among ?? 'record';
    const self = spec.self ?? false;
    const here = scope.jurisdiction;
    const place = { record: 'the record', here: `the record in ${here}`, elsewhere: `the record outside ${here}`, docket: 'the docket', arrest: 'the arrest' }[among];
    // One sentence of them all; only what is open is looked for charge by charge.
    const told = (text: string): Made => ({ kind: 'leaf', say: () => `${text}${among === 'record' || among === 'here' ? ', if nothing new happens' : ''}`, cite });
    const no = (that: Condition, made: Made): Condition => ({ ...not(some(among, self, that, here, made)), word: 'charges', made });
    const whom = self ? 'charge' : 'other charge';
    if (spec.some !== undefined) return some(among, self, scope.tree(spec.some), here, told(`a ${whom} of ${place} that ${sayTree(spec.some)}`));
    if (spec.none !== undefined) return no(scope.tree(spec.none), told(`no ${whom} of ${place} that ${sayTree(spec.none)}`));
    if (spec.every !== undefined) return no(not(scope.tree(spec.every)), told(`every ${whom} of ${place}: ${sayTree(spec.every)}`));
    return counted(spec, among, self, place, scope, cite);
  },
};

function counted(spec: ChargesArgs, among: Among, self: boolean, place: string, scope: Scope, cite: string | null): Condition {
  const { that: tree, at_most: most = Infinity, at_least: least = 0, once_per: unit } = spec.count!;
  const that = scope.tree(tree);
  const here = scope.jurisdiction;
  const count = (c: RecordCharge): Answer => {
    const members: Member[] = [];
    let fixed = true;
    for (const other of c.person.charges) {
      if (other === c && !self) continue;
      const member = among === 'record' ? YES : belongs(among, other, c, here);
      if (member === NO) continue;
      const says = that.ask(other, c);
      if (says === NO) continue;
      const one = member === YES ? says : open(says, member);
      if (one !== YES) fixed = false;
      members.push({ other, member, says: one });
    }
    const rest = completeness(among, c);
    let sure: DaySet = NEVER;
    let may: DaySet = NEVER;
    const edges = fixed ? WHOLE_TIME : [...new Set(members.flatMap(({ says }) => [...says.sure, ...says.may]).concat(EARLIEST, LATEST))].sort((a, b) => a - b);
    for (let i = 0; i + 1 < edges.length; i++) {
      const day = edges[i]!;
      const certainly = members.filter(({ says }) => has(says.sure, day)).map(({ other }) => other);
      const possibly = members.filter(({ says }) => has(says.may, day)).map(({ other }) => other);
      // Fewest: only those that certainly count, merged where one transaction cannot be ruled out. Most: all that could, merged only where one is certain.
      const fewest = unit && (certainly.length > most || least > 0) ? groupCounts(certainly, unit).fewest : certainly.length;
      const greatest = rest !== NO ? Infinity : unit && (possibly.length > most || least > 0) ? groupCounts(possibly, unit).most : possibly.length;
      const span = edges === WHOLE_TIME ? ALWAYS : range(day, edges[i + 1]!);
      if (fewest >= least && greatest <= most) sure = unite(sure, span);
      if (greatest >= least && fewest <= most) may = unite(may, span);
    }
    if (sure === ALWAYS) return YES;
    if (may.length === 0) return NO;
    return sameDays(sure, may) ? between(sure, may, []) : betweenFor(sure, may, () => countGaps(c, members, rest, that, unit));
  };
  const shared = self && among !== 'docket' && among !== 'arrest' && !that.relational;
  const key = {};
  const ask = (c: RecordCharge): Answer => {
    const before = shared ? c.person.settled.get(key) : undefined;
    if (before) return before;
    const answer = count(c);
    if (shared) c.person.settled.set(key, answer);
    return answer;
  };
  const text = `${least > 0 ? `at least ${least} ` : ''}${most < Infinity ? `at most ${most} ` : ''}of ${self ? 'all' : 'the other'} charges of ${place}${unit ? `, one ${unit} counted once,` : ''} that ${sayTree(tree)}`;
  return leaf('charges', 30 + that.cost, ask, () => `${text}, if nothing new happens`, cite);
}

interface Member {
  readonly other: RecordCharge;
  readonly member: Answer;
  readonly says: Answer;
}

const WHOLE_TIME: readonly number[] = [EARLIEST, LATEST];

/** What a count turns on: what is open of each charge that may count, whether two are one transaction, and charges that are not entered. */
function countGaps(c: RecordCharge, members: readonly Member[], rest: Answer, that: Condition, unit: 'docket' | 'arrest' | 'transaction' | undefined): Gap[] {
  const gaps: Gap[] = [];
  for (const { other, member, says } of members) {
    // Named by the charge even when it is c itself: what is kept for all charges must read the same from each.
    if (says.sure !== says.may) gaps.push(...leafGaps(that.trace(other, c), other.raw.id), ...about(member.gaps, other));
  }
  if (unit) {
    const counted = members.map(({ other }) => other);
    const { fewest, most } = groupCounts(counted, unit);
    if (fewest !== most) gaps.push(...counted.flatMap((other) => about(GROUP_GAPS[unit], other)));
  }
  return rest === NO ? gaps : [...gaps, ...rest.gaps];
}

const GROUP_GAPS: Readonly<Record<'docket' | 'arrest' | 'transaction', readonly Gap[]>> = {
  docket: [{ kind: 'fact', text: 'docket', of: 'charge' }],
  arrest: [{ kind: 'fact', text: 'arrest', of: 'charge' }],
  transaction: [{ kind: 'fact', text: 'facts.transaction', of: 'charge' }],
};


/** A condition tree of a law file in short, for reasons. */
function sayTree(node: unknown): string {
  if (Array.isArray(node)) return node.map(sayTree).join(', ');
  if (typeof node !== 'object' || node === null) return String(node);
  return Object.entries(node)
    .filter(([key]) => key !== 'cite')
    .map(([key, value]) => (key === 'use' ? sayTree(value) : `${key} ${sayTree(value)}`))
    .join(' ');
}
