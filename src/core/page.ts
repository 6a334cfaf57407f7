/** What the page's life means for the connection. Signals are hints: each carries the state read afresh (SPEC V4). */
import type { PauseReason } from '../events.ts';
import { startPoll } from './fallback.ts';
import type { Page } from './model.ts';
import { holdOffline, look, mayRepeat, openStream, refused } from './stream.ts';
import { disarm, halt, type Turn } from './turn.ts';

/** Attempts caused by page signals are at least this far apart. */
const WAKE_APART_MS = 1_000;
/** The budget of attempts is refilled by waking at most this often (SPEC V2). */
const REFILL_APART_MS = 30_000;

/** Nothing runs on a page like this until it is back; the place in the stream is kept. Says whether it is one. */
export function pauseIfAway(turn: Turn): boolean {
  const { s, config } = turn;
  const { halted, visible } = s.page;
  const reason: PauseReason | null = halted ?? (visible || config.pauseAfterMs === null ? null : 'hidden');
  if (!reason) return false;
  halt(turn);
  s.pausedBy = reason;
  return true;
}

/** Hidden for long enough to pause. A stream whose request may not be repeated is not given up for that (SPEC C8). */
export function hiddenForLong(turn: Turn): void {
  if (!turn.s.stream || mayRepeat(turn)) pauseIfAway(turn);
}

/** The page gave a sign. */
export function pageChanged(turn: Turn, page: Page): void {
  const { s, timers, at, config } = turn;
  const { visible, online } = s.page;
  s.page = page;
  if (s.pausedBy || page.halted) {
    if (!pauseIfAway(turn)) wake(turn);
    return;
  }
  if (!page.visible && config.pauseAfterMs !== null) {
    timers.hide ??= at + config.pauseAfterMs;
    if (config.pauseAfterMs === 0) hiddenForLong(turn);
    return;
  }
  disarm(turn, 'hide');
  look(turn, null);
  if (online && !page.online) holdOffline(turn);
  if ((!online && page.online) || (!visible && s.fallback)) wake(turn);
}

/** Acts on waking: the stream is tried at once. Signals within a second of each other act once (SPEC V4). */
export function wake(turn: Turn): void {
  const { s, timers, at } = turn;
  if (s.stream) return;
  if (at - s.wokeAt < WAKE_APART_MS) {
    timers.wake = s.wokeAt + WAKE_APART_MS;
    return;
  }
  s.wokeAt = at;
  disarm(turn, 'wake');
  // Chromium says `online` a moment before it lets a request through: that first failure must not be the last straw.
  if (at - s.refilledAt >= REFILL_APART_MS) {
    s.failures = 0;
    s.pollFailures = 0;
    s.refilledAt = at;
  }
  if (s.pausedBy) {
    s.pausedBy = null;
    if (!mayRepeat(turn)) {
      const message = 'The page was away, and only GET is repeated after its first byte (reconnect.nonIdempotent).';
      return refused(turn, { kind: 'aborted', phase: 'stream', message });
    }
  }
  if (s.fallback) startPoll(turn);
  if (!s.refused) openStream(turn, s.fallback ? 'probe' : 'reconnect');
}
