import { describe, expect, it } from 'vitest';
import { testClient } from '../../../src/testing/index.ts';

describe('a response', () => {
  it.each([
    [200, 'text/event-stream', 'open'],
    [200, 'Text/Event-Stream; charset=utf-8', 'open'],
    [200, 'text/html', 'waiting'],
    [200, 'text/event-streaming', 'waiting'],
    [204, '', 'closed'],
    [206, 'text/event-stream', 'failed'],
    [400, '', 'failed'],
    [403, '', 'failed'],
    [404, '', 'failed'],
    [408, '', 'waiting'],
    [410, '', 'failed'],
    [425, '', 'waiting'],
    [429, '', 'waiting'],
    [500, 'text/event-stream', 'waiting'],
    [503, '', 'waiting'],
  ])('[C4] of %i with "%s" leads to %s', async (status, type, phase) => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.respond({ status, headers: type ? { 'content-type': type } : {} });
    expect(client.state.phase).toBe(phase);
  });

  it('[C4] that refuses for good goes over to polling without probes', async () => {
    const { client, clock, server } = testClient({ polling: { url: '/p', toEvents: () => [] } });
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 404 });
    await clock.advance(3_600_000);
    expect(client.state.phase).toBe('polling');
    expect(server.connections).toHaveLength(1);
  });

  it('[C4] is judged by shouldRetry where that is given, except 204 and 401', async () => {
    const asked: (number | undefined)[] = [];
    const shouldRetry = ({ status }: { readonly status: number | undefined }): boolean => {
      asked.push(status);
      return status === 404;
    };
    const phases: string[] = [];
    for (const status of [404, 503, 204, 401]) {
      const { client, clock, server } = testClient({ reconnect: { shouldRetry } });
      client.connect();
      await clock.settle();
      server.latest.respond({ status });
      phases.push(client.state.phase);
    }
    expect(phases).toEqual(['waiting', 'failed', 'closed', 'failed']);
    expect(asked).toEqual([404, 503]);
  });

  it('[C5] must come within connectTimeoutMs', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.advance(9_999);
    expect(client.state.phase).toBe('connecting');
    await clock.advance(1);
    expect(client.state).toMatchObject({ phase: 'waiting', error: { kind: 'timeout', phase: 'connect' } });
    expect(server.alive).toBe(0);
  });
});

describe('a stream', () => {
  it('[C6] is opened again after a clean end, from its last complete event', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.send({ id: '4', data: 1 }, { id: '5', data: 2 });
    server.latest.end();
    await clock.advance(500);
    expect(server.latest.lastEventId).toBe('5');
  });

  it('[C6] moves its last event id by a block without data', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.send({ id: '9' });
    expect(client.lastEventId).toBe('9');
    server.latest.send({ id: '' });
    server.latest.end();
    await clock.advance(500);
    expect(server.latest.lastEventId).toBe('');
  });

  it('[C7] that was given up is not heard any more, whatever it says', async () => {
    const { client, clock, server, delivered } = testClient();
    client.connect();
    await clock.settle();
    const old = server.latest;
    client.reconnect();
    await clock.settle();
    server.latest.respond();
    const before = client.state;
    old.respond();
    old.send({ id: '1', data: 1 });
    old.retry(1);
    old.fail();
    expect(client.state).toBe(before);
    expect(delivered).toEqual([]);
    expect(client.lastEventId).toBe('');
  });

  it('[D4] raises resync when it comes back without an id to resume from', async () => {
    const { client, clock, server } = testClient();
    const reasons: string[] = [];
    client.lifecycle.on('resync', ({ reason }) => void reasons.push(reason));
    client.connect();
    await clock.settle();
    server.latest.send({ data: 1 });
    expect(reasons).toEqual([]);
    server.latest.fail();
    await clock.advance(500);
    server.latest.respond();
    expect(reasons).toEqual(['no-id']);
  });

  it('[D4] raises resync when the server resumes elsewhere, and takes its ids as new ones', async () => {
    const { client, clock, server, delivered } = testClient();
    const reasons: string[] = [];
    client.lifecycle.on('resync', ({ reason }) => void reasons.push(reason));
    client.connect();
    await clock.settle();
    server.latest.send({ id: '1', data: { is: 'old' } });
    server.latest.fail();
    await clock.advance(500);
    server.latest.respond({ headers: { 'content-type': 'text/event-stream', 'last-event-id': '0' } });
    server.latest.send({ id: '1', data: { is: 'new' } });
    expect(reasons).toEqual(['id-mismatch']);
    expect(delivered.map(({ data }) => data)).toEqual([{ is: 'old' }, { is: 'new' }]);
  });

  it('[C2] is asked for again, with what was not dispatched, after close() and connect()', async () => {
    const { client, clock, server } = testClient({ parse: 'text' });
    client.on('message', () => client.close());
    client.connect();
    await clock.settle();
    server.latest.send({ id: '1', data: 'a' }, { id: '2', data: 'b' });
    client.connect();
    await clock.settle();
    expect(server.latest.lastEventId).toBe('1');
  });

  it('[C2] is asked for again in the same tick', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    client.close();
    client.connect();
    await clock.settle();
    expect(client.state.phase).toBe('connecting');
    expect(server.connections).toHaveLength(2);
    expect(server.alive).toBe(1);
  });

  it('[C1] is replaced by reconnect(), with a fresh budget', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.fail();
    client.reconnect();
    await clock.settle();
    expect(client.state).toMatchObject({ phase: 'connecting', attempt: 0 });
    expect(server.alive).toBe(1);
  });

  it('[S1] tells in its state what is the matter and when it is tried again', async () => {
    const { client, clock, server } = testClient();
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 503 });
    const { state } = client;
    expect(state).toMatchObject({
      phase: 'waiting',
      attempt: 1,
      error: { kind: 'http', status: 503, willRetry: true },
    });
    expect((state.retryAt ?? 0) - clock.platform.wallNow()).toBe(500);
    expect(client.state).toBe(state);
  });
});
