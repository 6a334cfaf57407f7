import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoLab, openLab } from './demo-lab.ts';
import { type DemoWindow, LIVE } from './demo-window.ts';

const POLLING = 'The stream is down: polling every 2 s';
const again = (attempt: number): string => `Reconnecting, attempt ${attempt} of 5`;

let lab: DemoLab;
const recoveries: string[] = [];

beforeAll(async () => {
  lab = await openLab();
});
afterAll(async () => {
  console.log(`Fed again after ${recoveries.join(', ')}.`);
  await lab?.close();
});

/** Presses a switch, waits until the page is fed again and gives the status lines shown meanwhile. */
async function survive(at: DemoWindow, fault: string): Promise<readonly string[]> {
  await at.takeTitles();
  const recoveryMs = await at.breakIt(fault);
  recoveries.push(`${fault} ${(recoveryMs / 1_000).toFixed(1)} s`);
  return at.takeTitles();
}

async function expectWhole(at: DemoWindow): Promise<void> {
  await at.waitForText('#status-title', LIVE);
  expect(await at.proof()).toMatchObject({ missing: 0, twice: 0, late: 0, resyncs: 0 });
  await at.openPanel();
  await at.waitForText('.verdict', 'Every change once and in order.');
  expect(at.problems).toEqual([]);
}

// Faults touch the session that asks, so different people can suffer different ones at the same time.
describe.concurrent('each fault: the page is fed again by itself, nothing missing, nothing twice', () => {
  it('[C6, D2] lost connection, [A2] expired token and [D1] burst, one after the other', async () => {
    const at = await lab.open('dewi');
    expect(await survive(at, 'drop')).toContain(again(1));
    await expectWhole(at);

    const tokens: string[] = [];
    at.page.on('request', (request) => {
      if (request.url().endsWith('/api/token')) tokens.push(request.method());
    });
    expect(await survive(at, 'unauthorized')).not.toContain(again(2));
    await expectWhole(at);
    expect(tokens).toEqual(['POST']);

    expect(await survive(at, 'burst')).toEqual([]);
    await expectWhole(at);
  });

  it('[H2] dead line: silence is noticed', async () => {
    const at = await lab.open('ayu');
    expect(await survive(at, 'stall')).toContain(again(1));
    expect(await at.page.evaluate(() => window.holdfastDemo.client.metrics().failures.heartbeat)).toBe(1);
    await expectWhole(at);
  });

  it('[B5, P5, P6] overloaded server: polls feed page and badge, which says so; the stream comes back', async () => {
    const at = await lab.open('bagus');
    const titles = await survive(at, 'unavailable');
    expect(titles).toEqual(expect.arrayContaining([1, 2, 3, 4, 5].map(again)));
    expect(titles).toContain(POLLING);
    expect(await at.text('.fault[data-name=unavailable] .fault-result')).toContain('by polling');
    const unread = Number(await at.page.$eval('nav .count', (badge) => (badge as HTMLElement).dataset['unread']));
    await at.waitForText('nav .count', 'by polling');
    // Somebody writes while the stream is down.
    const citra = await lab.open('citra', { path: 'chat.html' });
    await citra.request('POST', '/api/chat/rooms/general/messages', { text: 'The chicks are here.' });
    await at.page.waitForSelector(`nav .count-polled[data-unread="${unread + 1}"]`);
    await at.openPanel();
    await at.press('End all faults');
    await at.waitForText('#status-title', LIVE);
    await at.page.waitForSelector('nav .count:not(.count-polled)');
    await expectWhole(at);
  });

  it('[C5] buffering proxy: an answer without a byte is given up', async () => {
    const at = await lab.open('farid', { path: 'plain.html' });
    expect(await survive(at, 'buffer')).toContain(again(1));
    await expectWhole(at);
  });

  it('[V1, V2] hidden page: no stream while it is, and back by itself', async () => {
    const at = await lab.open('citra', { path: 'spending.html' });
    const titles = await survive(at, 'hidden');
    expect(titles).toEqual(['Paused: this tab is hidden', expect.any(String), LIVE]);
    await expectWhole(at);
  });
});

describe('what is everybody’s', () => {
  it('[C6, A2] restarted server: nothing is lost in any window, though all tokens are', async () => {
    const spending = await lab.open('ayu', { path: 'spending.html' });
    const chat = await lab.open('dewi', { path: 'chat.html' });
    const plain = await lab.open('bagus', { path: 'plain.html' });
    expect(await survive(spending, 'restart')).toContain(again(1));
    const { lastSeq } = await spending.proof();
    for (const at of [spending, chat, plain]) {
      await expect.poll(async () => (await at.proof()).lastSeq, { timeout: 30_000 }).toBeGreaterThanOrEqual(lastSeq);
      await expectWhole(at);
    }
    await spending.waitForText('.chip', 'Live');
    await chat.waitForText('.conversation .card-head', 'Live');
  });

  it('[V1] a tab behind another pauses for real', async () => {
    const at = await lab.open('farid', { shared: true });
    await at.page.emulateFocusedPage(false);
    const other = await lab.browser.newPage();
    await other.bringToFront();
    await at.waitForText('#status-title', 'Paused: this tab is hidden');
    const colleague = await lab.open('ayu');
    await colleague.breakIt('burst');
    expect((await at.proof()).received).toBe(0);
    await other.close();
    await at.page.bringToFront();
    await expect.poll(async () => (await at.proof()).received, { timeout: 30_000 }).toBe(44);
    await expectWhole(at);
  });

  it('[C2] Close leaves nothing; Connect goes on where it was', async () => {
    const at = await lab.open('citra');
    await at.openPanel();
    await at.press('Close');
    await at.waitForText('#status-title', 'Closed');
    const { received } = await at.proof();
    const other = await lab.open('ayu');
    await other.breakIt('burst');
    expect((await at.proof()).received).toBe(received);
    await at.press('Connect');
    await expect.poll(async () => (await at.proof()).received, { timeout: 30_000 }).toBe(received + 44);
    await expectWhole(at);
  });
});

describe('a server that cannot say what lay between', () => {
  it('[D4] the page is told, loads everything afresh, and says so', async () => {
    const brief = await openLab({ REPLAY_EVENTS: '20', WEB_ROOT: lab.webRoot });
    try {
      const at = await brief.open('ayu');
      const other = await brief.open('dewi');
      await other.breakIt('burst');
      await expect.poll(async () => (await at.proof()).received, { timeout: 30_000 }).toBe(44);
      await at.openPanel();
      await at.press('Close');
      await at.waitForText('#status-title', 'Closed');
      await other.breakIt('burst');
      await at.press('Connect');
      await at.waitForText('#status-title', LIVE);
      await at.waitForText('.journal', 'everything is loaded afresh');
      await other.breakIt('burst');
      await expect.poll(() => at.proof(), { timeout: 30_000 }).toMatchObject({ received: 88, resyncs: 1, missing: 0 });
      await at.waitForText('.verdict', 'counted anew');
      const newest = await at.request<{ data: readonly { number: string }[] }>('GET', '/api/purchases/feed?length=1');
      await at.waitForText('#feed tbody tr:first-child', newest.data[0]?.number ?? '');
    } finally {
      await brief.close();
    }
  });
});
