import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** What the project's lint says about files planted under an empty root, as `path rule`. */
async function lint(files: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-lint-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  copyFileSync('.oxlintrc.json', join(root, '.oxlintrc.json'));
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  const oxlint = join(process.cwd(), 'node_modules/.bin/oxlint');
  const output = await new Promise<string>((done) => {
    execFile(oxlint, ['--format=json'], { cwd: root }, (_error, stdout) => done(stdout));
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { filename: string; code: string }[] };
  return diagnostics.map(({ filename, code }) => `${filename} ${code.replace(/^.*\(|\)$/g, '')}`).sort();
}

it('keeps globals at the edges', async () => {
  const source = 'export const stop = setTimeout(() => document.title, window.length);\n';
  const found = await lint({
    'src/runtime/timers.ts': source,
    'src/platform/browser.ts': source,
    'src/page/browser-page.ts': source,
    'src/core/step.ts': 'export const ask = () => fetch("/");\n',
    'src/transports/poll.ts': 'export const ask = () => fetch("/");\n',
    'src/core/local.ts': 'export const ends = (window: { at: number }) => window.at;\n',
  });
  expect(found).toEqual([
    'src/core/step.ts no-restricted-globals',
    ...Array(3).fill('src/runtime/timers.ts no-restricted-globals'),
  ]);
});

it('keeps files, functions and exports of src to their shape, and lets tests be', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `  use(${n});`).join('\n');
  const sources = {
    'long-function.ts': `export function long(use: (n: number) => void): void {\n${lines(80)}\n}\n`,
    'long-file.ts': 'export {};\n'.repeat(251),
    'default-export.ts': 'export default 1;\n',
  };
  const under = (folder: string) =>
    Object.fromEntries(Object.entries(sources).map(([name, text]) => [`${folder}/${name}`, text]));
  expect(await lint({ ...under('src'), ...under('test') })).toEqual([
    'src/default-export.ts no-default-export',
    'src/long-file.ts max-lines',
    'src/long-function.ts max-lines-per-function',
  ]);
  const anywhere = await lint({ 'test/wrongName.ts': 'export const a: any = 1 == 1;\n' });
  expect(anywhere).toEqual([
    'test/wrongName.ts eqeqeq',
    'test/wrongName.ts filename-case',
    'test/wrongName.ts no-explicit-any',
  ]);
});
