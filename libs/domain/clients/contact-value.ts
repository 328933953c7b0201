export const CONTACT_KINDS = ['phone', 'email', 'address'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

// No character that could end an address in a mail header and begin something else.
const EMAIL = /^[^\s@<>(),;:"\\[\]]{1,64}@[\p{L}\p{N}.-]{1,250}\.[\p{L}\p{N}-]{2,63}$/u;

/** What is wrong with a contact point's value, or null. The value itself is never repeated. */
export function contactProblem(kind: ContactKind, value: string): string | null {
  if (kind === 'address') return plainContact('address', value) === null ? 'must be a postal address' : null;
  if (plainContact(kind, value) !== null) return null;
  return kind === 'email'
    ? 'must be an e-mail address, e.g. name@example.org'
    : 'must be a phone number of 7 to 15 digits, an extension after x, e.g. +1 212 555 0100 x12';
}

/**
 * A contact point's value as it is compared, with its kind before it: a phone number's digits without the country code
 * of the US and without the extension, an e-mail address in small letters, the words of an address. Null when it
 * cannot be of this kind.
 */
export function plainContact(kind: ContactKind, value: string): string | null {
  const text = value.normalize('NFKC').trim();
  if (kind === 'email') return EMAIL.test(text) ? `email:${text.toLowerCase()}` : null;
  if (kind === 'address') {
    const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    return words.length > 0 ? `address:${words.join(' ')}` : null;
  }
  const [number = ''] = text.split(/(?:x|ext\.?|#)/i);
  if (!/^[+\d][\d\s().\-/]*$/.test(number.replace(/^\(/, '').trim())) return null;
  const digits = number.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return null;
  return `phone:${digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits}`;
}
