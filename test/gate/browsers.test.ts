import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ensureBrowsers, ensureProgram } from '../../scripts/browsers.mjs';

it('says what is missing, and which variable names it, where nothing can be installed', () => {
  const folder = temporaryFolder();
  vi.stubEnv('PATH', folder);
  for (const variable of ['FIREFOX_PATH', 'WEBKIT_PATH']) vi.stubEnv(variable, join(folder, 'absent'));
  expect(() => ensureBrowsers(['firefox', 'webkit'])).toThrow(
    /needs? Firefox\. Install it, or set FIREFOX_PATH.*\n.*WebKitGTK\. Install it, or set WEBKIT_PATH/,
  );
});

it('installs what is missing, each by itself, and nothing that is there', () => {
  const folder = temporaryFolder();
  const [driver, firefox, said] = ['driver', 'firefox', 'said'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  // What a variable names is taken though another may be on PATH; a package that cannot be had stops no other.
  vi.stubEnv('WEBKIT_PATH', driver);
  vi.stubEnv('FIREFOX_PATH', firefox);
  vi.stubEnv('XVFB_PATH', process.execPath);
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
  command(join(folder, 'sudo'), 'shift; exec "$@"');
  command(
    join(folder, 'apt-get'),
    `echo "$@" >> "${said}"
    case "$*" in *firefox*) exit 100;; *webkit*) cp "$0" "${driver}";; esac`,
  );
  vi.spyOn(console, 'log').mockReturnValue();
  expect(() => ensureBrowsers(['firefox', 'webkit', 'xvfb'])).toThrow(/^Browser tests need Firefox\.[^\n]*$/);
  expect(readFileSync(said, 'utf8').match(/\S+$/gm)).toEqual(['-qq', 'firefox-esr', 'webkit2gtk-driver']);
  expect(ensureProgram('webkit')).toBe(driver);
  expect(ensureProgram('xvfb')).toBe(process.execPath);
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-browsers-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return folder;
}

function command(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
