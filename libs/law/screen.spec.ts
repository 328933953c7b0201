import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { loadLaw } from './load.js';
import { checkPerson, InvalidPerson, parsePerson } from './person-check.js';
import { validator } from './schema.js';
import { screen, screenLine } from './screen.js';
import { screenStream } from './screen-stream.js';

const law = loadLaw('law');
const person = (change: object = {}, charge: object = {}): string =>
  JSON.stringify({ id: 'p1', recordComplete: true, charges: [{ id: 'A', jurisdiction: 'NY', offence: { citation: 'PL 240.37' }, disposition: 'convicted', offenceDate: '2010-01-01', dispositionDate: '2010-02-02', role: 'seller', ...charge }], ...change });

describe('screening', () => {
  it('gives the contract', () => {
    const output = JSON.parse(JSON.stringify(screen(person(), '2026-11-21', law))) as object;
    const valid = validator(JSON.parse(readFileSync('law/schema/screening.json', 'utf8')) as object);
    expect(valid(output)).toEqual([]);
    expect(output).toMatchObject({ on: '2026-11-21', law: law.hash });
  });

  it.each([
    ['{', '(top): not JSON'],
    ['null', '(top): null is not allowed'],
    ['[]', '(top): [] is not allowed; allowed: object'],
    ['{}', '(top): key "id" is missing'],
    [person({ pendingCharges: 'no' }), 'pendingCharges: "no" is not allowed; allowed: boolean, null'],
    [person({ birthdate: '1990-01-01' }), 'birthdate: unknown key "birthdate"; allowed: id, birthDate'],
    [person({}, { dispositionDate: '2010-02-30' }), 'charges.0.dispositionDate: "2010-02-30" is not a day of the calendar; allowed: YYYY-MM-DD'],
    [person({}, { disposition: 'guilty' }), 'charges.0.disposition: "guilty" is not allowed; allowed: convicted, adjudication-withheld'],
    [person({}, { moneyOwed: -1 }), 'charges.0.moneyOwed: -1'],
    [person({}, { dispositionDate: '2009-12-31' }), 'charges.0.dispositionDate: "2009-12-31" is before offenceDate "2010-01-01"'],
    [person({}, { sentencedOn: '2010-02-01' }), 'charges.0.sentencedOn: "2010-02-01" is before dispositionDate'],
    [person({ birthDate: '2011-01-01' }), 'charges.0.offenceDate: "2010-01-01" is before birthDate'],
    [person({ trafficking: { from: '2012-01-01', to: '2011-01-01' } }), 'trafficking.to: "2011-01-01" is before'],
    [person({ charges: [{ id: 'A' }, { id: 'A' }] }), 'charges.1.id: "A" names two charges'],
    [person({ earlierRelief: [{ remedy: 'amnesty' }] }), 'earlierRelief.0.remedy: "amnesty" is not allowed; allowed: vacatur'],
  ])('refuses %s', (input, message) => {
    expect(() => parsePerson(input, law)).toThrow(InvalidPerson);
    expect(() => parsePerson(input, law)).toThrow(message);
  });

  it('takes facts that are null, absent, or on one day', () => {
    expect(checkPerson({ id: 'x', charges: [] }, law).id).toBe('x');
    expect(parsePerson(person({ birthDate: null, trafficking: null, earlierRelief: null }, { dispositionDate: '2010-01-01', offence: null }), law).id).toBe('p1');
  });

  it('answers a line with its number when it cannot be judged', () => {
    const bad = screenLine('{"id": 1}', 7, '2026-11-21', law);
    expect(bad.ok).toBe(false);
    expect(JSON.parse(bad.json)).toMatchObject({ line: 7, error: expect.stringContaining('id: 1 is not allowed') });
  });
});

const compiled = new URL('dist/libs/law/screen-worker.js', pathToFileURL(`${process.cwd()}/`));

describe('screening a stream', () => {
  const run = async (lines: string, workers: number): Promise<{ out: { id?: string; line?: number }[]; bad: [number, string][]; summary: object }> => {
    const output = new PassThrough();
    const bad: [number, string][] = [];
    const collected = text(output);
    const summary = await screenStream({ input: Readable.from([lines.slice(0, 777), lines.slice(777)].map((part) => Buffer.from(part))), output, lawDir: 'law', on: '2026-11-21', workers, workerFile: compiled, onBadLine: (line, reason) => bad.push([line, reason]) });
    output.end();
    const out = (await collected).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { id?: string; line?: number });
    return { out, bad, summary };
  };

  it('has its worker compiled', () => {
    expect(existsSync(compiled)).toBe(true);
  });

  it('keeps the order over several threads, skips empty lines and reports bad ones by number', async () => {
    const lines = Array.from({ length: 1500 }, (_, i) => (i === 700 ? '{"id": "x", "charges": 3}' : i === 900 ? '' : i === 1499 ? 'not json' : person({ id: `p${i} ünï` })));
    const { out, bad, summary } = await run(lines.join('\r\n'), 2);
    expect(summary).toEqual({ lines: 1500, screened: 1497, bad: 2 });
    expect(out).toHaveLength(1499);
    const expected = lines.flatMap((_, i): object[] => (i === 900 ? [] : i === 700 ? [{ line: 701 }] : i === 1499 ? [{ line: 1500 }] : [{ id: `p${i} ünï` }]));
    expect(out.map(({ id, line }) => (line === undefined ? { id } : { line }))).toEqual(expected);
    expect(bad.map(([line]) => line)).toEqual([701, 1500]);
    expect(bad[0]![1]).toContain('charges: 3 is not allowed; allowed: array');
  });

  it('fails when the law cannot be loaded', async () => {
    const output = new PassThrough().resume();
    await expect(screenStream({ input: Readable.from([person()]), output, lawDir: 'no-such-directory', on: '2026-11-21', workers: 1, workerFile: compiled })).rejects.toThrow();
  });

  it('takes an empty input', async () => {
    expect((await run('', 1)).summary).toEqual({ lines: 0, screened: 0, bad: 0 });
  });
});
