import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Place } from './law.js';

/** A mistake in a file of law data. Lines count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface YamlFile {
  readonly file: string;
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Line of a key or list entry; of the nearest one above it when it is not written there. */
  lineOf(place: Place): number;
}

/** Reads one YAML file (YAML 1.2: days stay text, `on` is a word), remembering where everything stands. */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const problems = doc.errors.map((error) => ({ file, line: lines.linePos(error.pos[0]).line, reason: error.message }));
  return {
    file,
    data: problems.length > 0 ? null : doc.toJS(),
    problems,
    lineOf(place) {
      for (let length = place.length; length > 0; length--) {
        const node = doc.getIn(place.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}
