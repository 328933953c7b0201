import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { MailFailure, mailFailure } from './mail-failure.js';
import { Mailer, type Mail } from './mailer.js';

const mail: Mail = {
  key: 'reminder:0190e6a2:30-days',
  from: { name: 'Office', address: 'office@example.org' },
  to: 'someone@example.net',
  subject: 'Please call — "Zoë"',
  text: 'Please call us when it suits you.\n.\nThe office',
};

interface Received {
  recipients: string[];
  content: string;
}

/** A real SMTP server on this machine; a refusal is given by its answer's code, at the recipient or after the text. */
async function withServer(work: (url: string, received: Received[]) => Promise<void>, refuse: { recipient?: number; data?: number; login?: boolean } = {}): Promise<void> {
  const received: Received[] = [];
  const answer = (code: number) => Object.assign(new Error(`${mail.to} was refused`), { responseCode: code });
  const options: SMTPServerOptions = {
    disabledCommands: ['STARTTLS'],
    authOptional: !refuse.login,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(answer(535)),
    onRcptTo: (_address, _session, done) => done(refuse.recipient ? answer(refuse.recipient) : undefined),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refuse.data) return done(answer(refuse.data));
        received.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), content: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  };
  const server = new SMTPServer(options);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  try {
    await work(`smtp://${refuse.login ? 'user:wrong@' : ''}127.0.0.1:${port}`, received);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

async function failureOf(smtpUrl: string, given: Mail = mail): Promise<MailFailure> {
  const mailer = new Mailer({ smtpUrl, varDir: '/nowhere' });
  try {
    await mailer.send(given);
  } catch (error) {
    if (error instanceof MailFailure) return error;
    throw error;
  } finally {
    mailer.close();
  }
  throw new Error('the message was accepted');
}

describe('Mailer with a mail server', () => {
  it('delivers the text to one person, with an id that a second attempt repeats', async () => {
    await withServer(async (smtpUrl, received) => {
      const mailer = new Mailer({ smtpUrl, varDir: '/nowhere' });
      const first = await mailer.send(mail);
      const second = await mailer.send(mail);
      const other = await mailer.send({ ...mail, key: 'reminder:0190e6a2:0-days' });
      mailer.close();
      expect(first.providerId).toMatch(/^<[0-9a-f]{32}@example\.org>$/);
      expect(second).toEqual(first);
      expect(other).not.toEqual(first);
      expect(received.map(({ recipients }) => recipients)).toEqual([[mail.to], [mail.to], [mail.to]]);
      const { content } = received[0]!;
      expect(content).toContain(`Message-ID: ${first.providerId}`);
      expect(content).toContain('From: Office <office@example.org>');
      expect(content).toContain('To: someone@example.net');
      expect(content).toContain('Auto-Submitted: auto-generated');
      expect(content).toContain('Please call us when it suits you.\r\n.\r\nThe office');
      expect(content.toLowerCase()).not.toContain('x-mailer');
      expect(content).not.toContain('reminder');
    });
  });

  it.each([
    [{ recipient: 550 }, 'SMTP_550', false],
    [{ recipient: 450 }, 'SMTP_450', true],
    [{ recipient: 552 }, 'SMTP_552', true],
    [{ data: 554 }, 'SMTP_554', false],
    [{ data: 451 }, 'SMTP_451', true],
    [{ login: true }, 'SMTP_535', true],
  ] as const)('tells whether to try again after %j', async (refuse, code, retry) => {
    await withServer(async (smtpUrl, received) => {
      const failure = await failureOf(smtpUrl);
      expect(failure).toMatchObject({ code, retry });
      expect(JSON.stringify([failure.message, { ...failure }])).not.toContain(mail.to);
      expect(received).toEqual([]);
    }, refuse);
  });

  it('tries again when nobody answers', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    expect(await failureOf(`smtp://127.0.0.1:${port}`)).toMatchObject({ retry: true });
  });

  it.each(['a@b.org, c@d.org', 'a@b.org;c@d.org', 'Someone <a@b.org>', 'a@b.org\r\nBcc: c@d.org', 'a', '', 'a@', '"x"@b.org', `a@${'b'.repeat(255)}`])(
    'refuses the address %j before anybody is asked',
    async (to) => {
      await withServer(async (smtpUrl, received) => {
        expect(await failureOf(smtpUrl, { ...mail, to })).toMatchObject({ code: 'EENVELOPE', retry: false });
        expect(received).toEqual([]);
      });
    },
  );

  it('lets nothing in the subject or the name of the sender become a header', async () => {
    await withServer(async (smtpUrl, received) => {
      const mailer = new Mailer({ smtpUrl, varDir: '/nowhere' });
      await mailer.send({ ...mail, from: { ...mail.from, name: 'Office\r\nCc: other@example.net' }, subject: 'Hello\r\nBcc: other@example.net' });
      mailer.close();
      expect(received[0]!.recipients).toEqual([mail.to]);
      expect(received[0]!.content).not.toMatch(/^(Bcc|Cc):/m);
    });
  });
});

describe('Mailer without a mail server', () => {
  it('writes what would have been sent, once for each key, readable by its owner only', async () => {
    const varDir = await mkdtemp(join(tmpdir(), 'vacatur-mail-'));
    try {
      const mailer = new Mailer({ smtpUrl: null, varDir });
      const first = await mailer.send(mail);
      expect(await mailer.send(mail)).toEqual(first);
      const [name, ...others] = await readdir(join(varDir, 'mail'));
      expect(others).toEqual([]);
      const path = join(varDir, 'mail', name!);
      expect(name).toMatch(/^[0-9a-f]{32}\.eml$/);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const content = await readFile(path, 'utf8');
      expect(content).toContain(`Message-ID: ${first.providerId}`);
      expect(content).toContain('To: someone@example.net');
      await mailer.send({ ...mail, key: 'another' });
      expect(await readdir(join(varDir, 'mail'))).toHaveLength(2);
    } finally {
      await rm(varDir, { recursive: true });
    }
  });
});

describe('mailFailure', () => {
  it.each([
    [{ responseCode: 421 }, 'SMTP_421', true],
    [{ responseCode: 553, code: 'EENVELOPE' }, 'SMTP_553', false],
    [{ responseCode: 534, code: 'EAUTH' }, 'SMTP_534', true],
    [{ code: 'ETIMEDOUT' }, 'ETIMEDOUT', true],
    [{ code: 'EMESSAGE' }, 'EMESSAGE', false],
    [{ code: 'someone@example.net' }, 'EUNKNOWN', true],
    [new Error('someone@example.net'), 'EUNKNOWN', true],
    ['thrown text', 'EUNKNOWN', true],
  ])('%j is %s, retry %s', (error, code, retry) => {
    expect(mailFailure(error)).toMatchObject({ code, retry });
  });
});
