import type { Millis } from '../events.ts';
import type { FetchLike, Platform } from '../platform/platform.ts';
import { createVirtualTimers } from './virtual-timers.ts';

/** Time that stands still until it is told to go on. */
export interface VirtualClock {
  /** A host on this clock. Its `random` gives 0.5 unless told otherwise. */
  readonly platform: Platform;
  /** Milliseconds since the clock was made, on the monotonic clock. */
  now(): Millis;
  /**
   * Lets time pass, walking from deadline to deadline: a timer that sets another within the span sees that one fire
   * too. Promises settle before and after each. One at a time: wait for it.
   */
  advance(ms: Millis): Promise<void>;
  /**
   * Lets promises and deferred tasks run, without time passing. What waits for the world outside (a file, a network, a
   * real timer) is not waited for.
   */
  settle(): Promise<void>;
  /**
   * The machine sleeps: the wall clock goes on, the monotonic clock and timers stand still. Less than zero sets the wall
   * clock back.
   */
  sleep(ms: Millis): void;
  /** Time passes without timers firing, as when a tab is throttled; they fire late, at the next `advance`. */
  stall(ms: Millis): void;
  /** Timers that are set. */
  readonly pendingTimers: number;
  /** What handlers threw, in order. */
  readonly reportedErrors: readonly unknown[];
  /** The next random draws, each from 0 up to but not 1; when they are used up, it is `random` again. */
  draw(...rolls: readonly number[]): void;
}

/** What a {@link VirtualClock} can be told. */
export interface VirtualClockOptions {
  /** What requests go to: polls, and streams where the transport is a real one. @defaultValue one that fails, saying so */
  readonly fetch?: FetchLike;
  /** The wall clock at the beginning, milliseconds since the epoch. @defaultValue the first of January 2026 */
  readonly wallStart?: Millis;
  /** Draws for which {@link VirtualClock.draw} named no number. @defaultValue always 0.5 */
  readonly random?: () => number;
}

/** How often promises get their turn before time moves: enough for long chains, such as a token fetched for a header. */
const TURNS = 50;

/** More timers in one moment, or tasks without time passing, than any page has: it would go on for ever. */
const ENDLESS = 100_000;

/**
 * Makes a clock at 0. It takes nothing from the host, so a test may put fake timers over that as it likes.
 *
 * @throws TypeError (its methods) for spans that are no milliseconds and draws that are no chance.
 */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { wallStart = Date.UTC(2026, 0, 1), fetch = noFetch, random = () => 0.5 } = options;
  let now = 0;
  let slept = 0;
  const timers = createVirtualTimers();
  const deferred: (() => void)[] = [];
  const reportedErrors: unknown[] = [];
  const rolls: number[] = [];
  let isAdvancing = false;

  async function settle(): Promise<void> {
    let tasks = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      await Promise.resolve();
      if (deferred.length > 0) {
        if (++tasks > ENDLESS) throw endless('tasks were deferred');
        deferred.shift()?.();
        turn = 0;
      }
    }
  }

  async function advance(until: Millis): Promise<void> {
    let inOneMoment = 0;
    await settle();
    for (let next = timers.take(until); next; next = timers.take(until)) {
      inOneMoment = next.at > now ? 0 : inOneMoment + 1;
      if (inOneMoment > ENDLESS) throw endless(`timers fired at ${now} ms`);
      now = Math.max(now, next.at);
      next.callback();
      await settle();
    }
    now = Math.max(now, until);
    await settle();
  }

  return {
    platform: {
      now: () => now,
      wallNow: () => wallStart + now + slept,
      random: () => rolls.shift() ?? random(),
      setTimer: (callback, delayMs) => timers.set(callback, delayMs, now),
      clearTimer: timers.clear,
      defer: (callback) => void deferred.push(callback),
      reportError: (error) => void reportedErrors.push(error),
      fetch,
      baseUrl: () => 'https://page.test/',
    },
    now: () => now,
    async advance(ms) {
      const until = now + checked('advance', ms);
      if (isAdvancing)
        throw new Error('holdfast/testing: advance() is still on its way. Write "await" before every clock.advance().');
      isAdvancing = true;
      try {
        await advance(until);
      } finally {
        isAdvancing = false;
      }
    },
    settle,
    sleep: (ms) => void (slept += checked('sleep', ms, -Infinity)),
    stall: (ms) => void (now += checked('stall', ms)),
    get pendingTimers() {
      return timers.size;
    },
    reportedErrors,
    draw: (...next) => void rolls.push(...next.map(checkedRoll)),
  };
}

function checkedRoll(roll: number): number {
  if (roll >= 0 && roll < 1) return roll;
  throw new TypeError(`holdfast/testing: draw() takes numbers from 0 up to but not 1, as Math.random(); got ${roll}.`);
}

function checked(method: string, ms: Millis, least = 0): Millis {
  if (Number.isFinite(ms) && ms >= least) return ms;
  throw new TypeError(
    `holdfast/testing: ${method}() takes milliseconds${least === 0 ? ', zero or more' : ''}; got ${ms}.`,
  );
}

function endless(what: string): Error {
  return new Error(
    `holdfast/testing: ${ENDLESS} ${what}, each setting the next: it would never end. Let it wait for time to pass.`,
  );
}

const noFetch: FetchLike = async (url) => {
  throw new TypeError(
    `holdfast/testing: ${url} was not fetched, because a virtual clock has no network. ` +
      'Give one: testClient({ fetch }) or createVirtualClock({ fetch }).',
  );
};
