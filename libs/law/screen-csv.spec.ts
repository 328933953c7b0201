import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { evaluate } from './evaluate.js';
import { findingLine } from './findings-csv.js';
import type { Finding } from './finding.js';
import { loadLaw } from './load.js';
import { peopleOfRows } from './people-csv.js';
import { parsePerson } from './person-check.js';
import { RowReader, type CsvRow, type PersonRows } from './person-rows.js';
import { screenCsv, type StreamSummary } from './screen-stream.js';

const law = loadLaw('law');
const ON = '2026-11-21';
const workerFile = new URL('dist/libs/law/screen-worker.js', pathToFileURL(`${process.cwd()}/`));

interface Answered {
  rows: Record<string, string>[];
  bad: [number, string][];
  summary: StreamSummary;
}

async function run(input: string | Buffer, workers = 1): Promise<Answered> {
  const bytes = Buffer.from(input);
  const output = new PassThrough();
  const collected = text(output);
  const bad: [number, string][] = [];
  // Cut in the middle of a row, and of a character.
  const chunks = [bytes.subarray(0, 75), bytes.subarray(75, 76), bytes.subarray(76)].filter((chunk) => chunk.length > 0);
  const summary = await screenCsv({ input: Readable.from(chunks), output, lawDir: 'law', on: ON, workers, workerFile, onBadLine: (line, reason) => bad.push([line, reason]) });
  output.end();
  return { rows: parse(await collected, { columns: true }) as Record<string, string>[], bad, summary };
}

const HEADER = 'person.id,id,jurisdiction,offence.citation,disposition,dispositionDate';
const row = (person: string, charge = 'A', more = 'NY,PL 240.37,convicted,2010-02-02'): string => `${person},${charge},${more}`;
/** Persons in the order of the output, with '!' after those refused. */
const people = ({ rows }: Answered): string[] => rows.map(({ person, error }) => `${person}${error ? '!' : ''}`).filter((one, index, all) => all[index - 1] !== one);

describe('people from CSV', () => {
  it('asks the law what JSON would ask', () => {
    const header = ['person.id', 'id', 'person.birthDate', 'person.trafficking.survivor', 'person.trafficking.kinds', 'person.earlierRelief', 'person.facts.rehabilitated', 'jurisdiction', 'offence.citation', 'disposition', 'dispositionDate', 'jailDays', 'moneyOwed', 'weapon', 'facts.pleaBargain', 'facts.servicesSoughtOn'];
    const rows: CsvRow[] = [
      { line: 2, cells: ['p', 'A', '5/1/1990', 'yes', 'sex; labor', 'none', '', 'NY', 'PL 230.00', 'convicted', '2012-06-10', '15', '250.50', 'NO', 'false', '2014-02-28'] },
      { line: 3, cells: ['p', 'B', '', '', '', '', 'TRUE', 'CA', '', 'dismissed', '', '', '0', '', '', ''] },
    ];
    expect(new RowReader(header, law).person({ id: 'p', line: 2, rows, faults: [] })).toEqual({
      id: 'p', birthDate: '1990-05-01', trafficking: { survivor: true, kinds: ['sex', 'labor'] }, earlierRelief: [], facts: { rehabilitated: true },
      charges: [
        { id: 'A', jurisdiction: 'NY', offence: { citation: 'PL 230.00' }, disposition: 'convicted', dispositionDate: '2012-06-10', jailDays: 15, moneyOwed: 250.5, weapon: false, facts: { pleaBargain: false, servicesSoughtOn: '2014-02-28' } },
        { id: 'B', jurisdiction: 'CA', disposition: 'dismissed', moneyOwed: 0 },
      ],
    });
  });

  it('takes relief that was granted before', () => {
    const reader = new RowReader(['person.id', 'id', 'person.earlierRelief.0.remedy', 'person.earlierRelief.1.on'], law);
    expect(reader.person({ id: 'p', line: 2, rows: [{ line: 2, cells: ['p', 'A', 'sealing', '2015-01-02'] }], faults: [] }).earlierRelief).toEqual([{ remedy: 'sealing' }, { on: '2015-01-02' }]);
  });

  it.each([
    ['person.id,id,person.birthdate', 'line 1, column 3: unknown column "person.birthdate"; is "person.birthDate" meant?'],
    ['person.id,id,birthDate', 'unknown column "birthDate"; is "person.birthDate" meant?'],
    ['person.id,id,nickname', 'unknown column "nickname"; allowed: person.id, id, '],
    ['person.id,id,facts.nobodyAsks', 'unknown column "facts.nobodyAsks"'],
    ['person.id,id,weapon,weapon', 'line 1, column 4: "weapon" is named twice'],
    ['person.id,id,arrestCharge,arrestCharge.citation', 'name one fact'],
    ['person.id,jurisdiction', 'line 1: column "id" is missing'],
    ['person.id;id;jurisdiction', 'the header is one cell; allowed: columns with commas between them'],
  ])('refuses the header %s at once', async (header, message) => {
    await expect(run(`${header}\n${row('p')}\n`)).rejects.toThrow(message);
  });

  it.each([
    ['an empty file', '', 'the file is empty; its first line must name the columns'],
    ['UTF-16', Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'), 'the file is in UTF-16'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004 and so on'), 'this is a spreadsheet or ZIP file'],
    ['a quote that is never closed', `${HEADER}\n${row('p1')}\n"p2,A,NY,PL 240.37,convicted,2010-02-02\n`, 'line 3: a quote (") was opened before here and never closed'],
  ])('refuses %s', async (_, input, message) => {
    await expect(run(input)).rejects.toThrow(message);
  });

  it('takes a header without rows', async () => {
    expect(await run(HEADER)).toMatchObject({ rows: [], summary: { lines: 0, screened: 0, bad: 0 } });
  });

  it('takes quotes, CRLF, a byte order mark, empty lines and no line end at the end', async () => {
    const answered = await run(`\uFEFF${HEADER}\r\n"p ""one"", §",A,NY,"N.Y. Penal Law, § 240.37",convicted,2010-02-02\r\n\r\n${row('p2')}`);
    expect(people(answered)).toEqual(['p "one", §', 'p2']);
    const expected = evaluate(parsePerson(JSON.stringify({ id: 'p2', charges: [{ id: 'A', jurisdiction: 'NY', offence: { citation: 'PL 240.37' }, disposition: 'convicted', dispositionDate: '2010-02-02' }] }), law), ON, law);
    const own = answered.rows.filter(({ person }) => person === 'p2');
    expect(own.map(({ provision, result, missing }) => [provision, result, missing])).toEqual(expected.map((finding) => [finding.provision, finding.result, finding.missing.join('; ')]));
  });

  it('names line, column, value and what is allowed of each impossible value, and goes on with the next person', async () => {
    const lines = [HEADER, row('p1'), row('p2', 'A', 'NY,PL 240.37,guilty,2010-02-30'), row('p2', 'B'), row('p3', 'A', 'new york,,,'), row('p4', '', ',,,'), row('', 'A'), row('p5')];
    const answered = await run(lines.join('\n'));
    expect(people(answered)).toEqual(['p1', 'p2!', 'p3!', 'p4!', '!', 'p5']);
    expect(answered.summary).toEqual({ lines: 7, screened: 2, bad: 4 });
    expect(answered.bad.map(([line]) => line)).toEqual([3, 5, 6, 7]);
    expect(answered.bad[0]![1]).toMatch(/^disposition "guilty" is not allowed; allowed: convicted, .*; dispositionDate "2010-02-30" is not a day of the calendar; allowed: YYYY-MM-DD/);
    expect(answered.bad[1]![1]).toBe('jurisdiction "new york" is not allowed; allowed: two capital letters of a state or DC, or US for a federal charge');
    expect(answered.rows.find(({ person }) => person === 'p3')!['error']).toBe(`line 5: ${answered.bad[1]![1]}`);
  });

  it('names the row of a charge whose days cannot follow each other, and of a person told two ways', async () => {
    const header = 'person.id,person.birthDate,id,offenceDate,dispositionDate';
    const { bad } = await run(`${header}\np1,1990-01-01,A,,\np1,,B,2012-01-02,2012-01-01\np2,1990-01-01,A,,\np2,1990-01-02,B,,\n`);
    expect(bad).toEqual([
      [3, 'dispositionDate: "2012-01-01" is before offenceDate "2012-01-02"; allowed: that day or later'],
      [5, 'person.birthDate "1990-01-02" is not what line 4 says of the same person ("1990-01-01"); allowed: the same, or nothing'],
    ]);
  });

  it('refuses the second place of a person whose rows do not stand together', async () => {
    const answered = await run([HEADER, row('p1'), row('p2'), row('p1', 'B'), row('p3')].join('\n'));
    expect(people(answered)).toEqual(['p1', 'p2', 'p1!', 'p3']);
    expect(answered.bad).toEqual([[4, expect.stringContaining('person.id "p1" has rows further up that do not stand together with this one; sort the file')]]);
  });

  it('refuses what is not UTF-8 in its place', async () => {
    const answered = await run(Buffer.concat([Buffer.from(`${HEADER}\n${row('p1')}\np2,A,NY,PL `), Buffer.from([0xa7]), Buffer.from(` 240.37,convicted,\np2,B,,,,\n${row('p3')}\n`)]));
    expect(people(answered)).toEqual(['p1', 'p2!', 'p3']);
    expect(answered.bad).toEqual([[3, expect.stringContaining('not UTF-8')]]);
  });

  it('keeps numbers of lines right where a cell has line breaks', async () => {
    const answered = await run([HEADER, row('p1'), 'p2,A,NY,"PL\r\n240\n.37",convicted,', row('p2', 'B'), row('p3', 'A', 'nowhere,,,')].join('\r\n'));
    expect(answered.bad).toEqual([[3, expect.stringContaining('line break')], [7, expect.stringContaining('"nowhere"')]]);
  });

  it('keeps the order over several threads, with bad ones in the middle', async () => {
    const lines = Array.from({ length: 900 }, (_, i) => (i === 401 ? 'only,two' : row(`p${i >> 1}`, `c${i & 1}`, i === 620 ? 'NY,,guilty,' : undefined)));
    const answered = await run([HEADER, ...lines].join('\n'), 2);
    // Row 401 was the second of p200, so p200 is not judged without it; nor is p201, whose it may be as well.
    const expected = Array.from({ length: 450 }, (_, i) => `p${i}${[200, 201, 310].includes(i) ? '!' : ''}`).toSpliced(201, 0, 'only!');
    expect(people(answered)).toEqual(expected);
    expect(answered.bad.map(([line]) => line)).toEqual([403, 403, 403, 622]);
    expect(answered.summary).toMatchObject({ screened: 447, bad: 4 });
  });

  it('reads no further ahead than a slow reader lets it', async () => {
    let read = 0;
    let furthest = 0;
    const endless = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`${HEADER}\n`);
      for (; read < 20_000; read += 1) yield Buffer.from(`${row(`p${read}`)}\n`);
    };
    let written = 0;
    const output = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _, done) {
        furthest = Math.max(furthest, read - written);
        written += new Set([...chunk.toString().matchAll(/^(p\d+),/gm)].map((match) => match[1])).size;
        setImmediate(done);
      },
    });
    await screenCsv({ input: Readable.from(endless(), { objectMode: true, highWaterMark: 1 }), output, lawDir: 'law', on: ON, workers: 2, workerFile });
    expect(written).toBe(20_000);
    // Four batches of fifty under way, one being filled, and the 16 KiB that a stream holds.
    expect(furthest).toBeLessThan(4 * 50 + 50 + 16_384 / 40);
  }, 60_000);
});

describe('rows of one person', () => {
  const grouped = async (...rows: string[][]): Promise<PersonRows[]> => {
    const all: PersonRows[] = [];
    const numbered = async function* (): AsyncGenerator<CsvRow> {
      for (const [index, cells] of rows.entries()) yield { line: index + 2, cells };
    };
    for await (const one of peopleOfRows(numbered(), 2, 0)) all.push(one);
    return all;
  };
  const told = (all: PersonRows[]): [string, number][] => all.map(({ id, faults }) => [id, faults.length]);

  it('blames an unreadable row on the person it names', async () => {
    expect(told(await grouped(['p1', 'A'], ['p1'], ['p2', 'A']))).toEqual([['p1', 1], ['p2', 0]]);
    expect(told(await grouped(['p1', 'A'], ['p2'], ['p2', 'A'], ['p3', 'A']))).toEqual([['p1', 0], ['p2', 1], ['p3', 0]]);
    expect(told(await grouped(['p1', 'A'], ['?'], ['p1', 'B']))).toEqual([['p1', 1]]);
  });

  it('judges neither neighbour of one that names nobody', async () => {
    expect(told(await grouped(['p1', 'A'], ['?'], ['p2', 'A'], ['p3', 'A']))).toEqual([['p1', 1], ['?', 1], ['p2', 1], ['p3', 0]]);
    expect(told(await grouped(['?'], ['p2', 'A']))).toEqual([['?', 1], ['p2', 1]]);
    expect(told(await grouped(['p1', 'A'], ['?']))).toEqual([['p1', 1], ['?', 1]]);
  });

  it('does not wait for ever to see whose unreadable rows are', async () => {
    const all = told(await grouped(['p1', 'A'], ...Array.from({ length: 2500 }, (_, i) => [`?${i}`]), ['p2', 'A']));
    expect(all).toHaveLength(2502);
    expect(all[0]).toEqual(['p1', 1]);
    expect(all.at(-1)).toEqual(['p2', 1]);
  });

  it('knows an id again among many', async () => {
    const all = told(await grouped(...Array.from({ length: 5000 }, (_, i) => [`p${i}`, 'A']), ['p17', 'B'], ['p5000', 'A']));
    expect(all.filter(([, faults]) => faults > 0)).toEqual([['p17', 1]]);
  });
});

describe('findings as CSV', () => {
  it.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx'])('does not let a spreadsheet run %j', (charge) => {
    const line = findingLine('p', { charge, missing: [], questions: [], check: ['one, two', 'three "3"'] } as unknown as Finding);
    expect(line.replace(/^p,"?/, '')).toMatch(/^'/);
    expect((parse(line) as string[][])[0]![13]).toBe('one, two; three "3"');
  });
});

it('the example of the README works', async () => {
  const { summary } = await run(readFileSync('examples/people.csv'));
  expect(summary).toEqual({ lines: 5, screened: 3, bad: 0 });
});
