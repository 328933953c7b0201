import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES;

/** Sealed bytes that cannot be opened: another key, another place (AAD), damaged or cut short. Says nothing of the content. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  readonly code = 'SEAL_BROKEN';
}

/**
 * Encrypts with AES-256-GCM. The answer is `version byte | 12-byte nonce | ciphertext | 16-byte tag` and is different every time.
 *
 * @param aad where the text belongs (table, column, row); opening under any other fails, so a sealed value cannot be moved to another row
 */
export function seal(key: Buffer, plain: Buffer | string, aad: string): Buffer {
  requireKey(key);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(VERSION, aad));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  const rest = cipher.final();
  return Buffer.concat([Buffer.of(VERSION), nonce, body, rest, cipher.getAuthTag()]);
}

/**
 * Opens what `seal` made with the same key and AAD.
 *
 * @throws {SealBroken} when key, AAD or any byte differs; nothing of the plain text is ever given out then
 */
export function open(key: Buffer, sealed: Buffer, aad: string): Buffer {
  requireKey(key);
  if (sealed.length < OVERHEAD) throw new SealBroken(`a sealed value has at least ${OVERHEAD} bytes, this one has ${sealed.length}`);
  const version = sealed[0];
  if (version !== VERSION) throw new SealBroken(`a sealed value starts with version byte ${VERSION}, this one with ${version}`);
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(version, aad));
  decipher.setAuthTag(tag);
  const body = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    throw new SealBroken('the key or the place (AAD) is not the one it was sealed with, or the bytes were changed');
  }
}

/** A fresh random 256-bit key. */
export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** Seals a key under a key-encryption key. A wrapped key cannot be opened by `open`, nor sealed text by `unwrapKey`. */
export function wrapKey(kek: Buffer, key: Buffer, aad: string): Buffer {
  requireKey(key);
  return seal(kek, key, `wrapped-key:${aad}`);
}

/** @throws {SealBroken} when the key-encryption key or AAD differs or the bytes were changed */
export function unwrapKey(kek: Buffer, wrapped: Buffer, aad: string): Buffer {
  return open(kek, wrapped, `wrapped-key:${aad}`);
}

/** A 256-bit key for one purpose (HKDF-SHA256). The same key and purpose always give the same answer; two purposes tell nothing of each other. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  requireKey(key);
  if (purpose === '') throw new RangeError('deriveKey needs a purpose, such as "blind-index:name"');
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `vacatur:${purpose}`, KEY_BYTES));
}

/**
 * The keyed hash (HMAC-SHA256, first 16 bytes) by which an encrypted text is found again.
 * Equal texts give equal hashes, so the caller normalises first and uses a key derived for this one column.
 */
export function blindIndex(key: Buffer, text: string): Buffer {
  requireKey(key);
  return createHmac('sha256', key).update(text, 'utf8').digest().subarray(0, 16);
}

function boundTo(version: number, aad: string): Buffer {
  return Buffer.from(`v${version}:${aad}`, 'utf8');
}

function requireKey(key: Buffer): void {
  if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, this one has ${key.length}`);
}
