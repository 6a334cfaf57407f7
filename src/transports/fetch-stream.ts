import { createChunkReader } from './event-stream-reader.ts';
import type { Transport, TransportRequest, TransportSink } from './transport.ts';

/**
 * The default transport: `fetch`, read as it comes.
 *
 * It holds the stream standard to the letter, reads any event in time linear to its size, and keeps no more of one than
 * `maxEventBytes`. It makes one request, judges nothing and repeats nothing: that is the client's part.
 */
export function fetchStream(): Transport {
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
    if (reader) {
      const read = createChunkReader(maxEventBytes, sink);
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const pause = read(next.value);
        if (pause) await pause;
      }
    }
    sink.ended();
  } catch (error) {
    cancel();
    // A stream may be broken with no reason given; that must not look like a clean end.
    sink.ended(error ?? new TypeError('The stream broke.'));
  }
}

function ignore(): void {}
