import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { FORMS, SAMPLE_COURTS, sampleCharge, samplePacket } from '../../../test/sample-packet.js';
import { PacketInputError, renderPacket } from './packet-paper.js';
import { PacketMismatch, pdfText } from './read-back.js';
import type { RenderedPaper } from './rendered-paper.js';

async function opened<T>(pdf: Buffer, look: (document: PDFDocumentProxy) => Promise<T>): Promise<T> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false, disableFontFace: true }).promise;
  try {
    return await look(document);
  } finally {
    await document.destroy();
  }
}

const solid = (value: string): string => value.replace(/\s+/g, '');
const one = (papers: readonly RenderedPaper[], kind: string): RenderedPaper => papers.find((paper) => paper.kind === kind)!;

describe('a packet', () => {
  let papers: RenderedPaper[];
  beforeAll(async () => {
    papers = await renderPacket(samplePacket(), FORMS);
  });

  it('has the papers of the filing in the order in which they are filed, and no fee waiver where there is no fee', () => {
    expect(papers.map((paper) => paper.kind)).toEqual(['notice', 'petition', 'declaration', 'order', 'service']);
  });

  it.each(Object.entries(SAMPLE_COURTS))('is tagged, letter size, titled, in English, and numbers its pages to the last: %s', async (_court, changes) => {
    for (const paper of await renderPacket(samplePacket({ ...changes, date: '2019-02-03' }), FORMS)) {
      await opened(paper.pdf, async (document) => {
        expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
        const { info } = (await document.getMetadata()) as unknown as { info: Record<string, unknown> };
        expect(info['Title']).toBe(paper.title);
        expect(info['Language']).toMatch(/^en/);
        expect(info['CreationDate']).toContain('20190203');
        expect(document.numPages).toBe(paper.pages);
        for (let number = 1; number <= document.numPages; number += 1) {
          const page = await document.getPage(number);
          expect(page.view).toEqual([0, 0, 612, 792]);
          expect((await page.getStructTree())?.children.length).toBeGreaterThan(0);
          const { items } = await page.getTextContent();
          const words = items.map((item) => ('str' in item ? item.str : '')).join(' ');
          expect(words.replace(/\s+/g, ' ')).toContain(`Page ${number} of ${document.numPages}`);
        }
      });
    }
  });

  it('gives the same bytes for the same input, also when packets are made at the same time', async () => {
    const [again, other, third] = await Promise.all([renderPacket(samplePacket(), FORMS), renderPacket(samplePacket(SAMPLE_COURTS['CA']), FORMS), renderPacket(samplePacket(), FORMS)]);
    for (const [index, paper] of papers.entries()) {
      for (const run of [again, third]) {
        expect(run[index]!.pdf.equals(paper.pdf)).toBe(true);
        expect(run[index]!.docx.equals(paper.docx)).toBe(true);
      }
    }
    expect(other[1]!.pdf.equals(papers[1]!.pdf)).toBe(false);
  });

  it('names court, parties and every docket number in the caption of each paper', async () => {
    for (const paper of papers) {
      const page = await pdfText(paper.pdf);
      expect(page).toContain('CRIMINAL COURT OF THE CITY OF NEW YORK');
      expect(page).toContain('COUNTY OF QUEENS');
      expect(page).toContain('THE PEOPLE OF THE STATE OF NEW YORK,');
      expect(page).toContain('2012QN012345');
      expect(page).toContain('2013KN054321');
    }
  });

  it('prints grounds from the provision, facts from the determination, and requirements from the finding', async () => {
    const page = solid(await pdfText(one(papers, 'petition').pdf));
    expect(page).toContain(solid('took part in the offense as a result of having been a victim of sex trafficking'));
    expect(page).toContain(solid('held in debt bondage by a person who took the earnings'));
    expect(page).toContain(solid('(Approval notice of a T visa, Exhibit A.)'));
    expect(page).toContain(solid('the section covers every offense since November 16, 2021'));
  });

  it('carries what the law data wants checked', () => {
    expect(papers[0]!.checks).toContain('two readers differ on whether the motion has to be made with due diligence');
  });

  it('says when nobody has checked the court format', async () => {
    const [notice] = await renderPacket(samplePacket(SAMPLE_COURTS['a state without forms of its own']), FORMS);
    expect(notice!.checks.join(' ')).toContain('have not been checked against the rules of this court');
    expect(notice!.checks.join(' ')).toContain('No caption of this jurisdiction is on file');
  });
});

describe('a name kept back', () => {
  it('is printed as initials wherever the provision keeps its papers confidential', async () => {
    for (const paper of await renderPacket(samplePacket(), FORMS)) {
      const page = await pdfText(paper.pdf);
      expect(page).toContain('M.Q.');
      expect(solid(page)).not.toContain('Quintero');
      expect(solid(page)).not.toContain('Delacroix');
      expect(page).toContain('CONFIDENTIAL');
    }
  });

  it('is printed in full when the attorney asks for that', async () => {
    const papers = await renderPacket(samplePacket({ client: { initials: false } }), FORMS);
    expect(await pdfText(one(papers, 'petition').pdf)).toContain('MARISOL ELENA QUINTERO');
    expect(one(papers, 'petition').text).toContain('Star Delacroix');
  });

  it('stops the packet when a statement prints it after all', async () => {
    const statements = [{ element: 'nexus', text: 'Marisol Elena Quintero was held in debt bondage.', basis: null }];
    await expect(renderPacket(samplePacket({ determination: { statements } }), FORMS)).rejects.toMatchObject({ name: 'PacketMismatch', problems: [{ kind: 'name-shown' }] });
  });

  it('asks for a check when a statement holds a part of it, or initials have no law behind them', async () => {
    const statements = [{ element: 'nexus', text: 'Ms. Quintero was held in debt bondage.', basis: null }];
    const papers = await renderPacket(samplePacket({ provision: { confidential: false }, client: { initials: true }, determination: { statements } }), FORMS);
    expect(papers[0]!.checks.join(' ')).toContain('part of the client’s name');
    expect(papers[0]!.checks.join(' ')).toContain('leave of court may be needed');
  });
});

describe('what nobody knows', () => {
  const unknown = samplePacket({
    office: { attorney: { name: null, barNumber: null }, phone: null, email: null, address: [] },
    court: { name: null, county: null },
    charges: [sampleCharge({ docket: null, count: null, offenceTitle: null, citation: null, offenceDate: null, disposition: null, dispositionDate: null, sentence: null })],
    otherCharges: [],
    because: [],
    determination: { statements: [] },
    served: [],
    provision: { filing: { court: null, form: null, feeUsd: null, feeWaivable: null, deadline: null }, remedy: 'something new' },
  });

  it('becomes a blank that says what is missing, on the page and in the list', async () => {
    const papers = await renderPacket(unknown, FORMS);
    const whats = one(papers, 'petition').blanks.map((blank) => blank.what);
    expect(whats).toEqual(
      expect.arrayContaining([
        'the name of the court',
        'the county',
        'the docket number',
        'the docket number of charge 1 of this list',
        'the date of the offense in charge 1 of this list',
        'the date of the disposition in charge 1 of this list',
        'what the court is asked to order',
        'the name of the attorney',
        'the bar number of the attorney',
        expect.stringMatching(/^the facts, confirmed by the attorney, that show: took part in the offense/),
      ]),
    );
    for (const paper of papers) {
      const page = solid(await pdfText(paper.pdf));
      for (const { what, paper: kind } of paper.blanks) {
        expect(kind).toBe(paper.kind);
        expect(page).toContain(solid(`[… ${what}]`));
      }
    }
  });

  it.each(Object.entries(SAMPLE_COURTS))('is named in every template, never left as a blank without words: %s', async (_court, changes) => {
    const { court = {}, provision = {} } = changes;
    const papers = await renderPacket({ ...unknown, court: { ...unknown.court, ...court, name: null, county: null, division: null }, provision: { ...unknown.provision, ...provision, effect: null, remedy: 'something new' } }, FORMS);
    for (const paper of papers) expect(paper.blanks.map((blank) => blank.what)).not.toContain('information that is not on file');
  });

  it('does not sneak in from a condition that failed, is open, or quotes a charge that was not chosen', async () => {
    const line = (value: string, holds: boolean | null): { charge: string; condition: string; holds: boolean | null; value: string; citation: null } => ({ charge: 'charge-1', condition: 'clean', holds, value, citation: null });
    const because = [line('no pending charge', null), line('no later conviction', false), line('the conviction in 2019BX000777 came later', true), line('nothing is owed', true)];
    const papers = await renderPacket(samplePacket({ because }), FORMS);
    const { text, checks } = one(papers, 'petition');
    expect(text).toContain('nothing is owed');
    expect(text).not.toContain('pending');
    expect(text).not.toContain('later');
    expect(checks.join(' ')).toContain('names a charge that is not part of this filing');
  });
});

describe('a provision without elements to show', () => {
  it('has no empty section in its petition', async () => {
    const changes = { provision: { elements: [], confidential: false }, determination: { statements: [] } };
    for (const court of ['NY', 'TX']) {
      const { court: where, provision } = SAMPLE_COURTS[court]!;
      const papers = await renderPacket(samplePacket({ ...changes, ...(where ? { court: where } : {}), provision: { ...provision, ...changes.provision } }), FORMS);
      expect(one(papers, 'petition').text).not.toContain('Grounds');
      expect(one(papers, 'petition').text).toContain('Other requirements');
    }
  });
});

describe('the fee waiver', () => {
  const filing = samplePacket().provision.filing;
  it.each([
    [0, null, false],
    [175, true, true],
    [175, false, false],
    [null, null, true],
  ])('for a fee of %s, waivable %s: %s', async (feeUsd, feeWaivable, there) => {
    const papers = await renderPacket(samplePacket({ provision: { filing: { ...filing, feeUsd, feeWaivable } } }), FORMS);
    expect(papers.some((paper) => paper.kind === 'fee-waiver')).toBe(there);
    if (feeUsd === 175 && there) expect(one(papers, 'fee-waiver').text).toContain('$175');
    if (feeUsd === null) expect(papers[0]!.checks.join(' ')).toContain('not known whether this filing costs a fee');
  });
});

describe('pleading paper', () => {
  it('numbers 28 lines, starts the court’s name on line 8 and sets the text on the numbers', async () => {
    const papers = await renderPacket(samplePacket(SAMPLE_COURTS['CA']), FORMS);
    await opened(one(papers, 'petition').pdf, async (document) => {
      const { items } = await (await document.getPage(1)).getTextContent();
      const words = items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [{ text: item.str, x: item.transform[4] as number, y: item.transform[5] as number }] : []));
      const numbers = words.filter((word) => word.x < 100 && /^\d+$/.test(word.text));
      expect(numbers.map((word) => word.text)).toEqual(Array.from({ length: 28 }, (_none, index) => String(index + 1)));
      const lines = new Map<number, string>();
      for (const word of words.filter((other) => other.x > 100)) lines.set(word.y, `${lines.get(word.y) ?? ''}${word.text}`.replace(/\s+/g, ''));
      const line = (text: string): number => {
        const [y] = [...lines].find(([, whole]) => whole.includes(text)) ?? [];
        return (numbers[0]!.y - (y ?? Number.NaN)) / 24 + 1;
      };
      expect(line('SUPERIORCOURT')).toBeCloseTo(8, 1);
      for (const text of ['Thepetitioner,', 'Thecharges', 'Reliefisasked']) expect(line(text) % 1).toBeCloseTo(0, 1);
    });
  });
});

describe('input that makes no packet', () => {
  it('is refused by field, without quoting it', async () => {
    await expect(renderPacket(samplePacket({ charges: [] }), FORMS)).rejects.toThrow(PacketInputError);
    await expect(renderPacket(samplePacket({ date: '2026-02-30' }), FORMS)).rejects.toMatchObject({ field: 'date' });
    await expect(renderPacket(samplePacket({ charges: [sampleCharge({ offenceDate: '31/12/2012' })] }), FORMS)).rejects.toMatchObject({ field: 'charges[0].offenceDate' });
    await expect(renderPacket(samplePacket({ court: { jurisdiction: '../..' } }), FORMS)).rejects.toMatchObject({ name: 'FormError' });
  });

  it('stops when a chosen charge reads the same as one that was left out', async () => {
    const twin = { ...sampleCharge(), id: 'charge-8' };
    const refused = renderPacket(samplePacket({ otherCharges: [twin] }), FORMS);
    await expect(refused).rejects.toThrow(PacketMismatch);
    await expect(refused).rejects.toMatchObject({ problems: [{ kind: 'charges-alike', charge: 'charge-8' }] });
  });
});

describe('many charges', () => {
  it('run over pages with the head of the table repeated and no row lost', async () => {
    const charges = Array.from({ length: 45 }, (_none, index) => sampleCharge({ id: `c${index}`, docket: `2012QN0${10_000 + index}`, count: null }));
    for (const court of ['NY', 'CA']) {
      const papers = await renderPacket(samplePacket({ ...SAMPLE_COURTS[court], charges, because: [] }), FORMS);
      const { pages, pdf } = one(papers, 'petition');
      expect(pages).toBeGreaterThan(4);
      expect(solid(await pdfText(pdf)).split('DateofoffenseDisposition').length).toBeGreaterThan(2);
    }
  });
});
