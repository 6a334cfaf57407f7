// Checks of what would be published: the packed tarball as a consumer gets it, its size, and what the project carries
// without using it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Packs, asks publint and attw about the very file that would be uploaded, and removes it. */
async function checkTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-pack-'));
  try {
    const packed = await run('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], {
      capture: true,
    });
    if (!said('npm pack', packed)) return false;
    const [{ filename, files }] = JSON.parse(packed.output);
    const problems = contentProblems(
      files.map((/** @type {{ path: string }} */ file) => file.path),
      JSON.parse(readFileSync('package.json', 'utf8')).exports,
    );
    for (const problem of problems) console.log(problem);
    const tarball = join(folder, filename);
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
