import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { buildStale, LIBRARY } from '../../scripts/build-steps.mjs';
import { pack } from '../../scripts/package.mjs';
import { run } from '../../scripts/run.mjs';

/** A project of somebody else, in a folder of its own, with the packed package in its `node_modules`. */
export interface Consumer {
  readonly folder: string;
  /** Where the package is unpacked: whatever is not in the tarball is not there. */
  readonly installed: string;
  /** Writes a file of the project. */
  write(path: string, text: string): void;
}

/** What consumers have beside the package: its optional peers, what these need, and types. */
const ITS_OWN = [
  '@microsoft/fetch-event-source',
  '@types/react',
  '@types/react-dom',
  'csstype',
  'datatables.net',
  'jquery',
  'react',
  'react-dom',
  'scheduler',
];

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Packs the package and installs it as npm would, but without a network: unpacked, beside the dependencies it declares
 * and nothing else. The folder lies outside of the project, so that nothing can be found there by accident, and is
 * removed after the tests of the file.
 *
 * @param options.peers - Whether its optional peers are there, too.
 */
export async function createConsumer({ peers }: { readonly peers: boolean }): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-consumer-'));
  folders.push(folder);
  if (!(await buildStale([LIBRARY]))) throw new Error('The library could not be built; see above.');
  const packed = await pack(folder);
  const installed = join(folder, 'node_modules/holdfast');
  mkdirSync(installed, { recursive: true });
  // What npm packs lies in a folder called `package`.
  const unpack = ['-xzf', packed?.tarball ?? '', '-C', installed, '--strip-components=1'];
  if (!packed || !(await run('tar', unpack)).ok) throw new Error('The package could not be packed and unpacked.');
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of [...Object.keys(dependencies), ...(peers ? ITS_OWN : [])]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link, 'junction');
  }
  cpSync(join(ROOT, 'test/package/consumer'), folder, { recursive: true });
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  return { folder, installed, write };
}
