import type { Failure, Verdict } from '../core/model.ts';
import { SseError } from '../errors.ts';
import { classify, isEventStream } from '../policies/classify.ts';
import { retryAfterMs } from '../policies/retry-after.ts';

/** What a response means for the stream. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly failure: Failure;
}

/**
 * Judges a response by its head, before its body is read (SPEC C4).
 *
 * @returns `null` for an event stream; otherwise what is wrong and what follows.
 */
export function judge(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  wall: number,
  attempt: number,
  shouldRetry: ((error: SseError) => boolean) | undefined,
): Judgement | null {
  const type = headers.get('content-type');
  if (status === 200 && isEventStream(type)) return null;
  const isPage = status === 200;
  const failure: Failure = {
    kind: isPage ? 'content-type' : 'http',
    phase: 'connect',
    status,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), wall),
    message: isPage
      ? `The server answered with content type "${type ?? ''}" and not text/event-stream.`
      : `The server answered ${status}.`,
  };
  let verdict = classify(failure);
  if (shouldRetry && !isPage && verdict !== 'unauthorized' && verdict !== 'close') {
    verdict = shouldRetry(new SseError(failure.message, failure, attempt, verdict === 'retry')) ? 'retry' : 'refuse';
  }
  return { verdict, failure };
}
