import { describe, expect, it } from 'vitest';
import { type LabPage, openLaboratory } from './lab.ts';

const QUICK = { initialDelayMs: 1, maxDelayMs: 1, attempts: 1_000 } as const;

describe('several clients', () => {
  it('[C1] two in one page: each whole, each by itself', async () => {
    const { open, log, server } = await openLaboratory();
    const lab = await open();
    await lab.start('a', { reconnect: QUICK });
    await lab.start('b', { reconnect: QUICK, transport: 'fetch-event-source' });
    for (let round = 0; round < 5; round++) {
      log.append(5);
      await lab.untilEvents('a');
      log.cut(round % 2 === 0 ? 'a' : 'b');
    }
    log.append(5);
    for (const name of ['a', 'b']) expect((await lab.untilEvents(name)).ids).toEqual(log.ids);
    expect([log.requests('a').length, log.requests('b').length]).toEqual([4, 3]);
    await lab.page.evaluate(() => window.lab.client('a').close());
    await server.until(() => log.live('a') === 0);
    log.append(5);
    expect((await lab.untilEvents('b')).ids).toEqual(log.ids);
    expect((await lab.seen('a')).ids).toHaveLength(30);
    expect([log.live('a'), log.live('b')]).toEqual([0, 1]);
    expect(log.doubled).toEqual([]);
    expect(await lab.overlaps()).toEqual([]);
  });

  it('[C1] the same page in two tabs: each whole, each by itself', async () => {
    const { open, log, server } = await openLaboratory();
    const tabs = new Map<string, LabPage>([
      ['a', await open()],
      ['b', await open()],
    ]);
    for (const [name, tab] of tabs) await tab.start(name, { reconnect: QUICK, visibility: false });
    for (let round = 0; round < 5; round++) {
      log.append(5);
      for (const [name, tab] of tabs) await tab.untilEvents(name);
      log.cut(round % 2 === 0 ? 'a' : 'b');
    }
    log.append(5);
    for (const [name, tab] of tabs) {
      expect((await tab.untilEvents(name)).ids).toEqual(log.ids);
      expect(await tab.overlaps()).toEqual([]);
    }
    expect([log.requests('a').length, log.requests('b').length]).toEqual([4, 3]);
    expect(log.doubled).toEqual([]);
    // A tab that is closed says goodbye by itself.
    await tabs.get('a')?.page.close();
    await server.until(() => log.live('a') === 0);
    log.append(5);
    expect((await tabs.get('b')?.untilEvents('b'))?.ids).toEqual(log.ids);
  });
});

/** How each state is reached in which `close()` is called, and what of it is alive then. */
const STATES: readonly (readonly [state: string, reach: (lab: LabPage) => Promise<void>, alive: object])[] = [
  [
    'open',
    async (lab) => {
      await lab.start('a');
      await lab.untilEvents('a');
    },
    { timers: 1, fetches: 1 },
  ],
  [
    'connecting',
    async (lab) => {
      await lab.start('a', {}, '/hang');
      await lab.untilPhase('a', 'connecting');
    },
    { timers: 1 },
  ],
  [
    'waiting for a retry',
    async (lab) => {
      await lab.start('a', {}, '/busy');
      await lab.untilPhase('a', 'waiting');
    },
    { timers: 1, fetches: 0 },
  ],
  [
    'polling, with a poll out',
    async (lab) => {
      await lab.page.evaluate(() => {
        const polling = { url: '/hang', toEvents: () => [] };
        window.lab.start('a', '/busy', { polling, reconnect: { attempts: 0 } });
      });
      await lab.untilPhase('a', 'polling');
    },
    { timers: 1 },
  ],
  [
    'hidden, not paused yet',
    async (lab) => {
      await lab.start('a');
      await lab.untilEvents('a');
      await lab.page.evaluate(() => window.lab.pretend('hidden'));
    },
    { timers: 1, fetches: 1 },
  ],
  [
    'paused',
    async (lab) => {
      await lab.start('a', { visibility: { pauseAfterMs: 0 } });
      await lab.untilEvents('a');
      await lab.page.evaluate(() => window.lab.pretend('hidden'));
      await lab.untilPhase('a', 'paused');
    },
    { timers: 0, fetches: 0 },
  ],
  [
    'debouncing',
    async (lab) => {
      await lab.start('a', { debounce: 600_000 });
      await lab.untilEvents('a', 1);
    },
    { timers: 2, fetches: 1 },
  ],
];

describe('close() leaves nothing', () => {
  it.each(STATES)('[C2] %s', async (_, reach, alive) => {
    const { open, log, server } = await openLaboratory();
    log.append(3);
    server.on('/hang', (exchange) => exchange.hang());
    server.on('/busy', (exchange) => exchange.reply(503));
    const lab = await open();
    await reach(lab);
    const before = await lab.page.evaluate(() => window.instruments.leftovers());
    expect(before).toMatchObject(alive);
    expect([...before.listeners].sort()).toEqual(
      expect.arrayContaining(['document freeze', 'document resume', 'document visibilitychange', 'window pageshow']),
    );
    const fresh = await open();
    const own = await fresh.page.evaluate(() => window.instruments.leftovers().listeners);
    await fresh.page.close();
    await lab.page.evaluate(() => window.lab.client('a').close());
    await expectNothing(lab, own);
    await server.until(() => server.openExchanges === 0);
  });

  it('[C2] inside a handler, with events behind it', async () => {
    const { open, log, server } = await openLaboratory();
    log.append(500);
    const lab = await open();
    const own = await lab.page.evaluate(() => window.instruments.leftovers().listeners);
    const handled = (): Promise<number> => lab.page.evaluate(() => (window as unknown as { handled: number }).handled);
    await lab.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const count = Object.assign(window, { handled: 0 });
          const client = new window.lab.SseClient('/log?client=a');
          client.on('tick', () => {
            // Slow, so that the rest is put off to other tasks.
            const until = performance.now() + 1;
            while (performance.now() < until);
            if (++count.handled < 100) return;
            client.close();
            resolve();
          });
          client.connect();
        }),
    );
    await expectNothing(lab, own);
    await server.until(() => server.openExchanges === 0);
    expect(await handled()).toBe(100);
  });

  it('[C2] by its signal', async () => {
    const { open, log, server } = await openLaboratory();
    log.append(3);
    const lab = await open();
    const own = await lab.page.evaluate(() => window.instruments.leftovers().listeners);
    await lab.page.evaluate(() => {
      const controller = new AbortController();
      window.instruments.watchSignal(controller.signal);
      Object.assign(window, { controller });
      window.lab.start('a', '/log?client=a', { signal: controller.signal });
    });
    await lab.untilEvents('a');
    const { listeners } = await lab.page.evaluate(() => window.instruments.leftovers());
    expect(listeners).toContain('signal abort');
    await lab.page.evaluate(() => (window as unknown as { controller: AbortController }).controller.abort());
    expect((await lab.seen('a')).phase).toBe('closed');
    await expectNothing(lab, own);
    await server.until(() => server.openExchanges === 0);
  });

  it('[C2] many clients made and closed leave what one leaves', async () => {
    const { open, log, server } = await openLaboratory();
    log.append(1);
    const lab = await open();
    const own = await lab.page.evaluate(() => window.instruments.leftovers().listeners);
    await lab.page.evaluate(async () => {
      for (let round = 0; round < 30; round++) {
        const client = new window.lab.SseClient('/log?client=a');
        await new Promise<void>((resolve) => {
          client.on('tick', () => resolve());
          client.connect();
        });
        client.close();
      }
    });
    await expectNothing(lab, own);
    await server.until(() => server.openExchanges === 0);
    expect(log.requests('a')).toHaveLength(30);
    expect(log.doubled).toEqual([]);
  });
});

/**
 * No timer, channel, request or listener is left but the page's own; nor does the client answer to any sign of life.
 * Nothing could then make a request later; the barrier at the end shows that none was on its way.
 */
async function expectNothing(lab: LabPage, own: readonly string[]): Promise<void> {
  const nothing = { timers: 0, channels: 0, fetches: 0 };
  const { listeners, ...rest } = await lab.page.evaluate(() => window.instruments.leftovers());
  expect(rest).toEqual(nothing);
  expect([...listeners].sort()).toEqual([...own].sort());
  const calls = await lab.page.evaluate(async () => {
    const before = window.instruments.fetchCalls;
    window.lab.pretend('hidden');
    window.lab.pretend('visible');
    for (const type of ['freeze', 'resume']) document.dispatchEvent(new Event(type));
    for (const type of ['pagehide', 'pageshow', 'offline', 'online', 'focus']) window.dispatchEvent(new Event(type));
    await window.instruments.plainFetch('/elsewhere');
    return window.instruments.fetchCalls - before;
  });
  expect(calls).toBe(0);
  const { timers, channels, fetches } = await lab.page.evaluate(() => window.instruments.leftovers());
  expect({ timers, channels, fetches }).toEqual(nothing);
}
