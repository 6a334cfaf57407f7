/** Every default of {@link SseClientOptions} that is not "none", frozen. Times are milliseconds. */
export const DEFAULTS = Object.freeze({
  method: 'GET',
  credentials: 'same-origin',
  cache: 'no-store',
  lastEventId: '',
  lastEventIdParam: false,
  parse: 'json',
  heartbeat: Object.freeze({ timeoutMs: 60_000 }),
  reconnect: Object.freeze({
    attempts: 5,
    initialDelayMs: 1_000,
    maxDelayMs: 16_000,
    jitter: 'full',
    connectTimeoutMs: 10_000,
    stableAfterMs: 5_000,
    nonIdempotent: false,
  }),
  polling: Object.freeze({ intervalMs: 5_000, recoverAfterMs: 30_000, maxRecoverAfterMs: 300_000, parse: 'json' }),
  visibility: Object.freeze({ pauseAfterMs: 10_000 }),
  dedupe: Object.freeze({ size: 1_000 }),
  limits: Object.freeze({ maxEventBytes: 1_048_576, iteratorBuffer: 1_000 }),
} as const);
