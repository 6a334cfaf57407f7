/**
 * Saves pictures of the page in every state, wide and narrow, light and dark, to be looked at:
 * `node demo/screenshots.ts <folder>`. Needs a built page (`npm start` builds it) and Chromium.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { ensureChromium } from '../scripts/browsers.mjs';
import { startServer } from './server-process.ts';

const WIDTHS = [1_280, 390];
const SCHEMES = ['light', 'dark'];
const LIVE = 'Live';
const POLLING = 'The stream is down';
const FAULTS = ['drop', 'stall', 'unauthorized', 'burst', 'buffer', 'restart'];

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Where to? node demo/screenshots.ts <folder>');
  process.exit(1);
}
await mkdir(folder, { recursive: true });

const server = await startServer();
const browser = await launch({
  executablePath: ensureChromium(),
  headless: true,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await takeAll(browser, server.origin);
  await takeFailed(browser, server.origin);
} finally {
  await browser.close();
  await server.stop();
}

async function takeAll(from: Browser, origin: string): Promise<void> {
  const page = await from.newPage();
  await page.setViewport({ width: 1_280, height: 900 });
  await page.goto(origin);
  await title(page, LIVE);
  await page.waitForSelector('#events li:nth-child(26)');
  await take(page, 'live');

  await pressFault(page, 'unavailable');
  await title(page, 'Reconnecting, attempt 2');
  await take(page, 'reconnecting');
  await title(page, POLLING);
  await page.waitForSelector('#events .badge-poll');
  await take(page, 'polling');
  await title(page, LIVE);
  await take(page, 'after-unavailable');

  for (const fault of FAULTS) {
    await pressFault(page, fault);
    await page.waitForSelector(`.fault[data-name=${fault}][data-step=fed]`, { timeout: 60_000 });
    await title(page, LIVE);
    await take(page, `after-${fault}`);
  }

  // A real hidden tab cannot be photographed, so the page is told that it is one.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await title(page, 'Paused');
  await take(page, 'paused');
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await title(page, LIVE);
  await page.click('#connection-buttons button:nth-child(3)');
  await title(page, 'Closed');
  await take(page, 'closed');
  await page.close();
}

/** A server that refuses every token: only interception can show it, for no switch of the demo does this. */
async function takeFailed(from: Browser, origin: string): Promise<void> {
  const page = await from.newPage();
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const isStream = request.url().endsWith('/stream');
    (isStream ? request.respond({ status: 401 }) : request.continue()).catch(() => undefined);
  });
  await page.goto(origin);
  await title(page, 'Stopped');
  await take(page, 'failed');
  await page.close();
}

async function take(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.evaluate(drawnAnew);
      await page.screenshot({ path: join(folder ?? '.', `${name}-${width}-${scheme}.png`), fullPage: true });
    }
  }
  console.log(name);
}

/** The page draws four times a second; this is over when it has done so. Runs in the page. */
function drawnAnew(): Promise<void> {
  return new Promise((resolve) => {
    const drawing = document.querySelector('.timeline-drawing g:last-of-type');
    if (drawing === null) return resolve();
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => resolve());
    });
    observer.observe(drawing, { childList: true });
  });
}

async function title(page: Page, start: string): Promise<void> {
  const isShown = (wanted: string): boolean =>
    !!document.querySelector('#status-title')?.textContent.startsWith(wanted);
  await page.waitForFunction(isShown, { timeout: 60_000, polling: 50 }, start);
}

/** By the page's own means, for a switch may be out of view. */
async function pressFault(page: Page, fault: string): Promise<void> {
  await page.$eval(`.fault[data-name=${fault}] button`, (button) => (button as HTMLButtonElement).click());
}
