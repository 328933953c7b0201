import { parseDay } from '#dates/calendar-date.js';
import { indexCitations, takeApart } from './citation.js';
import { runExamples, type ExamplesFile } from './examples.js';
import { factReader } from './fact.js';
import { compileLaw, type Law, type Place } from './law.js';
import type { FactEntry, LawFile, LawSource, ProvisionEntry } from './law-file.js';
import type { PolicyClause, PolicyTemplate } from './policy.js';
import { placeText, validator } from './schema.js';
import { parseYaml, type Problem, type YamlFile } from './yaml-file.js';

/** The texts of a law directory. */
export interface LawTexts {
  readonly schemas: Readonly<Record<string, object>>;
  readonly law: readonly { readonly file: string; readonly text: string }[];
  readonly facts: { readonly file: string; readonly text: string };
  readonly coverage: { readonly file: string; readonly text: string };
  readonly examples: readonly { readonly file: string; readonly text: string }[];
  /** Prosecutors' policies to start from. */
  readonly policies?: readonly { readonly file: string; readonly text: string }[];
}

export interface LawCheck {
  readonly problems: readonly Problem[];
  /** How many worked examples expect something of each provision. */
  readonly examples: Readonly<Record<string, number>>;
  readonly jurisdictions: readonly string[];
  readonly source: LawSource;
  readonly coverage: Coverage | null;
}

export interface Coverage {
  readonly as_of: string;
  readonly jurisdictions: Readonly<Record<string, { readonly name: string; readonly modelled: 'encoded' | 'researched' | 'none'; readonly read: string | null; readonly provisions: number; readonly not_modelled: readonly string[] }>>;
}

type Report = (file: YamlFile, place: Place, reason: string) => void;

/** Checks law files against their schemas and against each other; with `examples` also runs every worked example. */
export function checkFiles(texts: LawTexts, options: { readonly examples: boolean }): LawCheck {
  const problems: Problem[] = [];
  const report: Report = (file, place, reason) => problems.push({ file: file.file, line: file.lineOf(place), reason: `${placeText(place)}: ${reason}` });
  const read = (schema: string, { file, text }: { file: string; text: string }): YamlFile | null => {
    const yaml = parseYaml(file, text);
    problems.push(...yaml.problems);
    if (yaml.problems.length > 0) return null;
    const faults = validator(texts.schemas[schema] ?? {})(yaml.data);
    for (const fault of faults) report(yaml, fault.place, fault.reason);
    return faults.length > 0 ? null : yaml;
  };

  const facts = read('facts', texts.facts);
  const files = texts.law.map((one) => read('law', one)).filter((file) => file !== null);
  const source: LawSource = { files: files.map((file) => file.data as LawFile), facts: (facts?.data ?? {}) as Record<string, FactEntry>, personSchema: texts.schemas['person'] ?? {} };
  const ids = new Map(source.files.flatMap((file) => file.provisions.map((p) => [p.id, file.jurisdiction] as const)));

  for (const file of files) checkFile(file, source.facts, ids, report);
  for (const one of texts.policies ?? []) {
    const yaml = read('policy', one);
    if (yaml) checkClauses(yaml, [], (yaml.data as PolicyTemplate).clauses, report);
  }
  checkSharedFacts(files, source.facts, report);
  const byName = new Map(files.map((file) => [(file.data as LawFile).jurisdiction, file]));
  const law = compileLaw(source, (file, place, reason) => report(byName.get(file.jurisdiction)!, place, reason));
  const coverageFile = read('coverage', texts.coverage);
  if (coverageFile) checkCoverage(coverageFile, source, texts, report);

  const examples: Record<string, number> = {};
  if (options.examples) {
    for (const id of ids.keys()) examples[id] = 0;
    const outcomes = new Map<string, Set<string>>();
    // A file with mistakes is not run, and keeps nobody from running the others.
    const sound = files.filter((file) => !problems.some((problem) => problem.file === file.file));
    for (const one of texts.examples) {
      const yaml = read('examples', one);
      if (yaml && sound.some((file) => `examples/${file.file}` === yaml.file)) checkExamples(yaml, law, examples, outcomes, report);
    }
    for (const file of sound) checkBothSides(file, outcomes, report);
  }
  problems.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  return { problems, examples, jurisdictions: source.files.map((file) => file.jurisdiction), source, coverage: (coverageFile?.data ?? null) as Coverage | null };
}

function checkFile(yaml: YamlFile, facts: Readonly<Record<string, FactEntry>>, ids: ReadonlyMap<string, string>, report: Report): void {
  const file = yaml.data as LawFile;
  if (yaml.file !== `${file.jurisdiction}.yaml`) report(yaml, ['jurisdiction'], `${file.jurisdiction} stands in ${yaml.file}`);
  const cited = (place: Place, sources: readonly number[] | 'knowledge'): void => {
    if (sources === 'knowledge') return;
    sources.forEach((n, i) => {
      if (!Object.hasOwn(file.sources, String(n))) report(yaml, [...place, 'sources', i], `source ${n} is not in the list of sources`);
    });
  };
  const index = indexCitations([], []);
  file.offences.forEach((offence, i) => {
    cited(['offences', i], offence.sources);
    if (!takeApart(offence.citation, index)) report(yaml, ['offences', i, 'citation'], 'there is no section number in it');
    for (const name of Object.keys(offence.implies ?? {})) {
      if (factReader(name, { ...facts, ...file.facts })?.type !== 'boolean') report(yaml, ['offences', i, 'implies', name], `there is no yes-or-no fact "${name}"`);
    }
  });
  for (const list of ['prosecutor_policies', 'reform', 'absent'] as const) {
    file[list].forEach((entry, i) => cited([list, i], (entry as { sources: readonly number[] | 'knowledge' }).sources));
  }
  checkPolicies(yaml, file, report);
  const seen = new Set<string>();
  file.provisions.forEach((provision, i) => {
    const place = ['provisions', i];
    if (!provision.id.startsWith(`${file.jurisdiction.toLowerCase()}-`)) report(yaml, [...place, 'id'], `ids of ${file.jurisdiction} begin with ${file.jurisdiction.toLowerCase()}-`);
    if (seen.has(provision.id)) report(yaml, [...place, 'id'], `a second provision ${provision.id}`);
    seen.add(provision.id);
    checkVersions(yaml, place, provision, ids, report, cited);
    provision.versions.forEach(({ sources, confidence }, j) => {
      const study = sources === 'knowledge' || confidence !== 'high' ? undefined : sources.find((n) => file.sources[String(n)]?.private);
      if (study !== undefined) report(yaml, [...place, 'versions', j, 'confidence'], `what rests on a private study (source ${study}) is medium at most`);
    });
  });
  const used = JSON.stringify([file.provisions, file.definitions ?? {}]);
  for (const name of Object.keys(file.definitions ?? {})) {
    if (!used.includes(`"use":${JSON.stringify(name)}`)) report(yaml, ['definitions', name], 'is used nowhere');
  }
}

function checkPolicies(yaml: YamlFile, file: LawFile, report: Report): void {
  const seen = new Set<string>();
  file.prosecutor_policies.forEach((policy, i) => {
    const place = ['prosecutor_policies', i];
    if (policy.id !== undefined && seen.has(policy.id)) report(yaml, [...place, 'id'], `a second policy ${policy.id}`);
    if (policy.id !== undefined) seen.add(policy.id);
    if (policy.clauses === undefined) return;
    // Without these, what the clauses say could not be told from what they do not say.
    for (const key of ['id', 'counties', 'confidence', 'check'] as const) {
      if (policy[key] === undefined) report(yaml, [...place, 'clauses'], `a policy with clauses needs ${key}:`);
    }
    if (policy.id !== undefined && !policy.id.startsWith(`${file.jurisdiction.toLowerCase()}-policy-`)) report(yaml, [...place, 'id'], `ids of ${file.jurisdiction} begin with ${file.jurisdiction.toLowerCase()}-policy-`);
    const [since, until] = [policy.since, policy.until ?? null].map((text) => (text === null ? null : parseDay(text)));
    if (policy.since !== null && since === null) report(yaml, [...place, 'since'], `"${policy.since}" is no day: write null, and since_by: a day on which it was in force already`);
    if (policy.until != null && until === null && policy.until_by === undefined) report(yaml, [...place, 'until'], `"${policy.until}" is no day: add until_by: a day on which it was over`);
    if (policy.since !== null && policy.until != null && since !== null && until !== null && policy.until <= policy.since) report(yaml, [...place, 'until'], `ends on ${policy.until}, before it begins on ${policy.since}`);
    if (policy.sources === 'knowledge' && policy.confidence === 'high') report(yaml, [...place, 'confidence'], 'what was not read in a source is medium at most');
    if (policy.confidence !== undefined && policy.confidence !== 'high' && policy.check?.length === 0) report(yaml, [...place, 'check'], `${policy.confidence} confidence needs at least one thing to check`);
    checkClauses(yaml, place, policy.clauses, report);
  });
}

/** Papers cite a clause by its id. */
function checkClauses(yaml: YamlFile, place: Place, clauses: readonly PolicyClause[], report: Report): void {
  clauses.forEach(({ id }, i) => {
    if (clauses.findIndex((clause) => clause.id === id) < i) report(yaml, [...place, 'clauses', i, 'id'], `a second clause ${id}`);
  });
}

/** The versions of one provision against each other and against the provisions that exist. */
export function checkVersions<File>(yaml: File, place: Place, provision: ProvisionEntry, ids: { has(id: string): boolean }, report: (file: File, place: Place, reason: string) => void, cited: (place: Place, sources: readonly number[] | 'knowledge') => void): void {
  provision.versions.forEach((version, j) => {
    const at = [...place, 'versions', j];
    const { from, by, to, enacted } = version;
    cited(at, version.sources);
    if (from === null && by === undefined) report(yaml, [...at, 'from'], 'from: null needs by: a day on which it was in force already');
    if (from !== null && by !== undefined) report(yaml, [...at, 'by'], 'by: is for a start that is not known');
    if (from !== null && to !== null && to <= from) report(yaml, [...at, 'to'], `ends on ${to}, before it begins on ${from}`);
    if (from !== null && enacted !== null && enacted > from) report(yaml, [...at, 'enacted'], `enacted on ${enacted}, after it took force on ${from}; law that reaches back is told by conditions on dates`);
    if (version.sources === 'knowledge' && version.confidence === 'high') report(yaml, [...at, 'confidence'], 'what was not read in a source is medium at most');
    if (version.confidence !== 'high' && version.check.length === 0) report(yaml, [...at, 'check'], `${version.confidence} confidence needs at least one thing to check`);
    const last = provision.versions[j - 1];
    if (last && (last.to === null || from === null || from < last.to)) report(yaml, [...at, 'from'], 'a version begins when the one before it has ended (its to: is the first day no longer in force)');
    for (const id of [...(version.route?.opens ?? []), ...(version.route?.bars ?? [])]) {
      if (!ids.has(id)) report(yaml, [...at, 'route'], `there is no provision ${id}`);
    }
    for (const id of provisionsNamed(version.when)) {
      if (!ids.has(id)) report(yaml, [...at, 'when'], `there is no provision ${id}`);
    }
  });
}

/** Provision ids in the `relief` words and events of a condition. */
function provisionsNamed(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(provisionsNamed);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === 'relief' ? ((value as { provision?: string[] }).provision ?? []) : provisionsNamed(value)));
}

function checkSharedFacts(files: readonly YamlFile[], shared: Readonly<Record<string, FactEntry>>, report: Report): void {
  const known = new Map(Object.entries(shared));
  for (const yaml of files) {
    for (const [name, entry] of Object.entries((yaml.data as LawFile).facts ?? {})) {
      const before = known.get(name);
      if (before && (before.about !== entry.about || before.type !== entry.type)) report(yaml, ['facts', name], `is a ${before.type} about the ${before.about} elsewhere`);
      else if (Object.hasOwn(shared, name)) report(yaml, ['facts', name], 'is in facts.yaml already');
      else if (factReader(name, {})) report(yaml, ['facts', name], 'has a field of its own in the person');
      known.set(name, entry);
    }
  }
}

function checkCoverage(yaml: YamlFile, source: LawSource, texts: LawTexts, report: Report): void {
  const coverage = yaml.data as Coverage;
  const present = new Map(source.files.map((file) => [file.jurisdiction, file]));
  for (const [name, entry] of Object.entries(coverage.jurisdictions)) {
    const place = ['jurisdictions', name];
    const file = present.get(name);
    const written = texts.law.some((one) => one.file === `${name}.yaml`);
    if (entry.modelled === 'encoded' && !written) report(yaml, [...place, 'modelled'], `there is no ${name}.yaml`);
    if (entry.modelled !== 'encoded' && written) report(yaml, [...place, 'modelled'], `${name}.yaml is there: encoded`);
    if (file && entry.provisions !== file.provisions.length) report(yaml, [...place, 'provisions'], `${name}.yaml has ${file.provisions.length}`);
    if (file && entry.read !== file.as_of) report(yaml, [...place, 'read'], `${name}.yaml was last read ${file.as_of}`);
  }
  for (const name of present.keys()) if (!Object.hasOwn(coverage.jurisdictions, name)) report(yaml, ['jurisdictions'], `${name} is missing`);
}

function checkExamples(yaml: YamlFile, law: Law, counts: Record<string, number>, outcomes: Map<string, Set<string>>, report: Report): void {
  const file = yaml.data as ExamplesFile;
  const validate = validator(law.personSchema);
  for (const outcome of runExamples(file, law)) {
    for (const fault of validate(outcome.person)) report(yaml, ['examples', outcome.index], `person ${placeText(fault.place)}: ${fault.reason}`);
    for (const { expect, problem } of outcome.checks) {
      const id = file.examples[outcome.index]!.expect[expect]!.provision;
      if (id !== null) {
        counts[id] = (counts[id] ?? 0) + 1;
        outcomes.set(id, (outcomes.get(id) ?? new Set()).add(file.examples[outcome.index]!.expect[expect]!.result));
      }
      if (problem) report(yaml, ['examples', outcome.index, 'expect', expect], problem);
    }
  }
}

function checkBothSides(yaml: YamlFile, outcomes: ReadonlyMap<string, ReadonlySet<string>>, report: Report): void {
  (yaml.data as LawFile).provisions.forEach((provision, i) => {
    const results = outcomes.get(provision.id) ?? new Set();
    if (results.size < 2) report(yaml, ['provisions', i, 'id'], `${provision.id} needs examples with at least two different results in examples/`);
    else if (!results.has('needs-facts') && !results.has('attorney-decides')) report(yaml, ['provisions', i, 'id'], `${provision.id} needs an example in examples/ in which a fact or a question is open`);
  });
}

