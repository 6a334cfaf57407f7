// The doors of the package, in one place for the build, the size check and the tests' aliases.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bootstrap.mjs';

/** Name in `dist` and source of every ESM entry there may be. */
const ENTRIES = {
  index: 'src/index.ts',
  testing: 'src/testing/index.ts',
  'transports/fetch-event-source': 'src/transports/fetch-event-source.ts',
  react: 'src/react/index.ts',
  datatables: 'src/datatables/index.ts',
};

/** The script-tag build's source. */
export const GLOBAL_ENTRY = 'src/global.ts';

/** Not bundled into the ESM build: the consumer's package manager brings them. */
export const EXTERNAL = [
  '@microsoft/fetch-event-source',
  '@standard-schema/spec',
  'datatables.net',
  'eventemitter3',
  'eventsource-parser',
  'react',
  'react-dom',
  'react/jsx-runtime',
];

/**
 * Name to source of the entries that exist today.
 *
 * @returns {Record<string, string>}
 */
export function entries() {
  return Object.fromEntries(Object.entries(ENTRIES).filter(([, source]) => exists(source)));
}

/**
 * Import specifier to absolute source, so that tests and the demo may write `holdfast/testing` before anything is built.
 *
 * @returns {{ find: RegExp; replacement: string }[]}
 */
export function aliases() {
  return Object.entries(ENTRIES).map(([name, source]) => ({
    find: new RegExp(`^holdfast${name === 'index' ? '' : `/${name}`}$`),
    replacement: join(ROOT, source),
  }));
}

/**
 * Whether the project has this file or folder.
 *
 * @param {string} path
 */
export function exists(path) {
  return existsSync(join(ROOT, path));
}
