import { availableParallelism, cpus } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { loadLaw } from '#law/load.js';
import { screenCsv, screenStream } from '#law/screen-stream.js';
import { personOf } from './people.js';

/**
 * A million people of three charges each, of all jurisdictions, through `vacatur screen --ndjson` (or, with a second argument `csv`, `--csv`) on all cores:
 * time, people a second, and the peak memory of the whole process with its threads, beside the peak at a tenth of the way. `npm run bench:bulk -- 100000 csv`.
 */
const PEOPLE = Number(process.argv[2] ?? 1_000_000);
const CSV = process.argv[3] === 'csv';
const DIFFERENT = 2_600;
const ON = '2026-11-21';

const law = loadLaw('law');
const places = [...law.jurisdictions.keys()];
const people = Array.from({ length: DIFFERENT }, (_, i) => personOf(law, i, [0, 0, i % 3 === 0 ? 7 : 0].map((k) => places[(i + k) % places.length]!)));

function csvOf(person: (typeof people)[number], id: string): string {
  const cell = (value: string): string => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return person.charges
    .map(({ id: charge, jurisdiction, offence, grade, offenceDate, disposition, dispositionDate, sentencedOn, incarcerated, moneyOwed }) =>
      [id, person.birthDate, 'yes', 'no', 'none', charge, jurisdiction, offence?.citation, grade, offenceDate, disposition, dispositionDate, sentencedOn, incarcerated ? 'yes' : 'no', moneyOwed].map((value) => cell(String(value ?? ''))).join(','),
    )
    .join('\n');
}

const HEADER = 'person.id,person.birthDate,person.recordComplete,person.pendingCharges,person.earlierRelief,id,jurisdiction,offence.citation,grade,offenceDate,disposition,dispositionDate,sentencedOn,incarcerated,moneyOwed';
const texts = people.map((person) => (CSV ? csvOf(person, '%') : JSON.stringify({ ...person, id: '%' })));

function* input(): Generator<Buffer> {
  if (CSV) yield Buffer.from(`${HEADER}\n`);
  for (let n = 0; n < PEOPLE; ) {
    const some: string[] = [];
    for (; some.length < 100 && n < PEOPLE; n += 1) some.push(texts[n % DIFFERENT]!.replaceAll('%', `p${n}`), '\n');
    yield Buffer.from(some.join(''));
  }
}

let bytes = 0;
const output = new Writable({
  write(chunk: Buffer, _, done) {
    bytes += chunk.length;
    done();
  },
});
const peak = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
let early = 0;
const started = performance.now();
const { screened, bad } = await (CSV ? screenCsv : screenStream)({
  input: Readable.from(input(), { objectMode: true, highWaterMark: 4 }), output, lawDir: 'law', on: ON,
  onBadLine: (line, reason) => console.log(`line ${line}: ${reason}`),
  onProgress: (soFar) => {
    if (early === 0 && soFar.screened >= PEOPLE / 10) early = peak();
  },
});
const seconds = (performance.now() - started) / 1000;
console.log(`${screened.toLocaleString('en')} people of three charges, ${CSV ? 'CSV' : 'NDJSON'} in and out, ${bad} refused, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`);
console.log(`  ${seconds.toFixed(1)} s, ${Math.round(screened / seconds).toLocaleString('en')} people a second, ${(bytes / 1e6).toFixed(0)} MB of answers`);
console.log(`  peak memory of the process with its threads: ${early} MiB at a tenth of the way, ${peak()} MiB at the end`);
