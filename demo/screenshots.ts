/**
 * Saves pictures of every page in every state, wide and narrow, light and dark, to be looked at:
 * `node demo/screenshots.ts <folder>`. Needs built pages (`npm start` builds them) and Chromium.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { ensureChromium } from '../scripts/browsers.mjs';
import { startServer } from './server-process.ts';

const WIDTHS = [1_280, 390];
const SCHEMES = ['light', 'dark'];
const LIVE = 'Live';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Where to? node demo/screenshots.ts <folder>');
  process.exit(1);
}
await mkdir(folder, { recursive: true });

const server = await startServer({
  SIMULATE_MS: '1500',
  ...(process.env['WEB_ROOT'] && { WEB_ROOT: process.env['WEB_ROOT'] }),
});
const browser = await launch({
  executablePath: ensureChromium(),
  headless: true,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await takeDoor(browser);
  await takePurchases(browser);
  await takeOthers(browser);
  await takeFaults(browser);
} finally {
  await browser.close();
  await server.stop();
}

async function open(from: Browser, person: string, path: string): Promise<Page> {
  const context = await from.createBrowserContext();
  const page = await context.newPage();
  await page.emulateFocusedPage(true);
  await page.setViewport({ width: 1_280, height: 900 });
  await page.evaluateOnNewDocument((account) => sessionStorage.setItem('holdfast-demo-account', account), person);
  await page.goto(`${server.origin}/${path}`);
  return page;
}

async function takeDoor(from: Browser): Promise<void> {
  const page = await open(from, 'dewi', 'sign-in.html');
  await page.waitForSelector('.person');
  await take(page, 'door');
  await page.close();
}

async function takePurchases(from: Browser): Promise<void> {
  const page = await open(from, 'ayu', '');
  await title(page, LIVE);
  await page.waitForSelector('#supply tbody tr[id]');
  await take(page, 'purchases');
  await page.waitForFunction(() => document.querySelectorAll('.notice:not([hidden]) li').length >= 5, {
    timeout: 60_000,
  });
  await take(page, 'purchases-notices');
  await page.click('.panel-toggle');
  await pressFault(page, 'drop');
  await fed(page, 'drop');
  await pressFault(page, 'burst');
  await fed(page, 'burst');
  await take(page, 'purchases-panel');
  await page.click('.panel-toggle');
  await page.$eval('.notice-more:not([hidden])', (more) => (more as HTMLElement).click());
  await take(page, 'purchases-unfolded');
  await page.$eval('#supply .status-button', (button) => (button as HTMLElement).click());
  await take(page, 'purchases-menu', () =>
    page.$eval('#supply .status-button', (button) => (button as HTMLElement).click()),
  );
  await page.keyboard.press('Escape');
  await page.$eval('#supply .link', (button) => (button as HTMLElement).click());
  await page.waitForFunction(() => document.querySelector('#detail-watchers')?.textContent !== '…');
  await take(page, 'detail');
  await page.keyboard.press('Escape');
  await page.click('.bell');
  await take(page, 'bell', () => page.$eval('.bell-list', (list) => (list as HTMLElement).showPopover()));
  await page.close();
}

async function takeOthers(from: Browser): Promise<void> {
  for (const [person, path] of [
    ['ayu', 'spending'],
    ['dewi', 'chat'],
    ['dewi', 'dispatch'],
    ['farid', 'plain'],
  ] as const) {
    const page = await open(from, person, `${path}.html`);
    await title(page, LIVE);
    if (path === 'spending') {
      await page.click('.form .button-main');
      await page.waitForSelector('.history li');
    }
    await take(page, path);
    if (path === 'spending') {
      await page.click('.form-quick button:nth-child(3)');
      await page.click('.form .button-main');
      await page.waitForSelector('.meter[data-alert]');
      await take(page, 'spending-alert');
    }
    await page.click('.panel-toggle');
    await page.waitForSelector('.panel-body .uplot');
    await take(page, `${path}-panel`);
    await page.close();
  }
}

async function takeFaults(from: Browser): Promise<void> {
  const page = await open(from, 'bagus', '');
  await title(page, LIVE);
  await page.click('.panel-toggle');
  await pressFault(page, 'unavailable');
  await title(page, 'Reconnecting, attempt 2');
  await take(page, 'reconnecting');
  await title(page, 'The stream is down');
  await fed(page, 'unavailable');
  await take(page, 'polling');
  await title(page, LIVE);
  await take(page, 'after-unavailable');
  for (const fault of ['drop', 'stall', 'burst']) {
    await pressFault(page, fault);
    await fed(page, fault);
    await title(page, LIVE);
  }
  // The picture of the README, with everything that was told in the table as well.
  await page.waitForFunction(() => {
    const newest = document.querySelector('.notice[data-kind=supply] strong')?.textContent ?? '?';
    return document.querySelector('#supply tbody')?.textContent.includes(newest);
  });
  await page.setViewport({ width: 1_280, height: 1_000 });
  await look(page, 'light');
  await page.screenshot({ path: join(folder ?? '.', 'demo.png') });
  await page.setViewport({ width: 1_280, height: 900 });
  await pressFault(page, 'hidden');
  await title(page, 'Paused');
  await take(page, 'paused');
  await title(page, LIVE);
  await page.click('.panel-buttons button:nth-child(3)');
  await title(page, 'Closed');
  await take(page, 'closed');
  await page.click('.panel-buttons button:nth-child(1)');
  await title(page, LIVE);
  // A table that cannot be reloaded.
  await page.click('.panel-toggle');
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const isTable = request.url().includes('/api/purchases/supply?');
    (isTable ? request.respond({ status: 500, body: '{}' }) : request.continue()).catch(() => undefined);
  });
  await page.waitForSelector('.button-alert', { timeout: 60_000 });
  await take(page, 'fallback');
  await page.close();
}

/** @param prepare - Brings back what a change of size closes. */
async function take(page: Page, name: string, prepare?: () => Promise<unknown>): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 });
    for (const scheme of SCHEMES) {
      await look(page, scheme);
      if (prepare && !(await page.$(':popover-open'))) await prepare();
      await page.screenshot({ path: join(folder ?? '.', `${name}-${width}-${scheme}.png`) });
    }
  }
  await page.setViewport({ width: 1_280, height: 900 });
  console.log(name);
}

async function look(page: Page, scheme: string): Promise<void> {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.evaluate(drawnAnew);
  await page.evaluate(() => {
    for (const animation of document.getAnimations())
      if ((animation as CSSAnimation).animationName === 'arrive') animation.finish();
  });
}

/** The panel draws four times a second; this is over when it has done so. Runs in the page. */
function drawnAnew(): Promise<void> {
  return new Promise((resolve) => {
    const drawing = document.querySelector('.timeline-drawing g:last-of-type');
    const panel = document.querySelector<HTMLElement>('.panel-body');
    if (drawing === null || panel === null || panel.hidden !== false)
      return void requestAnimationFrame(() => resolve());
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

async function fed(page: Page, fault: string): Promise<void> {
  await page.waitForSelector(`.fault[data-name=${fault}][data-step=fed]`, { timeout: 60_000 });
}
