import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { parseDay } from '#dates/calendar-date.js';
import { programActor } from '#domain/access/actor.js';
import { officeLaws } from '#domain/eligibility/office-law.js';
import { storedPersons } from '#domain/eligibility/stored-persons.js';
import { personOf } from '#law/examples.js';
import type { Finding } from '#law/finding.js';
import { LawLibrary } from '#law/law-library.js';
import type { Law } from '#law/law.js';
import { loadLaw } from '#law/load.js';
import { parsePerson } from '#law/person-check.js';
import type { Person } from '#law/person.js';
import { replay, type ReadLaw, type ReplayedChange } from '#law/replay.js';
import { lawAt } from '../law-at.js';
import { officeMeant } from '../office.js';
import { LAW_DIR, userPath } from '../places.js';
import { withProgram } from '../program.js';

interface ReplayOptions {
  from: string;
  to: string;
  on: string;
  people?: string;
  office?: string;
  stored: boolean;
  json: boolean;
}

/** A person and the day to ask for them. */
interface Asked {
  person: Person;
  on: string;
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('print whose answers a change of the law changes: over the worked examples, a file of people, or an office’s caseload')
    .requiredOption('--from <git ref or folder>', 'the law before: a git commit, tag or branch of this checkout, or a folder like law/')
    .option('--to <git ref or folder>', 'the law after', LAW_DIR)
    .option('--on <YYYY-MM-DD>', 'the day to ask for people and clients (default: today; examples are asked on their own days)', calendarDate, new Date().toISOString().slice(0, 10))
    .option('--people <file>', 'people, one JSON person a line (law/schema/person.json)')
    .option('--stored', 'the facts that clients were last checked by, from the database; ids are printed, never names', false)
    .option('--office <name or id>', 'with --stored: which office; may be left out when there is only one')
    .option('--json', 'one JSON object a line', false)
    .addHelpText('after', '\nChanges go to standard output, the count to standard error. Nothing is stored but, with --stored, a line in the audit trail for each client read.')
    .action(async (options: ReplayOptions) => {
      if (options.people && options.stored) throw new Error('--people and --stored: one of the two');
      const before = lawAt(options.from);
      const after = options.to === LAW_DIR ? loadLaw(LAW_DIR) : lawAt(options.to);
      const seen = { people: 0, changes: 0 };
      const print = ({ person, on }: Asked, [was, is]: readonly ReadLaw[] = [before, after]): void => {
        seen.people += 1;
        for (const change of replay([person], on, was!, is!)) {
          seen.changes += 1;
          console.log(options.json ? JSON.stringify(change) : lineOf(change));
        }
      };
      if (options.stored) await overCaseload(options, [before, after], print);
      else if (options.people) await overFile(options.people, options.on, after, print);
      else for (const asked of examplesOf(after)) print(asked);
      process.stderr.write(`${seen.people} ${seen.people === 1 ? 'person' : 'people'}, ${seen.changes} ${seen.changes === 1 ? 'answer' : 'answers'} changed (law ${before.hash.slice(0, 12)} to ${after.hash.slice(0, 12)})\n`);
    });
}

function* examplesOf(law: Law): Generator<Asked> {
  const library = new LawLibrary(LAW_DIR);
  for (const jurisdiction of law.jurisdictions.keys()) {
    const file = library.examples(jurisdiction);
    for (const [index, example] of (file?.examples ?? []).entries()) {
      const person = personOf(example, file!);
      yield { person: { ...person, id: `${jurisdiction} example ${index + 1} (${person.id})` }, on: example.on };
    }
  }
}

async function overFile(path: string, on: string, law: Law, each: (asked: Asked) => void): Promise<void> {
  const input = path === '-' ? process.stdin : createReadStream(userPath(path));
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    let person: Person;
    try {
      person = parsePerson(line, law);
    } catch (error) {
      process.stderr.write(`line ${number}: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
      continue;
    }
    each({ person, on });
  }
}

/** As the office reads both laws: its corrections are laid over each, as far as they fit. */
async function overCaseload(options: ReplayOptions, laws: readonly Law[], each: (asked: Asked, laws: readonly ReadLaw[]) => void): Promise<void> {
  await withProgram(async ({ database, vault }) => {
    const actor = programActor((await officeMeant(database, options.office, new Date())).id);
    const read = await officeLaws(database, actor, laws, options.on);
    const { size } = new Set(read.flatMap(({ provisions }) => [...provisions.values()].flatMap(({ corrections }) => corrections.map(({ id }) => id))));
    if (size > 0) process.stderr.write(`with ${size} ${size === 1 ? 'correction' : 'corrections'} of the office\n`);
    for (const id of read[1]!.misfits.keys()) process.stderr.write(`the office's correction ${id} does not fit the law after: ${read[1]!.misfits.get(id)}\n`);
    for await (const person of storedPersons(database, vault, actor)) each({ person, on: options.on }, read);
  });
}

function lineOf({ person, charge, provision, before, after }: ReplayedChange): string {
  return `${person}, charge ${charge}, ${provision || 'no law on file'}: ${answerIn(before)} -> ${answerIn(after)}`;
}

function answerIn(finding: Finding | null): string {
  if (!finding) return 'nothing';
  const days = [finding.opensOn ? `from ${finding.opensOn}` : '', finding.closesOn ? `until ${finding.closesOn}` : ''].filter(Boolean).join(' ');
  const open = [...finding.missing, ...finding.questions.map((question) => `"${question}"`)].join(', ');
  return `${finding.result}${days ? ` ${days}` : ''}${open ? ` (${open})` : ''}`;
}

function calendarDate(text: string): string {
  if (parseDay(text) === null) throw new InvalidArgumentError('It must be a date of the calendar, written YYYY-MM-DD.');
  return text;
}
