import type { Millis } from '../events.ts';
import type { Platform } from '../platform/platform.ts';

/** One platform timer, set to the earliest of all deadlines. */
export interface Alarm {
  /** Sets it to a point of the platform's monotonic clock, or clears it. */
  set(at: Millis | null): void;
}

/** Timers take a signed 32-bit number of milliseconds; a longer delay would fire at once (SPEC B3). */
const LONGEST_MS = 2 ** 31 - 1;

/** @param ring - Called at or after the time set, once. */
export function createAlarm(platform: Pick<Platform, 'now' | 'setTimer' | 'clearTimer'>, ring: () => void): Alarm {
  let handle: unknown;
  const alarm: Alarm = {
    set(at) {
      if (handle !== undefined) platform.clearTimer(handle);
      handle = undefined;
      if (at === null) return;
      const delayMs = Math.min(LONGEST_MS, Math.max(0, at - platform.now()));
      handle = platform.setTimer(() => {
        handle = undefined;
        // Timers round down, and a long delay comes in parts: not there yet means waiting on.
        if (platform.now() < at) alarm.set(at);
        else ring();
      }, delayMs);
    },
  };
  return alarm;
}
