/** Holdfast: keeps a web page fed with server-sent events, whatever happens to the connection. */
export { type EventListenerOf, type Lifecycle, SseClient } from './client.ts';
export type { ClientState } from './core/state.ts';
export { DEFAULTS } from './defaults.ts';
export { isSseError, SseError, type SseErrorFacts, type SseErrorKind } from './errors.ts';
export type {
  AnySseEvent,
  InvalidKind,
  Millis,
  PauseReason,
  Phase,
  RawEvent,
  RequestReason,
  ResyncReason,
  SseEvent,
  Unsubscribe,
} from './events.ts';
export type { LifecycleEvents } from './lifecycle.ts';
export type {
  DebounceOptions,
  DebounceRule,
  DedupeOptions,
  HeadersContext,
  HeadersProvider,
  HeartbeatOptions,
  LimitOptions,
  Logger,
  PolledEvent,
  PollingOptions,
  ReconnectOptions,
  SseClientOptions,
  UrlSource,
  VisibilityOptions,
} from './options.ts';
export type { PageSignals, PageState } from './page/page.ts';
export type { FetchLike, Platform } from './platform/platform.ts';
export type { ClientMetrics } from './runtime/metrics.ts';
export { fetchStream } from './transports/fetch-stream.ts';
export type { Frame, Transport, TransportRequest, TransportSink } from './transports/transport.ts';
