import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../../scripts/bootstrap.mjs';
import type { Breakage } from '../simulation/breakages.ts';

const HTML =
  '<!doctype html><meta charset="utf-8"><title>chaos</title><link rel="icon" href="data:,">' +
  '<script src="/instruments.js"></script><script src="/chaos.js"></script>';

/**
 * Writes the page of a chaos run into a folder of its own and gives the folder; the caller deletes it.
 *
 * @param breakage - A deliberate fault in the SDK that the page is to have.
 */
export async function writePage(breakage?: Breakage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
  await build({
    absWorkingDir: ROOT,
    bundle: true,
    target: 'es2022',
    format: 'iife',
    outdir: folder,
    entryPoints: { chaos: 'test/chaos/page-side.ts', instruments: 'test/browser/instruments.ts' },
    logLevel: 'silent',
    plugins: breakage ? [breaking(breakage)] : [],
  });
  await writeFile(join(folder, 'index.html'), HTML);
  return folder;
}

function breaking({ file, find, replace }: Breakage): Plugin {
  const source = readFileSync(join(ROOT, file), 'utf8');
  if (source.split(find).length !== 2) throw new Error(`${file} has no longer exactly one: ${find}`);
  return {
    name: 'breaking',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === join(ROOT, file) ? { contents: source.replace(find, () => replace), loader: 'ts' } : undefined,
      );
    },
  };
}
