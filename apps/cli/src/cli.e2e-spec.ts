import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, type TestDatabase } from '../../../test/database.js';

const MAIN = resolve('dist/apps/cli/src/main.js');
const person = { id: 'p1', charges: [{ id: 'A', jurisdiction: 'NY', disposition: 'convicted' }] };

let dir: string;
let test: TestDatabase;
let env: Record<string, string>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vacatur-cli-'));
  test = await createTestDatabase();
  env = { DATABASE_URL: test.appUrl, DATABASE_OWNER_URL: test.ownerUrl, MASTER_KEY: Buffer.alloc(32, 3).toString('base64'), VAR_DIR: dir };
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await test.close();
});

interface Answer {
  code: number | null;
  out: string;
  err: string;
}

async function vacatur(args: string[], input = '', more: Record<string, string> = {}): Promise<Answer> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env['PATH'], ...env, ...more } });
  child.stdin.end(input);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

/** The first clients of the sample caseload, with all that the files say of them. */
function smallCaseload(name: string, change: (clients: string[]) => void = () => undefined): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  const read = (file: string): string[] => readFileSync(join('examples/caseload', file), 'utf8').trimEnd().split('\n');
  const clients = read('clients.csv').slice(0, 6);
  const references = clients.slice(1).map((line) => line.split(',')[0]!);
  change(clients);
  writeFileSync(join(folder, 'clients.csv'), clients.join('\n'));
  for (const file of ['charges.csv', 'contacts.csv']) {
    const [header, ...rows] = read(file);
    writeFileSync(join(folder, file), [header, ...rows.filter((row) => references.includes(row.split(',')[0]!))].join('\n'));
  }
  return folder;
}

describe('vacatur --help', () => {
  it('names every command, and refuses others', async () => {
    const { code, out } = await vacatur(['--help']);
    expect(code).toBe(0);
    for (const command of ['migrate', 'seed', 'import', 'screen', 'law', 'audit']) expect(out).toMatch(new RegExp(`^  ${command}`, 'm'));
    expect(await vacatur(['vacate'])).toMatchObject({ code: 1, err: expect.stringContaining("unknown command 'vacate'") });
  });
});

describe('vacatur screen', () => {
  it('prints one finding for each charge and provision, from a file or standard input', async () => {
    const file = join(dir, 'person.json');
    writeFileSync(file, JSON.stringify(person));
    const fromFile = await vacatur(['screen', file, '--on', '2026-11-21']);
    const fromInput = await vacatur(['screen', '-', '--on', '2026-11-21'], JSON.stringify(person));
    expect(fromFile.code).toBe(0);
    expect(fromInput.out).toBe(fromFile.out);
    const answer = JSON.parse(fromFile.out) as { on: string; law: string; findings: { charge: string; provision: string }[] };
    expect(answer.on).toBe('2026-11-21');
    expect(answer.findings.map(({ charge }) => charge)).toContain('A');
    expect(answer.findings.map(({ provision }) => provision)).toContain('ny-440.10-1-i');
  });

  it('answers line by line with --ndjson, the bad line in its place', async () => {
    const { code, out, err } = await vacatur(['screen', '-', '--on', '2026-11-21', '--ndjson'], `${JSON.stringify(person)}\nnonsense\n${JSON.stringify({ ...person, id: 'p2' })}\n`);
    const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ id, line }) => id ?? line)).toEqual(['p1', 2, 'p2']);
    expect(code).toBe(1);
    expect(err).toContain('2 screened, 1 could not be');
  });

  it('answers CSV with --csv, the bad row in its place, and says how it went', async () => {
    const rows = ['person.id,id,jurisdiction,disposition', 'p1,A,NY,convicted', 'p2,A,NY,guilty', '=p3,A,NY,convicted'];
    const { code, out, err } = await vacatur(['screen', '-', '--on', '2026-11-21', '--csv'], rows.join('\r\n'));
    const [header, ...lines] = out.trim().split('\n');
    expect(header).toBe('person,charge,provision,version,citation,remedy,process,result,opensOn,closesOn,missing,questions,confidence,check,error');
    expect([...new Set(lines.map((line) => line.split(',')[0]))]).toEqual(['p1', 'p2', "'=p3"]);
    expect(lines.find((line) => line.startsWith('p2'))).toMatch(/^p2,,,,,,,,,,,,,,"line 3: disposition ""guilty"" is not allowed; allowed: convicted, /);
    expect(code).toBe(1);
    expect(err).toMatch(/^line 3: disposition "guilty" is not allowed/m);
    expect(err).toMatch(/^2 screened, 1 could not be; \d+ a second$/m);
  });

  it('answers the CSV example from a file, and refuses a wrong header before anything else', async () => {
    const { code, out, err } = await vacatur(['screen', 'examples/people.csv', '--on', '2026-11-21', '--csv']);
    expect(code).toBe(0);
    expect(out).toMatch(/^p1,A,ny-440\.10-1-i,/m);
    expect(err).toMatch(/^3 screened, 0 could not be/m);
    const wrong = await vacatur(['screen', '-', '--on', '2026-11-21', '--csv'], 'person.id,id,nickname\np1,A,x\n');
    expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('standard input: line 1, column 3: unknown column "nickname"') });
    expect(await vacatur(['screen', '-', '--on', '2026-11-21', '--csv', '--ndjson'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('one of the two') });
  });

  it('tells twenty bad lines and counts the others', async () => {
    const { code, out, err } = await vacatur(['screen', '-', '--on', '2026-11-21', '--ndjson'], 'nonsense\n'.repeat(30));
    expect(code).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(30);
    expect(err.match(/^line /gm)).toHaveLength(20);
    expect(err).toMatch(/^0 screened, 30 could not be/m);
  });

  it.each([
    [['--on', '2026-02-30'], JSON.stringify(person), 'must be a date of the calendar'],
    [[], JSON.stringify(person), "required option '--on <YYYY-MM-DD>' not specified"],
    [['--on', '2026-11-21'], '{', 'standard input'],
    [['--on', '2026-11-21'], '{"id":"p1","charges":[],"nickname":"x"}', 'nickname'],
  ])('with %j says what is wrong and prints no answer', async (args, input, message) => {
    const { code, out, err } = await vacatur(['screen', '-', ...args], input);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });
});

describe('vacatur law check', () => {
  it('names file and line of a mistake', async () => {
    const law = join(dir, 'law');
    cpSync('law', law, { recursive: true });
    const file = join(law, 'NY.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^( *)remedy: vacatur$/m, '$1remedy: forgiveness'));
    const { code, out } = await vacatur(['law', 'check', '--law', law]);
    expect(out).toMatch(/NY\.yaml:\d+: .*remedy/);
    expect(out).toMatch(/^CA: (ca-\S+ \d+, )+ca-\S+ \d+$/m);
    expect(code).toBe(1);
  });
});

describe('vacatur law replay', () => {
  const clerk = (id: string, sentenced: string) => ({
    id, recordComplete: true, pendingCharges: false, earlierRelief: [],
    charges: [{ id: 'A', jurisdiction: 'NY', offence: { citation: 'Penal Law 155.25' }, grade: 'misdemeanor-A', offenceDate: sentenced, disposition: 'convicted', dispositionDate: sentenced, sentencedOn: sentenced, incarcerated: false, probation: false, registrationRequired: false, violent: false }],
  });

  it('prints whose answers changed between a folder’s law and today’s, and of nobody else', async () => {
    const before = join(dir, 'law-before');
    cpSync('law', before, { recursive: true });
    const file = join(before, 'NY.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('                years: 10\n', '                years: 12\n'));
    const people = join(dir, 'people.ndjson');
    writeFileSync(people, `${JSON.stringify(clerk('eleven-years', '2015-06-10'))}\nnot a person\n${JSON.stringify(clerk('twenty-years', '2006-06-10'))}\n`);
    const { code, out, err } = await vacatur(['law', 'replay', '--from', before, '--people', people, '--on', '2026-11-21', '--json']);
    const changes = out.trim().split('\n').map((line) => JSON.parse(line) as { person: string; provision: string; before: { result: string; opensOn: string }; after: { result: string } });
    expect(changes.map(({ person: who, provision, before: was, after: is }) => [who, provision, was.result, was.opensOn, is.result])).toEqual([['eleven-years', 'ny-160.59', 'not-yet', '2027-06-10', 'eligible']]);
    expect(err).toMatch(/^line 2: /m);
    expect(err).toMatch(/2 people, 1 answer changed/);
    expect(code).toBe(1);
  });

  it('takes the law before from git, and says what it cannot find', async () => {
    const same = await vacatur(['law', 'replay', '--from', 'HEAD', '--to', 'HEAD']);
    expect(same).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/people, 0 answers changed/) });
    expect(await vacatur(['law', 'replay', '--from', 'no-such-branch'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('git knows no commit') });
    expect(await vacatur(['law', 'replay', '--from', dir])).toMatchObject({ code: 1, err: expect.stringContaining('no coverage.yaml') });
  });

  it('and "law changes" tells them by day', async () => {
    const { out } = await vacatur(['law', 'changes', '--since', '2021-11-16']);
    expect(out).toMatch(/^2021-11-16 {2}NY {2}amended {2}ny-440\.10-1-i: /m);
    expect(out).not.toMatch(/^2021-11-15|^2010/m);
  });
});

describe('vacatur on a database', () => {
  it('migrates, makes an office, imports once, and proves the audit', async () => {
    expect(await vacatur(['migrate'])).toMatchObject({ code: 0, out: 'The schema is up to date.\n' });
    const seeded = await vacatur(['seed', '--name', 'North Office', '--domain', 'north.example']);
    expect(seeded.out).toMatch(/^Made: North Office/);
    expect(seeded.out).toMatch(/attorney +attorney@north\.example +\S{15,}/);
    const again = await vacatur(['seed', '--name', 'North Office', '--domain', 'north.example']);
    expect(again.out).toMatch(/^There already: North Office/);

    const folder = smallCaseload('caseload');
    const dryRun = await vacatur(['import', folder, '--dry-run']);
    expect(dryRun).toMatchObject({ code: 0, out: expect.stringMatching(/^Dry run, nothing was kept\. Clients: 5 would be added, 0 known already, 0 refused/) });
    const first = await vacatur(['import', folder, '--office', 'north office']);
    expect(first.out).toMatch(/^Clients: 5 added, 0 known already, 0 refused/);
    const second = await vacatur(['import', folder]);
    expect(second.out).toMatch(/^Clients: 0 added, 5 known already, 0 refused\. New: 0 contact points, 0 dockets, 0 charges/);

    // nobody was checked yet, so there is nobody to replay
    expect(await vacatur(['law', 'replay', '--from', 'HEAD', '--stored'])).toMatchObject({ code: 0, err: expect.stringMatching(/^0 people/m) });

    expect(await vacatur(['audit', 'verify'])).toMatchObject({ code: 0, out: expect.stringMatching(/^North Office: the chain holds;/) });
  }, 60_000);

  it('says which offices there are when the one named is not', async () => {
    const { code, err } = await vacatur(['import', 'examples/caseload', '--office', 'South Office']);
    expect(code).toBe(1);
    expect(err).toContain('names no office');
  });

  it('prints file, line, column, value and reason of each bad cell, and refuses that client only', async () => {
    const folder = smallCaseload('bad-caseload', (clients) => (clients[1] = clients[1]!.replace(/\d{4}-\d\d-\d\d/, '2001-02-30')));
    const { code, out, err } = await vacatur(['import', folder, '--dry-run', '--source', 'another']);
    expect(code).toBe(1);
    expect(err).toMatch(/^clients\.csv:2: birth_date "2001-02-30" /m);
    expect(out).toMatch(/ 1 refused/);
  });

  it('refuses to work as the owner of the tables', async () => {
    const { code, err } = await vacatur(['audit', 'verify'], '', { DATABASE_URL: test.ownerUrl });
    expect(code).toBe(1);
    expect(err).toContain('owns the tables');
  });
});
