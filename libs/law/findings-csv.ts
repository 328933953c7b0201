import type { Finding } from './finding.js';

const COLUMNS = ['person', 'charge', 'provision', 'version', 'citation', 'remedy', 'process', 'result', 'opensOn', 'closesOn', 'missing', 'questions', 'confidence', 'check', 'error'] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | readonly string[] | null>>>;

/** First line of the answers. */
export const FINDINGS_HEADER = `${COLUMNS.join(',')}\n`;

/** One CSV line for a finding; its reasons stay behind. Lists have "; " between their entries. */
export function findingLine(person: string, finding: Finding): string {
  const { charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check } = finding;
  return line({ person, charge, provision, version, citation, remedy, process, result, opensOn, closesOn, missing, questions, confidence, check });
}

/** One CSV line in the place of a person who cannot be judged. */
export function errorLine(person: string, error: string): string {
  return line({ person, error });
}

function line(row: Row): string {
  return `${COLUMNS.map((column) => cell(row[column] ?? '')).join(',')}\n`;
}

/**
 * Spreadsheet programs run a cell that begins like a formula; an apostrophe before it makes it text. Ids and citations
 * come from files of others.
 */
function cell(value: string | readonly string[]): string {
  const text = typeof value === 'string' ? value : value.join('; ');
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
