import type { Frame, Transport, TransportRequest, TransportSink } from '../transports/transport.ts';

/** One request the client made, and what the test lets the server do with it. */
export interface ScriptedConnection {
  readonly request: TransportRequest;
  readonly headers: Headers;
  /** The `Last-Event-ID` that was asked for; `''` for none. */
  readonly lastEventId: string;
  /** The client gave it up. */
  readonly aborted: boolean;
  /** Answers: 200 and an event stream unless told otherwise. */
  respond(init?: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> }): ScriptedConnection;
  /** Opens if need be, and sends blocks in one chunk. An object is sent as JSON. */
  send(...frames: readonly ScriptedFrame[]): ScriptedConnection;
  /** Bytes without a block: a comment. */
  comment(): ScriptedConnection;
  /** The server's `retry:`. */
  retry(ms: number): ScriptedConnection;
  /** Ends the stream cleanly. */
  end(): void;
  /** Breaks it. */
  fail(error?: unknown): void;
}

/** A block as a test writes it. */
export interface ScriptedFrame {
  readonly id?: string;
  readonly event?: string;
  /** Text as it is, anything else as JSON. */
  readonly data?: unknown;
  readonly oversize?: boolean;
}

export interface ScriptedTransport extends Transport {
  /** Every request so far. */
  readonly connections: readonly ScriptedConnection[];
  /** The latest request; throws when there is none. */
  readonly latest: ScriptedConnection;
  /** Requests that are neither over nor given up. */
  readonly alive: number;
}

/** A transport without a network: requests wait until the test says what the server does. */
export function createScriptedTransport(): ScriptedTransport {
  const connections: Scripted[] = [];
  return {
    connections,
    get latest() {
      const latest = connections.at(-1);
      if (!latest)
        throw new Error('No request was made yet. Call connect() and let promises settle: await clock.settle().');
      return latest;
    },
    get alive() {
      return connections.filter((connection) => !connection.isOver).length;
    },
    open: (request, sink) => new Promise((resolve) => void connections.push(createConnection(request, sink, resolve))),
  };
}

interface Scripted extends ScriptedConnection {
  readonly isOver: boolean;
}

function createConnection(request: TransportRequest, sink: TransportSink, finish: () => void): Scripted {
  const { signal } = request.init;
  const headers = new Headers(request.init.headers);
  let opened = false;
  let over = false;
  const finished = (): void => {
    over = true;
    finish();
  };
  signal.addEventListener('abort', finished);
  const receive = (bytes: number, frames: readonly Frame[], retryMs?: number): ScriptedConnection => {
    if (!opened) connection.respond();
    // Late news on purpose: what was aborted still reports, and the client must not listen.
    if (!opened) return connection;
    const text = frames.map(({ data }) => data).join('\n');
    // Block by block while the client takes them so, as the default transport does.
    const taken = frames.findIndex((frame) => !sink.block(frame, text));
    void sink.received(bytes, taken < 0 ? [] : frames.slice(taken), retryMs);
    return connection;
  };
  const connection: Scripted = {
    request,
    headers,
    lastEventId: decodeId(headers.get('last-event-id') ?? ''),
    get aborted() {
      return signal.aborted;
    },
    get isOver() {
      return over;
    },
    respond({ status = 200, headers: given = { 'content-type': 'text/event-stream' } } = {}) {
      opened = sink.opened(new Response(null, { status, headers: given }));
      if (!opened) finished();
      return connection;
    },
    send: (...frames) => receive(frames.length * 10, frames.map(toFrame)),
    comment: () => receive(2, []),
    retry: (ms) => receive(12, [], ms),
    end() {
      finished();
      sink.ended();
    },
    fail(error = new TypeError('The network broke.')) {
      finished();
      sink.ended(error);
    },
  };
  return connection;
}

function toFrame({ id, event, data, oversize }: ScriptedFrame): Frame {
  const text = data === undefined || typeof data === 'string' ? data : JSON.stringify(data);
  return { id, event, data: text, ...(oversize ? { oversize } : {}) };
}

function decodeId(header: string): string {
  return new TextDecoder().decode(Uint8Array.from(header, (character) => character.charCodeAt(0)));
}
