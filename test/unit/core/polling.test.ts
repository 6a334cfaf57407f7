import { describe, expect, it } from 'vitest';
import type { PollingOptions } from '../../../src/index.ts';
import { createVirtualClock, type TestClient, testClient } from '../../../src/testing/index.ts';

type Answer = (request: { readonly headers: Headers; readonly signal: AbortSignal }) => Response | Promise<Response>;
interface PollingWorld extends TestClient<Record<string, unknown>> {
  /** When each poll went out. */
  readonly polledAt: readonly number[];
}

/** A client whose stream failed and that is polling; `answer` is the endpoint. */
async function fallen(
  answer: Answer,
  polling: Partial<PollingOptions<Record<string, unknown>>> = {},
): Promise<PollingWorld> {
  const polledAt: number[] = [];
  const clock = createVirtualClock({
    fetch: async (_url, { headers, signal }) => {
      polledAt.push(clock.now());
      return answer({ headers: new Headers(headers), signal: signal as AbortSignal });
    },
  });
  const world = testClient({
    clock,
    reconnect: { attempts: 0 },
    polling: {
      url: '/poll',
      toEvents: (body) => body as readonly { type: string; data: unknown }[],
      ...polling,
    },
  });
  world.client.connect();
  await clock.settle();
  world.server.latest.fail();
  await clock.settle();
  return { ...world, polledAt };
}

const nothing: Answer = () => Response.json([]);

describe('polling', () => {
  it('[P1] polls at once and then intervalMs after the end of the last', async () => {
    const { polledAt, clock } = await fallen(nothing);
    await clock.advance(10_000);
    expect(polledAt).toEqual([0, 5_000, 10_000]);
  });

  it('[P1] gives or takes a tenth', async () => {
    const { polledAt, clock } = await fallen(nothing);
    clock.draw(0, 0, 0);
    await clock.advance(9_500);
    expect(polledAt).toEqual([0, 5_000, 9_500]);
  });

  it('[P3] delivers polled events, moves the last event id and asks with it', async () => {
    const asked: (string | null)[] = [];
    const { client, clock, delivered } = await fallen(({ headers }) => {
      asked.push(headers.get('last-event-id'));
      return Response.json([{ type: 'a', data: { x: 1 }, id: String(asked.length) }]);
    });
    await clock.advance(5_000);
    expect(asked).toEqual([null, '1']);
    expect(delivered.map(({ id, data, origin }) => [id, data, origin])).toEqual([
      ['1', { x: 1 }, 'poll'],
      ['2', { x: 1 }, 'poll'],
    ]);
    expect(client.lastEventId).toBe('2');
  });

  it('[P4] backs off to a minute when polls fail, and comes back to the interval', async () => {
    let works = false;
    const { polledAt, clock } = await fallen(() => (works ? Response.json([]) : new Response(null, { status: 500 })), {
      recoverAfterMs: 10_000_000,
      maxRecoverAfterMs: 10_000_000,
    });
    await clock.advance(200_000);
    expect(polledAt.map((at, index) => at - (polledAt[index - 1] ?? 0))).toEqual([
      0, 10_000, 20_000, 40_000, 60_000, 60_000,
    ]);
    works = true;
    await clock.advance(60_000);
    const [before, last] = [polledAt.at(-2) ?? 0, polledAt.at(-1) ?? 0];
    expect(last - before).toBe(5_000);
  });

  it('[P4] honours Retry-After as a floor', async () => {
    const { polledAt, clock } = await fallen(
      () => new Response(null, { status: 503, headers: { 'retry-after': '120' } }),
      {
        recoverAfterMs: 10_000_000,
        maxRecoverAfterMs: 10_000_000,
      },
    );
    await clock.advance(130_000);
    expect(polledAt).toEqual([0, 122_500]);
  });

  it('[C5] gives a poll connectTimeoutMs for its whole answer', async () => {
    const { client, clock, polledAt } = await fallen(() => new Promise(() => {}), {
      recoverAfterMs: 1_000_000,
      maxRecoverAfterMs: 1_000_000,
    });
    await clock.advance(20_000);
    expect(polledAt).toEqual([0, 20_000]);
    expect(client.state.error).toMatchObject({ kind: 'timeout', phase: 'poll' });
  });

  it('[P5] probes after recoverAfterMs, doubling up to maxRecoverAfterMs', async () => {
    const { clock, server } = await fallen(nothing, { recoverAfterMs: 10_000, maxRecoverAfterMs: 30_000 });
    const probedAt: number[] = [];
    for (let n = 0; n < 4; n++) {
      while (server.alive === 0) await clock.advance(100);
      probedAt.push(clock.now());
      server.latest.fail();
    }
    expect(probedAt).toEqual([10_000, 30_000, 60_000, 90_000]);
  });

  it('[P5] probes at once on online, on becoming visible and on reconnect()', async () => {
    const { client, clock, page, server } = await fallen(nothing);
    const probes = async (act: () => void): Promise<number> => {
      const before = server.connections.length;
      await clock.advance(1_500);
      act();
      await clock.settle();
      const made = server.connections.length - before;
      if (made > 0) server.latest.fail();
      return made;
    };
    expect(await probes(() => page.goOffline())).toBe(0);
    expect(await probes(() => page.goOnline())).toBe(1);
    expect(await probes(() => page.hide())).toBe(0);
    expect(await probes(() => page.show())).toBe(1);
    expect(await probes(() => client.reconnect())).toBe(1);
  });

  it('[P6] goes on polling until the probed stream has given a byte, then stops', async () => {
    const { client, clock, server, polledAt } = await fallen(() => Response.json([{ type: 'a', data: 1, id: '1' }]), {
      recoverAfterMs: 6_000,
    });
    await clock.advance(6_000);
    server.latest.respond();
    await clock.advance(4_000);
    expect(client.state.phase).toBe('polling');
    expect(polledAt).toHaveLength(3);
    server.latest.comment();
    expect(client.state.phase).toBe('open');
    await clock.advance(30_000);
    expect(polledAt).toHaveLength(3);
  });

  it('[P6] polls once more when there is no last event id', async () => {
    const { client, clock, server, polledAt } = await fallen(nothing, { recoverAfterMs: 6_000 });
    await clock.advance(6_000);
    server.latest.comment();
    await clock.advance(30_000);
    expect(client.state.phase).toBe('open');
    expect(polledAt).toEqual([0, 5_000, 6_000]);
  });

  it('[P6] polls once more after one that was already out', async () => {
    const held: ((response: Response) => void)[] = [];
    const { clock, server, polledAt } = await fallen(() => new Promise((resolve) => void held.push(resolve)), {
      recoverAfterMs: 1_000,
    });
    await clock.advance(1_000);
    server.latest.comment();
    expect(polledAt).toHaveLength(1);
    held[0]?.(Response.json([]));
    await clock.settle();
    expect(polledAt).toHaveLength(2);
    held[1]?.(Response.json([]));
    await clock.advance(20_000);
    expect(polledAt).toHaveLength(2);
  });

  it('[P6] does not show a failed last poll as a fault of the stream that is back', async () => {
    let works = true;
    const { client, clock, server } = await fallen(
      () => (works ? Response.json([]) : new Response(null, { status: 500 })),
      { recoverAfterMs: 1_000 },
    );
    await clock.advance(1_000);
    works = false;
    server.latest.comment();
    await clock.settle();
    expect(client.state).toMatchObject({ phase: 'open', error: null });
  });

  it('[P6, D2] drops what the stream replays of what polls delivered', async () => {
    const { clock, server, delivered } = await fallen(() => Response.json([{ type: 'a', data: 1, id: '1' }]), {
      recoverAfterMs: 1_000,
    });
    await clock.advance(1_000);
    server.latest.send({ id: '1', event: 'a', data: 1 }, { id: '2', event: 'a', data: 2 });
    expect(delivered.map(({ id, origin }) => `${id} ${origin}`)).toEqual(['1 poll', '2 stream']);
  });

  it('[P7] does not poll on a paused page, and does at once when it is back', async () => {
    const { clock, page, polledAt } = await fallen(nothing);
    page.leave();
    await clock.advance(60_000);
    expect(polledAt).toEqual([0]);
    page.comeBack();
    await clock.settle();
    expect(polledAt).toEqual([0, 60_000]);
  });

  it('[B4] starts the probes over when the stream has proved itself', async () => {
    const { clock, server, client } = await fallen(nothing, { recoverAfterMs: 10_000 });
    await clock.advance(10_000);
    server.latest.fail();
    await clock.advance(20_000);
    server.latest.comment();
    await clock.advance(5_000);
    server.latest.fail();
    await clock.settle();
    expect(client.state.phase).toBe('polling');
    expect((client.state.retryAt ?? 0) - clock.platform.wallNow()).toBe(10_000);
  });
});
