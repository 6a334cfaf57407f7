/** What may be set from outside, read once at start-up. Every value is checked; a wrong one names itself. */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The server's settings. */
export interface Config {
  readonly port: number;
  /** The file with everything in it. */
  readonly database: string;
  /** Life of a token. Short, so that a page really has to refresh it. */
  readonly tokenSeconds: number;
  /** Colleagues do something this often on average; 0: never. */
  readonly simulateMs: number;
  /** Heartbeats of the page's stream and of chat. */
  readonly heartbeatMs: number;
  readonly spendingHeartbeatMs: number;
  /** Comments between the heartbeats, for clients that count bytes as life; 0: none. */
  readonly keepAliveMs: number;
  /** By address. */
  readonly loginsPerMinute: number;
  /** New streams, by session. */
  readonly streamsPerMinute: number;
  /** Open streams, by user. */
  readonly streamsPerUser: number;
  /** How many events are kept. */
  readonly keepEvents: number;
  /** A reader further back than this is told to load everything afresh. */
  readonly replayEvents: number;
  /** Days that dispatches, notifications and messages are kept. */
  readonly keepDays: number;
  /** Stop when the standard input ends. */
  readonly stopWithInput: boolean;
  /** The folder of the built pages. */
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
    database: env['DATABASE'] || ownFile(),
    tokenSeconds: whole('TOKEN_SECONDS', 120, 1, 86_400),
    simulateMs: whole('SIMULATE_MS', 4_000, 0, 3_600_000),
    heartbeatMs: whole('HEARTBEAT_MS', 25_000, 50, 300_000),
    spendingHeartbeatMs: whole('SPENDING_HEARTBEAT_MS', 30_000, 50, 300_000),
    keepAliveMs: whole('KEEPALIVE_MS', 5_000, 0, 300_000),
    loginsPerMinute: whole('LOGINS_PER_MINUTE', 60, 1, 1_000_000),
    streamsPerMinute: whole('STREAMS_PER_MINUTE', 240, 1, 1_000_000),
    streamsPerUser: whole('STREAMS_PER_USER', 100, 1, 1_000_000),
    keepEvents: whole('KEEP_EVENTS', 20_000, 10, 10_000_000),
    replayEvents: whole('REPLAY_EVENTS', 5_000, 1, 1_000_000),
    keepDays: whole('KEEP_DAYS', 30, 1, 3_650),
    stopWithInput: env['STOP_WITH_INPUT'] === '1',
    webRoot: env['WEB_ROOT'] || fileURLToPath(new URL('../../dist/demo', import.meta.url)),
  };
}

/** A file in a folder that nobody else can write to, for the temporary folder is everybody's. */
function ownFile(): string {
  const folder = join(tmpdir(), `holdfast-demo-${process.getuid?.() ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'demo.sqlite');
}
