/** The clients' options for this page: shorter times than the defaults, so that faults can be watched. */

/** What the page's words mention of {@link DEMO_OPTIONS}. */
export const TIMES = { attempts: 5, pollIntervalMs: 2_000, heartbeatTimeoutMs: 8_000, pauseAfterMs: 3_000 } as const;

/** Common to all clients of the demo. */
export const DEMO_OPTIONS = {
  // The server says something every 5 s, so 8 s of silence mean that the line is dead.
  heartbeat: { timeoutMs: TIMES.heartbeatTimeoutMs },
  reconnect: {
    attempts: TIMES.attempts,
    initialDelayMs: 500,
    maxDelayMs: 2_000,
    connectTimeoutMs: 5_000,
    stableAfterMs: 3_000,
  },
  visibility: { pauseAfterMs: TIMES.pauseAfterMs },
} as const;

/** Common to all that poll. */
export const DEMO_POLLING = {
  intervalMs: TIMES.pollIntervalMs,
  recoverAfterMs: 5_000,
  maxRecoverAfterMs: 10_000,
} as const;
