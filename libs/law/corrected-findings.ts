import type { Correction } from './correction.js';
import type { CorrectedLaw } from './corrected-law.js';
import { evaluate } from './evaluate.js';
import type { Finding, Result } from './finding.js';
import type { Law } from './law.js';
import type { Person } from './person.js';

/** What the shared law data says where an office's correction says otherwise. `result: null`: it has no answer for that day. */
export type FormerAnswer = Pick<Finding, 'version' | 'citation' | 'remedy' | 'process' | 'opensOn' | 'closesOn' | 'missing' | 'questions'> & {
  readonly result: Result | null;
  readonly confidence: Finding['confidence'] | null;
};

/** A finding by an office's law, and what its corrections did to it. */
export interface CorrectedFinding {
  readonly finding: Finding;
  /** Corrections it rests on, or would be otherwise without. */
  readonly corrections: readonly Correction[];
  /** The shared data's answer; null where the correction does not change the answer. */
  readonly was: FormerAnswer | null;
}

/**
 * As `evaluate`, by an office's law. Each finding of a corrected provision is held against the shared law: one that
 * answers otherwise says what the shared law says, and one that a correction widened (brought nearer to yes, or opened
 * earlier or for longer) is of medium confidence at most. A finding that a correction takes away is kept, as not-eligible.
 */
export function evaluateCorrected(person: Person, on: string, { law, shared, provisions }: CorrectedLaw): CorrectedFinding[] {
  const findings = evaluate(person, on, law);
  if (provisions.size === 0) return findings.map((finding) => ({ finding, corrections: [], was: null }));
  const before = new Map(evaluate(person, on, only(shared, provisions)).flatMap((finding) => (finding.provision === null ? [] : [[roadOf(finding), finding] as const])));
  const marked = findings.map((finding): CorrectedFinding => {
    const provision = provisions.get(finding.provision ?? '');
    if (!provision) return { finding, corrections: [], was: null };
    const was = before.get(roadOf(finding)) ?? null;
    before.delete(roadOf(finding));
    const touching = provision.versions.get(finding.version ?? '')?.corrections ?? [];
    if (was && sameAnswer(was, finding)) return { finding, corrections: touching, was: null };
    const corrections = provision.corrections;
    return { finding: told(finding, was, corrections), corrections, was: formerAnswer(was) };
  });
  for (const was of before.values()) {
    const corrections = provisions.get(was.provision ?? '')!.corrections;
    const gone = reworded(was, { result: 'not-eligible', opensOn: null, closesOn: null, missing: [], questions: [] });
    marked.push({ finding: told(gone, was, corrections), corrections, was: formerAnswer(was) });
  }
  return marked;
}

const STEPS: Readonly<Record<Result, number>> = { 'not-eligible': 0, 'needs-facts': 1, 'not-yet': 1, 'attorney-decides': 2, eligible: 3, automatic: 3 };

/** Whether the second answer promises more than the first. */
export function widens(was: Finding | null, is: Finding): boolean {
  const step = STEPS[is.result] - (was ? STEPS[was.result] : 0);
  if (step !== 0 || !was) return step > 0;
  const earlier = is.opensOn !== was.opensOn && (is.opensOn === null || (was.opensOn !== null && is.opensOn < was.opensOn));
  const longer = is.closesOn !== was.closesOn && (is.closesOn === null || (was.closesOn !== null && is.closesOn > was.closesOn));
  const asksLess = [...was.missing, ...was.questions].some((gap) => !is.missing.includes(gap) && !is.questions.includes(gap));
  return earlier || longer || asksLess || (is.result === 'automatic' && was.result === 'eligible');
}

function told(finding: Finding, was: Finding | null, corrections: readonly Correction[]): Finding {
  const lines = corrections.map((correction) => correction.line).filter((line) => !finding.check.includes(line));
  const former = `Without the office's correction, the law on file says: ${was ? sayAnswer(was) : 'nothing of this day'}.`;
  const confidence = widens(was, finding) && finding.confidence === 'high' ? 'medium' : finding.confidence;
  return reworded(finding, { confidence, check: [former, ...lines, ...finding.check] });
}

function sayAnswer({ result, opensOn, closesOn, remedy }: Finding): string {
  return `${result}${opensOn ? ` (from ${opensOn})` : ''}${closesOn ? ` (until ${closesOn})` : ''}, ${remedy}`;
}

/** `because` of a finding is worked out only when it is read: it stays so. */
function reworded(finding: Finding, over: Partial<Omit<Finding, 'because'>>): Finding {
  const { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check } = finding;
  return {
    charge,
    provision,
    version,
    citation,
    remedy,
    process,
    result,
    opensOn,
    closesOn,
    missing,
    questions,
    confidence,
    check,
    ...over,
    get because() {
      return finding.because;
    },
  };
}

function formerAnswer(was: Finding | null): FormerAnswer {
  if (!was) return { result: null, version: null, citation: null, remedy: null, process: null, opensOn: null, closesOn: null, missing: [], questions: [], confidence: null };
  const { result, version, citation, remedy, process, opensOn, closesOn, missing, questions, confidence } = was;
  return { result, version, citation, remedy, process, opensOn, closesOn, missing, questions, confidence };
}

/** The same but for what there is to check. */
export function sameAnswer(a: Finding, b: Finding): boolean {
  return JSON.stringify(formerAnswer(a)) === JSON.stringify(formerAnswer(b));
}

function roadOf(finding: Finding): string {
  return `${finding.charge} ${finding.provision}`;
}

/** The law with some of its provisions only; charges of other jurisdictions have no answer in it. */
export function only(law: Law, provisions: { has(id: string): boolean }): Law {
  const jurisdictions = [...law.jurisdictions].flatMap(([name, place]) => {
    const those = place.provisions.filter((each) => provisions.has(each.entry.id));
    return those.length > 0 ? [[name, { ...place, provisions: those }] as const] : [];
  });
  return { ...law, jurisdictions: new Map(jurisdictions) };
}
