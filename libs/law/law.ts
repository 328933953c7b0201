import { createHash } from 'node:crypto';
import { parseDay, type Day } from '#dates/calendar-date.js';
import { between, certain, type Answer } from './answer.js';
import { Compiler } from './compile.js';
import type { CitationIndex } from './citation.js';
import type { Condition } from './condition.js';
import { EARLIEST, from, LATEST, range } from './day-set.js';
import type { FactEntry, LawFile, LawSource, ProvisionEntry, VersionEntry } from './law-file.js';
import type { CitationIndexes } from './record.js';
import { LawError, type EventRef } from './words/word.js';

/** One dated text of a provision, ready to be asked. */
export interface Version {
  readonly entry: VersionEntry;
  /** What findings call it: its first day in force, or 'by' a day. */
  readonly label: string;
  /** Day from which anyone can know of it, and of its end. */
  readonly enacted: Day;
  readonly endEnacted: Day;
  /** Days in force, once the end is known and before that. */
  readonly inForce: Answer;
  readonly inForceOpenEnded: Answer;
  readonly when: Condition;
  readonly automaticWhen: Condition | null;
  readonly mustWhen: Condition | null;
  readonly actBy: EventRef | null;
  readonly check: readonly string[];
}

export interface Provision {
  readonly entry: ProvisionEntry;
  readonly jurisdiction: string;
  readonly versions: readonly Version[];
}

export interface Jurisdiction {
  readonly file: LawFile;
  readonly provisions: readonly Provision[];
}

/** Compiled law of all jurisdictions. Immutable; may be shared by any number of evaluations. */
export interface Law {
  /** SHA-256 of what the files say; spelling, order of keys and comments of the YAML do not change it. */
  readonly hash: string;
  /** The same of each jurisdiction's own file, with the facts that all share. */
  readonly parts: ReadonlyMap<string, string>;
  readonly jurisdictions: ReadonlyMap<string, Jurisdiction>;
  readonly citations: CitationIndexes;
  readonly facts: Readonly<Record<string, FactEntry>>;
  /** Of them, those of law/facts.yaml: what any file may use without declaring it. */
  readonly sharedFacts: Readonly<Record<string, FactEntry>>;
  readonly personSchema: object;
}

/** Where in a file a mistake stands: keys and list positions from the top. */
export type Place = readonly (string | number)[];

/** Called for each mistake found while compiling; without it the first one is thrown. */
export type Complain = (file: LawFile, place: Place, reason: string) => void;

/** Compiles checked law files to closures, once. Throws a LawError (or calls `complain`) where a file names something that does not exist. */
export function compileLaw(source: LawSource, complain?: Complain): Law {
  const opened = new Map(source.files.map((file) => [file.jurisdiction, openFile(file, source.facts, complain)]));
  const facts = Object.assign({}, source.facts, ...source.files.map((file) => file.facts ?? {})) as Record<string, FactEntry>;
  const parts = new Map(source.files.map((file) => [file.jurisdiction, contentHash({ file, facts: source.facts })]));
  return lawOf(opened, { parts, facts, sharedFacts: source.facts, personSchema: source.personSchema });
}

/** Law that was found without a mistake before, and how each jurisdiction's file is read when somebody asks for it. */
export interface CheckedLaw {
  readonly parts: ReadonlyMap<string, string>;
  /** Facts that every jurisdiction may use, and those of all jurisdictions together. */
  readonly shared: Readonly<Record<string, FactEntry>>;
  readonly facts: Readonly<Record<string, FactEntry>>;
  readonly personSchema: object;
  readonly files: ReadonlyMap<string, () => LawFile>;
}

/**
 * The same law as `compileLaw` gives, but a jurisdiction is read and compiled when it is first asked about: most records
 * are of one or two. Only for law that compiled without a mistake before.
 */
export function openLaw({ parts, shared, facts, personSchema, files }: CheckedLaw): Law {
  const later = new Map([...files].map(([jurisdiction, read]) => [jurisdiction, new OpenedLater(() => openFile(read(), shared))]));
  return lawOf(later, { parts, facts, sharedFacts: shared, personSchema });
}

function lawOf(jurisdictions: ReadonlyMap<string, Opened>, rest: Pick<Law, 'parts' | 'facts' | 'sharedFacts' | 'personSchema'>): Law {
  return { ...rest, hash: digestOf(rest.parts, rest.parts.keys()), jurisdictions, citations: { get: (place) => jurisdictions.get(place)?.citations } };
}

interface Opened extends Jurisdiction {
  readonly citations: CitationIndex;
}

class OpenedLater implements Opened {
  #opened: Opened | null = null;

  constructor(private readonly open: () => Opened) {}

  get file(): LawFile {
    return this.#now().file;
  }

  get provisions(): readonly Provision[] {
    return this.#now().provisions;
  }

  get citations(): CitationIndex {
    return this.#now().citations;
  }

  #now(): Opened {
    return (this.#opened ??= this.open());
  }
}

function openFile(file: LawFile, facts: Readonly<Record<string, FactEntry>>, complain?: Complain): Opened {
  const compiler = new Compiler(file, facts);
  const attempt = <T>(place: Place, work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof LawError) || !complain) throw error instanceof LawError ? new LawError(`${file.jurisdiction}: ${place.join('.')}: ${error.message}`) : error;
      complain(file, place, error.message);
      return null;
    }
  };
  for (const name of Object.keys(file.definitions ?? {})) attempt(['definitions', name], () => compiler.definition(name));
  const provisions = file.provisions.map((entry, i) => ({
    entry,
    jurisdiction: file.jurisdiction,
    versions: entry.versions.flatMap((version, j) => attempt(['provisions', i, 'versions', j, 'when'], () => compileVersion(version, entry.versions[j + 1], compiler)) ?? []),
  }));
  return { file, provisions, citations: compiler.citations };
}

/** The text of the law that a finding cites, by its provision and version; null when this law does not hold it (any more). */
export function findVersion(law: Law, provision: string | null, label: string | null): Version | null {
  if (provision === null) return null;
  const place = law.jurisdictions.get(provision.slice(0, 2).toUpperCase());
  return place?.provisions.find((one) => one.entry.id === provision)?.versions.find((version) => version.label === label) ?? null;
}

/** Content hash of the law of some jurisdictions only: the same as long as nothing that can change an answer there has changed. */
export function hashOfPlaces(law: Law, jurisdictions: Iterable<string>): string {
  return digestOf(law.parts, jurisdictions);
}

/** SHA-256 of a value; the order of keys does not change it. */
export function contentHash(value: unknown): string {
  return digest(canonical(value));
}

const LOW = 'Low confidence: this entry was not read in the law itself. Read the section before relying on it.';

function compileVersion(entry: VersionEntry, next: VersionEntry | undefined, compiler: Compiler): Version {
  const first = entry.from === null ? null : parseDay(entry.from);
  const by = entry.by === undefined ? null : parseDay(entry.by);
  const end = entry.to === null ? LATEST : (parseDay(entry.to) ?? LATEST);
  const endLaw = entry.end_enacted ?? (next && next.from === entry.to ? (next.enacted ?? next.from) : null) ?? entry.to;
  const inForce = (until: Day): Answer => {
    if (first !== null) return certain(until === LATEST ? from(first) : range(first, until));
    const sure = range(by ?? EARLIEST, until);
    return between(sure, range(EARLIEST, until), by === null ? [] : [{ kind: 'question', text: `Was ${entry.citation} in force before ${entry.by}? Only that it was by then is known.`, of: 'charge' }]);
  };
  const grants = entry.grants;
  return {
    entry,
    label: entry.from ?? `by ${entry.by}`,
    enacted: parseDay(entry.enacted ?? '') ?? first ?? EARLIEST,
    endEnacted: endLaw === null ? LATEST : (parseDay(endLaw) ?? end),
    inForce: inForce(end),
    inForceOpenEnded: inForce(LATEST),
    when: compiler.tree(entry.when),
    automaticWhen: entry.automatic_when ? compiler.tree(entry.automatic_when) : null,
    mustWhen: typeof grants === 'object' ? compiler.tree(grants.must_when) : null,
    actBy: entry.act_by ? compiler.event(entry.act_by.day) : null,
    check: entry.confidence === 'low' ? [LOW, ...entry.check] : entry.check,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function digestOf(parts: ReadonlyMap<string, string>, names: Iterable<string>): string {
  return digest([...new Set(names)].sort().map((name) => `${name} ${parts.get(name) ?? 'none'}`).join('\n'));
}

/** JSON with keys in alphabetical order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonical(v)}`).join(',')}}`;
}
