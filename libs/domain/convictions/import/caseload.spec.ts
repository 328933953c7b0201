import { readFileSync } from 'node:fs';
import { readCaseload, type CaseloadFiles } from './caseload.js';

const CLIENTS = 'client_ref,legal_name,birth_date\nC-1,Ana María Ortiz,1990-02-28\nC-2,Joy Park,2/29/1992\n';
const CHARGES =
  'client_ref,docket_number,jurisdiction,count,citation,offense_date,disposition,disposition_date,money_owed_usd,facts\n' +
  'C-1,11-1,NY,1,PL 230.00,2011-01-05,convicted,2011-02-01,"1,250.50",pleaBargain=no\n' +
  'C-1,11-1,NY,2,PL 240.37,2011-01-05,dismissed,2011-02-01,,\n' +
  'C-2,12-9,NY,,PL 230.00,2012-02-29,convicted,2012-03-01,0,\n';

const files = (clients: string | Buffer = CLIENTS, charges: string | Buffer = CHARGES): CaseloadFiles => ({
  'clients.csv': Buffer.from(clients),
  'charges.csv': Buffer.from(charges),
});

const problemsOf = (read: CaseloadFiles) => readCaseload(read).problems;

describe('reading a caseload', () => {
  it('groups counts into dockets and dockets under their client', () => {
    const { clients, problems } = readCaseload(files());
    expect(problems).toEqual([]);
    expect(clients.map((client) => client.dockets.map((docket) => docket.charges.length))).toEqual([[2], [1]]);
    expect(clients[0]?.dockets[0]?.charges[0]?.value).toMatchObject({ money_owed_usd: 1250.5, facts: { pleaBargain: false } });
    expect(clients[1]?.client.value.birth_date).toBe('1992-02-29');
  });

  it('takes an empty cell as not known, never as no', () => {
    const { clients } = readCaseload(files());
    expect(clients[0]?.dockets[0]?.charges[1]?.value).toMatchObject({ money_owed_usd: null, facts: null, trafficking_nexus: null });
  });

  it.each([
    ['none', []],
    ['', null],
    ['NY/sealing/2020-05-01; OR/set-aside/', [
      { jurisdiction: 'NY', remedy: 'sealing', on: '2020-05-01' },
      { jurisdiction: 'OR', remedy: 'set-aside', on: null },
    ]],
  ])('reads earlier relief "%s"', (cell, said) => {
    const clients = `client_ref,legal_name,earlier_relief,facts\nC-1,Ana Ortiz,${cell},underSupervision=no\nC-2,Joy Park,,\n`;
    const { clients: [first] } = readCaseload(files(clients));
    expect(first?.client.value).toMatchObject({ earlier_relief: said, facts: { underSupervision: false } });
  });

  it('refuses earlier relief of a kind there is not', () => {
    const problems = problemsOf(files('client_ref,legal_name,earlier_relief\nC-1,Ana Ortiz,NY/forgiven/\nC-2,Joy Park,NY\n'));
    expect(problems.map((problem) => [problem.row, problem.value])).toEqual([[2, 'NY/forgiven/'], [3, 'NY']]);
  });

  it('reads the example caseload without a problem', () => {
    const read = (name: string): Buffer => readFileSync(`examples/caseload/${name}`);
    const caseload = readCaseload({ 'clients.csv': read('clients.csv'), 'contacts.csv': read('contacts.csv'), 'charges.csv': read('charges.csv') });
    expect(caseload.problems).toEqual([]);
    expect(caseload.clients.length).toBeGreaterThanOrEqual(60);
  });
});

describe('a problem in a file', () => {
  it.each([
    ['a day that is not in the calendar', '2/29/2011', 'disposition_date', 'there is no such day in the calendar'],
    ['a year in two digits', '2/1/11', 'disposition_date', 'a day is written 2024-02-29 or 2/29/2024, with the year in four digits'],
  ])('names file, row, column, value and what is allowed: %s', (_, value, column, why) => {
    const charges = CHARGES.replace('2011-02-01,"1,250.50"', `${value},"1,250.50"`);
    expect(problemsOf(files(CLIENTS, charges))).toEqual([{ file: 'charges.csv', row: 2, column, value, why }]);
  });

  it('refuses the whole client and nobody else', () => {
    const { clients, refused } = readCaseload(files(CLIENTS, CHARGES.replace('dismissed', 'thrown out')));
    expect([...refused]).toEqual(['C-1']);
    expect(clients.map((client) => client.reference)).toEqual(['C-2']);
  });

  it('is told once for a client whose own row cannot be read', () => {
    const problems = problemsOf(files(CLIENTS.replace('1990-02-28', 'unknown')));
    expect(problems.map((problem) => [problem.file, problem.row, problem.column])).toEqual([['clients.csv', 2, 'birth_date']]);
  });

  it('names a charge without a client, a client twice and a count twice', () => {
    expect(problemsOf(files(CLIENTS, CHARGES.replace('C-2,12-9', 'C-9,12-9')))).toMatchObject([{ row: 4, column: 'client_ref', value: 'C-9' }]);
    expect(problemsOf(files(`${CLIENTS}C-1,Somebody Else,\n`))).toMatchObject([{ row: 4, column: 'client_ref', value: 'C-1' }]);
    expect(problemsOf(files(CLIENTS, CHARGES.replace('NY,2,', 'NY,1,')))).toMatchObject([{ row: 3, column: 'count', value: '1' }]);
  });

  it('names unknown and missing columns, and rows of another length', () => {
    expect(problemsOf(files(CLIENTS.replace('birth_date', 'dob')))).toMatchObject([{ row: 1, column: 'dob' }]);
    expect(problemsOf(files(CLIENTS.replace('legal_name,', 'pronouns,')))).toMatchObject([{ row: 1, column: 'legal_name' }]);
    expect(problemsOf(files(CLIENTS.replace('C-2,Joy Park,2/29/1992', 'C-2,Joy Park')))).toMatchObject([{ file: 'clients.csv', row: 3 }, { file: 'charges.csv', row: 4 }]);
  });

  it.each([
    ['UTF-16', Buffer.from(`\ufeff${CLIENTS}`, 'utf16le'), null, /UTF-16/],
    ['Windows-1252', Buffer.from(CLIENTS, 'latin1'), 2, /not UTF-8/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004 and more'), null, /spreadsheet or ZIP/],
    ['an unclosed quote', Buffer.from('client_ref,legal_name\nC-1,"Ana\n'), 2, /not valid CSV/],
    ['nothing at all', Buffer.from(''), null, /empty/],
  ])('is told for %s', (_, bytes, row, why) => {
    const [problem] = problemsOf(files(bytes));
    expect(problem).toMatchObject({ file: 'clients.csv', row, why: expect.stringMatching(why) });
  });
});
