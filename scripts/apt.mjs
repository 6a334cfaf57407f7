// What tests need from the system: where it is, and installing it with apt-get where that is possible without asking.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Installs what is missing, where we may. Failure shows in the program still being missing.
 *
 * @param {readonly string[]} titles - What to call it.
 * @param {readonly string[]} packages
 */
export function installPackages(titles, packages) {
  const root = rootCommand();
  if (root === undefined) return;
  console.log(`No ${titles.join(', no ')} found: installing ${packages.join(', ')}.`);
  aptGet(root, ['update', '-qq']);
  // One by one: a package that this distribution does not have must not keep the others out.
  for (const name of packages) aptGet(root, ['install', '-y', '-qq', '--no-install-recommends', name]);
}

/** @param {string} command */
export function onPath(command) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(executable);
}

/** @param {string} file */
export function executable(file) {
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
 * Failure shows in the program still being missing, so the exit code is not looked at.
 *
 * @param {string[]} root
 * @param {string[]} args
 */
function aptGet(root, args) {
  const [command = 'env', ...rest] = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  spawnSync(command, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
}
