import { describe, expect, it, vi } from 'vitest';
import { createVirtualClock } from '../../../src/testing/index.ts';

describe('time', () => {
  it('stands still until it is told to go on', async () => {
    const clock = createVirtualClock({ wallStart: 1_000 });
    const { platform } = clock;
    await clock.settle();
    expect([clock.now(), platform.now(), platform.wallNow()]).toEqual([0, 0, 1_000]);
    await clock.advance(50);
    expect([clock.now(), platform.now(), platform.wallNow()]).toEqual([50, 50, 1_050]);
  });

  it('passes on the wall alone while the machine sleeps, and timers do not fire', async () => {
    const clock = createVirtualClock({ wallStart: 0 });
    const fired = vi.fn<() => void>();
    clock.platform.setTimer(fired, 10);
    clock.sleep(1_000);
    expect([clock.now(), clock.platform.wallNow()]).toEqual([0, 1_000]);
    await clock.advance(9);
    expect(fired).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(fired).toHaveBeenCalledOnce();
    clock.sleep(-500);
    expect([clock.now(), clock.platform.wallNow()]).toEqual([10, 510]);
  });

  it('passes on both clocks while a page is stalled, and timers fire late', async () => {
    const clock = createVirtualClock({ wallStart: 0 });
    const at: number[] = [];
    clock.platform.setTimer(() => at.push(clock.now()), 10);
    clock.stall(100);
    expect([clock.now(), clock.platform.wallNow(), at]).toEqual([100, 100, []]);
    await clock.advance(0);
    expect(at).toEqual([100]);
  });

  it('goes on from where a callback has stalled it to', async () => {
    const clock = createVirtualClock();
    clock.platform.setTimer(() => clock.stall(500), 10);
    await clock.advance(20);
    expect(clock.now()).toBe(510);
  });

  it.each([Number.NaN, -1, Infinity])('refuses a span of %s', async (ms) => {
    const clock = createVirtualClock();
    await expect(clock.advance(ms)).rejects.toThrow(`advance() takes milliseconds, zero or more; got ${ms}`);
    expect(() => clock.stall(ms)).toThrow('stall() takes milliseconds, zero or more');
    expect(clock.now()).toBe(0);
  });

  it('refuses to sleep for ever, or for nobody knows how long', () => {
    const clock = createVirtualClock();
    for (const ms of [Number.NaN, Infinity])
      expect(() => clock.sleep(ms)).toThrow(`sleep() takes milliseconds; got ${ms}`);
  });

  it('advances once at a time, and says so where an await is missing', async () => {
    const clock = createVirtualClock();
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow('Write "await" before every clock.advance()');
    await first;
    await clock.advance(5);
    expect(clock.now()).toBe(15);
  });

  it('advances again after a callback threw', async () => {
    const clock = createVirtualClock();
    clock.platform.setTimer(() => {
      throw new Error('thrown');
    }, 10);
    await expect(clock.advance(20)).rejects.toThrow('thrown');
    await clock.advance(5);
    expect(clock.now()).toBe(15);
  });
});

describe('timers', () => {
  it('fire in the order of their deadlines, equal ones in the order they were set', async () => {
    const { advance, platform, now } = createVirtualClock();
    const fired: string[] = [];
    for (const [name, ms] of [
      ['c', 20],
      ['a', 10],
      ['b', 10],
      ['d', 20],
      ['at once', 0],
    ] as const)
      platform.setTimer(() => fired.push(`${now()} ${name}`), ms);
    await advance(20);
    expect(fired).toEqual(['0 at once', '10 a', '10 b', '20 c', '20 d']);
  });

  it('that are set by others fire within the same span, if they are due', async () => {
    const clock = createVirtualClock();
    const at: number[] = [];
    const again = (): void => {
      at.push(clock.now());
      clock.platform.setTimer(again, 10);
    };
    again();
    await clock.advance(35);
    expect(at).toEqual([0, 10, 20, 30]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('that are cleared do not fire, even by one of the same deadline', async () => {
    const { platform, advance, ...clock } = createVirtualClock();
    const fired = vi.fn<() => void>();
    const second: { handle?: unknown } = {};
    platform.setTimer(() => platform.clearTimer(second.handle), 10);
    second.handle = platform.setTimer(fired, 10);
    platform.clearTimer(platform.setTimer(fired, 5));
    platform.clearTimer(undefined);
    await advance(10);
    expect(fired).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([2 ** 31, Infinity, -1, Number.NaN])('of %s ms fire at once, as in browsers', async (ms) => {
    const clock = createVirtualClock();
    const fired = vi.fn<() => void>();
    clock.platform.setTimer(fired, ms);
    await clock.advance(0);
    expect(fired).toHaveBeenCalledOnce();
  });

  it('find what promises have done before the next one fires', async () => {
    const clock = createVirtualClock();
    const seen: string[] = [];
    clock.platform.setTimer(() => void Promise.resolve().then(() => seen.push('promise of a')), 10);
    clock.platform.setTimer(() => seen.push('b'), 10);
    await clock.advance(10);
    expect(seen).toEqual(['promise of a', 'b']);
  });

  it('that set each other for ever at one moment are an error, not a test that hangs', async () => {
    const clock = createVirtualClock();
    const again = (): void => void clock.platform.setTimer(again, 0);
    again();
    await expect(clock.advance(1)).rejects.toThrow('timers fired at 0 ms, each setting the next');
  });
});

describe('settle', () => {
  it('waits for promises within promises, and for answers of fetch', async () => {
    const clock = createVirtualClock();
    const seen: unknown[] = [];
    const nested = async (depth: number): Promise<void> => {
      if (depth > 0) await nested(depth - 1);
    };
    void (async () => {
      await nested(10);
      const { token } = (await Response.json({ token: 'fresh' }).json()) as { readonly token: string };
      await nested(10);
      seen.push(token);
    })();
    await clock.settle();
    expect(seen).toEqual(['fresh']);
    expect(clock.now()).toBe(0);
  });

  it('runs deferred tasks in order, promises between them, and what they defer', async () => {
    const { platform, settle } = createVirtualClock();
    const seen: string[] = [];
    platform.defer(() => {
      seen.push('a');
      platform.defer(() => seen.push('c'));
      void Promise.resolve().then(() => seen.push('promise of a'));
    });
    platform.defer(() => seen.push('b'));
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual(['a', 'promise of a', 'b', 'c']);
  });

  it('leaves timers alone', async () => {
    const clock = createVirtualClock();
    const fired = vi.fn<() => void>();
    clock.platform.setTimer(fired, 0);
    await clock.settle();
    expect(fired).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(1);
  });

  it('of tasks that defer each other for ever is an error', async () => {
    const clock = createVirtualClock();
    const again = (): void => clock.platform.defer(again);
    again();
    await expect(clock.settle()).rejects.toThrow('tasks were deferred, each setting the next');
  });
});

describe('chance', () => {
  it('gives the draws in order, and one half afterwards', () => {
    const { platform, draw } = createVirtualClock();
    draw(0, 0.25);
    draw(0.75);
    expect([1, 2, 3, 4, 5].map(() => platform.random())).toEqual([0, 0.25, 0.75, 0.5, 0.5]);
  });

  it('is whatever the test says where no draw is named', () => {
    const { platform, draw } = createVirtualClock({ random: () => 0.1 });
    draw(0.9);
    expect([platform.random(), platform.random()]).toEqual([0.9, 0.1]);
  });

  it.each([1, -0.1, Number.NaN])('is not %s', (roll) => {
    const { platform, draw } = createVirtualClock();
    expect(() => draw(0.1, roll)).toThrow(`draw() takes numbers from 0 up to but not 1, as Math.random(); got ${roll}`);
    expect(platform.random()).toBe(0.5);
  });
});

it('has no network, and says how to bring one', async () => {
  const { platform } = createVirtualClock();
  await expect(platform.fetch('/api/price', {})).rejects.toThrow(
    /\/api\/price was not fetched.*testClient\(\{ fetch \}\) or createVirtualClock\(\{ fetch \}\)/,
  );
});

it('works under fake timers, and they do not move it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date', 'performance', 'queueMicrotask'] });
  try {
    const clock = createVirtualClock({ wallStart: 0 });
    const fired = vi.fn<() => void>();
    clock.platform.setTimer(fired, 10);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([clock.now(), clock.platform.wallNow(), fired.mock.calls.length]).toEqual([0, 0, 0]);
    await clock.advance(10);
    expect(fired).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
