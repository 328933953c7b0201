import fc from 'fast-check';
import { EARLIEST, LATEST } from './day-set.js';
import { earliest, latest, NOT_HAPPENED, type Moment } from './moment.js';

const gap = (of: string): Moment['gaps'] => [{ kind: 'fact', text: of, of: 'charge' }];
const moment: fc.Arbitrary<Moment> = fc
  .record({ a: fc.integer({ min: 0, max: 6 }), b: fc.integer({ min: 0, max: 6 }), open: fc.boolean(), happened: fc.constantFrom(true, true, null, false), name: fc.constantFrom('x', 'y', 'z') })
  .map(({ a, b, open, happened, name }) =>
    happened === false ? NOT_HAPPENED : { lo: open ? EARLIEST : Math.min(a, b), hi: open ? LATEST : Math.max(a, b), happened, gaps: open || a !== b || happened === null ? gap(name) : [] },
  );
const plain = (m: Moment): unknown => [m.lo, m.hi, m.happened, [...new Set(m.gaps.map((one) => one.text))].sort()];

describe('the latest and the earliest of some days', () => {
  it.each([['latest', latest], ['earliest', earliest]] as const)('%s: does not depend on their order', (_, pick) => {
    fc.assert(fc.property(fc.array(moment, { maxLength: 5 }), (moments) => expect(plain(pick([...moments].reverse()))).toEqual(plain(pick(moments)))));
  });

  it('asks for no day that can no longer move it', () => {
    const known: Moment = { lo: 10, hi: 10, happened: true, gaps: [] };
    const before: Moment = { lo: EARLIEST, hi: 10, happened: null, gaps: gap('before') };
    const open: Moment = { lo: EARLIEST, hi: LATEST, happened: null, gaps: gap('open') };
    expect(latest([before, open, known]).gaps).toEqual(gap('open'));
    expect(plain(latest([before, known]))).toEqual(plain(known));
    expect(earliest([{ ...before, lo: 10, hi: LATEST }, known, open]).gaps).toEqual(gap('open'));
  });

  it('leaves out what did not happen', () => {
    const known: Moment = { lo: 10, hi: 10, happened: true, gaps: [] };
    expect(latest([NOT_HAPPENED, known])).toBe(known);
    expect(earliest([NOT_HAPPENED])).toBe(NOT_HAPPENED);
    expect(latest([])).toBe(NOT_HAPPENED);
  });
});
