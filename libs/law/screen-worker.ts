import { parentPort, workerData } from 'node:worker_threads';
import { loadLaw } from './load.js';
import { screenLine } from './screen.js';
import type { Batch, BatchResult } from './screen-stream.js';

/** Thread of `screenStream`: loads the law once, then answers batches in order. */
const { lawDir, on } = workerData as { lawDir: string; on: string };
const law = loadLaw(lawDir);

parentPort!.on('message', ({ first, lines }: Batch) => {
  const out: string[] = [];
  const bad: { line: number; reason: string }[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const result = screenLine(line, first + i, on, law);
    out.push(result.json, '\n');
    if (!result.ok) bad.push({ line: first + i, reason: result.reason });
  });
  // Encoded here and handed over, not copied: the main thread only writes.
  const text = new TextEncoder().encode(out.join(''));
  const result: BatchResult = { text, screened: out.length / 2 - bad.length, bad };
  parentPort!.postMessage(result, [text.buffer]);
});
