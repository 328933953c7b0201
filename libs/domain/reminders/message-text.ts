import type { Effect } from '../eligibility/standing.js';

/** What a message says, before it is addressed. */
export interface MessageText {
  subject: string;
  text: string;
}

/**
 * What a client reads. Somebody else may hold the phone: it names no client, no matter, no place and no day, and looks
 * like a note from any office. The sender's own name is the office's neutral one.
 */
const TO_CLIENT: Readonly<Record<string, (sender: string) => MessageText>> = {
  en: (sender) => ({
    subject: `A note from ${sender}`,
    text: `Hello,\n\nthis is a short note from ${sender}. Please get in touch with us when it suits you.\n\nIf this message is not meant for you, please ignore it.\n`,
  }),
  es: (sender) => ({
    subject: `Una nota de ${sender}`,
    text: `Hola:\n\nEsta es una nota breve de ${sender}. Por favor, comuníquese con nosotros cuando le sea conveniente.\n\nSi este mensaje no es para usted, no le haga caso.\n`,
  }),
};

/** In the first of the client's languages that there is a text in; English when there is none. */
export function clientMessage(languages: readonly string[], sender: string): MessageText {
  const known = languages.map((language) => language.toLowerCase().split('-')[0] ?? '').find((language) => Object.hasOwn(TO_CLIENT, language));
  return (TO_CLIENT[known ?? 'en'] as (sender: string) => MessageText)(sender);
}

export interface StaffMatter {
  /** The case's neutral reference; null where there is no case. */
  reference: string | null;
  /** Where the office's own program shows it, behind a sign-in. */
  link: string;
  onDay: string;
  /** Days from today to that day; negative when it has passed. */
  daysAway: number;
}

/** What staff read: which case, which day, where to look. The rest is behind the sign-in. */
export function staffMessage({ reference, link, onDay, daysAway }: StaffMatter): MessageText {
  const about = reference ?? 'No case yet';
  return { subject: `${about}: ${onDay}`, text: `${about}: ${onDay} ${when(daysAway)}.\n\n${link}\n` };
}

function when(daysAway: number): string {
  if (daysAway === 0) return 'is today';
  const days = Math.abs(daysAway) === 1 ? '1 day' : `${Math.abs(daysAway)} days`;
  return daysAway > 0 ? `is ${days} away` : `was ${days} ago`;
}

const EFFECTS: readonly [Effect, (charges: string) => string][] = [
  ['opened', (charges) => `${charges} can be cleared now`],
  ['moved', (charges) => `${charges} with another day`],
  ['possible', (charges) => `${charges} may be possible now, if open facts or questions turn out so`],
  ['in-doubt', (charges) => `${charges} came into doubt`],
  ['lost', (charges) => `${charges} lost a road`],
];

/** What an attorney reads after the law changed: how many charges, and where to look. No client, no place, no statute. */
export function lawDigestMessage(counts: { readonly [kind in Effect]?: number }, link: string): MessageText {
  const lines = EFFECTS.flatMap(([kind, say]) => {
    const count = counts[kind];
    return count ? [`- ${say(count === 1 ? '1 charge' : `${count} charges`)}`] : [];
  });
  return { subject: 'The law on file has changed', text: `The law on file has changed, and with it answers for your clients:\n\n${lines.join('\n')}\n\n${link}\n` };
}
