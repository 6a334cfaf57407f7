import { expect, it } from 'vitest';
import { createAlarm } from '../../../src/runtime/alarm.ts';
import { createVirtualClock } from '../../../src/testing/index.ts';

const LONGEST_MS = 2 ** 31 - 1;

/** An alarm on a virtual clock, the times at which it rang, and the delays the platform was asked for. */
function world() {
  const clock = createVirtualClock();
  const rang: number[] = [];
  const delays: number[] = [];
  const platform = {
    ...clock.platform,
    setTimer(callback: () => void, delayMs: number) {
      delays.push(delayMs);
      return clock.platform.setTimer(callback, delayMs);
    },
  };
  return { clock, rang, delays, alarm: createAlarm(platform, () => void rang.push(clock.now())) };
}

it('rings once, at its time', async () => {
  const { alarm, clock, rang } = world();
  alarm.set(1_000);
  await clock.advance(999);
  expect(rang).toEqual([]);
  await clock.advance(10_000);
  expect([rang, clock.pendingTimers]).toEqual([[1_000], 0]);
});

it('rings at once for a time that is past', async () => {
  const { alarm, clock, rang, delays } = world();
  await clock.advance(500);
  alarm.set(100);
  await clock.advance(0);
  expect([rang, delays]).toEqual([[500], [0]]);
});

it('forgets the time set before', async () => {
  const { alarm, clock, rang } = world();
  alarm.set(1_000);
  alarm.set(3_000);
  alarm.set(2_000);
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(10_000);
  expect(rang).toEqual([2_000]);
});

it('[C2] leaves no timer when it is cleared', async () => {
  const { alarm, clock, rang } = world();
  alarm.set(1_000);
  alarm.set(null);
  expect(clock.pendingTimers).toBe(0);
  alarm.set(null);
  await clock.advance(10_000);
  expect(rang).toEqual([]);
});

it('[B3] waits longer than a timer can, in parts', async () => {
  const { alarm, clock, rang, delays } = world();
  const at = LONGEST_MS * 2 + 5;
  alarm.set(at);
  await clock.advance(at - 1);
  expect(rang).toEqual([]);
  await clock.advance(1);
  expect(rang).toEqual([at]);
  expect(delays).toEqual([LONGEST_MS, LONGEST_MS, 5]);
});

it('waits on when a timer fires early', () => {
  let now = 0;
  const timers: (() => void)[] = [];
  const delays: number[] = [];
  let rang = 0;
  const setTimer = (callback: () => void, delayMs: number): number => {
    delays.push(delayMs);
    return timers.push(callback);
  };
  createAlarm({ now: () => now, setTimer, clearTimer: () => {} }, () => void rang++).set(100);
  now = 99.4;
  timers[0]?.();
  expect(rang).toBe(0);
  now = 100;
  timers[1]?.();
  expect(rang).toBe(1);
  expect(delays).toEqual([100, expect.closeTo(0.6)]);
});

it('can be set anew from within', async () => {
  const clock = createVirtualClock();
  const rang: number[] = [];
  const alarm = createAlarm(clock.platform, () => {
    rang.push(clock.now());
    if (rang.length < 3) alarm.set(clock.now() + 10);
  });
  alarm.set(10);
  await clock.advance(1_000);
  expect(rang).toEqual([10, 20, 30]);
});
