import type { Conduct, Remedy } from './person.js';
import type { Confidence, Process } from './finding.js';
import type { PolicyClause } from './policy.js';

/** What the YAML files of `law/` hold, as `law/schema/law.json` checks it. `none` = no such thing, `unknown` = not found. */
export type Words = Readonly<Record<string, unknown>>;

export interface CodeEntry {
  readonly name: string;
  readonly also?: readonly string[];
  /** Beginnings of the section numbers that hold sex-work offences; sections elsewhere in the code are none. Absent: not known. */
  readonly sex_work?: readonly string[];
  /** Sections of which the offence table lists every part: a citation that stops there means one of those rows. */
  readonly complete?: readonly string[];
  /** Sections of attempt, conspiracy and the like, which are written before the section of the offence ('110/230.00'). */
  readonly inchoate?: readonly string[];
  /** Sections by which a party to a crime is guilty of the crime itself ('939.05'): written beside another section they say nothing of the offence. */
  readonly party?: readonly string[];
}

export interface GradeEntry {
  readonly grade: string;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly priors_at_least?: number;
  readonly priors_at_most?: number;
}

export interface OffenceEntry {
  readonly citation: string;
  readonly also?: readonly string[];
  readonly title: string;
  /** Other titles and docket abbreviations. One that stands in several rows means any of them. */
  readonly titles?: readonly string[];
  readonly conduct: Conduct;
  readonly grade: string | readonly GradeEntry[] | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly implies?: Readonly<Record<string, boolean>>;
  readonly note?: string | null;
  readonly sources: Sources;
}

export interface FactEntry {
  readonly about: 'charge' | 'person';
  readonly type: 'boolean' | 'number' | 'day' | 'text';
  readonly ask: string;
}

export interface FilingEntry {
  readonly court: string;
  readonly form: string;
  readonly fee_usd: number | 'none' | 'unknown';
  readonly fee_waivable: boolean | 'none' | 'unknown';
  readonly deadline: string;
  readonly serve: string;
  readonly answer_days: number | 'none' | 'unknown';
}

export interface VersionEntry {
  /** First day in force; null when not known, then `by` is a day on which it was in force already. */
  readonly from: string | null;
  readonly by?: string;
  /** First day no longer in force; null = still in force. */
  readonly to: string | null;
  readonly enacted: string | null;
  /** Day on which the law that ends this version was enacted, where no next version says so. */
  readonly end_enacted?: string | null;
  readonly citation: string;
  readonly remedy: Remedy;
  readonly or_remedy?: Remedy;
  readonly process: Process;
  readonly effect: string;
  readonly who_sees: string;
  readonly when: Words;
  /** From when on the law clears it by itself, on a road that may be filed for earlier. */
  readonly automatic_when?: Words;
  /** Day by which an authority must have acted. */
  readonly act_by?: { readonly who: string; readonly day: unknown };
  readonly grants: 'must' | 'may' | 'unknown' | { readonly must_when: Words };
  readonly proof: string | { readonly standard: string; readonly official_documentation: string; readonly shown?: string; readonly notes?: string };
  readonly filing: FilingEntry | 'none';
  readonly prosecutor: string | { readonly served: boolean | 'unknown'; readonly consent_required: boolean | 'unknown'; readonly can_object: boolean | 'unknown'; readonly notes?: string };
  readonly victim_told?: boolean | 'unknown';
  readonly hearing: 'required' | 'if-opposed' | 'discretionary' | 'none' | 'unknown';
  readonly confidentiality: string;
  /** Does the law keep the papers of the request from the public, and not only the record that is closed afterwards? Absent: it is not known to. */
  readonly papers?: 'confidential' | 'on-request';
  readonly route?: { readonly opens?: readonly string[]; readonly bars?: readonly string[]; readonly spends?: string };
  readonly confidence: Confidence;
  readonly check: readonly string[];
  readonly sources: Sources;
}

export interface ProvisionEntry {
  readonly id: string;
  readonly title: string;
  readonly who: string;
  readonly versions: readonly VersionEntry[];
}

export type Sources = readonly number[] | 'knowledge';

/** A prosecutor's office's policy. What makes it judge charges is typed: `clauses`, with `counties`, `confidence` and `check`; without them it is only shown. */
export interface PolicyEntry {
  readonly office: string;
  readonly id?: string;
  readonly title?: string | null;
  /** Where the office prosecutes, each county with its other names; null = not known. */
  readonly counties?: 'all' | readonly string[] | null;
  /** First day in force; null when not known, then `since_by` is a day on which it was in force already. */
  readonly since: string | null;
  readonly since_by?: string;
  /** First day no longer in force; null = not known to have ended. Words where the day is not known, then `until_by` is a day on which it was over. */
  readonly until?: string | null;
  readonly until_by?: string;
  readonly declines: string;
  readonly buyers_still_charged?: boolean | null;
  readonly contests_relief?: string | null;
  readonly note?: string | null;
  readonly clauses?: readonly PolicyClause[];
  readonly confidence?: Confidence;
  readonly check?: readonly string[];
  readonly sources: Sources;
}

export interface ReformEntry {
  readonly on: string | null;
  readonly change: string;
  readonly citation?: string | null;
  readonly sources: Sources;
}

export interface HelpEntry {
  readonly name: string;
  readonly url?: string;
  readonly for: string;
  readonly note?: string | null;
}

/** Relief that was looked for and not found. */
export interface AbsentEntry {
  readonly what: string;
  readonly note: string;
  readonly sources: Sources;
}

export interface SourceEntry {
  readonly title: string;
  readonly url?: string;
  readonly date?: string | number | null;
  /** A study or sheet by people who do not answer for the law: a lead, and no proof by itself. */
  readonly private?: true;
}

export interface LawFile {
  readonly jurisdiction: string;
  readonly name: string;
  readonly as_of: string;
  readonly codes: readonly CodeEntry[];
  readonly offences: readonly OffenceEntry[];
  readonly facts?: Readonly<Record<string, FactEntry>>;
  readonly definitions?: Readonly<Record<string, Words>>;
  readonly provisions: readonly ProvisionEntry[];
  readonly prosecutor_policies: readonly PolicyEntry[];
  readonly reform: readonly ReformEntry[];
  readonly help: readonly HelpEntry[];
  readonly absent: readonly AbsentEntry[];
  readonly sources: Readonly<Record<string, SourceEntry>>;
}

/** Files of one law directory, read and not yet checked against each other. */
export interface LawSource {
  readonly files: readonly LawFile[];
  /** Facts that every jurisdiction may use (law/facts.yaml). */
  readonly facts: Readonly<Record<string, FactEntry>>;
  /** JSON Schema of the person whose facts are judged (law/schema/person.json). */
  readonly personSchema: object;
}
