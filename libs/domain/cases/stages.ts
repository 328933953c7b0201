import type { Role } from '../access/actor.js';

/**
 * Stages of the office's work on a case, in the order in which most cases pass them.
 * waiting: nothing can be filed before a day that the law sets · review: an attorney reads the papers ·
 * clearing: the court has ordered it, custodians are being made to do it.
 */
export const STAGES = [
  'intake',
  'screening',
  'investigation',
  'waiting',
  'drafting',
  'review',
  'filed',
  'hearing',
  'granted',
  'denied',
  'withdrawn',
  'clearing',
  'closed',
] as const;

export type Stage = (typeof STAGES)[number];

export const FIRST_STAGE: Stage = 'intake';
export const CLOSED: Stage = 'closed';

export interface Transition {
  from: Stage;
  to: Stage;
  by: readonly Role[];
  /** Reasons of which one must be given; empty = none is asked for. */
  reasons: readonly string[];
}

const STAFF: readonly Role[] = ['attorney', 'paralegal'];
/** What is said in a court's name, or ends somebody's hope, is an attorney's to say. */
const ATTORNEY: readonly Role[] = ['attorney'];

const NOT_TAKEN = ['client-declined', 'no-contact', 'no-road-to-relief', 'conflict-of-interest', 'referred'] as const;
const AFTER_A_DECISION = ['relief-granted', 'relief-denied', 'client-declined', 'no-contact', 'cleared-by-law', 'referred'] as const;

function to(stages: readonly Stage[], by: readonly Role[], reasons: readonly string[] = []): Omit<Transition, 'from'>[] {
  return stages.map((stage) => ({ to: stage, by, reasons }));
}

const FROM: { readonly [stage in Stage]: readonly Omit<Transition, 'from'>[] } = {
  intake: [...to(['screening'], STAFF), ...to(['closed'], STAFF, NOT_TAKEN)],
  screening: [...to(['investigation', 'waiting', 'drafting'], STAFF), ...to(['closed'], ATTORNEY, [...NOT_TAKEN, 'cleared-by-law'])],
  investigation: [...to(['screening', 'waiting', 'drafting'], STAFF), ...to(['closed'], ATTORNEY, [...NOT_TAKEN, 'cleared-by-law'])],
  waiting: [...to(['screening', 'investigation', 'drafting'], STAFF), ...to(['closed'], ATTORNEY, [...NOT_TAKEN, 'cleared-by-law'])],
  drafting: [...to(['investigation', 'waiting', 'review'], STAFF), ...to(['closed'], ATTORNEY, NOT_TAKEN)],
  review: [...to(['drafting'], STAFF), ...to(['filed'], ATTORNEY), ...to(['closed'], ATTORNEY, NOT_TAKEN)],
  filed: [
    ...to(['hearing', 'granted', 'denied'], STAFF),
    ...to(['withdrawn'], ATTORNEY, ['client-declined', 'refile-elsewhere', 'new-facts', 'prosecutor-agreed-otherwise']),
  ],
  hearing: [
    ...to(['granted', 'denied'], STAFF),
    ...to(['withdrawn'], ATTORNEY, ['client-declined', 'refile-elsewhere', 'new-facts', 'prosecutor-agreed-otherwise']),
  ],
  granted: [...to(['clearing'], STAFF), ...to(['closed'], STAFF, ['relief-granted'])],
  denied: [...to(['drafting', 'waiting'], STAFF), ...to(['closed'], ATTORNEY, ['relief-denied', 'client-declined', 'no-contact', 'referred'])],
  withdrawn: [...to(['drafting', 'waiting', 'investigation'], STAFF), ...to(['closed'], ATTORNEY, [...NOT_TAKEN])],
  clearing: to(['closed'], STAFF, AFTER_A_DECISION),
  // Reopened: the law changed, a fact turned up, the client came back.
  closed: to(['screening'], STAFF, ['law-changed', 'new-facts', 'client-returned', 'closed-by-mistake']),
};

export const TRANSITIONS: readonly Transition[] = STAGES.flatMap((from) => FROM[from].map((rest) => ({ from, ...rest })));

export type StageAnswer = { allowed: true } | { allowed: false; code: 'stage-refused' | 'role-forbids' | 'reason'; why: string };

/** May this role take a case from one stage to another, for this reason? The answer says what would be allowed. */
export function judgeStageChange(from: Stage, wanted: Stage, role: Role | null, reason: string | null): StageAnswer {
  const open = TRANSITIONS.filter((each) => each.from === from);
  const transition = open.find((each) => each.to === wanted);
  if (!transition) return { allowed: false, code: 'stage-refused', why: `from ${from} a case goes to ${open.map((each) => each.to).join(', ')}` };
  if (!role || !transition.by.includes(role)) {
    return { allowed: false, code: 'role-forbids', why: `from ${from} to ${wanted} is for: ${transition.by.join(', ')}` };
  }
  const { reasons } = transition;
  if (reasons.length > 0 && (reason === null || !reasons.includes(reason))) {
    return { allowed: false, code: 'reason', why: `must be one of ${reasons.join(', ')} from ${from} to ${wanted}` };
  }
  if (reasons.length === 0 && reason !== null) return { allowed: false, code: 'reason', why: `no reason is kept from ${from} to ${wanted}` };
  return { allowed: true };
}

/**
 * Everything wrong with a table of stages: a stage that cannot be reached from the first one, one from which a case
 * can never be closed, a way named twice, to itself, or open to nobody. Asked when the program starts.
 */
export function stageTableProblems(transitions: readonly Transition[]): string[] {
  const problems = transitions.flatMap((each, index) => {
    const name = `${each.from} → ${each.to}`;
    return [
      ...(each.from === each.to ? [`${name}: a stage leads to itself`] : []),
      ...(each.by.length === 0 ? [`${name}: nobody may do it`] : []),
      ...(transitions.findIndex((other) => other.from === each.from && other.to === each.to) === index ? [] : [`${name}: named twice`]),
      ...(new Set(each.reasons).size === each.reasons.length ? [] : [`${name}: a reason is named twice`]),
    ];
  });
  for (const stage of STAGES) {
    if (!reaches(transitions, FIRST_STAGE, stage)) problems.push(`${stage}: no case can get there from ${FIRST_STAGE}`);
    if (!reaches(transitions, stage, CLOSED)) problems.push(`${stage}: a case there can never be closed`);
  }
  return problems;
}

function reaches(transitions: readonly Transition[], from: Stage, goal: Stage): boolean {
  const seen = new Set<Stage>([from]);
  for (const stage of seen) {
    for (const each of transitions) if (each.from === stage) seen.add(each.to);
  }
  return seen.has(goal);
}
