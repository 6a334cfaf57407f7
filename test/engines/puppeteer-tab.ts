import type { Browser, Page } from 'puppeteer-core';
import { runIn } from '../browser/hands.ts';
import type { Tab } from './engine.ts';
import { untilTrue } from './until-true.ts';
import { isLoaded, untilVisibility } from './in-page.ts';

/** A tab that puppeteer drives, in Chromium or Firefox. Another tab in front hides it, as a person would. */
export async function openTab(browser: Browser, url: string): Promise<Tab & { readonly page: Page }> {
  const page = await browser.newPage();
  await page.bringToFront();
  await page.goto(url);
  const run = runIn(page);
  let front: Page | undefined;
  const uncover = async (): Promise<void> => {
    await front?.close();
    front = undefined;
  };
  return {
    page,
    run,
    async goTo(address) {
      await page.goto(address);
    },
    async goBackTo(address) {
      // Puppeteer's own way waits for a load that never comes where pages are kept.
      await run(() => void setTimeout(() => history.back(), 0));
      // Between two pages there is none to run anything in.
      const isBack = (): Promise<boolean> => run(isLoaded, address).catch(() => false);
      await untilTrue(isBack, `${address} has not come back`);
    },
    async hide() {
      front ??= await browser.newPage();
      await front.bringToFront();
      await untilVisibility(run, 'hidden');
    },
    async show() {
      await page.bringToFront();
      await untilVisibility(run, 'visible');
    },
    setOffline: (isOffline) => page.setOfflineMode(isOffline),
    async close() {
      await uncover();
      await page.close();
    },
  };
}
