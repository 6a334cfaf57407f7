import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FetchLike } from '../../../src/platform/platform.ts';
import { fetchEventSourceTransport } from '../../../src/transports/fetch-event-source.ts';
import { fetchOf, outcomes, run } from '../../contract/recording.ts';
import { everyBytes } from '../../support/splits.ts';
import { bytesOf, event } from '../../support/stream-vectors.ts';

afterEach(() => vi.unstubAllGlobals());

/** Globals that note every use, so that a test can say there was none. */
function watchedPage(): string[] {
  const uses: string[] = [];
  const watched = (name: string): object =>
    new Proxy(
      {},
      {
        get(_, key) {
          uses.push(`${name}.${String(key)}`);
          return () => {};
        },
      },
    );
  vi.stubGlobal('document', watched('document'));
  vi.stubGlobal('window', watched('window'));
  return uses;
}

describe('@microsoft/fetch-event-source under our lifecycle', () => {
  it.each([
    ['ends cleanly', 'close' as const],
    ['breaks', { error: new Error('reset') }],
  ])('[C1] touches no page and makes no request of its own when the stream %s', async (_, end) => {
    const uses = watchedPage();
    const answer = fetchOf([bytesOf('retry: 0\nid: 1\ndata: a\n\n')], end);
    const fetch = vi.fn<FetchLike>(answer);
    const { recording, done } = run(fetchEventSourceTransport(), 'http://unused.test/', { fetch });
    await done;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(outcomes(recording.frames)).toEqual(['a']);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(recording.endings).toHaveLength(1);
    expect(uses).toEqual([]);
  });

  it('[C2] touches no page when it is aborted', async () => {
    const uses = watchedPage();
    const { recording, abort, done, until } = run(fetchEventSourceTransport(), 'http://unused.test/', {
      fetch: fetchOf([bytesOf('data: a\n\n')], 'stay'),
    });
    await until(({ chunks }) => chunks.length === 1);
    abort();
    await done;
    expect(outcomes(recording.frames)).toEqual(['a']);
    expect(uses).toEqual([]);
  });

  it('[C6] ends with the reason when the library itself fails, and does not let it try again', async () => {
    const uses = watchedPage();
    const reason = new Error('no decoder');
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    const fetch = vi.fn<FetchLike>(async () => new Response(body));
    vi.stubGlobal(
      'TextDecoder',
      class {
        constructor() {
          throw reason;
        }
      },
    );
    const { recording, done } = run(fetchEventSourceTransport(), 'http://unused.test/', { fetch });
    await done;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(recording.endings).toEqual([reason]);
    expect(cancelled).toBe(true);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(uses).not.toContain('window.setTimeout');
  });

  it('[D6] drops the empty message the library makes of a comment, and no other', async () => {
    const stream = bytesOf(': c\n\nevent: e\n\nid: 1\n\nid: 2\ndata:\n\nretry: 5\n\n');
    const { recording, done } = run(fetchEventSourceTransport(), 'http://unused.test/', { fetch: fetchOf([stream]) });
    await done;
    expect(recording.frames).toEqual([event('', { event: 'e' }), event('', { id: '1' }), event('', { id: '2' })]);
    expect(recording.retryMs).toBe(5);
  });

  it('[L1] counts everything in an unfinished event, comments too', async () => {
    const stream = bytesOf(`data: a\n:${'c'.repeat(10_000)}\ndata: b\n\ndata: c\n\n`);
    const { recording, done } = run(fetchEventSourceTransport(), 'http://unused.test/', {
      fetch: fetchOf(everyBytes(stream, 1_000)),
      maxEventBytes: 100,
    });
    await done;
    expect(outcomes(recording.frames)).toEqual(['oversize', 'c']);
  });
});
