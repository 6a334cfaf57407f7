import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's code as one script, built afresh from `bench/page` and `src`. Not minified, so that profiles can be read. */
export async function bundlePage(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('page/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  const file = result.outputFiles[0];
  if (file === undefined) throw new Error('esbuild gave no output for bench/page/main.ts.');
  return file.text;
}
