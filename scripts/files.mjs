// Reading the project's own files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';

/** What git ignores, by the name of the folder. */
const IGNORED = new Set(['.git', 'node_modules', 'dist', 'coverage', 'test-results']);

/**
 * Every file under `folder`, as paths from the project's root with forward slashes, in order of name. A folder that is
 * not there has no files.
 *
 * @param {string} folder
 * @param {RegExp} [pattern]
 * @returns {string[]}
 */
export function listFiles(folder, pattern = /./) {
  /** @type {string[]} */
  const found = [];
  for (const entry of readFolder(folder)) {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !IGNORED.has(entry.name)) found.push(...listFiles(path, pattern));
    if (entry.isFile() && pattern.test(path)) found.push(path);
  }
  return found;
}

/** @param {string} folder */
function readFolder(folder) {
  try {
    return readdirSync(join(ROOT, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/**
 * Path to contents.
 *
 * @param {readonly string[]} paths
 * @returns {Map<string, string>}
 */
export function readFiles(paths) {
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}
