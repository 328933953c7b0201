import { processEnvironment } from '#platform/config.js';
import { launch, type PartName } from './launch.js';

const PARTS: Readonly<Record<string, readonly PartName[]>> = { start: ['api', 'worker'], api: ['api'], worker: ['worker'] };

const [what = 'start'] = process.argv.slice(2);
const parts = PARTS[what];
if (!parts) {
  process.stderr.write(`There is nothing called "${what}" to start; there are: ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}
const env = { NODE_ENV: 'production', ...processEnvironment() };
process.exit(
  await launch({ parts, env, share: parts.length === 1, logToFiles: false, print: (line) => process.stderr.write(`vacatur: ${line}\n`) }),
);
