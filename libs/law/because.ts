import { formatDay, type Day } from '#dates/calendar-date.js';
import type { Answer, Gap } from './answer.js';
import { ALWAYS, complement, EARLIEST, endAt, has, intersect, LATEST, next, startAt, unite, without, type DaySet } from './day-set.js';
import type { Condition, Trace } from './condition.js';
import type { Reason } from './finding.js';
import type { RecordCharge } from './record.js';

/**
 * Facts and questions that could change the answer on some day of `window`, in the order of the law's text. A fact behind a condition that cannot hold
 * any more, or beside a branch that holds anyway, is left out. Facts of `charge`, which is asked about, are named without it.
 */
export function openGaps(trace: Trace, window: DaySet, charge: string): { missing: string[]; questions: string[] } {
  const missing = new Set<string>();
  const questions = new Set<string>();
  const own = `charges.${charge}.`;
  collect(trace, window, null, (gap, about) => {
    if (gap.kind === 'question') questions.add(gap.text);
    else {
      const path = about !== null && gap.of === 'charge' ? `charges.${about}.${gap.text}` : gap.text;
      missing.add(path.startsWith(own) ? path.slice(own.length) : path);
    }
  });
  return { missing: [...missing], questions: [...questions] };
}

function collect(trace: Trace, window: DaySet, about: string | null, found: (gap: Gap, about: string | null) => void): void {
  const { answer, children } = trace;
  if (answer.sure === answer.may || window.length === 0) return;
  if (intersect(without(answer.may, answer.sure), window).length === 0) return;
  const whose = trace.about ?? about;
  switch (trace.kind) {
    case 'leaf':
      for (const gap of answer.gaps) found(gap, whose);
      return;
    case 'all':
      children.forEach((child, i) => collect(child, children.reduce((rest, other, j) => (i === j ? rest : intersect(rest, other.answer.may)), window), whose, found));
      return;
    case 'any':
      children.forEach((child, i) => collect(child, children.reduce((rest, other, j) => (i === j ? rest : without(rest, other.answer.sure)), window), whose, found));
      return;
    case 'if': {
      const [test, then, otherwise] = children as [Trace, Trace, Trace];
      const agree = unite(intersect(then.answer.sure, otherwise.answer.sure), complement(unite(then.answer.may, otherwise.answer.may)));
      collect(test, without(window, agree), whose, found);
      collect(then, intersect(window, test.answer.may), whose, found);
      collect(otherwise, without(window, test.answer.sure), whose, found);
      return;
    }
    default:
      for (const child of children) collect(child, window, whose, found);
  }
}

/** The conditions that led to the answer on a day: all that had to hold, of alternatives the one that does (or every one, when none does). */
export function reasons(condition: Condition, c: RecordCharge, on: Day): Reason[] {
  const out: Reason[] = [];
  explain(condition, c, on, null, out);
  return out;
}

function explain({ word, made, ask }: Condition, c: RecordCharge, on: Day, cite: string | null, out: Reason[]): void {
  switch (made.kind) {
    case 'leaf':
      out.push(reason(word, ask(c, c), on, made.say(c, c), made.cite ?? cite));
      return;
    case 'all':
      for (const part of made.parts) explain(part, c, on, cite, out);
      return;
    case 'any': {
      const holding = made.parts.find((part) => has(part.ask(c, c).sure, on));
      for (const part of holding ? [holding] : made.parts) explain(part, c, on, cite, out);
      return;
    }
    case 'not':
      out.push(reason(`not ${made.part.word}`, ask(c, c), on, sayAll(made.part, c), cite));
      return;
    case 'if': {
      const test = made.test.ask(c, c);
      explain(made.test, c, on, cite, out);
      if (has(test.may, on)) explain(made.then, c, on, cite, out);
      if (!has(test.sure, on)) explain(made.otherwise, c, on, cite, out);
      return;
    }
    case 'named':
      explain(made.part, c, on, made.cite ?? cite, out);
  }
}

function sayAll({ made }: Condition, c: RecordCharge): string {
  switch (made.kind) {
    case 'leaf':
      return made.say(c, c);
    case 'not':
      return `not (${sayAll(made.part, c)})`;
    case 'named':
      return sayAll(made.part, c);
    default: {
      const said = (made.kind === 'if' ? [made.test, made.then, made.otherwise] : made.parts).map((part) => sayAll(part, c));
      return said.length > 1 ? `(${said.join(made.kind === 'any' ? ' or ' : ' and ')})` : said.join('');
    }
  }
}

export function reason(condition: string, answer: Answer, on: Day, value: string | null, citation: string | null): Reason {
  const holds = has(answer.sure, on) ? true : has(answer.may, on) ? null : false;
  const set = holds === null ? answer.may : answer.sure.length > 0 ? answer.sure : answer.may;
  const first = holds === false ? next(set, on) : startAt(set, on);
  const within = set.length > 0 && first !== LATEST;
  const end = within ? endAt(set, Math.max(first, EARLIEST)) : LATEST;
  return {
    condition,
    holds,
    from: !within || set === ALWAYS || first === EARLIEST ? null : formatDay(first),
    to: !within || end === LATEST ? null : formatDay(end - 1),
    value,
    citation,
  };
}
