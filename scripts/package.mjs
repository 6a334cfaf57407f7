// Checks of what would be published: the packed tarball as a consumer gets it, its size, and what the project carries
// without using it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';
import { run } from './run.mjs';

/** All that may be in the package, and nothing of the demo's build. */
const ALLOWED = /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|src\/.+\.tsx?|dist\/(?!demo\/).+)$/;
const REQUIRED = ['README.md', 'LICENSE', 'CHANGELOG.md'];

/**
 * The checks in their order. Each prints its own findings.
 *
 * @returns {(() => Promise<boolean>)[]}
 */
export function checkPackage() {
  return [
    checkTarball,
    async () => said('size', await run('node', ['scripts/size.mjs'])),
    async () => said('knip', await run('knip', ['--no-progress'])),
  ];
}

/**
 * Packs what would be uploaded into `folder`.
 *
 * @param {string} folder
 * @returns {Promise<{ tarball: string; files: string[] } | null>} `null` when npm failed; it has said why.
 */
export async function pack(folder) {
  const { ok, output } = await run(
    'npm',
    ['pack', '--json', '--loglevel=error', '--ignore-scripts', '--pack-destination', folder],
    { capture: true, cwd: ROOT },
  );
  if (!ok) return null;
  const [{ filename, files }] = JSON.parse(output);
  return { tarball: join(folder, filename), files: files.map((/** @type {{ path: string }} */ { path }) => path) };
}

/** Packs, asks publint and attw about the very file that would be uploaded, and removes it. */
async function checkTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-pack-'));
  try {
    const packed = await pack(folder);
    if (!said('npm pack', { ok: packed !== null }) || packed === null) return false;
    const { tarball, files } = packed;
    const problems = contentProblems(files, JSON.parse(readFileSync('package.json', 'utf8')).exports);
    for (const problem of problems) console.log(problem);
    const publint = said('publint', await run('publint', ['run', tarball, '--strict']));
    // `global` is a script for pages, not a module: there are no types to resolve.
    const attw = said(
      'attw',
      await run('attw', [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './global']),
    );
    return problems.length === 0 && publint && attw;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What is wrong with the list of packed files: something missing, or something that is nobody's business.
 *
 * @param {readonly string[]} files
 * @param {Record<string, string | Record<string, string>>} exports - Of package.json.
 * @returns {string[]}
 */
export function contentProblems(files, exports) {
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? target : Object.values(target),
  );
  const wanted = [...REQUIRED, ...targets.map((target) => target.replace(/^\.\//, ''))];
  return [
    ...wanted.filter((file) => !files.includes(file)).map((file) => `the package lacks ${file}`),
    ...files.filter((file) => !ALLOWED.test(file)).map((file) => `the package should not have ${file}`),
  ];
}

/** @param {string} name @param {{ ok: boolean }} result */
function said(name, { ok }) {
  if (!ok) console.log(`failed: ${name}`);
  return ok;
}
