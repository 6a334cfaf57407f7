import type { Millis } from '../events.ts';

/** Timers of a clock that stands still. */
export interface VirtualTimers {
  /** @param now - The time to count from. */
  set(callback: () => void, delayMs: Millis, now: Millis): unknown;
  clear(handle: unknown): void;
  /** Takes out the next one that is due by then; `undefined` when there is none. */
  take(until: Millis): VirtualTimer | undefined;
  readonly size: number;
}

export interface VirtualTimer {
  readonly callback: () => void;
  readonly at: Millis;
}

export function createVirtualTimers(): VirtualTimers {
  /** In the order in which they were set: equal deadlines fire in that order. */
  const timers = new Map<number, VirtualTimer>();
  let handles = 0;
  return {
    set(callback, delayMs, now) {
      // As browsers do: what no signed 32-bit number holds means at once.
      const delay = delayMs > 0 && delayMs < 2 ** 31 ? delayMs : 0;
      timers.set(++handles, { callback, at: now + delay });
      return handles;
    },
    clear: (handle) => void timers.delete(handle as number),
    take(until) {
      let next: readonly [handle: number, timer: VirtualTimer] | undefined;
      for (const entry of timers) if (entry[1].at <= until && !(next && next[1].at <= entry[1].at)) next = entry;
      if (next) timers.delete(next[0]);
      return next?.[1];
    },
    get size() {
      return timers.size;
    },
  };
}
