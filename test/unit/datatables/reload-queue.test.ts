import { expect, it } from 'vitest';
import { type Obstacle, ReloadQueue } from '../../../src/datatables/reload-queue.ts';
import { createVirtualClock, type VirtualClock } from '../../../src/testing/index.ts';

interface World {
  readonly clock: VirtualClock;
  readonly queue: ReloadQueue;
  /** When work began. */
  readonly begun: number[];
  /** When work counted as overdue. */
  readonly overdue: number[];
  /** Every phase, `+` when more is to follow. */
  readonly phases: string[];
  /** What stands in the way. */
  obstacle: (waitedMs: number) => Obstacle | null;
}

function createWorld({ coalesceMs = 1_000, timeoutMs = 5_000 } = {}): World {
  const clock = createVirtualClock();
  const world: World = {
    clock,
    begun: [],
    overdue: [],
    phases: [],
    obstacle: () => null,
    queue: new ReloadQueue(
      clock.platform,
      { coalesceMs, timeoutMs },
      {
        obstacle: (waitedMs) => world.obstacle(waitedMs),
        begin: () => void world.begun.push(clock.now()),
        overdue: () => void world.overdue.push(clock.now()),
        changed: () => void world.phases.push(`${world.queue.phase}${world.queue.again ? '+' : ''}`),
      },
    ),
  };
  return world;
}

it('[T1] begins once for all that is asked for in a turn', async () => {
  const { clock, queue, begun, phases } = createWorld();
  for (let count = 0; count < 200; count++) queue.ask();
  expect(begun).toEqual([]);
  await clock.advance(0);
  expect(begun).toEqual([0]);
  queue.end();
  await clock.advance(10_000);
  expect(begun).toEqual([0]);
  expect(phases).toEqual(['due', 'loading', 'idle']);
  expect(clock.pendingTimers).toBe(0);
});

it('[T1] begins at most once in coalesceMs, and once more after the last of 200 in a second', async () => {
  const { clock, queue, begun } = createWorld();
  for (let count = 0; count < 200; count++) {
    queue.ask();
    await clock.advance(5);
    queue.end();
  }
  await clock.advance(10_000);
  expect(begun).toEqual([0, 1_000]);
});

it('[T1] has one out and one waiting, however many are asked for', async () => {
  const { clock, queue, begun, phases } = createWorld();
  queue.ask();
  await clock.advance(0);
  for (let count = 0; count < 10; count++) queue.ask();
  await clock.advance(3_000);
  expect(begun).toEqual([0]);
  queue.end();
  await clock.advance(0);
  expect(begun).toEqual([0, 3_000]);
  queue.end();
  await clock.advance(10_000);
  expect(begun).toEqual([0, 3_000]);
  expect(phases).toEqual(['due', 'loading', 'loading+', 'due', 'loading', 'idle']);
});

it('[T1] at once: does not wait for the space between two, but for what is out', async () => {
  const { clock, queue, begun } = createWorld();
  queue.ask();
  await clock.advance(0);
  queue.end();
  queue.ask();
  await clock.advance(100);
  expect(begun).toEqual([0]);
  queue.ask(true);
  await clock.advance(0);
  expect(begun).toEqual([0, 100]);
  queue.ask(true);
  await clock.advance(50);
  expect(begun).toEqual([0, 100]);
  queue.end();
  await clock.advance(0);
  expect(begun).toEqual([0, 100, 150]);
});

it('[T2] is over after timeoutMs', async () => {
  const { clock, queue, overdue, phases } = createWorld();
  queue.ask();
  await clock.advance(4_999);
  expect(overdue).toEqual([]);
  await clock.advance(1);
  expect(overdue).toEqual([5_000]);
  expect(phases.at(-1)).toBe('idle');
  // News of what was overdue does not end what came after it twice.
  queue.ask();
  await clock.advance(0);
  queue.end();
  queue.end();
  expect(queue.phase).toBe('idle');
});

it('[T8, T9] waits for an obstacle to go, and knows how long it has', async () => {
  const world = createWorld();
  const { clock, queue, begun, phases } = world;
  const waited: number[] = [];
  world.obstacle = (waitedMs) => {
    waited.push(waitedMs);
    return clock.now() < 600 ? 'missing' : clock.now() < 1_200 ? 'held' : null;
  };
  queue.ask();
  queue.ask();
  await clock.advance(5_000);
  expect(begun).toEqual([1_250]);
  expect(waited).toEqual([0, 250, 500, 750, 1_000, 1_250]);
  expect(phases.slice(0, 4)).toEqual(['due', 'missing', 'held', 'loading']);
});

it('[T7] closed, it sets no timer and begins nothing; also from within an obstacle', async () => {
  const world = createWorld();
  const { clock, queue, begun } = world;
  queue.ask();
  queue.close();
  expect(clock.pendingTimers).toBe(0);
  queue.ask();
  queue.end();
  await clock.advance(10_000);
  const other = createWorld();
  other.obstacle = () => {
    other.queue.close();
    return 'held';
  };
  other.queue.ask();
  await other.clock.advance(10_000);
  expect([begun, other.begun, other.clock.pendingTimers]).toEqual([[], [], 0]);
});
