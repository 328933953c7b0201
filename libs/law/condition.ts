import { both, either, opposite, NO, YES, type Answer } from './answer.js';
import { complement, intersect, unite, ALWAYS } from './day-set.js';
import type { RecordCharge } from './record.js';

/** A compiled condition. `origin` is the charge that a condition about another charge is asked for; at the top it is the charge itself. */
export interface Condition {
  readonly word: string;
  /** How dear it is to ask, and how rarely it decides: cheap conditions about the charge itself come first. */
  readonly cost: number;
  /** Compares with `origin`: the same charge may get another answer when it is asked for another charge. */
  readonly relational: boolean;
  /** What it is made of, for the reasons. */
  readonly made: Made;
  ask(c: RecordCharge, origin: RecordCharge): Answer;
  /** The same answer with the answers that led to it, of those parts that are open. */
  trace(c: RecordCharge, origin: RecordCharge): Trace;
}

export type Made =
  /** `say`: the condition in words, with the facts it was held against. */
  | { readonly kind: 'leaf'; readonly say: Say; readonly cite: string | null }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'if'; readonly test: Condition; readonly then: Condition; readonly otherwise: Condition }
  | { readonly kind: 'named'; readonly part: Condition; readonly cite: string | null };

/** Answers that led to an answer. A part that is certain has no children. */
export interface Trace {
  readonly kind: Made['kind'];
  readonly answer: Answer;
  readonly children: readonly Trace[];
  /** The charge whose facts are asked for, when it is not the finding's own. */
  readonly about: string | null;
}

export type Ask = (c: RecordCharge, origin: RecordCharge) => Answer;
export type Say = (c: RecordCharge, origin: RecordCharge) => string;

export function leaf(word: string, cost: number, ask: Ask, say: Say, cite: string | null, relational = false): Condition {
  return {
    word,
    cost,
    relational,
    made: { kind: 'leaf', say, cite },
    ask,
    trace: (c, origin) => leafTrace(ask(c, origin)),
  };
}

export function all(parts: readonly Condition[]): Condition {
  const order = [...parts].sort((a, b) => a.cost - b.cost);
  const count = order.length;
  return {
    word: 'all',
    cost: total(parts),
    relational: parts.some((part) => part.relational),
    made: { kind: 'all', parts },
    ask(c, origin) {
      let answer = YES;
      for (let i = 0; i < count; i++) {
        answer = both(answer, order[i]!.ask(c, origin));
        if (answer === NO) return NO;
      }
      return answer;
    },
    trace(c, origin) {
      const children = parts.map((part) => traced(part, c, origin));
      return { kind: 'all', answer: children.map((t) => t.answer).reduce(both, YES), children, about: null };
    },
  };
}

export function any(parts: readonly Condition[]): Condition {
  const order = [...parts].sort((a, b) => a.cost - b.cost);
  const count = order.length;
  return {
    word: 'any',
    cost: total(parts),
    relational: parts.some((part) => part.relational),
    made: { kind: 'any', parts },
    ask(c, origin) {
      let answer = NO;
      for (let i = 0; i < count; i++) {
        answer = either(answer, order[i]!.ask(c, origin));
        if (answer === YES) return YES;
      }
      return answer;
    },
    trace(c, origin) {
      const children = parts.map((part) => traced(part, c, origin));
      return { kind: 'any', answer: children.map((t) => t.answer).reduce(either, NO), children, about: null };
    },
  };
}

export function not(part: Condition): Condition {
  return {
    word: 'not',
    cost: part.cost,
    relational: part.relational,
    made: { kind: 'not', part },
    ask: (c, origin) => opposite(part.ask(c, origin)),
    trace(c, origin) {
      const child = traced(part, c, origin);
      return { kind: 'not', answer: opposite(child.answer), children: [child], about: null };
    },
  };
}

/** `then` where the test holds, `otherwise` where it does not; where both agree the test does not matter. */
export function choose(test: Condition, then: Condition, otherwise: Condition): Condition {
  return {
    word: 'if',
    cost: test.cost + Math.max(then.cost, otherwise.cost),
    relational: test.relational || then.relational || otherwise.relational,
    made: { kind: 'if', test, then, otherwise },
    ask(c, origin) {
      const t = test.ask(c, origin);
      if (t === YES) return then.ask(c, origin);
      if (t === NO) return otherwise.ask(c, origin);
      return chosen(t, then.ask(c, origin), otherwise.ask(c, origin));
    },
    trace(c, origin) {
      const children = [test, then, otherwise].map((part) => traced(part, c, origin));
      return { kind: 'if', answer: chosen(children[0]!.answer, children[1]!.answer, children[2]!.answer), children, about: null };
    },
  };
}

/** Asking again is dearer than looking up from here on. */
const WORTH_KEEPING = 8;

/** A condition that is asked once of a charge, however many others ask for it: one about other charges would be asked by each of these of all of them. */
export function kept(part: Condition): Condition {
  if (part.relational || part.cost < WORTH_KEEPING) return part;
  return {
    ...part,
    ask(c, origin) {
      const before = c.answers?.get(part);
      if (before) return before;
      const answer = part.ask(c, origin);
      (c.answers ??= new Map()).set(part, answer);
      return answer;
    },
    trace(c, origin) {
      const before = c.traces?.get(part);
      if (before) return before;
      const trace = part.trace(c, origin);
      (c.traces ??= new Map()).set(part, trace);
      return trace;
    },
  };
}

/** A condition defined once and used by its name. */
export function named(name: string, part: Condition, cite: string | null): Condition {
  return {
    word: name,
    cost: part.cost,
    relational: part.relational,
    made: { kind: 'named', part, cite },
    ask: part.ask,
    trace(c, origin) {
      const child = traced(part, c, origin);
      return { kind: 'named', answer: child.answer, children: [child], about: null };
    },
  };
}

/** The trace of a part; of a part that is certain only its answer. */
export function traced(part: Condition, c: RecordCharge, origin: RecordCharge): Trace {
  const answer = part.ask(c, origin);
  return answer.sure === answer.may || (answer.sure.length === 0 && answer.may.length === 0) ? leafTrace(answer) : part.trace(c, origin);
}

export function leafTrace(answer: Answer): Trace {
  return { kind: 'leaf', answer, children: [], about: null };
}

function chosen(test: Answer, then: Answer, otherwise: Answer): Answer {
  if (test === YES) return then;
  if (test === NO) return otherwise;
  const sureNot = complement(test.may);
  const mayNot = complement(test.sure);
  const sure = unite(unite(intersect(test.sure, then.sure), intersect(sureNot, otherwise.sure)), intersect(then.sure, otherwise.sure));
  const may = unite(intersect(test.may, then.may), intersect(mayNot, otherwise.may));
  if (may.length === 0) return NO;
  return sure === ALWAYS ? YES : { sure, may, gaps: [] };
}

function total(parts: readonly Condition[]): number {
  return parts.reduce((sum, part) => sum + part.cost, 0);
}
