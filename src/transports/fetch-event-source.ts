import { fetchEventSource } from '@microsoft/fetch-event-source';
import { createBlockCutter } from './block-cutter.ts';
import { FIELD_ROOM, isOver } from './event-limit.ts';
import type { Frame, Transport, TransportRequest, TransportSink } from './transport.ts';

/**
 * Reads the stream with `@microsoft/fetch-event-source`, under Holdfast's own lifecycle.
 *
 * Choose it where that library is a given; otherwise the default transport is smaller, faster and exact. The library
 * only parses here. It makes no request and sees neither end nor error, so it never retries and never resumes; it never
 * comes to touch `document` or `window`, so it works in workers. It is handed whole blocks, so an event of any size is
 * read in linear time, memory stays bounded, and nothing of an unfinished event gets through.
 *
 * What remains of its ways, each stated in the contract tests: lines without a colon are lost, and so are empty data
 * lines before the first text; a block with `event:` or `id:` and no data gives an event with empty data; one with
 * empty data and neither is taken for the empty message it makes of every comment, and dropped; an empty `id:` does not
 * reset; an id with NUL is kept; U+FEFF at the start of a name or value is lost; `retry: 10abc` counts as 10.
 */
export function fetchEventSourceTransport(): Transport {
  return { open };
}

async function open({ url, init, fetch, maxEventBytes }: TransportRequest, sink: TransportSink): Promise<void> {
  const { signal } = init;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const cancel = (): void => {
    reader?.cancel().catch(ignore);
  };
  try {
    const response = await fetch(url, init);
    if (!sink.opened(response) || signal.aborted) {
      response.body?.cancel().catch(ignore);
      return;
    }
    reader = response.body?.getReader();
    // A `fetch` of the page's own may not pass the signal on to the body.
    signal.addEventListener('abort', cancel);
    if (reader) await readThrough(url, reader, maxEventBytes, sink);
    sink.ended();
  } catch (error) {
    cancel();
    // A stream may be broken with no reason given; that must not look like a clean end.
    sink.ended(error ?? new TypeError('The stream broke.'));
  }
}

/**
 * Lends the library our reader as if it were a response. Settles when the stream is over; the library's own promise
 * never does, because on an end or an error it would reach for `document`, and for its timer.
 */
function readThrough(
  url: string,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxEventBytes: number,
  sink: TransportSink,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cut = createBlockCutter(maxEventBytes + FIELD_ROOM);
    /** The chunk being understood; `undefined` when the last one was reported. */
    let chunk: Uint8Array | undefined;
    let frames: Frame[] = [];
    let retryMs: number | undefined;
    let oversize = false;

    async function report(): Promise<void> {
      if (!chunk) return;
      if (oversize) frames.push({ data: undefined, oversize });
      const pause = sink.received(chunk.length, frames, retryMs);
      chunk = retryMs = undefined;
      frames = [];
      if (pause) await pause;
    }

    async function read(): Promise<{ done: false; value: Uint8Array }> {
      try {
        for (;;) {
          // The library understands what it was given before it asks for more, so this is prompt.
          await report();
          const next = await reader.read();
          if (next.done) break;
          chunk = next.value;
          const { blocks, oversize: over } = cut(chunk);
          oversize = over;
          if (blocks) return { done: false, value: blocks };
        }
        resolve();
      } catch (error) {
        reject(error);
      }
      return new Promise(() => {});
    }

    fetchEventSource(url, {
      openWhenHidden: true,
      fetch: async () => ({ body: { getReader: () => ({ read }) } }) as unknown as Response,
      onopen: async () => {},
      onmessage({ id, event, data, retry }) {
        if (retry !== undefined && retry >= 0) retryMs = retry;
        if (id === '' && event === '' && data === '') return;
        const over = isOver(data, maxEventBytes);
        frames.push({
          id: id || undefined,
          event: event || undefined,
          data: over ? undefined : data,
          ...(over && { oversize: true }),
        });
      },
      onerror(error) {
        reject(error);
        // Returning would make the library try again by itself.
        throw error;
      },
    }).catch(reject);
  });
}

function ignore(): void {}
