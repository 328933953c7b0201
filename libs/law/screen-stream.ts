import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Worker } from 'node:worker_threads';
import { FINDINGS_HEADER } from './findings-csv.js';
import { loadLaw } from './load.js';
import { csvRows, NotCsv, peopleOfRows } from './people-csv.js';
import { readHeader, type PersonRows } from './person-rows.js';

/** Lines for a worker, counted from 1 over the whole input, or rows of a CSV file. */
export type Batch = { readonly first: number; readonly lines: readonly string[] } | { readonly people: readonly PersonRows[] };

/** What a worker is told at its start; `header` where it gets rows. */
export interface WorkerOrder {
  readonly lawDir: string;
  readonly on: string;
  readonly header: readonly string[] | null;
}

/** What a worker made of a batch. */
export interface BatchResult {
  /** UTF-8 text: what goes to the output for each line or person, in order. */
  readonly text: Uint8Array;
  readonly screened: number;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
}

export interface StreamOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly lawDir: string;
  readonly on: string;
  /** Worker threads; all cores by default. */
  readonly workers?: number;
  /** Called in order for each line that cannot be judged. */
  readonly onBadLine?: (line: number, reason: string) => void;
  /** Called after each batch with what is done so far. */
  readonly onProgress?: (soFar: StreamSummary) => void;
  /** Compiled worker; only tests on sources need to name it. */
  readonly workerFile?: URL;
}

export interface StreamSummary {
  /** Lines or, of a CSV file, rows below the header. */
  readonly lines: number;
  readonly screened: number;
  readonly bad: number;
}

const BATCH_LINES = 50;
const BATCH_CHARACTERS = 1_000_000;
/** A line longer than this is no person but a mistake; it is dropped unread so that memory stays bounded. */
const LONGEST_LINE = 8_000_000;

/**
 * Screens newline-separated persons, one JSON output line for each input line that is not empty, in input order, on all cores. Memory does not grow with the
 * input: at most two batches a worker are under way, and reading waits for a slow reader of the output. A bad line yields
 * {"line": number, "error": reason} in its place and stops nothing. Rejects when input or output fail or a worker cannot load the law.
 */
export async function screenStream(options: StreamOptions): Promise<StreamSummary> {
  return inBatches(options, null, batches(options.input));
}

/**
 * The same for a CSV file: a header line of columns (`personColumns`), then one row a charge, the rows of a person together; CSV out, one row a finding. A
 * person who cannot be judged yields one row with the line and the reason in the column `error`. A wrong header, another encoding or a quote that is never
 * closed rejects. Memory grows by some 40 bytes a person, for their ids.
 */
export async function screenCsv(options: StreamOptions): Promise<StreamSummary> {
  const rows = csvRows(options.input);
  const { value: header } = await rows.next();
  if (!header) throw new NotCsv('the file is empty; its first line must name the columns: person.id, id, … (the paths of law/schema/person.json)');
  readHeader(header.cells, loadLaw(options.lawDir));
  options.output.write(FINDINGS_HEADER);
  const people = peopleOfRows(rows, header.cells.length, header.cells.indexOf('person.id'));
  return inBatches(options, header.cells, peopleBatches(people));
}

async function inBatches(options: StreamOptions, header: readonly string[] | null, source: AsyncIterable<Batch>): Promise<StreamSummary> {
  const count = Math.max(1, options.workers ?? availableParallelism());
  const file = options.workerFile ?? new URL('./screen-worker.js', import.meta.url);
  const order: WorkerOrder = { lawDir: options.lawDir, on: options.on, header };
  const workers = Array.from({ length: count }, () => new ScreenWorker(new Worker(file, { workerData: order })));
  const pending: Promise<BatchResult>[] = [];
  const summary = { lines: 0, screened: 0, bad: 0 };
  const emit = async (): Promise<void> => {
    const result = await pending.shift()!;
    summary.screened += result.screened;
    summary.bad += result.bad.length;
    for (const { line, reason } of result.bad) options.onBadLine?.(line, reason);
    if (result.text.length > 0 && !options.output.write(result.text)) await once(options.output, 'drain');
    options.onProgress?.(summary);
  };
  try {
    let turn = 0;
    for await (const batch of source) {
      summary.lines += 'lines' in batch ? batch.lines.length : batch.people.reduce((sum, { rows }) => sum + Math.max(1, rows.length), 0);
      const result = workers[turn++ % count]!.screen(batch);
      // A failure is seen when its turn comes; until then it must not count as unhandled.
      result.catch(() => undefined);
      pending.push(result);
      if (pending.length >= count * 2) await emit();
    }
    while (pending.length > 0) await emit();
    return summary;
  } catch (error) {
    // What was asked before the input failed is answered.
    while (pending.length > 0) await emit();
    throw error;
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

async function* peopleBatches(source: AsyncIterable<PersonRows>): AsyncGenerator<Batch> {
  let people: PersonRows[] = [];
  let rows = 0;
  let size = 0;
  for await (const one of source) {
    people.push(one);
    rows += one.rows.length;
    for (const row of one.rows) for (const cell of row.cells) size += cell.length;
    if (people.length < BATCH_LINES && rows < BATCH_LINES * 4 && size < BATCH_CHARACTERS) continue;
    yield { people };
    people = [];
    rows = 0;
    size = 0;
  }
  if (people.length > 0) yield { people };
}

/** Cuts text into batches of whole lines. */
async function* batches(input: Readable): AsyncGenerator<Batch> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let lines: string[] = [];
  let size = 0;
  let first = 1;
  let tooLong = false;
  const add = (line: string): void => {
    lines.push(tooLong ? '!' : line.endsWith('\r') ? line.slice(0, -1) : line);
    size += line.length;
    tooLong = false;
  };
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer);
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      add(rest + text.slice(start, end));
      rest = '';
      start = end + 1;
      if (lines.length >= BATCH_LINES || size >= BATCH_CHARACTERS) {
        yield { first, lines };
        first += lines.length;
        lines = [];
        size = 0;
      }
    }
    rest += text.slice(start);
    if (rest.length > LONGEST_LINE) {
      rest = '';
      tooLong = true;
    }
  }
  rest += decoder.end();
  if (rest !== '' || tooLong) add(rest);
  if (lines.length > 0) yield { first, lines };
}

/** One thread; answers come back in the order of the questions. */
class ScreenWorker {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (result: BatchResult) => void; reject: (error: Error) => void }[] = [];
  #failed: Error | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (result: BatchResult) => this.#waiting.shift()?.resolve(result));
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => this.#fail(new Error(`a screening thread ended with code ${code}`)));
  }

  screen(batch: Batch): Promise<BatchResult> {
    if (this.#failed) return Promise.reject(this.#failed);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(batch);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
  }
}
