import fc from 'fast-check';
import type { Reason } from '#law/finding.js';
import { keepReasons, readReasons } from './kept-reasons.js';

const text = fc.option(fc.constantFrom('a', 'b', ''), { nil: null });
const reason: fc.Arbitrary<Reason> = fc.record({ condition: fc.constantFrom('wait', 'grade'), holds: fc.option(fc.boolean(), { nil: null }), from: text, to: text, value: text, citation: text });

it('reasons are read as they were told, whatever they share', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.record({ id: fc.uuid(), because: fc.array(reason, { maxLength: 8 }) }), { selector: ({ id }) => id }), (findings) => {
      const kept = keepReasons(findings);
      expect(new Set(kept.told.map((one) => JSON.stringify(one))).size).toBe(kept.told.length);
      expect(readReasons(JSON.parse(JSON.stringify(kept)) as typeof kept)).toEqual(Object.fromEntries(findings.map(({ id, because }) => [id, because])));
    }),
  );
});

it('reads what was kept finding by finding before', () => {
  const told: Reason = { condition: 'wait', holds: true, from: '2024-02-29', to: null, value: 'five years', citation: '§ 1' };
  expect(readReasons({ '0199aaaa-0000-7000-8000-000000000001': [told] })).toEqual({ '0199aaaa-0000-7000-8000-000000000001': [told] });
  expect(readReasons({})).toEqual({});
});
