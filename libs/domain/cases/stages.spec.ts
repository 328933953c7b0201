import { judgeStageChange, stageTableProblems, TRANSITIONS, type Transition } from './stages.js';

describe('the table of stages', () => {
  it('has no dead end, no unreachable stage and no way named twice', () => {
    expect(stageTableProblems(TRANSITIONS)).toEqual([]);
  });

  it.each<[string, (table: readonly Transition[]) => Transition[], string]>([
    ['a stage nobody can reach', (table) => table.filter((each) => each.to !== 'hearing'), 'hearing: no case can get there from intake'],
    ['a stage that cannot be left', (table) => table.filter((each) => each.from !== 'clearing'), 'clearing: a case there can never be closed'],
    ['a way named twice', (table) => [...table, ...table.slice(0, 1)], 'intake → screening: named twice'],
    ['a way to itself', (table) => [...table, { from: 'filed', to: 'filed', by: ['attorney'], reasons: [] }], 'filed → filed: a stage leads to itself'],
    ['a way for nobody', (table) => [...table, { from: 'intake', to: 'filed', by: [], reasons: [] }], 'intake → filed: nobody may do it'],
  ])('is refused with %s', (_, broken, problem) => {
    expect(stageTableProblems(broken(TRANSITIONS))).toContain(problem);
  });
});

describe('a stage change', () => {
  it.each([
    ['intake', 'screening', 'paralegal', null, true],
    ['intake', 'filed', 'attorney', null, 'stage-refused'],
    ['review', 'filed', 'attorney', null, true],
    ['review', 'filed', 'paralegal', null, 'role-forbids'],
    ['review', 'filed', null, null, 'role-forbids'],
    ['intake', 'closed', 'paralegal', 'referred', true],
    ['intake', 'closed', 'paralegal', null, 'reason'],
    ['intake', 'closed', 'paralegal', 'relief-granted', 'reason'],
    ['intake', 'screening', 'paralegal', 'referred', 'reason'],
    ['closed', 'screening', 'paralegal', 'law-changed', true],
    ['closed', 'closed', 'attorney', 'law-changed', 'stage-refused'],
  ] as const)('from %s to %s by %s for %s: %s', (from, to, role, reason, expected) => {
    const answer = judgeStageChange(from, to, role, reason);
    expect(answer.allowed ? true : answer.code).toBe(expected);
  });

  it('refused says where the case can go', () => {
    expect(judgeStageChange('granted', 'intake', 'attorney', null)).toMatchObject({ why: 'from granted a case goes to clearing, closed' });
  });
});
