import { expect, it } from 'vitest';
import { idsTo, tick } from '../browser/event-log.ts';
import type { OpenLab } from './engine-lab.ts';
import type { Traits } from './traits.ts';
import { connected, expectWhole } from './whole.ts';

/** Pages are hidden and shown, frozen and thawed, unplugged and plugged in. */
export function pageLifeContract(openLab: OpenLab, traits: Traits): void {
  it('[V1] a look elsewhere does nothing', async () => {
    const { page, log } = await connected(openLab);
    for (let round = 0; round < 3; round++) {
      await page.hide();
      log.append(5);
      await page.untilEvents('a');
      await page.show();
    }
    await expectWhole(page, log);
    expect(log.requests('a')).toHaveLength(1);
  });

  it('[V1, V2] hidden too long the stream ends; shown it goes on at once, nothing lost or twice', async () => {
    const { page, log, server } = await connected(openLab, { visibility: { pauseAfterMs: 200 } });
    for (let round = 1; round <= 2; round++) {
      await page.hide();
      await server.until(() => log.live('a') === 0);
      expect(await page.seen('a')).toMatchObject({ phase: 'paused', pausedBy: 'hidden', lastEventId: `${round * 5}` });
      log.append(5);
      await page.show();
      await expectWhole(page, log);
    }
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'] ?? '')).toEqual(['', '5', '10']);
    expect((await page.seen('a')).retries).toEqual([]);
  });

  it('[V1] visibility: false stays connected while hidden', async () => {
    const { page, log } = await connected(openLab, { visibility: false });
    await page.hide();
    log.append(5);
    await expectWhole(page, log);
    expect(await page.run(() => document.visibilityState)).toBe('hidden');
    expect(log.requests('a')).toHaveLength(1);
  });

  it('[H2] the watchdog is awake in a hidden page that stays connected', async () => {
    const { open, server } = await openLab();
    server.on('/silent', async (exchange) => {
      await exchange.write(tick(server.requestsTo('/silent').length));
      await exchange.hang();
    });
    const page = await open();
    await page.start(
      'a',
      { visibility: false, heartbeat: { timeoutMs: 500 }, reconnect: { initialDelayMs: 1, maxDelayMs: 1 } },
      server.url('/silent'),
    );
    await page.untilEvents('a', 1);
    await page.hide();
    const { ids, errors } = await page.untilEvents('a', 3);
    expect(ids.slice(0, 3)).toEqual(idsTo(3));
    expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['heartbeat']));
  });

  it.each([
    ['default', undefined],
    ['pauseAfterMs: 0', { pauseAfterMs: 0 }],
  ])('[C1, V4] a storm of 20 hidings, %s: few attempts, nothing lost or twice', async (_, visibility) => {
    const { page, log } = await connected(openLab, visibility ? { visibility } : {});
    const began = Date.now();
    for (let round = 0; round < 20; round++) {
      await page.hide();
      log.append(1);
      await page.show();
    }
    const seconds = (Date.now() - began) / 1_000;
    await expectWhole(page, log);
    // Several signals within a second cause one attempt. A page that is hidden for ten seconds is slow, and may pause.
    expect(log.requests('a').length).toBeLessThanOrEqual(visibility ? 3 + seconds : 1 + seconds / 10);
    const signs = await page.signs();
    expect(signs.filter((sign) => sign.startsWith('visibilitychange')).length).toBeGreaterThanOrEqual(40);
  });

  if (traits.canBeUnplugged) unplugged(openLab);
  if (traits.freezes) frozen(openLab);
  else neverFrozen(openLab);
}

function unplugged(openLab: OpenLab): void {
  it('[V5] offline: an open stream is left alone; a lost one holds its retry for `online`', async () => {
    const { page, log } = await connected(openLab, {
      reconnect: { initialDelayMs: 1, maxDelayMs: 1, attempts: 1_000 },
    });
    await page.setOffline?.(true);
    await page.untilSign('offline');
    log.append(5);
    await page.untilEvents('a');
    expect(log.requests('a')).toHaveLength(1);
    log.cut('a');
    await page.untilPhase('a', 'waiting');
    const { retryAt, retries } = await page.seen('a');
    expect(retries).toEqual([30_000]);
    log.append(5);
    await page.setOffline?.(false);
    await page.untilSign('online');
    // Said a moment before requests are let through: the first few may fail.
    await expectWhole(page, log);
    expect(Date.now()).toBeLessThan(Number(retryAt));
  });
}

function frozen(openLab: OpenLab): void {
  it.each([
    ['default', {}],
    ['visibility: false', { visibility: false }],
  ] as const)('[V3] %s: frozen the stream ends; thawed and seen it goes on', async (_, chosen) => {
    const { page, log, server } = await connected(openLab, chosen);
    await page.hide();
    const thaw = await page.freeze?.();
    // A frozen page runs nothing, so what the server sees now was done before.
    await server.until(() => log.live('a') === 0);
    log.append(5);
    await thaw?.();
    await page.show();
    await expectWhole(page, log);
    expect(await page.signs()).toEqual(expect.arrayContaining(['freeze', 'resume']));
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '5']);
  });
}

function neverFrozen(openLab: OpenLab): void {
  it('[V3] an engine that knows no freezing does as those that do, once it has learned to', async () => {
    const { page, log, server } = await connected(openLab);
    expect(await page.run(() => 'onfreeze' in document)).toBe(false);
    await page.run(() => void document.dispatchEvent(new Event('freeze')));
    await server.until(() => log.live('a') === 0);
    log.append(5);
    await page.run(() => void document.dispatchEvent(new Event('resume')));
    await expectWhole(page, log);
  });
}
