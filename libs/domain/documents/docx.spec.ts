import JSZip from 'jszip';
import { FORMS, SAMPLE_COURTS, samplePacket } from '../../../test/sample-packet.js';
import { renderPacket } from './packet-paper.js';
import { readBackText } from './read-back.js';
import type { RenderedPaper } from './rendered-paper.js';

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };

async function part(paper: RenderedPaper, name: string): Promise<string> {
  const file = (await JSZip.loadAsync(paper.docx)).file(name);
  if (!file) throw new Error(`no ${name} in the file`);
  return file.async('string');
}

function words(xml: string): string {
  return xml
    .replace(/<w:(?:br|tab)\/>/g, '\n')
    .replace(/<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => ENTITIES[entity]!);
}

const solid = (value: string): string => value.replace(/[\s\u200B]+/g, '');

describe('the Word file', () => {
  it.each(Object.entries(SAMPLE_COURTS))('says what the PDF says, paragraph by paragraph: %s', async (_court, changes) => {
    const input = samplePacket(changes);
    for (const paper of await renderPacket(input, FORMS)) {
      const xml = await part(paper, 'word/document.xml');
      const page = solid(words(xml));
      for (const line of paper.text.split('\n')) {
        // Word counts numbered paragraphs itself.
        expect(page).toContain(solid(line.replace(/^\d+\. /, '')));
      }
      const numbered = paper.text.split('\n').filter((line) => /^\d+\. /.test(line)).length;
      expect(xml.match(/<w:numPr>/g)?.length ?? 0).toBe(numbered);
      expect(xml).toContain('<w:pgSz w:w="12240" w:h="15840"');
      if (['petition', 'order'].includes(paper.kind)) expect(readBackText(words(xml), input.charges, input.otherCharges).problems).toEqual([]);
    }
  });

  it('has page x of y, a heading for its title, a table head, and the paper’s own date', async () => {
    const petition = (await renderPacket(samplePacket({ date: '2019-02-03' }), FORMS)).find((paper) => paper.kind === 'petition')!;
    const footer = await part(petition, 'word/footer1.xml');
    expect(footer).toContain('PAGE');
    expect(footer).toContain('NUMPAGES');
    const xml = await part(petition, 'word/document.xml');
    expect(xml).toContain('<w:pStyle w:val="Heading1"/>');
    expect(xml).toContain('<w:tblHeader');
    const core = await part(petition, 'docProps/core.xml');
    expect(core).toContain('2019-02-03T00:00:00Z');
    expect(core.match(/\d{4}-\d{2}-\d{2}T/g)).toEqual(['2019-02-03T', '2019-02-03T']);
    expect(core).not.toContain('Quintero');
    // A clock in the zip file would make the bytes of a second run differ.
    const stamps = Object.values((await JSZip.loadAsync(petition.docx)).files).map((file) => file.date.toISOString().slice(0, 10));
    expect(new Set(stamps)).toEqual(new Set(['2019-02-03']));
  });

  it('numbers the lines of pleading paper in its header', async () => {
    const petition = (await renderPacket(samplePacket(SAMPLE_COURTS['CA']), FORMS)).find((paper) => paper.kind === 'petition')!;
    expect(words(await part(petition, 'word/header1.xml')).trim().split(/\s+/)).toEqual(Array.from({ length: 28 }, (_none, index) => String(index + 1)));
  });
});
