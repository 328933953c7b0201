import { birthday, parseDay, type Period } from '#dates/calendar-date.js';
import { indexCitations, takeApartNamed, type CitationIndex } from './citation.js';
import { all, any, choose, kept, named, not, type Condition } from './condition.js';
import { factReader } from './fact.js';
import type { FactEntry, LawFile, Words } from './law-file.js';
import type { Remedy } from './person.js';
import { earliest, EVENTS, known, latest, type Moment } from './moment.js';
import { UNSET } from './record.js';
import { EARLIEST, LATEST } from './day-set.js';
import { reliefMatches, sayRelief, type ReliefArgs } from './words/relief.js';
import { VOCABULARY } from './words/vocabulary.js';
import { dayAfterEvent, fixedDay, overRecord } from './words/record-events.js';
import { LawError, type EventRef, type Scope } from './words/word.js';

/** Compiles the conditions of one jurisdiction's file. */
export class Compiler implements Scope {
  readonly jurisdiction: string;
  readonly citations: CitationIndex;
  readonly #definitions: Readonly<Record<string, Words>>;
  readonly #facts: Readonly<Record<string, FactEntry>>;
  readonly #provisions: LawFile['provisions'];
  readonly #compiled = new Map<string, Condition>();
  readonly #open: string[] = [];

  constructor(file: LawFile, facts: Readonly<Record<string, FactEntry>>) {
    this.jurisdiction = file.jurisdiction;
    this.citations = indexCitations(file.codes, file.offences, [file.name, file.jurisdiction]);
    this.#definitions = file.definitions ?? {};
    this.#provisions = file.provisions;
    this.#facts = { ...facts, ...file.facts };
  }

  /** Compiles a condition: one word with its argument, and optionally `cite`. Throws a LawError that says what is wrong. */
  tree(node: unknown): Condition {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return this.fail(`a condition is one word with its argument, not ${JSON.stringify(node)}`);
    const { cite, ...rest } = node as Words & { cite?: string };
    const words = Object.keys(rest);
    const word = words[0];
    if (word === undefined || words.length !== 1) return this.fail(`a condition has exactly one word; here: ${words.join(', ') || 'none'}`);
    const args = rest[word];
    switch (word) {
      case 'all':
        return all(this.#list(args));
      case 'any':
        return any(this.#list(args));
      case 'not':
        return not(this.tree(args));
      case 'if': {
        const { test, then, else: otherwise } = args as { test: unknown; then: unknown; else: unknown };
        return choose(this.tree(test), this.tree(then), this.tree(otherwise));
      }
      case 'use':
        return named(String(args), this.definition(String(args)), cite ?? null);
      default: {
        const entry = VOCABULARY.get(word);
        return entry ? entry.compile(args, this, cite ?? null) : this.fail(`there is no word "${word}" in the vocabulary (law/README.md lists them)`);
      }
    }
  }

  definition(name: string): Condition {
    const known = this.#compiled.get(name);
    if (known) return known;
    const node = Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
    if (!node) return this.fail(`there is no definition "${name}" in this file`);
    if (this.#open.includes(name)) return this.fail(`definition "${name}" uses itself (${[...this.#open, name].join(' → ')})`);
    this.#open.push(name);
    const condition = kept(this.tree(node));
    this.#open.pop();
    this.#compiled.set(name, condition);
    return condition;
  }

  fact(name: string): FactEntry {
    const reader = factReader(name, this.#facts);
    if (!reader) return this.fail(`there is no fact "${name}": declare it under facts: of this file or in law/facts.yaml`);
    return this.#facts[name] ?? { about: reader.of, type: reader.type, ask: '' };
  }

  cited(citation: string): ReturnType<Scope['cited']> {
    const parts = takeApartNamed(citation, this.citations);
    if (!parts || (parts.code === null && this.citations.names.length > 0)) return this.fail(`"${citation}" does not begin with a code named under codes:, followed by a section`);
    return parts;
  }

  remediesOf(provision: string): readonly Remedy[] | null {
    const entry = this.#provisions.find(({ id }) => id === provision);
    return entry ? entry.versions.flatMap(({ remedy, or_remedy: other }) => (other ? [remedy, other] : [remedy])) : null;
  }

  event(reference: unknown): EventRef {
    if (typeof reference === 'string') return this.#namedEvent(reference);
    const [kind, value] = Object.entries((reference ?? {}) as Words)[0] ?? [];
    switch (kind) {
      case 'latest':
      case 'earliest': {
        const events = (value as unknown[]).map((one) => this.event(one));
        const pick = kind === 'latest' ? latest : earliest;
        return {
          text: `the ${kind} of ${events.map((event) => event.text).join(', ')}`,
          at: (c, origin) => pick(events.map((event) => event.at(c, origin))),
        };
      }
      case 'day': {
        const day = parseDay(String(value));
        return day === null ? this.fail(`${String(value)} is not a day of the calendar (YYYY-MM-DD)`) : fixedDay(day);
      }
      case 'plus': {
        const { event, ...length } = value as Period & { event: unknown };
        const base = this.event(event);
        return dayAfterEvent(base, length, `${base.text} plus ${JSON.stringify(length)}`);
      }
      case 'birthday':
        return this.#birthday(Number(value));
      case 'relief':
        return this.#reliefDay(value as ReliefArgs);
      case 'last':
      case 'first': {
        const { event, that, among = 'record', self = true } = value as { event: unknown; that: unknown; among?: 'record' | 'here' | 'elsewhere' | 'docket' | 'arrest'; self?: boolean };
        const base = this.event(event);
        return overRecord(kind, base, this.tree(that), among, self, this.jurisdiction, `the ${kind} ${base.text} of ${among === 'record' ? 'the record' : among}`);
      }
      default:
        return this.fail(`there is no event ${JSON.stringify(reference)}`);
    }
  }

  fail(reason: string): never {
    throw new LawError(reason);
  }

  #list(args: unknown): Condition[] {
    if (!Array.isArray(args) || args.length === 0) return this.fail('all and any take a list of conditions');
    return args.map((node) => this.tree(node));
  }

  #namedEvent(name: string): EventRef {
    const read = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
    if (read) {
      const slot = Object.keys(EVENTS).indexOf(name);
      return { text: name, at: (c) => (c.moments[slot] ??= read(c)) };
    }
    const entry = this.#facts[name];
    if (!entry) return this.fail(`there is no event "${name}" (law/README.md lists them), and no day fact of that name`);
    if (entry.type !== 'day') return this.fail(`fact "${name}" is a ${entry.type}, not a day`);
    const reader = factReader(name, this.#facts)!;
    const open = { lo: EARLIEST, hi: LATEST, happened: null, gaps: [{ kind: 'fact', text: reader.path, of: reader.of }] } as const;
    return {
      text: name,
      at(c) {
        const value = reader.read(c);
        return value === null ? open : known(parseDay(String(value)) ?? LATEST);
      },
    };
  }

  #birthday(age: number): EventRef {
    const open = { lo: EARLIEST, hi: LATEST, happened: true, gaps: [{ kind: 'fact', text: 'birthDate', of: 'person' }] } as const;
    return { text: `birthday ${age}`, at: (c) => (c.person.birthDate === UNSET ? open : known(birthday(c.person.birthDate, age))) };
  }

  #reliefDay(spec: ReliefArgs): EventRef {
    const gaps = [{ kind: 'fact', text: 'earlierRelief', of: 'person' }] as const;
    return {
      text: sayRelief(spec),
      at: (c) => {
        if (!c.person.earlierRelief) return { lo: EARLIEST, hi: LATEST, happened: null, gaps };
        const days: Moment[] = [];
        for (const one of c.person.earlierRelief) {
          const match = reliefMatches(spec, one, c, this);
          if (match === 'no') continue;
          days.push(one.on === UNSET || match === 'maybe' ? { lo: one.on === UNSET ? EARLIEST : one.on, hi: one.on === UNSET ? LATEST : one.on, happened: match === 'yes' ? true : null, gaps } : known(one.on));
        }
        return latest(days);
      },
    };
  }
}
