// Three builds, chosen by `--mode`: `library` (ESM entries), `global` (one script-tag file), `demo` (the page).
// scripts/build-steps.mjs runs them; tsc writes the declarations.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';
import { ROOT } from './scripts/bootstrap.mjs';
import { aliases, EXTERNAL, entries, exists, GLOBAL_ENTRY } from './scripts/entries.mjs';

const library = (): UserConfig => ({
  build: {
    target: 'es2022',
    sourcemap: true,
    // Consumers' bundlers minify; readable code makes their stack traces readable.
    minify: false,
    emptyOutDir: false,
    lib: { entry: entries(), formats: ['es'] },
    // 'use client' at the top of the React entry is meant for the consumer's bundler.
    rolldownOptions: { external: EXTERNAL, checks: { moduleLevelDirective: false } },
  },
});

const global = (): UserConfig => ({
  build: {
    target: 'es2020',
    minify: true,
    sourcemap: true,
    emptyOutDir: false,
    lib: { entry: GLOBAL_ENTRY, name: 'Holdfast', formats: ['iife'], fileName: () => 'holdfast.global.js' },
  },
});

const demo = (): UserConfig => ({
  root: join(ROOT, 'demo/web'),
  resolve: { alias: aliases() },
  plugins: [plainScripts()],
  build: {
    target: 'es2022',
    outDir: join(ROOT, 'dist/demo'),
    emptyOutDir: true,
    rolldownOptions: {
      input: pages(),
      // 'use client' in holdfast/react means nothing to a page that no server renders.
      onLog: (level, log, tell) => log.code === 'MODULE_LEVEL_DIRECTIVE' || tell(level, log),
    },
  },
});

/** What the page without a bundler loads by script tags, beside the pages and under names that stay. */
function plainScripts(): Plugin {
  const copied = {
    'jquery.min.js': 'node_modules/jquery/dist/jquery.min.js',
    'dataTables.min.js': 'node_modules/datatables.net-2/js/dataTables.min.js',
  };
  const bundled = {
    'holdfast.global.js': { entry: GLOBAL_ENTRY, name: 'Holdfast' },
    'connection-panel.js': { entry: 'demo/web/panel/script.ts', name: 'HoldfastPanel' },
  };
  return {
    name: 'plain-scripts',
    async generateBundle() {
      for (const [fileName, path] of Object.entries(copied)) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(join(ROOT, path), 'utf8') });
      }
      for (const [fileName, { entry, name }] of Object.entries(bundled)) {
        this.emitFile({ type: 'asset', fileName, source: await bundleScript(join(ROOT, entry), name) });
      }
    },
  };
}

/** One file for a script tag, as text. */
async function bundleScript(entry: string, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: aliases() },
    build: { target: 'es2022', write: false, lib: { entry, name, formats: ['iife'], fileName: name } },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (bundle === undefined || !('output' in bundle)) throw new Error(`${entry} gave no bundle.`);
  return bundle.output[0].code;
}

/** Every page directly in demo/web. */
function pages(): string[] {
  if (!exists('demo/web')) return [];
  const folder = join(ROOT, 'demo/web');
  return readdirSync(folder).flatMap((name) => (name.endsWith('.html') ? [join(folder, name)] : []));
}

export default defineConfig(({ mode }) => {
  if (mode === 'global') return global();
  return mode === 'library' ? library() : demo();
});
