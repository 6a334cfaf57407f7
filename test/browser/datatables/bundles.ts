import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../../scripts/bootstrap.mjs';

/** Folder in node_modules of every DataTables we promise to work with, by its major version. */
export const PACKAGES = { 1: 'datatables.net-1', 2: 'datatables.net-2', 3: 'datatables.net' } as const;

export type Version = keyof typeof PACKAGES;

export const VERSIONS: readonly Version[] = [1, 2, 3];

const common = { absWorkingDir: ROOT, bundle: true, write: false, target: 'es2022' } as const;

const made = new Map<string, Promise<string>>();

/** What drives a table in the page, with one real DataTables bundled in. */
export function bundleTableSide(version: Version): Promise<string> {
  return once(`side ${version}`, () => bundle({ entryPoints: ['test/browser/datatables/table-side.ts'] }, version));
}

/** A snippet as a page's bundler would take it. */
export function bundleSnippet(code: string, version: Version): Promise<string> {
  return bundle({ stdin: { contents: code, loader: 'ts', resolveDir: ROOT } }, version);
}

/** What a page without a bundler loads, by name. */
export function plainScripts(version: Version): Readonly<Record<string, () => Promise<string>>> {
  const file = (path: string) => async (): Promise<string> => readFileSync(join(ROOT, 'node_modules', path), 'utf8');
  return {
    'jquery.js': file('jquery/dist/jquery.js'),
    'dataTables.js': file(`${PACKAGES[version]}/js/${version === 1 ? 'jquery.dataTables' : 'dataTables'}.js`),
    'holdfast.global.js': () =>
      once('global', () => bundle({ entryPoints: ['src/global.ts'], globalName: 'Holdfast', format: 'iife' }, version)),
  };
}

/** Counts what a page could leave behind; loaded before everything else. */
export function bundleInstruments(): Promise<string> {
  return once('instruments', () => bundle({ entryPoints: ['test/browser/instruments.ts'], format: 'iife' }, 3));
}

async function bundle(options: object, version: Version): Promise<string> {
  const { outputFiles } = await build({
    format: 'esm',
    ...common,
    ...options,
    alias: {
      'datatables.net': PACKAGES[version],
      holdfast: join(ROOT, 'src/index.ts'),
      'holdfast/datatables': join(ROOT, 'src/datatables/index.ts'),
    },
  });
  return outputFiles?.[0]?.text ?? '';
}

function once(name: string, make: () => Promise<string>): Promise<string> {
  const known = made.get(name) ?? make();
  made.set(name, known);
  return known;
}
