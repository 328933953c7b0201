import { FORMS, sampleCharge, samplePacket } from '../../../test/sample-packet.js';
import type { PacketCharge } from './packet-input.js';
import { loadForms } from './paper-forms.js';
import { renderPaper } from './packet-paper.js';
import { readBack, readBackText } from './read-back.js';

const kinds = (result: { problems: readonly { kind: string }[] }): string[] => [...new Set(result.problems.map((problem) => problem.kind))];
const rowText = (charge: PacketCharge, day = 'May 2, 2012', disposed = 'June 10, 2012'): string => `${charge.docket}${charge.count ? `, count ${charge.count}` : ''} ${charge.offenceTitle}, ${charge.citation} ${day} convicted, ${disposed}`;

describe('reading a real petition back', () => {
  const input = samplePacket();
  const [first, second] = input.charges as [PacketCharge, PacketCharge];
  let pdf: Buffer;
  beforeAll(async () => {
    const source = loadForms(FORMS, 'NY', input.provision.id).find((paper) => paper.kind === 'petition')!;
    pdf = (await renderPaper(source, input)).pdf;
  });

  it('is green for what was chosen', async () => {
    expect(await readBack(pdf, input.charges, input.otherCharges)).toEqual({ ok: true, problems: [] });
  });

  it('goes red when a chosen charge is not printed', async () => {
    const result = await readBack(pdf, [...input.charges, sampleCharge({ id: 'gone', docket: '2015KN000001', citation: 'N.Y. Penal Law § 155.25', offenceTitle: 'Petit larceny' })], []);
    expect(result.ok).toBe(false);
    expect(kinds(result)).toEqual(['docket-missing', 'charge-missing']);
    expect(result.problems.every((problem) => problem.charge === 'gone')).toBe(true);
  });

  it.each([
    ['docket number', { docket: '2012QN012346' }, 'docket-missing'],
    ['day of the offense', { offenceDate: '2012-05-03' }, 'date-missing'],
    ['day of the disposition', { dispositionDate: '2012-06-11' }, 'date-missing'],
    ['count', { count: '2' }, 'charge-missing'],
    ['statute', { citation: 'N.Y. Penal Law § 230.03' }, 'charge-missing'],
  ])('goes red when one %s is wrong', async (_what, changes, kind) => {
    expect(kinds(await readBack(pdf, [{ ...first, ...changes }, second], []))).toContain(kind);
  });

  it('goes red when a charge is printed that was not chosen', async () => {
    const result = await readBack(pdf, [first], [second]);
    expect(result.ok).toBe(false);
    expect(kinds(result)).toEqual(['unchosen-charge']);
  });

  it('goes red when days of two charges were swapped', async () => {
    const swapped = [{ ...first, offenceDate: second.offenceDate }, { ...second, offenceDate: first.offenceDate }];
    expect(kinds(await readBack(pdf, swapped, []))).toContain('charge-missing');
  });
});

describe('what reading back forgives, and what not', () => {
  const charge = sampleCharge();

  it.each([
    ['line breaks in the middle of a number', (text: string) => text.replace('2012QN012345', '2012QN\n012345').replace('May 2, 2012', 'May\n2, 2012')],
    ['ligatures and odd spaces', (text: string) => text.replaceAll(' ', '\u00A0').replaceAll('fi', 'ﬁ')],
    ['case', (text: string) => text.toUpperCase()],
  ])('forgives %s', (_what, change) => {
    expect(readBackText(change(rowText(charge)), [charge], [])).toEqual({ ok: true, problems: [] });
  });

  it('takes a number inside a longer one for another number', () => {
    expect(kinds(readBackText(rowText({ ...charge, docket: '2012QN0123456' }), [charge], []))).toContain('docket-missing');
    const other = sampleCharge({ id: 'other', docket: '12345', citation: null });
    expect(readBackText(rowText({ ...charge, docket: '99-12345' }), [{ ...charge, docket: '99-12345' }], [other]).ok).toBe(true);
    expect(kinds(readBackText(`${rowText(charge)} and 12345.`, [charge], [other]))).toEqual(['unchosen-charge']);
  });

  it('tells counts of one docket apart', () => {
    const third = sampleCharge({ id: 'third', count: '3', offenceTitle: 'Petit larceny', citation: 'N.Y. Penal Law § 155.25' });
    expect(readBackText(rowText(charge), [charge], [third]).ok).toBe(true);
    expect(kinds(readBackText(`${rowText(charge)} ${rowText(third)}`, [charge], [third]))).toEqual(['unchosen-charge']);
    const second = sampleCharge({ id: 'second', count: '2' });
    expect(readBackText(rowText(charge), [charge], [second]).ok).toBe(true);
    expect(kinds(readBackText(`${rowText(charge)} ${rowText(second)}`, [charge], [second]))).toEqual(['unchosen-charge']);
  });

  it('does not mistake the law relied on for an unchosen charge', () => {
    const other = sampleCharge({ id: 'other', docket: '2019BX000777', citation: 'N.Y. Crim. Proc. Law § 440.10(1)(i)' });
    const page = `${rowText(charge)} under N.Y. Crim. Proc. Law § 440.10(1)(i)`;
    expect(readBackText(page, [charge], [other], { allowed: ['N.Y. Crim. Proc. Law § 440.10(1)(i)'] }).ok).toBe(true);
    expect(readBackText(page, [charge], [other]).ok).toBe(false);
  });

  it('does not look for a docket number too short to tell anything, but does for its row', () => {
    const short = sampleCharge({ id: 'short', docket: '12', offenceTitle: 'Loitering', citation: 'N.Y. Penal Law § 240.37', offenceDate: '2001-01-01' });
    expect(readBackText(`${rowText(charge)} 12.`, [charge], [short]).ok).toBe(true);
    expect(readBackText(`${rowText(charge)} ${rowText(short, 'January 1, 2001')}`, [charge], [short]).ok).toBe(false);
  });

  it('asks papers without a list of charges for their docket numbers only', () => {
    expect(readBackText('No. 2012QN012345', [charge], [], { lists: 'dockets' }).ok).toBe(true);
    expect(readBackText('No. 1', [charge], [], { lists: 'dockets' }).ok).toBe(false);
    expect(readBackText('Dear Madam', [charge], [], { lists: 'nothing' }).ok).toBe(true);
  });
});
