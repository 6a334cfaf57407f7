import { SseError } from '../errors.ts';
import type { Config, Failure, Link, Notice, Stamp, State, StreamLink, TimerName } from './model.ts';

/**
 * One step in the making: a copy of the state that transitions may change, the stamp of the input, the settled options,
 * and what people will be told. It lives for one call of `step`, which is pure seen from outside.
 */
export interface Turn extends Stamp {
  readonly s: { -readonly [Name in keyof State]: State[Name] };
  readonly timers: Partial<Record<TimerName, number>>;
  readonly config: Config;
  readonly notices: Notice[];
}

/** Clears deadlines. */
export function disarm({ timers }: Turn, ...names: readonly TimerName[]): void {
  for (const name of names) delete timers[name];
}

/** Puts another stream, or none, in the place of the present one; the deadlines of the old one go with it. */
export function setStream(turn: Turn, stream: StreamLink | null): void {
  turn.s.stream = stream;
  disarm(turn, 'connect', 'look', 'retry', 'probe');
}

/** Likewise for polls. */
export function setPoll(turn: Turn, poll: Link | null): void {
  turn.s.poll = poll;
  disarm(turn, 'poll', 'answer');
}

/** No request, no deadline. */
export function halt(turn: Turn): void {
  setStream(turn, null);
  setPoll(turn, null);
  disarm(turn, 'hide', 'wake');
  turn.s.lastPollDue = false;
}

/** The end, until `connect()`. */
export function end(turn: Turn, lifecycle: 'failed' | 'closed'): void {
  halt(turn);
  turn.s.lifecycle = lifecycle;
  turn.s.pausedBy = null;
  if (lifecycle === 'closed') turn.s.error = null;
}

/** Tells people of a failure, and remembers it as the state's error. */
export function tellError({ s, notices }: Turn, failure: Failure, willRetry: boolean): SseError {
  const error = new SseError(failure.message, failure, s.failures, willRetry);
  notices.push({ type: 'error', error });
  s.error = error;
  return error;
}

/** Proof of life: the budget of attempts is whole again (SPEC B4). */
export function refill({ s, config }: Turn): void {
  s.failures = 0;
  s.recoverMs = config.recoverAfterMs;
}
