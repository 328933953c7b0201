import { parentPort, workerData } from 'node:worker_threads';
import { loadLaw } from './load.js';
import { RowReader } from './person-rows.js';
import { screenLine, screenRows } from './screen.js';
import type { Batch, BatchResult, WorkerOrder } from './screen-stream.js';

/** Thread of `screenStream` and `screenCsv`: loads the law once, then answers batches in order. */
const { lawDir, on, header } = workerData as WorkerOrder;
const law = loadLaw(lawDir);
const reader = header && new RowReader(header, law);

parentPort!.on('message', (batch: Batch) => {
  const out: string[] = [];
  const bad: { line: number; reason: string }[] = [];
  let screened = 0;
  const add = (line: number, { ok, reason, text }: { ok: boolean; reason?: string; text: string }): void => {
    out.push(text);
    if (ok) screened += 1;
    else bad.push({ line, reason: reason ?? '' });
  };
  if ('lines' in batch) {
    batch.lines.forEach((line, i) => {
      if (line.trim() === '') return;
      const { json, ...result } = screenLine(line, batch.first + i, on, law);
      add(batch.first + i, { ...result, text: `${json}\n` });
    });
  } else {
    for (const rows of batch.people) {
      const result = screenRows(rows, reader!, on, law);
      add(result.ok ? rows.line : result.line, { ...result, text: result.csv });
    }
  }
  // Encoded here and handed over, not copied: the main thread only writes.
  const text = new TextEncoder().encode(out.join(''));
  const result: BatchResult = { text, screened, bad };
  parentPort!.postMessage(result, [text.buffer]);
});
