import { launchChromium } from '../support/browser.ts';
import type { Engine } from './engine.ts';
import { openTab } from './puppeteer-tab.ts';

/** Chromium, over the DevTools protocol. */
export async function startChromium(): Promise<Engine> {
  const browser = await launchChromium({ bfcache: true });
  return {
    async open(url) {
      const { page, ...tab } = await openTab(browser, url);
      return {
        ...tab,
        async freeze() {
          const session = await page.createCDPSession();
          await session.send('Page.setWebLifecycleState', { state: 'frozen' });
          return async () => {
            await session.send('Page.setWebLifecycleState', { state: 'active' });
            await session.detach();
          };
        },
      };
    },
    close: () => browser.close(),
  };
}
