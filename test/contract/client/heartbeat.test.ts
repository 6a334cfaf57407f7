import { describe, expect, it } from 'vitest';
import { askedId, block, createEventLog, idsUpTo, inTurn } from './support/event-log.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

const TIMEOUT_MS = 300;

describe.each(TRANSPORTS)('silence, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[H2] is a failure of kind heartbeat, and the stream is resumed', async () => {
    const server = await serve();
    const log = createEventLog('a', 'b', 'c');
    server.on(
      '/s',
      inTurn(async (exchange) => {
        await exchange.write(block(1, 'a') + block(2, 'b') + 'id: 3\ndata: ');
        await exchange.hang();
      }, log.follow),
    );
    const watched = watch(server.url('/s'), { heartbeat: { timeoutMs: TIMEOUT_MS } });
    watched.client.connect();
    await until('the rest has come', () => watched.events.length === 3);
    expect(watched.ids).toEqual(idsUpTo(3));
    expect(watched.told.error[0]).toMatchObject({ kind: 'heartbeat', phase: 'stream', attempt: 1, willRetry: true });
    expect(server.requests.slice(0, 2).map((request) => askedId({ request }))).toEqual(['', '2']);
    const [first, second] = server.requests;
    expect(first?.cutOff).toBe(true);
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(TIMEOUT_MS);
  });

  it('[H1] streams of nothing but comments, blank lines, or half an event stay alive far beyond the timeout', async () => {
    const server = await serve();
    const lives = [':\n', '\n', 'x'];
    let beats = 0;
    const clients = lives.map((life, index) => {
      server.on(`/${index}`, async (exchange) => {
        while (!exchange.isClosed) {
          await exchange.write(life);
          beats++;
          await exchange.pause(30);
        }
      });
      return watch(server.url(`/${index}`), { heartbeat: { timeoutMs: 1_000 }, reconnect: { attempts: 0 } });
    });
    for (const { client } of clients) client.connect();
    await until('all are open', () => clients.every(({ client }) => client.state.phase === 'open'));
    const openSince = performance.now();
    await until('three timeouts have passed', () => performance.now() - openSince > 3_000);
    expect(beats).toBeGreaterThan(30);
    expect(server.requests).toHaveLength(lives.length);
    for (const { phases, told } of clients) {
      expect(phases).toEqual(['idle', 'connecting', 'open']);
      expect(told.error).toEqual([]);
    }
  });

  it('[H1, D7] heartbeat events are life, and go to lifecycle alone', async () => {
    const server = await serve();
    server.on('/s', async (exchange) => {
      await exchange.write('event: heartbeat\ndata: 1\n\n');
      await exchange.write('data: {"type":"heartbeat"}\n\n');
      await exchange.write(block(1, 'a'));
    });
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.told.heartbeat).toHaveLength(2);
    expect(watched.told.heartbeat[0]).toMatchObject({ gapMs: 0 });
    expect(watched.data).toEqual(['a']);
    expect(watched.client.metrics()).toMatchObject({ heartbeats: 2, events: { delivered: 1 } });
  });

  it('[C5] no response at all is a timeout, and is tried again', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn((exchange) => exchange.hang(), createEventLog('a').follow),
    );
    const watched = watch(server.url('/s'), { reconnect: { connectTimeoutMs: 200 } });
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.told.error[0]).toMatchObject({ kind: 'timeout', phase: 'connect', attempt: 1 });
    expect(server.requests[0]?.cutOff).toBe(true);
    const [first, second] = server.requests;
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(150);
  });

  it('[C5] headers and never a byte is a failure: a proxy that buffers', async () => {
    const server = await serve();
    server.on('/s', async (exchange) => {
      exchange.head();
      await exchange.hang();
    });
    const watched = watch(server.url('/s'), { heartbeat: { timeoutMs: 100 }, reconnect: { attempts: 1 } });
    watched.client.connect();
    await until('it is suspended', () => watched.client.state.phase === 'suspended');
    expect(watched.kinds).toEqual(['heartbeat', 'heartbeat']);
    expect(server.requests).toHaveLength(2);
    await until('the server saw both end', () => server.requests.every(({ cutOff }) => cutOff));
  });

  it('[C5] a headers function that never answers is a timeout too', async () => {
    const server = await serve();
    server.on('/s', createEventLog('a').follow);
    let calls = 0;
    const signals: AbortSignal[] = [];
    const watched = watch(server.url('/s'), {
      reconnect: { connectTimeoutMs: 200 },
      headers({ signal }) {
        signals.push(signal);
        return ++calls === 1 ? new Promise(() => {}) : {};
      },
    });
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.kinds[0]).toBe('timeout');
    expect(signals[0]?.aborted).toBe(true);
  });

  it('[H2, D1] reading that waits for slow handlers is not the silence of the server', async () => {
    const server = await serve();
    const count = 40_000;
    server.on('/s', async (exchange) => {
      for (let id = 0; id < count; id += 100) {
        await exchange.write(Array.from({ length: 100 }, (_unused, n) => block(id + n + 1, 'x'.repeat(300))).join(''));
      }
    });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let isFirst = true;
    const watched = watch(server.url('/s'), {
      heartbeat: { timeoutMs: 1_000 },
      schemas: {
        message: {
          '~standard': {
            version: 1,
            vendor: 'test',
            validate(value) {
              if (!isFirst) return { value };
              isFirst = false;
              return gate.then(() => ({ value }));
            },
          },
        },
      },
    });
    watched.client.connect();
    await until('reading waits', () => watched.client.metrics().bytes > 3_200_000);
    const since = performance.now();
    await until('two timeouts have passed', () => performance.now() - since > 2_000);
    expect(watched.client.metrics().bytes).toBeLessThan(count * 300);
    expect(watched.told.error).toEqual([]);
    expect(server.requests).toHaveLength(1);
    release();
  });

  it('[H2] heartbeat: false leaves a silent stream alone', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write('event: heartbeat\ndata: 1\n\n'));
    const watched = watch(server.url('/s'), { heartbeat: false });
    watched.client.connect();
    await until('it is open', () => watched.events.length === 1);
    expect(watched.data).toEqual(['1']);
    expect(watched.client.state.phase).toBe('open');
  });
});
