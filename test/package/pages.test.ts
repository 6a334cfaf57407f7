import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { launchChromium } from '../support/browser.ts';
import { type Consumer, createConsumer } from './consumer.ts';
import { type PurchaseServer, servePurchases } from './purchase-server.ts';

let consumer: Consumer;
let chromium: Browser;

beforeAll(async () => {
  [consumer, chromium] = await Promise.all([createConsumer({ peers: true }), launchChromium()]);
});
afterAll(() => chromium?.close());

/** A page of the consumer's, bundled in its folder as for production. */
async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: consumer.folder,
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]?.text ?? '';
}

interface Opened {
  readonly page: Page;
  /** What is in the console (what could not be loaded, too), and what was thrown. */
  readonly complaints: readonly string[];
  /** Waits until the page shows this. */
  untilShown(text: string): Promise<void>;
}

async function open(server: PurchaseServer): Promise<Opened> {
  const context = await chromium.createBrowserContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(server.pageUrl);
  return {
    page,
    complaints,
    untilShown: async (text) =>
      void (await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text)),
  };
}

const scripted = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,"><body></body>${script}`;
const asModule = scripted('<script type="module" src="/page.js"></script>');

it('a page with React shows what the events say, in StrictMode, on one connection', async () => {
  const server = await servePurchases(asModule, { 'page.js': await bundle('react-page.tsx') });
  const { untilShown, complaints } = await open(server);
  await server.untilListening();
  await untilShown('open, nothing yet, 0 changed');
  await server.emit('notification', { currentSpending: 40, maxSpending: 100 });
  await untilShown('open, 40 of 100, 0 changed');
  await server.emit('purchase_changed', { id: '1' }, { id: '2' });
  await server.emit('notification', { currentSpending: 45, maxSpending: 100 });
  await untilShown('open, 45 of 100, 2 changed');
  expect(server.streams).toBe(1);
  // The stream broke: the page says so, and goes on from where it was.
  server.cut();
  await server.emit('notification', { currentSpending: 50, maxSpending: 100 });
  await untilShown('open, 50 of 100, 2 changed');
  expect(server.streams).toBe(2);
  expect(complaints).toEqual([]);
});

it('a page with DataTables from a bundler reloads its table after an event', async () => {
  const server = await servePurchases(asModule, { 'page.js': await bundle('datatables-page.ts') });
  const { untilShown, complaints } = await open(server);
  await untilShown('Chairs');
  await server.untilListening();
  server.rename('1', 'Desks');
  await server.emit('purchase_changed', { id: '1' });
  await untilShown('Desks');
  expect(complaints).toEqual([]);
});

it('a page without a bundler has both, with jQuery and DataTables 2', async () => {
  const file = (path: string): string => readFileSync(join(ROOT, 'node_modules', path), 'utf8');
  const server = await servePurchases(readFileSync(join(consumer.folder, 'script-page.html'), 'utf8'), {
    'jquery.js': file('jquery/dist/jquery.js'),
    'dataTables.js': file('datatables.net-2/js/dataTables.js'),
    'holdfast.global.js': readFileSync(join(consumer.installed, 'dist/holdfast.global.js'), 'utf8'),
  });
  const { page, untilShown, complaints } = await open(server);
  await untilShown('Chairs');
  await server.untilListening();
  server.rename('1', 'Desks');
  await server.emit('purchase_changed', { id: '1' });
  await server.emit('notification', { currentSpending: 40, maxSpending: 100 });
  await untilShown('Desks');
  await untilShown('40 of 100');
  expect(await page.evaluate(() => Object.keys((window as unknown as { Holdfast: object }).Holdfast).sort())).toEqual([
    'SseClient',
    'SseError',
    'bindDataTable',
    'isSseError',
  ]);
  expect(complaints).toEqual([]);
});
