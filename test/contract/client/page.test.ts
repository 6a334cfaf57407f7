import { describe, expect, it } from 'vitest';
import type { FetchLike } from '../../../src/platform/platform.ts';
import { createFakePage, type FakePage } from '../../../src/testing/index.ts';
import { askedId, createEventLog, idsUpTo, inTurn } from './support/event-log.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

/** Node's `fetch`, and the signals it was given. */
function watchedFetch(): { readonly fetch: FetchLike; readonly signals: AbortSignal[] } {
  const signals: AbortSignal[] = [];
  return {
    signals,
    fetch(input, init) {
      if (init.signal) signals.push(init.signal);
      return globalThis.fetch(input, init);
    },
  };
}

const AWAY: readonly (readonly [string, (page: FakePage) => void, (page: FakePage) => void, string])[] = [
  ['hidden', (page) => page.hide(), (page) => page.show(), 'hidden'],
  ['frozen', (page) => page.freeze(), (page) => page.resume(), 'frozen'],
  ['left', (page) => page.leave(), (page) => page.comeBack(), 'gone'],
];

describe.each(TRANSPORTS)('the life of the page, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it.each(AWAY)(
    '[V1, V2, V3, B6] %s: the request is aborted at once, and goes on from its id',
    async (_what, away, back, pausedBy) => {
      const server = await serve();
      const log = createEventLog('1', '2');
      server.on('/s', log.follow);
      const { fetch, signals } = watchedFetch();
      const watched = watch(server.url('/s'), { fetch, visibility: { pauseAfterMs: 0 } });
      watched.client.connect();
      await until('two have come', () => watched.events.length === 2);
      away(watched.page);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      expect(watched.client.state).toMatchObject({ phase: 'paused', pausedBy, attempt: 0, error: null });
      expect(watched.timers).toBe(0);
      await until('the server saw the abort', () => server.requests[0]?.cutOff === true);
      log.append('3');
      back(watched.page);
      await until('the next has come', () => watched.events.length === 3);
      expect(watched.ids).toEqual(idsUpTo(3));
      expect(server.requests.map((request) => askedId({ request }))).toEqual(['', '2']);
      expect(watched.told.open).toEqual([
        { attempt: 0, resumed: false },
        { attempt: 0, resumed: true },
      ]);
      expect(watched.told.error).toEqual([]);
      expect(watched.told.retry).toEqual([]);
      expect(watched.told.resync).toEqual([]);
    },
  );

  it.each(AWAY)('[V3, C5] %s while a request has no answer yet', async (_what, away, back) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn((exchange) => exchange.hang(), createEventLog('1').follow),
    );
    const watched = watch(server.url('/s'), { visibility: { pauseAfterMs: 0 } });
    watched.client.connect();
    await until('it was asked', () => server.requests.length === 1);
    away(watched.page);
    await until('the server saw the abort', () => server.requests[0]?.cutOff === true);
    back(watched.page);
    await until('it has come', () => watched.events.length === 1);
    expect(watched.told.error).toEqual([]);
  });

  it.each(AWAY)('[V2, B6] %s while a retry waits: nothing is tried, and then at once', async (_what, away, back) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn((exchange) => exchange.reply(503), createEventLog('1').follow),
    );
    const watched = watch(server.url('/s'), {
      visibility: { pauseAfterMs: 0 },
      reconnect: { initialDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none' },
    });
    watched.client.connect();
    await until('it waits', () => watched.client.state.phase === 'waiting');
    away(watched.page);
    expect(watched.client.state).toMatchObject({ phase: 'paused', retryAt: null });
    expect(watched.timers).toBe(0);
    back(watched.page);
    await until('it has come', () => watched.events.length === 1);
    expect(watched.told.open).toEqual([{ attempt: 0, resumed: false }]);
  });

  it('[V1] a short absence does nothing', async () => {
    const server = await serve();
    const log = createEventLog('1');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'), { visibility: { pauseAfterMs: 5_000 } });
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    for (let turn = 0; turn < 10; turn++) {
      watched.page.hide();
      log.append('while hidden');
      await until('it is heard while hidden', () => watched.events.length === turn + 2);
      watched.page.show();
    }
    expect(server.requests).toHaveLength(1);
    expect(watched.phases).toEqual(['idle', 'connecting', 'open']);
  });

  it('[V1] a longer absence pauses when its time is over', async () => {
    const server = await serve();
    const log = createEventLog('1');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'), { visibility: { pauseAfterMs: 60 } });
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    const hiddenAt = performance.now();
    watched.page.hide();
    await until('it is paused', () => watched.client.state.phase === 'paused');
    expect(performance.now() - hiddenAt).toBeGreaterThanOrEqual(60);
    await until('the server saw the abort', () => server.openExchanges === 0);
    watched.page.show();
    log.append('2');
    await until('the next has come', () => watched.events.length === 2);
    expect(watched.ids).toEqual(['1', '2']);
  });

  it('[V1] visibility: false stays connected in a hidden tab', async () => {
    const server = await serve();
    const log = createEventLog('1');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'), { visibility: false });
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    watched.page.hide();
    log.append('2');
    await until('two have come', () => watched.events.length === 2);
    expect(server.requests).toHaveLength(1);
  });

  it('[V4] a page that starts hidden waits', async () => {
    const server = await serve();
    server.on('/s', createEventLog('1').follow);
    const page = createFakePage({ visible: false });
    const watched = watch(server.url('/s'), { page });
    watched.client.connect();
    expect(watched.client.state).toMatchObject({ phase: 'paused', pausedBy: 'hidden' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toHaveLength(0);
    page.show();
    await until('it has come', () => watched.events.length === 1);
  });

  it('[V4, C1] a storm of signals causes few attempts, and leaves one stream', async () => {
    const server = await serve();
    const log = createEventLog('1');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'), { visibility: { pauseAfterMs: 0 } });
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    for (let turn = 0; turn < 100; turn++) {
      watched.page.hide();
      watched.page.freeze();
      watched.page.signal();
      watched.page.resume();
      watched.page.goOffline();
      watched.page.show();
      watched.page.goOnline();
      watched.page.signal();
    }
    await until('it is open', () => watched.client.state.phase === 'open' && watched.told.open.length >= 2);
    log.append('2');
    await until('the next has come', () => watched.events.length === 2);
    expect(watched.ids).toEqual(['1', '2']);
    // The first, one for the first waking, and one a second later for all the others.
    expect(server.requests.length).toBeLessThanOrEqual(3);
    await until('one stream is left', () => server.openExchanges === 1);
    expect(watched.told.error).toEqual([]);
  });

  it('[V5] offline costs an open stream nothing', async () => {
    const server = await serve();
    const log = createEventLog('1');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    watched.page.goOffline();
    log.append('2');
    await until('two have come', () => watched.events.length === 2);
    watched.page.goOnline();
    log.append('3');
    await until('three have come', () => watched.events.length === 3);
    expect(server.requests).toHaveLength(1);
    expect(watched.phases).toEqual(['idle', 'connecting', 'open']);
  });

  it('[V5] offline holds a waiting retry, online tries at once', async () => {
    const server = await serve();
    const log = createEventLog('1', '2');
    let down = false;
    server.on('/s', (exchange) => (down ? exchange.reset() : log.follow(exchange)));
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('two have come', () => watched.events.length === 2);
    watched.page.goOffline();
    down = true;
    watched.client.reconnect();
    await until('it waits', () => watched.client.state.phase === 'waiting');
    expect(watched.told.retry[0]?.delayMs).toBeGreaterThanOrEqual(30_000);
    const asked = server.requests.length;
    down = false;
    log.append('3');
    watched.page.goOnline();
    await until('the next has come', () => watched.events.length === 3);
    expect(server.requests).toHaveLength(asked + 1);
    expect(watched.ids).toEqual(idsUpTo(3));
  });

  it('[D3] what debouncing holds back is delivered when the page pauses', async () => {
    const server = await serve();
    server.on('/s', createEventLog('first', 'second', 'third').follow);
    const watched = watch(server.url('/s'), { debounce: { waitMs: 60_000, maxWaitMs: 60_000 } });
    watched.client.connect();
    await until(
      'one has come and one was passed over',
      () => watched.events.length === 1 && watched.told.suppressed.length === 1,
    );
    watched.page.freeze();
    expect(watched.data).toEqual(['first', 'third']);
    expect(watched.timers).toBe(0);
  });

  it('[V3, C2] close() on a page that is away is final', async () => {
    const server = await serve();
    server.on('/s', createEventLog('1').follow);
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    watched.page.leave();
    watched.client.close();
    watched.page.comeBack();
    watched.page.goOffline();
    watched.page.goOnline();
    expect(watched.client.state).toMatchObject({ phase: 'closed', pausedBy: null });
    await until('no exchange is left', () => server.openExchanges === 0);
    expect(server.requests).toHaveLength(1);
  });
});
