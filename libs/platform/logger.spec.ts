import { Log, NestLog } from './logger.js';

const id = '0190e6a2-7c1b-7d2e-8f00-1a2b3c4d5e6f';

function recorder(): { log: Log; lines: () => Record<string, unknown>[]; raw: () => string } {
  const written: string[] = [];
  const log = Log.create('debug', { write: (line: string) => void written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>), raw: () => written.join('') };
}

const secrets = ['Maria Lopez', 'maria@example.org', '+1 (212) 555-0143', '2125550143', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln', '1990-05-01', 'hunter2', '123 Main St'];

describe('Log', () => {
  it('writes the event, ids, codes, durations and counts', () => {
    const { log, lines } = recorder();
    log.info('job.done', { jobId: `${id}-2`, clientId: id, job: 'eligibility.check', queue: 'records', ms: 12.5, attempts: 2, code: 'ECONNRESET', route: '/clients/:id/record', requestId: 'req-1a', status: 200 });
    expect(lines()[0]).toMatchObject({
      level: 'info', msg: 'job.done', jobId: `${id}-2`, clientId: id, job: 'eligibility.check', queue: 'records', ms: 12.5, attempts: 2, code: 'ECONNRESET', route: '/clients/:id/record', requestId: 'req-1a', status: 200,
    });
  });

  it.each(secrets)('does not write %s, whatever key it is hidden under', (secret) => {
    const { log, raw } = recorder();
    const keys = ['name', 'email', 'phone', 'token', 'body', 'parameters', 'clientId', 'jobId', 'requestId', 'job', 'code', 'route', 'context', 'method', 'status', 'count', 'reason', 'state', 'version', 'error', 'err', 'msg', 'level', 'time', 'pid'];
    for (const key of keys) log.info('row.changed', { [key]: secret });
    for (const key of keys) log.info('row.changed', { [key]: { deep: [secret] } });
    log.info(secret);
    log.info('row.changed', { count: Number(secret.replaceAll(/\D/g, '')) + 1e10 });
    expect(raw()).not.toContain(secret);
    expect(raw()).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  it('marks a value that its key may not have, so that the mistake is noticed', () => {
    const { log, lines } = recorder();
    log.info('row.changed', { clientId: 'Maria Lopez', phone: '2125550143' });
    expect(lines()[0]).toMatchObject({ clientId: '[withheld]' });
    expect(lines()[0]).not.toHaveProperty('phone');
  });
});

describe('errors in the log', () => {
  it('are reduced to name, code and places', () => {
    const { log, lines } = recorder();
    log.error('job.failed', { jobId: id }, Object.assign(new TypeError('Maria Lopez has no birth date'), { code: 'E_NO_DATE' }));
    expect(lines()[0]!['error']).toMatchObject({ name: 'TypeError', code: 'E_NO_DATE' });
    expect((lines()[0]!['error'] as { stack: string[] }).stack[0]).toMatch(/logger\.spec\.ts:\d+:\d+/);
  });

  it.each([
    ['a message', () => new Error('Maria Lopez')],
    ['a message of several lines dressed as places', () => new Error('x\n    at Maria Lopez (maria@example.org:1:1)\n    at Maria (/hunter2:1:1)')],
    ['a cause', () => new Error('outer', { cause: new Error('Maria Lopez') })],
    ['several errors', () => new AggregateError([new Error('Maria Lopez'), 'hunter2'])],
    ['what a database driver adds', () => Object.assign(new Error('duplicate key value'), {
      code: '23505', detail: 'Key (email)=(maria@example.org) already exists.', where: 'hunter2', query: "select 'Maria Lopez'", parameters: ['Maria Lopez'], driverError: { detail: 'Maria Lopez' },
    })],
    ['a name and a code made of data', () => Object.assign(new Error('x'), { name: 'Maria Lopez', code: 'maria@example.org' })],
    ['a message changed afterwards', () => Object.assign(new Error('hunter2\nMaria Lopez'), { message: 'other' })],
    ['a thrown string', () => 'Maria Lopez'],
    ['a thrown object', () => ({ name: 'Maria Lopez', message: 'hunter2', body: 'maria@example.org' })],
  ])('never carry %s', (_, make) => {
    const { log, raw } = recorder();
    log.error('job.failed', {}, make());
    log.warn('job.failed', {}, make());
    new NestLog(log).error(make(), 'ExceptionsHandler');
    new NestLog(log).error('Maria Lopez', (make() as Error).stack, 'ExceptionsHandler');
    for (const secret of ['Maria', 'maria@', 'hunter2']) expect(raw()).not.toContain(secret);
  });

  it('keep the code of the database', () => {
    const { log, lines } = recorder();
    log.error('job.failed', {}, Object.assign(new Error('duplicate key value'), { code: '23505' }));
    expect(lines()[0]!['error']).toMatchObject({ code: '23505' });
  });
});

describe('NestLog', () => {
  it('keeps what the framework says of itself', () => {
    const { log, lines } = recorder();
    new NestLog(log).log('Mapped {/clients/:id, GET} route', 'RouterExplorer');
    expect(lines()[0]).toMatchObject({ context: 'RouterExplorer', text: 'Mapped {/clients/:id, GET} route' });
  });

  it.each(secrets)('keeps nothing else: %s', (secret) => {
    const { log, raw } = recorder();
    const nest = new NestLog(log);
    for (const say of [nest.log, nest.warn, nest.error, nest.debug, nest.verbose, nest.fatal]) {
      say.call(nest, `Saved ${secret}`, 'ClientsService');
      say.call(nest, { body: secret }, 'ClientsService');
      say.call(nest, secret);
      say.call(nest, 'x', secret);
    }
    expect(raw()).not.toContain(secret);
  });

  it('scrubs addresses, quotations and tokens even out of the framework’s words', () => {
    const { log, lines, raw } = recorder();
    const nest = new NestLog(log);
    nest.error('connect failed postgres://app:hunter2@db/vacatur for "Maria Lopez" maria@example.org 212-555-0143 eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln', 'TypeOrmModule');
    expect(lines()[0]!['text']).toBe('connect failed [withheld] for [withheld] [withheld] [withheld] [withheld]');
    expect(raw()).not.toContain('hunter2');
  });
});
