/** What may be set from outside, read once at start-up. Every value is checked; a wrong one names itself. */
import { fileURLToPath } from 'node:url';

/** The server's settings. */
export interface Config {
  readonly port: number;
  /** Life of a token. Short, so that the page really has to refresh it. */
  readonly tokenSeconds: number;
  /** A heartbeat this often. 25 s would do in production; the demo's page looks for silence much sooner. */
  readonly heartbeatMs: number;
  /** The shortest pause between two events of the feed. */
  readonly feedIntervalMs: number;
  /** How many events are kept. */
  readonly logCapacity: number;
  /** The folder of the built page. */
  readonly webRoot: string;
}

/** Settings from the environment. @throws RangeError naming the variable that is no whole number in its range. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const whole = (name: string, fallback: number, min: number, max: number): number => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`);
    }
    return value;
  };
  return {
    port: whole('PORT', 8_989, 0, 65_535),
    tokenSeconds: whole('TOKEN_SECONDS', 120, 1, 86_400),
    heartbeatMs: whole('HEARTBEAT_MS', 3_000, 100, 60_000),
    feedIntervalMs: whole('FEED_INTERVAL_MS', 1_000, 10, 60_000),
    logCapacity: whole('LOG_CAPACITY', 5_000, 50, 1_000_000),
    webRoot: env['WEB_ROOT'] ?? fileURLToPath(new URL('../../dist/demo', import.meta.url)),
  };
}
