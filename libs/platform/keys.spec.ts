import fc from 'fast-check';
import { blindIndex, deriveKey, newKey, open, seal, SealBroken, unwrapKey, wrapKey } from './keys.js';

const key = newKey();

describe('seal and open', () => {
  it('gives back any text and any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, aad) => {
        const plain = Buffer.from(bytes);
        expect(open(key, seal(key, plain, aad), aad).equals(plain)).toBe(true);
      }),
    );
    expect(open(key, seal(key, 'Zoë Ñandú', 'a'), 'a').toString('utf8')).toBe('Zoë Ñandú');
  });

  it('has the documented form: version, nonce, ciphertext as long as the text, tag', () => {
    const sealed = seal(key, 'twelve bytes', 'a');
    expect(sealed[0]).toBe(1);
    expect(sealed).toHaveLength(1 + 12 + 12 + 16);
  });

  it('never repeats itself', () => {
    expect(seal(key, 'same', 'a').equals(seal(key, 'same', 'a'))).toBe(false);
  });

  it.each(Array.from({ length: 1 + 12 + 4 + 16 }, (_, i) => i))('refuses a change of byte %i', (at) => {
    const sealed = seal(key, 'text', 'a');
    sealed[at] = sealed[at]! ^ 1;
    expect(() => open(key, sealed, 'a')).toThrow(SealBroken);
  });

  it.each([
    ['another key', () => open(newKey(), seal(key, 'text', 'a'), 'a')],
    ['another place', () => open(key, seal(key, 'text', 'client:1'), 'client:2')],
    ['cut short', () => open(key, seal(key, 'text', 'a').subarray(0, 28), 'a')],
    ['nothing at all', () => open(key, Buffer.alloc(0), 'a')],
    ['a longer value', () => open(key, Buffer.concat([seal(key, 'text', 'a'), Buffer.of(0)]), 'a')],
  ])('refuses %s', (_, opening) => {
    expect(opening).toThrow(SealBroken);
  });

  it('refuses a key of the wrong length, without printing it', () => {
    expect(() => seal(Buffer.from('short'), 'text', 'a')).toThrow('a key has 32 bytes, this one has 5');
  });
});

describe('wrapped keys', () => {
  it('come back whole under the same key-encryption key and place only', () => {
    const inner = newKey();
    const wrapped = wrapKey(key, inner, 'client:1');
    expect(unwrapKey(key, wrapped, 'client:1').equals(inner)).toBe(true);
    expect(() => unwrapKey(key, wrapped, 'client:2')).toThrow(SealBroken);
    expect(() => unwrapKey(newKey(), wrapped, 'client:1')).toThrow(SealBroken);
  });

  it('are not interchangeable with sealed text', () => {
    expect(() => open(key, wrapKey(key, newKey(), 'a'), 'a')).toThrow(SealBroken);
    expect(() => unwrapKey(key, seal(key, newKey(), 'a'), 'a')).toThrow(SealBroken);
  });
});

describe('derived keys and blind indexes', () => {
  const fixed = Buffer.alloc(32, 7);

  it('are stable, so that data found today is found after an upgrade', () => {
    expect(deriveKey(fixed, 'blind-index:name').toString('hex')).toBe('9f365c57e62e03979fbc252542be2365f56bb2d7183499da4a6afba7d53447de');
    expect(blindIndex(fixed, 'maria lopez').toString('hex')).toBe('4744cd7cfd0e813283082e7684ab61ae');
  });

  it('differ by purpose, key and text', () => {
    expect(deriveKey(fixed, 'a').equals(deriveKey(fixed, 'b'))).toBe(false);
    expect(deriveKey(fixed, 'a').equals(deriveKey(key, 'a'))).toBe(false);
    expect(blindIndex(fixed, 'a').equals(blindIndex(key, 'a'))).toBe(false);
    expect(blindIndex(fixed, 'a').equals(blindIndex(fixed, 'b'))).toBe(false);
    expect(blindIndex(fixed, 'a')).toHaveLength(16);
  });

  it('refuse an empty purpose', () => {
    expect(() => deriveKey(fixed, '')).toThrow(RangeError);
  });
});
