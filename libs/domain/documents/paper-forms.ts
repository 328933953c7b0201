import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { checkCourtForm, checkFrontMatter, type CourtForm, type FrontMatter, type LayoutForm } from './forms-schema.js';
import { MARK } from './paper-text.js';
import type { PaperLayout } from './paper-tree.js';

/** One paper's template with the court format it is printed in: general, then the jurisdiction's, then the provision's. */
export interface PaperSource extends Required<Omit<FrontMatter, 'layout'>> {
  readonly path: string;
  readonly body: string;
  readonly court: CourtForm;
  readonly layout: PaperLayout;
}

/** A form cannot be used as it stands: the message names the file and what is wrong with it. */
export class FormError extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path}: ${reason}`);
    this.name = 'FormError';
  }
}

const cache = new Map<string, { stamp: string; value: unknown }>();

function readOnce<T>(path: string, make: (content: string) => T): T {
  const { mtimeMs, size } = statSync(path);
  const stamp = `${mtimeMs}:${size}`;
  const known = cache.get(path);
  if (known?.stamp === stamp) return known.value as T;
  const value = make(readFileSync(path, 'utf8'));
  cache.set(path, { stamp, value });
  return value;
}

function readYaml(path: string, content: string): unknown {
  try {
    return parse(content) as unknown;
  } catch (cause) {
    throw new FormError(path, `not YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function readCourtForm(path: string): Partial<CourtForm> {
  return readOnce(path, (content) => {
    const value = readYaml(path, content);
    const problem = checkCourtForm(value);
    if (problem) throw new FormError(path, problem);
    return value as Partial<CourtForm>;
  });
}

function readPaper(path: string): { front: FrontMatter; body: string } {
  return readOnce(path, (content) => {
    const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(content);
    if (!parts) throw new FormError(path, 'starts with no front matter between two lines of ---');
    const front = readYaml(path, parts[1]!);
    const problem = checkFrontMatter(front);
    if (problem) throw new FormError(path, problem);
    if (content.includes(MARK.blankOpen) || content.includes(MARK.block)) throw new FormError(path, 'holds private-use characters');
    return { front: front as FrontMatter, body: parts[2]! };
  });
}

/** Later wins, key by key; a list replaces a list. */
function merged<T extends object>(base: T, over: Partial<T>): T {
  const result = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    const both = isPlain(old) && isPlain(value);
    result[key] = both ? merged(old, value) : value;
  }
  return result as T;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

function layoutOf(form: LayoutForm): PaperLayout {
  return {
    fontSize: form.font_size,
    lineSpacing: form.line_spacing,
    margins: form.margins,
    firstPageBlank: form.first_page_blank,
    lineNumbers: form.line_numbers,
    rules: form.rules,
    counsel: form.counsel,
    courtOnLine: form.court_on_line,
    footerTitle: form.footer_title,
  };
}

/**
 * The papers of one provision, in the order in which they are filed. A paper in `<dir>/<jurisdiction>/<provision>/` stands in for
 * the one of the same name in `<dir>/<jurisdiction>/`, and that for the one in `<dir>/general/`; `caption.yaml` is merged key by
 * key the same way. Files are read again only when they change. Throws FormError for a form that cannot be used.
 */
export function loadForms(formsDir: string, jurisdiction: string, provision: string): PaperSource[] {
  if (!/^[A-Z]{2}$/.test(jurisdiction)) throw new FormError(formsDir, 'a jurisdiction is two capital letters');
  if (!/^[A-Za-z0-9][\w.-]*$/.test(provision)) throw new FormError(formsDir, 'a provision id has letters, digits, dots, hyphens');
  const folders = [join(formsDir, 'general'), join(formsDir, jurisdiction), join(formsDir, jurisdiction, provision)];
  let court: Partial<CourtForm> = {};
  const papers = new Map<string, string>();
  for (const folder of folders) {
    for (const name of listed(folder)) {
      const path = join(folder, name);
      if (name === 'caption.yaml') court = merged(court, readCourtForm(path));
      else if (name.endsWith('.md') && name !== 'README.md') papers.set(basename(name, '.md'), path);
    }
  }
  if (papers.size === 0 || !court.layout || !court.caption || !court.oath || !court.relief) {
    throw new FormError(folders[0]!, 'the general forms and their caption.yaml are missing or not whole');
  }
  const whole = court as CourtForm;
  return [...papers]
    .map(([kind, path]): PaperSource => {
      const { front, body } = readPaper(path);
      if (front.kind !== kind) throw new FormError(path, `kind is "${front.kind}", the file is named "${kind}"`);
      return {
        source: [],
        caption: true,
        lists: 'charges',
        when: 'always',
        ...front,
        path,
        body,
        court: whole,
        layout: layoutOf(merged(whole.layout, front.layout ?? {})),
      };
    })
    .toSorted((a, b) => a.order - b.order || (a.kind < b.kind ? -1 : 1));
}
