import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { type LabPage, openLaboratory } from './lab.ts';
import type { PageOptions } from './page-side.ts';

/** No backoff ever comes to its end, so a new connection is not one that merely waited. */
const NO_BACKOFF = { jitter: 'none', initialDelayMs: 600_000, maxDelayMs: 600_000 } as const;

/** A laboratory with one page whose client `a` has the first five events. */
async function connected(options: PageOptions = {}) {
  const laboratory = await openLaboratory();
  laboratory.log.append(5);
  const lab = await laboratory.open();
  await lab.start('a', { reconnect: NO_BACKOFF, ...options });
  await lab.untilEvents('a');
  return { ...laboratory, lab };
}

/** Every event of the log once, in order; never two connections, as server and page saw it. */
async function expectWhole(lab: LabPage, log: Awaited<ReturnType<typeof connected>>['log']): Promise<void> {
  const { ids, resyncs } = await lab.untilEvents('a');
  expect(ids).toEqual(log.ids);
  expect(resyncs).toBe(0);
  expect(log.doubled).toEqual([]);
  expect(await lab.overlaps()).toEqual([]);
  expect(log.live('a')).toBe(1);
  expect(lab.problems).toEqual([]);
}

async function freeze(page: Page): Promise<() => Promise<void>> {
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await session.detach();
  };
}

describe('hidden', () => {
  it('[V1] a look at another tab does nothing', async () => {
    const { lab, log } = await connected();
    for (let round = 0; round < 3; round++) {
      const front = await lab.hide();
      log.append(5);
      await lab.untilEvents('a');
      await front.close();
      await lab.show();
    }
    log.append(5);
    await expectWhole(lab, log);
    expect(log.requests('a')).toHaveLength(1);
    expect((await lab.seen('a')).phases).toEqual(['connecting', 'open']);
  });

  it('[V1] coming back in time disarms the pause: the connection outlives it', async () => {
    const { lab, log, server } = await connected({ visibility: { pauseAfterMs: 300 } });
    await lab.page.evaluate(() => {
      window.lab.pretend('hidden');
      window.lab.pretend('visible');
    });
    // Events keep coming for longer than the pause was away.
    const [request] = log.requests('a');
    const until = performance.now() + 900;
    while (performance.now() < until) {
      log.append(1);
      await lab.untilEvents('a');
    }
    await expectWhole(lab, log);
    expect(request?.closedAt).toBeUndefined();
    expect(server.requestsTo('/log')).toHaveLength(1);
  });

  it('[V2] too long away closes the connection; coming back reconnects at once from the last event', async () => {
    const { lab, log, server } = await connected({ visibility: { pauseAfterMs: 200 } });
    const front = await lab.hide();
    await server.until(() => log.live('a') === 0);
    expect(await lab.seen('a')).toMatchObject({ phase: 'paused', pausedBy: 'hidden', lastEventId: '5' });
    log.append(5);
    await front.close();
    await lab.show();
    await expectWhole(lab, log);
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '5']);
    expect((await lab.seen('a')).retries).toEqual([]);
  });

  it('[V2] an absence ends the wait for a retry', async () => {
    const { lab, log, server } = await connected({ visibility: { pauseAfterMs: 100 } });
    log.cut('a');
    await lab.untilPhase('a', 'waiting');
    const front = await lab.hide();
    await lab.untilPhase('a', 'paused');
    log.append(5);
    await front.close();
    await lab.show();
    await expectWhole(lab, log);
    expect(server.requestsTo('/log')).toHaveLength(2);
  });

  it.each([
    ['default', undefined],
    ['pauseAfterMs: 0', { pauseAfterMs: 0 }],
  ])('[C1, V4] a storm of a hundred real tab switches, %s', async (_, visibility) => {
    const { lab, log, browser } = await connected(visibility ? { visibility } : {});
    const other = await browser.newPage();
    const began = Date.now();
    for (let round = 0; round < 50; round++) {
      await lab.show();
      await other.bringToFront();
      log.append(1);
    }
    await lab.show();
    const seconds = (Date.now() - began) / 1_000;
    await expectWhole(lab, log);
    expect(log.requests('a').length).toBeLessThanOrEqual(visibility ? 3 + seconds : 1);
    const signs = await lab.signs();
    expect(signs.filter((sign) => sign.startsWith('visibilitychange')).length).toBeGreaterThanOrEqual(100);
  });

  it.each([
    ['in one task', false],
    ['each in a task of its own', true],
  ])('[C1, V4] pauseAfterMs: 0, a storm of a hundred dispatched signals, %s', async (_, apart) => {
    const { lab, log } = await connected({ visibility: { pauseAfterMs: 0 } });
    log.append(5);
    const seconds = await lab.page.evaluate(async (inTasks) => {
      const began = performance.now();
      for (let round = 0; round < 100; round++) {
        window.lab.pretend(round % 2 === 0 ? 'hidden' : 'visible');
        window.dispatchEvent(new Event('focus'));
        if (inTasks) await window.instruments.plainFetch('/elsewhere');
      }
      return (performance.now() - began) / 1_000;
    }, apart);
    log.append(5);
    await expectWhole(lab, log);
    expect(log.requests('a').length).toBeLessThanOrEqual(3 + seconds);
    expect(log.requests('a').length).toBeGreaterThanOrEqual(2);
  });

  it('[V4] signals that say nothing new do nothing', async () => {
    const { lab, log, server } = await connected({ visibility: { pauseAfterMs: 0 } });
    await lab.page.evaluate(() => {
      for (let round = 0; round < 20; round++) {
        for (const type of ['visibilitychange', 'resume']) document.dispatchEvent(new Event(type));
        for (const type of ['focus', 'online', 'offline', 'pageshow']) window.dispatchEvent(new Event(type));
      }
    });
    log.append(5);
    await expectWhole(lab, log);
    expect(server.requestsTo('/log')).toHaveLength(1);
  });

  it('[V1] visibility: false stays connected while hidden', async () => {
    const { lab, log } = await connected({ visibility: false });
    await lab.hide();
    log.append(5);
    await expectWhole(lab, log);
    expect(await lab.page.evaluate(() => document.visibilityState)).toBe('hidden');
    expect(log.requests('a')).toHaveLength(1);
  });

  it('[V4] a page opened behind others waits until it is seen', async () => {
    const { open, log, server, browser } = await openLaboratory();
    log.append(5);
    const front = await browser.newPage();
    const lab = await open({ background: true });
    expect(await lab.page.evaluate(() => document.visibilityState)).toBe('hidden');
    await lab.start('a');
    expect(await lab.seen('a')).toMatchObject({ phase: 'paused', pausedBy: 'hidden' });
    // Whatever the page asks for now comes after what the client would have asked for.
    await lab.page.evaluate(() => window.instruments.plainFetch('/elsewhere'));
    expect(server.requestsTo('/log')).toEqual([]);
    expect(await lab.page.evaluate(() => window.instruments.leftovers())).toMatchObject({ timers: 0, fetches: 0 });
    await front.close();
    await lab.show();
    await expectWhole(lab, log);
    expect(log.requests('a')).toHaveLength(1);
  });
});

describe('frozen', () => {
  it('[V3] freeze aborts at once; back in front nothing is lost and nothing comes twice', async () => {
    const { lab, log, server } = await connected();
    const front = await lab.hide();
    const thaw = await freeze(lab.page);
    // A frozen page runs nothing, so what the server sees now was done before.
    await server.until(() => log.live('a') === 0);
    log.append(5);
    await thaw();
    await front.close();
    await lab.show();
    await expectWhole(lab, log);
    expect(await lab.signs()).toEqual(expect.arrayContaining(['freeze', 'resume']));
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '5']);
  });

  it('[V3] with visibility: false it goes on at resume, still hidden', async () => {
    const { lab, log, server } = await connected({ visibility: false });
    await lab.hide();
    for (let round = 0; round < 2; round++) {
      const thaw = await freeze(lab.page);
      await server.until(() => log.live('a') === 0);
      log.append(5);
      await thaw();
      await lab.untilEvents('a');
    }
    await expectWhole(lab, log);
    expect(await lab.page.evaluate(() => document.visibilityState)).toBe('hidden');
    expect(log.requests('a')).toHaveLength(3);
  });

  it('[V3] resumed but not seen it stays paused', async () => {
    const { lab, log, server } = await connected();
    const front = await lab.hide();
    const thaw = await freeze(lab.page);
    await server.until(() => log.live('a') === 0);
    await thaw();
    await lab.untilSign('resume');
    expect(await lab.seen('a')).toMatchObject({ phase: 'paused', pausedBy: 'hidden' });
    await front.close();
    await lab.show();
    await expectWhole(lab, log);
    expect(log.requests('a')).toHaveLength(2);
  });

  it('[V3, C2] a closed client stays closed through freeze and resume', async () => {
    const { lab, log, server } = await connected({ visibility: false });
    await lab.page.evaluate(() => window.lab.client('a').close());
    await server.until(() => log.live('a') === 0);
    await lab.hide();
    const thaw = await freeze(lab.page);
    await thaw();
    await lab.untilSign('resume');
    await lab.show();
    await lab.page.evaluate(() => window.instruments.plainFetch('/elsewhere'));
    expect(log.requests('a')).toHaveLength(1);
    expect((await lab.seen('a')).phase).toBe('closed');
  });
});

describe('offline', () => {
  it('[V5] an open stream is left alone', async () => {
    const { lab, log } = await connected();
    await lab.page.setOfflineMode(true);
    await lab.untilSign('offline');
    log.append(5);
    await lab.untilEvents('a');
    await lab.page.setOfflineMode(false);
    await lab.untilSign('online');
    log.append(5);
    await expectWhole(lab, log);
    expect(log.requests('a')).toHaveLength(1);
    expect((await lab.seen('a')).phases).toEqual(['connecting', 'open']);
  });

  it('[V5] a stream lost offline holds its retry for online, which retries now', async () => {
    const { lab, log } = await connected({ reconnect: { initialDelayMs: 1, maxDelayMs: 1, attempts: 1_000 } });
    await lab.page.setOfflineMode(true);
    await lab.untilSign('offline');
    log.cut('a');
    await lab.untilPhase('a', 'waiting');
    const { retryAt, retries } = await lab.seen('a');
    expect(retries).toEqual([30_000]);
    log.append(5);
    await lab.page.setOfflineMode(false);
    await expectWhole(lab, log);
    expect(Date.now()).toBeLessThan(Number(retryAt));
    expect(log.requests('a')).toHaveLength(2);
  });

  it('[V5] a retry that waits when offline comes holds too; online retries now', async () => {
    const { lab, log } = await connected({ reconnect: { jitter: 'none', initialDelayMs: 2_000, maxDelayMs: 2_000 } });
    log.cut('a');
    await lab.untilPhase('a', 'waiting');
    await lab.page.setOfflineMode(true);
    await lab.untilSign('offline');
    const { retryAt, retries } = await lab.seen('a');
    expect(retries[0]).toBe(2_000);
    expect(Number(retryAt)).toBeGreaterThan(Date.now() + 10_000);
    log.append(5);
    await lab.page.setOfflineMode(false);
    // Chromium says `online` a moment before it lets requests through: the first may fail, the next is 2 s later.
    await expectWhole(lab, log);
    expect(Date.now()).toBeLessThan(Number(retryAt));
  });
});
