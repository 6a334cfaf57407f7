// Finds the browsers that tests drive, and installs them where that is possible without asking.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} Browser
 * @property {string} title - What to call it in messages.
 * @property {string} variable - The environment variable that names its executable.
 * @property {readonly string[]} commands - Names to look for on `PATH`, best first.
 * @property {readonly string[]} apps - Full paths to look for after that (macOS keeps applications off `PATH`).
 * @property {readonly string[]} packages - What `apt-get` installs.
 */

/** @type {Browser} */
const CHROMIUM = {
  title: 'Chromium, Chrome or Edge',
  variable: 'CHROME_PATH',
  commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  apps: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  packages: ['chromium'],
};

/** What the tests need. The next engines (Firefox, WebKit) are one record each. */
const BROWSERS = [CHROMIUM];

/**
 * The Chromium to drive, or `undefined`. `CHROME_PATH` wins over whatever is installed.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  return find(CHROMIUM);
}

/**
 * Sees to it that every browser the tests need is there, installing what is missing with `apt-get` where we may.
 *
 * @throws {Error} That says which browser is missing and what to do about it.
 */
export function ensureBrowsers() {
  const missing = BROWSERS.filter((browser) => find(browser) === undefined);
  if (missing.length === 0) return;
  const root = rootCommand();
  if (root !== undefined) {
    const packages = missing.flatMap((browser) => browser.packages);
    console.log(
      `No ${missing.map((browser) => browser.title).join(', no ')} found: installing ${packages.join(', ')}.`,
    );
    aptGet(root, ['update', '-qq']);
    aptGet(root, ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  for (const browser of missing) {
    if (find(browser) !== undefined) continue;
    throw new Error(`Browser tests need ${browser.title}. Install it, or set ${browser.variable} to its executable.`);
  }
}

/**
 * {@link ensureBrowsers}, and the Chromium that is then there.
 *
 * @returns {string}
 */
export function ensureChromium() {
  ensureBrowsers();
  return /** @type {string} */ (findChromium());
}

/**
 * @param {Browser} browser
 * @returns {string | undefined}
 */
function find(browser) {
  const named = process.env[browser.variable];
  // Not replaced by another when it is wrong: whoever sets it wants that one.
  if (named) return executable(named) ? named : undefined;
  return [...browser.commands.map(onPath), ...browser.apps].find((file) => file !== undefined && executable(file));
}

/** @param {string} command */
function onPath(command) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(executable);
}

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return existsSync(file);
  } catch {
    return false;
  }
}

/**
 * What to put before a command to run it as root; `undefined` where packages cannot be installed without asking.
 *
 * @returns {string[] | undefined}
 */
function rootCommand() {
  if (onPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

/**
 * Failure shows in the browser still being missing, so the exit code is not looked at.
 *
 * @param {string[]} root
 * @param {string[]} args
 */
function aptGet(root, args) {
  const [command = 'env', ...rest] = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  spawnSync(command, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
}
