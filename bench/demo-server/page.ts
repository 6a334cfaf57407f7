/** What a page of the demo sees: how late changes are, and how many requests an idle hour takes. */
import type { Page } from 'puppeteer-core';
import { startServer } from '../../demo/server-process.ts';
import type { PurchaseStatus, StatusAnswer } from '../../demo/shared/purchases.ts';
import { launchChromium } from '../chromium.ts';
import { digits } from '../digits.ts';
import { quantile } from '../statistics.ts';
import { connectUsers } from './dispatch.ts';
import { logIn } from './http.ts';
import type { Figures } from './main.ts';

const LATENCY_LIMIT_MS = 100;
const REQUESTS_LIMIT = 9;
const FIRST_PURCHASE = 1_001;
const PURCHASES = 200;
const STATUSES: readonly PurchaseStatus[] = ['pending', 'confirmed', 'in_transit', 'arrived', 'completed'];
const LIVE = 'Live: events arrive as they happen';

/** From the server's write, by its clock, to the handler in Chromium, while a hundred others hear the same. */
export async function latencyTable(quick: boolean): Promise<Figures> {
  const server = await startServer({ STREAMS_PER_MINUTE: '100000' });
  const browser = await launchChromium();
  try {
    const users = await connectUsers(server);
    const page = await browser.newPage();
    await openPurchases(page, server.origin);
    const actor = await logIn(server.origin, 'dewi');
    const changes = quick ? 200 : 1_000;
    let changed = 0;
    for (let n = 0; n < changes; n += 1) {
      const status = STATUSES[Math.floor(n / PURCHASES) % STATUSES.length];
      const id = FIRST_PURCHASE + (n % PURCHASES);
      const body = JSON.stringify({ status });
      const url = `${server.origin}/api/purchases/supply/${id}`;
      const response = await fetch(url, { method: 'PATCH', headers: actor.headers, body });
      if (!response.ok) throw new Error(`A change was answered ${response.status}: ${await response.text()}`);
      if (((await response.json()) as StatusAnswer).changed) changed += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const times = await page.evaluate(() => window.lateness);
    for (const { stop } of users) stop();
    const row = [0.5, 0.99, 1].map((share) => `${digits(quantile(times, share))} ms`);
    return {
      title: `Write to handler in Chromium, with ${users.length} other users connected: p99 under ${LATENCY_LIMIT_MS} ms`,
      table: { headings: ['changes', 'p50', 'p99', 'max'], rows: [[String(times.length), ...row]] },
      holds: times.length === changed && quantile(times, 0.99) < LATENCY_LIMIT_MS,
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The page with three tables, left alone; beside it what polling each table once a second takes on the same server. */
export async function idleTable(quick: boolean): Promise<Figures> {
  const minutes = quick ? 1 : 5;
  const server = await startServer({ SIMULATE_MS: '0' });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname);
    });
    await openPurchases(page, server.origin);
    const atStart = asked.length;
    await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
    const idle = asked.length - atStart;
    const hourly = atStart + idle * (60 / minutes);
    const polled = await pollTables(page, quick ? 5 : 20);
    return {
      title: `An idle hour with three tables: at most ${REQUESTS_LIMIT} requests`,
      table: {
        headings: ['', 'seen', 'an hour of it'],
        rows: [
          ['Holdfast: requests to open the page', String(atStart), String(atStart)],
          [`Holdfast: requests in ${minutes} idle minutes`, String(idle), String(idle * (60 / minutes))],
          ['polling once a second: requests a second', digits(polled), (3_600 * polled).toLocaleString('en')],
        ],
      },
      holds: hourly <= REQUESTS_LIMIT,
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

declare global {
  interface Window {
    lateness: number[];
  }
}

async function openPurchases(page: Page, origin: string): Promise<void> {
  await page.evaluateOnNewDocument(() => sessionStorage.setItem('holdfast-demo-account', 'ayu'));
  await page.goto(origin);
  const isLive = (words: string): boolean => document.querySelector('#status-title')?.textContent === words;
  await page.waitForFunction(isLive, {}, LIVE);
  await page.waitForNetworkIdle({ idleTime: 1_000, concurrency: 4 });
  await page.evaluate(() => {
    window.lateness = [];
    window.holdfastDemo.client.onAny(({ data }) => {
      const at = (data as { changed_at?: string }).changed_at;
      if (at !== undefined) window.lateness.push(Date.now() - Date.parse(at));
    });
  });
}

/** What the page would do without a stream: ask for each table every second. Gives the requests a second. */
async function pollTables(page: Page, seconds: number): Promise<number> {
  const asked = await page.evaluate(async (rounds) => {
    let requests = 0;
    for (let round = 0; round < rounds; round += 1) {
      const second = new Promise((resolve) => setTimeout(resolve, 1_000));
      const kinds = ['supply', 'feed', 'livestock'];
      await Promise.all(kinds.map((kind) => fetch(`/api/purchases/${kind}?length=5`).then(() => (requests += 1))));
      await second;
    }
    return requests;
  }, seconds);
  return asked / seconds;
}
