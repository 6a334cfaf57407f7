/**
 * The connection as a machine: its state, what can happen to it, and what it asks for.
 *
 * ```
 *   idle ──connect──► connecting ──headers──► open ◄───────────────────────────┐
 *                       ▲   │                  │ end, silence, error           │
 *                 retry │   │ refused, timeout │                              │ first byte
 *                       │   ▼                  ▼                              │ of a probe
 *                      waiting ◄──── failures ≤ attempts                       │
 *                                    failures > attempts ──► polling / suspended
 *                                                             (the stream is probed)
 *   any of these ──hidden long enough, freeze, pagehide──► paused ──visible, resume, pageshow──► back, at once
 *   any of these ──refused for good, second 401──► failed ──connect──► connecting
 *   any of these ──close(), signal, 204──► closed ──connect──► connecting
 * ```
 *
 * State names what should exist: at most one stream, at most one poll, and deadlines. `step` decides only that;
 * `reconcile` turns the difference between two states into effects, so no branch can forget a cleanup.
 */
import type { SseError, SseErrorFacts } from '../errors.ts';
import type { Millis, PauseReason, RequestReason, ResyncReason } from '../events.ts';

/** What a deadline is for. */
export type TimerName =
  | 'connect' // response headers of the stream
  | 'look' // whether the stream has been silent for too long, or open for long enough
  | 'retry' // next attempt
  | 'probe' // next attempt while in fallback
  | 'poll' // next poll
  | 'answer' // answer to a poll
  | 'hide' // hidden long enough to pause
  | 'wake'; // a page signal that came too soon after the last one

/** One request and its number. News that carries another number is late and changes nothing. */
export interface Link {
  readonly attempt: number;
  readonly reason: RequestReason;
  /** Which generation of credentials it was sent with. */
  readonly credentials: number;
}

export interface StreamLink extends Link {
  readonly openedAt: Millis | null;
  /** A byte has arrived. */
  readonly flowing: boolean;
  /** Reading waits for handlers: silence is ours and not the server's. */
  readonly held: boolean;
  /** What the opening response said about continuity; told once the stream is taken into use. */
  readonly resumed: boolean;
  readonly resync: ResyncReason | null;
}

export interface Page {
  readonly visible: boolean;
  readonly online: boolean;
  readonly halted: 'frozen' | 'gone' | null;
}

export interface State {
  readonly lifecycle: 'idle' | 'running' | 'failed' | 'closed';
  readonly pausedBy: PauseReason | null;
  /** All reconnects failed: polls feed the page, or nothing does, and the stream is probed. */
  readonly fallback: boolean;
  /** The stream was refused for good; polling goes on without probing it. */
  readonly refused: boolean;
  readonly stream: StreamLink | null;
  readonly poll: Link | null;
  /** The stream is back, and one last poll must still run because events carry no ids. */
  readonly lastPollDue: boolean;
  readonly timers: Readonly<Partial<Record<TimerName, Millis>>>;
  /** Number of the latest request. */
  readonly attempt: number;
  /** Attempts that failed in a row. */
  readonly failures: number;
  readonly pollFailures: number;
  /** The server's `retry:`. */
  readonly retryMs: Millis | null;
  /** How long until the next probe. */
  readonly recoverMs: Millis;
  /** The present generation of credentials: each refresh begins another. */
  readonly credentials: number;
  /** Up to here events have been received. */
  readonly lastEventId: string;
  readonly everOpened: boolean;
  /** A byte has come since `connect()`: a request that may not be repeated is used up. */
  readonly used: boolean;
  readonly lastByteAt: Millis;
  readonly lastByteWall: Millis;
  /** A late watchdog has given queued bytes their turn. */
  readonly graced: boolean;
  readonly page: Page;
  /** When a page signal last caused an attempt, and when one last refilled the budget. */
  readonly wokeAt: Millis;
  readonly refilledAt: Millis;
  readonly error: SseError | null;
}

/** The settled options the core needs. */
export interface Config {
  readonly attempts: number;
  readonly initialDelayMs: Millis;
  readonly maxDelayMs: Millis;
  readonly jitter: 'full' | 'equal' | 'none';
  readonly connectTimeoutMs: Millis;
  readonly stableAfterMs: Millis;
  /** `Infinity`: silence is never judged. */
  readonly heartbeatMs: Millis;
  /** `null`: there is nothing to poll. */
  readonly pollIntervalMs: Millis | null;
  readonly recoverAfterMs: Millis;
  readonly maxRecoverAfterMs: Millis;
  /** `null`: hidden pages stay connected. */
  readonly pauseAfterMs: Millis | null;
  /** The request may be repeated after its first byte. */
  readonly repeatable: boolean;
  /** `headers` is a function, so a 401 can be answered with fresh ones. */
  readonly refreshable: boolean;
}

/** What to do about a request that ended: a failure that passes, a refusal for good, 401, 204. */
export type Verdict = 'retry' | 'refuse' | 'unauthorized' | 'close';

/** How a request failed: the facts, and the sentence people read. */
export interface Failure extends SseErrorFacts {
  readonly message: string;
}

/** Something that happens to the client. */
export type Happening =
  | { readonly type: 'connect' | 'reconnect' | 'page'; readonly page: Page }
  | { readonly type: 'close'; readonly lastEventId: string }
  | { readonly type: 'tick' }
  | News;

/** Something that happens to one request. */
export type News = { readonly attempt: number } & (
  | { readonly type: 'opened'; readonly asked: string; readonly offered: string | null }
  | { readonly type: 'received'; readonly lastEventId: string | undefined; readonly retryMs: Millis | undefined }
  | { readonly type: 'progressed' }
  /** Reading waits for handlers that are far behind, or goes on. */
  | { readonly type: 'held'; readonly on: boolean }
  | { readonly type: 'polled'; readonly lastEventId: string | undefined }
  | { readonly type: 'ended'; readonly verdict: Verdict; readonly failure: Failure }
);

/** When it happens: the monotonic and the wall clock, and a random draw in `[0, 1)`. */
export interface Stamp {
  readonly at: Millis;
  readonly wall: Millis;
  readonly roll: number;
}

/** Every input is stamped by the runtime, so that a trace of inputs replays exactly. */
export type Input = Stamp & Happening;

/** What people are told. */
export type Notice =
  | { readonly type: 'open'; readonly attempt: number; readonly resumed: boolean }
  | { readonly type: 'retry'; readonly attempt: number; readonly delayMs: Millis; readonly error: SseError }
  | { readonly type: 'error'; readonly error: SseError }
  | { readonly type: 'resync'; readonly reason: ResyncReason };

/** A request is to be sent. */
export interface Begin {
  readonly type: 'begin';
  readonly road: 'stream' | 'poll';
  readonly link: Link;
  readonly failures: number;
  readonly lastEventId: string;
}

/** What the runtime is asked to do, in this order. */
export type Effect =
  | { readonly type: 'abort'; readonly attempt: number }
  /** The one alarm: when the next deadline is due, `null` for none. */
  | { readonly type: 'alarm'; readonly at: Millis | null }
  /** Listen to the page, or stop. */
  | { readonly type: 'watch'; readonly on: boolean }
  | Begin
  /** Deliver what debouncing holds back: the page pauses, or the client ends. */
  | { readonly type: 'flush' }
  /** The public state has changed. */
  | { readonly type: 'state' }
  | Notice;
