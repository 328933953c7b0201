/** Yes, no, or open (null) with the facts and the attorney's questions that it turns on. An unknown fact never becomes a yes or a no. */
export interface Verdict {
  readonly is: boolean | null;
  /** Paths of facts, as in a finding's `missing`. */
  readonly missing: readonly string[];
  readonly questions: readonly string[];
}

export const YES: Verdict = { is: true, missing: [], questions: [] };
export const NO: Verdict = { is: false, missing: [], questions: [] };

export function open(...missing: string[]): Verdict {
  return { is: null, missing, questions: [] };
}

export function ask(question: string): Verdict {
  return { is: null, missing: [], questions: [question] };
}

/** A yes-or-no fact; null is open. */
export function fact(value: boolean | null | undefined, path: string): Verdict {
  return value === true ? YES : value === false ? NO : open(path);
}

/** What is open in any of them, each once. */
export function gaps(verdicts: readonly Verdict[]): Verdict {
  const undecided = verdicts.filter((verdict) => verdict.is === null);
  return { is: null, missing: [...new Set(undecided.flatMap((v) => v.missing))], questions: [...new Set(undecided.flatMap((v) => v.questions))] };
}

export function all(...verdicts: readonly Verdict[]): Verdict {
  if (verdicts.some((verdict) => verdict.is === false)) return NO;
  return verdicts.every((verdict) => verdict.is === true) ? YES : gaps(verdicts);
}

export function any(...verdicts: readonly Verdict[]): Verdict {
  if (verdicts.some((verdict) => verdict.is === true)) return YES;
  return verdicts.every((verdict) => verdict.is === false) ? NO : gaps(verdicts);
}

export function not(verdict: Verdict): Verdict {
  return verdict.is === true ? NO : verdict.is === false ? YES : verdict;
}
