import type { CitationIndex, CitationParts } from '../citation.js';
import type { Condition } from '../condition.js';
import type { FactEntry } from '../law-file.js';
import type { Moment } from '../moment.js';
import type { Remedy } from '../person.js';
import type { RecordCharge } from '../record.js';

/** What a word may ask of the file it stands in while it is compiled. Each method throws a LawError that says what is wrong. */
export interface Scope {
  readonly jurisdiction: string;
  readonly citations: CitationIndex;
  tree(node: unknown): Condition;
  definition(name: string): Condition;
  fact(name: string): FactEntry;
  cited(citation: string): CitationParts;
  event(reference: unknown): EventRef;
  /** What a provision of this file grants, in any of its versions; null when the file has no such provision. */
  remediesOf(provision: string): readonly Remedy[] | null;
  fail(reason: string): never;
}

/** An event reference of a law file, compiled. */
export interface EventRef {
  readonly text: string;
  at(c: RecordCharge, origin: RecordCharge): Moment;
}

/** One word of the vocabulary of conditions. The shape of its argument is in law/schema/law.json under the same name. */
export interface Word {
  readonly name: string;
  compile(args: unknown, scope: Scope, cite: string | null): Condition;
}

/** A law file that says something impossible. */
export class LawError extends Error {}
