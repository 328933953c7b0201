import { indexCitations } from './citation.js';
import type { CodeEntry, OffenceEntry } from './law-file.js';
import { readCitation, readOffence } from './reading.js';

const codes: CodeEntry[] = [
  { name: 'N.Y. Penal Law', also: ['PL', 'Penal Law', 'NYPL'], sex_work: ['230.', '240.37'] },
  { name: '720 ILCS 5', also: ['720 Ill. Comp. Stat. 5'], sex_work: ['11-14'] },
  { name: 'Cal. Penal Code', also: ['PC', 'Pen. Code'] },
  { name: 'Tex. Health & Safety Code', sex_work: [] },
];
const row = (citation: string, conduct: OffenceEntry['conduct'], also: string[] = []): OffenceEntry => ({ citation, also, title: citation, conduct, grade: null, from: null, to: null, sources: 'knowledge' });
const offences = [
  row('N.Y. Penal Law § 230.00', 'selling'),
  row('N.Y. Penal Law § 240.37', 'loitering'),
  row('720 ILCS 5/11-14', 'selling'),
  row('Cal. Penal Code § 647(b)(1)', 'selling', ['Cal. Penal Code § 647(b)']),
  row('Cal. Penal Code § 647(b)(2)', 'buying'),
  row('Cal. Penal Code § 653.22', 'loitering'),
  row('Cal. Penal Code § 315', 'permitting'),
  row('Cal. Penal Code § 266(b)', 'buying'),
  row('Cal. Penal Code § 266(b.1)', 'promoting'),
];
const index = indexCitations(codes, offences);
const read = (text: string): string[] => readCitation(text, index).offences.map((offence) => offence.citation);

describe('citations', () => {
  it.each([
    'N.Y. Penal Law § 230.00', 'PL 230.00', 'P.L. § 230.00', 'p.l. 230.00', 'PL230.00', 'Penal Law section 230.00', 'NY Penal Law §230.00(1)'.replace('NY ', ''), 'N.Y. PENAL LAW §§ 230.00', 'Penal Law sec. 230.00 (misdemeanor)', 'PL § 230.00, subd. 1', '230.00', '§ 230.00', 'N.Y. Penal Law § 230.00(1)', ' pl-230.00 ',
  ])('%s is prostitution in New York', (text) => {
    expect(read(text)).toEqual(['N.Y. Penal Law § 230.00']);
    expect(readCitation(text, index).recognised).toBe(true);
  });

  it.each(['720 ILCS 5/11-14', '720 ILCS 5 / 11-14', '720 Ill. Comp. Stat. 5/11-14', '720 ilcs 5/11–14', '720 ILCS 5/11-14(a)'])('%s is prostitution in Illinois', (text) => {
    expect(read(text)).toEqual(['720 ILCS 5/11-14']);
  });

  it.each([
    ['section signs', '§'.repeat(30)],
    ['section signs and blanks', '§ '.repeat(150)],
    ['short words', 's. '.repeat(100)],
    ['dots', '. '.repeat(150)],
    ['brackets', '(former '.repeat(40)],
    ['supplements', 'supp'.repeat(90)],
    ['supplements with dots', 'Supp. '.repeat(60)],
    ['years', '2015 Supp '.repeat(38)],
    ['supplements behind a year', `2015 ${'supp'.repeat(80)}`],
    ['numbers', '1 '.repeat(190)],
    ['letters and numbers', 'a1-'.repeat(120)],
    ['commas', '1, '.repeat(130)],
  ])('are read at once, however many %s stand in them', (_, tail) => {
    const began = performance.now();
    expect(read(`PL ${tail}x`)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(200);
  });

  it('does not take a longer act number for a shorter one', () => {
    expect(readCitation('720 ILCS 570/402', index)).toMatchObject({ offences: [], elsewhere: false, recognised: false });
  });

  it('gives every reading of a citation that leaves out the subsection', () => {
    expect(read('Cal. Penal Code § 647(b)')).toEqual(['Cal. Penal Code § 647(b)(1)', 'Cal. Penal Code § 647(b)(2)']);
    expect(read('PC 647(b)(2)')).toContain('Cal. Penal Code § 647(b)(2)');
    expect(read('PC 647(b)(2)')).not.toContain('Cal. Penal Code § 647(b)(1)');
    expect(read('PC 647(f)')).toEqual([]);
  });

  it('tells a subsection that was put between two others from the one before it', () => {
    expect(read('PC 266(b.1)')).toEqual(['Cal. Penal Code § 266(b.1)']);
    expect(read('PC 266(b)(1)')).toEqual(['Cal. Penal Code § 266(b)']);
  });

  it('leaves a bare small number open: it may be a section of any code', () => {
    expect(readCitation('315', index).alternatives.map((one) => one.shown)).toEqual(['Cal. Penal Code § 315', '§ 315 of another code']);
  });

  it('knows which sections of a code cannot be sex work', () => {
    expect(readCitation('PL 155.25', index)).toMatchObject({ offences: [], elsewhere: true, recognised: true });
    expect(readCitation('PL 230.99', index)).toMatchObject({ offences: [], elsewhere: false, recognised: true });
    expect(readCitation('PC 484', index)).toMatchObject({ elsewhere: false, recognised: true });
    expect(readCitation('Tex. Health and Safety Code § 481.115', index)).toMatchObject({ elsewhere: true, recognised: true });
  });

  it.each(['', 'prostitution', 'no number', '§', 'Penal Law'])('finds nothing in "%s"', (text) => {
    expect(readCitation(text, index)).toMatchObject({ parts: [], recognised: false });
  });

  it('does not stumble over hostile text', () => {
    const started = process.hrtime.bigint();
    readCitation(`PL ${'('.repeat(20_000)}`, index);
    readCitation(`${'§ '.repeat(20_000)}1`, index);
    readCitation(`1${'.1'.repeat(20_000)}!`, index);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
  });
});

describe('two rows of one citation', () => {
  const before = { ...row('Iowa Code § 724.1', 'selling'), title: 'Prostitution', to: '1978-01-01' };
  const after = { ...row('Iowa Code § 724.1', 'other'), title: 'Offensive weapons', from: '1978-01-01' };
  const iowa = indexCitations([{ name: 'Iowa Code' }], [before, after]);
  const conduct = (on: string): unknown => readOffence({ citation: 'Iowa Code § 724.1' }, iowa, on).conduct;

  it('are told apart by the day, whichever was asked about first', () => {
    expect([conduct('1977-12-31'), conduct('1978-01-01'), conduct('1977-12-31')]).toEqual([['selling'], ['other'], ['selling']]);
  });

  it('a title names no offence of another day, while a citation is read even so', () => {
    expect(readOffence({ title: 'Prostitution' }, iowa, '1977-12-31').offences).toEqual([before]);
    expect(readOffence({ title: 'Prostitution' }, iowa).offences).toEqual([before]);
    expect(readOffence({ title: 'Prostitution' }, iowa, '1978-01-01').recognised).toBe(false);
    expect(readOffence({ citation: 'Iowa Code § 724.1' }, indexCitations([{ name: 'Iowa Code' }], [before]), '1978-01-01').offences).toEqual([before]);
  });
});
