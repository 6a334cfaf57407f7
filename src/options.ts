import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { SseError } from './errors.ts';
import type { Millis, RawEvent, RequestReason, SseEvent } from './events.ts';
import type { PageSignals } from './page/page.ts';
import type { FetchLike, Platform } from './platform/platform.ts';
import type { Transport } from './transports/transport.ts';

/** What a `headers` function is told about the request it serves. */
export interface HeadersContext {
  /** Why the request is made. `unauthorized`: the last headers were answered with 401, bring fresh ones. */
  readonly reason: RequestReason;
  /** How many attempts in a row have failed before this one. */
  readonly attempt: number;
  /** Aborted when the request is no longer wanted. */
  readonly signal: AbortSignal;
}

/** Headers, or a function asked for them on every attempt and every poll. */
export type HeadersProvider = HeadersInit | ((context: HeadersContext) => HeadersInit | Promise<HeadersInit>);

/** Silence detection. */
export interface HeartbeatOptions {
  /**
   * Silence after which the stream counts as dead. Any byte is life, comments included.
   * @defaultValue 60_000
   */
  readonly timeoutMs?: Millis;
  /**
   * Which events are heartbeats: they go to lifecycle `heartbeat` and not to handlers.
   * @defaultValue an event named `heartbeat`, or a JSON payload with `type: 'heartbeat'`
   */
  readonly isHeartbeat?: (raw: RawEvent) => boolean;
}

/** How lost streams are tried again. */
export interface ReconnectOptions {
  /**
   * Reconnects in a row that may fail before polling (or `suspended`) takes over; the stream is still probed then.
   * @defaultValue 5
   */
  readonly attempts?: number;
  /**
   * Ceiling of the first wait; it doubles with each failure. The server's `retry:` replaces it.
   * @defaultValue 1_000
   */
  readonly initialDelayMs?: Millis;
  /**
   * No ceiling is higher.
   * @defaultValue 16_000
   */
  readonly maxDelayMs?: Millis;
  /**
   * `full`: drawn from zero to the ceiling; `equal`: from its upper half; `none`: the ceiling itself.
   * @defaultValue 'full'
   */
  readonly jitter?: 'full' | 'equal' | 'none';
  /**
   * How long to wait for response headers, which Firefox shows with the first byte of the body. Also bounds a poll, body
   * included.
   * @defaultValue 10_000
   */
  readonly connectTimeoutMs?: Millis;
  /**
   * A stream that was open this long, and gave bytes, clears the count of failures.
   * @defaultValue 5_000
   */
  readonly stableAfterMs?: Millis;
  /**
   * Repeat a request other than GET even after its first byte came.
   * @defaultValue false
   */
  readonly nonIdempotent?: boolean;
  /** Overrides the status table: `true` tries again, `false` refuses for good. Not asked for 401 and 204. */
  readonly shouldRetry?: (error: SseError) => boolean;
}

/** An event as `toEvents` returns it. Its data is what an endpoint answered, so it is `unknown` until a schema has seen it. */
export interface PolledEvent<Type extends string = string> {
  readonly type: Type;
  readonly data: unknown;
  /** Lets what the stream delivers later be recognised as the same event, and moves the last event id. */
  readonly id?: string | undefined;
}

/** What feeds the page while the stream cannot be had. */
export interface PollingOptions<Events extends object> {
  /** Address, or a function asked at every poll. */
  readonly url: UrlSource;
  /** Turns one answer into events. What it throws is told as lifecycle `invalid`. */
  readonly toEvents: (body: unknown, response: Response) => Iterable<PolledEvent<keyof Events & string>>;
  /**
   * From the end of one poll to the next, give or take a tenth.
   * @defaultValue 5_000
   */
  readonly intervalMs?: Millis;
  /**
   * When the stream is tried again first; doubles up to `maxRecoverAfterMs`.
   * @defaultValue 30_000
   */
  readonly recoverAfterMs?: Millis;
  /** @defaultValue 300_000 */
  readonly maxRecoverAfterMs?: Millis;
  /** @defaultValue 'json' */
  readonly parse?: 'json' | 'text' | ((text: string) => unknown);
}

/** What happens when the page is hidden. */
export interface VisibilityOptions {
  /**
   * Hidden for this long, the client closes the stream until the page is visible again.
   * @defaultValue 10_000
   */
  readonly pauseAfterMs?: Millis;
}

/** Recognition of events that were delivered before. */
export interface DedupeOptions {
  /**
   * How many ids are remembered.
   * @defaultValue 1_000
   */
  readonly size?: number;
}

/** Merging of events that come in quick succession. */
export interface DebounceRule<Event> {
  /** The window closes when no event has come for this long. */
  readonly waitMs: Millis;
  /**
   * The window closes at the latest after this, however many events come.
   * @defaultValue five times `waitMs`
   */
  readonly maxWaitMs?: Millis;
  /** Events with the same key share a window. @defaultValue the event's type */
  readonly key?: (event: Event) => string;
  /**
   * `both`: the first at once and the latest at the end of the window; or only one of the two.
   * A latest with the same payload as the first is not delivered again.
   * @defaultValue 'both'
   */
  readonly edges?: 'both' | 'leading' | 'trailing';
}

/** One rule for all events, or one for each name. A number is `waitMs`. */
export type DebounceOptions<Events extends object> =
  | Millis
  | DebounceRule<SseEvent>
  | { readonly [Type in keyof Events & string]?: Millis | false | DebounceRule<SseEvent<Type, Events[Type]>> };

/** Bounds on memory. */
export interface LimitOptions {
  /**
   * Larger events are reported as `invalid` and skipped; UTF-8 bytes of the data.
   * @defaultValue 1_048_576
   */
  readonly maxEventBytes?: number;
  /**
   * Events an iterator holds for a slow reader; the oldest is dropped and reported.
   * @defaultValue 1_000
   */
  readonly iteratorBuffer?: number;
}

/** Receives what the client has to say. Tokens, headers and payloads are never in it. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

/** An address, or a function asked for one on every attempt. */
export type UrlSource = string | URL | (() => string | URL | Promise<string | URL>);

/** Options of {@link SseClient}. Everything is optional; `false` switches a feature off. */
export interface SseClientOptions<Events extends object = Record<string, unknown>> {
  /** Headers, or a function asked for them on every attempt and poll, and once more on a 401. */
  readonly headers?: HeadersProvider;
  /** @defaultValue 'GET' */
  readonly method?: string;
  readonly body?: BodyInit | (() => BodyInit | Promise<BodyInit>);
  /** @defaultValue 'same-origin' */
  readonly credentials?: RequestCredentials;
  readonly mode?: RequestMode;
  readonly redirect?: RequestRedirect;
  readonly referrerPolicy?: ReferrerPolicy;
  readonly integrity?: string;
  /** @defaultValue 'no-store' */
  readonly cache?: RequestCache;
  /** Any function of `fetch`'s shape. @defaultValue the platform's */
  readonly fetch?: FetchLike;
  /** @defaultValue `fetchStream()` */
  readonly transport?: Transport;
  /** Aborting it closes the client for good. */
  readonly signal?: AbortSignal;
  /** Where to resume from. @defaultValue '' */
  readonly lastEventId?: string;
  /** Sends the last event id as this query parameter and not as a header, which saves a CORS preflight. @defaultValue false */
  readonly lastEventIdParam?: string | false;
  /** How payloads are read. What cannot be parsed becomes lifecycle `invalid`. @defaultValue 'json' */
  readonly parse?: 'json' | 'text' | ((raw: string) => unknown);
  /** For servers that name the event inside the payload. @defaultValue the `event:` field */
  readonly eventType?: ((raw: RawEvent) => string) | { readonly field: string };
  /** A Standard Schema (zod, valibot, arktype…) for each event name; types are inferred, failures become `invalid`. */
  readonly schemas?: { readonly [Type in keyof Events]?: StandardSchemaV1<unknown, Events[Type]> };
  readonly heartbeat?: HeartbeatOptions | false;
  readonly reconnect?: ReconnectOptions;
  /** @defaultValue false */
  readonly polling?: PollingOptions<NoInfer<Events>> | false;
  /** `false` stays connected in hidden tabs. */
  readonly visibility?: VisibilityOptions | false;
  readonly dedupe?: DedupeOptions | false;
  /** @defaultValue false */
  readonly debounce?: DebounceOptions<NoInfer<Events>> | false;
  readonly limits?: LimitOptions;
  readonly logger?: Logger;
  /** For tests and other hosts. @defaultValue the browser's */
  readonly platform?: Platform;
  /** For tests and other hosts. @defaultValue the browser's, or none where there is no document */
  readonly page?: PageSignals;
}
