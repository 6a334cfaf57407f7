/** What others do: a fixed wait, and a backoff that doubles without jitter. */
import type { Millis } from '../../src/events.ts';
import type { Outage, Story } from './crowd.ts';

/**
 * Plays a client that waits `delayMs(n)` before its n-th attempt, for ever.
 *
 * @returns When it was fed again.
 */
export function playSimple(
  delayMs: (attempt: number) => Millis,
  outage: Outage,
  random: () => number,
  tell: Story['tell'],
): Millis {
  let at = outage.noticeMs(random);
  for (let attempt = 1; ; attempt++) {
    at += delayMs(attempt);
    tell(at);
    if (at >= outage.downMs) return at + outage.answerMs;
    at += outage.refusalMs;
  }
}

/** `EventSource` and most hand-written clients: the same wait each time. */
export const fixedSecond = (): Millis => 1_000;

/** 1, 2, 4, 8, 16, 16… seconds, the same for everybody. */
export const doubling = (attempt: number): Millis => Math.min(16_000, 1_000 * 2 ** (attempt - 1));
