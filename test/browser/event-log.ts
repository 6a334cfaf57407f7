import type { Exchange, FaultServer, RecordedRequest } from '../support/fault-server.ts';

/**
 * A stream that replays: event n is `id: n`, `event: tick`, `data: {"n":n}`. Each client is told apart by the query
 * parameter `client`, and resumes by `Last-Event-ID` or the parameter `from`.
 */
export interface EventLog {
  /** Adds events, and sends them to everyone connected. */
  append(count: number): void;
  readonly size: number;
  /** All ids so far, in order. */
  readonly ids: readonly string[];
  /** Streams now open for this client. */
  live(client: string): number;
  /** Resets every connection of this client. */
  cut(client: string): void;
  /** Every request this client made. */
  requests(client: string): readonly RecordedRequest[];
  /** Clients that asked for another stream while the server still saw an earlier one, and kept both. */
  readonly doubled: readonly string[];
  /** Serves the log to one request. */
  serve(exchange: Exchange): Promise<void>;
}

/** How long the earlier connection of a client may take to be seen closed. The new one is not answered until then. */
const CLOSING_MS = 3_000;

/** Serves a log at `/log`. */
export function serveLog(server: FaultServer): EventLog {
  let size = 0;
  const open = new Map<string, Set<Exchange>>();
  const doubled: string[] = [];
  const waiting = new Set<() => void>();

  async function serve(exchange: Exchange): Promise<void> {
    const client = paramOf(exchange.request, 'client') ?? '';
    const mine = open.get(client) ?? new Set<Exchange>();
    open.set(client, mine);
    const earlier = [...mine];
    mine.add(exchange);
    void exchange.closed.then(() => mine.delete(exchange));
    // Two connections are two sockets: the end of one and the beginning of the next may be seen in either order.
    // A client that holds on to the first until the second is answered is caught all the same.
    await Promise.race([Promise.all(earlier.map(({ closed }) => closed)), exchange.pause(CLOSING_MS)]);
    if (!exchange.isClosed && earlier.some(({ isClosed }) => !isClosed)) doubled.push(client);
    exchange.head();
    for (let next = resumeAfter(exchange.request) + 1; !exchange.isClosed; ) {
      if (next <= size) await exchange.write(tick(next++));
      else await Promise.race([exchange.closed, new Promise<void>((resolve) => waiting.add(resolve))]);
    }
  }

  const log: EventLog = {
    doubled,
    serve,
    append(count) {
      size += count;
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
    get size() {
      return size;
    },
    get ids() {
      return idsTo(size);
    },
    cut(client) {
      for (const exchange of open.get(client) ?? []) exchange.reset();
    },
    // Asked by `server.until`, which may look before `mine` has been told.
    live: (client) => [...(open.get(client) ?? [])].filter(({ isClosed }) => !isClosed).length,
    requests: (client) => server.requestsTo('/log').filter((request) => paramOf(request, 'client') === client),
  };
  server.on('/log', serve);
  return log;
}

/** Event n as it is written. */
export function tick(n: number): string {
  return `id: ${n}\nevent: tick\ndata: {"n":${n}}\n\n`;
}

/** `1` to `last`. */
export function idsTo(last: number): string[] {
  return Array.from({ length: last }, (_, index) => String(index + 1));
}

/** The number of the last event this request says it has. */
export function resumeAfter(request: RecordedRequest): number {
  return Number(request.headers['last-event-id'] ?? paramOf(request, 'from') ?? 0);
}

/** A parameter of the query. */
export function paramOf({ url }: RecordedRequest, name: string): string | null {
  return new URL(url, 'http://local').searchParams.get(name);
}
