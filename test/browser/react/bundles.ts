import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../../scripts/bootstrap.mjs';

/** Both majors that the hooks are for. */
export const VERSIONS = ['18', '19'] as const;
export type ReactVersion = (typeof VERSIONS)[number];

/** Where a version's packages are. */
export function packagesOf(version: ReactVersion): string {
  const { resolve } = createRequire(import.meta.url);
  return version === '18' ? join(resolve('react-18/package.json'), '../node_modules') : join(ROOT, 'node_modules');
}

/** What a page loads, with this version of React in its development build: that one checks most. */
export async function bundlePage(version: ReactVersion): Promise<string> {
  const packages = packagesOf(version);
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/browser/react/page-side.tsx'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: { react: join(packages, 'react'), 'react-dom': join(packages, 'react-dom') },
  });
  return outputFiles[0]?.text ?? '';
}

/** The part that renders on a server, for a `require` that brings React. */
export async function bundleServerSide(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['test/browser/react/server-side.tsx'],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    external: ['react', 'react/jsx-runtime', 'react-dom/server'],
  });
  return outputFiles[0]?.text ?? '';
}
