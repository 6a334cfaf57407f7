import { describe, expect, it } from 'vitest';
import { type TestClientOptions, testClient } from '../../../src/testing/index.ts';

/** Plays a server that refuses every request, and returns the waits. */
async function waitsOf(reconnect: TestClientOptions<Record<string, unknown>>, attempts: number): Promise<number[]> {
  const { client, clock, server } = testClient(reconnect);
  const waits: number[] = [];
  client.lifecycle.on('retry', ({ delayMs }) => void waits.push(delayMs));
  client.connect();
  for (let n = 0; n < attempts; n++) {
    await clock.settle();
    server.latest.respond({ status: 503 });
    await clock.advance(waits.at(-1) ?? 0);
  }
  return waits;
}

describe('waiting', () => {
  it('[B1] waits exactly 1, 2, 4, 8, 16 s without jitter', async () => {
    expect(await waitsOf({ reconnect: { jitter: 'none' } }, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it('[B1] draws from half of that on average with full jitter', async () => {
    expect(await waitsOf({}, 5)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  it('[B2] adds jitter to Retry-After, for the next wait only', async () => {
    const { client, clock, server } = testClient();
    const waits: number[] = [];
    client.lifecycle.on('retry', ({ delayMs }) => void waits.push(delayMs));
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 429, headers: { 'retry-after': '20' } });
    await clock.advance(20_500);
    server.latest.respond({ status: 503 });
    expect(waits).toEqual([20_500, 1_000]);
  });

  it('[B2] takes retry: as the base and the floor of every wait', async () => {
    const { client, clock, server } = testClient();
    const waits: number[] = [];
    client.lifecycle.on('retry', ({ delayMs }) => void waits.push(delayMs));
    client.connect();
    await clock.settle();
    server.latest.respond().retry(3_000).end();
    await clock.advance(4_500);
    server.latest.respond({ status: 500 });
    expect(waits).toEqual([4_500, 6_000]);
  });

  it('[B4] forgets failures when the stream has been open for stableAfterMs and gave bytes', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.fail();
    await clock.advance(500);
    server.latest.respond().comment();
    await clock.advance(4_999);
    expect(client.state.attempt).toBe(1);
    await clock.advance(1);
    expect(client.state.attempt).toBe(0);
  });

  it('[B4] does not trust a stream that is open but silent, until a byte comes', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.fail();
    await clock.advance(500);
    server.latest.respond();
    await clock.advance(8_000);
    expect(client.state.attempt).toBe(1);
    server.latest.comment();
    expect(client.state.attempt).toBe(0);
  });

  it('[B4] forgets failures at once when an event with a new id is delivered, not for one seen before', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.send({ id: '1', data: 1 });
    server.latest.fail();
    await clock.advance(500);
    server.latest.send({ id: '1', data: 1 });
    expect(client.state.attempt).toBe(1);
    server.latest.send({ id: '2', data: 2 });
    expect(client.state.attempt).toBe(0);
  });

  it('[B4] counts a server that accepts and closes at once, and falls back', async () => {
    const { client, clock, server } = testClient({ reconnect: { jitter: 'none' } });
    client.connect();
    for (let n = 0; n < 6; n++) {
      await clock.settle();
      server.latest.respond().comment().end();
      if (n < 5) await clock.advance(1_000 * 2 ** n);
    }
    expect(client.state.phase).toBe('suspended');
    expect(server.connections).toHaveLength(6);
  });

  it('[B5] reconnects five times after the first failure, then is suspended and probes', async () => {
    const { client, clock, server, timeline } = testClient({ reconnect: { jitter: 'none' } });
    client.connect();
    for (let n = 0; n < 6; n++) {
      await clock.settle();
      server.latest.fail();
      if (n < 5) await clock.advance(1_000 * 2 ** n);
    }
    expect(timeline).toEqual([
      '0 connecting',
      '0 waiting 1',
      '1000 connecting 1',
      '1000 waiting 2',
      '3000 connecting 2',
      '3000 waiting 3',
      '7000 connecting 3',
      '7000 waiting 4',
      '15000 connecting 4',
      '15000 waiting 5',
      '31000 connecting 5',
      '31000 suspended 6',
    ]);
    await clock.advance(30_000);
    expect(server.connections).toHaveLength(7);
  });

  it('[B5] falls back at the first failure with attempts: 0', async () => {
    const { client, clock, server } = testClient({ reconnect: { attempts: 0 } });
    client.connect();
    await clock.settle();
    server.latest.fail();
    expect(client.state.phase).toBe('suspended');
  });

  it('[B5] never falls back with attempts: Infinity', async () => {
    const { client, clock, server } = testClient({
      reconnect: { attempts: Infinity, jitter: 'none', maxDelayMs: 1_000 },
    });
    client.connect();
    for (let n = 0; n < 100; n++) {
      await clock.settle();
      server.latest.fail();
      await clock.advance(1_000);
    }
    expect(client.state).toMatchObject({ phase: 'connecting', attempt: 100 });
  });

  it('[B6] spends no attempt on a pause, a token refresh or an abort of its own', async () => {
    const { client, clock, server, page } = testClient({ headers: () => ({}), visibility: { pauseAfterMs: 0 } });
    client.connect();
    await clock.settle();
    page.hide();
    page.show();
    await clock.settle();
    server.latest.respond({ status: 401 });
    await clock.settle();
    client.reconnect();
    await clock.settle();
    server.latest.respond();
    expect(client.state).toMatchObject({ phase: 'open', attempt: 0 });
    expect(client.metrics().failures).toEqual({});
  });
});
