import type { Millis } from './events.ts';

/**
 * What went wrong, stable across releases; branch on this and never on `message`.
 *
 * - `network`: the request or the stream broke, or the server ended the stream.
 * - `http`: a status the stream cannot be opened with.
 * - `content-type`: 200, but not an event stream (a captive portal, a login page), or a poll that was not JSON.
 * - `timeout`: no response headers within `connectTimeoutMs`.
 * - `heartbeat`: no byte for `heartbeat.timeoutMs`.
 * - `auth`: refused with 401 after fresh headers were tried, or the `headers` function threw.
 * - `limit`: an iterator was not read fast enough and lost its oldest event.
 * - `aborted`: a request that must not be repeated was cut off.
 */
export type SseErrorKind = 'network' | 'http' | 'content-type' | 'timeout' | 'heartbeat' | 'auth' | 'limit' | 'aborted';

/** The facts of an {@link SseError}. */
export interface SseErrorFacts {
  readonly kind: SseErrorKind;
  /** What the client was doing. */
  readonly phase: 'connect' | 'stream' | 'poll';
  /** HTTP status, where there was a response. */
  readonly status?: number | undefined;
  /** The server's `Retry-After` in milliseconds, at most five minutes. */
  readonly retryAfterMs?: Millis | undefined;
  /** What was thrown beneath, if anything. */
  readonly cause?: unknown;
}

// A brand in the global registry survives two copies of the package on one page, where `instanceof` does not.
const BRAND = Symbol.for('holdfast.SseError');

/** A fault of the connection: told by lifecycle `error`, kept in `state.error`. Never carries a token, header or payload. */
export class SseError extends Error implements SseErrorFacts {
  override readonly name: string = 'SseError';
  readonly kind: SseErrorKind;
  readonly phase: 'connect' | 'stream' | 'poll';
  readonly status: number | undefined;
  readonly retryAfterMs: Millis | undefined;
  /** How many attempts in a row have now failed. */
  readonly attempt: number;
  /** Whether the client goes on by itself. */
  readonly willRetry: boolean;

  constructor(message: string, facts: SseErrorFacts, attempt: number, willRetry: boolean) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = facts.kind;
    this.phase = facts.phase;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.attempt = attempt;
    this.willRetry = willRetry;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `value` is an {@link SseError}, of this or another copy of the package. */
export function isSseError(value: unknown): value is SseError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
