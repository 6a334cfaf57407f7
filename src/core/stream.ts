/** What happens to the stream: opening, its news, its end. Knows nothing of the page. */
import type { RequestReason } from '../events.ts';
import { backoffDelay, clampRetry } from '../policies/backoff.ts';
import { enterFallback, scheduleProbe, takeBack } from './fallback.ts';
import type { Failure, News, Verdict } from './model.ts';
import { end, refill, setStream, type Turn, tellError } from './turn.ts';

type NewsOf<Type extends News['type']> = Extract<News, { readonly type: Type }>;

/** The stream is looked at this often, so that a sleep the monotonic clock did not see is noticed soon. */
const LOOK_MS = 5_000;
/** A deadline met later than this means that the machine slept or timers were throttled; and the grace that follows. */
const LATE_MS = 1_000;
/** How long a retry waits for `online` on a page that says it is offline (SPEC V5). */
const OFFLINE_HOLD_MS = 30_000;

/** A new attempt at the stream; one in flight is replaced. */
export function openStream(turn: Turn, reason: RequestReason): void {
  const { s, timers, at, config } = turn;
  const { credentials } = s;
  const attempt = ++s.attempt;
  setStream(turn, {
    attempt,
    reason,
    credentials,
    openedAt: null,
    flowing: false,
    held: false,
    resumed: false,
    resync: null,
  });
  timers.connect = at + config.connectTimeoutMs;
}

/** Headers were accepted. */
export function opened(turn: Turn, { asked, offered }: NewsOf<'opened'>): void {
  const { s, timers, at, config } = turn;
  if (!s.stream) return;
  const mismatch = asked !== '' && offered !== null && offered !== asked;
  const resync = mismatch ? 'id-mismatch' : s.everOpened && asked === '' ? 'no-id' : null;
  s.stream = { ...s.stream, openedAt: at, resumed: asked !== '' && !mismatch, resync };
  s.everOpened = true;
  alive(turn);
  s.graced = false;
  delete timers.connect;
  timers.look = at + Math.min(LOOK_MS, config.heartbeatMs, config.stableAfterMs);
  // With polls feeding the page, a stream that has yet to show a byte is not taken into use (SPEC P6).
  if (!s.fallback || config.pollIntervalMs === null) takeIntoUse(turn);
}

/** Reading waits for handlers that are far behind, or goes on. */
export function setHeld(turn: Turn, held: boolean): void {
  alive(turn);
  if (turn.s.stream) turn.s.stream = { ...turn.s.stream, held };
}

function alive({ s, at, wall }: Turn): void {
  s.lastByteAt = at;
  s.lastByteWall = wall;
}

function takeIntoUse(turn: Turn): void {
  const { s, notices } = turn;
  if (!s.stream) return;
  const { resumed, resync } = s.stream;
  s.error = null;
  notices.push({ type: 'open', attempt: s.failures, resumed });
  if (resync) notices.push({ type: 'resync', reason: resync });
  if (s.fallback) takeBack(turn);
}

/** A chunk was read: bytes move timestamps and set no timer (SPEC H3). */
export function received(turn: Turn, { lastEventId, retryMs }: NewsOf<'received'>): void {
  const { s } = turn;
  alive(turn);
  s.lastEventId = lastEventId ?? s.lastEventId;
  if (retryMs !== undefined) s.retryMs = clampRetry(retryMs);
  if (!s.stream || s.stream.flowing) return;
  s.stream = { ...s.stream, flowing: true };
  s.used = true;
  if (s.fallback) takeIntoUse(turn);
  settle(turn);
}

/** The stream has been open long enough, and has given bytes: past failures are forgotten (SPEC B4). */
function settle(turn: Turn): void {
  const { s, at, config } = turn;
  if (s.stream?.flowing && at >= (s.stream.openedAt ?? at) + config.stableAfterMs) refill(turn);
}

/** The stream ended or was refused. */
export function streamEnded(turn: Turn, verdict: Verdict, failure: Failure): void {
  settle(turn);
  if (verdict === 'close') end(turn, 'closed');
  else if (verdict === 'refuse' || !mayRepeat(turn)) refused(turn, failure);
  else streamFailed(turn, failure);
}

/** Whether the request may be sent again (SPEC C8). */
export function mayRepeat({ s, config }: Turn): boolean {
  return config.repeatable || !s.used;
}

/** Refused for good: polling if there is any, else the end until `connect()`. */
export function refused(turn: Turn, failure: Failure): void {
  const polls = turn.config.pollIntervalMs !== null;
  turn.s.failures++;
  tellError(turn, failure, polls);
  turn.s.refused = true;
  if (polls) enterFallback(turn);
  else end(turn, 'failed');
}

/** One attempt is spent: wait and try again, or fall back (SPEC B1, B5). */
export function streamFailed(turn: Turn, failure: Failure): void {
  const { s, timers, at, roll, config, notices } = turn;
  const attempt = ++s.failures;
  const error = tellError(turn, failure, true);
  setStream(turn, null);
  if (s.fallback) return scheduleProbe(turn, failure.retryAfterMs);
  if (attempt > config.attempts) return enterFallback(turn, failure.retryAfterMs);
  const delayMs = Math.max(
    s.page.online ? 0 : OFFLINE_HOLD_MS,
    backoffDelay(attempt, roll, config, s.retryMs, failure.retryAfterMs),
  );
  timers.retry = at + delayMs;
  notices.push({ type: 'retry', attempt, delayMs, error });
}

/** The page went offline: a waiting retry holds for `online`, or half a minute (SPEC V5). */
export function holdOffline({ timers, at }: Turn): void {
  if (timers.retry !== undefined) timers.retry = Math.max(timers.retry, at + OFFLINE_HOLD_MS);
}

/**
 * Looks at an open stream: when its watchdog is due, or the page wakes (`due` is `null`).
 *
 * Sleep stops the monotonic clock on some systems, so the wall clock is asked too. A watchdog that is itself late gives
 * bytes that are queued one turn first (SPEC H4); on waking the clock alone decides (SPEC H5).
 */
export function look(turn: Turn, due: number | null): void {
  const { s, timers, at, wall, config } = turn;
  if (!s.stream || s.stream.openedAt === null) return;
  settle(turn);
  const silentMs = s.stream.held ? 0 : Math.max(at - s.lastByteAt, wall - s.lastByteWall);
  const leftMs = config.heartbeatMs - silentMs;
  const isLate = due !== null && (at > due + LATE_MS || at - s.lastByteAt < config.heartbeatMs);
  if (leftMs > 0) {
    s.graced = false;
    timers.look = at + Math.min(LOOK_MS, leftMs);
  } else if (isLate && !s.graced) {
    s.graced = true;
    timers.look = at + LATE_MS;
  } else {
    const message = `No byte came for ${Math.round(silentMs / 1_000)} s; the stream counts as dead (heartbeat.timeoutMs).`;
    streamEnded(turn, 'retry', { kind: 'heartbeat', phase: 'stream', message });
  }
}
