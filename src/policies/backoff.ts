import type { Millis } from '../events.ts';

/** The part of the options that shapes a wait. */
export interface Backoff {
  readonly initialDelayMs: Millis;
  readonly maxDelayMs: Millis;
  readonly jitter: 'full' | 'equal' | 'none';
}

/** No server can ask for a longer wait, by `retry:` or `Retry-After`. */
export const MAX_SERVER_DELAY_MS = 300_000;
/** No server can ask for a shorter reconnection time. */
export const MIN_SERVER_RETRY_MS = 100;

/** The server's `retry:` within bounds (SPEC B2). */
export function clampRetry(retryMs: Millis): Millis {
  return Math.min(MAX_SERVER_DELAY_MS, Math.max(MIN_SERVER_RETRY_MS, retryMs));
}

/**
 * Returns the wait before the next attempt.
 *
 * With full jitter it is drawn evenly from `[floor, floor + ceiling]`, so that a thousand tabs cut off by one deploy,
 * or answered with the same `Retry-After`, do not return as one wave (SPEC B1, B2; Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog 2015).
 *
 * @param failures - Attempts that failed in a row, at least 1.
 * @param roll - A draw in `[0, 1)`.
 * @param retryMs - The server's `retry:`, which replaces `initialDelayMs` and is the floor of every wait.
 * @param retryAfterMs - The server's `Retry-After`, the floor of this wait.
 * @returns Whole milliseconds.
 *
 * @example
 * backoffDelay(3, 0.5, { initialDelayMs: 1_000, maxDelayMs: 16_000, jitter: 'full' }); // 2_000
 */
export function backoffDelay(
  failures: number,
  roll: number,
  { initialDelayMs, maxDelayMs, jitter }: Backoff,
  retryMs: Millis | null = null,
  retryAfterMs: Millis = 0,
): Millis {
  const floor = Math.max(retryMs ?? 0, retryAfterMs);
  // The exponent is bounded because 0 ms times 2 ** 1024 would be NaN.
  const ceiling = Math.min(maxDelayMs, (retryMs ?? initialDelayMs) * 2 ** Math.min(failures - 1, 50));
  if (jitter === 'none') return Math.max(floor, ceiling);
  return Math.round(floor + ceiling * (jitter === 'full' ? roll : 0.5 + roll / 2));
}
