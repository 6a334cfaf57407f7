// Finds the browsers that tests drive, and installs them where that is possible without asking.

import { executable, installPackages, onPath } from './apt.mjs';

/**
 * @typedef {object} Program
 * @property {string} title - What to call it in messages.
 * @property {string} variable - The environment variable that names its executable.
 * @property {readonly string[]} commands - Names to look for on `PATH`, best first.
 * @property {readonly string[]} apps - Full paths to look for after that (macOS keeps applications off `PATH`).
 * @property {readonly string[]} packages - What `apt-get` installs.
 */

/** @typedef {keyof typeof PROGRAMS} ProgramName */

/** What tests may need to have on the machine. */
const PROGRAMS = {
  chromium: {
    title: 'Chromium, Chrome or Edge',
    variable: 'CHROME_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
    apps: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    packages: ['chromium'],
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX_PATH',
    commands: ['firefox-esr', 'firefox'],
    apps: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: ['firefox-esr'],
  },
  webkit: {
    title: 'WebKitWebDriver of WebKitGTK',
    variable: 'WEBKIT_PATH',
    commands: ['WebKitWebDriver'],
    apps: [],
    // The browser it drives comes with the library that it depends on.
    packages: ['webkit2gtk-driver'],
  },
  xvfb: {
    title: 'Xvfb, the display of WebKitGTK',
    variable: 'XVFB_PATH',
    commands: ['Xvfb'],
    apps: [],
    packages: ['xvfb'],
  },
};

/** @type {readonly ProgramName[]} What the tests in three engines need. */
export const ENGINE_PROGRAMS = ['chromium', 'firefox', 'webkit', 'xvfb'];

/**
 * The Chromium to drive, or `undefined`. `CHROME_PATH` wins over whatever is installed.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  return find(PROGRAMS.chromium);
}

/**
 * Sees to it that every program the tests need is there, installing what is missing with `apt-get` where we may.
 *
 * @param {readonly ProgramName[]} names - Chromium alone, unless told otherwise.
 * @throws {Error} That says what is missing and what to do about it.
 */
export function ensureBrowsers(names = ['chromium']) {
  const missing = names.map((name) => PROGRAMS[name]).filter((program) => find(program) === undefined);
  if (missing.length === 0) return;
  installPackages(
    missing.map(({ title }) => title),
    missing.flatMap(({ packages }) => packages),
  );
  const absent = missing.filter((program) => find(program) === undefined);
  if (absent.length === 0) return;
  const wishes = absent.map(
    ({ title, variable }) => `Browser tests need ${title}. Install it, or set ${variable} to its executable.`,
  );
  throw new Error(wishes.join('\n'));
}

/**
 * {@link ensureBrowsers} for one program, and where it then is.
 *
 * @param {ProgramName} name
 * @returns {string}
 */
export function ensureProgram(name) {
  ensureBrowsers([name]);
  return /** @type {string} */ (find(PROGRAMS[name]));
}

/**
 * The Chromium that is there, installed if need be.
 *
 * @returns {string}
 */
export function ensureChromium() {
  return ensureProgram('chromium');
}

/**
 * @param {Program} program
 * @returns {string | undefined}
 */
function find(program) {
  const named = process.env[program.variable];
  // Not replaced by another when it is wrong: whoever sets it wants that one.
  if (named) return executable(named) ? named : undefined;
  return [...program.commands.map(onPath), ...program.apps].find((file) => file !== undefined && executable(file));
}
