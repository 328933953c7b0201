// npm test [-- <jest arguments>]: lint, type-check, build and all tests, on every backend that can be had here.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres, startRedis } from './backends.mjs';
import { compile, fail, install, root, step } from './prepare.mjs';

process.chdir(root);
install();
const program = (name) => join(root, 'node_modules', name);
const lintPassed = step('linting', () => {
  const dirs = ['apps', 'libs', 'migrations', 'test', 'bench', 'scripts'];
  const { status, stdout } = spawnSync(process.execPath, [program('oxlint/bin/oxlint'), '--deny-warnings', ...dirs], { encoding: 'utf8' });
  if (status !== 0) process.stderr.write(`\n${stdout}`);
  return status === 0;
});
const typesPassed = step('type-checking and building', compile);
if (!existsSync('dist/libs/platform/embedded-postgres.js')) fail('Nothing was built, so nothing can be tested.');

const stops = [];
const stopAll = async () => {
  for (const stop of stops.splice(0)) await stop();
};
let jest = null;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    jest?.kill('SIGTERM');
  });
}

const postgres = await startPostgres();
stops.push(postgres.stop);
let counts;
let redis;
try {
  redis = await startRedis();
  stops.push(redis.stop);
  const results = join('var', 'test-results.json');
  mkdirSync('var', { recursive: true });
  rmSync(results, { force: true });
  await runJest(results);
  counts = readCounts(results);
} finally {
  await stopAll();
}

const backends = {
  postgres: { version: postgres.version, server: postgres.kind },
  queueOnPostgres: { tested: counts.onPostgres > 0, tests: counts.onPostgres },
  queueOnRedis: { tested: counts.onRedis > 0, tests: counts.onRedis, version: redis.version, server: redis.kind ?? null, why: redis.why ?? null },
};
writeFileSync('var/test-backends.json', `${JSON.stringify(backends, null, 2)}\n`);
const whole = process.argv.length === 2;
const missing = whole && process.env.REQUIRE_REDIS === '1' && !backends.queueOnRedis.tested;
const line = '='.repeat(78);
console.log(`\n${line}`);
console.log(`  BACKENDS TESTED`);
console.log(`  PostgreSQL ${postgres.version} (${postgres.kind}): yes`);
console.log(`  Queue on PostgreSQL: ${backends.queueOnPostgres.tested ? `YES, ${counts.onPostgres} tests` : 'NO: no such test was run'}`);
console.log(
  `  Queue on Redis${redis.version ? ` ${redis.version} (${redis.kind})` : ''}: ` +
    (backends.queueOnRedis.tested ? `YES, ${counts.onRedis} tests` : `NO: ${redis.why ?? 'no such test was run'}`),
);
if (!lintPassed) console.log('  LINT FAILED, see above');
if (!typesPassed) console.log('  TYPE-CHECK FAILED, see above');
if (interrupted) console.log('  INTERRUPTED: not all tests were run');
if (missing) console.log('  REDIS IS REQUIRED (REQUIRE_REDIS=1) AND WAS NOT TESTED');
console.log(line);
console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
process.exitCode = lintPassed && typesPassed && counts.success && !interrupted && !missing ? 0 : 1;

function runJest(results) {
  const args = [program('jest/bin/jest.js'), '--json', `--outputFile=${results}`, '--maxWorkers=2', ...process.argv.slice(2)];
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    // Jest runs ES modules through an interface of Node that is still called experimental, and Node says so for every worker.
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
    TEST_PG_URL: postgres.url,
    ...(redis.url ? { TEST_REDIS_URL: redis.url } : {}),
  };
  // With --json jest prints the results on standard output too; the file has them.
  jest = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => jest.on('exit', resolve));
}

/** Real counts of real results; which queue a test used is in its name. A file that could not even be loaded counts as a failed test. */
function readCounts(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0, onPostgres: 0, onRedis: 0, success: false };
  const results = JSON.parse(readFileSync(path, 'utf8'));
  const passed = results.testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === 'passed');
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
    onPostgres: passed.filter((test) => /\bqueue on PostgreSQL\b/i.test(test.fullName)).length,
    onRedis: passed.filter((test) => /\bqueue on Redis\b/i.test(test.fullName)).length,
    success: results.success,
  };
}
