import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChatRoomsAnswer } from '../../demo/shared/chat.ts';
import type { SpendingStatus } from '../../demo/shared/spending.ts';
import { type DemoLab, openLab } from './demo-lab.ts';
import { type DemoWindow, LIVE, type WindowOptions } from './demo-window.ts';

let lab: DemoLab;
let windows: DemoWindow[] = [];

beforeAll(async () => {
  lab = await openLab();
});
afterEach(async () => {
  for (const at of windows) {
    expect(at.problems).toEqual([]);
    await at.page.close();
  }
  windows = [];
});
afterAll(() => lab?.close());

const open = async (person: string, options?: WindowOptions): Promise<DemoWindow> => {
  const at = await lab.open(person, options);
  windows.push(at);
  return at;
};
/** How many lines a hook takes, from its name to its last brace. */
const linesOf = (path: string, name: string): number => {
  const source = readFileSync(new URL(`../../demo/web/${path}`, import.meta.url), 'utf8');
  const body = new RegExp(`^export function ${name}[^]*?^}$`, 'm').exec(source)?.[0] ?? '';
  expect(body).toContain('use');
  return body.split('\n').length;
};

describe('signing in and out', () => {
  it('two windows are two people; somebody who has left is refused, in words', async () => {
    const page = await lab.browser.newPage();
    await page.emulateFocusedPage(true);
    await page.goto(lab.server.origin);
    await page.waitForSelector('.person');
    expect(page.url()).toContain('sign-in.html');
    await page.click('::-p-xpath(//button[contains(., "Gilang")])');
    await page.waitForSelector('::-p-xpath(//*[@id="told"][contains(., "account is inactive")])');
    await page.click('::-p-xpath(//button[contains(., "Bagus")])');
    await page.waitForSelector('::-p-xpath(//*[@class="who"][contains(., "Bagus Prasetyo")])');
    const other = await open('citra');
    await other.waitForText('.who', 'Citra Wulandari');
    await page.reload();
    await page.waitForSelector('::-p-xpath(//*[@class="who"][contains(., "Bagus Prasetyo")])');
    await page.click('::-p-xpath(//button[.="Sign out"])');
    await page.waitForSelector('.person');
    await page.goto(`${lab.server.origin}/chat.html`);
    await page.waitForSelector('.person');
    await page.close();
  });
});

describe('spending', () => {
  it('what is spent in one window moves the meter in another, up to the alert; others hear nothing', async () => {
    const here = await open('ayu', { path: 'spending.html' });
    const there = await open('ayu', { path: 'spending.html' });
    const stranger = await open('bagus', { path: 'spending.html' });
    await there.waitForText('.chip', 'Live');
    const before = await here.request<SpendingStatus>('GET', '/api/periode-limit/notifications/status');
    expect(before.isAlert).toBe(false);
    await there.waitForText('.meter', `${before.currentPercentage} %`);
    await here.page.click('.form-quick button:nth-child(3)');
    await here.press('Spend it');
    await here.waitForText('.form .told', 'spent.');
    await there.waitForText('.history', ', alert');
    await there.waitForText('.meter-words', 'Alert');
    expect(
      await there.page.$eval('[role=meter]', (meter) => Number(meter.getAttribute('aria-valuenow'))),
    ).toBeGreaterThan(80);
    await here.press('Spend it');
    await there.waitForText('.history-change', '+ Rp\u00a0250,000,000');
    expect(await there.page.$$('.history li')).toHaveLength(2);
    expect(await stranger.page.$$('.history li')).toHaveLength(0);
  });

  it('the hook takes at most twenty lines, and so does that of the chat badge', () => {
    expect(linesOf('spending/use-spending-notifications.ts', 'useSpendingNotifications')).toBeLessThanOrEqual(20);
    expect(linesOf('header/use-chat-unread.ts', 'useChatUnread')).toBeLessThanOrEqual(20);
  });
});

describe('chat', () => {
  it('messages arrive in the room and on every badge; opening a room marks it read everywhere; text is text', async () => {
    const html = '<script>document.title = "1"</script><b>hi</b>';
    const admin = await open('dewi', { path: 'chat.html' });
    const member = await open('farid', { path: 'chat.html' });
    const elsewhere = await open('farid');
    const unread = async (): Promise<number> =>
      (await member.request<ChatRoomsAnswer>('GET', '/api/chat/rooms')).unreadCount;
    const before = await unread();
    await member.waitForText('.rooms', 'Farm Cianjur');
    // An admin reads all rooms, members theirs.
    await admin.waitForText('.rooms', 'Management');
    expect(await member.text('.rooms')).not.toContain('Management');
    await admin.page.type('#message', html);
    await admin.press('Send');
    await member.waitForText('.message-text', html);
    expect(await member.page.$$('.messages b, .messages script')).toEqual([]);
    await elsewhere.page.waitForSelector(`nav .count[data-unread="${before + 1}"]`);
    await member.page.click('::-p-xpath(//button[starts-with(., "Mark")])');
    await expect
      .poll(
        async () => elsewhere.page.$eval('nav .count', (badge) => Number((badge as HTMLElement).dataset['unread'])),
        {
          timeout: 20_000,
        },
      )
      .toBeLessThan(before);
    expect(await unread()).toBeLessThan(before);
  });

  it.each([
    ['', 1],
    ['spending.html', 2],
    ['chat.html', 2],
    ['dispatch.html', 1],
    ['plain.html', 1],
  ])('/%s has %i of the six connections that a browser allows over all its windows', async (path, wanted) => {
    const at = await open('citra', { path: 'sign-in.html', live: false });
    const streams: string[] = [];
    at.page.on('request', (request) => {
      if (/\/(?:stream|sse)\b/.test(request.url())) streams.push(request.url());
    });
    await at.goTo(path);
    await expect.poll(() => streams.length, { timeout: 20_000 }).toBe(wanted);
    await at.waitForText('#status-title', LIVE);
    expect(streams).toHaveLength(wanted);
  });
});

describe('dispatch', () => {
  it('the report answers, and what one is told appears by itself', async () => {
    const dewi = await open('dewi', { path: 'dispatch.html' });
    await dewi.waitForText('.figures', 'Told twice');
    await dewi.request('PUT', '/api/purchases/feed/2001/watchers/dewi');
    const ayu = await open('ayu');
    await ayu.request('POST', '/api/purchases/feed/2001/comments', { text: 'Does <i>this</i> arrive?' });
    await dewi.waitForText('.notifications', 'Does <i>this</i> arrive?');
    await dewi.waitForText('.figures tbody', 'Comment added');
    expect(await dewi.page.$$eval('.figures dd', (all) => all.map((one) => one.textContent))).toEqual(['0', '0', '0']);
    await dewi.waitForText('.figures', 'Nobody was told twice');
    expect(await dewi.page.$$('.notifications i')).toEqual([]);
  });
});

describe('the plain page', () => {
  it('follows what others do, and changes what others see: jQuery, DataTables 2 and script tags alone', async () => {
    const plain = await open('farid', { path: 'plain.html' });
    expect(
      await plain.page.evaluate(
        () => (window as unknown as { $: { fn: { jquery: string; dataTable: { version: string } } } }).$.fn.jquery,
      ),
    ).toBe('3.7.1');
    expect(
      await plain.page.evaluate(() => (window as unknown as { DataTable: { version: string } }).DataTable.version),
    ).toMatch(/^2\.3/);
    expect(await plain.page.$$('script[type=module]')).toEqual([]);
    const ayu = await open('ayu');
    const set = await plain.page.waitForSelector('#purchases .cell-next button');
    const number = await set?.evaluate((button) => button.closest('tr')?.querySelector('td')?.textContent ?? '');
    await set?.click();
    await plain.waitForText('#told', `${number} is now`);
    await ayu.waitForText('.notice[data-kind=feed]', number ?? '?');
    await plain.waitForText('#purchases tbody tr:first-child', number ?? '?');
    await ayu.request('PATCH', '/api/purchases/feed/2003', { status: 'cancelled' });
    await plain.waitForText('#latest', 'to cancelled');
    await plain.waitForText('#purchases tbody tr:first-child', 'cancelled');
  });
});
