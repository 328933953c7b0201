import { performance } from 'node:perf_hooks';
import { FORMS, SAMPLE_COURTS, samplePacket } from '../test/sample-packet.js';
import type { PacketInput } from '#domain/documents/packet-input.js';
import { renderPacket } from '#domain/documents/packet-paper.js';
import { loadForms } from '#domain/documents/paper-forms.js';
import { paperTree, titleOf } from '#domain/documents/paper-source.js';
import { compileTypst, typstSource } from '#domain/documents/typst.js';

/**
 * Packets a second on one core: whole packets (templates, PDF, Word file, read-back) beside the bare Typst compile of sources made
 * beforehand, for the same packets, in the same process, in turns. Every packet has another client and other dockets, so that
 * nothing is answered from the compiler's memory.
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const EACH = Number(process.argv[3] ?? 12);
let serial = 0;

function another(): PacketInput {
  serial += 1;
  const sample = samplePacket({ ...SAMPLE_COURTS['NY'], client: { legalName: `Client Number${serial} Example`, initials: false } });
  return { ...sample, charges: sample.charges.map((charge, index) => ({ ...charge, docket: `20${10 + index}QN${100_000 + serial}` })) };
}

function sourcesOf(input: PacketInput): string[] {
  const forms = loadForms(FORMS, input.court.jurisdiction, input.provision.id).filter((form) => form.when !== 'fee' && form.when !== 'never');
  const titles = forms.map((form) => titleOf(form, input));
  return forms.map((form) => typstSource(paperTree(form, input, titles)));
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const cold = await timed(() => renderPacket(another(), FORMS));
console.log(`cold: the first packet of the process took ${cold.toFixed(0)} ms (fonts, templates and PDF reader loaded on the way): ${(1000 / cold).toFixed(1)} packets/s`);

const ours: number[] = [];
const bare: number[] = [];
let pages = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const packets = Array.from({ length: EACH }, another);
  const sources = packets.map(sourcesOf);
  bare.push(
    (await timed(() => {
      pages = 0;
      for (const packet of sources) for (const source of packet) pages += compileTypst(source).pages;
    })) / EACH,
  );
  // Other clients than those just compiled.
  const fresh = Array.from({ length: EACH }, another);
  ours.push(
    (await timed(async () => {
      for (const packet of fresh) await renderPacket(packet, FORMS);
    })) / EACH,
  );
}
const papers = sourcesOf(another()).length;
console.log(`a packet: ${papers} papers, ${(pages / EACH).toFixed(0)} pages, as PDF/UA and as Word files, read back; median of ${ROUNDS} rounds of ${EACH}`);
console.log(`warm: ${median(ours).toFixed(1)} ms a packet, ${(1000 / median(ours)).toFixed(1)} packets/s, ${((1000 / median(ours)) * papers).toFixed(0)} papers/s`);
console.log(`reference, bare Typst compile of the same sources: ${median(bare).toFixed(1)} ms a packet, ${(1000 / median(bare)).toFixed(1)} packets/s`);
console.log(`ratio: a whole packet takes ${(median(ours) / median(bare)).toFixed(2)} times the bare compile`);
console.log(`memory: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB after ${serial} packets`);
