import type { SseErrorFacts } from '../errors.ts';

/** What to do about a failed request; see `Verdict` in the core. */
type Verdict = 'retry' | 'refuse' | 'unauthorized' | 'close';

/** Whether a `Content-Type` names an event stream: its essence, whatever its parameters and case. */
export function isEventStream(contentType: string | null): boolean {
  return /^\s*text\/event-stream\s*(;|$)/i.test(contentType ?? '');
}

/**
 * The status table (SPEC C4). 408, 425, 429 and 5xx pass; so does whatever has no status; 200 with another content type
 * is a captive portal or a login page and passes too, and so does what cannot be a final answer: over plain http,
 * Chromium takes a head that was cut off within `HTTP/1.1 200` for a whole one, with a status of 2 or 20. 204 is the
 * standard's way to say stop. Anything else is meant.
 */
export function classify({ status, kind }: SseErrorFacts): Verdict {
  if (status === undefined || kind === 'content-type') return 'retry';
  if (status === 204) return 'close';
  if (status === 401) return 'unauthorized';
  const isCutOff = status > 0 && status < 200;
  return isCutOff || status >= 500 || status === 408 || status === 425 || status === 429 ? 'retry' : 'refuse';
}
