import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { type Laboratory, openLaboratory } from '../lab.ts';
import { tick } from '../event-log.ts';
import { bundlePage, type ReactVersion, VERSIONS } from './bundles.ts';
// The type of `window.stage`.
import type {} from './page-side.tsx';
import { renderOnServer } from './server-render.ts';

interface Theatre extends Laboratory {
  readonly page: Page;
  /** Every `<output>` of the page. */
  outputs(): Promise<readonly string[]>;
  untilOutputs(outputs: readonly string[]): Promise<void>;
  readonly problems: readonly string[];
}

/** A page with this version of React, and `body` in its root. */
async function openTheatre(version: ReactVersion, body = ''): Promise<Theatre> {
  const laboratory = await openLaboratory();
  const { server, browser } = laboratory;
  const script = await bundlePage(version);
  server.on('/stage.js', (exchange) => exchange.reply(200, { 'content-type': 'text/javascript' }, script));
  server.on('/stage', (exchange) =>
    exchange.reply(
      200,
      { 'content-type': 'text/html' },
      `<!doctype html><meta charset="utf-8"><title>stage</title><link rel="icon" href="data:,">` +
        `<div id="root">${body}</div><script type="module" src="/stage.js"></script>`,
    ),
  );
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(server.url('/stage'));
  expect(await page.evaluate(() => window.stage.version)).toMatch(new RegExp(`^${version}\\.`));
  const outputs = (): Promise<string[]> =>
    page.evaluate(() => [...document.querySelectorAll('output')].map(({ textContent }) => textContent ?? ''));
  return {
    ...laboratory,
    page,
    problems,
    outputs,
    async untilOutputs(wanted) {
      await expect.poll(outputs, { timeout: 30_000, interval: 10 }).toEqual(wanted);
    },
  };
}

/** Keeps sending ticks on this path until the page leaves. */
function serveTicks({ server }: Laboratory, path: string, everyMs: number): void {
  server.on(path, async (exchange) => {
    for (let n = 1; !exchange.isClosed; n++) {
      await exchange.write(tick(n));
      await exchange.pause(everyMs);
    }
  });
}

describe.each(VERSIONS)('React %s', (version) => {
  it('[R1, R5] StrictMode and three components: one request; gone and back within the linger: the same stream', async () => {
    const { page, log, server, untilOutputs, problems } = await openTheatre(version);
    await page.evaluate(() => window.stage.show('members', { count: 3, lingerMs: 60_000 }));
    await server.until(() => log.requests('members').length === 1);
    log.append(3);
    await untilOutputs(['open 3 3', 'open 3 3', 'open 3 3']);
    await page.evaluate(() => window.stage.show('nothing'));
    await untilOutputs([]);
    await page.evaluate(() => window.stage.show('members', { count: 1, lingerMs: 50 }));
    await untilOutputs(['open 3 0']);
    log.append(1);
    await untilOutputs(['open 4 1']);
    expect(log.requests('members')).toHaveLength(1);
    await page.evaluate(() => window.stage.show('nothing'));
    await server.until(() => log.live('members') === 0);
    expect(log.requests('members')).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('[R3] a transition that reads a value in two places never shows two', async () => {
    const theatre = await openTheatre(version);
    const { page } = theatre;
    serveTicks(theatre, '/ticks', 1);
    await page.evaluate(() => window.stage.show('tearing', { url: '/ticks' }));
    await page.waitForFunction(() => document.querySelector('p')?.textContent === 'done', { timeout: 20_000 });
    const { apart, committed } = await page.evaluate(() => window.stage.tears);
    // Events did come between the two reads, or this would prove nothing.
    expect(apart).toBeGreaterThan(0);
    expect(committed.length).toBeGreaterThanOrEqual(12);
    expect(committed.filter(([first, second]) => first !== second)).toEqual([]);
    expect(new Set(committed.map(([first]) => first)).size).toBeGreaterThan(3);
  });

  it('[R6] a burst of 10,000 events renders at most once a frame, and every event is folded', async () => {
    const { page, server, untilOutputs } = await openTheatre(version);
    const events = Array.from({ length: 10_000 }, (_, n) => `event: tick\ndata: {"n":${n + 1}}\n\n`);
    // Over several frames, and many in each.
    server.on('/burst', async (exchange) => {
      for (let at = 0; at < events.length; at += 200) {
        await exchange.write(events.slice(at, at + 200).join(''));
        await exchange.pause(2);
      }
      await exchange.hang();
    });
    await page.evaluate(() => window.stage.show('burst', { url: '/burst' }));
    await untilOutputs(['10000 10000']);
    const renderings = await page.evaluate(() => [...window.stage.bursts]);
    expect(new Set(renderings.map(({ frame }) => frame)).size).toBe(renderings.length);
    expect(renderings.length).toBeGreaterThan(1);
    expect(renderings.at(-1)).toMatchObject({ latest: 10_000, count: 10_000 });
    // The two hooks never disagree either.
    expect(renderings.filter(({ latest, count }) => latest !== count)).toEqual([]);
  });

  it('[R2] hydration shows what the server rendered, without a mismatch, and connects then', async () => {
    const { html } = await renderOnServer(version);
    const { page, log, server, outputs, untilOutputs, problems } = await openTheatre(version, html);
    log.append(2);
    const rendered = ['own idle never 0 0', 'own idle never 0 0', 'provided idle 0'];
    expect(await outputs()).toEqual(rendered);
    expect(server.requestsTo('/log')).toEqual([]);
    // Another part of the page is ahead: what the server rendered comes first all the same.
    await page.evaluate(() => window.stage.showElsewhere());
    await page.waitForFunction(() => document.querySelector('b')?.textContent === '{"n":2}');
    expect(await outputs()).toEqual(rendered);
    const nodes = await page.evaluateHandle(() => [...document.querySelectorAll('output')]);
    await page.evaluate(() => window.stage.hydrate());
    await untilOutputs(['own open once 2 3', 'own open once 2 3', 'provided open 2']);
    log.append(1);
    await untilOutputs(['own open once 3 6', 'own open once 3 6', 'provided open 3']);
    expect(await page.evaluate((kept) => kept.every((node) => node.isConnected), nodes)).toBe(true);
    expect(await page.evaluate(() => window.stage.complaints)).toEqual([]);
    expect([log.requests('own').length, log.requests('provided').length]).toEqual([1, 1]);
    expect(problems).toEqual([]);
  });

  it('a page that nobody sees shows the latest value all the same', async () => {
    const { page, browser, log, server, untilOutputs } = await openTheatre(version);
    await page.evaluate(() => window.stage.show('members', { count: 1, lingerMs: 0 }));
    await server.until(() => log.requests('members').length === 1);
    const front = await browser.newPage();
    await front.bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    log.append(5);
    await untilOutputs(['open 5 5']);
  });

  it('the documented useSpendingNotifications: the latest notification, and another client for another token', async () => {
    const theatre = await openTheatre(version);
    const { page, server, untilOutputs } = theatre;
    const path = '/api/periode-limit/notifications/stream';
    server.on(path, async (exchange) => {
      const userId = exchange.request.headers.authorization;
      await exchange.write(
        `event: heartbeat\ndata: {}\n\nevent: notification\ndata: ${JSON.stringify({ userId })}\n\n`,
      );
      await exchange.hang();
    });
    await page.evaluate(() => window.stage.show('spending', { token: 'a' }));
    await untilOutputs(['{"data":{"userId":"Bearer a"},"connected":true}']);
    await page.evaluate(() => window.stage.show('spending', { token: 'b' }));
    await untilOutputs(['{"data":{"userId":"Bearer b"},"connected":true}']);
    await server.until(() => server.requestsTo(path)[0]?.closedAt !== undefined);
    expect(server.requestsTo(path)).toHaveLength(2);
  });

  it('the documented useChatUnread: counted at first, after messages, and by polls while the stream is gone', async () => {
    const theatre = await openTheatre(version);
    const { page, server, untilOutputs } = theatre;
    let unread = [1, 2];
    let isUp = true;
    let tell = (_payload: object): void => {};
    let cut = (): void => {};
    server.on('/api/chat/rooms', (exchange) => {
      expect(exchange.request.headers.authorization).toBe('Bearer of-ayu');
      const rooms = unread.map((unreadCount, id) => ({ id: String(id), name: 'room', unreadCount }));
      return exchange.reply(200, { 'content-type': 'application/json' }, JSON.stringify({ rooms }));
    });
    server.on('/api/chat/sse', async (exchange) => {
      if (!isUp) return exchange.reply(404);
      cut = exchange.reset;
      tell = (payload) => void exchange.write(`data: ${JSON.stringify(payload)}\n\n`);
      tell({ type: 'heartbeat', timestamp: 1 });
      await exchange.hang();
    });
    await page.evaluate(() => window.stage.show('chat'));
    await untilOutputs(['{"unread":3,"polling":false}']);
    unread = [2, 2];
    tell({ type: 'message', room: '0' });
    await untilOutputs(['{"unread":4,"polling":false}']);
    unread = [0, 2];
    tell({ type: 'read', room: '0' });
    await untilOutputs(['{"unread":2,"polling":false}']);
    // The stream breaks, and is then refused for good: the client polls.
    isUp = false;
    unread = [0, 7];
    cut();
    await untilOutputs(['{"unread":7,"polling":true}']);
  });
});
