import { Readable } from 'node:stream';
import { beginStream, type Handler } from './server.ts';
import { makeWorkload, toBlock, type WorkloadName } from './shared/workloads.ts';

const CUT_STREAM_EVERY_MS = 20;

/** Streams a workload's chunks as fast as the socket takes them, then stays open. */
export function workloadStream(name: WorkloadName): Handler {
  let ready: { readonly events: number; readonly chunks: readonly Uint8Array[] } | undefined;
  return (_request, response, url) => {
    const events = Number(url.searchParams.get('events'));
    if (ready?.events !== events) ready = { events, chunks: makeWorkload(name, events).chunks };
    beginStream(response);
    const body = Readable.from(ready.chunks);
    body.pipe(response, { end: false });
    response.once('close', () => body.destroy());
  };
}

/** Writes an event with the server's clock in it every so often, then stays open. */
export function stampedStream(): Handler {
  return (_request, response, url) => {
    const events = Number(url.searchParams.get('events'));
    beginStream(response);
    let sent = 0;
    const timer = setInterval(
      () => {
        response.write(toBlock(sent, JSON.stringify({ at: clock() })));
        sent += 1;
        if (sent === events) clearInterval(timer);
      },
      Number(url.searchParams.get('everyMs')),
    );
    response.once('close', () => clearInterval(timer));
  };
}

/** Tells the time that {@link stampedStream} stamps with. */
export function tellClock(): Handler {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(String(clock()));
  };
}

/** An endless stream of events that carry the number of their connection, and what cuts every such connection off. */
export function cutStream(): { readonly stream: Handler; readonly cut: Handler } {
  const cutOff = new Set<() => void>();
  let connections = 0;
  let sent = 0;
  return {
    stream: (_request, response) => {
      connections += 1;
      const connection = connections;
      const timer = setInterval(() => {
        response.write(toBlock(sent, JSON.stringify({ connection })));
        sent += 1;
      }, CUT_STREAM_EVERY_MS);
      const destroy = (): void => {
        response.destroy();
      };
      cutOff.add(destroy);
      response.once('close', () => {
        clearInterval(timer);
        cutOff.delete(destroy);
      });
      beginStream(response);
    },
    cut: (_request, response) => {
      for (const destroy of cutOff) destroy();
      response.writeHead(200, { 'content-type': 'text/plain' }).end(String(connections));
    },
  };
}

function clock(): number {
  return performance.timeOrigin + performance.now();
}
