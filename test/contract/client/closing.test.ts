import { describe, expect, it } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import type { PolledEvent } from '../../../src/options.ts';
import type { FaultServer } from '../../support/fault-server.ts';
import { askedId, block, createEventLog, idsUpTo, inTurn } from './support/event-log.ts';
import { TRANSPORTS, useWorld, type Watched, type WatchOptions } from './support/world.ts';

/** A moment to close in: what the server does, and when it has come. */
interface Moment {
  readonly stream: Parameters<FaultServer['on']>[1];
  readonly poll?: Parameters<FaultServer['on']>[1];
  readonly options?: WatchOptions;
  readonly has: (watched: Watched, server: FaultServer) => boolean;
  readonly before?: (watched: Watched) => void;
}

const SLOWLY = { initialDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none' } as const;

/** Made anew for each test, because some servers remember. */
const moments = (): Readonly<Record<string, Moment>> => ({
  'before headers': { stream: (exchange) => exchange.hang(), has: (_, server) => server.requests.length === 1 },
  'after headers, before a byte': {
    async stream(exchange) {
      exchange.head();
      await exchange.hang();
    },
    has: ({ client }) => client.state.phase === 'open',
  },
  'within an event': {
    async stream(exchange) {
      await exchange.write(`${block(1, 'a')}id: 2\ndata: half`);
      await exchange.hang();
    },
    has: ({ events }) => events.length === 1,
  },
  'while events rush in': {
    async stream(exchange) {
      for (let id = 1; !exchange.isClosed; id++) await exchange.write(block(id, 'x'.repeat(1_000)));
    },
    has: ({ events }) => events.length >= 50,
  },
  'while a retry waits': {
    stream: (exchange) => exchange.reply(503),
    options: { reconnect: SLOWLY },
    has: ({ client }) => client.state.phase === 'waiting',
  },
  'while retries go on': {
    stream: (exchange) => exchange.reset(),
    options: { reconnect: { attempts: Infinity, initialDelayMs: 1, maxDelayMs: 1 } },
    has: (_, server) => server.requests.length >= 10,
  },
  'while suspended': {
    stream: (exchange) => exchange.reset(),
    options: { reconnect: { attempts: 0 } },
    has: ({ client }) => client.state.phase === 'suspended',
  },
  'while a poll is out': {
    stream: (exchange) => exchange.reset(),
    poll: (exchange) => exchange.hang(),
    has: (_, server) => server.requestsTo('/p').length === 1,
  },
  'while polls go on': {
    stream: (exchange) => exchange.reset(),
    poll: (exchange) => exchange.reply(200, {}, '[]'),
    has: ({ told }) => told.poll.length >= 5,
  },
  'while a probe is silent beside polls': {
    stream: inTurn(
      (exchange) => exchange.reset(),
      async (exchange) => {
        exchange.head();
        await exchange.hang();
      },
    ),
    poll: (exchange) => exchange.reply(200, {}, '[]'),
    has: (_, server) => server.requestsTo('/s').length === 2 && server.requestsTo('/p').length >= 4,
  },
  'while paused': {
    stream: (exchange) => exchange.write(block(1, 'a')),
    before: ({ page }) => page.freeze(),
    has: ({ events }) => events.length === 1,
  },
  'while hidden for a short time': {
    stream: (exchange) => exchange.write(block(1, 'a')),
    before: ({ page }) => page.hide(),
    has: ({ events }) => events.length === 1,
  },
  'while debouncing holds back': {
    stream: (exchange) => exchange.write(block(1, 'a') + block(2, 'b') + block(3, 'c')),
    options: { debounce: 60_000 },
    has: ({ told }) => told.suppressed.length === 1,
  },
  'when failed': { stream: (exchange) => exchange.reply(404), has: ({ client }) => client.state.phase === 'failed' },
});

const toEvents = (body: unknown): PolledEvent[] => body as PolledEvent[];

/** A server for which every callback there is comes to be called. */
function everything(server: FaultServer): void {
  server.on(
    '/s',
    inTurn(
      async (exchange) => {
        await exchange.write(`${block(1, '{"a":1}')}data: {"type":"heartbeat"}\n\ndata: {oops\n\n`);
        await exchange.end(block(2, '{"a":1}') + block(3, '{"a":2}') + block(4, '{"a":3}'));
      },
      (exchange) => exchange.end(block(1, '{"a":1}')),
      async (exchange) => {
        exchange.head(200, { 'content-type': 'text/event-stream', 'last-event-id': 'other' });
        await exchange.end();
      },
      (exchange) => exchange.reply(503),
    ),
  );
  server.on('/p', (exchange) => exchange.reply(200, {}, '[{"type":"message","data":{"a":4}}]'));
}

const CALLBACKS = [
  'headers',
  'body',
  'fetch',
  'parse',
  'eventType',
  'isHeartbeat',
  'schema',
  'key',
  'shouldRetry',
  'logger',
  'poll url',
  'poll parse',
  'toEvents',
  'on',
  'once',
  'onAny',
  'subscribe',
  'open',
  'retry',
  'heartbeat',
  'invalid',
  'suppressed',
  'resync',
  'poll',
  'error',
] as const;

describe.each(TRANSPORTS)('close(), with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  const arrive = async (when: string): Promise<[Watched, FaultServer, Moment]> => {
    const moment = moments()[when] as Moment;
    const { stream, poll, options, has, before } = moment;
    const server = await serve();
    server.on('/s', stream);
    if (poll) server.on('/p', poll);
    const watched = watch(server.url('/s'), {
      ...(poll
        ? {
            polling: { url: server.url('/p'), intervalMs: 5, recoverAfterMs: 20, toEvents },
            reconnect: { attempts: 0 },
          }
        : {}),
      ...options,
    });
    watched.client.connect();
    await until('the moment is there', () => has(watched, server));
    before?.(watched);
    return [watched, server, moment];
  };

  // What is left over is looked for after every test.
  it.each(Object.keys(moments()))('[C2] %s: the server sees every socket close, and hears no more', async (when) => {
    const [watched, server] = await arrive(when);
    const { length } = watched.events;
    watched.client.close();
    const asked = server.requests.length;
    expect(watched.client.state).toMatchObject({ phase: 'closed', error: null, pausedBy: null, retryAt: null });
    expect(watched.timers).toBe(0);
    expect(watched.page.listeners).toBe(0);
    await until('every exchange is over', () => server.openExchanges === 0);
    expect(watched.events).toHaveLength(length);
    // A request that was being sent may still arrive; none is made.
    expect(server.requests.length).toBeLessThanOrEqual(asked + 1);
    watched.client.close();
    expect(watched.client.state.phase).toBe('closed');
  });

  it.each(Object.keys(moments()))('[C2] %s: close() and connect() in one tick connect anew', async (when) => {
    const [watched, server, moment] = await arrive(when);
    const log = createEventLog(...Array.from({ length: 3_000 }, (_unused, n) => `again ${n}`));
    let asked: string | undefined;
    server.on('/s', (exchange) => {
      asked ??= askedId(exchange);
      return log.follow(exchange);
    });
    if (moment.before) {
      watched.page.resume();
      watched.page.show();
    }
    const last = watched.client.lastEventId;
    watched.client.close();
    watched.client.connect();
    const { debounce } = moment.options ?? {};
    const isAllThere = (): boolean =>
      debounce ? watched.told.suppressed.length >= 2_990 : watched.ids.at(-1) === '3000';
    await until('it is open again', () => watched.client.state.phase === 'open' && isAllThere());
    expect(asked).toBe(last);
    await until('one exchange is left', () => server.openExchanges === 1);
    if (!debounce) expect(watched.ids).toEqual(idsUpTo(3_000));
    expect(watched.told.suppressed.filter(({ by }) => by === 'dedupe')).toEqual([]);
  });

  it('[C2] before connect() nothing was begun', async () => {
    const server = await serve();
    const watched = watch(server.url('/s'));
    watched.client.close();
    watched.client.close();
    expect(watched.timers).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toEqual([]);
  });

  it('[C2] connect() and close() in one tick make no request', async () => {
    const server = await serve();
    server.on('/s', createEventLog('a').follow);
    let asked = 0;
    const watched = watch(server.url('/s'), {
      headers() {
        asked++;
        return {};
      },
    });
    for (let turn = 0; turn < 10; turn++) {
      watched.client.connect();
      watched.client.close();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toEqual([]);
    expect(asked).toBe(0);
    watched.client.connect();
    await until('it still can', () => watched.events.length === 1);
    expect(server.requests).toHaveLength(1);
  });

  it.each(CALLBACKS)('[C2] close() is legal inside %s, and no callback comes after it', async (callback) => {
    const server = await serve();
    everything(server);
    let closing = false;
    let closed = false;
    const after: string[] = [];
    /** Called by every callback there is. */
    const now = (name: string): void => {
      if (closed) after.push(name);
      if (closing || name !== callback) return;
      closing = true;
      watched.client.close();
      closed = true;
      phase = watched.client.state.phase;
    };
    let phase = '';
    const through =
      <Result>(name: string, result: Result) =>
      (): Result => {
        now(name);
        return result;
      };
    const watched: Watched = watch(server.url('/s'), {
      headers: through('headers', {}),
      method: 'POST',
      body: through('body', 'q'),
      fetch(input, init) {
        now('fetch');
        return globalThis.fetch(input, init);
      },
      parse(raw) {
        now('parse');
        return JSON.parse(raw);
      },
      eventType: through('eventType', 'message'),
      heartbeat: {
        isHeartbeat({ data }) {
          now('isHeartbeat');
          return String(data).includes('heartbeat');
        },
      },
      schemas: {
        message: {
          '~standard': {
            version: 1,
            vendor: 'test',
            validate(value) {
              now('schema');
              return { value };
            },
          },
        },
      },
      debounce: { waitMs: 60_000, key: through('key', 'k') },
      reconnect: { attempts: 3, nonIdempotent: true, shouldRetry: through('shouldRetry', true) },
      polling: {
        url: through('poll url', server.url('/p')),
        intervalMs: 5,
        parse(text) {
          now('poll parse');
          return JSON.parse(text);
        },
        toEvents(body) {
          now('toEvents');
          return toEvents(body);
        },
      },
      logger: {
        debug: through('logger', undefined),
        info: through('logger', undefined),
        warn: through('logger', undefined),
        error: through('logger', undefined),
      },
    });
    const { client } = watched;
    client.on('message', through('on', undefined));
    client.once('message', through('once', undefined));
    client.onAny(through('onAny', undefined));
    client.subscribe(through('subscribe', undefined));
    for (const name of ['open', 'retry', 'heartbeat', 'invalid', 'suppressed', 'resync', 'poll', 'error'] as const) {
      client.lifecycle.on(name, through(name, undefined));
    }
    client.connect();
    await until('the callback has come', () => closed);
    expect(phase).toBe('closed');
    expect(watched.timers).toBe(0);
    expect(watched.page.listeners).toBe(0);
    await until('every exchange is over', () => server.openExchanges === 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(after).toEqual([]);
    expect(client.state.phase).toBe('closed');
    expect(watched.timers).toBe(0);
  });

  it('[C2, D3] close() inside the key of a debounce leaves nothing held back', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(1, 'a') + block(2, 'b')));
    let closed = false;
    const watched: Watched = watch(server.url('/s'), {
      debounce: {
        waitMs: 20,
        edges: 'trailing',
        key() {
          watched.client.close();
          closed = true;
          return 'k';
        },
      },
    });
    watched.client.connect();
    await until('the key was asked for', () => closed);
    const { timers } = watched;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(watched.events).toEqual([]);
    expect(timers).toBe(0);
  });

  it('[C2] close() inside the url function asks for nothing more', async () => {
    const server = await serve();
    let asked = 0;
    const client: SseClient = new SseClient(
      () => {
        asked++;
        client.close();
        return server.url('/s');
      },
      { transport: transport(), body: () => String(asked++), method: 'POST' },
    );
    client.connect();
    await until('the address was asked for', () => asked > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(1);
    expect(server.requests).toEqual([]);
  });

  it('[C2] the signal does as close() does, for good', async () => {
    const server = await serve();
    server.on('/s', createEventLog('a').follow);
    const controller = new AbortController();
    const watched = watch(server.url('/s'), { signal: controller.signal });
    const reading = (async () => {
      const read: unknown[] = [];
      for await (const { data } of watched.client.events('message')) read.push(data);
      return read;
    })();
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    controller.abort();
    expect(watched.client.state.phase).toBe('closed');
    expect(await reading).toEqual(['a']);
    await until('the server saw it', () => server.openExchanges === 0);
    watched.client.connect();
    watched.client.reconnect();
    expect(watched.client.state.phase).toBe('closed');
    expect(server.requests).toHaveLength(1);
  });

  it('[C2] a signal that is aborted already lets nothing begin', async () => {
    const server = await serve();
    const watched = watch(server.url('/s'), { signal: AbortSignal.abort() });
    watched.client.connect();
    expect(watched.client.state.phase).toBe('idle');
    expect(watched.timers).toBe(0);
  });

  it('[C2] using ends with close()', async () => {
    const server = await serve();
    server.on('/s', createEventLog('a').follow);
    const watched = watch(server.url('/s'));
    {
      using client = watched.client;
      client.connect();
      await until('one has come', () => watched.events.length === 1);
    }
    expect(watched.client.state.phase).toBe('closed');
    await until('the server saw it', () => server.openExchanges === 0);
  });
});
