import { expect, it } from 'vitest';
import type { SseClientOptions } from '../../src/options.ts';
import { type ScriptedConnection, testClient } from '../../src/testing/index.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What servers are advised to do. */
const BEAT_MS = 25 * SECOND;

/** A client, and a server that keeps a log, answers every request at once and writes a comment every 25 s. */
async function day(options: SseClientOptions = {}) {
  const world = testClient({ parse: 'text', ...options });
  const { client, clock, server, delivered } = world;
  let published = 0;
  let isReachable = true;
  let lastBeat = 0;
  const answered = new Set<ScriptedConnection>();
  const frame = (n: number) => ({ id: String(n), data: `event ${n}` });
  const live = (): ScriptedConnection | undefined =>
    isReachable ? server.connections.findLast((one) => !one.aborted && answered.has(one)) : undefined;

  function serve(): void {
    for (const connection of server.connections) {
      if (!isReachable || connection.aborted || answered.has(connection)) continue;
      answered.add(connection);
      connection.respond().comment();
      const since = Number(connection.lastEventId || 0);
      if (published > since)
        connection.send(...Array.from({ length: published - since }, (_, n) => frame(since + n + 1)));
    }
    if (clock.now() - lastBeat < BEAT_MS) return;
    lastBeat = clock.now();
    live()?.comment();
  }
  function publish(): void {
    published++;
    live()?.send(frame(published));
  }
  /** Time passes second by second, `publishEveryMs` apart from it something happens. */
  async function pass(ms: number, publishEveryMs = Infinity): Promise<void> {
    for (let at = 0; at < ms; at += SECOND) {
      await clock.advance(SECOND);
      serve();
      if (clock.now() % publishEveryMs < SECOND) publish();
    }
    await clock.settle();
  }
  /** Throttled as browsers do to hidden tabs: the network goes on, timers fire once a minute. */
  async function passThrottled(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += SECOND) {
      clock.stall(SECOND);
      serve();
      await clock.settle();
      if (at % MINUTE === 0) await clock.advance(0);
    }
  }
  client.connect();
  await clock.settle();
  serve();
  return {
    ...world,
    pass,
    passThrottled,
    serve,
    reach: (reachable: boolean) => void (isReachable = reachable),
    published: () => published,
    missingOrTwice: () => {
      const wanted = Array.from({ length: published }, (_, n) => String(n + 1));
      return delivered.map(({ id }) => id).join() === wanted.join() ? 'none' : delivered.map(({ id }) => id).join();
    },
  };
}

it('[H1, H2] four idle hours are one connection, one timer and no alarm', async () => {
  const { client, server, clock, timeline, pass } = await day();
  await pass(4 * HOUR);
  expect([server.connections.length, clock.pendingTimers, timeline]).toEqual([1, 1, ['0 connecting', '0 open']]);
  expect(client.metrics()).toMatchObject({ failures: {}, attempts: 1, lastOutageMs: 0 });
});

it('[H4] timers that fire once a minute raise no alarm while bytes come', async () => {
  const { client, server, passThrottled } = await day({ visibility: false, heartbeat: { timeoutMs: 30_000 } });
  await passThrottled(2 * HOUR);
  expect([server.connections.length, client.metrics().failures]).toEqual([1, {}]);
});

it('[H2, H4] and a stream that is dead is noticed by the next timer but one all the same', async () => {
  const { client, server, reach, passThrottled } = await day({ visibility: false, heartbeat: { timeoutMs: 30_000 } });
  await passThrottled(10 * MINUTE);
  reach(false);
  await passThrottled(3 * MINUTE);
  expect(client.metrics().failures).toMatchObject({ heartbeat: 1 });
  reach(true);
  await passThrottled(3 * MINUTE);
  expect([client.state.phase, server.alive]).toEqual(['open', 1]);
});

it('[C1, H4, H5, V1, V2, V3] a working day, with a laptop that sleeps at lunch and a tab that is left, frozen and found again', async () => {
  const { client, clock, page, server, pass, reach, published, missingOrTwice } = await day();
  await pass(2 * HOUR, 7 * SECOND);
  // Behind another tab: paused, later frozen, hours later found again.
  page.hide();
  await pass(5 * MINUTE, 7 * SECOND);
  expect(client.state.phase).toBe('paused');
  page.freeze();
  await pass(30 * MINUTE, 7 * SECOND);
  page.resume();
  page.show();
  await pass(5 * SECOND, 7 * SECOND);
  expect(client.state.phase).toBe('open');
  // Lunch: the lid is closed. The server's end of the connection is gone, and nothing says so here.
  reach(false);
  clock.sleep(HOUR);
  const atWake = clock.now();
  await pass(5 * SECOND);
  expect(client.metrics().failures).toMatchObject({ heartbeat: 1 });
  reach(true);
  await pass(20 * SECOND, 7 * SECOND);
  expect([client.state.phase, clock.now() - atWake]).toEqual(['open', 25 * SECOND]);
  // A train: offline for ten minutes, twice.
  for (let tunnel = 0; tunnel < 2; tunnel++) {
    page.goOffline();
    server.latest.fail();
    reach(false);
    await pass(10 * MINUTE, 7 * SECOND);
    reach(true);
    page.goOnline();
    await pass(10 * MINUTE, 7 * SECOND);
  }
  await pass(3 * HOUR, 7 * SECOND);
  expect(missingOrTwice()).toBe('none');
  expect(published()).toBeGreaterThan(3_000);
  expect([client.state.phase, clock.pendingTimers, server.alive]).toEqual(['open', 1, 1]);
  client.close();
  expect([clock.pendingTimers, server.alive, page.listeners]).toEqual([0, 0, 0]);
});
