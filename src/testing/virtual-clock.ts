import type { Millis } from '../events.ts';
import type { FetchLike, Platform } from '../platform/platform.ts';

/** Time that stands still until it is told to go on. */
export interface VirtualClock {
  /** A host on this clock. Its `random` gives 0.5 unless told otherwise. */
  readonly platform: Platform;
  /** Milliseconds since the clock was made, on the monotonic clock. */
  now(): Millis;
  /**
   * Lets time pass, walking from deadline to deadline: a timer that sets another within the span sees that one fire
   * too. Promises settle before and after each.
   */
  advance(ms: Millis): Promise<void>;
  /** Lets promises and deferred tasks run, without time passing. */
  settle(): Promise<void>;
  /** The machine sleeps: the wall clock goes on, the monotonic clock and timers stand still. */
  sleep(ms: Millis): void;
  /** Time passes without timers firing, as when a tab is throttled; they fire late, at the next `advance`. */
  stall(ms: Millis): void;
  /** Timers that are set. */
  readonly pendingTimers: number;
  /** What handlers threw, in order. */
  readonly reportedErrors: readonly unknown[];
  /** The next random draws, in order; afterwards 0.5 again. */
  draw(...rolls: readonly number[]): void;
}

interface Timer {
  readonly callback: () => void;
  readonly at: Millis;
  /** Equal deadlines fire in the order they were set. */
  readonly order: number;
}

/** How often promises get their turn before time moves: enough for chains as long as a request needs. */
const TURNS = 25;

/**
 * @param options.fetch - What requests go to; by default they fail, so that no test reaches a network by accident.
 * @param options.wallStart - The wall clock at the beginning, milliseconds since the epoch.
 */
export function createVirtualClock(
  options: { readonly fetch?: FetchLike; readonly wallStart?: Millis; readonly random?: () => number } = {},
): VirtualClock {
  const { wallStart = Date.UTC(2026, 0, 1), fetch = noFetch, random = () => 0.5 } = options;
  let now = 0;
  let slept = 0;
  let order = 0;
  const timers = new Map<number, Timer>();
  const deferred: (() => void)[] = [];
  const reportedErrors: unknown[] = [];
  const rolls: number[] = [];

  function nextTimer(until: Millis): [handle: number, timer: Timer] | undefined {
    return [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at || a.order - b.order)[0];
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      await Promise.resolve();
      if (deferred.length > 0) {
        deferred.shift()?.();
        turn = 0;
      }
    }
  }

  return {
    platform: {
      now: () => now,
      wallNow: () => wallStart + now + slept,
      random: () => rolls.shift() ?? random(),
      setTimer(callback, delayMs) {
        const handle = ++order;
        // As browsers do: longer than a signed 32-bit number means at once.
        const delay = delayMs > 2 ** 31 - 1 ? 0 : Math.max(0, delayMs);
        timers.set(handle, { callback, at: now + delay, order: handle });
        return handle;
      },
      clearTimer: (handle) => void timers.delete(handle as number),
      defer: (callback) => void deferred.push(callback),
      reportError: (error) => void reportedErrors.push(error),
      fetch,
      baseUrl: () => 'https://page.test/',
    },
    now: () => now,
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let next = nextTimer(until); next; next = nextTimer(until)) {
        const [handle, { callback, at }] = next;
        timers.delete(handle);
        now = Math.max(now, at);
        callback();
        await settle();
      }
      now = Math.max(now, until);
      await settle();
    },
    settle,
    sleep: (ms) => void (slept += ms),
    stall: (ms) => void (now += ms),
    get pendingTimers() {
      return timers.size;
    },
    reportedErrors,
    draw: (...next) => void rolls.push(...next),
  };
}

const noFetch: FetchLike = async (url) => {
  throw new TypeError(
    `The virtual clock's platform has no network: ${url} was not fetched. Give createVirtualClock a fetch.`,
  );
};
