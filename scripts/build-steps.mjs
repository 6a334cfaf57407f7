// What there is to build, when it is out of date, and how it is built.

import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { exists, GLOBAL_ENTRY } from './entries.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Target
 * @property {string} title
 * @property {string} output - Written last; its time says when the build began.
 * @property {readonly string[]} inputs
 * @property {() => boolean} wanted - Whether its sources exist.
 * @property {() => Promise<boolean>} build
 */

const CONFIGURATION = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vite.config.ts',
  'scripts',
];

/** @type {Target} */
export const LIBRARY = {
  title: 'library',
  output: 'dist/index.js',
  inputs: ['src', ...CONFIGURATION],
  wanted: () => exists('src/index.ts'),
  async build() {
    cleanLibrary();
    const declarations = await run('tsc', ['-p', 'tsconfig.build.json']);
    const modules = declarations.ok && (await vite('library'));
    return modules && (!exists(GLOBAL_ENTRY) || (await vite('global')));
  },
};

/** @type {Target} */
export const DEMO = {
  title: 'demo',
  output: 'dist/demo/index.html',
  inputs: ['src', 'demo/web', 'demo/shared', ...CONFIGURATION],
  wanted: () => exists('demo/web/index.html'),
  build: () => vite('demo'),
};

/**
 * Builds `target`. True when it is there afterwards, or when there is nothing yet to build it from.
 *
 * @param {Target} target
 * @returns {Promise<boolean>}
 */
export async function build(target) {
  if (!target.wanted()) {
    console.log(`${target.title}: nothing yet`);
    return true;
  }
  const began = new Date();
  if (!(await target.build()) || !exists(target.output)) return false;
  // A source saved while the build ran is newer than the build.
  utimesSync(join(ROOT, target.output), began, began);
  return true;
}

/**
 * Builds what is missing or older than its sources.
 *
 * @param {readonly Target[]} targets
 * @returns {Promise<boolean>}
 */
export async function buildStale(targets) {
  for (const target of targets) if (isStale(target) && !(await build(target))) return false;
  return true;
}

/** @param {Target} target */
function isStale(target) {
  if (!target.wanted()) return false;
  if (!exists(target.output)) return true;
  const built = statSync(join(ROOT, target.output)).mtimeMs;
  return target.inputs.some((input) => newest(join(ROOT, input)) > built);
}

/**
 * The latest change under `path`. Folders count, because a deleted file shows only there.
 *
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  const inner = stat.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(stat.mtimeMs, ...inner);
}

/** Old chunks carry their hash in the name and would be packed with the new ones. The demo is a build of its own. */
function cleanLibrary() {
  const dist = join(ROOT, 'dist');
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) if (name !== 'demo') rmSync(join(dist, name), { recursive: true });
}

/** @param {string} mode */
async function vite(mode) {
  return (await run('vite', ['build', '--mode', mode, '--logLevel', 'warn'])).ok;
}
