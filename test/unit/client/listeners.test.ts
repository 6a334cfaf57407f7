import { describe, expect, it } from 'vitest';
import type { ClientState } from '../../../src/core/state.ts';
import { type TestClientOptions, testClient } from '../../../src/testing/index.ts';

/** A client whose stream is open. */
async function opened(options: TestClientOptions<Record<string, unknown>> = {}) {
  const world = testClient<Record<string, unknown>>(options);
  world.client.connect();
  await world.clock.settle();
  world.server.latest.respond();
  return world;
}

describe('server events and lifecycle events', () => {
  const NAMES = [
    'error',
    'open',
    'state',
    'retry',
    'close',
    'message',
    '*',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ];

  it.each(NAMES)('[S2, D6] never mix: a server event named %s is just an event', async (name) => {
    const { client, server, clock } = await opened();
    const heard: unknown[] = [];
    const told: string[] = [];
    client.on(name, (data, { type }) => void heard.push([type, data]));
    for (const each of ['error', 'open', 'state', 'retry', 'invalid', 'resync'] as const) {
      client.lifecycle.on(each, () => void told.push(each));
    }
    server.latest.send({ event: name, data: 1 });
    expect([heard, told, clock.reportedErrors]).toEqual([[[name, 1]], [], []]);
  });

  it('[S2] never mix: what the client tells of itself is no server event', async () => {
    const { client, server, delivered } = await opened();
    const heard: string[] = [];
    for (const name of NAMES) client.on(name, () => void heard.push(name));
    server.latest.fail();
    expect([heard, delivered]).toEqual([[], []]);
  });

  it('[S2] never mix: an event without a name is a message', async () => {
    const { client, server } = await opened();
    const heard: unknown[] = [];
    client.on('message', (data) => void heard.push(data));
    server.latest.send({ data: 'null' });
    expect(heard).toEqual([null]);
  });
});

describe('a handler', () => {
  it('[D1] gets the data and the whole event', async () => {
    const { client, server, clock } = await opened();
    const heard: unknown[] = [];
    client.on('price', (...all) => void heard.push(...all));
    server.latest.send({ event: 'price', id: '7', data: { eur: 3 } });
    expect(heard).toEqual([
      { eur: 3 },
      {
        type: 'price',
        data: { eur: 3 },
        id: '7',
        lastEventId: '7',
        origin: 'stream',
        receivedAt: clock.platform.wallNow(),
      },
    ]);
  });

  it('[D1] that throws is reported, and stops nobody and nothing', async () => {
    const { client, server, clock, delivered } = await opened();
    const error = new Error('mine');
    const heard: unknown[] = [];
    client.on('price', () => {
      throw error;
    });
    client.on('price', (data) => void heard.push(data));
    client.lifecycle.on('heartbeat', () => {
      throw error;
    });
    server.latest.send({ event: 'price', data: 1 }, { event: 'heartbeat', data: '' }, { event: 'price', data: 2 });
    expect(clock.reportedErrors).toEqual([error, error, error]);
    expect([heard, delivered.length, client.state.phase]).toEqual([[1, 2], 2, 'open']);
  });

  it('[D1] that throws when told of the state stops neither the others nor the connection', async () => {
    const { client, clock, timeline } = testClient();
    const error = new Error('mine');
    const states: string[] = [];
    client.subscribe(() => {
      throw error;
    });
    client.subscribe(({ phase }) => void states.push(phase));
    client.connect();
    await clock.advance(10_000);
    expect(states).toEqual(['connecting', 'waiting']);
    expect(timeline).toEqual(['0 connecting', '10000 waiting 1']);
    expect(clock.reportedErrors).toEqual([error, error]);
  });

  it('[D1] called once, taken off, or unsubscribed is not called again', async () => {
    const { client, server } = await opened();
    const heard: string[] = [];
    const off = (): void => void heard.push('off');
    client.once('price', () => void heard.push('once'));
    client.on('price', off);
    const stop = client.on('price', () => void heard.push('on'));
    server.latest.send({ event: 'price', data: 1 });
    client.off('price', off);
    stop();
    server.latest.send({ event: 'price', data: 1 });
    expect(heard).toEqual(['once', 'off', 'on']);
  });
});

describe('iterators', () => {
  const collect = async (iterator: AsyncIterable<{ data: unknown }>, into: unknown[]): Promise<unknown[]> => {
    for await (const { data } of iterator) into.push(data);
    return into;
  };

  it('[D5] give the events of their names, or all', async () => {
    const { client, server, clock } = await opened();
    const [some, all]: unknown[][] = [[], []];
    void collect(client.events('a', 'b'), some as unknown[]);
    void collect(client.events(), all as unknown[]);
    server.latest.send({ event: 'a', data: 1 }, { event: 'c', data: 2 }, { event: 'b', data: 3 });
    await clock.settle();
    expect([some, all]).toEqual([
      [1, 3],
      [1, 2, 3],
    ]);
  });

  it('[D5] hold events from the moment they are made', async () => {
    const { client, server } = await opened();
    const iterator = client.events('a');
    server.latest.send({ event: 'a', data: 1 });
    expect(await iterator.next()).toMatchObject({ value: { type: 'a', data: 1 } });
  });

  it.each(['close()', '204', 'their signal'])('[D5] end with %s', async (how) => {
    const { client, server, clock } = await opened();
    const controller = new AbortController();
    const done = collect(client.events('a', { signal: controller.signal }), []);
    server.latest.send({ event: 'a', data: 1 });
    if (how === 'close()') client.close();
    else if (how === 'their signal') controller.abort();
    else {
      server.latest.end();
      await clock.advance(1_000);
      server.latest.respond({ status: 204 });
    }
    expect(await done).toEqual([1]);
  });

  it('[D5] whose signal is aborted already are at their end', async () => {
    const { client } = await opened();
    expect(await collect(client.events('a', { signal: AbortSignal.abort() }), [])).toEqual([]);
    expect(await collect(client.events({ signal: AbortSignal.abort() }), [])).toEqual([]);
  });

  it('[D5] outlive pauses and reconnects', async () => {
    const { client, server, clock, page } = await opened();
    const seen: unknown[] = [];
    void collect(client.events('a'), seen);
    server.latest.send({ event: 'a', id: '1', data: 1 });
    page.freeze();
    page.resume();
    await clock.settle();
    server.latest.send({ event: 'a', id: '2', data: 2 });
    server.latest.end();
    await clock.advance(1_000);
    server.latest.send({ event: 'a', id: '3', data: 3 });
    await clock.settle();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('[D5] made on a closed client wait for it to connect again', async () => {
    const { client, server, clock } = await opened();
    client.close();
    const next = client.events('a').next();
    client.connect();
    await clock.settle();
    server.latest.send({ event: 'a', data: 1 });
    expect(await next).toMatchObject({ done: false, value: { data: 1 } });
  });

  it('[D5] left by break hold and cost nothing more', async () => {
    const { client, server, clock } = await opened({ limits: { iteratorBuffer: 1 } });
    const errors: unknown[] = [];
    client.lifecycle.on('error', (error) => void errors.push(error));
    const left = (async () => {
      for await (const event of client.events('a')) if (event.data === 1) break;
    })();
    server.latest.send({ event: 'a', data: 1 });
    await left;
    for (let data = 0; data < 5; data++) server.latest.send({ event: 'a', data });
    await clock.settle();
    expect(errors).toEqual([]);
  });

  it('[D5] that are not read lose the oldest, and an error of kind limit says so once', async () => {
    const { client, server, clock } = await opened({ limits: { iteratorBuffer: 2 } });
    const errors: unknown[] = [];
    client.lifecycle.on('error', (error) => void errors.push(error));
    const iterator = client.events('a');
    for (let data = 1; data <= 5; data++) server.latest.send({ event: 'a', data });
    expect(await iterator.next()).toMatchObject({ value: { data: 4 } });
    expect(errors).toMatchObject([{ kind: 'limit', willRetry: true }]);
    expect([client.state.phase, client.state.error, clock.reportedErrors]).toEqual(['open', null, []]);
  });

  it('[D5] take their listener off the signal when they end', async () => {
    const { client } = await opened();
    const { signal } = new AbortController();
    let listening = 0;
    const watched = {
      aborted: false,
      addEventListener: () => void listening++,
      removeEventListener: () => void listening--,
    };
    const iterator = client.events('a', { signal: watched as unknown as AbortSignal });
    expect([listening, signal.aborted]).toEqual([1, false]);
    await iterator.return?.();
    expect(listening).toBe(0);
  });

  it('[D5] that still have events to come end after them when the server says 204', async () => {
    let answer = (): void => {};
    const slow = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) => new Promise((resolve) => (answer = () => resolve({ value }))),
      },
    };
    const { client, server, clock } = await opened({ schemas: { a: slow } as never });
    const done = collect(client.events('a'), []);
    server.latest.send({ event: 'a', data: 1 });
    server.latest.end();
    await clock.advance(1_000);
    server.latest.respond({ status: 204 });
    // One that is made meanwhile changes nothing for it.
    void client.events('b');
    answer();
    await clock.settle();
    expect(await Promise.race([done, clock.settle().then(() => 'still waiting')])).toEqual([1]);
  });
});

describe('state', () => {
  it('[S1] is frozen, and the same object until something changes', async () => {
    const { client, server, clock, page } = testClient();
    const seen: ClientState[] = [client.state];
    const look = (): void => {
      if (seen.at(-1) !== client.state) seen.push(client.state);
    };
    client.connect();
    look();
    await clock.settle();
    server.latest.respond();
    look();
    for (let n = 0; n < 5; n++) {
      server.latest.send({ id: String(n), data: n });
      server.latest.comment();
      server.latest.retry(500);
      page.signal();
      page.goOffline();
      page.goOnline();
      await clock.advance(7_000);
      look();
    }
    expect(seen.map(({ phase }) => phase)).toEqual(['idle', 'connecting', 'open']);
    expect(seen.every(Object.isFrozen)).toBe(true);
  });

  it('[S1] is told with the one before, and what is told is what is read', async () => {
    const { client, clock } = testClient();
    let last = client.state;
    client.lifecycle.on('state', (state, previous) => {
      expect(previous).toBe(last);
      expect(state).toBe(client.state);
      expect(state).not.toEqual(previous);
      last = state;
    });
    client.connect();
    await clock.advance(120_000);
    client.close();
    expect(last.phase).toBe('closed');
    expect(clock.reportedErrors).toEqual([]);
  });

  it('[S1] says since when, when next, and why', async () => {
    const { client, server, clock } = await opened({ reconnect: { jitter: 'none' } });
    await clock.advance(3_000);
    server.latest.fail();
    const now = clock.platform.wallNow();
    expect(client.state).toMatchObject({
      phase: 'waiting',
      attempt: 1,
      since: now,
      retryAt: now + 1_000,
      pausedBy: null,
    });
    expect(client.state.error).toMatchObject({ kind: 'network', phase: 'stream', attempt: 1, willRetry: true });
    await clock.advance(1_000);
    expect(client.state).toMatchObject({ phase: 'connecting', retryAt: null });
  });

  it('[S1] has the shape of a store', async () => {
    const { client } = testClient();
    const { subscribe } = client;
    const seen: string[] = [];
    const stop = subscribe(({ phase }) => void seen.push(phase));
    client.connect();
    stop();
    client.close();
    expect(seen).toEqual(['connecting']);
  });
});

describe('the last event id', () => {
  it('[C2] is what was given, then what was dispatched', async () => {
    const { client, server } = await opened({ lastEventId: '41' });
    expect([client.lastEventId, server.latest.lastEventId]).toEqual(['41', '41']);
    const seen: string[] = [];
    client.onAny(() => void seen.push(client.lastEventId));
    server.latest.send({ id: '42', data: 1 }, { id: '43', data: 1 });
    expect([seen, client.lastEventId]).toEqual([['42', '43'], '43']);
  });

  it('[D4] that is echoed as it was sent is no reason to doubt continuity', async () => {
    const { client, server, clock } = testClient({ lastEventId: 'é 漢' });
    const reasons: string[] = [];
    client.lifecycle.on('resync', ({ reason }) => void reasons.push(reason));
    client.connect();
    await clock.settle();
    const echo = server.latest.headers.get('last-event-id') ?? '';
    server.latest.respond({ headers: { 'content-type': 'text/event-stream', 'last-event-id': echo } });
    expect([echo === '', reasons]).toEqual([false, []]);
  });
});

describe('debouncing', () => {
  it('[D3] of no time at all loses nothing', async () => {
    const { server, clock, delivered } = await opened({ debounce: { price: { waitMs: 0 } } });
    const send = async (data: number): Promise<void> => {
      server.latest.send({ event: 'price', data });
      await clock.advance(0);
    };
    server.latest.send({ event: 'price', data: 1 }, { event: 'price', data: 2 });
    await clock.advance(0);
    await clock.advance(100);
    await send(3);
    await clock.advance(100);
    expect(delivered.map(({ data }) => data)).toEqual([1, 2, 3]);
  });

  it('[D3] gives what it holds when the page pauses, hidden or frozen', async () => {
    for (const how of ['hide', 'freeze', 'leave'] as const) {
      const { server, clock, delivered, page, client } = await opened({ debounce: 60_000 });
      server.latest.send({ data: 1 }, { data: 2 }, { data: 3 });
      page[how]();
      await clock.advance(10_000);
      expect([client.state.phase, delivered.map(({ data }) => data)]).toEqual(['paused', [1, 3]]);
    }
  });

  it('[D3] sets one timer, and none when nothing is held', async () => {
    const { server, clock } = await opened({ debounce: 1_000, heartbeat: false });
    const before = clock.pendingTimers;
    server.latest.send({ data: 1 }, { data: 2 });
    expect(clock.pendingTimers).toBe(before + 1);
    await clock.advance(10_000);
    expect(clock.pendingTimers).toBe(before);
  });
});

describe('metrics', () => {
  it('[S3] count each event that was read once, and say what became of it', async () => {
    const { client, server, clock } = await opened({ debounce: { fast: 100 }, reconnect: { jitter: 'none' } });
    server.latest.send({ id: '1', event: 'a', data: 1 }, { event: 'a', data: '{' }, { event: 'heartbeat', data: '' });
    server.latest.send({ event: 'fast', data: 1 }, { event: 'fast', data: 2 }, { event: 'fast', data: 3 });
    server.latest.end();
    await clock.advance(1_000);
    server.latest.send({ id: '1', event: 'a', data: 1 }, { id: '2', event: 'a', data: 2 });
    const { events, heartbeats, connections, attempts, reconnects, failures } = client.metrics();
    expect(events).toEqual({ received: 7, delivered: 4, duplicate: 1, debounced: 1, invalid: 1 });
    expect({ heartbeats, connections, attempts, reconnects, failures }).toEqual({
      heartbeats: 1,
      connections: 2,
      attempts: 2,
      reconnects: 1,
      failures: { network: 1 },
    });
  });

  it('[S3] are a fresh object of plain JSON', async () => {
    const { client } = await opened();
    const metrics = client.metrics();
    expect(client.metrics()).not.toBe(metrics);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  });
});
