import type { Millis } from '../events.ts';

/** The interval of failing polls grows to this and no further (SPEC P4), unless the server's `Retry-After` says so. */
export const MAX_POLL_DELAY_MS = 60_000;

/**
 * From the end of one poll to the next: the interval give or take a tenth, so that pages opened together drift apart
 * (SPEC P1); doubled for each failed poll in a row up to a minute (SPEC P4).
 */
export function pollDelay(intervalMs: Millis, pollFailures: number, roll: number, retryAfterMs: Millis = 0): Millis {
  const grown = Math.max(intervalMs, Math.min(MAX_POLL_DELAY_MS, intervalMs * 2 ** Math.min(pollFailures, 30)));
  const floored = retryAfterMs > 0 ? retryAfterMs + intervalMs * roll : 0;
  return Math.round(Math.max(floored, grown * (0.9 + roll / 5)));
}

/** The wait before the probe after this one (SPEC P5). */
export function nextRecoverMs(recoverMs: Millis, maxRecoverAfterMs: Millis): Millis {
  return Math.min(maxRecoverAfterMs, recoverMs * 2);
}
