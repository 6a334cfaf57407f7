import { launch } from 'puppeteer-core';
import { ensureProgram } from '../../scripts/browsers.mjs';
import type { Engine } from './engine.ts';
import { openTab } from './puppeteer-tab.ts';

/** Firefox, over WebDriver BiDi. */
export async function startFirefox(): Promise<Engine> {
  const browser = await launch({ browser: 'firefox', executablePath: ensureProgram('firefox'), headless: true });
  return {
    async open(url) {
      const { page: _, ...tab } = await openTab(browser, url);
      return tab;
    },
    close: () => browser.close(),
  };
}
