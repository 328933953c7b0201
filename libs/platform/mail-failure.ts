/** A message was not accepted. Holds no address and no answer of the mail server, which quotes them. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';

  constructor(
    readonly code: string,
    /** Whether the same message may be accepted later. False is a task for a person. */
    readonly retry: boolean,
  ) {
    super(`the message was not accepted (${code}); ${retry ? 'it may be later' : 'it never will be as it is'}`);
  }
}

/**
 * Which failures pass. SMTP says it with the first digit of its answer (RFC 5321 § 4.2.1): 4 for now, 5 for good.
 * The exceptions are in the table; so are failures without an answer, by the mail library's codes.
 */
const RETRY: Readonly<Record<string, boolean>> = {
  // "Exceeded storage allocation": a full mailbox is emptied some day (RFC 5321 § 4.2.3 has 552 for 452, still sent by old servers).
  552: true,
  // Sign-in and encryption are wrong in our settings, not in the message: once an administrator mends them it goes out.
  530: true,
  534: true,
  535: true,
  538: true,
  EAUTH: true,
  ENOAUTH: true,
  EOAUTH2: true,
  ETLS: true,
  EREQUIRETLS: true,
  ECONFIG: true,
  // Nobody answered, or stopped answering. The message may even have arrived; the provider knows it again by its Message-ID.
  ECONNECTION: true,
  EDNS: true,
  EPROTOCOL: true,
  EPROXY: true,
  ESOCKET: true,
  ETIMEDOUT: true,
  // What we wrote cannot be sent by anybody.
  EENVELOPE: false,
  EMESSAGE: false,
  ESTREAM: false,
};

/** Puts any failure of sending into one of the two classes. An unknown one may pass: tries are counted, and the last failure is shown to a person. */
export function mailFailure(error: unknown): MailFailure {
  const { responseCode, code } = typeof error === 'object' && error !== null ? (error as { responseCode?: unknown; code?: unknown }) : {};
  if (typeof responseCode === 'number' && responseCode >= 400 && responseCode < 600) {
    return new MailFailure(`SMTP_${responseCode}`, RETRY[responseCode] ?? responseCode < 500);
  }
  const name = typeof code === 'string' && /^E[A-Z0-9_]{2,30}$/.test(code) ? code : 'EUNKNOWN';
  return new MailFailure(name, RETRY[name] ?? true);
}
