import type { Failure } from '../core/model.ts';
import type { PolledEvent, PollingOptions } from '../options.ts';
import type { FetchLike } from '../platform/platform.ts';
import { retryAfterMs } from '../policies/retry-after.ts';

/** What a poll came to. */
export type PollOutcome =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly events: readonly PolledEvent[];
      readonly misread?: Misread;
    }
  | { readonly type: 'failed'; readonly failure: Failure };

/** `toEvents` threw: the page's code and the endpoint disagree. */
interface Misread {
  readonly body: unknown;
  readonly error: unknown;
}

/** A way to ask the endpoint. */
export interface Poll {
  /** Asks once. Never rejects. */
  ask(
    request: { readonly url: string; readonly init: RequestInit & { readonly headers: Headers } },
    onResponse: (response: Response) => void,
  ): Promise<PollOutcome>;
  /** What the last answer brought was not delivered: the next must bring it again. */
  forget(): void;
}

/** Remembers the answer's `ETag`, so that an unchanged answer costs no body (RFC 9110 section 13.1.2). */
export function createPoll<Events extends object>(
  { toEvents, parse = 'json' }: Pick<PollingOptions<Events>, 'toEvents' | 'parse'>,
  fetch: FetchLike,
  wallNow: () => number,
): Poll {
  let etag: string | null = null;

  async function read(response: Response, signal: AbortSignal | null | undefined): Promise<PollOutcome> {
    const { status } = response;
    const text = await response.text();
    // A fetch of the page's own may not heed the signal; what nobody waits for must not be taken for known.
    if (signal?.aborted) return { type: 'answered', status, events: [] };
    let body: unknown = text;
    try {
      if (parse !== 'text') body = parse === 'json' ? JSON.parse(text) : parse(text);
    } catch {
      // Without the cause: JSON.parse quotes what it could not read (SPEC A4).
      return failed({
        kind: 'content-type',
        phase: 'poll',
        status,
        message: 'The answer to a poll could not be parsed.',
      });
    }
    if (signal?.aborted) return { type: 'answered', status, events: [] };
    etag = response.headers.get('etag');
    try {
      return { type: 'answered', status, events: [...toEvents(body, response)] };
    } catch (error) {
      return { type: 'answered', status, events: [], misread: { body, error } };
    }
  }

  return {
    async ask({ url, init }, onResponse) {
      if (etag !== null) init.headers.set('if-none-match', etag);
      try {
        const response = await fetch(url, init);
        onResponse(response);
        const { status } = response;
        if (response.ok && status !== 204) return await read(response, init.signal);
        response.body?.cancel().catch(() => {});
        if (status === 304 || status === 204) return { type: 'answered', status, events: [] };
        const wait = retryAfterMs(response.headers.get('retry-after'), wallNow());
        const message = `A poll was answered with ${status}.`;
        return failed({ kind: 'http', phase: 'poll', status, retryAfterMs: wait, message });
      } catch (cause) {
        const message = 'A poll did not reach the server, or its answer broke off.';
        return failed({ kind: 'network', phase: 'poll', cause, message });
      }
    },
    forget: () => void (etag = null),
  };
}

function failed(failure: Failure): PollOutcome {
  return { type: 'failed', failure };
}
