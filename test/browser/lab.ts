import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, onTestFinished } from 'vitest';
import { type LaunchOptions, launchChromium } from '../support/browser.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { bundleScripts } from './bundles.ts';
import { type EventLog, serveLog } from './event-log.ts';
// The types of `window.lab` and `window.instruments`.
import type {} from './instruments.ts';
import type { PageOptions, Seen } from './page-side.ts';

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
export interface LabPage {
  readonly page: Page;
  /** Starts a client; on the log under its own name unless `url` says otherwise. */
  start(name: string, options?: PageOptions, url?: string): Promise<void>;
  seen(name: string): Promise<Seen>;
  /** Waits for so many events, or for as many as the log has. */
  untilEvents(name: string, count?: number): Promise<Seen>;
  untilPhase(name: string, phase: Seen['phase']): Promise<void>;
  untilSign(sign: string): Promise<void>;
  signs(): Promise<readonly string[]>;
  /** Hides this page for real, behind a new tab. */
  hide(): Promise<Page>;
  /** Brings it to the front. */
  show(): Promise<void>;
  /** Exceptions and failed scripts of the page. */
  readonly problems: readonly string[];
  /** Requests that were sent while an earlier one of the same client was wanted still, as the page saw it (SPEC C1). */
  overlaps(): Promise<readonly string[]>;
}

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>lab</title><link rel="icon" href="data:,">' +
  '<script src="/sdk/instruments.js"></script><script type="module" src="/sdk/page.js"></script>';

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

/** Serves the page at `/page`, another at `/elsewhere`, and the scripts. */
export async function servePages(server: FaultServer): Promise<void> {
  for (const [name, text] of await bundleScripts()) {
    server.on(`/sdk/${name}`, (exchange) => exchange.reply(200, { 'content-type': 'text/javascript' }, text));
  }
  server.on('/page', (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, PAGE));
  server.on('/elsewhere', (exchange) =>
    exchange.reply(200, { 'content-type': 'text/html' }, '<!doctype html><title>elsewhere</title>'),
  );
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
  const seen = (name: string): Promise<Seen> => page.evaluate((client) => window.lab.seen(client), name);
  return {
    page,
    problems,
    seen,
    start: (name, options = {}, url = server.url(`/log?client=${name}`)) =>
      page.evaluate((client, address, chosen) => window.lab.start(client, address, chosen), name, url, options),
    async untilEvents(name, count = log.size) {
      await page.evaluate((client, wanted) => window.lab.untilEvents(client, wanted), name, count);
      return seen(name);
    },
    untilPhase: (name, phase) => page.evaluate((client, wanted) => window.lab.untilPhase(client, wanted), name, phase),
    untilSign: (sign) => page.evaluate((wanted) => window.lab.untilSign(wanted), sign),
    overlaps: () => page.evaluate(() => [...window.instruments.overlaps]),
    signs: () => page.evaluate(() => [...window.lab.signs]),
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
