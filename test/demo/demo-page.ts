/** The demo's page in a real browser: opened, pressed and read as a person would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { build } from 'vite';
import type { ProofCount } from '../../demo/web/proof.ts';

/** The page built from today's sources, in a folder of its own. */
export interface BuiltPage {
  readonly webRoot: string;
  remove(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the page as `npm start` does, but not where another build may be at work. */
export async function buildPage(): Promise<BuiltPage> {
  const webRoot = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    build: { outDir: webRoot, emptyOutDir: true },
  });
  return { webRoot, remove: () => rm(webRoot, { recursive: true, force: true }) };
}

/** The page under a test's hands. */
export interface DemoPage {
  readonly page: Page;
  /** What went wrong in the page: exceptions, refused scripts and styles. Failed requests are the demo's business. */
  readonly problems: readonly string[];
  /** Presses a switch and waits until the page is fed again; gives the time the page measured. */
  breakIt(fault: string): Promise<number>;
  press(label: string): Promise<void>;
  /** Waits for words in the status line. */
  waitForTitle(title: string): Promise<void>;
  /** Every status line since the last call. */
  takeTitles(): Promise<readonly string[]>;
  proof(): Promise<ProofCount>;
  text(selector: string): Promise<string>;
}

/** Opens the demo and waits until it is live. */
export async function openDemo(browser: Browser, origin: string, width = 1_280): Promise<DemoPage> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text);
  });
  await page.setViewport({ width, height: 900 });
  await page.goto(origin);
  await page.evaluate(watchTitles);
  const demo = handle(page, problems);
  await demo.waitForTitle('Live: events arrive as they happen');
  return demo;
}

function handle(page: Page, problems: readonly string[]): DemoPage {
  const text = (selector: string): Promise<string> => page.$eval(selector, (element) => element.textContent);
  return {
    page,
    problems,
    text,
    breakIt: async (fault) => {
      const row = `.fault[data-name=${fault}]`;
      await page.click(`${row} button`);
      await page.waitForSelector(`${row}[data-step=fed]`, { timeout: 50_000 });
      return page.$eval(row, (element) => Number((element as HTMLElement).dataset['recoveryMs']));
    },
    press: async (label) => {
      const button = await page.waitForSelector(`::-p-xpath(//button[text()="${label}"][@aria-disabled="false"])`);
      await button?.click();
    },
    waitForTitle: async (title) => {
      const isShown = (expected: string): boolean => document.querySelector('#status-title')?.textContent === expected;
      await page.waitForFunction(isShown, { timeout: 50_000, polling: 100 }, title);
    },
    takeTitles: () => page.evaluate(() => (window as unknown as { titles: string[] }).titles.splice(0)),
    proof: () => page.evaluate(() => window.holdfastDemo.proof.count()),
  };
}

/** Runs in the page. */
function watchTitles(): void {
  const titles: string[] = [];
  (window as unknown as { titles: string[] }).titles = titles;
  const title = document.querySelector('#status-title');
  if (title === null) return;
  new MutationObserver(() => titles.push(title.textContent)).observe(title, { childList: true });
}
