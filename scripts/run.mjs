// node scripts/run.mjs <demo|start|api|worker|vacatur> [arguments]: installs and builds what is missing, then runs it in this process.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, fail, install, root } from './prepare.mjs';

const [what, ...args] = process.argv.slice(2);
const MAINS = {
  demo: ['demo', args],
  start: ['launcher', ['start']],
  api: ['launcher', ['api']],
  worker: ['launcher', ['worker']],
  vacatur: ['cli', args],
};
const main = MAINS[what];
if (!main) fail(`scripts/run.mjs knows ${Object.keys(MAINS).join(', ')}; not "${what ?? ''}"`);

process.chdir(root);
install();
build();
const file = join(root, 'dist', 'apps', main[0], 'src', 'main.js');
if (!existsSync(file)) fail(`${file} was not built`);
process.argv = [process.execPath, file, ...main[1]];
await import(pathToFileURL(file).href);
