import { type Browser, launch } from 'puppeteer-core';
import { ensureChromium } from '../../scripts/browsers.mjs';

/** How to start the browser. */
export interface LaunchOptions {
  /** Keeps left pages in the back-forward cache, which automation switches off otherwise. Reach them by `history.back()`. */
  readonly bfcache?: boolean;
}

/**
 * Quiet: nothing but the test talks to the network. Sandbox and GPU are not to be had in containers, and QUIC would
 * take a connection past the test's own server.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium of its own profile. Whoever starts it closes it: `await browser.close()`.
 *
 * Worth knowing: going offline does not cut an open stream (cut it at the server), and another tab in front
 * (`newPage()`, `bringToFront()`) hides a page for real.
 */
export async function launchChromium({ bfcache = false }: LaunchOptions = {}): Promise<Browser> {
  return launch({
    executablePath: ensureChromium(),
    headless: true,
    args: FLAGS,
    ...(bfcache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  });
}
