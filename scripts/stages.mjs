// The stages of `npm test` and `npm run check`: what each does, and how their results become one line.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ENGINE_PROGRAMS, ensureBrowsers } from './browsers.mjs';
import { build, buildStale, DEMO, LIBRARY } from './build-steps.mjs';
import { listFiles } from './files.mjs';
import { checkPackage } from './package.mjs';
import { checkProjectRules } from './rules.mjs';
import { run } from './run.mjs';
import { ensureServers } from './servers.mjs';

/**
 * What a stage came to. `null`: there is nothing yet to check, and nothing is counted.
 *
 * @typedef {{ passed: number; failed: number } | null} Result
 */

/** @type {Record<string, () => Promise<Result>>} In the order in which they run. */
const STAGES = {
  format: () => all([() => tool('biome', ['format', '.'])]),
  lint: () =>
    all([() => tool('oxlint', ['--type-aware', '--deny-warnings']), () => tool('node', ['scripts/structure.mjs'])]),
  types: () =>
    all([() => tool('tsc', ['-p', 'tsconfig.json']), () => tool('tsc', ['-p', 'tsconfig.build.json', '--noEmit'])]),
  rules: async () => (checkProjectRules() === null ? null : all([() => tool('node', ['scripts/rules.mjs'])])),
  unit: () => vitest('unit', ['test/unit', 'test/gate']),
  simulation: () => vitest('simulation', ['test/simulation']),
  contract: () => vitest('contract', ['test/contract']),
  build: async () => (LIBRARY.wanted() ? all([() => build(LIBRARY), () => build(DEMO)]) : null),
  browser: () => inBrowser('browser'),
  engines: () => inBrowser('engines', ENGINE_PROGRAMS),
  demo: () => inBrowser('demo'),
  chaos: () => inBrowser('chaos'),
  foreign: () => withServers('foreign'),
  package: async () => (LIBRARY.wanted() ? packaged() : null),
};

/** Under a minute: what is worth knowing before every commit. */
export const QUICK = ['format', 'lint', 'types', 'rules', 'unit'];

/**
 * Runs the named stages (all, when none is named) in their order and prints the sum as the last line.
 *
 * @param {readonly string[]} names
 * @returns {Promise<boolean>} Whether all is well.
 */
export async function runStages(names) {
  const unknown = names.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    console.log(`No stage is called ${unknown.join(', ')}. There are: ${Object.keys(STAGES).join(', ')}.`);
    console.log(`0 passed, ${unknown.length} failed`);
    return false;
  }
  const sum = { passed: 0, failed: 0 };
  const failed = [];
  for (const [name, stage] of Object.entries(STAGES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 100 - name.length))}`);
    const began = performance.now();
    const result = await stage().catch(failure);
    sum.passed += result?.passed ?? 0;
    sum.failed += result?.failed ?? 0;
    if (result !== null && result.failed > 0) failed.push(name);
    console.log(`── ${name}: ${describe(result)}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  console.log('');
  for (const name of failed) console.log(`failed: ${name.padEnd(12)} run it alone with: npm test -- ${name}`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0;
}

/** @param {Result} result */
function describe(result) {
  if (result === null) return 'nothing yet';
  return result.failed === 0
    ? `ok, ${result.passed} passed`
    : `FAILED, ${result.passed} passed, ${result.failed} failed`;
}

/**
 * A stage that could not even be carried out: one failure, and the next stage still runs.
 *
 * @param {unknown} error
 * @returns {Result}
 */
function failure(error) {
  console.error(error instanceof Error ? error.message : error);
  return { passed: 0, failed: 1 };
}

/**
 * Several checks that count as one; all run, so that one failure does not hide the next.
 *
 * @param {readonly (() => Promise<boolean>)[]} checks
 * @returns {Promise<Result>}
 */
async function all(checks) {
  let ok = true;
  for (const check of checks) ok = (await check()) && ok;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** @param {string} command @param {readonly string[]} args */
async function tool(command, args) {
  const { ok } = await run(command, args);
  if (!ok) console.log(`failed: ${[command, ...args].join(' ')}`);
  return ok;
}

/**
 * Up-to-date output of `targets`; after a good build stage there is nothing left to do.
 *
 * @param {readonly import('./build-steps.mjs').Target[]} targets
 */
function built(targets) {
  return async () => {
    const ok = await buildStale(targets);
    if (!ok) console.log('not run: the build failed');
    return ok;
  };
}

/**
 * @param {string} project
 * @param {Parameters<typeof ensureBrowsers>[0]} [programs]
 * @returns {Promise<Result>}
 */
async function inBrowser(project, programs) {
  if (testFiles([`test/${project}`]).length === 0) return null;
  ensureBrowsers(programs);
  if (!(await built([LIBRARY, DEMO])())) return { passed: 0, failed: 1 };
  return vitest(project, [`test/${project}`]);
}

/**
 * Tests that stand before servers of others, with a browser as well.
 *
 * @param {string} project
 * @returns {Promise<Result>}
 */
async function withServers(project) {
  if (testFiles([`test/${project}`]).length === 0) return null;
  ensureServers();
  ensureBrowsers();
  return vitest(project, [`test/${project}`]);
}

/**
 * The checks of what would be published, and the tests of a project that has it installed.
 *
 * @returns {Promise<Result>}
 */
async function packaged() {
  const checks = await all([built([LIBRARY]), ...checkPackage()]);
  ensureBrowsers();
  const tests = await vitest('package', ['test/package']);
  return {
    passed: (checks?.passed ?? 0) + (tests?.passed ?? 0),
    failed: (checks?.failed ?? 0) + (tests?.failed ?? 0),
  };
}

/**
 * One vitest project, counted test by test.
 *
 * @param {string} project
 * @param {readonly string[]} folders
 * @returns {Promise<Result>}
 */
async function vitest(project, folders) {
  if (testFiles(folders).length === 0) return null;
  const report = `test-results/${project}.json`;
  rmSync(report, { force: true });
  const { ok } = await run('vitest', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return countTests(existsSync(report) ? readFileSync(report, 'utf8') : '{}', ok);
}

/** @param {readonly string[]} folders */
function testFiles(folders) {
  return folders.flatMap((folder) => listFiles(folder, /\.test\.tsx?$/));
}

/**
 * Reads vitest's JSON report. A file that did not load has no tests to count and is one failure; so is a run in which
 * nothing ran, or that vitest itself called bad for a reason no test shows (an unhandled rejection).
 *
 * @param {string} report
 * @param {boolean} ok - How vitest exited.
 * @returns {{ passed: number; failed: number }}
 */
export function countTests(report, ok) {
  const { numPassedTests: passed = 0, numFailedTests = 0, testResults = [] } = JSON.parse(report);
  const broken = testResults.filter(
    (/** @type {{ status: string; assertionResults: { status: string }[] }} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = numFailedTests + broken;
  if (passed + failed === 0) console.log('No test ran, although there are test files.');
  return { passed, failed: failed > 0 || (ok && passed > 0) ? failed : 1 };
}
