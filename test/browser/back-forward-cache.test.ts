import { expect, it } from 'vitest';
import { type LabPage, openLaboratory } from './lab.ts';
import type { PageOptions } from './page-side.ts';

/** A page that is left and come back to; the client's backoff never comes to its end. */
async function connected(options: PageOptions = {}) {
  const laboratory = await openLaboratory({ bfcache: true });
  laboratory.log.append(5);
  const lab = await laboratory.open();
  await lab.start('a', { reconnect: { jitter: 'none', initialDelayMs: 600_000, maxDelayMs: 600_000 }, ...options });
  await lab.untilEvents('a');
  return { ...laboratory, lab };
}

/** Goes back as a person does; puppeteer's own way waits for a load that never comes. */
async function goBack({ page }: LabPage): Promise<void> {
  const shown = new Promise<void>((resolve) => page.once('framenavigated', () => resolve()));
  await page.evaluate(() => {
    setTimeout(() => history.back(), 0);
  });
  await shown;
}

it.each<[string, PageOptions]>([
  ['default', {}],
  ['visibility: false', { visibility: false }],
])(
  '[V3] %s: left, the server sees the close. Back, one connection, nothing lost, nothing twice',
  async (_, options) => {
    const { lab, log, server } = await connected(options);
    for (let round = 1; round <= 2; round++) {
      await lab.page.goto(server.url('/elsewhere'));
      await server.until(() => log.live('a') === 0);
      log.append(5);
      await goBack(lab);
      const { ids } = await lab.untilEvents('a');
      expect(ids).toEqual(log.ids);
      expect((await lab.signs()).filter((sign) => sign === 'pageshow persisted')).toHaveLength(round);
      expect(log.live('a')).toBe(1);
      expect(log.requests('a').map(({ headers }) => headers['last-event-id'] ?? '')).toEqual(
        ['', '5', '10'].slice(0, round + 1),
      );
    }
    expect(log.doubled).toEqual([]);
    expect(await lab.overlaps()).toEqual([]);
    expect((await lab.seen('a')).retries).toEqual([]);
  },
);

it('[V3] left while a retry waits, and left while connecting', async () => {
  const { lab, log, server } = await connected();
  server.on('/hang', (exchange) => exchange.hang());
  await lab.start('b', {}, server.url('/hang'));
  await server.until(() => server.requestsTo('/hang').length === 1);
  log.cut('a');
  await lab.untilPhase('a', 'waiting');
  await lab.page.goto(server.url('/elsewhere'));
  await server.until(() => server.requestsTo('/hang')[0]?.closedAt !== undefined);
  log.append(5);
  await goBack(lab);
  expect((await lab.untilEvents('a')).ids).toEqual(log.ids);
  await server.until(() => server.requestsTo('/hang').length === 2);
  expect(await lab.signs()).toContain('pageshow persisted');
  expect(log.requests('a')).toHaveLength(2);
  expect(log.doubled).toEqual([]);
  expect(await lab.overlaps()).toEqual([]);
});

it('[V3, C2] what was closed, or never connected, does not come back from the cache', async () => {
  const { lab, log, server } = await connected();
  await lab.page.evaluate(() => {
    window.lab.client('a').close();
    Object.assign(window, { idle: new window.lab.SseClient('/log?client=idle') });
  });
  await lab.page.goto(server.url('/elsewhere'));
  await goBack(lab);
  expect(await lab.signs()).toContain('pageshow persisted');
  await lab.page.evaluate(() => window.instruments.plainFetch('/elsewhere'));
  expect(log.requests('a')).toHaveLength(1);
  expect(log.requests('idle')).toHaveLength(0);
  expect((await lab.seen('a')).phase).toBe('closed');
});
