import { connect } from 'node:net';
import { startApi, TEST_NOW, type Caller, type TestApi } from '../../../../test/api.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/database.js';
import { makeOffice, type TestOffice } from '../../../../test/factories.js';
import { withoutIds } from '../../../../test/without-ids.js';

let test: TestDatabase;
let api: TestApi;
let office: TestOffice;
let paralegal: Caller;
beforeAll(async () => {
  test = await createTestDatabase();
  api = await startApi(test);
});
afterAll(async () => {
  await api.close();
  await test.close();
});
beforeEach(async () => {
  api.clock.moveTo(TEST_NOW);
  office = await makeOffice(test);
  paralegal = await api.as(office, 'paralegal');
});

interface Told {
  status: number;
  code: string;
  fields?: { field: string; problem: string }[];
  requestId: string;
}

const clients = () =>
  test.asOwner<{ count: string }>('SELECT count(*) FROM clients WHERE office_id = $1', [office.officeId]).then(([row]) => Number(row?.count));

describe('a body that is no JSON of ours', () => {
  it.each([
    ['cut short', '{"legalName": "Jane', 'application/json', 400, 'bad-json'],
    ['empty', '', 'application/json', 400, 'bad-json'],
    ['with a prototype put in', '{"legalName": "Jane", "__proto__": {"admin": true}}', 'application/json', 400, 'bad-json'],
    ['a form', 'legalName=Jane', 'application/x-www-form-urlencoded', 415, 'unsupported-media'],
    ['XML', '<client/>', 'application/xml', 415, 'unsupported-media'],
    ['plain text', 'Jane', 'text/plain', 415, 'unsupported-media'],
  ])('is refused: %s', async (_, body, type, status, code) => {
    const answer = await paralegal.post('/clients').set('Content-Type', type).send(body);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ status, code, requestId: answer.headers['x-request-id'] });
    expect(answer.text).not.toContain('Jane');
    expect(await clients()).toBe(0);
  });

  it.each([
    ['60,000 unknown fields', JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1])))],
    ['a list of 100,000', JSON.stringify({ aliases: Array.from({ length: 100_000 }, (_, i) => `a${i}`) })],
    ['50,000 lists in each other', `{"legalName":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['20,000 objects in each other', `{"trafficking":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
    ['many lists of many', JSON.stringify({ aliases: Array.from({ length: 900 }, () => Array.from({ length: 100 }, () => 1)) })],
  ])('is refused before it costs anything, signed in or not: %s', async (_, body) => {
    for (const send of [paralegal.post('/clients'), api.http.post('/sessions')]) {
      const began = performance.now();
      const answer = await send.set('Content-Type', 'application/json').send(body);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status: 400, code: 'bad-request' });
      // Seconds without the check, even on a fast machine.
      expect(performance.now() - began).toBeLessThan(1_000);
    }
    expect(await clients()).toBe(0);
  });

  it.each([
    ['a list', [{ legalName: 'Jane Roe' }]],
    ['a text', '"Jane Roe"'],
    ['a number', '7'],
    ['null', 'null'],
  ])('is refused: %s instead of an object', async (_, body) => {
    const answer = await paralegal.post('/clients').set('Content-Type', 'application/json').send(body);
    expect((answer.body as Told).status).toBe(422);
    expect(await clients()).toBe(0);
  });

  it('is refused beyond one mebibyte, before it is read', async () => {
    const { body } = await paralegal.post('/clients').send({ legalName: 'x'.repeat(1024 * 1024) });
    expect(body).toMatchObject({ status: 413, code: 'too-large' });
    expect(await clients()).toBe(0);
  });

  it.each([
    ['of marks in turn', 'a' + '\u0300\u0316'.repeat(120_000)],
    ['of marks in two runs', `a${'\u0300'.repeat(100_000)}${'\u0316'.repeat(100_000)}`],
  ])('is refused at once, where a text is one letter under a mountain %s', async (_, legalName) => {
    const began = performance.now();
    const { body } = await paralegal.post('/clients').send({ legalName });
    expect(body).toMatchObject({ status: 422, fields: [{ field: 'legalName' }] });
    // Composing it takes ten seconds and more, in which nobody else is answered.
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('is told briefly, however much is wrong with it', async () => {
    const wrong = Object.fromEntries(Array.from({ length: 190 }, (_, i) => [`unknown${i}`, i]));
    const { body, text } = await paralegal.post('/clients').send({ ...wrong, [`long${'g'.repeat(100_000)}`]: 1 });
    expect((body as Told).fields).toHaveLength(50);
    expect(text.length).toBeLessThan(20_000);
  });
});

describe('a field that is not ours', () => {
  it('is named, with the field that may have been meant', async () => {
    const { body } = await paralegal.post('/clients').send({ legalName: 'Jane Roe', birthdate: '1990-05-01', shoeSize: 39 });
    expect(body).toMatchObject({
      status: 422,
      code: 'invalid',
      fields: [
        { field: 'birthdate', problem: 'is not a field here; did you mean "birthDate"?' },
        { field: 'shoeSize', problem: expect.stringContaining('the fields are aliases, birthDate') },
      ],
    });
    expect(await clients()).toBe(0);
  });

  it.each([['officeId'], ['id'], ['version'], ['status'], ['createdBy']])('cannot smuggle in %s', async (field) => {
    const { body } = await paralegal.post('/clients').send({ legalName: 'Jane Roe', [field]: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f' });
    expect((body as Told).fields?.map((each) => each.field)).toEqual([field]);
    expect(await clients()).toBe(0);
  });

  it('is found in parts and in queries too', async () => {
    const part = await paralegal.post('/clients').send({ legalName: 'Jane Roe', trafficking: { survivor: true, until: '2013-01-01' } });
    expect((part.body as Told).fields).toEqual([{ field: 'trafficking.until', problem: expect.stringContaining('is not a field here') }]);
    const query = await paralegal.get('/clients?offset=10');
    expect((query.body as Told).fields).toEqual([{ field: 'offset', problem: expect.stringContaining('the fields are cursor, language, limit') }]);
  });
});

describe('a value that cannot be', () => {
  it.each([
    ['30 February', { birthDate: '1990-02-30' }, 'birthDate', 'must be a day that exists, written YYYY-MM-DD'],
    ['29 February of a common year', { birthDate: '1990-02-29' }, 'birthDate', 'must be a day that exists'],
    ['month 13', { birthDate: '1990-13-01' }, 'birthDate', 'must be a day that exists'],
    ['an American date', { birthDate: '05/01/1990' }, 'birthDate', 'must be a day that exists'],
    ['an instant for a day', { birthDate: '1990-05-01T00:00:00Z' }, 'birthDate', 'must be a day that exists'],
    ['a number for a day', { birthDate: 19_900_501 }, 'birthDate', 'must be a day that exists'],
    ['a birth tomorrow', { birthDate: '2026-11-22' }, 'birthDate', 'must not be in the future'],
    ['a birth in another age', { birthDate: '1790-05-01' }, 'birthDate', 'must not be before 1900-01-01'],
    ['trafficking that ends before it begins', { trafficking: { from: '2013-01-02', to: '2013-01-01' } }, 'trafficking.to', 'must not be before trafficking.from'],
    ['trafficking before birth', { birthDate: '1990-05-01', trafficking: { from: '1989-01-01' } }, 'trafficking.from', 'must not be before birthDate'],
    ['trafficking tomorrow', { trafficking: { to: '2026-11-22' } }, 'trafficking.to', 'must not be in the future'],
    ['relief tomorrow', { earlierRelief: [{ on: '2019-01-01' }, { on: '2027-01-01' }] }, 'earlierRelief[1].on', 'must not be in the future'],
    ['a number for a name', { legalName: 7 }, 'legalName', 'must be text of 1 to 200 characters'],
    ['a name of blanks', { legalName: '   ' }, 'legalName', 'must have at least 1 character'],
    ['a name that is too long', { legalName: 'x'.repeat(201) }, 'legalName', 'must have at most 200 characters'],
    ['a name with a NUL', { legalName: 'Ja\0ne' }, 'legalName', 'must not hold control characters'],
    ['no name at all', { legalName: undefined }, 'legalName', 'must be text of 1 to 200 characters'],
    ['null for a name', { legalName: null }, 'legalName', 'must be text of 1 to 200 characters'],
    ['a word for yes', { recordComplete: 'yes' }, 'recordComplete', 'must be true, false or null (null: not known)'],
    ['a text for a list', { aliases: 'Jane' }, 'aliases', 'must be a list'],
    ['a name in a list twice', { aliases: ['Jane', 'Jane'] }, 'aliases', 'must not name a thing twice'],
    ['a language that is none', { languages: ['Spanish!'] }, 'languages', 'a language tag'],
    ['a language that is a story', { languages: ['en-alicia-torres-called-from-the-shelter'] }, 'languages', 'a language tag'],
    ['a letter under forty marks', { legalName: `Jane${'\u0316\u0300'.repeat(20)}` }, 'legalName', 'must not have more than 30 marks on one letter'],
    ['a list for a part', { trafficking: [] }, 'trafficking', 'must be an object'],
    ['a kind that is none', { trafficking: { kinds: ['other'] } }, 'trafficking.kinds', 'must be a list of: sex, labor'],
    ['half of a character', { legalName: 'Jane \ud800 Roe' }, 'legalName', 'must not hold control characters'],
    ['a fact that is a list', { facts: { veteran: [] } }, 'facts', 'must be an object of at most 100 facts'],
    ['a fact that is no name', { facts: { 'drop table': true } }, 'facts', 'must be an object of at most 100 facts'],
    ['an identifier without a kind', { identifiers: [{ value: '123' }] }, 'identifiers[0].kind', 'must be one of'],
  ])('is refused: %s', async (_, wrong, field, problem) => {
    const { body, status } = await paralegal.post('/clients').send({ legalName: 'Jane Roe', ...wrong });
    expect(status).toBe(422);
    const told = (body as Told).fields ?? [];
    expect(told.map((each) => each.field)).toContain(field);
    expect(told.filter((each) => each.field === field).map((each) => each.problem).join()).toContain(problem);
    expect(withoutIds(JSON.stringify(body))).not.toMatch(/Jane|1990|1789|19900501/);
    expect(await clients()).toBe(0);
  });

  it('leaves names of every script as they are written, composed', async () => {
    const names = ['Nguye\u0302\u0303n Thi\u0323', 'สมหญิง ใจดี', 'अनुष्का श्रीनिवासन', 'פָּנִינָה', 'مُحَمَّد'];
    for (const legalName of names) {
      expect((await paralegal.post('/clients').send({ legalName })).body).toMatchObject({ legalName: legalName.normalize('NFC') });
    }
  });

  it('takes the office’s own day for today', async () => {
    // 03:00 in UTC is still the evening before in New York.
    api.clock.moveTo(new Date('2026-11-22T03:00:00Z'));
    paralegal = await api.as(office, 'paralegal');
    expect((await paralegal.post('/clients').send({ legalName: 'Baby Roe', birthDate: '2026-11-22' })).status).toBe(422);
    expect((await paralegal.post('/clients').send({ legalName: 'Baby Roe', birthDate: '2026-11-21' })).status).toBe(201);
    expect((await paralegal.post('/clients').send({ legalName: 'Leap Roe', birthDate: '1992-02-29' })).status).toBe(201);
  });
});

describe('what goes wrong inside', () => {
  it('is told by a request id and logged by its place, never by its text', async () => {
    await test.asOwner(`ALTER TABLE client_names ADD CONSTRAINT broken CHECK (kind <> 'alias' OR octet_length(name) < 1)`);
    const refused = await paralegal.post('/clients').send({ legalName: 'Jane Roe', aliases: ['Hidden Alias'] });
    expect(refused.body).toMatchObject({ status: 422, code: 'invalid' });
    await test.asOwner('ALTER TABLE client_names DROP CONSTRAINT broken');
    await test.asOwner('ALTER TABLE client_names RENAME TO client_names_gone');
    const broken = await paralegal.post('/clients').send({ legalName: 'Jane Roe', aliases: ['Hidden Alias'] });
    await test.asOwner('ALTER TABLE client_names_gone RENAME TO client_names');
    expect(broken.status).toBe(500);
    expect(Object.keys(broken.body as object).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
    const logged = api.logged.find((line) => line.includes('http.failed') && line.includes((broken.body as Told).requestId));
    expect(logged).toContain('42P01');
    expect(api.logged.join('')).not.toMatch(/Jane|Hidden|client_names|INSERT/);
    expect(await clients()).toBe(0);
  });

  it('is no reason to fall over when a request is no HTTP', async () => {
    const { hostname, port } = new URL(api.url);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write('GARBAGE\r\n\r\n'));
      socket.on('close', () => resolve()).on('error', reject).resume();
    });
    expect((await api.http.get('/health')).status).toBe(200);
  });
});
