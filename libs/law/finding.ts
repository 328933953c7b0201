import type { Remedy } from './person.js';

export type Result = 'eligible' | 'automatic' | 'not-yet' | 'not-eligible' | 'needs-facts' | 'attorney-decides';
export type Process = 'petition' | 'automatic' | 'administrative' | 'stipulation';
export type Confidence = 'high' | 'medium' | 'low';

/** One condition of the provision and what it said. */
export interface Reason {
  /** Word of the vocabulary ('in-force', 'wait', 'offence' …). */
  readonly condition: string;
  /** On the day asked about; null when it turns on a fact or question that is open. */
  readonly holds: boolean | null;
  /** First and last day, both included, of the stretch around (or next after) the day asked about on which it holds; null = open end. */
  readonly from: string | null;
  readonly to: string | null;
  /** The condition in words, with the facts it was held against. */
  readonly value: string | null;
  readonly citation: string | null;
}

/** What the law said of one charge under one provision on one day. */
export interface Finding {
  readonly charge: string;
  /** Provision id; null when the charge's jurisdiction is unknown or not modelled (one such finding stands for all its provisions). */
  readonly provision: string | null;
  /** First day in force of the version used; 'by YYYY-MM-DD' where only "by this day at the latest" is known; null with `provision`. */
  readonly version: string | null;
  readonly citation: string | null;
  readonly remedy: Remedy | null;
  readonly process: Process | null;
  readonly result: Result;
  /** not-yet: first day it is open. needs-facts, attorney-decides: first day it could be open, when that is later than the day asked about. Else null. */
  readonly opensOn: string | null;
  /** eligible, automatic: last day, included, on which this holds; null = no end known. Else null. */
  readonly closesOn: string | null;
  /** Facts that could change the answer, by their path in the charge or the person. Another charge's fact is 'charges.<id>.<path>'. */
  readonly missing: readonly string[];
  /** Questions that only an attorney can answer. */
  readonly questions: readonly string[];
  readonly because: readonly Reason[];
  readonly confidence: Confidence;
  /** What an attorney should check before relying on this. */
  readonly check: readonly string[];
}

/** Output of `vacatur screen`. */
export interface Screening {
  readonly on: string;
  /** Content hash of the law used. */
  readonly law: string;
  readonly findings: readonly Finding[];
}
