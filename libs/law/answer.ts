import { ALWAYS, NEVER, complement, intersect, sameDays, unite, type DaySet } from './day-set.js';

/** Something open that an answer turns on: a fact to be found out, or a question for an attorney. */
export interface Gap {
  readonly kind: 'fact' | 'question';
  /** Path of the fact in its charge or person, or the text of the question. */
  readonly text: string;
  /** Whose fact it is; a fact of another charge is reported with that charge's id. */
  readonly of: 'charge' | 'person';
}

/**
 * Days on which a condition holds whatever the unknown facts turn out to be (`sure`), and days on which it could hold (`may`); `sure` lies within `may`.
 * `gaps` are named by single conditions only: which of them matter is worked out once the whole tree is known.
 */
export interface Answer {
  readonly sure: DaySet;
  readonly may: DaySet;
  readonly gaps: readonly Gap[];
}

const NO_GAPS: readonly Gap[] = [];

export const YES: Answer = { sure: ALWAYS, may: ALWAYS, gaps: NO_GAPS };
export const NO: Answer = { sure: NEVER, may: NEVER, gaps: NO_GAPS };

export function certain(days: DaySet): Answer {
  if (days === ALWAYS) return YES;
  return days.length === 0 ? NO : { sure: days, may: days, gaps: NO_GAPS };
}

export function between(sure: DaySet, may: DaySet, gaps: readonly Gap[]): Answer {
  return { sure, may, gaps };
}

/** The same, with gaps that are dear to name: most answers are outweighed by others, and nobody asks what they turn on. */
export function betweenFor(sure: DaySet, may: DaySet, gaps: () => readonly Gap[]): Answer {
  return new LazyAnswer(sure, may, gaps);
}

class LazyAnswer implements Answer {
  #gaps: readonly Gap[] | null = null;

  constructor(
    readonly sure: DaySet,
    readonly may: DaySet,
    private readonly name: () => readonly Gap[],
  ) {}

  get gaps(): readonly Gap[] {
    return (this.#gaps ??= this.name());
  }
}

export function yesOrNo(holds: boolean): Answer {
  return holds ? YES : NO;
}

/** An answer that is open on every day because of one fact. Built once per fact, when the law is compiled. */
export function unknown(text: string, of: Gap['of'] = 'charge', kind: Gap['kind'] = 'fact'): Answer {
  return { sure: NEVER, may: ALWAYS, gaps: [{ kind, text, of }] };
}

export function opposite(a: Answer): Answer {
  if (a === YES) return NO;
  if (a === NO) return YES;
  return betweenFor(complement(a.may), complement(a.sure), () => a.gaps);
}

export function both(a: Answer, b: Answer): Answer {
  if (a === YES || b === NO) return b;
  if (b === YES || a === NO) return a;
  const may = intersect(a.may, b.may);
  if (may.length === 0) return NO;
  return { sure: intersect(a.sure, b.sure), may, gaps: NO_GAPS };
}

export function either(a: Answer, b: Answer): Answer {
  if (a === NO || b === YES) return b;
  if (b === NO || a === YES) return a;
  const sure = unite(a.sure, b.sure);
  if (sure === ALWAYS) return YES;
  return { sure, may: unite(a.may, b.may), gaps: NO_GAPS };
}

/** What holds whichever of the answers is the right one. */
export function agree(answers: readonly Answer[]): Answer {
  const [first, ...others] = answers as [Answer, ...Answer[]];
  if (others.every((one) => one === first)) return first;
  const sure = others.reduce((days, one) => intersect(days, one.sure), first.sure);
  const may = others.reduce((days, one) => unite(days, one.may), first.may);
  return may.length === 0 ? NO : sameDays(sure, may) ? certain(sure) : { sure, may, gaps: NO_GAPS };
}

/** Does it matter within these days which of the answers is the right one? */
export function differ(answers: readonly Answer[], window: DaySet): boolean {
  const within = (days: DaySet): DaySet => intersect(days, window);
  const [first, ...others] = answers as [Answer, ...Answer[]];
  return others.some((one) => !sameDays(within(one.sure), within(first.sure)) || !sameDays(within(one.may), within(first.may)));
}
