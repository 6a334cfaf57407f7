import type { Millis } from '../events.ts';

/** The part of `fetch` that is used: any function of its shape will do. */
export type FetchLike = (input: string, init: RequestInit) => Promise<Response>;

/** Everything the client needs from its host, so that a test, a worker or a server can give its own. */
export interface Platform {
  /** A clock that never goes back; its zero does not matter. It may stand still while the machine sleeps. */
  now(): Millis;
  /** Milliseconds since the epoch. May jump, and goes on while the machine sleeps: that is how sleep is noticed. */
  wallNow(): Millis;
  /** A number in `[0, 1)`. */
  random(): number;
  /** Calls back once after `delayMs` (at most 2^31−1) and returns what `clearTimer` takes. */
  setTimer(callback: () => void, delayMs: Millis): unknown;
  clearTimer(handle: unknown): void;
  /** Calls back in a task of its own, soon, without the throttling of timers in hidden tabs. */
  defer(callback: () => void): void;
  /** Reports a handler's exception as the host reports uncaught ones, without stopping anything. */
  reportError(error: unknown): void;
  fetch: FetchLike;
  /** What relative addresses are relative to; `undefined` where there is no page. */
  baseUrl(): string | undefined;
}
