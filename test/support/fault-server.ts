import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request as it came in, kept after it is over. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, once all of it has come. */
  readonly body: Promise<string>;
  /** Milliseconds of `performance.now()`. */
  readonly receivedAt: number;
  /** When the exchange was over, whoever ended it; `undefined` while it lasts. */
  readonly closedAt: number | undefined;
  /** Whether it was over before the server had ended it: the client went away, or the server broke it off. */
  readonly cutOff: boolean;
}

/** One request and the answer to it, for a handler to do its worst with. Nothing here throws because the client left. */
export interface Exchange {
  readonly request: RecordedRequest;
  /** Resolves when the exchange is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly isClosed: boolean;
  /** Sends status and headers at once, before any body. The default is an open event stream. */
  head(status?: number, headers?: Readonly<Record<string, string>>): void;
  /** Sends bytes as a chunk of their own, and resolves when they are on their way. Opens an event stream if nothing did. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Ends the body cleanly, after `bytes` if given. */
  end(bytes?: string | Uint8Array): Promise<void>;
  /** Sends everything and ends: status, headers, body. */
  reply(status: number, headers?: Readonly<Record<string, string>>, body?: string | Uint8Array): Promise<void>;
  /** Breaks the connection with a reset, wherever it stands. */
  reset(): void;
  /** Says nothing more, for as long as the client stays. */
  hang(): Promise<void>;
  /** Waits, but not longer than the client stays. */
  pause(ms: number): Promise<void>;
}

/** Answers one request. What it throws, `close()` throws. */
export type Handler = (exchange: Exchange) => void | Promise<void>;

/** A real HTTP server on the loopback that does what its handlers say. */
export interface FaultServer {
  /** The whole address of a path. */
  url(path: string): string;
  /** Sets what answers requests to a path, query left aside. Setting it again replaces it. */
  on(path: string, handler: Handler): void;
  /** Every request so far except preflights, in order. */
  readonly requests: readonly RecordedRequest[];
  /** The requests to one path. */
  requestsTo(path: string): readonly RecordedRequest[];
  /** Preflights answered because of `cors`. */
  readonly preflights: number;
  /** TCP connections now open, idle ones included. */
  readonly openConnections: number;
  /** Exchanges now open. */
  readonly openExchanges: number;
  /** Resolves when `condition` holds; asked after each request, each end of an exchange and each closed connection. */
  until(condition: () => boolean): Promise<void>;
  /** Breaks every connection off and stops listening. Rejects with the first thing a handler threw. */
  close(): Promise<void>;
}

export interface FaultServerOptions {
  /** Answer preflights and let pages of any origin read everything, credentials included. */
  readonly cors?: boolean;
}

const EVENT_STREAM = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } as const;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Starts a server on a free port of 127.0.0.1. */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const handlers = new Map<string, Handler>();
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const thrown: unknown[] = [];
  let openExchanges = 0;
  let preflights = 0;

  const changed = (): void => {
    for (const look of waiting) look();
  };

  // Idle connections stay: closing them by a timer would race with a client that is about to use one.
  const server = createServer({ noDelay: true, keepAliveTimeout: 0 }, (incoming, response) => {
    if (options.cors) allowEveryOrigin(incoming, response);
    if (options.cors && incoming.method === 'OPTIONS') {
      preflights++;
      response.writeHead(204).end();
      return;
    }
    openExchanges++;
    const exchange = createExchange(incoming, response);
    requests.push(exchange.request);
    void exchange.closed.then(() => {
      openExchanges--;
      changed();
    });
    changed();
    const handler = handlers.get(pathOf(incoming.url ?? '/')) ?? notFound;
    Promise.resolve(exchange)
      .then(handler)
      .catch((error: unknown) => {
        thrown.push(error);
        exchange.reset();
      });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      changed();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    on: (path, handler) => void handlers.set(path, handler),
    requests,
    requestsTo: (path) => requests.filter(({ url }) => pathOf(url) === path),
    get preflights() {
      return preflights;
    },
    get openConnections() {
      return sockets.size;
    },
    get openExchanges() {
      return openExchanges;
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await stopped;
      if (thrown.length > 0) throw thrown[0];
    },
  };
}

function createExchange(incoming: IncomingMessage, response: ServerResponse): Exchange {
  const request: Mutable<RecordedRequest> = {
    method: incoming.method ?? 'GET',
    url: incoming.url ?? '/',
    headers: incoming.headers,
    body: textOf(incoming),
    receivedAt: performance.now(),
    closedAt: undefined,
    cutOff: false,
  };
  const closed = new Promise<void>((resolve) => {
    response.once('close', () => {
      request.closedAt = performance.now();
      request.cutOff = !response.writableFinished;
      resolve();
    });
  });
  // A write to a connection that has gone would otherwise be an uncaught error.
  response.on('error', () => {});

  const head = (status = 200, headers: Readonly<Record<string, string>> = EVENT_STREAM): void => {
    if (response.headersSent || response.destroyed) return;
    response.writeHead(status, { ...headers });
    response.flushHeaders();
  };
  const send = (bytes: string | Uint8Array): Promise<void> =>
    Promise.race([closed, new Promise<void>((resolve) => response.write(bytes, () => resolve()))]);

  return {
    request,
    closed,
    get isClosed() {
      return request.closedAt !== undefined;
    },
    head,
    async write(bytes) {
      head();
      // An empty chunk would end the body.
      if (bytes.length === 0 || response.destroyed) return;
      await send(bytes);
      // One turn, so that chunks written after each other do not travel as one.
      await new Promise((resolve) => setImmediate(resolve));
    },
    async end(bytes) {
      head();
      response.end(bytes);
      await closed;
    },
    async reply(status, headers = {}, body = '') {
      response.writeHead(status, { ...headers });
      response.end(body);
      await closed;
    },
    reset() {
      incoming.socket.resetAndDestroy();
    },
    hang: () => closed,
    async pause(ms) {
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([closed, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
      clearTimeout(timer);
    },
  };
}

function notFound(exchange: Exchange): Promise<void> {
  return exchange.reply(404, { 'content-type': 'text/plain' }, 'no handler');
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '/';
}

function textOf(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.once('close', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
}

function allowEveryOrigin(incoming: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', incoming.headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', incoming.headers['access-control-request-method'] ?? '*');
  response.setHeader('access-control-allow-headers', incoming.headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-expose-headers', 'etag, last-event-id, retry-after');
  response.setHeader('vary', 'origin');
}
