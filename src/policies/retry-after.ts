import type { Millis } from '../events.ts';
import { MAX_SERVER_DELAY_MS } from './backoff.ts';

/**
 * Reads a `Retry-After` header (RFC 9110 section 10.2.3): seconds, or a date.
 *
 * @param wall - Now, in milliseconds since the epoch; a date is measured from it.
 * @returns Milliseconds from 0 to five minutes; `undefined` for no header or one that is neither.
 */
export function retryAfterMs(header: string | null, wall: Millis): Millis | undefined {
  if (!header) return undefined;
  // Date.parse also makes a date of "-5": the three forms of an HTTP date begin with the name of a day.
  const date = /^[A-Z][a-z]{2}/.test(header) ? Date.parse(header) : Number.NaN;
  const delayMs = /^\d+$/.test(header) ? Number(header) * 1_000 : date - wall;
  return Number.isNaN(delayMs) ? undefined : Math.min(MAX_SERVER_DELAY_MS, Math.max(0, delayMs));
}
