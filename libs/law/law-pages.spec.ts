import { changelog } from './changelog.js';
import { LawLibrary } from './law-library.js';
import { jurisdictionPage, provisionPage } from './law-pages.js';
import { loadLaw } from './load.js';

const law = loadLaw('law');
const library = new LawLibrary('law');

describe('the law, to read', () => {
  it('shows each road by the version in force on the day', () => {
    const version = (on: string) => jurisdictionPage(law, 'NY', on)!.provisions.find((one) => one.id === 'ny-440.10-1-i');
    expect(version('2021-11-15')).toMatchObject({ version: '2010-08-13', inForce: true });
    expect(version('2021-11-16')).toMatchObject({ version: '2021-11-16', inForce: true });
    expect(version('2010-08-12')).toMatchObject({ version: '2010-08-13', inForce: false });
    expect(jurisdictionPage(law, 'ZZ', '2026-11-21')).toBeNull();
  });

  it('shows a provision with every version, its sources by name, and the examples about it', () => {
    const page = provisionPage(law, 'ny-440.10-1-i', (jurisdiction) => library.examples(jurisdiction))!;
    expect(page.versions.map((one) => one.version)).toEqual(['2010-08-13', '2021-11-16']);
    expect(page.versions[1]!.sources[0]).toMatchObject({ title: expect.stringMatching(/./), url: expect.stringMatching(/^https?:/) });
    expect(page.examples.length).toBeGreaterThan(1);
    for (const example of page.examples) expect(new Set(example.expect.map((one) => one.provision))).toEqual(new Set(['ny-440.10-1-i']));
    expect(provisionPage(law, 'ny-none', () => null)).toBeNull();
  });

  it('tells its changes by day, from the versions and the lists of reforms, the first day included', () => {
    const all = changelog(law);
    expect(all).toContainEqual(expect.objectContaining({ on: '2021-11-16', kind: 'amended', provision: 'ny-440.10-1-i' }));
    expect(all).toContainEqual(expect.objectContaining({ on: '2010-08-13', kind: 'began', provision: 'ny-440.10-1-i' }));
    expect(all.map((one) => one.on ?? '')).toEqual(all.map((one) => one.on ?? '').sort().reverse());
    const since = changelog(law, '2021-11-16');
    expect(since.some((one) => one.on === '2021-11-16')).toBe(true);
    expect(since.every((one) => one.on !== null && one.on >= '2021-11-16')).toBe(true);
    expect(changelog(law, '2021-11-17').some((one) => one.on === '2021-11-16')).toBe(false);
  });
});
