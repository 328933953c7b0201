import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMS, samplePacket } from '../../../test/sample-packet.js';
import { renderPacket, renderPaper } from './packet-paper.js';
import { loadForms } from './paper-forms.js';

const FRONT = '---\nkind: petition\ntitle: Petition\norder: 1\nversion: "7"\nlanguage: en\nconfidence: high\n---\n';

describe('forms', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'forms-'));
    cpSync(join(FORMS, 'general'), join(dir, 'general'), { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (path: string, content: string): void => {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  const petition = (jurisdiction: string, provision: string): ReturnType<typeof loadForms>[number] => loadForms(dir, jurisdiction, provision).find((paper) => paper.kind === 'petition')!;

  it('come from the provision, else the jurisdiction, else the general folder', () => {
    expect(petition('GA', 'ga-1').path).toContain('general');
    write('GA/petition.md', `${FRONT}One`);
    expect(petition('GA', 'ga-1').body).toBe('One');
    write('GA/ga-1/petition.md', `${FRONT}Two`);
    expect(petition('GA', 'ga-1').body).toBe('Two');
    expect(petition('GA', 'ga-2').body).toBe('One');
  });

  it('inherit the court’s format key by key', () => {
    write('GA/caption.yaml', 'confidence: high\nwords: {client: movant}\nlayout: {margins: {left: 1.5}}\n');
    const { court, layout } = petition('GA', 'ga-1');
    expect(court.words['client']).toBe('movant');
    expect(court.words['judge']).toBe('Judge');
    expect(layout.margins).toEqual({ top: 1, right: 1, bottom: 1, left: 1.5 });
    write('GA/petition.md', FRONT.replace('confidence', 'layout: {line_spacing: 1.5}\nconfidence'));
    expect(petition('GA', 'ga-1').layout.lineSpacing).toBe(1.5);
  });

  it('are read again after an attorney changed them', () => {
    write('GA/petition.md', `${FRONT}Before`);
    expect(petition('GA', 'ga-1').body).toBe('Before');
    write('GA/petition.md', `${FRONT}After the change`);
    expect(petition('GA', 'ga-1').body).toBe('After the change');
  });

  it.each([
    ['no front matter', 'GA/petition.md', 'Just text', /petition\.md: starts with no front matter/],
    ['a key nobody knows', 'GA/petition.md', FRONT.replace('order', 'ordre'), /petition\.md: .*order.*ordre|petition\.md: .*ordre/],
    ['another kind than its name', 'GA/petition.md', FRONT.replace('kind: petition', 'kind: motion'), /kind is "motion"/],
    ['YAML that is none', 'GA/caption.yaml', 'words: [', /caption\.yaml: not YAML/],
    ['a layout no page can have', 'GA/caption.yaml', 'layout: {font_size: 4}', /caption\.yaml: \/layout\/font_size must be >= 10/],
  ])('with %s are refused by name of the file', (_what, path, content, message) => {
    write(path, content);
    expect(() => loadForms(dir, 'GA', 'ga-1')).toThrow(message);
  });

  it.each([
    ['an unknown word', '{{ client.nmae }}', /petition\.md: .*nmae/],
    ['an unknown filter', '{{ client.name | shout }}', /petition\.md: .*shout/],
    ['data without escaping', '{{ client.name | raw }}', /petition\.md: .*"raw" is not for papers/],
    ['an unknown signer', '{% signature mayor %}', /sign as attorney, client, server or judge/],
    ['a picture', '![seal](seal.png)', /papers have no "image"/],
    ['code', '```\nx\n```', /papers have no "fence"/],
    ['an unclosed tag', '{% if client.name %}', /petition\.md/],
  ])('with %s in their text are refused by name of the file, never by the data', async (_what, body, message) => {
    write('GA/petition.md', `${FRONT}${body}`);
    const failed = renderPaper(petition('GA', 'ga-1'), samplePacket());
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/Quintero/);
  });

  it('may be letters: no caption, address lines, closing, page after page', async () => {
    write('GA/petition.md', `${FRONT.replace('confidence: high', 'confidence: high\ncaption: false\nlists: nothing\nlayout: {line_spacing: 1}')}${'Records Division\\\n1 Main Street\n\nDear Custodian:\n\n> as ordered\n\nPlease seal.\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n'}`);
    const paper = await renderPaper(petition('GA', 'ga-1'), samplePacket());
    expect(paper.pages).toBe(2);
    expect(paper.text).toContain('Records Division\n1 Main Street\nDear Custodian:\nas ordered\nPlease seal.\na\nb\n1\n2\n');
  });

  it('of a jurisdiction or provision id that is none are not looked for on disk', () => {
    expect(() => loadForms(dir, '..', 'x')).toThrow(/two capital letters/);
    expect(() => loadForms(dir, 'GA', '../general')).toThrow(/provision id/);
  });

  it('with papers of their own add them to the packet', async () => {
    const packet = await renderPacket(samplePacket({ court: { jurisdiction: 'NC', jurisdictionName: 'North Carolina' }, provision: { id: 'nc-15A-1416.1' } }), FORMS);
    expect(packet.map((paper) => paper.kind)).toContain('counsel-certificate');
  });
});
