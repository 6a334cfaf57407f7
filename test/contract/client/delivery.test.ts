import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../support/fault-server.ts';
import { askedId, block, createEventLog, idsUpTo, inTurn } from './support/event-log.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

describe.each(TRANSPORTS)('every event once and in order, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[D2] a server that repeats itself is heard once, and the rest is told', async () => {
    const server = await serve();
    const all = ['1', '2', '3'].map((id) => block(id, `data ${id}`)).join('');
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(all),
        (exchange) => exchange.end(all),
        (exchange) => exchange.write(all + block(4, 'data 4')),
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the fourth has come', () => watched.events.length === 4);
    expect(watched.ids).toEqual(idsUpTo(4));
    expect(watched.told.suppressed.map(({ event, by }) => [event.id, event.data, by])).toEqual(
      ['1', '2', '3', '1', '2', '3'].map((id) => [id, `data ${id}`, 'dedupe']),
    );
    expect(watched.client.metrics().events).toMatchObject({ received: 10, delivered: 4, duplicate: 6 });
  });

  it('[D2] ids repeated within one connection are no duplicates', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(1, 'a') + block(1, 'b') + block(2, 'c') + block(1, 'd')));
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 4);
    expect(watched.data).toEqual(['a', 'b', 'c', 'd']);
    expect(watched.told.suppressed).toEqual([]);
  });

  it('[D2] only so many ids are remembered, and none without dedupe', async () => {
    const server = await serve();
    const all = ['1', '2', '3'].map((id) => block(id, id)).join('');
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(all),
        (exchange) => exchange.write(all),
      ),
    );
    server.on(
      '/t',
      inTurn(
        (exchange) => exchange.end(all),
        (exchange) => exchange.write(all),
      ),
    );
    const two = watch(server.url('/s'), { dedupe: { size: 3 } });
    const none = watch(server.url('/t'), { dedupe: false });
    two.client.connect();
    none.client.connect();
    await until('all have come', () => two.told.suppressed.length === 3 && none.events.length === 6);
    expect(two.ids).toEqual(['1', '2', '3']);
    expect(none.ids).toEqual(['1', '2', '3', '1', '2', '3']);
  });

  it('[D1] slow handlers keep the order, and reading goes on meanwhile', async () => {
    const server = await serve();
    const count = 150;
    const wire = idsUpTo(count).map((id) => block(id, 'x'.repeat(40)));
    const total = wire.join('').length;
    server.on('/s', async (exchange) => {
      for (let at = 0; at < count; at += 10) await exchange.write(wire.slice(at, at + 10).join(''));
    });
    const watched = watch(server.url('/s'));
    let readAllAfter = Infinity;
    watched.client.on('message', () => {
      const until_ = performance.now() + 4;
      while (performance.now() < until_);
      if (watched.client.metrics().bytes === total) readAllAfter = Math.min(readAllAfter, watched.events.length);
    });
    watched.client.connect();
    await until('all have come', () => watched.events.length === count);
    expect(watched.ids).toEqual(idsUpTo(count));
    expect(readAllAfter).toBeLessThan(count / 2);
  });

  it('[D1] reading waits while more than 10,000 events are undelivered, and nothing is lost', async () => {
    const server = await serve();
    const count = 60_000;
    const padding = 'x'.repeat(300);
    let written = 0;
    server.on('/s', async (exchange) => {
      for (; written < count && !exchange.isClosed; written += 100) {
        await exchange.write(Array.from({ length: 100 }, (_unused, n) => block(written + n + 1, padding)).join(''));
      }
    });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let isFirst = true;
    const ids: string[] = [];
    const watched = watch(server.url('/s'), {
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
    watched.client.onAny(({ id }) => void ids.push(String(id)));
    watched.client.connect();
    const eventBytes = block(10_000, padding).length;
    await until('some were read', () => watched.client.metrics().bytes > 10_000 * eventBytes);
    let before = -1;
    // Reading has stopped when nothing changes over many turns of the loop.
    while (before !== watched.client.metrics().bytes) {
      before = watched.client.metrics().bytes;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(watched.client.metrics().events.delivered).toBe(0);
    expect(before).toBeLessThan((count / 2) * eventBytes);
    expect(written).toBeLessThan(count);
    release();
    await until('all have come', () => ids.length === count);
    expect(ids).toEqual(idsUpTo(count));
    expect(server.requests).toHaveLength(1);
  });

  it('[D1] a handler that throws is reported, and stops nobody', async () => {
    const server = await serve();
    server.on('/s', createEventLog('a', 'b').follow);
    const watched = watch(server.url('/s'));
    const heard: unknown[] = [];
    const fault = new Error('mine');
    watched.client.on('message', () => {
      throw fault;
    });
    watched.client.on('message', (data) => void heard.push(data));
    watched.client.lifecycle.on('open', () => {
      throw fault;
    });
    watched.client.connect();
    await until('both have come', () => heard.length === 2);
    expect(watched.reported).toEqual([fault, fault, fault]);
    expect(watched.client.state.phase).toBe('open');
  });

  it('[L1, D7] a giant event between two others is told and skipped', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        async (exchange) => {
          await exchange.write(`${block(1, 'a')}id: 2\ndata: `);
          for (let part = 0; part < 40; part++) await exchange.write('x'.repeat(10_000));
          await exchange.end(`\n\n${block(3, 'b')}`);
        },
        (exchange) => exchange.write(block(4, 'c')),
      ),
    );
    const watched = watch(server.url('/s'), { limits: { maxEventBytes: 2_000 } });
    watched.client.connect();
    await until('the rest has come', () => watched.events.length === 3);
    expect(watched.data).toEqual(['a', 'b', 'c']);
    expect(watched.told.invalid).toMatchObject([{ kind: 'too-large' }]);
    expect(server.requests.map((request) => askedId({ request }))).toEqual(['', '3']);
    expect(watched.client.metrics().events).toMatchObject({ invalid: 1, delivered: 3 });
  });

  it('[D7] what is no JSON is told and skipped, and the stream goes on', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.write(block(1, '{"a":1}') + block(2, '{oops') + block(3, '[3]')));
    const watched = watch(server.url('/s'), { parse: 'json' });
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    expect(watched.data).toEqual([{ a: 1 }, [3]]);
    expect(watched.told.invalid).toMatchObject([{ kind: 'parse', raw: { event: 'message', data: '{oops', id: '2' } }]);
  });

  it('[D6] bytes that are no UTF-8 become U+FFFD, and the stream goes on', async () => {
    const server = await serve();
    server.on('/s', async (exchange) => {
      await exchange.write(Uint8Array.of(...Buffer.from('data: a'), 0xff, 0xc3, 0x28, ...Buffer.from('b\n\n')));
      await exchange.write(Uint8Array.of(...Buffer.from('data: c'), 0xe6, 0xbc));
      await exchange.write('\n\ndata: d\n\n');
    });
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 3);
    expect(watched.data).toEqual(['a\ufffd\ufffd(b', 'c\ufffd', 'd']);
    expect(watched.told.error).toEqual([]);
  });

  it('[D6] characters cut between chunks arrive whole', async () => {
    const server = await serve();
    const text = 'é漢🎉 \ufeff x';
    server.on('/s', async (exchange) => {
      for (const byte of Buffer.from(`data: ${text}\n\n`)) await exchange.write(Uint8Array.of(byte));
    });
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('it has come', () => watched.events.length === 1);
    expect(watched.data).toEqual([text]);
  });

  it('[D6] payloads and names that mean something to JavaScript are just that', async () => {
    const server = await serve();
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
    server.on('/s', (exchange) =>
      exchange.write(names.map((name) => `event: ${name}\ndata: {"__proto__":{"x":1}}\n\n`).join('')),
    );
    const watched = watch(server.url('/s'), { parse: 'json' });
    const heard: string[] = [];
    for (const name of names) watched.client.on(name, (_data, { type }) => void heard.push(type));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 4);
    expect(heard).toEqual(names);
    expect(watched.data.every((data) => Object.hasOwn(data as object, '__proto__'))).toBe(true);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('[S2] server events named as those of the lifecycle are just events', async () => {
    const server = await serve();
    const names = ['error', 'open', 'state', 'message', 'retry', 'close'];
    server.on('/s', (exchange) => exchange.write(names.map((name) => `event: ${name}\ndata: ${name}\n\n`).join('')));
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 6);
    expect(watched.data).toEqual(names);
    expect(watched.told.error).toEqual([]);
    expect(watched.told.open).toHaveLength(1);
    expect(watched.phases).toEqual(['idle', 'connecting', 'open']);
  });

  it.each([
    ['huge', '99999999999999999999', 300_000, 300_040],
    ['over five minutes', '300001', 300_000, 300_040],
    ['zero', '0', 100, 140],
    ['plain', '150', 150, 190],
    ['no number', 'soon', 0, 40],
    ['negative', '-5', 0, 40],
    ['empty', '', 0, 40],
  ])('[B2] retry: that is %s', async (_what, value, atLeast, atMost) => {
    const server = await serve();
    const log = createEventLog('a');
    server.on(
      '/s',
      inTurn((exchange) => exchange.end(`retry: ${value}\n\n`), log.follow),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('it waits', () => watched.told.retry.length === 1);
    expect(watched.told.retry[0]?.delayMs).toBeGreaterThanOrEqual(atLeast);
    expect(watched.told.retry[0]?.delayMs).toBeLessThanOrEqual(atMost);
    if (atLeast > 1_000) watched.client.reconnect();
    await until('it is back', () => watched.events.length === 1);
    const [first, second] = server.requests;
    if (atLeast <= 1_000) expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(atLeast);
  });
});

describe.each(TRANSPORTS)('continuity, with %s', (name, transport) => {
  const { serve, watch, until } = useWorld(transport);
  const STREAM = { 'content-type': 'text/event-stream' };

  it('[D4] a stream without ids that comes back asks for a resync, the first does not', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end('data: a\n\n'),
        (exchange) => exchange.write('data: b\n\n'),
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the first has come', () => watched.events.length >= 1);
    await until('both have come', () => watched.events.length === 2);
    expect(watched.told.resync).toEqual([{ reason: 'no-id' }]);
    expect(watched.told.open.map(({ resumed }) => resumed)).toEqual([false, false]);
  });

  it('[D4, D2] a Last-Event-ID in the answer other than asked for: resync, and ids of before mean nothing', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block(1, 'old 1') + block(2, 'old 2')),
        async (exchange) => {
          exchange.head(200, { ...STREAM, 'last-event-id': '0' });
          await exchange.write(block(1, 'new 1') + block(2, 'new 2'));
        },
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 4);
    expect(watched.data).toEqual(['old 1', 'old 2', 'new 1', 'new 2']);
    expect(watched.told.resync).toEqual([{ reason: 'id-mismatch' }]);
    expect(watched.told.open.at(-1)).toMatchObject({ resumed: false });
    expect(watched.told.suppressed).toEqual([]);
  });

  it.each([
    ['plain', '2'],
    ['of other alphabets', 'ключ-漢-🎉'],
    ['of Latin-1', 'é'],
    ['with a space at its end', 'a '],
  ])('[D4] an id %s that the server gives back as it got it is no mismatch', async (_what, id) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block(id, 'a')),
        (exchange) => {
          const asked = String(exchange.request.headers['last-event-id']);
          // Node writes headers byte for byte only where the body is bytes and not text.
          return exchange.reply(
            200,
            { ...STREAM, 'last-event-id': asked },
            Buffer.from(block(id, 'a') + block('next', 'b')),
          );
        },
        (exchange) => exchange.hang(),
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the next has come', () => watched.ids.includes('next'));
    expect(watched.told.resync).toEqual([]);
    expect(watched.told.open[1]).toMatchObject({ resumed: true });
    expect(watched.data).toEqual(['a', 'b']);
  });

  it('[D4, D2] events of before that are still undelivered at a mismatch do not hide the new ones', async () => {
    const server = await serve();
    const old = block(1, 'old 1') + block(2, 'old 2') + block(3, 'old 3');
    const fresh = block(1, 'new 1') + block(2, 'new 2') + block(3, 'new 3') + block(4, 'new 4');
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(old),
        async (exchange) => {
          exchange.head(200, { ...STREAM, 'last-event-id': '0' });
          await exchange.write(fresh);
        },
      ),
    );
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    let isFirst = true;
    const watched = watch(server.url('/s'), {
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
    await until('the new stream was read', () => watched.client.metrics().bytes === old.length + fresh.length);
    release();
    await until('the last has come', () => watched.ids.includes('4'));
    expect(watched.data).toEqual(['old 1', 'old 2', 'old 3', 'new 1', 'new 2', 'new 3', 'new 4']);
  });

  it('[D4] an id that the server resets is resumed from no more', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end('id: 1\ndata: a\n\nid\ndata: b\n\n'),
        (exchange) => exchange.write(block(3, 'c')),
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('all have come', () => watched.events.length === 3);
    // The optional transport does not know an empty id, as it says.
    expect(askedId({ request: server.requests[1] as RecordedRequest })).toBe(name === 'fetchStream' ? '' : '1');
    expect(watched.told.resync).toEqual(name === 'fetchStream' ? [{ reason: 'no-id' }] : []);
  });

  it('[C2] what slow handlers had not got to at close() is asked for again by connect()', async () => {
    const server = await serve();
    const log = createEventLog(...Array.from({ length: 40 }, (_unused, n) => `data ${n}`));
    server.on('/s', log.follow);
    const watched = watch(server.url('/s'));
    const heard: (string | undefined)[] = [];
    watched.client.on('message', (_data, { id }) => {
      heard.push(id);
      if (id !== '10' && id !== '25') return;
      watched.client.close();
      expect(watched.client.lastEventId).toBe(id);
      watched.client.connect();
    });
    watched.client.connect();
    await until('the last has come', () => heard.includes('40'));
    expect(server.requests.map((request) => askedId({ request }))).toEqual(['', '10', '25']);
    expect(heard).toEqual(idsUpTo(40));
    expect(watched.told.suppressed).toEqual([]);
  });
});
