/** One window of the demo in a real browser: opened, pressed and read as a person would. */
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import type { ProofCount } from '../../demo/web/panel/proof.ts';

/** How to open a window. */
export interface WindowOptions {
  /** The file, such as `spending.html`; the purchases unless given. */
  readonly path?: string;
  readonly width?: number;
  /** Waits until the page is live; true unless given. */
  readonly live?: boolean;
  /**
   * In the browser of everybody else, as on one computer; false unless given. A browser allows six connections to a
   * host, over all its windows.
   */
  readonly shared?: boolean;
}

/** A window under a test's hands. */
export interface DemoWindow {
  readonly page: Page;
  /** What went wrong in the page: exceptions, refused scripts and styles. Failed requests are the demo's business. */
  readonly problems: readonly string[];
  /** Goes to another page of the demo and waits until it is live. */
  goTo(path: string): Promise<void>;
  /** Waits until the element is there and shows these words somewhere. */
  waitForText(selector: string, text: string): Promise<void>;
  text(selector: string): Promise<string>;
  /** Presses the button with these words. */
  press(label: string): Promise<void>;
  openPanel(): Promise<void>;
  /** Presses a switch and waits until the page is fed again; gives the time the page measured. */
  breakIt(fault: string): Promise<number>;
  /** Every status line since the last call. */
  takeTitles(): Promise<readonly string[]>;
  proof(): Promise<ProofCount>;
  /** A request of the page's own person. */
  request<Answer>(method: string, path: string, body?: object): Promise<Answer>;
}

/** What the status line says of a live stream. */
export const LIVE = 'Live: events arrive as they happen';

const PATIENCE_MS = 40_000;

/** Signs `person` in and opens a page. */
export async function openWindow(
  browser: Browser,
  origin: string,
  person: string,
  { path = '', width = 1_280, live = true, shared = false }: WindowOptions = {},
): Promise<DemoWindow> {
  const context = shared ? browser.defaultBrowserContext() : await browser.createBrowserContext();
  const page = await context.newPage();
  // A window of its own: others do not hide it.
  await page.emulateFocusedPage(true);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text);
  });
  await page.setViewport({ width, height: 900 });
  await page.evaluateOnNewDocument((account) => sessionStorage.setItem('holdfast-demo-account', account), person);
  await page.evaluateOnNewDocument(watchTitles);
  const demo = handle(page, problems, origin, person);
  await page.goto(`${origin}/${path}`);
  if (live) await demo.waitForText('#status-title', LIVE);
  return demo;
}

function handle(page: Page, problems: readonly string[], origin: string, person: string): DemoWindow {
  const text: DemoWindow['text'] = (selector) => page.$eval(selector, (element) => element.textContent);
  const waitForText: DemoWindow['waitForText'] = async (selector, wanted) => {
    const isShown = (where: string, what: string): boolean =>
      [...document.querySelectorAll(where)].some((element) => element.textContent.includes(what));
    await page.waitForFunction(isShown, { timeout: PATIENCE_MS, polling: 20 }, selector, wanted).catch(async () => {
      const shown = await page.$$eval(selector, (elements) => elements.map((element) => element.textContent));
      throw new Error(`${selector} never showed "${wanted}", but ${JSON.stringify(shown)}.`);
    });
  };
  return {
    page,
    problems,
    text,
    waitForText,
    goTo: async (path) => {
      await page.goto(`${origin}/${path}`);
      await waitForText('#status-title', LIVE);
    },
    press: async (label) => {
      const find = (wanted: string): HTMLElement | false =>
        [...document.querySelectorAll('button')].find(
          (button) =>
            button.textContent.trim() === wanted &&
            button.checkVisibility() &&
            button.getAttribute('aria-disabled') !== 'true',
        ) ?? false;
      const button = await page.waitForFunction(find, { timeout: PATIENCE_MS }, label);
      await (button as ElementHandle<Element>).click();
    },
    openPanel: async () => {
      if (await page.$eval('#panel-body', (body) => body.hasAttribute('hidden'))) await page.click('.panel-toggle');
    },
    breakIt: async (fault) => {
      const row = `.fault[data-name=${fault}]`;
      await page.$eval(`${row} button`, (button) => (button as HTMLButtonElement).click());
      await page.waitForSelector(`${row}[data-step=fed]`, { timeout: PATIENCE_MS });
      return page.$eval(row, (element) => Number((element as HTMLElement).dataset['recoveryMs']));
    },
    takeTitles: () => page.evaluate(() => (window as unknown as { titles: string[] }).titles.splice(0)),
    proof: () => page.evaluate(() => window.holdfastDemo.proof.count()),
    request: async <Answer>(method: string, path: string, body?: object) =>
      (await page.evaluate(ask, person, method, path, body)) as Answer,
  };
}

/** Runs in the page. */
async function ask(account: string, method: string, path: string, body: object | undefined): Promise<unknown> {
  const json = { 'Content-Type': 'application/json' };
  const session = await fetch('/api/token', { method: 'POST', headers: json, body: JSON.stringify({ account }) });
  const { token } = (await session.json()) as { token: string };
  const init = { method, headers: { ...json, Authorization: `Bearer ${token}` } };
  const answer = await fetch(path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  return answer.json();
}

/** Runs in the page, before its own scripts. */
function watchTitles(): void {
  const titles: string[] = [];
  (window as unknown as { titles: string[] }).titles = titles;
  let last = '';
  new MutationObserver(() => {
    const title = document.querySelector('#status-title')?.textContent ?? '';
    if (title !== '' && title !== last) titles.push(title);
    last = title;
  }).observe(document, { childList: true, subtree: true, characterData: true });
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`Refused by the policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
}
