// Finds the servers and proxies of others that tests stand before, and installs them where that is possible without
// asking. Browsers are the business of browsers.mjs.

import { accessSync, constants } from 'node:fs';
import { installPackages, onPath } from './apt.mjs';

/**
 * @typedef {object} ServerProgram
 * @property {string} title - What to call it in messages.
 * @property {string} variable - The environment variable that names the file.
 * @property {string} command - Its name on `PATH`; empty for what is no program.
 * @property {readonly string[]} files - Full paths to look for after that.
 * @property {string} package - What `apt-get` installs.
 */

/** @typedef {keyof typeof SERVERS} ServerName */

const SERVERS = {
  nginx: {
    title: 'nginx',
    variable: 'NGINX_PATH',
    command: 'nginx',
    // Where Debian puts it, which is not on everybody's PATH.
    files: ['/usr/sbin/nginx', '/opt/homebrew/bin/nginx'],
    package: 'nginx',
  },
  nchan: {
    title: 'the nginx module nchan',
    variable: 'NCHAN_PATH',
    command: '',
    files: ['/usr/lib/nginx/modules/ngx_nchan_module.so', '/usr/lib64/nginx/modules/ngx_nchan_module.so'],
    package: 'libnginx-mod-nchan',
  },
  haproxy: {
    title: 'HAProxy',
    variable: 'HAPROXY_PATH',
    command: 'haproxy',
    files: ['/usr/sbin/haproxy', '/opt/homebrew/bin/haproxy'],
    package: 'haproxy',
  },
};

/** @type {readonly ServerName[]} */
const NAMES = ['nginx', 'nchan', 'haproxy'];

/**
 * Sees to it that nginx, nchan and HAProxy are there, installing what is missing with `apt-get` where we may.
 *
 * @throws {Error} That says what is missing and what to do about it.
 */
export function ensureServers() {
  const missing = () => NAMES.map((name) => SERVERS[name]).filter((program) => find(program) === undefined);
  const before = missing();
  if (before.length === 0) return;
  installPackages(
    before.map(({ title }) => title),
    before.map((program) => program.package),
  );
  const wishes = missing().map(
    ({ title, variable }) => `Tests need ${title}. Install it, or set ${variable} to the file.`,
  );
  if (wishes.length > 0) throw new Error(wishes.join('\n'));
}

/**
 * Where it is.
 *
 * @param {ServerName} name
 * @returns {string}
 * @throws {Error} Where it is not; {@link ensureServers} comes first.
 */
export function serverPath(name) {
  const path = find(SERVERS[name]);
  if (path === undefined) throw new Error(`There is no ${SERVERS[name].title}. Run: npm test -- foreign`);
  return path;
}

/**
 * @param {ServerProgram} program
 * @returns {string | undefined}
 */
function find({ variable, command, files }) {
  const named = process.env[variable];
  // Not replaced by another when it is wrong: whoever sets it wants that one.
  if (named) return isThere(named) ? named : undefined;
  return (command === '' ? undefined : onPath(command)) ?? files.find(isThere);
}

/** @param {string} file */
function isThere(file) {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
