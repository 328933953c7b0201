import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { writeAtomically } from './atomic-file.js';
import type { MailAddress } from './config.js';
import { MailFailure, mailFailure } from './mail-failure.js';

export interface Mail {
  /** The same for every attempt at one message, different for any other. */
  key: string;
  from: MailAddress;
  /** One plain address. */
  to: string;
  subject: string;
  text: string;
}

export interface MailerOptions {
  /** null writes messages to `<varDir>/mail` instead of sending them. */
  smtpUrl: string | null;
  varDir: string;
}

/** Hands plain-text messages to the office's mail server, or, without one, to files that show what would have been sent. */
export class Mailer {
  private readonly folder: string;
  private readonly smtp: Transporter | null;
  private readonly composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  constructor({ smtpUrl, varDir }: MailerOptions) {
    this.folder = join(varDir, 'mail');
    this.smtp = smtpUrl === null ? null : createTransport(settingsOf(smtpUrl));
  }

  /**
   * Sends one message. May run twice: the Message-ID follows from the key, so a provider that drops doubles can, and a file is overwritten.
   *
   * @returns the id by which the provider knows the message
   * @throws {MailFailure} telling whether a later attempt may succeed
   */
  async send(mail: Mail): Promise<{ providerId: string }> {
    const options = optionsOf(mail);
    if (this.smtp === null) return await this.write(mail.key, options);
    try {
      const { messageId } = (await this.smtp.sendMail(options)) as { messageId: string };
      return { providerId: messageId };
    } catch (error) {
      throw mailFailure(error);
    }
  }

  /** Closes connections to the mail server. Messages under way are finished by their own promise. */
  close(): void {
    this.smtp?.close();
  }

  private async write(key: string, options: SendMailOptions): Promise<{ providerId: string }> {
    const { message, messageId } = (await this.composer.sendMail(options)) as unknown as { message: Buffer; messageId: string };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeAtomically(join(this.folder, `${nameOf(key)}.eml`), message);
    return { providerId: messageId };
  }
}

// A list of addresses in one field would show each of them to the others.
const ADDRESS = /^[^\s<>()[\]\\,;:"@]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;

function optionsOf({ key, from, to, subject, text }: Mail): SendMailOptions {
  if (!ADDRESS.test(to) || to.length > 254) throw new MailFailure('EENVELOPE', false);
  const domain = from.address.split('@')[1] ?? 'localhost';
  return {
    messageId: `<${nameOf(key)}@${domain}>`,
    from,
    to: { name: '', address: to },
    subject,
    text,
    // Keeps out-of-office answers from coming back (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The key may speak of a client's reminder; what leaves the house does not. */
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function settingsOf(smtpUrl: string) {
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  const credentials = url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } };
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // Messages name clients' addresses: they leave in the clear only on this machine, or where the URL says "?requireTLS=false".
    requireTLS: !secure && !isLoopback(host) && url.searchParams.get('requireTLS') !== 'false',
    ...credentials,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
  } as const;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
