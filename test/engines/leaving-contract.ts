import { expect, it } from 'vitest';
import type { PageOptions } from '../browser/page-side.ts';
import type { OpenLab } from './engine-lab.ts';
import type { Traits } from './traits.ts';
import { connected, expectWhole, NO_BACKOFF } from './whole.ts';

const OPTIONS: readonly (readonly [string, PageOptions])[] = [
  ['default', {}],
  ['visibility: false', { visibility: false }],
];

/** Pages are left for another, and come back to. */
export function leavingContract(openLab: OpenLab, traits: Traits): void {
  it('[V3] left while hidden and paused, a page is kept; back and shown it goes on', async () => {
    const { page, log, server } = await connected(openLab, { visibility: { pauseAfterMs: 0 } });
    await page.hide();
    await page.untilPhase('a', 'paused');
    await page.goTo(server.url('/elsewhere'));
    log.append(5);
    await page.goBack();
    expect(await page.seen('a')).toMatchObject({ phase: 'paused', lastEventId: '5' });
    await page.show();
    await expectWhole(page, log);
    expect(await page.signs()).toContain('pageshow persisted');
    expect(log.requests('a')).toHaveLength(2);
  });

  it('[V3, C2] left while one client waits for a retry and another is closed, it is kept; the one goes on', async () => {
    const { page, log, server } = await connected(openLab);
    await page.start('b');
    await page.untilEvents('b');
    await page.run(() => window.lab.client('b').close());
    await server.until(() => log.live('b') === 0);
    log.cut('a');
    await page.untilPhase('a', 'waiting');
    await page.goTo(server.url('/elsewhere'));
    log.append(5);
    await page.goBack();
    await expectWhole(page, log);
    expect(await page.signs()).toContain('pageshow persisted');
    expect([log.requests('a').length, log.requests('b').length]).toEqual([2, 1]);
    expect((await page.seen('b')).phase).toBe('closed');
  });

  if (traits.keepsStreamingPages) streamingPagesAreKept(openLab, traits);
  else streamingPagesAreThrownAway(openLab);
}

function streamingPagesAreKept(openLab: OpenLab, { breaksStreamsFirst }: Traits): void {
  it.each(OPTIONS)('[V3, V2] %s: left, the stream ends; back, it goes on from there, at once', async (_, options) => {
    const { page, log, server } = await connected(openLab, options);
    for (let round = 1; round <= 2; round++) {
      await page.goTo(server.url('/elsewhere'));
      await server.until(() => log.live('a') === 0);
      log.append(5);
      await page.goBack();
      await expectWhole(page, log);
      expect((await page.signs()).filter((sign) => sign === 'pageshow persisted')).toHaveLength(round);
    }
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'] ?? '')).toEqual(['', '5', '10']);
    const { errors } = await page.seen('a');
    expect(errors.map(({ kind }) => kind)).toEqual(breaksStreamsFirst ? ['network', 'network'] : []);
  });

  it('[V3] left while it connects: it connects when it is back', async () => {
    const { page, log, server } = await connected(openLab);
    server.on('/hang', (exchange) => exchange.hang());
    await page.start('b', { reconnect: NO_BACKOFF }, server.url('/hang'));
    await server.until(() => server.requestsTo('/hang').length === 1);
    await page.goTo(server.url('/elsewhere'));
    await server.until(() => server.requestsTo('/hang')[0]?.closedAt !== undefined);
    await page.goBack();
    await server.until(() => server.requestsTo('/hang').length === 2);
    await expectWhole(page, log);
  });
}

function streamingPagesAreThrownAway(openLab: OpenLab): void {
  it.each(OPTIONS)('[V3] %s: left, the stream ends; back, the page is a new one', async (_, options) => {
    const { page, log, server } = await connected(openLab, options);
    await page.goTo(server.url('/elsewhere'));
    await server.until(() => log.live('a') === 0);
    log.append(5);
    await page.goBack();
    expect(await page.signs()).not.toContain('pageshow persisted');
    await page.start('a', { ...options, reconnect: NO_BACKOFF });
    await expectWhole(page, log);
    expect(log.requests('a').map(({ headers }) => headers['last-event-id'])).toEqual([undefined, undefined]);
  });
}
