import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, it } from 'vitest';
import { SseClient } from '../../../src/client.ts';
import type { SseClientOptions } from '../../../src/options.ts';
import {
  createFakePage,
  createScriptedTransport,
  createVirtualClock,
  type TestClient,
  testClient,
} from '../../../src/testing/index.ts';

/** What a case needs to bring its callback about; `stop` closes the client, once, when the callback first runs. */
interface Case {
  readonly options?: (stop: () => void) => SseClientOptions;
  readonly listen?: (world: TestClient<Record<string, unknown>>, stop: () => void) => void;
  /** Brings the callback about on a stream that is open, unless `cold`. */
  readonly act?: (world: TestClient<Record<string, unknown>>) => void | Promise<void>;
  readonly cold?: boolean;
}

const price = { event: 'price', id: '1', data: { eur: 1 } };
const after = { event: 'price', id: '2', data: { eur: 2 } };
const lifecycle =
  (name: 'state' | 'open' | 'retry' | 'heartbeat' | 'invalid' | 'suppressed' | 'resync' | 'poll' | 'error') =>
  (world: TestClient<Record<string, unknown>>, stop: () => void): void =>
    void world.client.lifecycle.on(name, stop);
const send = ({ server }: TestClient<Record<string, unknown>>): void => void server.latest.send(price, after);
const schema = (
  validate: (value: unknown) => StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>>,
): StandardSchemaV1 => ({
  '~standard': { version: 1, vendor: 'test', validate },
});

const eurOf = (data: unknown): number => (data as { eur: number }).eur;
const toPolling: SseClientOptions = { reconnect: { attempts: 0 } };

const CASES: Record<string, Case> = {
  'an event handler': { listen: ({ client }, stop) => void client.on('price', stop), act: send },
  'a handler called once': { listen: ({ client }, stop) => void client.once('price', stop), act: send },
  onAny: { listen: ({ client }, stop) => void client.onAny(stop), act: send },
  subscribe: { listen: ({ client }, stop) => void client.subscribe(stop), act: ({ server }) => server.latest.end() },
  'lifecycle state': { listen: lifecycle('state'), act: ({ server }) => server.latest.end() },
  'lifecycle state at once': { listen: lifecycle('state'), cold: true },
  'lifecycle open': { listen: lifecycle('open'), cold: true, act: ({ server }) => void server.latest.send(price) },
  'lifecycle error': { listen: lifecycle('error'), act: ({ server }) => server.latest.fail() },
  'lifecycle retry': { listen: lifecycle('retry'), act: ({ server }) => server.latest.fail() },
  'lifecycle heartbeat': {
    listen: lifecycle('heartbeat'),
    act: ({ server }) => void server.latest.send({ event: 'heartbeat', data: '' }, after),
  },
  'lifecycle invalid': {
    listen: lifecycle('invalid'),
    act: ({ server }) => void server.latest.send({ data: '{', id: '1' }, after),
  },
  'lifecycle suppressed by debounce': {
    options: () => ({ debounce: 100 }),
    listen: lifecycle('suppressed'),
    act: ({ server }) => void server.latest.send(price, price, price, after),
  },
  'lifecycle suppressed by dedupe': {
    listen: lifecycle('suppressed'),
    async act({ server, clock }) {
      server.latest.send(price);
      server.latest.end();
      await clock.advance(1_000);
      server.latest.send(price, after);
    },
  },
  'lifecycle resync': {
    listen: lifecycle('resync'),
    async act({ server, clock }) {
      server.latest.end();
      await clock.advance(1_000);
      server.latest.send(price);
    },
  },
  'the headers function': { options: (stop) => ({ headers: () => (stop(), {}) }), cold: true },
  'the headers function, later': {
    options: (stop) => ({
      headers: async () => {
        await Promise.resolve();
        stop();
        return {};
      },
    }),
    cold: true,
  },
  'the body function': { options: (stop) => ({ method: 'POST', body: () => (stop(), '') }), cold: true },
  parse: { options: (stop) => ({ parse: (text) => (stop(), text) }), act: send },
  'parse that throws': {
    options: (stop) => ({
      parse() {
        stop();
        throw new Error('closed');
      },
    }),
    act: send,
  },
  isHeartbeat: { options: (stop) => ({ heartbeat: { isHeartbeat: () => (stop(), false) } }), act: send },
  'isHeartbeat, of a heartbeat': {
    options: (stop) => ({ heartbeat: { isHeartbeat: () => (stop(), true) } }),
    act: send,
  },
  eventType: { options: (stop) => ({ eventType: () => (stop(), 'price') }), act: send },
  'a debounce key': { options: (stop) => ({ debounce: { waitMs: 100, key: () => (stop(), '') } }), act: send },
  'a schema': { options: (stop) => ({ schemas: { price: schema((value) => (stop(), { value })) } }), act: send },
  'a schema that refuses': {
    options: (stop) => ({ schemas: { price: schema(() => (stop(), { issues: [{ message: 'no' }] })) } }),
    act: send,
  },
  'a schema that answers later': {
    options: (stop) => ({
      schemas: {
        price: schema(async (value) => {
          await Promise.resolve();
          stop();
          return { value };
        }),
      },
    }),
    act: send,
  },
  shouldRetry: {
    options: (stop) => ({ reconnect: { shouldRetry: () => (stop(), true) } }),
    cold: true,
    act: ({ server }) => void server.latest.respond({ status: 503 }),
  },
  'an iterator': {
    listen({ client }, stop) {
      void (async () => {
        for await (const _ of client.events('price')) stop();
      })();
    },
    act: send,
  },
  'the signal given to headers': {
    options: (stop) => ({
      headers({ signal }) {
        signal.addEventListener('abort', stop);
        return {};
      },
    }),
    act: ({ client }) => void client.reconnect(),
  },
  'what a page pause lets go': {
    options: () => ({ debounce: 60_000 }),
    listen({ client }, stop) {
      client.on('price', (data) => eurOf(data) === 2 && stop());
    },
    act({ server, page }) {
      server.latest.send(price, after);
      page.freeze();
    },
  },
  'what a debounce window lets go': {
    options: () => ({ debounce: { waitMs: 100, key: ({ id }) => String(Number(id) % 2) } }),
    listen({ client }, stop) {
      client.on('price', (data) => eurOf(data) > 2 && stop());
    },
    async act({ server, clock }) {
      server.latest.send(
        price,
        after,
        { ...price, id: '3', data: { eur: 3 } },
        { ...price, id: '4', data: { eur: 4 } },
      );
      await clock.advance(100);
    },
  },
  'a debounce window that lets nothing go': {
    options: () => ({ debounce: { waitMs: 100, key: ({ id }) => String(Number(id) % 2) } }),
    listen: lifecycle('suppressed'),
    async act({ server, clock }) {
      // Two windows end together: one says what was said already, the other something new.
      server.latest.send(price, after, { ...price, id: '3' }, { ...after, id: '4', data: { eur: 4 } });
      await clock.advance(100);
    },
  },
};

/** The polling endpoint of the cases in which polls matter. */
const POLL_CASES: Record<string, Case> = {
  'lifecycle poll': { listen: lifecycle('poll') },
  'an event handler': { listen: ({ client }, stop) => void client.on('price', stop) },
  'lifecycle error of a failed poll': { listen: lifecycle('error') },
};

/** Counts every callback the client makes on its own listeners. */
function listenToAll({ client }: TestClient<Record<string, unknown>>): () => number {
  let calls = 0;
  const call = (): void => void calls++;
  client.onAny(call);
  client.on('price', call);
  client.subscribe(call);
  for (const name of [
    'state',
    'open',
    'retry',
    'heartbeat',
    'invalid',
    'suppressed',
    'resync',
    'poll',
    'error',
  ] as const) {
    client.lifecycle.on(name, call);
  }
  return () => calls;
}

/** Runs a case and returns what was wrong with the silence after `close()`. */
async function silenceAfter(
  { options, listen, act, cold = false }: Case,
  more: SseClientOptions = {},
  clock = createVirtualClock(),
) {
  let closedWith: number | null = null;
  let calls = (): number => 0;
  const stop = (): void => {
    if (closedWith !== null || !armed) return;
    closedWith = 0;
    world.client.close();
    closedWith = calls();
  };
  let armed = cold;
  const page = createFakePage();
  const world = testClient<Record<string, unknown>>({ ...more, ...options?.(stop), clock, fakePage: page });
  // The closing listener comes before and after others: those before may have heard the same news, those after may not.
  listen?.(world, stop);
  calls = listenToAll(world);
  world.client.connect();
  await clock.settle();
  if (!cold) world.server.latest.respond();
  armed = true;
  await act?.(world);
  await clock.settle();
  expect(closedWith, 'the callback was called').not.toBeNull();
  const { alive, connections } = world.server;
  const requests = connections.length;
  const atClose = calls();
  await clock.advance(3_600_000);
  return {
    phase: world.client.state.phase,
    callbacks: atClose - (closedWith ?? 0) + (calls() - atClose),
    alive,
    requests: world.server.connections.length - requests,
    timers: clock.pendingTimers,
    watching: page.listeners,
    errors: clock.reportedErrors,
  };
}

const SILENCE = { phase: 'closed', callbacks: 0, alive: 0, requests: 0, timers: 0, watching: 0, errors: [] };

describe('close() inside', () => {
  it.each(Object.entries(CASES))('[C2] %s leaves nothing behind', async (_name, each) => {
    expect(await silenceAfter(each)).toEqual(SILENCE);
  });

  it('[C2] the url function leaves nothing behind', async () => {
    const clock = createVirtualClock();
    const server = createScriptedTransport();
    const client: SseClient = new SseClient((): string => (client.close(), '/stream'), {
      platform: clock.platform,
      page: createFakePage(),
      transport: server,
    });
    client.connect();
    await clock.advance(60_000);
    expect([client.state.phase, server.connections.length, clock.pendingTimers]).toEqual(['closed', 0, 0]);
  });

  it.each(Object.entries(POLL_CASES))('[C2] %s leaves nothing behind while polls feed the page', async (name, each) => {
    const status = name.includes('failed') ? 500 : 200;
    const clock = createVirtualClock({ fetch: async () => new Response('[1,2]', { status }) });
    const polling = {
      url: '/poll',
      toEvents: (body: unknown) => (body as number[]).map((eur) => ({ type: 'price', id: String(eur), data: { eur } })),
    };
    const act = ({ server }: TestClient<Record<string, unknown>>): void => server.latest.fail();
    expect(await silenceAfter({ ...each, act }, { ...toPolling, polling }, clock)).toEqual(SILENCE);
  });

  it.each(['toEvents', 'parse', 'url'])("[C2] polling's %s leaves nothing behind", async (name) => {
    const clock = createVirtualClock({ fetch: async () => new Response('1') });
    const options = (stop: () => void): SseClientOptions => ({
      ...toPolling,
      polling: {
        url: () => (name === 'url' && stop(), '/poll'),
        parse: (text) => (name === 'parse' && stop(), text),
        toEvents: () => (name === 'toEvents' && stop(), [{ type: 'price', data: 1 }]),
      },
    });
    expect(await silenceAfter({ options, act: ({ server }) => server.latest.fail() }, {}, clock)).toEqual(SILENCE);
  });

  it('[C2] lifecycle open of a stream that takes over from polls leaves nothing behind', async () => {
    const clock = createVirtualClock({ fetch: async () => new Response('[]') });
    const polling = { url: '/poll', toEvents: () => [] };
    let opens = 0;
    const each: Case = {
      listen: ({ client }, stop) => void client.lifecycle.on('open', () => ++opens === 2 && stop()),
      async act({ server, client }) {
        server.latest.fail();
        await clock.settle();
        client.reconnect();
        await clock.settle();
        server.latest.send(price);
      },
    };
    expect(await silenceAfter(each, { ...toPolling, polling }, clock)).toEqual(SILENCE);
  });
});

describe('close()', () => {
  it('[C2] calls nothing more of a poll whose fetch does not heed its signal', async () => {
    let answer = (_response: Response): void => {};
    const clock = createVirtualClock({ fetch: () => new Promise((resolve) => (answer = resolve)) });
    const called: string[] = [];
    const polling = {
      url: '/poll',
      parse: (text: string) => (called.push('parse'), text),
      toEvents: () => (called.push('toEvents'), []),
    };
    const { client, server } = testClient({ ...toPolling, polling, clock });
    client.connect();
    await clock.settle();
    server.latest.fail();
    await clock.settle();
    client.close();
    answer(new Response('1'));
    await clock.settle();
    expect(called).toEqual([]);
  });

  it('[C2] drops what is held back, and what waits for its turn', async () => {
    const { client, clock, server, delivered } = testClient({ debounce: { price: 100 } });
    client.on('slow', () => clock.stall(20));
    client.connect();
    await clock.settle();
    const slow = { event: 'slow', data: 1 };
    server.latest.send(price, after);
    server.latest.send(slow, slow, slow);
    client.close();
    await clock.advance(10_000);
    expect(delivered.map(({ type }) => type)).toEqual(['price', 'slow']);
  });

  it('[C2] is told before it returns, and only once', () => {
    const { client, timeline } = testClient();
    client.connect();
    client.close();
    client.close();
    expect(timeline).toEqual(['0 connecting', '0 closed']);
  });

  it('[C2] inside a callback is told before it returns too', async () => {
    const { client, clock, server, timeline } = testClient();
    client.on('price', () => {
      client.close();
      expect(timeline.at(-1)).toBe('0 closed');
    });
    client.connect();
    await clock.settle();
    server.latest.send(price);
    expect(timeline).toEqual(['0 connecting', '0 open', '0 closed']);
    expect(clock.reportedErrors).toEqual([]);
  });

  it('[C2] while a pause lets go what was held back is told before it returns, and only once', async () => {
    const { client, clock, server, page } = testClient({ debounce: 60_000 });
    const phases: string[] = [];
    client.lifecycle.on('state', ({ phase }) => void phases.push(phase));
    let said: string[] = [];
    client.on('price', (data) => {
      if (eurOf(data) !== 2) return;
      client.close();
      said = [...phases];
    });
    client.connect();
    await clock.settle();
    server.latest.send(price, after);
    page.freeze();
    expect([said, phases]).toEqual([
      ['connecting', 'open', 'closed'],
      ['connecting', 'open', 'closed'],
    ]);
  });

  it('[C2] on a client that never connected closes it', () => {
    const { client, clock } = testClient();
    client.close();
    expect([client.state.phase, clock.pendingTimers]).toEqual(['closed', 0]);
  });

  it('[C2] is what `using` does at the end', () => {
    const { client } = testClient();
    {
      using held = client.connect();
      expect(held.state.phase).toBe('connecting');
    }
    expect(client.state.phase).toBe('closed');
  });
});

describe('close() and connect() in one tick', () => {
  it('[C2] make a new request, and news of the old one changes nothing', async () => {
    const { client, clock, server, delivered, timeline } = testClient();
    client.connect();
    await clock.settle();
    const old = server.latest.send(price);
    client.close();
    client.connect();
    await clock.settle();
    expect([server.connections.length, server.alive, old.aborted]).toEqual([2, 1, true]);
    old.send(after);
    old.fail();
    server.latest.send({ ...after, id: '3' });
    expect(delivered.map(({ id }) => id)).toEqual(['1', '3']);
    expect(timeline).toEqual(['0 connecting', '0 open', '0 closed', '0 connecting', '0 open']);
  });

  it('[C2] ask again for what was received and not dispatched', async () => {
    const { client, clock, server, delivered } = testClient();
    const stop = client.on('price', () => {
      stop();
      client.close();
      client.connect();
    });
    client.connect();
    await clock.settle();
    server.latest.send(price, after);
    await clock.settle();
    expect(server.latest.lastEventId).toBe('1');
    server.latest.send(after);
    expect(delivered.map(({ id }) => id).filter((id) => id === '2')).toEqual(['2']);
  });

  it.each(['parse', 'eventType', 'isHeartbeat', 'schema'])(
    '[C2] inside %s ask again for the event in hand',
    async (where) => {
      let begun = false;
      const again = (): void => {
        if (begun) return;
        begun = true;
        world.client.close();
        world.client.connect();
      };
      const options: Record<string, SseClientOptions> = {
        parse: { parse: (text) => (again(), text) },
        eventType: { eventType: () => (again(), 'price') },
        isHeartbeat: { heartbeat: { isHeartbeat: () => (again(), false) } },
        schema: { schemas: { price: schema((value) => (again(), { value })) } },
      };
      const world = testClient<Record<string, unknown>>({ ...options[where], lastEventId: '0' });
      world.client.connect();
      await world.clock.settle();
      world.server.latest.send(price, after);
      await world.clock.settle();
      expect([world.server.latest.lastEventId, world.delivered]).toEqual(['0', []]);
      world.server.latest.send(price, after);
      await world.clock.settle();
      expect(world.delivered.map(({ id }) => id)).toEqual(['1', '2']);
    },
  );
});

describe('a signal', () => {
  it('[C2] closes the client when it is aborted, for good', async () => {
    const controller = new AbortController();
    const { client, clock, server } = testClient({ signal: controller.signal });
    client.connect();
    await clock.settle();
    controller.abort();
    expect([client.state.phase, server.alive]).toEqual(['closed', 0]);
    client.connect();
    client.reconnect();
    await clock.advance(60_000);
    expect([client.state.phase, server.connections.length, clock.pendingTimers]).toEqual(['closed', 1, 0]);
  });

  it('[C2] that is aborted before lets nothing begin', async () => {
    const { client, clock, server } = testClient({ signal: AbortSignal.abort() });
    client.connect();
    await clock.advance(60_000);
    expect([server.connections.length, clock.pendingTimers]).toEqual([0, 0]);
    expect(['idle', 'closed']).toContain(client.state.phase);
  });

  it('[C2] is not listened to any more once the client is closed, and again when it connects', () => {
    const listening = new Set<unknown>();
    const { signal } = new AbortController();
    const watched = {
      get aborted() {
        return signal.aborted;
      },
      addEventListener: (_type: string, listener: unknown) => void listening.add(listener),
      removeEventListener: (_type: string, listener: unknown) => void listening.delete(listener),
    };
    const { client } = testClient({ signal: watched as unknown as AbortSignal });
    expect(listening.size).toBe(0);
    client.connect();
    client.connect();
    expect(listening.size).toBe(1);
    client.close();
    expect(listening.size).toBe(0);
    client.connect();
    expect(listening.size).toBe(1);
  });
});

describe('reconnect() in the middle of a chunk', () => {
  /** One chunk with `a`, then one with the rest; the handler of `b` reconnects. */
  async function reconnecting(withIds: boolean) {
    const world = testClient({ parse: 'text' });
    const { client, clock, server, delivered } = world;
    const frames = ['a', 'b', 'c', 'd'].map((event, n) => ({ event, data: '', ...(withIds && { id: String(n) }) }));
    client.once('b', () => void client.reconnect());
    client.connect();
    await clock.settle();
    server.latest.send(...frames.slice(0, 1));
    server.latest.send(...frames.slice(1));
    await clock.settle();
    return { server, clock, frames, types: () => delivered.map(({ type }) => type).join('') };
  }

  it('[C2] has what followed in it sent again, and nothing shown twice', async () => {
    const { types, server, clock, frames } = await reconnecting(true);
    expect([types(), server.latest.lastEventId]).toEqual(['ab', '1']);
    server.latest.send(...frames.slice(2));
    await clock.settle();
    expect(types()).toBe('abcd');
  });

  it('[D4] delivers what followed in it where that cannot be asked for again', async () => {
    const { types } = await reconnecting(false);
    expect(types()).toBe('abcd');
  });
});
