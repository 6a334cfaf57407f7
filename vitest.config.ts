// One project for each kind of test, so that `vitest run --project unit` and `npm test -- unit` mean the same.

import { join } from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { ROOT } from './scripts/bootstrap.mjs';
import { aliases } from './scripts/entries.mjs';

/**
 * `// @vitest-environment happy-native` at the top of a test file means our own environment; vitest takes a name there,
 * not a path, and looks for a package called so.
 */
const happyNative = { find: 'vitest-environment-happy-native', replacement: join(ROOT, 'test/gate/happy-native.ts') };

/** Settings do not reach projects from the top level, so each gets all of them. */
function project(name: string, folders: string[], limitMs: number, inParallel = true): TestProjectConfiguration {
  // So many times the cases (test/support/fuzz.ts) take so many times as long.
  const timeoutMs = limitMs * Number(process.env['FUZZ'] ?? 1);
  return {
    resolve: { alias: [...aliases(), happyNative] },
    oxc: { jsx: { runtime: 'automatic' } },
    test: {
      name,
      environment: 'node',
      include: folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      restoreMocks: true,
      unstubGlobals: true,
      fileParallelism: inParallel,
    },
  };
}

export default defineConfig({
  test: {
    // Two cores: more only makes timing tests miss their deadlines.
    maxWorkers: 2,
    projects: [
      project('unit', ['unit', 'gate'], 10_000),
      project('simulation', ['simulation'], 60_000),
      project('contract', ['contract'], 30_000),
      project('browser', ['browser'], 60_000, false),
      project('engines', ['engines'], 60_000),
      project('demo', ['demo'], 60_000, false),
      project('chaos', ['chaos'], 120_000, false),
      project('foreign', ['foreign'], 60_000),
      project('package', ['package'], 60_000, false),
    ],
  },
});
