import { describe, expect, it } from 'vitest';
import type { HeadersContext } from '../../../src/options.ts';
import { createVirtualClock, type TestClientOptions, testClient } from '../../../src/testing/index.ts';

type Options = TestClientOptions<Record<string, unknown>>;
const quiet: Options = { reconnect: { jitter: 'none' } };

async function connected(options: Options = quiet) {
  const world = testClient(options);
  const opens: unknown[] = [];
  const resyncs: string[] = [];
  const errors: {
    readonly kind: string;
    readonly phase: string;
    readonly message: string;
    readonly willRetry: boolean;
  }[] = [];
  world.client.lifecycle.on('open', ({ attempt, resumed }) => void opens.push([attempt, resumed]));
  world.client.lifecycle.on('resync', ({ reason }) => void resyncs.push(reason));
  world.client.lifecycle.on(
    'error',
    ({ kind, phase, message, willRetry }) => void errors.push({ kind, phase, message, willRetry }),
  );
  world.client.connect();
  await world.clock.settle();
  return { ...world, opens, resyncs, errors };
}

/** A client without a budget of attempts: the first failure falls back. */
async function fallen(options: Options = {}) {
  const polledAt: number[] = [];
  const clock = createVirtualClock({ fetch: async () => (polledAt.push(clock.now()), Response.json([])) });
  const polling = { url: '/poll', toEvents: () => [] };
  const world = await connected({ clock, polling, ...options, reconnect: { attempts: 0, ...options.reconnect } });
  return { ...world, polledAt };
}

describe('continuity', () => {
  it('[D4] a stream is told as resumed when it went on from an id, and only then', async () => {
    const { server, clock, opens, resyncs } = await connected();
    // An id of the server's own choosing, on a request that asked for none, is no contradiction.
    server.latest.respond({ headers: { 'content-type': 'text/event-stream', 'last-event-id': '7' } });
    server.latest.send({ id: '1', data: 'a' }).end();
    await clock.advance(1_000);
    server.latest.comment();
    server.latest.end();
    await clock.advance(2_000);
    server.latest.respond({ headers: { 'content-type': 'text/event-stream', 'last-event-id': '9' } });
    expect(opens).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ]);
    expect(resyncs).toEqual(['id-mismatch']);
  });

  it('[D4] a stream without ids is told to be one that cannot be resumed', async () => {
    const { server, clock, opens, resyncs } = await connected();
    server.latest.send({ data: 'a' }).end();
    await clock.advance(1_000);
    server.latest.comment();
    expect([opens, resyncs]).toEqual([
      [
        [0, false],
        [1, false],
      ],
      ['no-id'],
    ]);
  });

  it('[D6] an event without an id leaves the place where it is, whoever names it', async () => {
    const { client, server } = await connected({ ...quiet, eventType: ({ event }) => event });
    server.latest.send({ id: '1', data: 'a' }, { data: 'b' });
    expect(client.lastEventId).toBe('1');
  });
});

describe('reasons', () => {
  it('[A1] a stream that is asked for while polls feed the page is a probe', async () => {
    const reasons: string[] = [];
    const headers = ({ reason }: HeadersContext) => (reasons.push(reason), {});
    const { client, clock, server, page } = await fallen({ headers });
    server.latest.fail();
    await clock.settle();
    client.reconnect();
    await clock.settle();
    server.latest.fail();
    await clock.settle();
    page.goOffline();
    await clock.advance(2_000);
    page.goOnline();
    await clock.settle();
    expect(reasons.filter((reason) => reason !== 'poll')).toEqual(['connect', 'probe', 'probe']);
  });

  it('[A1] and otherwise a reconnect', async () => {
    const reasons: string[] = [];
    const headers = ({ reason }: HeadersContext) => (reasons.push(reason), {});
    const { client, clock, server, page } = await connected({ ...quiet, headers });
    server.latest.comment();
    client.reconnect();
    await clock.settle();
    server.latest.comment();
    page.freeze();
    await clock.advance(2_000);
    page.resume();
    await clock.settle();
    expect(reasons).toEqual(['connect', 'reconnect', 'reconnect']);
  });
});

describe('errors', () => {
  it('[C5, H2] say what was waited for, and for how long', async () => {
    const { clock, server, errors } = await connected();
    await clock.advance(10_000);
    await clock.advance(1_000);
    server.latest.respond();
    await clock.advance(60_000);
    expect(errors).toEqual([
      {
        kind: 'timeout',
        phase: 'connect',
        message: expect.stringContaining('reconnect.connectTimeoutMs'),
        willRetry: true,
      },
      {
        kind: 'heartbeat',
        phase: 'stream',
        message: expect.stringMatching(/ 60 s;.*heartbeat\.timeoutMs/),
        willRetry: true,
      },
    ]);
  });

  it('[P4] of polls say so, and that they are tried again', async () => {
    const clock = createVirtualClock({ fetch: () => new Promise(() => {}) });
    const { server, errors } = await fallen({ clock });
    server.latest.fail();
    await clock.advance(10_000);
    expect(errors.at(-1)).toEqual({
      kind: 'timeout',
      phase: 'poll',
      message: expect.stringContaining('poll'),
      willRetry: true,
    });
  });

  it('[C8] a request that must not be repeated is refused with a reason when the page is back', async () => {
    const { client, clock, page, server, errors } = await connected({ ...quiet, method: 'POST' });
    server.latest.comment();
    page.freeze();
    await clock.advance(2_000);
    page.resume();
    await clock.settle();
    expect(client.state.phase).toBe('failed');
    expect(errors).toEqual([
      {
        kind: 'aborted',
        phase: 'stream',
        message: expect.stringContaining('reconnect.nonIdempotent'),
        willRetry: false,
      },
    ]);
  });

  it('[S1] stand in the state until the client is closed, with how many attempts failed', async () => {
    const { client, server, clock } = await connected();
    server.latest.respond({ status: 404 });
    await clock.settle();
    expect(client.state).toMatchObject({ phase: 'failed', attempt: 1, error: { kind: 'http', status: 404 } });
    client.close();
    expect(client.state).toMatchObject({ phase: 'closed', error: null });
  });

  it('[S1] a retry that is put off is told, though the phase stays', async () => {
    const { client, server, page } = await connected();
    server.latest.fail();
    const { retryAt } = client.state;
    page.goOffline();
    expect(client.state.phase).toBe('waiting');
    expect((client.state.retryAt ?? 0) - (retryAt ?? 0)).toBe(29_000);
  });
});

describe('probes', () => {
  it('[B2, P5] wait for Retry-After, with jitter on top, and for retry:', async () => {
    const { client, clock, server } = await fallen();
    server.latest.fail();
    await clock.advance(30_000);
    const asked = clock.now();
    server.latest.respond({ status: 503, headers: { 'retry-after': '200' } });
    const after = (client.state.retryAt ?? 0) - clock.platform.wallNow();
    expect([asked, after]).toEqual([30_000, 200_500]);
    await clock.advance(200_500);
    server.latest.respond().retry(250_000).end();
    expect((client.state.retryAt ?? 0) - clock.platform.wallNow()).toBeGreaterThanOrEqual(250_000);
  });

  it('[P1, P5] that fail leave the polls to their own pace', async () => {
    const { clock, server, polledAt } = await fallen();
    server.latest.fail();
    await clock.advance(31_000);
    server.latest.fail();
    await clock.advance(9_000);
    expect(polledAt).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000]);
  });

  it('[P6] are taken into use at once where no polls feed the page', async () => {
    const { client, clock, server } = await connected({ reconnect: { attempts: 0 } });
    server.latest.fail();
    await clock.advance(30_000);
    server.latest.respond();
    expect(client.state.phase).toBe('open');
  });

  it('[C4] are not sent to a server that refused for good, not even on waking', async () => {
    const { clock, page, server, polledAt } = await fallen();
    server.latest.respond({ status: 404 });
    await clock.settle();
    page.freeze();
    await clock.advance(5_000);
    page.resume();
    await clock.advance(60_000);
    expect(server.connections).toHaveLength(1);
    expect(polledAt.length).toBeGreaterThan(10);
  });
});
