/** The demo's client: the options an application would give, with shorter times so that faults can be watched. */
import { type PolledEvent, SseClient } from 'holdfast';
import type { DemoEvents, PollAnswer } from '../shared/demo-events.ts';
import type { TokenStore } from './token-store.ts';

/** What the page's words mention of the options below. */
export const TIMES = { attempts: 5, pollIntervalMs: 2_000, heartbeatTimeoutMs: 8_000 } as const;

/**
 * A client that has not connected yet.
 * @param onResync - Called before events of a poll that may not join on to the ones before.
 */
export function createDemoClient(tokens: TokenStore, onResync: () => void): SseClient<DemoEvents> {
  return new SseClient<DemoEvents>('/api/notifications/stream', {
    headers: async ({ reason }) => ({
      Authorization: `Bearer ${await tokens.get({ fresh: reason === 'unauthorized' })}`,
    }),
    // The server beats every 3 s, so 8 s of silence mean that the line is dead.
    heartbeat: { timeoutMs: TIMES.heartbeatTimeoutMs },
    reconnect: {
      attempts: TIMES.attempts,
      initialDelayMs: 500,
      maxDelayMs: 2_000,
      connectTimeoutMs: 5_000,
      stableAfterMs: 3_000,
    },
    polling: {
      url: '/api/notifications/status',
      intervalMs: TIMES.pollIntervalMs,
      recoverAfterMs: 5_000,
      maxRecoverAfterMs: 10_000,
      toEvents: (body) => {
        const answer = body as PollAnswer;
        if (answer.resync) onResync();
        return answer.events satisfies readonly PolledEvent[];
      },
    },
  });
}
