import type { Config } from '../core/model.ts';
import { DEFAULTS } from '../defaults.ts';
import type { ResolvedOptions } from '../resolve-options.ts';

/** What of the options concerns the core. */
export function coreConfig({
  heartbeat,
  reconnect,
  polling,
  visibility,
  method,
  headers,
}: ResolvedOptions<object>): Config {
  const { recoverAfterMs, maxRecoverAfterMs } = polling || DEFAULTS.polling;
  return {
    ...reconnect,
    heartbeatMs: heartbeat ? heartbeat.timeoutMs : Infinity,
    pollIntervalMs: polling ? polling.intervalMs : null,
    recoverAfterMs,
    maxRecoverAfterMs,
    pauseAfterMs: visibility ? visibility.pauseAfterMs : null,
    repeatable: method.toUpperCase() === 'GET' || reconnect.nonIdempotent,
    refreshable: typeof headers === 'function',
  };
}
