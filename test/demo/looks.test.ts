import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoLab, openLab } from './demo-lab.ts';
import { type DemoWindow, LIVE } from './demo-window.ts';
import { cutElements, paleTexts } from './legibility.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['', 'spending.html', 'chat.html', 'dispatch.html', 'plain.html'];
const TONES = ['live', 'waiting', 'polling', 'paused', 'failed', 'off'];

let lab: DemoLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab?.close());

/** Looks at the page as it stands, in light and dark: nothing for axe to find, no pale text, nothing cut. */
async function expectFine(page: Page, what: string): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const { violations } = (await page.evaluate(`${AXE}; axe.run({ resultTypes: ['violations'] })`)) as AxeResults;
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
    const pale = await page.evaluate(paleTexts);
    expect({ what, scheme, found, pale }).toEqual({ what, scheme, found: [], pale: [] });
  }
  const cut = await page.evaluate(cutElements);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  // Whoever asks for no motion gets none.
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect({ what, cut, tooWide, moving }).toEqual({ what, cut: [], tooWide: false, moving: 0 });
}

describe.concurrent.each([1_280, 390])('at %i pixels', (width) => {
  it.each(PAGES)('/%s with its panel: legible, whole, and nothing for axe to find', async (path) => {
    const at = await lab.open('dewi', { path, width });
    await settle(at);
    await at.openPanel();
    await at.page.waitForSelector('.panel-body .uplot');
    await expectFine(at.page, path);
    for (const tone of TONES) {
      await at.page.$eval('.bar-status', (bar, value) => bar.setAttribute('data-tone', value), tone);
      const pale = await at.page.evaluate(paleTexts);
      expect({ tone, pale }).toEqual({ tone, pale: [] });
    }
    expect(at.problems).toEqual([]);
    await at.page.close();
  });

  it('the door, the notices, the menu, the dialog and the bell as well', async () => {
    const door = await lab.open('dewi', { path: 'sign-in.html', width, live: false });
    await door.page.waitForSelector('.person');
    await expectFine(door.page, 'door');
    const at = await lab.open('bagus', { width });
    await settle(at);
    await at.breakIt('burst');
    await at.page.waitForSelector('.notice:not([hidden])');
    await expectFine(at.page, 'notices');
    await at.page.$eval('#supply .status-button', (button) => (button as HTMLElement).click());
    await expectFine(at.page, 'menu');
    await at.page.keyboard.press('Escape');
    await at.page.$eval('#supply .link', (button) => (button as HTMLElement).click());
    await at.waitForText('#detail-facts', 'Vendor');
    await expectFine(at.page, 'dialog');
    await at.page.keyboard.press('Escape');
    await at.page.click('.bell');
    await expectFine(at.page, 'bell');
    expect(at.problems).toEqual([]);
  });
});

describe('by keyboard alone', () => {
  it('one signs in, changes a status, dismisses a notice and makes a fault', async () => {
    const at = await lab.open('ayu', { path: 'sign-in.html', live: false });
    const { page } = at;
    await page.waitForSelector('.person');
    await tabTo(page, '.person');
    await page.keyboard.press('Enter');
    await at.waitForText('#status-title', LIVE);
    await page.waitForSelector('#supply .status-button');

    await tabTo(page, '#supply .status-button');
    const row = await page.evaluate(() => document.activeElement?.closest('tr')?.id ?? '');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#supply [id="${row}"] .status-button[data-status=completed]`);
    // The table was reloaded under it, and the focus is where it was.
    await page.waitForFunction((id) => document.activeElement?.matches(`#supply [id="${id}"] .status-button`), {}, row);

    const other = await lab.open('citra');
    const { id } =
      (await other.request<{ data: { id: number }[] }>('GET', '/api/purchases/feed?length=1')).data[0] ?? {};
    await other.request('PATCH', `/api/purchases/feed/${id}`, { status: 'draft' });
    await other.request('PATCH', `/api/purchases/feed/${id}`, { status: 'cancelled' });
    await page.waitForSelector('.notice[data-kind=feed]:not([hidden])');
    await tabTo(page, '.notice[data-kind=feed] .button-icon');
    await page.keyboard.press('Space');
    await page.waitForSelector('.notice[data-kind=feed]', { hidden: true });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('notices-title');

    await tabTo(page, '.panel-toggle');
    await page.keyboard.press('Enter');
    await tabTo(page, '[data-fault=drop]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.fault[data-name=drop][data-step=fed]');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-fault'))).toBe('drop');
    expect(at.problems).toEqual([]);
  });
});

/** Presses Tab until the focus is on something that fits, and sees that it shows. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
    if (!isThere) continue;
    const focused = (await page.evaluateHandle(() => document.activeElement)) as ElementHandle<Element>;
    expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    return;
  }
  throw new Error(`Tab never reached ${selector}.`);
}

/** What the page loads is there. */
async function settle(at: DemoWindow): Promise<void> {
  await at.page.waitForFunction(
    () =>
      (document.querySelector('table.purchases') === null ||
        document.querySelector('.purchases tbody tr[id]') !== null) &&
      document.querySelector('#content')?.childElementCount !== 0,
  );
}
