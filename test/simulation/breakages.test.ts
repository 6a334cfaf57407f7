import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BREAKAGES, type Breakage } from './breakages.ts';
import type { firstBreak as FirstBreak } from './simulate.ts';

/** Every breakage must be found among the seeds that the simulation plays in the same run. */
const SEEDS = 4_000;
const ROOT = resolve(import.meta.dirname, '../..');

describe('the simulator bites', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-breakages-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(BREAKAGES)('[C1, C2, C6, C7, D1, D2, D4] finds it when $name', async (breakage) => {
    const outfile = join(folder, `${BREAKAGES.indexOf(breakage)}.mjs`);
    await build({
      entryPoints: [join(ROOT, 'test/simulation/simulate.ts')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'silent',
      plugins: [
        {
          name: 'breakage',
          setup({ onLoad }) {
            onLoad({ filter: /\.ts$/ }, ({ path }) =>
              path === join(ROOT, breakage.file) ? { contents: broken(breakage), loader: 'ts' } : undefined,
            );
          },
        },
      ],
    });
    const { firstBreak } = (await import(outfile)) as { readonly firstBreak: typeof FirstBreak };
    expect(await firstBreak(1, SEEDS)).not.toBeNull();
  });
});

/** The file with the fault in it; the line must stand there exactly once, or the list has rotted. */
function broken({ file, find, replace }: Breakage): string {
  const source = readFileSync(join(ROOT, file), 'utf8');
  expect(source.split(find), `${file} has no longer exactly one: ${find}`).toHaveLength(2);
  return source.replace(find, () => replace);
}
