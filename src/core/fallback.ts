/** Life without the stream: polls, probes, and the way back. */
import { nextRecoverMs, pollDelay } from '../policies/fallback.ts';
import type { Failure } from './model.ts';
import { disarm, setPoll, setStream, type Turn, tellError } from './turn.ts';

/** All reconnects failed, or the stream was refused for good: polls take over at once (SPEC B5, P1). */
export function enterFallback(turn: Turn, retryAfterMs = 0): void {
  const { s } = turn;
  setStream(turn, null);
  s.fallback = true;
  s.lastPollDue = false;
  s.pollFailures = 0;
  scheduleProbe(turn, retryAfterMs);
  startPoll(turn);
}

/** The stream is tried again later, each time twice as late (SPEC P5), and not before the server wants it (SPEC B2). */
export function scheduleProbe({ s, timers, at, roll, config }: Turn, retryAfterMs = 0): void {
  if (s.refused) return;
  const floor = retryAfterMs && retryAfterMs + Math.round(roll * config.initialDelayMs);
  timers.probe = at + Math.max(s.recoverMs, s.retryMs ?? 0, floor);
  s.recoverMs = nextRecoverMs(s.recoverMs, config.maxRecoverAfterMs);
}

/** A poll now, unless one is out or there is nothing to poll. */
export function startPoll(turn: Turn, reason: 'poll' | 'unauthorized' = 'poll'): void {
  const { s, timers, at, config } = turn;
  if (s.poll || config.pollIntervalMs === null) return;
  setPoll(turn, { attempt: ++s.attempt, reason, credentials: s.credentials });
  timers.answer = at + config.connectTimeoutMs;
}

/**
 * The probed stream has shown a byte and feeds the page again. With ids it resumes where the polls had come to, so a
 * poll still out is not needed; without ids one last poll covers what fell between (SPEC P6).
 */
export function takeBack(turn: Turn): void {
  const { s } = turn;
  s.fallback = false;
  if (s.lastEventId !== '') return setPoll(turn, null);
  disarm(turn, 'poll');
  s.lastPollDue = s.poll !== null;
  startPoll(turn);
}

/** A poll was answered. */
export function polled(turn: Turn, lastEventId: string | undefined): void {
  const { s } = turn;
  s.pollFailures = 0;
  s.lastEventId = lastEventId ?? s.lastEventId;
  afterPoll(turn, 0);
}

/** A poll failed; polling goes on, more slowly (SPEC P4). */
export function pollFailed(turn: Turn, failure: Failure): void {
  const { s } = turn;
  const { error } = s;
  s.pollFailures++;
  tellError(turn, failure, true);
  // On a stream that is back, a failed last poll must not show as the stream's fault.
  if (!s.fallback) s.error = error;
  afterPoll(turn, failure.retryAfterMs);
}

function afterPoll(turn: Turn, retryAfterMs = 0): void {
  const { s, timers, at, roll, config } = turn;
  setPoll(turn, null);
  if (s.fallback) timers.poll = at + pollDelay(config.pollIntervalMs ?? 0, s.pollFailures, roll, retryAfterMs);
  else if (s.lastPollDue) startPoll(turn);
  s.lastPollDue = false;
}
