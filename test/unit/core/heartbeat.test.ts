import { beforeEach, describe, expect, it } from 'vitest';
import type { SseErrorKind } from '../../../src/index.ts';
import { type TestClient, testClient } from '../../../src/testing/index.ts';

describe('the watchdog', () => {
  let world: TestClient<Record<string, unknown>>;
  let errors: SseErrorKind[];
  beforeEach(async () => {
    world = testClient();
    errors = [];
    world.client.lifecycle.on('error', ({ kind }) => void errors.push(kind));
    world.client.connect();
    await world.clock.settle();
    world.server.latest.respond().comment();
  });

  it('[H1] takes comments for life', async () => {
    for (let n = 0; n < 10; n++) {
      await world.clock.advance(59_000);
      world.server.latest.comment();
    }
    expect(errors).toEqual([]);
  });

  it('[H2] notices silence at timeoutMs, not before', async () => {
    await world.clock.advance(59_999);
    expect(errors).toEqual([]);
    await world.clock.advance(1);
    expect(errors).toEqual(['heartbeat']);
    expect(world.client.state.phase).toBe('waiting');
    expect(world.server.alive).toBe(0);
  });

  it('[H2] counts from the last byte, wherever it fell between two looks', async () => {
    await world.clock.advance(12_345);
    world.server.latest.comment();
    await world.clock.advance(59_999);
    expect(errors).toEqual([]);
    await world.clock.advance(1);
    expect(errors).toEqual(['heartbeat']);
  });

  it('[C5] fails a stream that was opened and never gave a byte', async () => {
    const silent = testClient({ heartbeat: { timeoutMs: 2_000 } });
    silent.client.connect();
    await silent.clock.settle();
    silent.server.latest.respond();
    await silent.clock.advance(2_000);
    expect(silent.client.state.error?.kind).toBe('heartbeat');
  });

  it('[H2] is switched off by heartbeat: false', async () => {
    const deaf = testClient({ heartbeat: false });
    deaf.client.connect();
    await deaf.clock.settle();
    deaf.server.latest.respond();
    await deaf.clock.advance(3_600_000);
    expect(deaf.client.state.phase).toBe('open');
  });

  it('[H3] sets no timer for ten thousand chunks', async () => {
    const { platform } = world.clock;
    let set = 0;
    const { setTimer } = platform;
    Object.assign(platform, { setTimer: (...timer: Parameters<typeof setTimer>) => (set++, setTimer(...timer)) });
    for (let n = 0; n < 10_000; n++) world.server.latest.send({ id: String(n), data: n });
    await world.clock.settle();
    expect(world.delivered).toHaveLength(10_000);
    expect(set).toBe(0);
  });

  it('[H4] lets queued bytes in for a second when it comes late', async () => {
    world.clock.stall(90_000);
    await world.clock.advance(0);
    expect(errors).toEqual([]);
    world.server.latest.comment();
    await world.clock.advance(5_000);
    expect(errors).toEqual([]);
  });

  it('[H4] judges after that second when nothing was queued', async () => {
    world.clock.stall(90_000);
    await world.clock.advance(999);
    expect(errors).toEqual([]);
    await world.clock.advance(1);
    expect(errors).toEqual(['heartbeat']);
  });

  it('[H4] notices a sleep that the monotonic clock did not see', async () => {
    world.clock.sleep(8 * 3_600_000);
    await world.clock.advance(5_000);
    expect(errors).toEqual([]);
    await world.clock.advance(1_000);
    expect(errors).toEqual(['heartbeat']);
  });

  it('[H4] gives the second anew after each sleep', async () => {
    // It looks at 5 s, and having found life a second later again at 11 s.
    for (const beforeLook of [5_000, 1_000]) {
      world.clock.sleep(3_600_000);
      await world.clock.advance(beforeLook + 500);
      world.server.latest.comment();
      await world.clock.advance(4_500);
    }
    expect(errors).toEqual([]);
  });

  it('[H5] judges at once when the page wakes', () => {
    world.clock.sleep(3_600_000);
    world.page.signal();
    expect(errors).toEqual(['heartbeat']);
  });

  it('[H5] leaves a stream alone that was silent for less', async () => {
    await world.clock.advance(30_000);
    world.page.signal();
    expect(errors).toEqual([]);
  });

  it('[H4] is not alarmed by a wall clock that is set back', async () => {
    world.clock.sleep(-3_600_000);
    await world.clock.advance(50_000);
    world.server.latest.comment();
    await world.clock.advance(50_000);
    expect(errors).toEqual([]);
  });
});
