import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, onTestFinished } from 'vitest';
import { type LaunchOptions, launchChromium } from '../support/browser.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { type EventLog, serveLog } from './event-log.ts';
import { type Hands, handsOn, type Run, runIn } from './hands.ts';
import { servePages } from './pages.ts';

/** A browser window of its own profile and a server, of one test; both are closed when it ends. */
export interface Laboratory {
  readonly browser: BrowserContext;
  readonly server: FaultServer;
  readonly log: EventLog;
  /** Opens a page with the SDK in it, from `origin` (the laboratory's own server unless told otherwise). */
  open(options?: OpenOptions): Promise<LabPage>;
  /** A second server: another origin, any page may read from it. */
  otherOrigin(): Promise<FaultServer>;
}

export interface OpenOptions {
  /** Opens the tab behind the others, so that it begins hidden. */
  readonly background?: boolean;
}

/** A page under a test's hands. */
export interface LabPage extends Hands {
  readonly page: Page;
  readonly run: Run;
  /** Hides this page for real, behind a new tab. */
  hide(): Promise<Page>;
  /** Brings it to the front. */
  show(): Promise<void>;
  /** Exceptions and failed scripts of the page. */
  readonly problems: readonly string[];
}

let chromium: Promise<Browser> | undefined;

/** One browser serves the tests of a file one after another, each in a profile of its own. */
function sharedChromium(options: LaunchOptions): Promise<Browser> {
  chromium ??= launchChromium(options);
  return chromium;
}

afterAll(async () => {
  await (await chromium)?.close();
});

/** Starts a server and opens a browser window. All tests of a file ask for the same kind of browser. */
export async function openLaboratory(options: LaunchOptions = {}): Promise<Laboratory> {
  const server = await startFaultServer({ cors: true });
  onTestFinished(() => server.close());
  await servePages(server);
  const browser = await (await sharedChromium(options)).createBrowserContext();
  onTestFinished(() => browser.close());
  const log = serveLog(server);
  return {
    browser,
    server,
    log,
    open: ({ background = false } = {}) => openPage(browser, server, log, background),
    async otherOrigin() {
      const other = await startFaultServer({ cors: true });
      onTestFinished(() => other.close());
      return other;
    },
  };
}

async function openPage(
  browser: BrowserContext,
  server: FaultServer,
  log: EventLog,
  background: boolean,
): Promise<LabPage> {
  const page = await browser.newPage({ type: 'tab', background });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(server.url('/page'));
  const run = runIn(page);
  return {
    ...handsOn(run, server, log),
    page,
    run,
    problems,
    async hide() {
      const front = await browser.newPage();
      await front.bringToFront();
      await page.evaluate(() => window.lab.untilVisibility('hidden'));
      return front;
    },
    async show() {
      await page.bringToFront();
      await page.evaluate(() => window.lab.untilVisibility('visible'));
    },
  };
}
