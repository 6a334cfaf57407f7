import { describe, expect, it } from 'vitest';
import { createVirtualClock, testClient } from '../../../src/testing/index.ts';

describe('401', () => {
  it('[A2] asks once more, repeats at once and spends nothing', async () => {
    const reasons: string[] = [];
    const { client, clock, server, timeline } = testClient({
      headers: ({ reason }) => {
        reasons.push(reason);
        return { authorization: reason };
      },
    });
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 401 });
    await clock.settle();
    expect(server.latest.headers.get('authorization')).toBe('unauthorized');
    server.latest.respond();
    expect(reasons).toEqual(['connect', 'unauthorized']);
    expect(timeline).toEqual(['0 connecting', '0 open']);
  });

  it('[A2] fails with kind auth when the repetition is refused too', async () => {
    const { client, clock, server } = testClient({ headers: () => ({}) });
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 401 });
    await clock.settle();
    server.latest.respond({ status: 401 });
    expect(client.state.phase).toBe('failed');
    expect(client.state.error).toMatchObject({ kind: 'auth', status: 401, willRetry: false });
    expect(clock.pendingTimers).toBe(0);
  });

  it('[A2] begins anew for the next 401 after a success', async () => {
    const { client, clock, server } = testClient({ headers: () => ({}) });
    client.connect();
    for (let n = 0; n < 4; n++) {
      await clock.advance(1_000);
      server.latest.respond({ status: 401 });
      await clock.settle();
      server.latest.respond().comment();
      await clock.advance(5_000);
      server.latest.end();
    }
    expect(client.state.phase).toBe('waiting');
  });

  it('[A2, A3] asks again when the refresh itself failed, and does not give up', async () => {
    const asked: string[] = [];
    let issuer: 'down' | 'up' = 'down';
    const { client, clock, server } = testClient({
      headers: ({ reason }) => {
        asked.push(reason);
        if (reason === 'unauthorized' && issuer === 'down') throw new Error('No token to be had.');
        return { authorization: reason };
      },
    });
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 401 });
    await clock.settle();
    issuer = 'up';
    await clock.advance(500);
    server.latest.respond({ status: 401 });
    await clock.settle();
    server.latest.respond();
    expect(asked).toEqual(['connect', 'unauthorized', 'reconnect', 'unauthorized']);
    expect(client.state.phase).toBe('open');
  });

  it('[A2] is the end at once with static headers', async () => {
    const { client, clock, server } = testClient({ headers: { authorization: 'Bearer x' } });
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 401 });
    expect(client.state).toMatchObject({ phase: 'failed', error: { kind: 'auth' } });
  });

  it('[A2] never refreshes for 403', async () => {
    const reasons: string[] = [];
    const { client, clock, server } = testClient({ headers: ({ reason }) => (reasons.push(reason), {}) });
    client.connect();
    await clock.settle();
    server.latest.respond({ status: 403 });
    expect(client.state).toMatchObject({ phase: 'failed', error: { kind: 'http', status: 403 } });
    expect(reasons).toEqual(['connect']);
  });

  it('[A2] asks once for stream and poll together', async () => {
    const polls: { readonly token: string | null; readonly answer: (response: Response) => void }[] = [];
    const clock = createVirtualClock({
      fetch: (_url, { headers }) =>
        new Promise((answer) => void polls.push({ token: new Headers(headers).get('authorization'), answer })),
    });
    const asked: string[] = [];
    const { client, server } = testClient({
      clock,
      headers: async ({ reason }) => {
        asked.push(reason);
        return { authorization: reason === 'unauthorized' ? 'new' : 'old' };
      },
      polling: { url: '/poll', toEvents: () => [], recoverAfterMs: 1 },
      reconnect: { attempts: 0 },
    });
    client.connect();
    await clock.settle();
    server.latest.fail();
    await clock.advance(1);
    // The first poll and the probe are both out, with the old token.
    server.latest.respond({ status: 401 });
    polls[0]?.answer(new Response(null, { status: 401 }));
    await clock.settle();
    expect(asked).toEqual(['connect', 'poll', 'probe', 'unauthorized']);
    expect(polls.map(({ token }) => token)).toEqual(['old', 'new']);
    expect(server.latest.headers.get('authorization')).toBe('new');
    expect(client.state.phase).toBe('polling');
  });

  it('[A3] spends an attempt on headers that throw, and goes on', async () => {
    let works = false;
    const { client, clock, server } = testClient({
      headers: () => {
        if (works) return {};
        throw new Error('No token yet.');
      },
    });
    client.connect();
    await clock.settle();
    expect(client.state).toMatchObject({ phase: 'waiting', attempt: 1, error: { kind: 'auth', phase: 'connect' } });
    works = true;
    await clock.advance(500);
    server.latest.respond();
    expect(client.state.phase).toBe('open');
  });

  it('[C5] gives up headers that never come', async () => {
    const { client, clock } = testClient({ headers: () => new Promise(() => {}) });
    client.connect();
    await clock.advance(10_000);
    expect(client.state).toMatchObject({ phase: 'waiting', error: { kind: 'timeout' } });
  });
});
