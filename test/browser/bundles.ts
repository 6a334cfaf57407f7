import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { listFiles } from '../../scripts/files.mjs';
import { ROOT } from '../../scripts/bootstrap.mjs';

/** Name to text of every script the pages load. */
export type Scripts = ReadonlyMap<string, string>;

let made: Promise<Scripts> | undefined;

/** Bundles the SDK from its sources together with what drives it; once in a test file. */
export function bundleScripts(): Promise<Scripts> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<Scripts> {
  const common = { absWorkingDir: ROOT, bundle: true, write: false, target: 'es2022', outdir: 'out' } as const;
  const modules = await build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: {
      holdfast: 'src/index.ts',
      'fetch-event-source': 'src/transports/fetch-event-source.ts',
      page: 'test/browser/page-side.ts',
      worker: 'test/browser/worker-side.ts',
    },
  });
  const instruments = await build({
    ...common,
    format: 'iife',
    entryPoints: { instruments: 'test/browser/instruments.ts' },
  });
  const scripts = new Map<string, string>();
  for (const { path, text } of [...modules.outputFiles, ...instruments.outputFiles]) {
    scripts.set(path.slice(path.lastIndexOf('out') + 4), text);
  }
  scripts.set('holdfast.global.js', builtGlobal() ?? (await bundleGlobal()));
  scripts.set('plain-script.js', readFileSync(join(ROOT, 'test/browser/plain-script.js'), 'utf8'));
  return scripts;
}

/** The script-tag build as it ships, unless it is missing or older than its sources. */
function builtGlobal(): string | undefined {
  const file = join(ROOT, 'dist/holdfast.global.js');
  if (!existsSync(file)) return undefined;
  const builtAt = statSync(file).mtimeMs;
  const isStale = listFiles('src', /\.ts$/).some((source) => statSync(join(ROOT, source)).mtimeMs > builtAt);
  return isStale ? undefined : readFileSync(file, 'utf8');
}

/** The like of it, made here. */
async function bundleGlobal(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    minify: true,
    target: 'es2020',
    format: 'iife',
    globalName: 'Holdfast',
    entryPoints: ['src/global.ts'],
  });
  return outputFiles[0]?.text ?? '';
}
