/** A text without its ids, so that a search for digits does not find them in one of these by chance. */
export function withoutIds(text: string): string {
  return text.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, '(id)');
}
