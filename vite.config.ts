// Three builds, chosen by `--mode`: `library` (ESM entries), `global` (one script-tag file), `demo` (the page).
// scripts/build-steps.mjs runs them; tsc writes the declarations.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'vite';
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
  build: {
    target: 'es2022',
    outDir: join(ROOT, 'dist/demo'),
    emptyOutDir: true,
    rolldownOptions: { input: pages() },
  },
});

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
