import type { Database } from '#db/transaction.js';
import type { Config } from '#platform/config.js';
import type { Casework } from './casework.js';

/** Lines of a table with aligned columns: text to the left, numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - width(cell));
        return typeof rows[0]?.[column] === 'number' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const [first = [], ...rest] = cells;
  return [line(first), widths.map((size) => '─'.repeat(size)).join('  '), ...rest.map(line)].map((text) => `  ${text}`).join('\n');
}

/** What the next day of a charge means; a day that hangs on facts or questions is told as such. */
function whatHappens({ result, closes, process }: { result: string; closes: boolean; process: string | null }): string {
  if (closes) return 'last day to file';
  if (result === 'needs-facts') return 'could be cleared from this day, once the missing facts are known';
  if (result === 'attorney-decides') return 'could be cleared from this day, if an attorney says so';
  return process === 'automatic' ? 'cleared by law from this day; see that it happens' : 'can be cleared from this day';
}

function width(text: string): number {
  return [...text].length;
}

const RESULTS = ['eligible', 'automatic', 'not-yet', 'attorney-decides', 'needs-facts', 'not-eligible'] as const;

/**
 * What came out, for the person at the terminal: answers by jurisdiction, the next days that matter, papers, reminders.
 *
 * @throws Error when a step left nothing behind
 */
export async function summarise(db: Database, officeId: string, config: Config, { packets }: Casework): Promise<string> {
  const { answers, days, reminders } = await db.inOffice({ officeId }, async (tx) => ({
    answers: await tx.query<{ jurisdiction: string; result: string; charges: number }>(
      'SELECT jurisdiction, result, count(*)::int AS charges FROM charge_standings GROUP BY 1, 2 ORDER BY 1',
    ),
    days: await tx.query<{ next_on: string; jurisdiction: string; citation: string | null; result: string; closes: boolean; process: string | null }>(
      `SELECT s.next_on, s.jurisdiction, f.citation, s.result, f.closes_on IS NOT DISTINCT FROM s.next_on AS closes, f.process
       FROM charge_standings s JOIN findings f ON f.id = s.finding_id WHERE s.next_on IS NOT NULL ORDER BY s.next_on, s.charge_id LIMIT 8`,
    ),
    reminders: await tx.query<{ audience: string; status: string; count: number }>(
      'SELECT audience, status, count(*)::int AS count FROM reminders GROUP BY 1, 2 ORDER BY 1, 2',
    ),
  }));
  const planned = reminders.filter(({ status }) => status === 'planned' || status === 'sent');
  if (answers.length === 0) throw new Error('no charge has an answer');
  if (packets.length === 0) throw new Error('no packet was drafted');
  if (planned.length === 0) throw new Error('no reminder was planned');

  const jurisdictions = [...new Set(answers.map((row) => row.jurisdiction))];
  const countOf = (jurisdiction: string | null, result: string): number =>
    answers.filter((row) => (jurisdiction === null || row.jurisdiction === jurisdiction) && row.result === result).reduce((sum, row) => sum + row.charges, 0);
  const rows = [...jurisdictions, null].map((jurisdiction) => [jurisdiction ?? 'all', ...RESULTS.map((result) => countOf(jurisdiction, result))]);
  const papers = packets.flatMap((packet) => packet.documents);
  return [
    'Charges by the best answer of the law:',
    table(['', ...RESULTS], rows),
    '',
    'Next days that matter:',
    table(
      ['day', '', 'provision', 'what happens'],
      days.map((row) => [row.next_on, row.jurisdiction, row.citation ?? '', whatHappens(row)]),
    ),
    '',
    `Papers: ${packets.length} packets, ${papers.filter((paper) => paper.format === 'pdf').length} PDF and ` +
      `${papers.filter((paper) => paper.format === 'docx').length} DOCX files, ${packets.reduce((sum, packet) => sum + packet.blanks.length, 0)} blanks to fill in`,
    `Reminders: ${reminders.map((row) => `${row.count} ${row.status} for ${row.audience}`).join(', ')}`,
    `Mail goes to ${config.mail.smtpUrl ? 'the SMTP server' : `${config.varDir}/mail`}`,
  ].join('\n');
}
