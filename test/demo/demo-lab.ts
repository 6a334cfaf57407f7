/** The built demo, a server process of its own and a real browser. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import { launchChromium } from '../support/browser.ts';
import { type DemoWindow, openWindow, type WindowOptions } from './demo-window.ts';

/** What a test file works with. */
export interface DemoLab {
  readonly server: ServerProcess;
  readonly browser: Browser;
  /** The folder of the built pages. */
  readonly webRoot: string;
  /** A window of somebody, signed in and live. It is closed with the lab, unless the test does. */
  open(person: string, options?: WindowOptions): Promise<DemoWindow>;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the pages from today's sources, in a folder of its own: another build may be at work on the usual one. A second
 * lab may take the pages of the first, as its `WEB_ROOT`.
 */
export async function openLab(env: Readonly<Record<string, string>> = {}): Promise<DemoLab> {
  const webRoot = env['WEB_ROOT'] ?? (await buildPages());
  // Tokens last as long as the tests, so that only those that are meant to go bad do.
  const server = await startServer({ TOKEN_SECONDS: '3600', ...env, WEB_ROOT: webRoot });
  const browser = await launchChromium();
  return {
    server,
    browser,
    webRoot,
    open: (person, options) => openWindow(browser, server.origin, person, options),
    close: async () => {
      await browser.close();
      await server.stop();
      if (env['WEB_ROOT'] === undefined) await rm(webRoot, { recursive: true, force: true });
    },
  };
}

async function buildPages(): Promise<string> {
  const webRoot = await mkdtemp(join(tmpdir(), 'holdfast-demo-web-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = ['--mode', 'demo', '--logLevel', 'warn', '--outDir', webRoot, '--emptyOutDir'];
  // The test runner calls its environment a test, and React would build itself for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', ...options], { cwd: ROOT, env });
  return webRoot;
}
