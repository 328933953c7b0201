import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../../test/eventually.js';
import { isAlive } from '#platform/instance-lock.js';
import { ProcessTree } from './process-tree.js';

const LIFE = pathToFileURL(resolve('dist/libs/platform/process-life.js')).href;
const LOGGER = pathToFileURL(resolve('dist/libs/platform/logger.js')).href;
const TREE = pathToFileURL(resolve('dist/apps/launcher/src/process-tree.js')).href;

let dir: string;

beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'vacatur-tree-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A part that writes its pid, says it is ready, and does `close` when it is to end. */
function part(name: string, close: string): { name: string; file: string; env: Record<string, string>; log: string; pid: () => number } {
  const file = join(dir, `${name}.mjs`);
  const pidFile = join(dir, `${name}.pid`);
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
     import { announceReady, liveUntilStopped } from '${LIFE}';
     import { Log } from '${LOGGER}';
     writeFileSync('${pidFile}', String(process.pid));
     setInterval(() => {}, 1000);
     liveUntilStopped({ log: Log.create('info'), graceMs: 500, close: async () => { ${close} } });
     announceReady();`,
  );
  return { name, file, env: { PATH: process.env['PATH'] ?? '' }, log: join(dir, 'log', `${name}.log`), pid: () => Number(readFileSync(pidFile, 'utf8')) };
}

describe('ProcessTree', () => {
  it('waits for each part to be ready, and stops them in order, letting them finish', async () => {
    const tree = new ProcessTree();
    const one = part('one', `await new Promise((done) => setTimeout(done, 100)); writeFileSync('${join(dir, 'finished')}', 'yes');`);
    const two = part('two', '');
    await tree.start(one);
    await tree.start(two);
    expect(await tree.stop()).toEqual([]);
    expect(readFileSync(join(dir, 'finished'), 'utf8')).toBe('yes');
    expect([one, two].map(({ pid }) => isAlive(pid()))).toEqual([false, false]);
    expect(readFileSync(one.log, 'utf8')).toContain('"msg":"process.stopping"');
  });

  it('does not tell its parts who owns the tables', async () => {
    const tree = new ProcessTree();
    const one = part('one', `writeFileSync('${join(dir, 'env')}', JSON.stringify(process.env));`);
    await tree.start({ ...one, env: { ...one.env, DATABASE_URL: 'postgres://app@db/vacatur', DATABASE_OWNER_URL: 'postgres://owner@db/vacatur' } });
    await tree.stop();
    expect(Object.keys(JSON.parse(readFileSync(join(dir, 'env'), 'utf8')) as object).filter((name) => name.startsWith('DATABASE'))).toEqual(['DATABASE_URL']);
  });

  it('tells which part broke and how, and the others can still be stopped', async () => {
    const tree = new ProcessTree();
    const one = part('one', '');
    const two = part('two', '');
    await tree.start(one);
    await tree.start(two);
    process.kill(one.pid(), 'SIGKILL');
    expect(await tree.broken).toBe(`one ended by SIGKILL; see ${one.log}`);
    await tree.stop();
    expect(isAlive(two.pid())).toBe(false);
  });

  it('does not wait for ever for a part that ends before it is ready', async () => {
    const tree = new ProcessTree();
    const file = join(dir, 'bad.mjs');
    writeFileSync(file, 'process.exit(3);');
    await tree.start({ name: 'bad', file, env: {}, log: join(dir, 'bad.log') });
    expect(await tree.broken).toBe(`bad ended with code 3; see ${join(dir, 'bad.log')}`);
    const late = part('late', '');
    await tree.start(late);
    expect(() => late.pid()).toThrow('ENOENT');
    expect(await tree.stop()).toEqual([]);
  });

  it('kills a part that does not listen, and says so', async () => {
    const tree = new ProcessTree(300);
    const file = join(dir, 'deaf.mjs');
    writeFileSync(file, "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send({ ready: true });");
    await tree.start({ name: 'deaf', file, env: {}, log: join(dir, 'deaf.log') });
    expect(await tree.stop()).toEqual(['deaf']);
  });

  it('ends a part whose closing hangs, with an error in its log', async () => {
    const tree = new ProcessTree();
    const hanging = part('hanging', 'await new Promise(() => {});');
    await tree.start(hanging);
    expect(await tree.stop()).toEqual([]);
    expect(readFileSync(hanging.log, 'utf8')).toContain('"msg":"process.stop-took-too-long"');
  });

  it('leaves nobody behind when the launcher is killed', async () => {
    const one = part('one', '');
    const launcher = join(dir, 'launcher.mjs');
    writeFileSync(
      launcher,
      `import { ProcessTree } from '${TREE}';
       await new ProcessTree().start(${JSON.stringify(one)}); console.log('up'); setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(isAlive(one.pid())).toBe(true);
    child.kill('SIGKILL');
    await eventually(() => Promise.resolve(!isAlive(one.pid())));
    expect(readFileSync(one.log, 'utf8')).toContain('"reason":"launcher-gone"');
  });
});
