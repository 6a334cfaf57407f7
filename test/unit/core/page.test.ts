import { describe, expect, it } from 'vitest';
import { createFakePage, type TestClient, type TestClientOptions, testClient } from '../../../src/testing/index.ts';

type World = TestClient<Record<string, unknown>>;

async function openWorld(options: TestClientOptions<Record<string, unknown>> = {}): Promise<World> {
  const world = testClient(options);
  world.client.connect();
  await world.clock.settle();
  world.server.latest.respond().comment();
  return world;
}

describe('a hidden page', () => {
  it('[V1] pauses after pauseAfterMs and keeps nothing alive', async () => {
    const { client, clock, page, server } = await openWorld();
    page.hide();
    await clock.advance(9_999);
    expect(client.state.phase).toBe('open');
    await clock.advance(1);
    expect(client.state).toMatchObject({ phase: 'paused', pausedBy: 'hidden' });
    expect(server.alive + clock.pendingTimers).toBe(0);
  });

  it('[V1] does nothing for a shorter absence, a hundred times', async () => {
    const { client, clock, page, server } = await openWorld();
    for (let n = 0; n < 100; n++) {
      page.hide();
      await clock.advance(90);
      page.show();
      await clock.advance(10);
    }
    await clock.advance(10_000);
    expect(client.state.phase).toBe('open');
    expect(server.connections).toHaveLength(1);
  });

  it('[V1] counts an absence from its own beginning', async () => {
    const { client, clock, page } = await openWorld();
    page.hide();
    await clock.advance(9_000);
    page.show();
    page.hide();
    await clock.advance(9_000);
    expect(client.state.phase).toBe('open');
    await clock.advance(1_000);
    expect(client.state.phase).toBe('paused');
  });

  it('[V1] stays connected with visibility: false', async () => {
    const { client, clock, page, server } = await openWorld({ visibility: false });
    page.hide();
    await clock.advance(50_000);
    expect(client.state.phase).toBe('open');
    expect(server.connections).toHaveLength(1);
  });

  it('[V2] reconnects at once from where it was, with a fresh budget', async () => {
    const { client, clock, page, server } = await openWorld();
    server.latest.send({ id: '7', data: 1 });
    server.latest.fail();
    page.hide();
    await clock.advance(11_000);
    expect(client.state).toMatchObject({ phase: 'paused', attempt: 1 });
    page.show();
    expect(client.state).toMatchObject({ phase: 'connecting', attempt: 0 });
    await clock.settle();
    expect(server.latest.lastEventId).toBe('7');
  });

  it('[V2] refills the budget once in 30 s', async () => {
    const { client, clock, page, server } = await openWorld({ visibility: { pauseAfterMs: 0 } });
    const absence = async (): Promise<number> => {
      server.latest.fail();
      page.hide();
      await clock.advance(2_000);
      page.show();
      await clock.settle();
      return client.state.attempt;
    };
    expect([await absence(), await absence(), await absence()]).toEqual([0, 1, 2]);
    await clock.advance(25_000);
    expect(await absence()).toBe(0);
  });

  it('[V4] waits when it starts hidden', async () => {
    const { client, clock, server, page } = testClient({ fakePage: createFakePage({ visible: false }) });
    client.connect();
    await clock.advance(60_000);
    expect(client.state.phase).toBe('paused');
    expect(server.connections).toHaveLength(0);
    page.show();
    await clock.settle();
    expect(server.connections).toHaveLength(1);
  });

  it('[V4, C1] makes one attempt a second of a storm, and ends connected', async () => {
    const { client, clock, page, server } = await openWorld({ visibility: { pauseAfterMs: 0 } });
    for (let n = 0; n < 100; n++) {
      page.hide();
      page.show();
      await clock.advance(10);
      expect(server.alive).toBeLessThanOrEqual(1);
    }
    await clock.advance(1_000);
    expect(client.state.phase).toBe('connecting');
    expect(server.connections.length).toBeLessThanOrEqual(4);
  });

  it('[D3] delivers what debouncing holds back before it pauses', async () => {
    const { page, server, delivered } = await openWorld({ visibility: { pauseAfterMs: 0 }, debounce: 2_000 });
    server.latest.send({ data: 1 }, { data: 2 }, { data: 3 });
    expect(delivered.map(({ data }) => data)).toEqual([1]);
    page.hide();
    expect(delivered.map(({ data }) => data)).toEqual([1, 3]);
  });
});

describe('a page that is frozen or left', () => {
  it('[V3] aborts within the event and reconnects on resume', async () => {
    const { client, clock, page, server } = await openWorld({ visibility: false });
    page.freeze();
    expect(server.alive).toBe(0);
    expect(client.state).toMatchObject({ phase: 'paused', pausedBy: 'frozen' });
    await clock.advance(100_000);
    page.resume();
    await clock.settle();
    expect(server.connections).toHaveLength(2);
  });

  it('[V3] stays paused when it thaws hidden, until it is seen', async () => {
    const { client, clock, page } = await openWorld();
    page.hide();
    page.freeze();
    page.resume();
    await clock.settle();
    expect(client.state).toMatchObject({ phase: 'paused', pausedBy: 'hidden' });
    page.show();
    expect(client.state.phase).toBe('connecting');
  });

  it('[V3] aborts on pagehide and reconnects from the back-forward cache', async () => {
    const { client, clock, page, server } = await openWorld();
    page.leave();
    expect(server.alive).toBe(0);
    expect(client.state.pausedBy).toBe('gone');
    page.comeBack();
    await clock.settle();
    expect(server.alive).toBe(1);
  });

  it('[C2] does not come back from the cache after close()', async () => {
    const { client, clock, page, server } = await openWorld();
    client.close();
    page.leave();
    page.comeBack();
    await clock.advance(60_000);
    expect(server.connections).toHaveLength(1);
  });
});

describe('a page without a network', () => {
  it('[V5] leaves an open stream to the watchdog', async () => {
    const { client, clock, page } = await openWorld();
    page.goOffline();
    await clock.advance(30_000);
    expect(client.state.phase).toBe('open');
  });

  it('[V5] holds a retry for 30 s', async () => {
    const { clock, page, server } = await openWorld();
    server.latest.fail();
    page.goOffline();
    await clock.advance(29_999);
    expect(server.connections).toHaveLength(1);
    await clock.advance(1);
    expect(server.connections).toHaveLength(2);
  });

  it('[V5] holds a retry that begins while offline', async () => {
    const { clock, page, server } = await openWorld();
    page.goOffline();
    server.latest.fail();
    await clock.advance(29_999);
    expect(server.connections).toHaveLength(1);
  });

  it('[V5] has a fresh budget when online comes, for the request that comes too soon', async () => {
    const { client, clock, page, server } = await openWorld({ reconnect: { attempts: 1 } });
    page.goOffline();
    server.latest.fail();
    page.goOnline();
    await clock.settle();
    server.latest.fail();
    expect(client.state).toMatchObject({ phase: 'waiting', attempt: 1 });
  });

  it('[V5] retries when online comes, once', async () => {
    const { clock, page, server } = await openWorld();
    page.goOffline();
    server.latest.fail();
    await clock.advance(2_000);
    page.goOnline();
    page.signal();
    await clock.settle();
    expect(server.connections).toHaveLength(2);
  });
});

describe('a request that may not be repeated', () => {
  const post = { method: 'POST', body: '{}' } as const;

  it('[C8] is not given up for a hidden tab once bytes have come', async () => {
    const { client, clock, page } = await openWorld({ ...post, visibility: { pauseAfterMs: 0 } });
    page.hide();
    await clock.advance(1_000);
    expect(client.state.phase).toBe('open');
  });

  it('[C8] is refused after a freeze, and repeated by reconnect()', async () => {
    const { client, clock, page, server } = await openWorld(post);
    page.freeze();
    page.resume();
    await clock.settle();
    expect(client.state).toMatchObject({ phase: 'failed', error: { kind: 'aborted' } });
    client.reconnect();
    await clock.settle();
    expect(server.connections).toHaveLength(2);
  });

  it('[C8] is repeated when no byte had come, and always with nonIdempotent', async () => {
    const early = testClient(post);
    early.client.connect();
    await early.clock.settle();
    early.server.latest.respond({ status: 503 });
    expect(early.client.state.phase).toBe('waiting');
    const always = await openWorld({ ...post, reconnect: { nonIdempotent: true } });
    always.server.latest.fail();
    expect(always.client.state.phase).toBe('waiting');
  });

  it('[C8] ends with the stream, or goes over to polling', async () => {
    const alone = await openWorld(post);
    alone.server.latest.end();
    expect(alone.client.state.phase).toBe('failed');
    const polled = await openWorld({ ...post, polling: { url: '/p', toEvents: () => [] } });
    polled.server.latest.end();
    expect(polled.client.state).toMatchObject({ phase: 'polling', retryAt: null });
  });
});
