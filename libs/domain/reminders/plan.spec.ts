import { deadlinesOf, recipientOf, reminderDays, remindersOf, type FindingDays, type OpenDeadline } from './plan.js';

const TODAY = '2026-11-21';

const finding = (over: Partial<FindingDays>): FindingDays => ({
  findingId: 'f1',
  chargeId: 'c1',
  provision: 'xx-1',
  process: 'petition',
  result: 'not-yet',
  opensOn: null,
  closesOn: null,
  ...over,
});

const deadline = (over: Partial<OpenDeadline>): OpenDeadline => ({
  id: 'd1',
  onDay: '2027-06-01',
  kind: 'waiting-period-ends',
  caseId: 'case1',
  userIds: ['u1'],
  tellClient: true,
  ...over,
});

describe('deadlines that follow from findings', () => {
  it.each([
    ['a waiting period', finding({ opensOn: '2028-02-29' }), 'waiting-period-ends', '2028-02-29'],
    ['one that ends today', finding({ opensOn: TODAY }), 'waiting-period-ends', TODAY],
    ['a first possible day before an attorney has answered', finding({ result: 'attorney-decides', opensOn: '2027-01-01' }), 'waiting-period-ends', '2027-01-01'],
    ['a window to file in', finding({ result: 'eligible', closesOn: '2027-02-28' }), 'filing-deadline', '2027-02-28'],
    ['a window whose last day is today', finding({ result: 'eligible', closesOn: TODAY }), 'filing-deadline', TODAY],
  ])('%s', (_, given, kind, onDay) => {
    expect(deadlinesOf([given], TODAY)).toEqual([{ findingId: 'f1', chargeId: 'c1', provision: 'xx-1', kind, onDay }]);
  });

  it.each([
    ['a road with no end', finding({ result: 'eligible' })],
    ['relief that comes by itself', finding({ result: 'eligible', process: 'automatic', closesOn: '2027-01-01' })],
    ['a day that has passed', finding({ opensOn: '2026-11-20' })],
    ['a window that has closed', finding({ result: 'eligible', closesOn: '2026-11-20' })],
    ['a day that turns on facts nobody knows', finding({ result: 'needs-facts', opensOn: '2027-01-01' })],
    ['no road', finding({ result: 'not-eligible' })],
  ])('none for %s', (_, given) => {
    expect(deadlinesOf([given], TODAY)).toEqual([]);
  });
});

describe('days on which to speak of a day', () => {
  it.each([
    // both sides of 60
    ['2027-01-21', [[60, '2026-11-22'], [30, '2026-12-22'], [0, '2027-01-21']]],
    ['2027-01-20', [[60, '2026-11-21'], [30, '2026-12-21'], [0, '2027-01-20']]],
    ['2027-01-19', [[60, '2026-11-21'], [30, '2026-12-20'], [0, '2027-01-19']]],
    // both sides of 30: on the day itself the 60 that was missed is not made up for as well
    ['2026-12-22', [[60, '2026-11-21'], [30, '2026-11-22'], [0, '2026-12-22']]],
    ['2026-12-21', [[30, '2026-11-21'], [0, '2026-12-21']]],
    ['2026-12-20', [[30, '2026-11-21'], [0, '2026-12-20']]],
    // both sides of 0
    ['2026-11-22', [[30, '2026-11-21'], [0, '2026-11-22']]],
    ['2026-11-21', [[0, '2026-11-21']]],
    ['2026-11-20', []],
  ])('%s', (onDay, expected) => {
    expect(reminderDays(onDay, TODAY).map((day) => [day.daysBefore, day.dueOn])).toEqual(expected);
  });

  it('counts back over a leap day', () => {
    expect(reminderDays('2028-02-29', '2027-11-01').map((day) => day.dueOn)).toEqual(['2027-12-31', '2028-01-30', '2028-02-29']);
    expect(reminderDays('2028-03-30', '2028-01-01').map((day) => day.dueOn)).toEqual(['2028-01-30', '2028-02-29', '2028-03-30']);
    expect(reminderDays('2027-03-30', '2027-01-01').map((day) => day.dueOn)).toEqual(['2027-01-29', '2027-02-28', '2027-03-30']);
  });
});

describe('who is told', () => {
  it('the team and, where there is a safe contact point, the client', () => {
    const planned = remindersOf([deadline({ userIds: ['u1', 'u2'] })], 'cp1', [], TODAY);
    expect(planned.filter((r) => r.daysBefore === 0)).toEqual([
      { deadlineId: 'd1', daysBefore: 0, audience: 'staff', userId: 'u1', contactPointId: null, dueOn: '2027-06-01' },
      { deadlineId: 'd1', daysBefore: 0, audience: 'staff', userId: 'u2', contactPointId: null, dueOn: '2027-06-01' },
      { deadlineId: 'd1', daysBefore: 0, audience: 'client', userId: null, contactPointId: 'cp1', dueOn: '2027-06-01' },
    ]);
    expect(planned).toHaveLength(9);
  });

  it('never the client without one, or of a day that is not for clients', () => {
    expect(remindersOf([deadline({})], null, [], TODAY).some((r) => r.audience === 'client')).toBe(false);
    expect(remindersOf([deadline({ tellClient: false })], 'cp1', [], TODAY).some((r) => r.audience === 'client')).toBe(false);
  });

  it('once for several deadlines on one day, staff once for each case', () => {
    const same = [deadline({ id: 'd2' }), deadline({ id: 'd1' }), deadline({ id: 'd3', caseId: 'case2' })];
    const planned = remindersOf(same, 'cp1', [], TODAY).filter((r) => r.daysBefore === 0);
    expect(planned.map((r) => [r.audience, r.deadlineId])).toEqual([
      ['staff', 'd1'],
      ['client', 'd1'],
      ['staff', 'd3'],
    ]);
  });

  it('not again of what was settled, also under another deadline of the same day', () => {
    const settled = [
      { onDay: '2027-06-01', daysBefore: 60, recipient: recipientOf('staff', 'u1', 'case1') },
      { onDay: '2027-06-01', daysBefore: 60, recipient: recipientOf('client', null, null) },
    ];
    expect(remindersOf([deadline({})], 'cp1', settled, TODAY).map((r) => [r.audience, r.daysBefore])).toEqual([
      ['staff', 30],
      ['client', 30],
      ['staff', 0],
      ['client', 0],
    ]);
  });
});
