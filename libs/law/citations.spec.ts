import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { evaluate } from './evaluate.js';
import type { Finding } from './finding.js';
import { loadLaw } from './load.js';
import type { Charge, Offence } from './person.js';
import { readCitation, readOffence } from './reading.js';
import type { CitationReading } from './section-reading.js';

const law = loadLaw('law');
const table = parse(readFileSync('libs/law/citations.spec.yaml', 'utf8')) as Record<string, [string, ...string[]][]>;
const ON = '2026-11-21';

function told(reading: CitationReading): string[] {
  if (!reading.recognised && reading.alternatives.length === 0) return ['unknown'];
  if (reading.attempt) return [reading.shown!];
  if (reading.alternatives.length > 0) return reading.alternatives.flatMap(told);
  return [reading.offences[0]?.citation ?? `${reading.elsewhere ? 'no sex work' : 'not in the table'}: ${reading.shown}`];
}

const read = (place: string, offence: Offence | string, on?: string): string[] => told(readOffence(offence, law.citations.get(place), on));
const judged = (place: string, offence: Offence, more: Partial<Charge> = {}): Finding[] =>
  evaluate({ id: 'p', charges: [{ id: 'A', jurisdiction: place, offence, disposition: 'convicted', ...more }] }, ON, law);

describe.each(Object.keys(table))('what people type in %s', (place) => {
  it.each(table[place]!)('%s', (typed, ...expected) => {
    expect(told(readCitation(typed, law.citations.get(place)!)).sort()).toEqual([...expected].sort());
  });
});

describe.each([...law.jurisdictions.keys()])('the offence table of %s', (place) => {
  const { codes, offences } = law.jurisdictions.get(place)!.file;

  it('is found by each of its citations and titles', () => {
    for (const offence of offences) {
      for (const words of [offence.citation, ...(offence.also ?? []), offence.title, ...(offence.titles ?? [])]) expect([words, ...read(place, words)]).toContain(offence.citation);
    }
  });

  it('is found by every name of its codes, without signs, and in capitals', () => {
    for (const offence of offences) {
      const code = codes.find(({ name }) => offence.citation.startsWith(name));
      if (!code) continue;
      for (const name of [code.name, ...(code.also ?? [])]) {
        const typed = `${name} ${offence.citation.slice(code.name.length).replace(/^[\s,]*§+\s*|^[\s/]+/, '')}`;
        expect([typed, ...read(place, typed)]).toContain(offence.citation);
        expect([typed.toUpperCase(), ...read(place, typed.toUpperCase())]).toContain(offence.citation);
      }
    }
  });

  it('is not read out of an attempt', () => {
    for (const offence of offences) expect(read(place, `ATT ${offence.citation}`)).not.toContain(offence.citation);
  });
});

it('the table of spellings covers every jurisdiction with enough of them', () => {
  expect(Object.keys(table).sort()).toEqual([...law.jurisdictions.keys()].sort());
  expect(Object.values(table).flat().length).toBeGreaterThan(2000);
  for (const rows of Object.values(table)) expect(rows.filter(([, ...readings]) => readings.length > 1 || readings[0] === 'unknown').length).toBeGreaterThan(1);
});

describe('which reading is meant', () => {
  it('is told by the conduct that was entered', () => {
    expect(read('CA', { citation: 'PC 647(b)', conduct: 'buying' })).toEqual(['Cal. Penal Code § 647(b)(2)']);
    expect(read('CA', { citation: 'PC 647(b)', conduct: 'loitering' })).toHaveLength(2);
  });

  it('is told by the title, in its own field or beside the number', () => {
    expect(read('CA', { citation: 'PC 647', title: 'Drunk in public' })).toEqual(['Cal. Penal Code § 647(f)']);
    expect(read('CA', { citation: 'PC 647', title: 'no such title' })).toHaveLength(5);
    expect(read('CA', '647 PC DRUNK IN PUBLIC')).toEqual(['Cal. Penal Code § 647(f)']);
  });

  it('is told by the day of the offence, on both sides of an amendment', () => {
    expect(read('NC', { citation: 'G.S. 14-204' }, '2013-10-01')).toEqual(['N.C. Gen. Stat. § 14-204']);
    expect(read('NC', { citation: 'G.S. 14-204' }, '2013-09-30')).not.toContain('N.C. Gen. Stat. § 14-204');
    expect(read('NC', { citation: 'G.S. 14-204' })).toHaveLength(5);
  });

  it('a title counts where no citation is given, and never against one', () => {
    expect(read('NY', { title: 'LOIT PURP PROST' })).toEqual(['N.Y. Penal Law § 240.37']);
    expect(read('NY', { citation: 'PL 230.00', title: 'LOIT PURP PROST' })).toEqual(['N.Y. Penal Law § 230.00']);
    expect(read('NY', { citation: 'Nowhere Code § 12', title: 'Prostitution' })).toEqual(['unknown']);
    expect(read('NY', { title: 'PROSTITUTON' })).toEqual(['unknown']);
  });
});

describe('what comes of a reading', () => {
  it('is shown with it', () => {
    const [finding] = judged('NY', { citation: '230.00 PL BM' });
    expect(finding!.because.filter((reason) => reason.condition === 'offence-reading')).toEqual([
      { condition: 'offence-reading', holds: true, from: null, to: null, value: '"230.00 PL BM" read as N.Y. Penal Law § 230.00 (Prostitution)', citation: null },
    ]);
    expect(judged('NY', { title: 'PETIT LARC' })[0]!.because.map((reason) => reason.value)).toContain('"PETIT LARC" read as N.Y. Penal Law § 155.25 (Petit larceny)');
  });

  /** A typed citation, and every one of its readings spelled out. */
  const ambiguous = Object.entries(table).flatMap(([place, rows]) => rows.filter((row) => readCitation(row[0], law.citations.get(place)!).alternatives.length > 0).map((row) => [place, row[0]] as const));

  it.each(ambiguous)('%s %s: what every reading says stands, else the citation is asked for', (place, citation) => {
    const reading = readCitation(citation, law.citations.get(place)!);
    const facts = { grade: 'misdemeanor', offenceDate: '2016-03-01', dispositionDate: '2016-06-01', sentencedOn: '2016-06-01', incarcerated: false } as const;
    for (const finding of judged(place, { citation }, facts)) {
      const said = finding.because.filter((reason) => reason.condition === 'offence-reading');
      if (said.length < 2) continue;
      if (new Set(said.map((reason) => reason.holds)).size > 1) {
        expect(['needs-facts', 'attorney-decides']).toContain(finding.result);
        if (!reading.attempt) expect(finding.missing).toContain('offence.citation');
        else expect(finding.questions.join()).toContain('attempt or conspiracy');
      }
      if (finding.result === 'eligible' || finding.result === 'automatic') expect(said.map((reason) => reason.holds)).toEqual(said.map(() => true));
      if (finding.result === 'not-eligible') expect(said.map((reason) => reason.holds)).toEqual(said.map(() => false));
      expect(finding.check.join()).toContain(reading.attempt ? 'judged both' : 'Each was judged');
    }
  });

  it('lets an answer stand that all readings share', () => {
    const [seller, buyer, either] = [{ citation: 'PC 647(b)(1)' }, { citation: 'PC 647(b)(2)' }, { citation: 'PC 647(b)' }].map((offence) => judged('CA', offence, { grade: 'misdemeanor', dispositionDate: '2016-06-01' }));
    let shared = 0;
    for (const [i, finding] of either!.entries()) {
      const same = seller![i]!.result === buyer![i]!.result && ['eligible', 'not-eligible', 'automatic'].includes(seller![i]!.result);
      if (same) expect(finding.result).toBe(seller![i]!.result);
      shared += same ? 1 : 0;
    }
    expect(shared).toBeGreaterThan(0);
  });

  it('does not let an attempt pass for the offence', () => {
    const offence = judged('NY', { citation: 'PL 230.00' }, { arrestCharge: 'PL 230.00' });
    const attempt = judged('NY', { citation: 'PL 110/230.00' }, { arrestCharge: 'PL 110/230.00' });
    expect(attempt.map((finding) => finding.result)).not.toEqual(offence.map((finding) => finding.result));
    for (const finding of attempt) expect(finding.check[0]).toContain('attempt or conspiracy: N.Y. Penal Law § 230.00');
  });

  it('keeps what is unknown, marks it, and asks', () => {
    for (const citation of ['PL 230.0O', 'CPC 647(b)', 'PL 230', 'PROSTITUTON']) {
      for (const finding of judged('NY', { citation })) {
        expect(finding.check[0]).toContain(`Unrecognised: "${citation}"`);
        if (finding.result !== 'not-eligible') expect(finding.missing).toContain('offence.citation');
      }
    }
    expect(judged('NY', { title: 'PROSTITUTON' })[0]!.check[0]).toContain('Unrecognised: "PROSTITUTON" is not a title');
    expect(judged('NY', { citation: 'PL 230.99' })[0]!.check[0]).toContain('not in the table of offences');
  });

  it('is asked of the other charges, too', () => {
    const other = (citation: string): Finding[] =>
      evaluate({ id: 'p', recordComplete: true, charges: [{ id: 'A', jurisdiction: 'CA', offence: { citation: 'PC 647(b)' }, disposition: 'convicted' }, { id: 'B', jurisdiction: 'CA', offence: { citation }, disposition: 'convicted' }] }, ON, law);
    expect(() => other('PC 647')).not.toThrow();
    expect(other('PC 647').filter((finding) => finding.charge === 'B')[0]!.because.filter((reason) => reason.condition === 'offence-reading')).toHaveLength(5);
  });
});
