import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../support/splits.ts';
import { askedId, block, createEventLog, idsUpTo, inTurn } from './support/event-log.ts';
import { createGate } from './support/gate.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

describe.each(TRANSPORTS)('a stream that breaks, with %s', (_, transport) => {
  const { serve, watch, until, own } = useWorld(transport);

  it.each([
    ['in the data', 'id: 3\ndata: hal'],
    ['after the id line', 'id: 3\n'],
    ['within the id', 'id: '],
    ['before the blank line', 'id: 3\ndata: c\n'],
    ['between events', ''],
  ])('[C6] reset %s: nothing lost, nothing twice', async (_where, unfinished) => {
    const server = await serve();
    const log = createEventLog('a', 'b', 'c', 'd', 'e');
    const watched = watch(server.url('/s'));
    server.on(
      '/s',
      inTurn(async (exchange) => {
        await exchange.write(block(1, 'a') + block(2, 'b') + unfinished);
        await until('two events have come', () => watched.events.length === 2);
        exchange.reset();
      }, log.follow),
    );
    watched.client.connect();
    await until('all have come', () => watched.events.length === 5);
    expect(watched.ids).toEqual(idsUpTo(5));
    expect(watched.data).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(server.requests.map((request) => askedId({ request }))).toEqual(['', '2']);
    expect(watched.told.open).toEqual([
      { attempt: 0, resumed: false },
      { attempt: expect.any(Number), resumed: true },
    ]);
    expect(watched.told.error).toMatchObject([{ kind: 'network', phase: 'stream', willRetry: true }]);
    expect(watched.told.resync).toEqual([]);
    expect(watched.told.suppressed).toEqual([]);
  });

  it.each([
    ['after an event', ''],
    ['within an event', 'id: 3\ndata: c\n'],
  ])('[C6] a clean end %s reconnects and resumes', async (_where, unfinished) => {
    const server = await serve();
    const log = createEventLog('a', 'b', 'c');
    server.on(
      '/s',
      inTurn((exchange) => exchange.end(block(1, 'a') + block(2, 'b') + unfinished), log.follow),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 3);
    expect(watched.ids).toEqual(idsUpTo(3));
    expect(server.requests.map((request) => askedId({ request }))).toEqual(['', '2']);
    expect(watched.kinds).toEqual(['network']);
  });

  it.each([1, 2, 3])('[C6] 200 events over 20 random cuts: all in order, none twice (seed %i)', async (seed) => {
    const server = await serve();
    const draw = seededRandom(seed);
    const log = createEventLog(...Array.from({ length: 200 }, (_unused, n) => `payload ${n} é漢🎉`));
    let cuts = 0;
    server.on('/s', async (exchange) => {
      if (cuts === 20) return log.follow(exchange);
      cuts++;
      const bytes = Buffer.from(log.after(exchange));
      const part = bytes.subarray(0, Math.floor(draw() * 450));
      const middle = Math.floor(draw() * part.length);
      await exchange.write(part.subarray(0, middle));
      await exchange.write(part.subarray(middle));
      if (draw() < 0.5) return exchange.reset();
      return exchange.end();
    });
    const watched = watch(server.url('/s'), { reconnect: { attempts: Infinity, initialDelayMs: 2, maxDelayMs: 4 } });
    watched.client.connect();
    await until('all have come', () => watched.events.length >= 200);
    expect(watched.ids).toEqual(idsUpTo(200));
    expect(cuts).toBe(20);
    expect(server.requests).toHaveLength(21);
    expect(watched.told.suppressed).toEqual([]);
    expect(watched.told.invalid).toEqual([]);
    expect(watched.client.lastEventId).toBe('200');
  });

  it('[C6] a server that goes down and comes back with its log: nothing lost, nothing twice', async () => {
    const server = await serve();
    const gate = await createGate(server.url('/'));
    own(gate);
    const log = createEventLog('a', 'b');
    server.on('/s', log.follow);
    const watched = watch(gate.url('/s'), { reconnect: { attempts: Infinity } });
    watched.client.connect();
    await until('two have come', () => watched.events.length === 2);
    for (let restart = 0; restart < 3; restart++) {
      await gate.shut();
      const failures = watched.told.error.length;
      log.append('while down');
      await until('it was refused some times', () => watched.told.error.length >= failures + 3);
      await gate.open();
      log.append('when up');
      await until('it caught up', () => watched.events.length === log.size);
    }
    expect(watched.ids).toEqual(idsUpTo(log.size));
    expect(new Set(watched.kinds)).toEqual(new Set(['network']));
    expect(watched.told.resync).toEqual([]);
  });

  it('[C4] a connection that is refused from the start is tried until the server is up', async () => {
    const server = await serve();
    const gate = await createGate(server.url('/'));
    own(gate);
    await gate.shut();
    server.on('/s', createEventLog('a').follow);
    const watched = watch(gate.url('/s'), { reconnect: { attempts: Infinity } });
    watched.client.connect();
    await until('it was refused some times', () => watched.told.error.length >= 3);
    expect(watched.told.error[0]).toMatchObject({ kind: 'network', phase: 'connect', attempt: 1, willRetry: true });
    expect(server.requests).toHaveLength(0);
    await gate.open();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.told.open).toEqual([{ attempt: watched.told.error.length, resumed: false }]);
  });

  it('[B5] a server that accepts and closes for ever is left alone after so many attempts', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.end());
    const watched = watch(server.url('/s'), { reconnect: { attempts: 4 } });
    watched.client.connect();
    await until('it is suspended', () => watched.client.state.phase === 'suspended');
    expect(server.requests).toHaveLength(5);
    expect(watched.client.state).toMatchObject({ attempt: 5, retryAt: expect.any(Number) });
    expect(watched.client.state.retryAt).toBeGreaterThan(Date.now() + 20_000);
    expect(watched.told.retry.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  });

  it('[B4] bytes alone do not refill the budget of a stream that never lasts', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.end(': hello\n\ndata: no id\n\n'));
    const watched = watch(server.url('/s'), { reconnect: { attempts: 3 } });
    watched.client.connect();
    await until('it is suspended', () => watched.client.state.phase === 'suspended');
    expect(server.requests).toHaveLength(4);
  });

  it('[B4] a new id refills the budget, an old one does not', async () => {
    const server = await serve();
    let last = 0;
    server.on('/s', (exchange) => {
      if (last < 10) last++;
      return exchange.end(block(last, 'x'));
    });
    const watched = watch(server.url('/s'), { reconnect: { attempts: 3 } });
    watched.client.connect();
    await until('it is suspended', () => watched.client.state.phase === 'suspended');
    expect(watched.ids).toEqual(idsUpTo(10));
    // Ten that brought news, the last of which failed for the first time, and three more.
    expect(server.requests).toHaveLength(13);
    expect(watched.told.suppressed).toHaveLength(3);
  });

  it('[B5] reconnect() tries at once, with a fresh budget, from suspended', async () => {
    const server = await serve();
    let healed = false;
    const log = createEventLog('a');
    server.on('/s', (exchange) => (healed ? log.follow(exchange) : exchange.end()));
    const watched = watch(server.url('/s'), { reconnect: { attempts: 0 } });
    watched.client.connect();
    await until('it is suspended', () => watched.client.state.phase === 'suspended');
    expect(server.requests).toHaveLength(1);
    healed = true;
    watched.client.reconnect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.client.state).toMatchObject({ phase: 'open', attempt: 0, error: null, retryAt: null });
  });

  it('[C1] reconnect() in the middle of things leaves one stream', async () => {
    const server = await serve();
    const log = createEventLog('a');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'));
    watched.client.connect().connect();
    await until('the event has come', () => watched.events.length === 1);
    for (let turn = 0; turn < 5; turn++) watched.client.reconnect();
    await until('the new one is open', () => watched.told.open.length === 2);
    log.append('b');
    await until('the next has come', () => watched.events.length === 2);
    await until('one exchange is left', () => server.openExchanges === 1);
    expect(watched.ids).toEqual(['1', '2']);
    expect(server.requests.length).toBeLessThanOrEqual(6);
    expect(watched.told.error).toEqual([]);
  });

  it('[C1] two clients at once do not disturb each other', async () => {
    const server = await serve();
    const first = createEventLog('a', 'b');
    const second = createEventLog('x');
    server.on(
      '/first',
      inTurn((exchange) => exchange.reset(), first.follow),
    );
    server.on('/second', second.follow);
    const one = watch(server.url('/first'));
    const other = watch(server.url('/second'));
    one.client.connect();
    other.client.connect();
    await until('both have theirs', () => one.events.length === 2 && other.events.length === 1);
    one.client.close();
    second.append('y');
    await until('the other goes on', () => other.events.length === 2);
    expect(one.data).toEqual(['a', 'b']);
    expect(other.data).toEqual(['x', 'y']);
    expect(server.requestsTo('/second')).toHaveLength(1);
    expect(other.told.error).toEqual([]);
  });
});

describe.each(TRANSPORTS)('what is asked for, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[C3] the request is an event stream request, without an id until there is one', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(1, 'a')));
    const watched = watch(server.url('/s?x=1'), { headers: { 'x-mine': 'yes' } });
    watched.client.connect();
    await until('it is open', () => watched.events.length === 1);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', url: '/s?x=1' });
    expect(request?.headers).toMatchObject({
      accept: 'text/event-stream',
      'x-mine': 'yes',
      'cache-control': 'no-cache',
    });
    expect(request?.headers).not.toHaveProperty('last-event-id');
  });

  it('[C3] the place to resume from can be given', async () => {
    const server = await serve();
    const log = createEventLog('a', 'b', 'c');
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'), { lastEventId: '2' });
    expect(watched.client.lastEventId).toBe('2');
    watched.client.connect();
    await until('the rest has come', () => watched.events.length === 1);
    expect(watched.ids).toEqual(['3']);
    expect(watched.told.open).toEqual([{ attempt: 0, resumed: true }]);
  });

  it.each([
    ['of other alphabets', 'ключ-漢-🎉-é'],
    ['of Latin-1', 'é\u00a0ÿ'],
    ['of punctuation', '"a,b";=\\/?&%00#'],
    ['with spaces inside', 'a b\tc'],
    ['of 4,096 bytes', 'é'.repeat(2_048)],
    ['called __proto__', '__proto__'],
  ])('[C3] an id %s comes back as its UTF-8 bytes', async (_what, id) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block(id, 'a')),
        (exchange) => exchange.write(block('next', 'b')),
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    expect(watched.ids).toEqual([id, 'next']);
    expect(server.requests.map((request) => askedId({ request }))).toEqual(['', id]);
  });

  it.each([
    ['with a control character', 'a\u0001b'],
    ['with DEL', 'a\u007fb'],
    ['of more than 4,096 bytes', 'é'.repeat(2_049)],
    ['of 100,000 bytes', 'x'.repeat(100_000)],
  ])('[C3, D4] an id %s is not sent, and cannot break the next request', async (_what, id) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block(id, 'a')),
        (exchange) => exchange.write(block('next', 'b')),
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    expect(watched.ids).toEqual([id, 'next']);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers).not.toHaveProperty('last-event-id');
    expect(watched.told.resync).toEqual([{ reason: 'no-id' }]);
  });

  it.each(['1\r\nx-evil: yes', '1\nx-evil: yes', '\0'])(
    '[C3] the id %j puts no header into the request',
    async (id) => {
      const server = await serve();
      server.on('/s', (exchange) => exchange.write(block(1, 'a')));
      const watched = watch(server.url('/s'), { lastEventId: id });
      watched.client.connect();
      await until('it is open', () => watched.events.length === 1);
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]?.headers).not.toHaveProperty('x-evil');
      expect(server.requests[0]?.headers).not.toHaveProperty('last-event-id');
    },
  );

  it('[C3] lastEventIdParam puts the id into the query, whatever is in it', async () => {
    const server = await serve();
    const id = 'a&b=c#d é漢+%';
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block(id, 'a')),
        (exchange) => exchange.write(block('2', 'b')),
      ),
    );
    const watched = watch(server.url('/s?x=1#part'), { lastEventIdParam: 'from' });
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    const urls = server.requests.map(({ url }) => new URL(url, server.url('/')));
    expect(urls.map(({ searchParams }) => [...searchParams])).toEqual([
      [['x', '1']],
      [
        ['x', '1'],
        ['from', id],
      ],
    ]);
    expect(server.requests[1]?.headers).not.toHaveProperty('last-event-id');
    expect(watched.told.open.map(({ resumed }) => resumed)).toEqual([false, true]);
  });

  it('[C3] with lastEventIdParam too, a giant id cannot break the next request', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block('x'.repeat(20_000), 'a')),
        (exchange) => exchange.write(block('next', 'b')),
      ),
    );
    const watched = watch(server.url('/s'), { lastEventIdParam: 'from' });
    watched.client.connect();
    await until(
      'both have come, or it gave up',
      () => watched.events.length === 2 || watched.phases.includes('failed'),
    );
    expect(watched.data).toEqual(['a', 'b']);
  });

  it('[C3] with lastEventIdParam too, a lone surrogate cannot break the request', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(1, 'a')));
    const watched = watch(server.url('/s'), {
      lastEventIdParam: 'from',
      lastEventId: 'a\ud800',
      reconnect: { attempts: 2 },
    });
    watched.client.connect();
    await until('it is settled', () => watched.events.length === 1 || watched.phases.includes('suspended'));
    expect(watched.kinds).toEqual([]);
  });

  it('[C8] POST is sent whole, and not again after its first byte', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.end(block(1, 'a')));
    const watched = watch(server.url('/s'), { method: 'POST', body: '{"q":1}', headers: { 'content-type': 'text/x' } });
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    expect(watched.data).toEqual(['a']);
    expect(server.requests).toMatchObject([{ method: 'POST', headers: { 'content-type': 'text/x' } }]);
    expect(await server.requests[0]?.body).toBe('{"q":1}');
    expect(watched.client.state.error).toMatchObject({ kind: 'network', willRetry: false });
  });

  it('[C8] POST is repeated as long as no byte has come', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.reply(503),
        (exchange) => exchange.reset(),
        (exchange) => exchange.end(),
        async (exchange) => {
          await exchange.write(block(1, 'a'));
        },
      ),
    );
    const bodies = ['first', 'second', 'third', 'fourth'];
    let asked = 0;
    const watched = watch(server.url('/s'), { method: 'POST', body: () => bodies[asked++] ?? '' });
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(await Promise.all(server.requests.map(({ body }) => body)).catch(() => [])).toHaveLength(4);
    expect(await server.requests[0]?.body).toBe('first');
    expect(await server.requests[2]?.body).toBe('third');
  });

  it('[C8] POST is repeated after its first byte when nonIdempotent says so', async () => {
    const server = await serve();
    const log = createEventLog('a', 'b');
    server.on(
      '/s',
      inTurn((exchange) => exchange.end(block(1, 'a')), log.follow),
    );
    const watched = watch(server.url('/s'), { method: 'POST', body: 'q', reconnect: { nonIdempotent: true } });
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    expect(server.requests).toMatchObject([{ method: 'POST' }, { method: 'POST', headers: { 'last-event-id': '1' } }]);
  });

  it('[C8] reconnect() and connect() are the own decision of the page and repeat POST', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(server.requests.length, 'a')));
    const watched = watch(server.url('/s'), { method: 'POST', body: 'q' });
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    watched.client.reconnect();
    await until('two have come', () => watched.events.length === 2);
    watched.client.close();
    watched.client.connect();
    await until('three have come', () => watched.events.length === 3);
    expect(server.requests).toHaveLength(3);
  });

  it('[C8] POST that was used up is not repeated after a freeze', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(1, 'a')));
    const watched = watch(server.url('/s'), { method: 'POST', body: 'q' });
    watched.client.connect();
    await until('one has come', () => watched.events.length === 1);
    watched.page.freeze();
    await until('the server saw the abort', () => server.openExchanges === 0);
    watched.page.resume();
    await until('it failed', () => watched.client.state.phase === 'failed');
    expect(watched.client.state.error).toMatchObject({ kind: 'aborted', willRetry: false });
    expect(server.requests).toHaveLength(1);
  });
});
