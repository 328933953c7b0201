import fc from 'fast-check';
import { ALWAYS, before, complement, endAt, from, has, intersect, LATEST, NEVER, next, range, startAt, unite, without, type DaySet } from './day-set.js';

const sets: fc.Arbitrary<DaySet> = fc.oneof(
  fc.constantFrom(ALWAYS, NEVER),
  fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }).map((days) => {
    const edges = [...days].sort((a, b) => a - b);
    return edges.length < 2 ? NEVER : edges.slice(0, edges.length - (edges.length % 2));
  }),
  fc.integer({ min: 0, max: 40 }).map(from),
  fc.integer({ min: 0, max: 40 }).map(before),
);
const days = Array.from({ length: 45 }, (_, i) => i - 2);

describe('sets of days', () => {
  it('intersects, unites and complements day by day', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        for (const day of days) {
          expect(has(intersect(a, b), day)).toBe(has(a, day) && has(b, day));
          expect(has(unite(a, b), day)).toBe(has(a, day) || has(b, day));
          expect(has(complement(a), day)).toBe(!has(a, day));
          expect(has(without(a, b), day)).toBe(has(a, day) && !has(b, day));
        }
      }),
    );
  });

  it('keeps ranges sorted, apart and shared', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        for (const set of [intersect(a, b), unite(a, b), complement(a)]) {
          for (let i = 1; i < set.length; i++) expect(set[i]!).toBeGreaterThan(set[i - 1]!);
          expect(set.length % 2).toBe(0);
        }
        expect(unite(a, complement(a))).toBe(ALWAYS);
        expect(intersect(a, complement(a))).toBe(NEVER);
      }),
    );
  });

  it('finds the next day, and the ends of a range', () => {
    const set = [10, 20, 30, 40];
    expect([9, 10, 19, 20, 39, 40].map((day) => next(set, day))).toEqual([10, 10, 19, 30, 39, LATEST]);
    expect([10, 19, 30].map((day) => endAt(set, day))).toEqual([20, 20, 40]);
    expect([19, 35].map((day) => startAt(set, day))).toEqual([10, 30]);
    expect(endAt(set, 25)).toBe(25);
    expect(range(5, 5)).toBe(NEVER);
  });
});
