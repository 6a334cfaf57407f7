import type { SseError } from '../errors.ts';
import type { Millis, PauseReason, Phase } from '../events.ts';
import type { Config, State } from './model.ts';

/** The connection as people see it. Frozen; the same object until something changes. */
export interface ClientState {
  readonly phase: Phase;
  /** How many attempts in a row have failed; 0 on a healthy stream. */
  readonly attempt: number;
  /** When the phase began: milliseconds since the epoch. */
  readonly since: Millis;
  /** When the stream is tried next (`waiting`, `polling`, `suspended`): milliseconds since the epoch. */
  readonly retryAt: Millis | null;
  readonly pausedBy: PauseReason | null;
  /** The fault the client is getting over, or why it `failed`. */
  readonly error: SseError | null;
}

/** The state before `connect()`. */
export function initialState(config: Config, lastEventId: string): State {
  return {
    lifecycle: 'idle',
    pausedBy: null,
    fallback: false,
    refused: false,
    stream: null,
    poll: null,
    lastPollDue: false,
    timers: {},
    attempt: 0,
    failures: 0,
    pollFailures: 0,
    retryMs: null,
    recoverMs: config.recoverAfterMs,
    credentials: 0,
    lastEventId,
    everOpened: false,
    used: false,
    lastByteAt: 0,
    lastByteWall: 0,
    graced: false,
    page: { visible: true, online: true, halted: null },
    wokeAt: -Infinity,
    refilledAt: -Infinity,
    error: null,
  };
}

/** The phase follows from what exists. */
export function phaseOf({ lifecycle, pausedBy, fallback, stream }: State, config: Config): Phase {
  if (lifecycle !== 'running') return lifecycle;
  if (pausedBy) return 'paused';
  if (fallback) return config.pollIntervalMs === null ? 'suspended' : 'polling';
  if (!stream) return 'waiting';
  return stream.openedAt === null ? 'connecting' : 'open';
}

/** When the stream is tried next, on the monotonic clock. */
export function retryAtOf({ timers }: State): Millis | null {
  return timers.retry ?? timers.probe ?? null;
}
