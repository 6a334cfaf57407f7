import type { Frame, Transport, TransportRequest, TransportSink } from '../transports/transport.ts';

/**
 * One request the client made, and what the test lets the server do with it. What is done to a request that the client
 * has given up changes nothing, as late news from a real server.
 */
export interface ScriptedConnection {
  readonly request: TransportRequest;
  readonly headers: Headers;
  /** The `Last-Event-ID` that was asked for; `''` for none. */
  readonly lastEventId: string;
  /** The client gave it up. */
  readonly aborted: boolean;
  /** Answers: 200 and an event stream unless told otherwise. `headers` are all there are, the content type among them. */
  respond(init?: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> }): ScriptedConnection;
  /** Answers if need be, and sends blocks in one chunk. */
  send(...frames: readonly ScriptedFrame[]): ScriptedConnection;
  /** Bytes without a block: a comment. */
  comment(): ScriptedConnection;
  /** The server's `retry:`. */
  retry(ms: number): ScriptedConnection;
  /** Ends the stream cleanly. */
  end(): void;
  /** Breaks it: a cut cable, a server that is gone. */
  fail(error?: unknown): void;
}

/** A block as a test writes it. */
export interface ScriptedFrame {
  readonly id?: string;
  readonly event?: string;
  /** Text as it is, anything else as JSON. Without data, the block only moves the last event id. */
  readonly data?: unknown;
  /** As if it had been over `limits.maxEventBytes`. */
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

/** What a {@link ScriptedTransport} can be told. */
export interface ScriptedTransportOptions {
  /**
   * Throws an `Error` that says how to go on where a test has the server do what no server can: open twice, or send
   * after its own end or refusal. Otherwise that goes to the client, which must not listen. `testClient` is strict.
   * @defaultValue false
   */
  readonly strict?: boolean;
}

/**
 * A transport without a network: requests wait until the test says what the server does.
 *
 * @throws Error where the test environment lacks a part of the web platform that no client can do without.
 */
export function createScriptedTransport({ strict = false }: ScriptedTransportOptions = {}): ScriptedTransport {
  checkHost();
  const connections: Scripted[] = [];
  return {
    connections,
    get latest() {
      const latest = connections.at(-1);
      if (!latest)
        throw new Error(
          'holdfast/testing: no request was made yet. Call connect() and let promises settle: await clock.settle().',
        );
      return latest;
    },
    get alive() {
      return connections.filter((connection) => !connection.isOver).length;
    },
    open: (request, sink) =>
      new Promise((resolve) => void connections.push(createConnection(request, sink, resolve, strict))),
  };
}

function checkHost(): void {
  const types = {
    AbortController: typeof AbortController,
    Headers: typeof Headers,
    Response: typeof Response,
    TextDecoder: typeof TextDecoder,
    TextEncoder: typeof TextEncoder,
  };
  const missing = Object.entries(types).flatMap(([name, type]) => (type === 'undefined' ? [name] : []));
  if (missing.length === 0) return;
  throw new Error(
    `holdfast/testing: this test environment has no ${missing.join(', ')}. Jest's "jsdom" hides what Node has: ` +
      'use the environment "jest-fixed-jsdom", or "node" for tests without a page.',
  );
}

interface Scripted extends ScriptedConnection {
  readonly isOver: boolean;
}

function createConnection(
  request: TransportRequest,
  sink: TransportSink,
  finish: () => void,
  strict: boolean,
): Scripted {
  const { signal } = request.init;
  const headers = new Headers(request.init.headers);
  let opened = false;
  let over = signal.aborted;
  /** What the server said while the client still listened. */
  let said: keyof typeof NO_MORE | null = null;
  const finished = (): void => {
    over = true;
    finish();
  };
  signal.addEventListener('abort', finished);
  const mayNotHaveSaid = (...things: readonly (keyof typeof NO_MORE)[]): void => {
    if (strict && said && things.includes(said)) throw new Error(`${NO_MORE[said]} ${NEXT}`);
  };
  const receive = (bytes: number, frames: readonly Frame[], retryMs?: number): ScriptedConnection => {
    mayNotHaveSaid('refused', 'ended');
    if (!opened) connection.respond();
    // Late news on purpose: what was aborted still reports, and the client must not listen.
    if (!opened) return connection;
    const text = frames.map(({ data }) => data).join('\n');
    // Block by block while the client takes them so, as the default transport does.
    const taken = frames.findIndex((frame) => !sink.block(frame, text));
    void sink.received(bytes, taken < 0 ? [] : frames.slice(taken), retryMs);
    return connection;
  };
  const close = (error?: unknown): void => {
    mayNotHaveSaid('refused', 'ended');
    if (!over) said = 'ended';
    finished();
    sink.ended(error);
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
    respond({ status = 200, headers: given = EVENT_STREAM } = {}) {
      mayNotHaveSaid('answered', 'refused', 'ended');
      const response = new Response(null, { status, headers: given });
      if (!over) said = isStream(response) ? 'answered' : 'refused';
      opened = sink.opened(response);
      if (!opened) finished();
      return connection;
    },
    send: (...frames) => receive(frames.length * 10, frames.map(toFrame)),
    comment: () => receive(2, []),
    retry: (ms) => receive(12, [], ms),
    end: () => close(),
    fail: (error = new TypeError('The network broke.')) => close(error),
  };
  return connection;
}

const EVENT_STREAM = { 'content-type': 'text/event-stream' } as const;
const NO_MORE = {
  answered: 'holdfast/testing: this request was answered already, and is answered once.',
  refused: 'holdfast/testing: this request was answered with no event stream, so nothing can be sent on it.',
  ended: 'holdfast/testing: the test has ended this stream, so nothing more can come on it.',
} as const;
const NEXT = 'Let the client ask again (await clock.advance(ms)), and use its new request: server.latest.';

function isStream({ status, headers }: Response): boolean {
  const [essence = ''] = (headers.get('content-type') ?? '').split(';', 1);
  return status === 200 && essence.trim().toLowerCase() === 'text/event-stream';
}

function toFrame({ id, event, data, oversize }: ScriptedFrame): Frame {
  const text = data === undefined || typeof data === 'string' ? data : JSON.stringify(data);
  return { id, event, data: text, ...(oversize ? { oversize } : {}) };
}

function decodeId(header: string): string {
  return new TextDecoder().decode(Uint8Array.from(header, (character) => character.charCodeAt(0)));
}
