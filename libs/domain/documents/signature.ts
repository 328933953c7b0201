import type { PaperData } from './paper-data.js';
import { FormError, type PaperSource } from './paper-forms.js';
import { printable } from './paper-text.js';
import { blank, text, type Block, type Inline } from './paper-tree.js';

const RULE = '_'.repeat(36);
const line = (value: string): Inline[] => [text(value)];

function name(value: unknown, what: string): Inline[] {
  return [typeof value === 'string' && value !== '' ? text(printable(value)) : blank(what)];
}

const JURAT = [
  line('Sworn to (or affirmed) and subscribed before me'),
  line('this ____ day of ______________, 20____'),
  line(' '),
  line(RULE),
  line('Notary Public'),
  line('My commission expires: ____________________'),
];

/**
 * `{% signature attorney %}`, `client`, `server` (who served the papers), `judge`. "client sworn" adds a notary's jurat where the
 * jurisdiction's oath needs one and leaves the date out where the oath holds it.
 */
export function signatureBlock(source: PaperSource, argument: string, data: PaperData, counsel: readonly (readonly Inline[])[]): Block {
  const words = source.court.words;
  const { oath } = source.court;
  const sworn = argument.endsWith(' sworn');
  const who = argument.replace(/ sworn$/, '');
  const client = data['client'] as { name: string };
  const attorney = data['attorney'] as { name: string | null };
  switch (who) {
    case 'attorney': {
      const heading = source.layout.counsel === 'first-page' && source.caption;
      const below = heading ? [name(attorney.name, 'the name of the attorney'), line(`Attorney for ${words['client_title'] ?? 'Petitioner'}`)] : counsel;
      return { kind: 'signature', dated: !(sworn && oath.dated), lines: [line(RULE), ...below] };
    }
    case 'client': {
      const lines = [line(RULE), name(client.name, 'the name of the client'), line(words['client_title'] ?? 'Petitioner')];
      return { kind: 'signature', dated: !(sworn && oath.dated), lines: sworn && oath.notary ? [...lines, line(' '), ...JURAT] : lines };
    }
    case 'server':
      return { kind: 'signature', dated: !(sworn && oath.dated), lines: [line(RULE), line('Signature of the person who served the papers'), line(' '), line(RULE), line('Printed name')] };
    case 'judge':
      return { kind: 'signature', dated: true, lines: [line(RULE), line(words['judge'] ?? 'Judge')] };
    default:
      throw new FormError(source.path, `{% signature ${argument} %}: sign as attorney, client, server or judge`);
  }
}
