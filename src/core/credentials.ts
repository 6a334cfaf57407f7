/** A 401 and what follows: one refresh for stream and poll together, one repetition, then the end (SPEC A2). */
import { startPoll } from './fallback.ts';
import type { Failure, Link } from './model.ts';
import { openStream } from './stream.ts';
import { end, setPoll, type Turn, tellError } from './turn.ts';

/** The request on `link` was answered with 401. */
export function unauthorized(turn: Turn, link: Link, failure: Failure): void {
  const { s, config } = turn;
  // Sent before the refresh the other road has already asked for: only to be repeated with what that one brings.
  if (link.credentials === s.credentials) {
    if (!config.refreshable || link.reason === 'unauthorized') {
      tellError(turn, { ...failure, kind: 'auth' }, false);
      return end(turn, 'failed');
    }
    s.credentials++;
  }
  if (link === s.stream) return openStream(turn, 'unauthorized');
  setPoll(turn, null);
  startPoll(turn, 'unauthorized');
}
