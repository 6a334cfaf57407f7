import type { Browser, Page } from 'puppeteer-core';
import { afterAll, onTestFinished } from 'vitest';
import { launchChromium } from '../../support/browser.ts';
import { bundleInstruments, bundleTableSide, type Version } from './bundles.ts';
import { serveTable, type TableServer } from './table-server.ts';
// The types of `window.side`.
import type { BindOptions, TableChoice } from './table-side.ts';

/** Where a table gets its rows: all at once, or a page at a time from the server. */
export const MODES = [
  ['client-side', false],
  ['server-side', true],
] as const;

/** A page with one real DataTables in it, and the server it talks to. */
export interface TableLab extends TableServer {
  readonly page: Page;
  /** Makes a table of this kind and binds it; the client listens when it resolves. */
  start(choice?: TableChoice, options?: BindOptions): Promise<void>;
  /** Waits until so many reloads have ended, well or badly. */
  untilResults(count: number): Promise<readonly object[]>;
  /** Waits until the binding is in this phase. */
  untilPhase(phase: string): Promise<void>;
}

const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>table</title><link rel="icon" href="data:,">' +
  '<script src="/instruments.js"></script><script type="module" src="/side.js"></script><main style="padding-bottom: 1000px"></main>';

let chromium: Promise<Browser> | undefined;

/** Tabs that no test has any more: a new one takes longer than all else a test does. */
const idle: Page[] = [];

/** A tab of the one browser that serves the tests of a file, in front. Whoever is given it goes to a page of his own first. */
export async function borrowTab(): Promise<Page> {
  chromium ??= launchChromium();
  const page = idle.pop() ?? (await (await chromium).newPage());
  await page.bringToFront();
  onTestFinished(() => {
    page.removeAllListeners('pageerror');
    idle.push(page);
  });
  return page;
}

afterAll(async () => {
  await (await chromium)?.close();
});

/** Opens a page with this DataTables, on a server of its own with so many rows. */
export async function openTableLab(version: Version, rows = 35): Promise<TableLab> {
  const world = await serveTable(rows);
  const scripts = { '/side.js': await bundleTableSide(version), '/instruments.js': await bundleInstruments() };
  for (const [path, text] of Object.entries(scripts)) {
    world.server.on(path, (exchange) => exchange.reply(200, { 'content-type': 'text/javascript' }, text));
  }
  world.server.on('/', (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, PAGE));
  const page = await borrowTab();
  await page.goto(world.server.url('/'));
  // The world's figures are getters and go on counting.
  return Object.assign(Object.create(world) as TableServer, {
    page,
    async start(choice: TableChoice = {}, options: BindOptions = {}) {
      await page.evaluate((wanted) => window.side.makeTable(wanted).then(() => undefined), choice);
      await page.evaluate((wanted) => void window.side.bind(wanted), options);
      await world.untilListening();
    },
    async untilResults(count: number) {
      await page.evaluate((wanted) => window.side.until(() => window.side.results.length >= wanted), count);
      return page.evaluate(() => window.side.results);
    },
    untilPhase: (phase: string) =>
      page.evaluate((wanted) => window.side.until(() => window.side.binding.state.phase === wanted), phase),
  });
}
