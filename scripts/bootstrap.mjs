// First thing every command of this project does. Runs on plain Node 20 before anything is installed, so it imports
// nothing but Node itself. Knows nothing of the commands it prepares for.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, whatever the current directory is. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** vitest, msw and `node:sqlite` need it; it comes as the dev dependency `node`. */
const NODE_MAJOR = 24;

const BIN = join(ROOT, 'node_modules', '.bin');
const GUARD = 'HOLDFAST_BOOTSTRAPPED';

/**
 * Makes the rest of a command safe to run: the dependencies of `package-lock.json` are installed, Node is 24 or newer,
 * the current directory is the project's, and the project's own tools come first on `PATH`.
 *
 * On an older Node the calling script is started again with the installed one; this call then never returns.
 */
export async function bootstrap() {
  process.chdir(ROOT);
  endWithNpm();
  const reason = staleReason(ROOT);
  if (reason !== null) install(reason);
  process.env['PATH'] = [BIN, process.env['PATH']].join(delimiter);
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) await restart();
}

/**
 * Stopping `npm start` stops what it started. npm passes signals to the shell between us and it, which dies of them
 * without a word to us: that our parent has changed is the only sign.
 */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  timer.unref();
}

/**
 * Why `node_modules` does not hold what `package-lock.json` asks for; `null` when it does. Contents are compared, not
 * times: a clone, a copy or a `touch` must not cause an install, and a changed version must.
 *
 * @param {string} root
 * @returns {string | null}
 */
export function staleReason(root) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'Dependencies are not installed yet';
  for (const [path, wanted] of Object.entries(readPackages(join(root, 'package-lock.json')) ?? {})) {
    // Optional packages are those of other platforms, mostly: npm left them out on purpose.
    if (path === '' || wanted.optional || wanted.devOptional) continue;
    if (installed[path]?.version !== wanted.version) return `${path} is not the version package-lock.json asks for`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  return null;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string; optional?: boolean; devOptional?: boolean }> | null}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null; // Missing or cut off: the same to us.
  }
}

/** @param {string} reason */
function install(reason) {
  console.log(`${reason}: running npm ci, which takes about a minute.`);
  // npm must not run on the Node that it is about to replace, so the project's own tools leave PATH for a moment.
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => resolve(folder) !== BIN);
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  if (status !== 0) fail('npm ci failed; see above.');
}

/** Runs the calling script again, with the installed Node, and ends this process the way that one ends. */
async function restart() {
  const node = join(BIN, 'node');
  // A broken link or a wrapper that finds the old Node again would otherwise restart for ever.
  if (process.env[GUARD] || !existsSync(node)) {
    fail(
      `Node ${NODE_MAJOR} is needed, this is ${process.version}, and the dev dependency "node" brought none.\n` +
        'Its install script fetches it; if npm is set to ignore scripts, run: npm rebuild node --ignore-scripts=false\n' +
        `Or put Node ${NODE_MAJOR} or newer on PATH yourself.`,
    );
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, [GUARD]: '1' } });
  process.exit(await exitOf(child));
}

/**
 * Waits for `child`, passes SIGINT and SIGTERM on to it, and gives the exit code to end with.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function exitOf(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group already; a second one would cut a tidy shutdown short.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((done) => {
    child.on('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
