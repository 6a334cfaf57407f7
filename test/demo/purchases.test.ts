import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PurchaseRow, TableAnswer } from '../../demo/shared/purchases.ts';
import { type DemoLab, openLab } from './demo-lab.ts';
import type { DemoWindow } from './demo-window.ts';

let lab: DemoLab;
let ayu: DemoWindow;
let dewi: DemoWindow;

beforeAll(async () => {
  lab = await openLab();
  ayu = await lab.open('ayu', { shared: true });
  dewi = await lab.open('dewi', { shared: true });
});
afterEach(async () => {
  expect(ayu.problems).toEqual([]);
  expect(dewi.problems).toEqual([]);
  for (const button of await dewi.page.$$('.notice:not([hidden]) .button-icon')) await button.click();
});
afterAll(() => lab?.close());

/** Chooses a status in the menu of a row, as a person with a mouse would. */
async function choose(at: DemoWindow, row: string, status: string): Promise<void> {
  await at.page.click(`${row} .status-button`);
  await at.page.click(`.status-menu .menu-item[data-status=${status}]`);
}

const firstRow = (at: DemoWindow, kind: string): Promise<string> =>
  at.page
    .waitForSelector(`#${kind} tbody tr[id]`)
    .then(() => at.page.$eval(`#${kind} tbody tr`, ({ id }) => `[id="${id}"]`));
const other = (status: string): string => (status === 'arrived' ? 'pending' : 'arrived');
const rows = async (at: DemoWindow, kind: string): Promise<readonly PurchaseRow[]> =>
  (await at.request<TableAnswer>('GET', `/api/purchases/${kind}?length=5`)).data;
/** The notices' lines of one table, oldest first. */
const lines = (at: DemoWindow, kind: string): Promise<readonly { readonly seq: number; readonly text: string }[]> =>
  at.page.$$eval(`.notice[data-kind=${kind}]:not([hidden]) li`, (items) =>
    items.map((item) => ({ seq: Number(item.dataset['seq']), text: item.textContent })).reverse(),
  );

describe('a status changed in one window', () => {
  it.each(['supply', 'feed', 'livestock'])(
    '%s: is seen in the other, without a reload of the page, once',
    async (kind) => {
      await dewi.page.evaluate(() => Object.assign(window, { marked: true }));
      const row = await firstRow(ayu, kind);
      const before = await ayu.page.$eval(
        `${row} .status-button`,
        (button) => (button as HTMLElement).dataset['status'] ?? '',
      );
      const number = await ayu.text(`${row} .link`);
      const began = Date.now();
      await choose(ayu, row, other(before));
      await dewi.page.waitForSelector(`#${kind} ${row} .status-button[data-status=${other(before)}]`);
      console.log(`${kind}: seen by the other after ${Date.now() - began} ms, clicks included.`);
      await ayu.waitForText('#told', `${number} is now ${other(before)}.`);
      await dewi.waitForText(`.notice[data-kind=${kind}]`, number);
      const told = await lines(dewi, kind);
      expect(told).toHaveLength(1);
      expect(told[0]?.text).toContain(`to ${other(before)}`);
      expect(told[0]?.text).toContain('Ayu Lestari');
      // Who did it knows.
      expect(await ayu.page.$$('.notice:not([hidden])')).toEqual([]);
      expect(await dewi.page.evaluate(() => 'marked' in window)).toBe(true);
    },
  );

  it('[T3] leaves others their page, their search and their focus, and tells them without taking it', async () => {
    await dewi.page.click('#feed-title');
    const search = '#feed_wrapper .dt-search input';
    await dewi.page.type(search, 'farm');
    await dewi.page.waitForFunction(() =>
      document.querySelector('#feed_wrapper .dt-info')?.textContent.includes('out of'),
    );
    const row = await firstRow(ayu, 'feed');
    await choose(
      ayu,
      row,
      other(await ayu.page.$eval(`${row} .status-button`, (one) => (one as HTMLElement).dataset['status'] ?? '')),
    );
    await dewi.waitForText('.notice[data-kind=feed]', 'one change');
    expect(
      await dewi.page.$eval(search, (input) => [document.activeElement === input, (input as HTMLInputElement).value]),
    ).toEqual([true, 'farm']);
    for (let letter = 0; letter < 'farm'.length; letter += 1) await dewi.page.keyboard.press('Backspace');
    await dewi.page.waitForFunction(
      () => !document.querySelector('#feed_wrapper .dt-info')?.textContent.includes('out of'),
    );
  });

  it('[T9] does not pull the row away from under an open menu', async () => {
    const [first, second] = await rows(dewi, 'livestock');
    if (first === undefined || second === undefined) throw new Error('The table is empty.');
    const row = `[id="${first.id}"]`;
    await dewi.page.click(`#livestock ${row} .status-button`);
    const element = await dewi.page.$(`#livestock ${row}`);
    let asked = 0;
    const count = (request: { url(): string }): void => {
      if (request.url().includes('/api/purchases/livestock?')) asked += 1;
    };
    dewi.page.on('request', count);
    await ayu.request('PATCH', `/api/purchases/livestock/${second.id}`, { status: other(second.status) });
    await dewi.waitForText('.notice[data-kind=livestock]', second.number);
    // Two reloads of another table: by the second this one would have been reloaded as well.
    const [supply] = await rows(dewi, 'supply');
    for (const status of ['confirmed', 'draft']) {
      await ayu.request('PATCH', `/api/purchases/supply/${supply?.id}`, { status });
      await dewi.page.waitForSelector(`#supply [id="${supply?.id}"] .status-button[data-status=${status}]`);
    }
    expect(await element?.evaluate(({ isConnected }) => isConnected)).toBe(true);
    expect(asked).toBe(0);
    dewi.page.off('request', count);
    await dewi.page.keyboard.press('Escape');
    await dewi.page.waitForSelector(
      `#livestock [id="${second.id}"] .status-button[data-status=${other(second.status)}]`,
    );
  });
});

describe('many changes', () => {
  it('bursts of 11, 15 and 18: each is shown, none twice, and the tables are reloaded, not hammered', async () => {
    const asked: string[] = [];
    const count = (request: { url(): string }): void => {
      const kind = /purchases\/(\w+)\?/.exec(request.url())?.[1];
      if (kind !== undefined) asked.push(kind);
    };
    dewi.page.on('request', count);
    const before = await ayu.proof();
    await ayu.breakIt('burst');
    await dewi.page.waitForFunction(() => document.querySelectorAll('.notice:not([hidden]) li').length >= 44);
    const told = await Promise.all(['supply', 'feed', 'livestock'].map((kind) => lines(dewi, kind)));
    expect(told.map((some) => some.length)).toEqual([11, 15, 18]);
    const seqs = told.flat().map(({ seq }) => seq);
    expect(new Set(seqs).size).toBe(44);
    expect((await dewi.proof()).received).toBe((await ayu.proof()).received);
    expect((await ayu.proof()).received).toBe(before.received + 44);
    // The last states stand in the table.
    for (const kind of ['supply', 'feed', 'livestock']) {
      const wanted = (await rows(dewi, kind)).map(({ number, status }) => `${number} ${status}`);
      await expect
        .poll(
          () =>
            dewi.page.$$eval(`#${kind} tbody tr`, (all) =>
              all.map(
                (row) =>
                  `${row.querySelector('.link')?.textContent} ${row.querySelector<HTMLElement>('.status-button')?.dataset['status']}`,
              ),
            ),
          { timeout: 20_000 },
        )
        .toEqual(wanted);
      expect(asked.filter((one) => one === kind).length).toBeLessThanOrEqual(3);
    }
    dewi.page.off('request', count);
    await dewi.press('Show all 18');
    expect(
      await dewi.page.$$eval(
        '.notice[data-kind=livestock] li',
        (items) => items.filter((item) => item.checkVisibility()).length,
      ),
    ).toBe(18);
  });

  it('five changes of one purchase in ten seconds: every state is shown, none twice', async () => {
    const [row] = await rows(ayu, 'supply');
    if (row === undefined) throw new Error('The table is empty.');
    const states = ['draft', 'pending', 'confirmed', 'in_transit', 'arrived', 'completed'].filter(
      (one) => one !== row.status,
    );
    for (const status of states.slice(0, 5)) {
      await ayu.request('PATCH', `/api/purchases/supply/${row.id}`, { status });
      // Told once, however often it is asked.
      await ayu.request('PATCH', `/api/purchases/supply/${row.id}`, { status });
      await dewi.page.waitForSelector(`#supply [id="${row.id}"] .status-button[data-status=${status}]`);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
    }
    const told = (await lines(dewi, 'supply')).map(({ text }) => / to ([a-z ]+[a-z])(?=[A-Z])/.exec(text)?.[1]);
    expect(told).toEqual(states.slice(0, 5).map((status) => status.replace('_', ' ')));
    expect(await dewi.proof()).toMatchObject({ missing: 0, twice: 0, late: 0 });
  });
});

describe('what a table does when it cannot be reloaded', () => {
  it('[T5] shows a button in the style of the page, and takes it away when pressing it has helped', async () => {
    const refuse = (request: {
      url(): string;
      respond(answer: object): Promise<void>;
      continue(): Promise<void>;
    }): void => {
      const isTable = request.url().includes('/api/purchases/supply?');
      (isTable ? request.respond({ status: 500, body: '{}' }) : request.continue()).catch(() => undefined);
    };
    await dewi.page.setRequestInterception(true);
    dewi.page.on('request', refuse);
    const [row] = await rows(ayu, 'supply');
    await ayu.request('PATCH', `/api/purchases/supply/${row?.id}`, { status: other(row?.status ?? '') });
    const button = await dewi.page.waitForSelector('.table-card .button-alert', { visible: true });
    expect(
      await button?.evaluate((element) => [element.textContent, element.getBoundingClientRect().height >= 32]),
    ).toEqual(['Reload table', true]);
    await dewi.waitForText('.table-card [role=status]', 'This table could not be brought up to date.');
    dewi.page.off('request', refuse);
    await dewi.page.setRequestInterception(false);
    await button?.click();
    await dewi.page.waitForSelector(
      `#supply [id="${row?.id}"] .status-button[data-status=${other(row?.status ?? '')}]`,
    );
    await dewi.page.waitForFunction(() => document.querySelector('.button-alert') === null);
  });
});

describe('one purchase in detail', () => {
  it('is watched and commented; the watchers are told, and text is shown as text, whatever it looks like', async () => {
    const html = '<img src=x onerror="document.title=1"> <b>bold</b>';
    const row = await firstRow(ayu, 'supply');
    const number = await ayu.text(`${row} .link`);
    await dewi.page.click(`${row} .link`);
    await dewi.waitForText('#detail-facts', 'Vendor');
    await dewi.page.waitForFunction(() => document.querySelector('#detail-watchers')?.textContent !== '…');
    if ((await dewi.text('#detail-watch')) === 'Watch it') await dewi.page.click('#detail-watch');
    await dewi.waitForText('#detail-watchers', 'Dewi Anggraini');

    await ayu.page.click(`${row} .link`);
    await ayu.page.type('#detail-text', html);
    await ayu.press('Comment');
    await ayu.waitForText('#detail-told', 'told.');
    // Dewi has it open, and it comes to her by itself.
    await dewi.waitForText('#detail-comments', html);
    expect(await dewi.page.$$('#detail-comments img, #detail-comments b')).toEqual([]);
    await dewi.page.click('#detail-close');
    await dewi.page.waitForSelector('.bell .count');
    await dewi.page.click('.bell');
    await dewi.waitForText('.bell-list', number);
    await dewi.waitForText('.bell-list', html);
    expect(await dewi.page.$$('.bell-list img, .bell-list b')).toEqual([]);
    await dewi.page.keyboard.press('Escape');
    await ayu.page.click('#detail-close');
  });
});
