import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { staleReason } from '../../scripts/bootstrap.mjs';
import { contentProblems } from '../../scripts/package.mjs';
import { countTests } from '../../scripts/stages.mjs';

it('counts tests, and takes a broken file, an empty run and a bad exit for failures', () => {
  vi.spyOn(console, 'log').mockReturnValue();
  const report = (passed: number, failed: number, files: object[] = []) =>
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: files });
  expect(countTests(report(3, 0), true)).toEqual({ passed: 3, failed: 0 });
  expect(countTests(report(3, 2), false)).toEqual({ passed: 3, failed: 2 });
  expect(countTests(report(3, 0, [{ status: 'failed', assertionResults: [] }]), false)).toEqual({
    passed: 3,
    failed: 1,
  });
  expect(countTests(report(3, 0), false)).toEqual({ passed: 3, failed: 1 });
  expect(countTests(report(0, 0), true)).toEqual({ passed: 0, failed: 1 });
  expect(countTests('{}', false)).toEqual({ passed: 0, failed: 1 });
});

it('finds what a package lacks and what it should not have', () => {
  const files = ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'src/index.ts', 'dist/index.js'];
  const exports = { '.': { default: './dist/index.js' } };
  expect(contentProblems(files, exports)).toEqual([]);
  expect(contentProblems([...files, 'dist/demo/index.html'], exports)).toHaveLength(1);
  expect(contentProblems(files, { ...exports, './global': './dist/global.js' })).toEqual([
    'the package lacks dist/global.js',
  ]);
});

it('installs when a package is missing, changed or was never there, and not otherwise', () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-gate-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const lock = (version: string) =>
    JSON.stringify({
      packages: { '': {}, 'node_modules/a': { version }, 'node_modules/other-os': { version, optional: true } },
    });
  writeFileSync(join(root, 'package-lock.json'), lock('1.0.0'));
  expect(staleReason(root)).toContain('not installed');

  mkdirSync(join(root, 'node_modules/a'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), lock('1.0.0'));
  expect(staleReason(root)).toContain('node_modules/a is missing');

  writeFileSync(join(root, 'node_modules/a/package.json'), '{}');
  expect(staleReason(root)).toBeNull();

  writeFileSync(join(root, 'package-lock.json'), lock('1.0.1'));
  expect(staleReason(root)).toContain('node_modules/a is not the version');
});
