import type { Coverage } from './check.js';

/**
 * The coverage as a Markdown table, for the README: what is modelled and how many worked examples hold it, with the
 * jurisdictions that are not modelled named in one line below.
 */
export function coverageTable({ jurisdictions }: Coverage, examples: Readonly<Record<string, number>>): string {
  const entries = Object.entries(jurisdictions);
  const encoded = entries.filter(([, entry]) => entry.modelled === 'encoded');
  const rows = encoded.map(([code, { name, provisions, read }]) => {
    const mine = Object.entries(examples).filter(([provision]) => provision.startsWith(`${code.toLowerCase()}-`));
    return `| ${code} | ${name} | ${provisions} | ${mine.reduce((sum, [, count]) => sum + count, 0)} | ${read ?? ''} |`;
  });
  const rest = entries.filter(([, entry]) => entry.modelled !== 'encoded').map(([, { name }]) => name);
  return [
    '| | jurisdiction | provisions | worked examples | last read |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    rest.length === 0 ? 'Every jurisdiction is modelled.' : `Not modelled yet: ${rest.join(', ')}.`,
    'What is left out of a jurisdiction stands in [law/coverage.yaml](law/coverage.yaml).',
  ].join('\n');
}
