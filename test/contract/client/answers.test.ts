import { describe, expect, it } from 'vitest';
import type { HeadersContext } from '../../../src/options.ts';
import { block, createEventLog, inTurn } from './support/event-log.ts';
import { TRANSPORTS, useWorld } from './support/world.ts';

/** A `headers` function whose tokens are `t1`, `t2` … , a new one for each `unauthorized`, and its calls. */
function tokens(): { readonly headers: (context: HeadersContext) => HeadersInit; readonly reasons: string[] } {
  let token = 1;
  const reasons: string[] = [];
  return {
    reasons,
    headers({ reason }) {
      reasons.push(reason);
      if (reason === 'unauthorized') token++;
      return { authorization: `Bearer t${token}` };
    },
  };
}

describe.each(TRANSPORTS)('an answer that is no stream, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[C4] 204 closes, and nothing is asked for after', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.end(block(1, 'a')),
        (exchange) => exchange.reply(204),
      ),
    );
    const watched = watch(server.url('/s'));
    const read: string[] = [];
    const reading = (async () => {
      for await (const { data } of watched.client.events()) read.push(String(data));
    })();
    watched.client.connect();
    await until('it is closed', () => watched.client.state.phase === 'closed');
    await reading;
    expect(read).toEqual(['a']);
    expect(watched.timers).toBe(0);
    expect(watched.page.listeners).toBe(0);
    expect(server.requests).toHaveLength(2);
    expect(watched.client.state.error).toBeNull();
    watched.client.connect();
    await until('it asked again', () => server.requests.length === 3);
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('[C4] %i is retried', async (status) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn((exchange) => exchange.reply(status, {}, 'no'), createEventLog('a').follow),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.told.error).toMatchObject([{ kind: 'http', phase: 'connect', status, attempt: 1, willRetry: true }]);
    expect(watched.told.open).toEqual([{ attempt: 1, resumed: false }]);
  });

  it.each([400, 403, 404, 405, 410, 418, 206])(
    '[C4] %i is refused for good where there is nothing to poll',
    async (status) => {
      const server = await serve();
      server.on('/s', (exchange) => exchange.reply(status, { 'content-type': 'text/event-stream' }, block(1, 'a')));
      const { headers, reasons } = tokens();
      const watched = watch(server.url('/s'), { headers });
      watched.client.connect();
      await until('it failed', () => watched.client.state.phase === 'failed');
      expect(watched.client.state.error).toMatchObject({ kind: 'http', status, willRetry: false });
      expect(watched.events).toEqual([]);
      expect(watched.timers).toBe(0);
      expect(watched.page.listeners).toBe(0);
      expect(server.requests).toHaveLength(1);
      expect(reasons).toEqual(['connect']);
    },
  );

  it('[C4, A2] 403 with polling: polls, is never refreshed, and never probes', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(403));
    server.on('/p', (exchange) => exchange.reply(200, {}, '"polled"'));
    const { headers, reasons } = tokens();
    const watched = watch(server.url('/s'), {
      headers,
      polling: {
        url: server.url('/p'),
        intervalMs: 15,
        recoverAfterMs: 20,
        toEvents: (body) => [{ type: 'p', data: body }],
      },
    });
    watched.client.connect();
    await until('it polled ten times', () => server.requestsTo('/p').length >= 10);
    watched.page.goOffline();
    watched.page.goOnline();
    const polls = server.requestsTo('/p').length;
    await until('it polled some more', () => server.requestsTo('/p').length >= polls + 3);
    expect(server.requestsTo('/s')).toHaveLength(1);
    expect(watched.client.state).toMatchObject({ phase: 'polling', retryAt: null });
    expect(watched.told.error).toMatchObject([{ kind: 'http', status: 403 }]);
    expect(reasons.filter((reason) => reason !== 'poll')).toEqual(['connect']);
    watched.client.reconnect();
    await until('reconnect() asks all the same', () => server.requestsTo('/s').length === 2);
  });

  it.each([
    ['a login page', 'text/html; charset=utf-8'],
    ['JSON', 'application/json'],
    ['nothing', ''],
    ['a type that only begins alike', 'text/event-streams'],
  ])('[C4] 200 with the content type of %s is retried, and not read', async (_what, type) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.reply(200, type === '' ? {} : { 'content-type': type }, block(7, '<html>')),
        createEventLog('a').follow,
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.data).toEqual(['a']);
    expect(watched.told.error).toMatchObject([{ kind: 'content-type', status: 200, willRetry: true }]);
    expect(watched.told.error[0]?.message).not.toContain('<html>');
  });

  it.each(['text/event-stream;charset=utf-8', 'TEXT/Event-Stream', 'text/event-stream ; x=1'])(
    '[C4] the content type "%s" opens',
    async (type) => {
      const server = await serve();
      server.on('/s', async (exchange) => {
        exchange.head(200, { 'content-type': type });
        await exchange.write(block(1, 'a'));
      });
      const watched = watch(server.url('/s'));
      watched.client.connect();
      await until('the event has come', () => watched.events.length === 1);
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each([
    ['retried', 503, {}],
    ['refused', 404, {}],
    ['of another type', 200, { 'content-type': 'text/html' }],
    ['unauthorized', 401, {}],
  ])('[C4] the body of an answer that is %s is cancelled while it is still open', async (_what, status, headers) => {
    const server = await serve();
    server.on('/s', async (exchange) => {
      exchange.head(status, headers);
      await exchange.write('endless');
      await exchange.hang();
    });
    const watched = watch(server.url('/s'), {
      reconnect: { initialDelayMs: 60_000, maxDelayMs: 60_000, jitter: 'none' },
    });
    watched.client.connect();
    await until('the server saw the end', () => server.requests[0]?.cutOff === true);
    await until('the connection is gone', () => server.openConnections === 0);
    expect(server.openExchanges).toBe(0);
    expect(server.requests).toHaveLength(1);
    expect(watched.told.error).toHaveLength(1);
  });

  it('[C4] shouldRetry overrides the table in both directions, and is not asked for 401 and 204', async () => {
    const server = await serve();
    const answers = [404, 401, 503];
    server.on('/s', (exchange) => exchange.reply(answers.shift() ?? 204));
    const { headers } = tokens();
    const asked: unknown[] = [];
    const watched = watch(server.url('/s'), {
      headers,
      reconnect: {
        shouldRetry({ kind, status, attempt }) {
          asked.push([kind, status, attempt]);
          return status === 404;
        },
      },
    });
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    expect(asked).toEqual([
      ['http', 404, 1],
      ['http', 503, 2],
    ]);
    expect(server.requests).toHaveLength(3);
  });

  it.each([429, 503])('[B2] Retry-After of %i in seconds is the floor of the wait', async (status) => {
    const server = await serve();
    server.on(
      '/s',
      inTurn((exchange) => exchange.reply(status, { 'retry-after': '1' }), createEventLog('a').follow),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    const [first, second] = server.requests;
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(watched.told.error[0]).toMatchObject({ status, retryAfterMs: 1_000 });
    expect(watched.told.retry[0]?.delayMs).toBeGreaterThanOrEqual(1_000);
  });

  it('[B2, P5] Retry-After is the floor of the wait for a probe too', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(503, { 'retry-after': '1' }));
    server.on('/p', (exchange) => exchange.reply(200, {}, '[]'));
    const watched = watch(server.url('/s'), {
      reconnect: { attempts: 0 },
      polling: { url: server.url('/p'), toEvents: () => [], recoverAfterMs: 20, maxRecoverAfterMs: 20 },
    });
    watched.client.connect();
    await until('there were two probes', () => server.requestsTo('/s').length === 3);
    const [first, second, third] = server.requestsTo('/s').map(({ receivedAt }) => receivedAt);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('[B2, P5] retry: is the floor of the wait for a probe too', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.end('retry: 500\n\n'));
    const watched = watch(server.url('/s'), {
      reconnect: { attempts: 0 },
      polling: { url: server.url('/p'), toEvents: () => [], recoverAfterMs: 20, maxRecoverAfterMs: 20 },
    });
    server.on('/p', (exchange) => exchange.reply(200, {}, '[]'));
    watched.client.connect();
    await until('there was a probe', () => server.requestsTo('/s').length === 2);
    const [first, second] = server.requestsTo('/s').map(({ receivedAt }) => receivedAt);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(500);
  });

  it('[B2] Retry-After as a date is the floor of the wait', async () => {
    const server = await serve();
    let wanted = 0;
    let cameAt = 0;
    server.on(
      '/s',
      inTurn(
        (exchange) => {
          wanted = (Math.floor(Date.now() / 1_000) + 2) * 1_000;
          return exchange.reply(503, { 'retry-after': new Date(wanted).toUTCString() });
        },
        (exchange) => {
          cameAt = Date.now();
          return createEventLog('a').follow(exchange);
        },
      ),
    );
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    // The delay counts on a clock with fractions, the date on one without.
    expect(cameAt).toBeGreaterThanOrEqual(wanted - 2);
  });

  it.each([
    ['of an hour is cut to five minutes', '3600', 300_000, 301_000],
    ['that is junk is ignored', 'soon', 0, 1_000],
    ['in the past is no wait', 'Mon, 01 Jan 2001 00:00:00 GMT', 0, 1_000],
  ])('[B2] Retry-After %s', async (_what, header, from, to) => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(503, { 'retry-after': header }));
    const watched = watch(server.url('/s'), { reconnect: { initialDelayMs: 1_000, maxDelayMs: 1_000 } });
    watched.client.connect();
    await until('it waits', () => watched.client.state.phase === 'waiting');
    expect(watched.told.retry[0]?.delayMs).toBeGreaterThanOrEqual(from);
    expect(watched.told.retry[0]?.delayMs).toBeLessThanOrEqual(to);
    watched.client.reconnect();
    await until('it asked again', () => server.requests.length === 2);
  });

  it('[C4] an answer that is redirected is judged by where it led', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(307, { location: '/elsewhere' }));
    server.on('/elsewhere', createEventLog('a', 'b').follow);
    const watched = watch(server.url('/s'), { headers: { authorization: 'Bearer secret' }, lastEventId: '1' });
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.ids).toEqual(['2']);
    expect(server.requestsTo('/elsewhere')[0]?.headers).toMatchObject({
      'last-event-id': '1',
      authorization: 'Bearer secret',
    });
    expect(watched.warnings.filter((line) => line.includes('redirected'))).toEqual([]);
  });

  it('[C4] a redirect without end is a failure that passes', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(302, { location: '/s' }));
    const watched = watch(server.url('/s'), { reconnect: { attempts: 1 } });
    watched.client.connect();
    await until('it is suspended', () => watched.client.state.phase === 'suspended');
    expect(watched.kinds).toEqual(['network', 'network']);
  });

  it("[C4] redirect: 'error' makes a redirect a failure that passes", async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn((exchange) => exchange.reply(302, { location: '/elsewhere' }), createEventLog('a').follow),
    );
    const watched = watch(server.url('/s'), { redirect: 'error' });
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(watched.kinds).toEqual(['network']);
    expect(server.requestsTo('/elsewhere')).toHaveLength(0);
  });

  it('[A4] credentials that were redirected to another origin are warned of once, without being told', async () => {
    const server = await serve();
    const other = await serve();
    const log = createEventLog('a');
    server.on('/s', (exchange) => exchange.reply(307, { location: other.url('/s?ticket=hush') }));
    server.on('/p', (exchange) => exchange.reply(307, { location: other.url('/p') }));
    other.on(
      '/s',
      inTurn((exchange) => exchange.end(), log.follow),
    );
    const watched = watch(server.url('/s?token=hush'), { headers: { authorization: 'Bearer hush' } });
    watched.client.connect();
    await until('it came the second time', () => watched.events.length === 1);
    const origin = new URL(other.url('/')).origin;
    const warnings = watched.warnings.filter((line) => line.includes('redirected'));
    expect(warnings).toEqual([expect.stringContaining(origin)]);
    expect(JSON.stringify([watched.warnings, watched.client.state, watched.client.metrics()])).not.toContain('hush');
  });

  it('[A4] a redirect to another origin without credentials is nothing to warn of', async () => {
    const server = await serve();
    const other = await serve();
    server.on('/s', (exchange) => exchange.reply(307, { location: other.url('/s') }));
    other.on('/s', createEventLog('a').follow);
    const watched = watch(server.url('/s'));
    watched.client.connect();
    await until('it has come', () => watched.events.length === 1);
    expect(watched.warnings).toEqual([]);
  });

  it('[A4] nothing secret is in errors, logs or metrics', async () => {
    const server = await serve();
    server.on(
      '/s',
      inTurn(
        (exchange) => exchange.reply(401, {}, 'hush'),
        (exchange) => exchange.reply(200, { 'content-type': 'text/html' }, 'hush'),
        (exchange) => exchange.end(block('hush', 'hush')),
        (exchange) => exchange.reply(403, {}, 'hush'),
      ),
    );
    const lines: unknown[] = [];
    const log = (...line: unknown[]): void => void lines.push(line);
    const watched = watch(server.url('/s?token=hush'), {
      headers: () => ({ authorization: 'Bearer hush' }),
      parse: (raw) => {
        throw new Error(`cannot read ${raw.length} characters`);
      },
      logger: { debug: log, info: log, warn: log, error: log },
    });
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    const errors = watched.told.error.map((error) => [String(error), JSON.stringify(error), String(error.cause)]);
    expect(errors).toHaveLength(3);
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([errors, lines, watched.client.metrics(), watched.client.state])).not.toContain('hush');
  });
});

describe.each(TRANSPORTS)('401, with %s', (_, transport) => {
  const { serve, watch, until } = useWorld(transport);

  it('[A1, A2] is answered with fresh headers at once, and spends no attempt', async () => {
    const server = await serve();
    const log = createEventLog('a', 'b');
    let valid = 't2';
    server.on('/s', (exchange) => {
      if (exchange.request.headers.authorization !== `Bearer ${valid}`) return exchange.reply(401);
      return valid === 't2' ? exchange.end(block(1, 'a')) : log.follow(exchange);
    });
    const { headers, reasons } = tokens();
    const watched = watch(server.url('/s'), {
      headers: (context) => {
        if (context.reason === 'reconnect') valid = 't3';
        return headers(context);
      },
      // A wait would be seen.
      reconnect: { attempts: 1 },
    });
    watched.client.connect();
    await until('both have come', () => watched.events.length === 2);
    expect(reasons).toEqual(['connect', 'unauthorized', 'reconnect', 'unauthorized']);
    expect(server.requests.map(({ headers: sent }) => sent.authorization)).toEqual(
      ['t1', 't2', 't2', 't3'].map((t) => `Bearer ${t}`),
    );
    // The place in the stream is kept.
    expect(server.requests.map(({ headers: sent }) => sent['last-event-id'])).toEqual([undefined, undefined, '1', '1']);
    expect(watched.kinds).toEqual(['network']);
    expect(watched.told.open.map(({ attempt }) => attempt)).toEqual([0, 1]);
  });

  it('[A2] twice in a row is failed, with a single refresh', async () => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(401));
    const { headers, reasons } = tokens();
    const watched = watch(server.url('/s'), { headers });
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    expect(reasons).toEqual(['connect', 'unauthorized']);
    expect(server.requests).toHaveLength(2);
    expect(watched.client.state).toMatchObject({ attempt: 0, error: { kind: 'auth', status: 401, willRetry: false } });
    expect(watched.timers).toBe(0);
  });

  it('[A2] after it failed, connect() begins anew', async () => {
    const server = await serve();
    let open = false;
    server.on('/s', (exchange) => (open ? exchange.write(block(1, 'a')) : exchange.reply(401)));
    const { headers, reasons } = tokens();
    const watched = watch(server.url('/s'), { headers });
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    open = true;
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(reasons).toEqual(['connect', 'unauthorized', 'connect']);
    expect(watched.client.state.error).toBeNull();
  });

  it.each([
    ['static headers', { authorization: 'Bearer old' }],
    ['no headers', undefined],
  ])('[A2] with %s the first is failed', async (_what, headers) => {
    const server = await serve();
    server.on('/s', (exchange) => exchange.reply(401));
    const watched = watch(server.url('/s'), headers ? { headers } : {});
    watched.client.connect();
    await until('it failed', () => watched.client.state.phase === 'failed');
    expect(server.requests).toHaveLength(1);
    expect(watched.client.state.error).toMatchObject({ kind: 'auth', status: 401 });
  });

  it('[A2] of stream and poll together is one refresh', async () => {
    const server = await serve();
    let broken = true;
    let expired = false;
    const release: (() => void)[] = [];
    // Both are held until both are there, so that both carry the old token.
    const refuseTogether = async (exchange: { reply(status: number): Promise<void> }): Promise<void> => {
      await new Promise<void>((resolve) => {
        release.push(resolve);
        if (release.length === 2) for (const go of release) go();
      });
      return exchange.reply(401);
    };
    server.on('/s', async (exchange) => {
      if (broken) return exchange.reset();
      if (expired && exchange.request.headers.authorization === 'Bearer t1') return refuseTogether(exchange);
      return exchange.write(block(1, 'streamed'));
    });
    server.on('/p', async (exchange) => {
      if (expired && exchange.request.headers.authorization === 'Bearer t1') return refuseTogether(exchange);
      return exchange.reply(200, {}, '{}');
    });
    const { headers, reasons } = tokens();
    const watched = watch(server.url('/s'), {
      headers,
      reconnect: { attempts: 0 },
      polling: { url: server.url('/p'), intervalMs: 20, recoverAfterMs: 60_000, toEvents: () => [] },
    });
    watched.client.connect();
    await until('it polls', () => watched.told.poll.length >= 1);
    broken = false;
    expired = true;
    watched.client.reconnect();
    await until('the stream is back', () => watched.events.length === 1);
    expect(reasons.filter((reason) => reason === 'unauthorized')).toHaveLength(1);
    expect(watched.kinds).toEqual(['network']);
    expect(watched.client.state.phase).toBe('open');
  });

  it('[A2] a slow refresh is waited for by both, and asked for once', async () => {
    const server = await serve();
    server.on('/s', (exchange) => {
      if (exchange.request.headers.authorization === 'Bearer fresh') return exchange.write(block(1, 'a'));
      return exchange.reply(401);
    });
    let refreshes = 0;
    let bring = (): void => {};
    const watched = watch(server.url('/s'), {
      async headers({ reason }) {
        if (reason !== 'unauthorized') return { authorization: 'Bearer stale' };
        refreshes++;
        await new Promise<void>((resolve) => (bring = resolve));
        return { authorization: 'Bearer fresh' };
      },
    });
    watched.client.connect();
    await until('it asked', () => refreshes === 1);
    expect(watched.client.state.phase).toBe('connecting');
    bring();
    await until('the event has come', () => watched.events.length === 1);
    expect(server.requests).toHaveLength(2);
    expect(watched.told.error).toEqual([]);
  });

  it('[A3] headers that throw or reject cost an attempt each, and no request', async () => {
    const server = await serve();
    server.on('/s', createEventLog('a').follow);
    let calls = 0;
    const watched = watch(server.url('/s'), {
      headers() {
        calls++;
        if (calls === 1) throw new Error('no token');
        if (calls === 2) return Promise.reject(new Error('no token either'));
        if (calls === 3) return { 'not a header': 'x' };
        return {};
      },
    });
    watched.client.connect();
    await until('the event has come', () => watched.events.length === 1);
    expect(server.requests).toHaveLength(1);
    expect(watched.told.error.map(({ kind, attempt }) => [kind, attempt])).toEqual([
      ['auth', 1],
      ['auth', 2],
      ['auth', 3],
    ]);
  });

  it('[A2, A3] a refresh that could not be had is asked for again', async () => {
    const server = await serve();
    server.on('/s', (exchange) => {
      if (exchange.request.headers.authorization === 'Bearer fresh') return exchange.write(block(1, 'a'));
      return exchange.reply(401);
    });
    let refreshes = 0;
    const watched = watch(server.url('/s'), {
      headers({ reason }) {
        if (reason !== 'unauthorized') return { authorization: 'Bearer stale' };
        if (++refreshes === 1) throw new Error('the token endpoint is down for a moment');
        return { authorization: 'Bearer fresh' };
      },
    });
    watched.client.connect();
    await until('it is settled', () => watched.events.length === 1 || watched.client.state.phase === 'failed');
    // No request was ever refused with fresh headers, so there was no second 401 in a row.
    expect(watched.client.state.phase).toBe('open');
    expect(refreshes).toBe(2);
  });
});
