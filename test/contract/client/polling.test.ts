import { describe, expect, it } from 'vitest';
import type { PolledEvent, PollingOptions } from '../../../src/options.ts';
import type { Exchange, FaultServer } from '../../support/fault-server.ts';
import { askedId, block, createEventLog, type EventLog, idsUpTo, inTurn } from './support/event-log.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

const NEVER_MS = 600_000;

/** Answers of `/p` are lists of events as they are. */
function pollingOf(server: FaultServer, more: Partial<PollingOptions<Record<string, unknown>>> = {}) {
  return {
    url: server.url('/p'),
    intervalMs: 20,
    recoverAfterMs: NEVER_MS,
    maxRecoverAfterMs: NEVER_MS,
    toEvents: (body: unknown) => body as PolledEvent[],
    ...more,
  };
}

/** What a log has after the id that a poll asks for. */
function answerFrom(log: EventLog): (exchange: Exchange) => Promise<void> {
  return (exchange) => {
    const blocks = [...log.after(exchange).matchAll(/id: (.*)\ndata: (.*)\n\n/g)];
    return exchange.reply(200, {}, JSON.stringify(blocks.map(([, id, data]) => ({ type: 'message', id, data }))));
  };
}

const nothing = (exchange: Exchange): Promise<void> => exchange.reply(200, {}, '[]');

describe.each(TRANSPORTS)('life without the stream, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[B5, P1] a stream that accepts and closes for ever gives way to polling after its attempts', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.end());
    server.on('/p', (exchange) => exchange.reply(200, {}, '[{"type":"message","data":"polled"}]'));
    const watched = watch(server.url('/s'), { polling: pollingOf(server), reconnect: { attempts: 3 } });
    watched.client.connect();
    await until('five polls were answered', () => watched.told.poll.length >= 5);
    expect(server.requestsTo('/s')).toHaveLength(4);
    expect(watched.phases).not.toContain('suspended');
    expect(watched.client.state).toMatchObject({ phase: 'polling', attempt: 4 });
    expect(watched.events[0]).toMatchObject({ type: 'message', data: 'polled', origin: 'poll', id: undefined });
    expect(watched.told.poll[0]).toEqual({ status: 200, events: 1 });
    expect(server.requestsTo('/p')[0]).toMatchObject({ method: 'GET', headers: { accept: 'application/json' } });
  });

  it('[P1] the next poll waits for the interval after the end of the last, less a tenth', async () => {
    const server = await serve();
    const answeredAt: number[] = [];
    server.on('/s', (exchange) => exchange.reset());
    server.on('/p', async (exchange) => {
      await exchange.pause(30);
      answeredAt.push(performance.now());
      await nothing(exchange);
    });
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { intervalMs: 50 }),
      reconnect: { attempts: 0 },
    });
    watched.client.connect();
    await until('six polls are there', () => server.requestsTo('/p').length >= 6);
    const waits = server
      .requestsTo('/p')
      .slice(1, 6)
      .map(({ receivedAt }, index) => receivedAt - (answeredAt[index] ?? Infinity));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(45);
  });

  it('[P2] polls carry headers, the last event id and the ETag; 304 and 204 mean nothing new', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block('é7', 'streamed')),
        (exchange) => exchange.reset(),
      ),
    );
    server.on(
      '/p',
      inTurn(
        (exchange) => exchange.reply(200, { etag: '"v1"' }, '[{"type":"message","data":"a","id":"8"}]'),
        (exchange) => exchange.reply(304, { etag: '"v1"' }),
        (exchange) => exchange.reply(204),
        (exchange) => exchange.reply(200, { etag: 'W/"v2"' }, '[]'),
        nothing,
      ),
    );
    const reasons: string[] = [];
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server),
      reconnect: { attempts: 1 },
      headers({ reason }) {
        reasons.push(reason);
        return { authorization: `Bearer ${reasons.length}` };
      },
    });
    watched.client.connect();
    await until('six polls were answered', () => watched.told.poll.length >= 6);
    const polls = server.requestsTo('/p').slice(0, 6);
    expect(polls.map((request) => askedId({ request }))).toEqual(['é7', '8', '8', '8', '8', '8']);
    expect(polls.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"v1"',
      '"v1"',
      '"v1"',
      'W/"v2"',
      undefined,
    ]);
    expect(new Set(polls.map(({ headers }) => headers.authorization)).size).toBe(6);
    expect(reasons.slice(2, 8)).toEqual(Array.from({ length: 6 }, () => 'poll'));
    expect(watched.told.poll.slice(0, 4)).toEqual([
      { status: 200, events: 1 },
      { status: 304, events: 0 },
      { status: 204, events: 0 },
      { status: 200, events: 0 },
    ]);
    expect(watched.data).toEqual(['streamed', 'a']);
    expect(watched.kinds.filter((kind) => kind !== 'network')).toEqual([]);
  });

  it('[P4] a poll that fails in any way is followed by the next', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reset());
    const faults: ((exchange: Exchange) => Promise<void> | void)[] = [
      (exchange) => exchange.reply(500, {}, 'oh'),
      (exchange) => exchange.reply(200, {}, '<html>'),
      (exchange) => exchange.reply(200, {}, ''),
      (exchange) => exchange.reset(),
      (exchange) => exchange.hang(),
      async (exchange) => {
        exchange.head(200, { 'content-type': 'application/json' });
        await exchange.write('[');
        await exchange.hang();
      },
      async (exchange) => {
        exchange.head(200, { 'content-type': 'application/json', 'content-length': '100' });
        await exchange.write('[');
        exchange.reset();
      },
      (exchange) => exchange.reply(403),
      (exchange) => exchange.reply(404),
    ];
    let turn = 0;
    // A good answer after every two bad ones keeps the backoff short.
    server.on('/p', (exchange) => {
      const fault = faults[turn - Math.floor(turn / 3)];
      return turn++ % 3 === 2 || !fault ? nothing(exchange) : fault(exchange);
    });
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { intervalMs: 5 }),
      reconnect: { attempts: 0, connectTimeoutMs: 200 },
    });
    watched.client.connect();
    await until('all faults are over', () => watched.told.poll.length >= 6);
    expect(
      watched.told.error.filter(({ phase }) => phase === 'poll').map(({ kind, status }) => [kind, status]),
    ).toEqual([
      ['http', 500],
      ['content-type', 200],
      ['content-type', 200],
      ['network', undefined],
      ['timeout', undefined],
      ['timeout', undefined],
      ['network', undefined],
      ['http', 403],
      ['http', 404],
    ]);
    expect(watched.client.state.phase).toBe('polling');
    expect(server.requestsTo('/s')).toHaveLength(1);
    await until('no poll is left over', () => server.openExchanges <= 1);
  });

  it('[P4, D7] an answer that toEvents cannot take is told, and polling goes on', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reset());
    server.on(
      '/p',
      inTurn(
        (exchange) => exchange.reply(200, {}, '{"no":"list"}'),
        (exchange) => exchange.reply(200, {}, '[{"type":"message","data":"a"}]'),
      ),
    );
    const watched = watch(server.url('/s'), { polling: pollingOf(server), reconnect: { attempts: 0 } });
    watched.client.connect();
    await until('an event has come', () => watched.events.length >= 1);
    expect(watched.told.invalid).toMatchObject([{ kind: 'poll', raw: { data: { no: 'list' } } }]);
    expect(watched.data[0]).toBe('a');
  });

  it('[P4] failing polls back off, and honour Retry-After', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reset());
    server.on(
      '/p',
      inTurn(
        (exchange) => exchange.reply(500),
        (exchange) => exchange.reply(500),
        (exchange) => exchange.reply(500),
        (exchange) => exchange.reply(503, { 'retry-after': '1' }),
        nothing,
      ),
    );
    const watched = watch(server.url('/s'), { polling: pollingOf(server), reconnect: { attempts: 0 } });
    watched.client.connect();
    await until('one was answered', () => watched.told.poll.length >= 1);
    const times = server.requestsTo('/p').map(({ receivedAt }) => receivedAt);
    const waits = times.slice(1, 5).map((at, index) => at - (times[index] ?? 0));
    for (const [index, atLeast] of [36, 72, 144, 1_000].entries()) expect(waits[index]).toBeGreaterThanOrEqual(atLeast);
  });

  it('[P4, A2] 401 on a poll is answered with fresh headers, and polling goes on', async () => {
    const server = await serve();
    let token = 1;
    server.on('/s', (exchange) => exchange.reset());
    server.on('/p', (exchange) => {
      if (exchange.request.headers.authorization === 'Bearer 1') return exchange.reply(401);
      return nothing(exchange);
    });
    const reasons: string[] = [];
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server),
      reconnect: { attempts: 0 },
      headers({ reason }) {
        reasons.push(reason);
        if (reason === 'unauthorized') token++;
        return { authorization: `Bearer ${token}` };
      },
    });
    watched.client.connect();
    await until('three were answered', () => watched.told.poll.length >= 3);
    expect(reasons.slice(0, 5)).toEqual(['connect', 'poll', 'unauthorized', 'poll', 'poll']);
    expect(watched.kinds).toEqual(['network']);
  });

  it('[P4, A2] 401 on a poll twice in a row is failed', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reset());
    server.on('/p', (exchange) => exchange.reply(401));
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server),
      reconnect: { attempts: 0 },
      headers: () => ({}),
    });
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    expect(server.requestsTo('/p')).toHaveLength(2);
    expect(watched.client.state.error).toMatchObject({ kind: 'auth', phase: 'poll', status: 401 });
  });

  it('[P7] a paused page does not poll, and polls at once when it is back', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reset());
    server.on('/p', nothing);
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server),
      reconnect: { attempts: 0 },
      visibility: { pauseAfterMs: 0 },
    });
    watched.client.connect();
    await until('it polls', () => watched.told.poll.length >= 2);
    watched.page.hide();
    expect(watched.client.state).toMatchObject({ phase: 'paused', pausedBy: 'hidden' });
    expect(watched.timers).toBe(0);
    await until('no exchange is left', () => server.openExchanges === 0);
    const before = server.requests.length;
    const [stream, polls] = [server.requestsTo('/s').length, server.requestsTo('/p').length];
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.requests).toHaveLength(before);
    watched.page.show();
    await until(
      'it polls, and probes',
      () => server.requestsTo('/p').length > polls && server.requestsTo('/s').length > stream,
    );
  });
});

describe.each(TRANSPORTS)('the way back to the stream, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[P5] the stream is probed later and later', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reset());
    server.on('/p', nothing);
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { recoverAfterMs: 40, maxRecoverAfterMs: 100 }),
      reconnect: { attempts: 0 },
    });
    watched.client.connect();
    await until('there were four probes', () => server.requestsTo('/s').length >= 5);
    const times = server.requestsTo('/s').map(({ receivedAt }) => receivedAt);
    const waits = times.slice(1, 5).map((at, index) => at - (times[index] ?? 0));
    for (const [index, atLeast] of [40, 80, 100, 100].entries()) expect(waits[index]).toBeGreaterThanOrEqual(atLeast);
    expect(watched.client.state.phase).toBe('polling');
    expect(watched.told.poll.length).toBeGreaterThan(1);
  });

  it.each([
    ['online', (page: { goOffline(): void; goOnline(): void }) => (page.goOffline(), page.goOnline())],
    ['visible', (page: { hide(): void; show(): void }) => (page.hide(), page.show())],
  ] as const)('[P5] the stream is probed at once on becoming %s', async (_what, act) => {
    const server = await serve();
    const log = createEventLog('a');
    let broken = true;
    server.on('/s', (exchange) => (broken ? exchange.reset() : log.follow(exchange)));
    server.on('/p', nothing);
    const watched = watch(server.url('/s'), { polling: pollingOf(server), reconnect: { attempts: 0 } });
    watched.client.connect();
    await until('it polls', () => watched.told.poll.length >= 2);
    broken = false;
    act(watched.page as never);
    await until('the stream is back', () => watched.client.state.phase === 'open' && watched.events.length === 1);
  });

  it('[P3, P6] nothing is lost and nothing comes twice on the way there and back', async () => {
    const server = await serve();
    const log = createEventLog('1', '2');
    let broken = false;
    server.on('/s', async (exchange) => {
      if (broken) return exchange.reset();
      // Good servers say something at once, even when there is nothing new.
      await exchange.write(': hello\n\n');
      return log.follow(exchange);
    });
    server.on('/p', answerFrom(log));
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { recoverAfterMs: 60, maxRecoverAfterMs: 60 }),
      reconnect: { attempts: 1 },
    });
    watched.client.connect();
    for (let round = 0; round < 3; round++) {
      await until('it streams', () => watched.client.state.phase === 'open' && watched.events.length === log.size);
      broken = true;
      watched.client.reconnect();
      log.append('between');
      await until('it polls', () => watched.client.state.phase === 'polling');
      log.append('polled', 'polled too');
      await until('it was polled', () => watched.events.length === log.size);
      broken = false;
      log.append('on the way back');
    }
    await until('all have come', () => watched.client.state.phase === 'open' && watched.events.length === log.size);
    expect(watched.ids).toEqual(idsUpTo(log.size));
    expect(new Set(watched.events.map(({ origin }) => origin))).toEqual(new Set(['stream', 'poll']));
    expect(watched.told.resync).toEqual([]);
    expect(watched.client.lastEventId).toBe(String(log.size));
  });

  it('[P6] the poll goes on until the first byte of the stream, and not after', async () => {
    const server = await serve();
    const log = createEventLog('1', '2');
    let firstByte = (): void => {};
    server.on(
      '/s',
      inTurn(
        async (exchange) => {
          await exchange.end(block(1, '1'));
        },
        (exchange) => exchange.reset(),
        async (exchange) => {
          exchange.head();
          await new Promise<void>((resolve) => (firstByte = resolve));
          await log.follow(exchange);
        },
      ),
    );
    server.on('/p', answerFrom(log));
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { recoverAfterMs: 50 }),
      reconnect: { attempts: 1 },
    });
    watched.client.connect();
    await until('the probe is there', () => server.requestsTo('/s').length === 3);
    const polls = server.requestsTo('/p').length;
    log.append('3');
    await until('it still polls', () => server.requestsTo('/p').length >= polls + 4);
    expect(watched.client.state.phase).toBe('polling');
    expect(watched.ids).toEqual(['1', '2', '3']);
    expect(watched.told.open).toHaveLength(1);
    log.append('4');
    firstByte();
    await until('it is open', () => watched.client.state.phase === 'open');
    const last = server.requestsTo('/p').length;
    log.append('5');
    await until('the next has come', () => watched.events.length === 5);
    await until('polls are over', () => server.openExchanges === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.requestsTo('/p')).toHaveLength(last);
    expect(watched.ids).toEqual(idsUpTo(5));
    expect(watched.client.state.error).toBeNull();
  });

  it('[P6] a poll that is out when the stream is back is given up where ids make it needless', async () => {
    const server = await serve();
    let probe = false;
    server.on('/s', (exchange) => (probe ? exchange.write(block(2, 'b')) : exchange.end(block(1, 'a'))));
    server.on('/p', (exchange) => exchange.hang());
    const watched = watch(server.url('/s'), { polling: pollingOf(server), reconnect: { attempts: 0 } });
    watched.client.connect();
    await until('a poll is out', () => server.requestsTo('/p').length === 1);
    probe = true;
    watched.client.reconnect();
    await until('the stream is back', () => watched.events.length === 2);
    await until('the poll was given up', () => server.requestsTo('/p')[0]?.cutOff === true);
    expect(server.requestsTo('/p')).toHaveLength(1);
    expect(watched.kinds).toEqual(['network']);
  });

  it.each([
    ['is out', true],
    ['is not', false],
  ])('[P6] without ids one last poll follows the first byte, while a poll %s', async (_what, isOut) => {
    const server = await serve();
    let broken = true;
    server.on('/s', (exchange) => (broken ? exchange.reset() : exchange.write('data: streamed\n\n')));
    const answers: (() => void)[] = [];
    server.on('/p', async (exchange) => {
      if (isOut) await new Promise<void>((resolve) => answers.push(resolve));
      await exchange.reply(200, {}, '[{"type":"message","data":"polled"}]');
    });
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { intervalMs: isOut ? 10 : NEVER_MS }),
      reconnect: { attempts: 0 },
    });
    watched.client.connect();
    await until('the first poll is as it should', () =>
      isOut ? answers.length === 1 : watched.told.poll.length === 1,
    );
    broken = false;
    watched.client.reconnect();
    await until('the stream is back', () => watched.client.state.phase === 'open');
    answers.shift()?.();
    if (isOut) {
      await until('one more is out', () => answers.length === 1);
      answers.shift()?.();
    }
    await until('both were answered', () => watched.told.poll.length === 2);
    await until('only the stream is left', () => server.openExchanges === 1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.requestsTo('/p')).toHaveLength(2);
    expect(watched.data).toHaveLength(3);
    expect(watched.data.filter((data) => data === 'polled')).toHaveLength(2);
    expect(watched.client.state).toMatchObject({ phase: 'open', error: null });
  });

  it('[P6, B4] a probe that breaks after its first byte goes back to polling at once', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.reset(),
        (exchange) => exchange.end(': hello\n\n'),
      ),
    );
    server.on('/p', nothing);
    const watched = watch(server.url('/s'), {
      polling: pollingOf(server, { recoverAfterMs: 30 }),
      reconnect: { attempts: 0 },
    });
    watched.client.connect();
    await until('it probed', () => watched.told.open.length >= 1 && watched.client.state.phase === 'polling');
    const polls = watched.told.poll.length;
    await until('it polls', () => watched.told.poll.length >= polls + 2);
    expect(watched.client.state.error).toMatchObject({ kind: 'network', phase: 'stream' });
  });

  it('[C2, P2] polled events that close() kept from being delivered are asked for again', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(503));
    server.on('/p', (exchange) => {
      if (exchange.request.headers['if-none-match'] === '"v1"') return exchange.reply(304, { etag: '"v1"' });
      return exchange.reply(200, { etag: '"v1"' }, '[{"type":"message","data":"a"},{"type":"message","data":"b"}]');
    });
    const watched = watch(server.url('/s'), { polling: pollingOf(server), reconnect: { attempts: 0 } });
    watched.client.once('message', () => {
      watched.client.close();
      watched.client.connect();
    });
    watched.client.connect();
    await until('it polled again', () => watched.told.poll.length >= 2);
    expect(watched.data).toContain('b');
  });
});
