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
