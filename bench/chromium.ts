import puppeteer, { type Browser } from 'puppeteer-core';
import { findChromium } from '../scripts/browsers.mjs';

/** Starts a headless Chromium set up for measuring: exact heap figures, a garbage collector on call, no needless traffic. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium found. Install it, or set CHROME_PATH to one.');
  return puppeteer.launch({
    executablePath,
    headless: true,
    protocolTimeout: 600_000,
    args: [
      // Chromium refuses its sandbox to root, which is who runs in most containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc',
    ],
  });
}
