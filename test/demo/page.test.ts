import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../../demo/server-process.ts';
import { launchChromium } from '../support/browser.ts';
import { type BuiltPage, buildPage, type DemoPage, openDemo } from './demo-page.ts';
import { cutElements, paleTexts } from './legibility.ts';

const LIVE = 'Live: events arrive as they happen';
const POLLING = 'The stream is down: polling every 2 s';
const again = (attempt: number): string => `Reconnecting, attempt ${attempt} of 5`;

let built: BuiltPage;
let server: ServerProcess;
let browser: Browser;
let demo: DemoPage;
const recoveries: string[] = [];

beforeAll(async () => {
  built = await buildPage();
  // Tokens last as long as the tests, so that the one of the A2 test is the only one that goes bad.
  server = await startServer({ WEB_ROOT: built.webRoot, TOKEN_SECONDS: '3600' });
  browser = await launchChromium();
  demo = await openDemo(browser, server.origin);
});
afterAll(async () => {
  if (recoveries.length > 0) console.log(`Fed again after ${recoveries.join(', ')}.`);
  await browser?.close();
  await server?.stop();
  await built?.remove();
});

/** Presses a switch, waits until the page is fed again and gives the status lines shown meanwhile. */
async function survive(fault: string): Promise<readonly string[]> {
  await demo.takeTitles();
  const recoveryMs = await demo.breakIt(fault);
  recoveries.push(`${fault} ${(recoveryMs / 1_000).toFixed(1)} s`);
  return demo.takeTitles();
}

async function expectWhole(): Promise<void> {
  expect(await demo.proof()).toMatchObject({ missing: 0, twice: 0, late: 0, resyncs: 0 });
  expect(await demo.text('#verdict')).toContain('Every event once and in order.');
  expect(demo.problems).toEqual([]);
}

describe('each fault switch: the page is fed again by itself, nothing missing, nothing twice', () => {
  it('[C6, D2] lost connection: a new stream goes on from the last event', async () => {
    expect(await survive('drop')).toEqual(expect.arrayContaining([again(1), LIVE]));
    await expectWhole();
  });

  it('[H2] dead line: silence is noticed', async () => {
    expect(await survive('stall')).toEqual(expect.arrayContaining([again(1), LIVE]));
    expect(await demo.page.evaluate(() => window.holdfastDemo.client.metrics().failures.heartbeat)).toBe(1);
    await expectWhole();
  });

  it('[B5, P5] overloaded server: polls feed the page, the stream comes back when it can', async () => {
    const titles = await survive('unavailable');
    expect(titles).toEqual(expect.arrayContaining([again(1), again(2), again(3), again(4), again(5), POLLING]));
    expect(await demo.text('.fault[data-name=unavailable] .fault-result')).toContain('by polling');
    expect(await demo.text('#events .badge')).toBe('Poll');
    await demo.press('End all faults now');
    await demo.waitForTitle(LIVE);
    await demo.page.waitForSelector('#events .badge-stream');
    await expectWhole();
  });

  it('[A2] revoked token: one fresh token, and no attempt is spent on it', async () => {
    const tokens: string[] = [];
    demo.page.on('request', (request) => {
      if (request.url().endsWith('/api/token')) tokens.push(request.method());
    });
    const titles = await survive('unauthorized');
    await demo.waitForTitle(LIVE);
    expect(tokens).toEqual(['POST']);
    expect(titles).not.toContain(again(2));
    await expectWhole();
  });

  it('[D1] burst: 500 events at once, and the connection is not touched', async () => {
    const before = await demo.proof();
    expect(await survive('burst')).toEqual([]);
    expect((await demo.proof()).received).toBeGreaterThanOrEqual(before.received + 500);
    await expectWhole();
  });

  it('[C5] buffering proxy: an answer without a byte is given up', async () => {
    expect(await survive('buffer')).toContain(again(1));
    await demo.waitForTitle(LIVE);
    await expectWhole();
  });

  it('[C6, A2] restarted server: nothing is lost, though its tokens are', async () => {
    expect(await survive('restart')).toContain(again(1));
    await demo.waitForTitle(LIVE);
    await expectWhole();
  });
});

describe('what a person can do', () => {
  it('[C2] close leaves no request; connect goes on where it was', async () => {
    await demo.press('Close');
    await demo.waitForTitle('Closed');
    const { lastSeq } = await demo.proof();
    const clients = async (): Promise<number> =>
      demo.page.evaluate(async () => {
        const { token } = (await (await fetch('/api/token', { method: 'POST' })).json()) as { token: string };
        const headers = { Authorization: `Bearer ${token}` };
        const response = await fetch('/api/notifications/health', { headers });
        return ((await response.json()) as { connectedClients: number }).connectedClients;
      });
    await expect.poll(clients, { timeout: 30_000 }).toBe(0);
    expect((await demo.proof()).lastSeq).toBe(lastSeq);
    await demo.press('Connect');
    await demo.waitForTitle(LIVE);
    await expect.poll(async () => (await demo.proof()).lastSeq, { timeout: 30_000 }).toBeGreaterThan(lastSeq);
    await expectWhole();
  });

  it('[V1, V2] a hidden tab pauses, and goes on when it is looked at again', async () => {
    const { lastSeq } = await demo.proof();
    const other = await browser.newPage();
    await other.bringToFront();
    await demo.waitForTitle('Paused: this tab is hidden');
    await other.close();
    await demo.page.bringToFront();
    await demo.waitForTitle(LIVE);
    await expect.poll(async () => (await demo.proof()).lastSeq, { timeout: 30_000 }).toBeGreaterThan(lastSeq);
    await expectWhole();
  });

  it('[C6] every switch works by keyboard alone, and keeps the focus', async () => {
    await demo.page.focus('.fault[data-name=drop] button');
    await demo.page.keyboard.press('Enter');
    await demo.page.waitForSelector('.fault[data-name=drop][data-step=fed]', { timeout: 50_000 });
    expect(await demo.page.evaluate(() => document.activeElement?.getAttribute('data-fault'))).toBe('drop');
    await demo.page.focus('#connection-buttons button:last-child');
    await demo.page.keyboard.press('Space');
    await demo.waitForTitle('Closed');
    expect(await demo.page.evaluate(() => document.activeElement?.textContent)).toBe('Close');
    await demo.press('Connect');
    await demo.waitForTitle(LIVE);
  });
});

describe('a server of its own', () => {
  it('[D4] one that lost its memory: the page is told that events may be missing, and goes on', async () => {
    const first = await startServer({ WEB_ROOT: built.webRoot });
    const view = await openDemo(browser, first.origin);
    await first.kill();
    await view.waitForTitle(again(1));
    const second = await startServer({ WEB_ROOT: built.webRoot, PORT: new URL(first.origin).port });
    try {
      await view.waitForTitle(LIVE);
      await expect.poll(() => view.proof(), { timeout: 30_000 }).toMatchObject({ resyncs: 1 });
      const { received } = await view.proof();
      await expect.poll(async () => (await view.proof()).received, { timeout: 30_000 }).toBeGreaterThan(received);
      expect(await view.proof()).toMatchObject({ missing: 0, twice: 0, late: 0, resyncs: 1 });
      expect(await view.text('#verdict')).toContain('counted anew');
    } finally {
      await view.page.close();
      await second.stop();
    }
  });

  it('[P4, A2] tokens that run out while polling are renewed, and nothing is lost', async () => {
    const brief = await startServer({ WEB_ROOT: built.webRoot, TOKEN_SECONDS: '2' });
    const view = await openDemo(browser, brief.origin);
    try {
      let renewed = 0;
      view.page.on('request', (request) => {
        if (request.url().endsWith('/api/token')) renewed += 1;
      });
      await view.breakIt('unavailable');
      await view.waitForTitle(POLLING);
      const before = renewed;
      await expect.poll(() => renewed, { timeout: 30_000 }).toBeGreaterThan(before);
      expect(await view.text('#status-title')).toBe(POLLING);
      await view.press('End all faults now');
      await view.waitForTitle(LIVE);
      expect(await view.proof()).toMatchObject({ missing: 0, twice: 0, late: 0, resyncs: 0 });
    } finally {
      await view.page.close();
      await brief.stop();
    }
  });
});

describe.each([1_280, 390])('at %i pixels', (width) => {
  it('nothing is cut, nothing scrolls sideways, every text is legible in light and dark and in every state', async () => {
    const view = await openDemo(browser, server.origin, width);
    await view.page.waitForSelector('#events li:nth-child(5)');
    await view.breakIt('drop');
    for (const scheme of ['light', 'dark']) {
      await view.page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      for (const tone of ['live', 'waiting', 'polling', 'paused', 'failed', 'off']) {
        expect(await view.page.evaluate(paleTexts, tone), `${scheme}, ${tone}`).toEqual([]);
      }
    }
    expect(await view.page.evaluate(cutElements)).toEqual([]);
    expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await view.page.close();
  });
});
