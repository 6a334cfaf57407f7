import { expect, it, onTestFinished } from 'vitest';
import { serverPath } from '../../scripts/servers.mjs';
import { runIn } from '../browser/hands.ts';
import { servePages } from '../browser/pages.ts';
// The types of `window.lab`.
import type {} from '../browser/page-side.ts';
import { launchChromium } from '../support/browser.ts';
import { startFaultServer } from '../support/fault-server.ts';
import { startNginx } from './daemon.ts';

it('[C3, C6, D2] Chromium reads nchan, and goes on after nginx has been killed', async () => {
  const pages = await startFaultServer();
  onTestFinished(() => pages.close());
  await servePages(pages);
  const { origin, restart, stop } = await startNginx(
    `location / { proxy_pass ${pages.url('')}; }
    location = /events { nchan_subscriber eventsource; nchan_channel_id main; nchan_subscriber_first_message oldest; }
    location = /publish { nchan_publisher; nchan_channel_id main; }`,
    [serverPath('nchan')],
  );
  onTestFinished(stop);
  const publish = async (n: number): Promise<void> => {
    const headers = { 'x-eventsource-event': 'tick' };
    const { ok } = await fetch(`${origin}/publish`, { method: 'POST', body: `{"n":${n}}`, headers });
    expect(ok).toBe(true);
  };
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${origin}/page`);
  const run = runIn(page);
  await publish(1);
  await run((url) => window.lab.start('a', url, { reconnect: { initialDelayMs: 20 } }), `${origin}/events`);
  await run(() => window.lab.untilEvents('a', 1));
  await publish(2);
  await run(() => window.lab.untilEvents('a', 2));
  // What nchan had in memory is gone. Its ids are seconds and a count within: in the same second it would give them again.
  const second = Math.floor(Date.now() / 1_000);
  await restart();
  while (Math.floor(Date.now() / 1_000) === second) await new Promise((resolve) => setTimeout(resolve, 20));
  await publish(3);
  await run(() => window.lab.untilEvents('a', 3));
  const { data, ids } = await run(() => window.lab.seen('a'));
  expect(data).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(new Set(ids).size).toBe(3);
});
