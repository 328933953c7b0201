import { between, NO, unknown, YES, type Answer } from '../answer.js';
import { citationMatches, type CitationParts } from '../citation.js';
import { leaf } from '../condition.js';
import { ALWAYS, NEVER } from '../day-set.js';
import { gradeMatches } from '../grade.js';
import type { Conduct, Offence } from '../person.js';
import { readOffence } from '../reading.js';
import { gradesOn, type RecordCharge } from '../record.js';
import type { CitationReading } from '../section-reading.js';
import type { Scope, Word } from './word.js';

const NO_CITATION = unknown('offence.citation');
const NO_CONDUCT = unknown('offence.conduct');
/** Which of the readings of a citation is meant, the conduct tells, too. */
const SEVERAL = between(NEVER, ALWAYS, [...NO_CITATION.gaps, ...NO_CONDUCT.gaps]);
const NO_GRADE = unknown('grade');
const NO_ROLE = unknown('role');

function citedIn(reading: CitationReading, jurisdiction: string | null | undefined, here: string, named: readonly CitationParts[], open: Answer): Answer {
  if (jurisdiction != null && jurisdiction !== here) return NO;
  // Two spellings of one row of the offence table are one statute, renumbered ones too.
  if (reading.alternatives.length > 0) return agreed(reading.alternatives.map((one) => citedIn(one, jurisdiction, here, named, open)), open);
  const { parts } = reading;
  return parts.length === 1 ? among(parts[0]!, named, open) : parts.length === 0 ? open : agreed(parts.map((one) => among(one, named, open)), open);
}

function agreed(answers: readonly Answer[], open: Answer): Answer {
  return answers.every((answer) => answer === answers[0]) ? answers[0]! : open;
}

function among(parts: CitationParts, named: readonly CitationParts[], open: Answer): Answer {
  let answer = NO;
  for (const name of named) {
    const match = citationMatches(name, parts);
    if (match === 'yes') return YES;
    if (match === 'maybe') answer = open;
  }
  return answer;
}

/** All spellings of the listed citations: their own, and those of the offence-table rows they name. */
function spellings(list: readonly string[], scope: Scope): readonly CitationParts[] {
  const named = list.map((text) => scope.cited(text));
  const rows = scope.citations.offences.filter((row) => row.parts.some((parts) => named.some((name) => citationMatches(name, parts) === 'yes')));
  return [...named, ...rows.flatMap((row) => row.parts)];
}

/** [citations]: the offence of the charge is one of these statutes, former numbers and equal ordinances of the offence table included. */
const cited: Word = {
  name: 'cited',
  compile(args, scope, cite) {
    const list = args as readonly string[];
    const named = spellings(list, scope);
    return leaf('cited', 1, (c) => citedIn(c.citation, c.raw.jurisdiction, scope.jurisdiction, named, NO_CITATION), (c) => `${c.raw.offence?.citation ?? 'offence not cited'} among ${list.join('; ')}`, cite);
  },
};

function conductIn(possible: readonly Conduct[] | null, wanted: readonly Conduct[], open: Answer): Answer {
  if (!possible) return open;
  const count = possible.filter((conduct) => wanted.includes(conduct)).length;
  return count === 0 ? NO : count === possible.length ? YES : open;
}

/** [selling, buying, loitering, promoting, permitting, other]: class of conduct, as entered or by the offence table. */
const conduct: Word = {
  name: 'conduct',
  compile(args, _scope, cite) {
    const wanted = args as readonly Conduct[];
    return leaf('conduct', 1, (c) => conductIn(c.conduct, wanted, c.citation.alternatives.length > 0 ? SEVERAL : NO_CONDUCT), (c) => `conduct ${c.conduct?.join(' or ') ?? 'not known'}, of ${wanted.join(', ')}`, cite);
  },
};

function offenceWord(name: string, field: 'arrestCharge' | 'firstChargedAs'): Word {
  return {
    name,
    compile(args, scope, cite) {
      const { cited: list, conduct: wanted } = args as { cited?: readonly string[]; conduct?: readonly Conduct[] };
      const named = list ? spellings(list, scope) : [];
      const open = unknown(field);
      const ask = (c: RecordCharge): Answer => {
        const offence: Offence | string | null | undefined = c.raw[field];
        if (offence == null) return open;
        const reading = readOffence(offence, scope.citations);
        if (list) return citedIn(reading, c.raw.jurisdiction, scope.jurisdiction, named, open);
        const entered = typeof offence === 'string' ? null : offence.conduct;
        return conductIn(entered ? [entered] : reading.conduct, wanted ?? [], open);
      };
      const text = [...(list ?? []), ...(wanted ?? [])].join('; ');
      return leaf(name, 2, ask, (c) => `${JSON.stringify(c.raw[field] ?? 'not known')} among ${text}`, cite);
    },
  };
}

interface GradeArgs {
  readonly in: readonly string[];
  readonly of?: 'disposition' | 'today';
}

/**
 * [grades], or { in: [grades], of: disposition | today }: grade at disposition as entered or by the offence table, or the grade the table gives the
 * same offence on the day asked about.
 */
const grade: Word = {
  name: 'grade',
  compile(args, _scope, cite) {
    const { in: wanted, of } = (Array.isArray(args) ? { in: args as readonly string[] } : args) as GradeArgs;
    const gradesOf = (c: RecordCharge): readonly string[] | null => (of === 'today' ? gradesOn(c.citation.offences, c.person.on) : c.grades);
    const among = (grades: readonly string[]): Answer => {
      let yes = 0;
      let no = 0;
      for (const one of grades) {
        const marks = wanted.map((name) => gradeMatches(name, one));
        if (marks.includes('yes')) yes++;
        else if (!marks.includes('maybe')) no++;
      }
      return yes === grades.length ? YES : no === grades.length ? NO : NO_GRADE;
    };
    // Few grades exist, and each is asked about for every charge.
    const single = new Map<string, Answer>();
    const ask = (c: RecordCharge): Answer => {
      const grades = gradesOf(c);
      if (!grades) return NO_GRADE;
      if (grades.length > 1) return among(grades);
      let answer = single.get(grades[0]!);
      if (!answer && single.size < 1000) single.set(grades[0]!, (answer = among(grades)));
      return answer ?? among(grades);
    };
    return leaf('grade', 1, ask, (c) => `grade ${of === 'today' ? 'today ' : ''}${gradesOf(c)?.join(' or ') ?? 'not known'}, of ${wanted.join(', ')}`, cite);
  },
};

/** [seller, buyer, third-party] */
const role: Word = {
  name: 'role',
  compile(args, _scope, cite) {
    const wanted = args as readonly string[];
    return leaf('role', 1, (c) => (c.raw.role == null ? NO_ROLE : wanted.includes(c.raw.role) ? YES : NO), (c) => `role ${c.raw.role ?? 'not known'}, of ${wanted.join(', ')}`, cite);
  },
};

/** here | elsewhere: was the charge brought under this file's jurisdiction? For conditions about other charges. */
const jurisdiction: Word = {
  name: 'jurisdiction',
  compile(args, scope, cite) {
    const here = args === 'here';
    const open = unknown('jurisdiction');
    return leaf('jurisdiction', 0, (c) => (c.raw.jurisdiction == null ? open : (c.raw.jurisdiction === scope.jurisdiction) === here ? YES : NO), (c) => `charge of ${c.raw.jurisdiction ?? 'unknown jurisdiction'}, ${here ? 'in' : 'outside'} ${scope.jurisdiction}`, cite);
  },
};

function placeWord(name: 'county' | 'court'): Word {
  return {
    name,
    compile(args, _scope, cite) {
      const wanted = (args as readonly string[]).map((text) => text.toLowerCase());
      const open = unknown(name);
      return leaf(name, 1, (c) => (c.raw[name] == null ? open : wanted.includes(c.raw[name].toLowerCase()) ? YES : NO), (c) => `${name} ${c.raw[name] ?? 'not known'}, of ${wanted.join(', ')}`, cite);
    },
  };
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  conviction: ['convicted'],
  'non-conviction': ['dismissed', 'dismissed-with-prejudice', 'nolle-prosequi', 'acquitted'],
  'arrest-only': ['not-charged'],
  deferral: ['adjudication-withheld', 'deferred', 'diverted'],
  juvenile: ['juvenile-adjudicated'],
};

/** [dispositions, or the groups conviction, non-conviction, arrest-only, deferral, juvenile] */
const disposition: Word = {
  name: 'disposition',
  compile(args, _scope, cite) {
    const list = args as readonly string[];
    const wanted = new Set(list.flatMap((name) => GROUPS[name] ?? [name]));
    const open = between(NEVER, ALWAYS, [{ kind: 'fact', text: 'disposition', of: 'charge' }]);
    return leaf('disposition', 0, (c) => (c.raw.disposition == null ? open : wanted.has(c.raw.disposition) ? YES : NO), (c) => `disposition ${c.raw.disposition ?? 'not known'}, of ${list.join(', ')}`, cite);
  },
};

export const OFFENCE: readonly Word[] = [cited, conduct, offenceWord('arrested-for', 'arrestCharge'), offenceWord('first-charged-as', 'firstChargedAs'), grade, role, jurisdiction, placeWord('county'), placeWord('court'), disposition];
