import { FORMS, sampleCharge, samplePacket } from '../../../test/sample-packet.js';
import { renderPacket } from './packet-paper.js';
import { initialsOf } from './paper-data.js';
import { americanLegal, printable, printedDay } from './paper-text.js';
import { pdfText } from './read-back.js';
import type { RenderedPaper } from './rendered-paper.js';

const solid = (value: string): string => value.normalize('NFKC').replace(/[\s\u200B]+/g, '');
const named = (legalName: string, aliases: string[] = []): ReturnType<typeof samplePacket> => samplePacket({ client: { legalName, aliases, initials: false } });
const petitionOf = (papers: readonly RenderedPaper[]): RenderedPaper => papers.find((paper) => paper.kind === 'petition')!;

describe('data in a paper', () => {
  it.each([
    '#set page(paper: "a4")',
    '#read("/etc/passwd")',
    '*bold* _it_ `raw` ~ @ref <label>',
    '{{ office.name }}',
    '{% for x in charges %}x{% endfor %}',
    '$x^2$ $ \\ \\\\ \\u{41}',
    '") + panic("x',
    '<b>Ana</b> &amp; &#65;',
    '# Heading',
    '1. One',
    '- - -',
    '| a | b |',
    '> quoted',
    '[link](http://example.org) ![image](x)',
    '// comment /* all */ and the rest',
    "O'Neill-Ñandú, Zoë (the \"second\")",
  ])('is printed as it is and changes nothing around it: %s', async (name) => {
    const papers = await renderPacket(named('Ana Example', [name]), FORMS);
    const { pdf, text, pages } = petitionOf(papers);
    expect(solid(await pdfText(pdf))).toContain(solid(`in the records as ${name}.`));
    expect(text).toContain(`in the records as ${name}.`);
    expect(pages).toBe(petitionOf(await renderPacket(named('Ana Example', ['Ann']), FORMS)).pages);
  });

  it('can forge neither a blank nor a block of the paper', async () => {
    const papers = await renderPacket(named('Ana Example', ['\uE000forged\uE001', '\uE002signature judge\uE002', 'a\nb\n\n# c']), FORMS);
    const { blanks, text } = petitionOf(papers);
    expect(blanks).toEqual([]);
    expect(text).toContain('in the records as forged, signature judge, a b # c.');
  });

  it('cannot turn the direction of what stands beside it, nor hide characters', () => {
    expect(printable('Ana\u202Ecba\u202C\u200B \u0007Example\u0000')).toBe('Anacba Example');
  });

  it('keeps a very long name within the page and whole', async () => {
    const name = `${'Wolfeschlegelsteinhausenbergerdorff '.repeat(12)}${'Y'.repeat(180)}`;
    const { pdf, pages } = petitionOf(await renderPacket(named(name, []), FORMS));
    expect(pages).toBeLessThan(8);
    expect(solid(await pdfText(pdf)).replace(/Page\d+of\d+/g, '')).toContain(solid(name));
  });

  it('keeps a docket number as long as the cell is wide, and a sentence longer than a page', async () => {
    const sentence = `${'thirty days in jail and '.repeat(400)}the end`;
    const docket = '2012CRIMINALCOURTQUEENSCOUNTY00000012345';
    const papers = await renderPacket(samplePacket({ charges: [sampleCharge({ docket, sentence })], because: [] }), FORMS);
    const page = solid(await pdfText(petitionOf(papers).pdf));
    expect(page).toContain(docket);
    expect(page.match(/thirty/g)).toHaveLength(400);
  });

  it('is refused when a row of the table of charges could not fit on a page', async () => {
    const charges = [sampleCharge({ offenceTitle: 'x'.repeat(501) })];
    await expect(renderPacket(samplePacket({ charges }), FORMS)).rejects.toMatchObject({ name: 'PacketInputError', field: 'charges[0].offenceTitle' });
  });
});

describe('names in other scripts', () => {
  it.each(['Анна Петренко', 'Ελένη Παπαδοπούλου', 'Nguyễn Thị Hương', 'Łucja Žižková', 'สมหญิง ใจดี', 'अनीता शर्मा', 'שרה כהן', 'ليلى حسن'])('are drawn with glyphs that read back: %s', async (alias) => {
    const { pdf, blanks } = petitionOf(await renderPacket(named('Ana Example', [alias]), FORMS));
    expect(blanks).toEqual([]);
    const letters = new Set(solid(await pdfText(pdf)));
    for (const letter of solid(alias).normalize('NFKD').replace(/\p{M}/gu, '')) expect([...letters].some((found) => found.normalize('NFKD').startsWith(letter))).toBe(true);
  });

  it('become a listed blank where no font has the glyphs, and the paper still comes out', async () => {
    const { pdf, blanks, text } = petitionOf(await renderPacket(named('Ana Example', ['Ana \u{12000}\u{12001}']), FORMS));
    expect(blanks.map((blank) => blank.what)).toContain('words in a script the fonts of this office cannot print');
    expect(text).toContain('Ana [… words in a script');
    expect(solid(await pdfText(pdf))).toContain(solid('[… words in a script the fonts of this office cannot print]'));
  });
});

describe('words', () => {
  it.each([
    ['2012-06-05', 'June 5, 2012'],
    ['2024-02-29', 'February 29, 2024'],
    ['2012-13-05', '2012-13-05'],
    ['soon', 'soon'],
  ])('day %s', (day, printed) => expect(printedDay(day)).toBe(printed));

  it('of law data are put in American spelling and days in words, and numbers of dockets and statutes stay', () => {
    expect(americanLegal('the offence ended in a favourable way on 2021-11-16')).toBe('the offense ended in a favorable way on November 16, 2021');
    expect(americanLegal('docket 12-2021-11-16 and AB-2021-11-16')).toBe('docket 12-2021-11-16 and AB-2021-11-16');
  });

  it.each([
    ['Marisol Elena Quintero', 'M.Q.'],
    ['María de la Cruz-Ortiz', 'M.C.'],
    ['Cher', 'C.'],
    ['  ángel   o’Hara ', 'Á.O.'],
  ])('initials of %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});
