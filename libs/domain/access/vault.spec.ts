import { newKey } from '#platform/keys.js';
import { Sealer } from './vault.js';

describe('sealed JSON', () => {
  const sealer = new Sealer(newKey());
  const place = 'eligibility_checks.because:1';
  const reasons = Array.from({ length: 50 }, (_, n) => ({ condition: 'wait', holds: n % 2 === 0, value: 'ten years after the end of the sentence — §' }));

  it('opens to what it was, packed or not', () => {
    for (const value of [reasons, [], {}, null, 'ünï', 0]) {
      expect(sealer.openJson(place, sealer.sealPackedJson(place, value))).toEqual(value);
      expect(sealer.openJson(place, sealer.sealJson(place, value))).toEqual(value);
    }
  });

  it('is shorter packed, and as bound to its place and key', () => {
    const packed = sealer.sealPackedJson(place, reasons);
    expect(packed.length).toBeLessThan(sealer.sealJson(place, reasons).length / 5);
    expect(() => sealer.openJson('eligibility_checks.because:2', packed)).toThrow();
    expect(() => new Sealer(newKey()).openJson(place, packed)).toThrow();
  });
});
