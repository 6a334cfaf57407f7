import type { ClientState } from './core/state.ts';
import type { SseError } from './errors.ts';
import type { InvalidKind, Millis, RawEvent, ResyncReason, SseEvent } from './events.ts';

/** What the client tells of itself, apart from the server's events, so that a server event named `error` is just an event. */
export interface LifecycleEvents {
  /** The state changed; the second argument is the one before. */
  readonly state: readonly [state: ClientState, previous: ClientState];
  /** A stream was taken into use. `resumed`: it goes on from an id that was asked for. */
  readonly open: readonly [details: { readonly attempt: number; readonly resumed: boolean }];
  /** The stream will be tried again. */
  readonly retry: readonly [details: { readonly attempt: number; readonly delayMs: Millis; readonly error: SseError }];
  /** The server's sign of life. `gapMs`: since the one before; 0 for the first. */
  readonly heartbeat: readonly [details: { readonly at: Millis; readonly gapMs: Millis }];
  /** An event could not be read and was skipped. */
  readonly invalid: readonly [
    details: { readonly raw: RawEvent; readonly kind: InvalidKind; readonly issues: readonly unknown[] },
  ];
  /** An event was not delivered: it had been before, or a later one stands for it. */
  readonly suppressed: readonly [details: { readonly event: SseEvent; readonly by: 'dedupe' | 'debounce' }];
  /** Continuity is not certain: fetch anew what the events keep up to date. */
  readonly resync: readonly [details: { readonly reason: ResyncReason }];
  /** A poll was answered. */
  readonly poll: readonly [details: { readonly status: number; readonly events: number }];
  /** A fault of the connection, whether or not the client gets over it. */
  readonly error: readonly [error: SseError];
}
