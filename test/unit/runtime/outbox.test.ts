import { describe, expect, it } from 'vitest';
import type { Arrival, Batch, Pipeline } from '../../../src/delivery/pipeline.ts';
import { createOutbox } from '../../../src/runtime/outbox.ts';
import { createVirtualClock } from '../../../src/testing/index.ts';

const SLICE_MS = 8;

/** Blocks with these texts. */
const batch = (...texts: readonly string[]): Batch => ({
  attempt: 1,
  origin: 'stream',
  at: 0,
  receivedAt: 0,
  frames: texts.map((data) => ({ data })),
});

const many = (count: number): Batch => batch(...Array.from({ length: count }, (_, n) => String(n)));

/** An outbox whose every block takes `costMs`, unless `handle` does something else with it. */
function world(costMs = 0, handle: (text: string) => ReturnType<Pipeline['process']> = () => undefined) {
  const clock = createVirtualClock();
  const delivered: string[] = [];
  let idle = 0;
  const outbox = createOutbox(
    (frame) => {
      delivered.push(frame.data as string);
      clock.stall(costMs);
      return handle(frame.data as string);
    },
    clock.platform,
    { onDrain: () => {}, onIdle: () => void idle++ },
  );
  return { clock, delivered, outbox, idleCount: () => idle };
}

it('[D1] delivers at once and in order what is quick', () => {
  const { outbox, delivered, idleCount } = world();
  outbox.push(batch('a', 'b'));
  outbox.push(batch());
  outbox.push(batch('c'));
  expect([delivered, outbox.isIdle(), idleCount()]).toEqual([['a', 'b', 'c'], true, 3]);
});

describe('slow handlers', () => {
  it('[D1] have eight milliseconds, then the rest goes into another task', async () => {
    const { outbox, delivered, clock } = world(3);
    outbox.push(batch('a', 'b', 'c', 'd', 'e', 'f', 'g'));
    // The third ends past the eighth millisecond.
    expect([delivered, clock.now(), outbox.isIdle()]).toEqual([['a', 'b', 'c'], 9, false]);
    await clock.settle();
    expect([delivered.join(''), outbox.isIdle()]).toEqual(['abcdefg', true]);
  });

  it('[D1] are noticed among quick ones soon after they become slow', async () => {
    let cost = 0;
    const { outbox, delivered, clock } = world(0, () => {
      clock.stall(cost);
      return undefined;
    });
    outbox.push(many(100));
    cost = 1;
    outbox.push(many(100));
    // Each slice begins by looking at the clock after every event.
    expect(delivered.length - 100).toBeLessThanOrEqual(SLICE_MS + 1);
    await clock.settle();
    expect(delivered).toHaveLength(200);
  });

  it('[D1] do not let what comes later pass what waits', async () => {
    const { outbox, delivered, clock } = world(10);
    outbox.push(batch('a', 'b'));
    outbox.push(batch('c'));
    expect(delivered).toEqual(['a']);
    await clock.settle();
    expect(delivered).toEqual(['a', 'b', 'c']);
  });
});

describe('blocks taken one by one', () => {
  const arrival: Arrival = { attempt: 1, origin: 'stream', at: 0, receivedAt: 0, isQuiet: true };

  it('[D1] are delivered at once', () => {
    const { outbox, delivered, idleCount } = world();
    outbox.begin(0);
    for (const data of ['a', 'b']) outbox.take({ data }, arrival);
    expect([delivered, outbox.isIdle(), idleCount()]).toEqual([['a', 'b'], true, 2]);
  });

  it('[D1] wait for another task once their slice is over, and everything after them too', async () => {
    const { outbox, delivered, clock } = world(3);
    outbox.begin(0);
    for (const data of ['a', 'b', 'c', 'd']) outbox.take({ data }, arrival);
    // The third ended past the eighth millisecond.
    expect([delivered, outbox.isIdle()]).toEqual([['a', 'b', 'c'], false]);
    outbox.push(batch('e'));
    await clock.settle();
    expect([delivered.join(''), outbox.isIdle()]).toEqual(['abcde', true]);
  });

  it('[D7] have their own payload searched once they stand in a queue', async () => {
    const clock = createVirtualClock();
    const quiet: unknown[] = [];
    const process: Pipeline['process'] = (_block, { isQuiet }) => {
      quiet.push(isQuiet);
      clock.stall(10);
      return undefined;
    };
    const outbox = createOutbox(process, clock.platform, { onDrain: () => {}, onIdle: () => {} });
    outbox.begin(0);
    for (const data of ['a', 'b']) outbox.take({ data }, arrival);
    await clock.settle();
    expect(quiet).toEqual([true, false]);
  });

  it('[D1] are looked at less and less often while they are quick: after 1, 4, 16 and then every 64', () => {
    let looks = 0;
    const platform = { now: () => (looks++, 0), defer: () => {} };
    const outbox = createOutbox(() => undefined, platform, { onDrain: () => {}, onIdle: () => {} });
    outbox.begin(0);
    for (let n = 0; n < 1 + 4 + 16 + 64 + 64; n++) outbox.take({ data: '' }, arrival);
    expect(looks).toBe(4);
  });

  it('[D1] hold back what follows while a schema answers', async () => {
    let answer = (): void => {};
    const { outbox, delivered, clock } = world(0, (text) =>
      text === 'slow' ? new Promise((resolve) => (answer = () => resolve(() => {}))) : undefined,
    );
    outbox.begin(0);
    outbox.take({ data: 'slow' }, arrival);
    expect(outbox.isIdle()).toBe(false);
    outbox.push(batch('next'));
    answer();
    await clock.settle();
    expect([delivered, outbox.isIdle()]).toEqual([['slow', 'next'], true]);
  });

  it('[D1] let what is pushed meanwhile come next', () => {
    const { outbox, delivered } = world(0, (text) => void (text === 'a' && outbox.push(batch('c'))));
    outbox.begin(0);
    outbox.take({ data: 'a' }, arrival);
    outbox.take({ data: 'b' }, arrival);
    expect(delivered).toEqual(['a', 'c', 'b']);
  });

  it('[C2] may be dropped by the first of them', () => {
    const { outbox, idleCount } = world(0, () => void outbox.drop());
    outbox.begin(0);
    outbox.take({ data: 'a' }, arrival);
    expect([outbox.isIdle(), idleCount()]).toEqual([true, 0]);
  });
});

describe('events pushed from within a handler', () => {
  it('[D1] come after those that were there, one at a time', () => {
    let depth = 0;
    const { outbox, delivered } = world(0, (text) => {
      expect(++depth).toBe(1);
      if (text === 'a') outbox.push(batch('c'));
      depth--;
      return undefined;
    });
    outbox.push(batch('a', 'b'));
    expect(delivered).toEqual(['a', 'b', 'c']);
  });
});

describe('a schema that answers later', () => {
  it('[D1] holds back what comes after', async () => {
    const answers: (() => void)[] = [];
    const settled: string[] = [];
    const { outbox, delivered, clock } = world(0, (text) =>
      text === 'slow'
        ? new Promise((resolve) => answers.push(() => resolve(() => void settled.push(text))))
        : undefined,
    );
    outbox.push(batch('slow', 'next'));
    outbox.push(batch('last'));
    await clock.settle();
    expect([delivered, outbox.isIdle()]).toEqual([['slow'], false]);
    answers[0]?.();
    await clock.settle();
    expect([settled, delivered, outbox.isIdle()]).toEqual([['slow'], ['slow', 'next', 'last'], true]);
  });

  it('[C2] is not heard any more after the drop', async () => {
    const settled: string[] = [];
    let answer = (): void => {};
    const { outbox, delivered, clock } = world(0, (text) =>
      text === 'slow' ? new Promise((resolve) => (answer = () => resolve(() => void settled.push(text)))) : undefined,
    );
    outbox.push(batch('slow', 'next'));
    outbox.drop();
    answer();
    await clock.settle();
    expect([settled, delivered]).toEqual([[], ['slow']]);
    outbox.push(batch('new'));
    expect(delivered).toEqual(['slow', 'new']);
  });
});

describe('drop', () => {
  it('[C2] inside a handler ends it there, and what is pushed then is delivered', () => {
    const { outbox, delivered, idleCount } = world(0, (text) => {
      if (text === 'b') {
        outbox.drop();
        outbox.push(batch('x', 'y'));
      }
      return undefined;
    });
    outbox.push(batch('a', 'b', 'c'));
    expect([delivered, outbox.isIdle(), idleCount()]).toEqual([['a', 'b', 'x', 'y'], true, 1]);
  });

  it('[C2] between two tasks forgets the rest', async () => {
    const { outbox, delivered, clock } = world(10);
    outbox.push(batch('a', 'b', 'c'));
    outbox.drop();
    expect(outbox.isIdle()).toBe(true);
    outbox.push(batch('x', 'y'));
    await clock.settle();
    expect(delivered).toEqual(['a', 'x', 'y']);
  });
});

describe('pressure', () => {
  const isSettled = async (promise: Promise<void>, clock: { settle(): Promise<void> }): Promise<boolean> => {
    let settled = false;
    void promise.then(() => void (settled = true));
    await clock.settle();
    return settled;
  };

  it('[D1] is felt above 10,000 undelivered events, and ends when half are left', async () => {
    const answers: ((settle: () => void) => void)[] = [];
    const waits = new Set(['0', '5000', '5001']);
    const { outbox, clock } = world(0, (text) =>
      waits.has(text) ? new Promise((resolve) => answers.push(resolve)) : undefined,
    );
    outbox.push(many(10_001));
    expect(outbox.pressure()).toBeUndefined();
    outbox.push(batch('one more'));
    const pressure = outbox.pressure();
    expect(pressure).toBeDefined();
    answers[0]?.(() => {});
    // 5000 is in hand, 5,001 wait.
    expect(await isSettled(pressure as Promise<void>, clock)).toBe(false);
    answers[1]?.(() => {});
    expect(await isSettled(pressure as Promise<void>, clock)).toBe(true);
  });

  it('[D1] ends with a drop', async () => {
    const { outbox, clock } = world(0, () => new Promise(() => {}));
    outbox.push(many(20_000));
    const pressure = outbox.pressure() as Promise<void>;
    outbox.drop();
    expect(await isSettled(pressure, clock)).toBe(true);
    expect(outbox.pressure()).toBeUndefined();
  });
});
