import type { FetchLike } from '../../src/platform/platform.ts';
import { createScriptedTransport, type ScriptedConnection, type ScriptedTransport } from '../../src/testing/index.ts';
import type { Answer } from './ops.ts';

/** The server of the simulated world: a log of numbered events, tokens that expire, streams and polls. */
export interface SimulatedServer {
  readonly transport: ScriptedTransport;
  /** The endpoint that is polled. */
  readonly fetch: FetchLike;
  readonly published: number;
  /** Why the request was made that was last answered with 401; `null` if the last answer was another. */
  readonly unauthorizedReason: string | null;
  /** How often it refused a stream for good. */
  readonly refusals: number;
  /** Polls that are out. */
  readonly alivePolls: number;
  /** The token a page gets when it asks for a fresh one. */
  readonly freshToken: number;
  publish(count: number): void;
  answer(how: Answer): void;
  answerPoll(how: Answer | 'garbage'): void;
  /** To the stream that is open now, if any. */
  comment(): void;
  mute(): void;
  end(): void;
  cut(): void;
  late(which: number, what: 'open' | 'send' | 'end' | 'fail'): void;
  expireTokens(): void;
  /** From now on everything works: requests are answered as they come. */
  heal(): void;
}

interface Polled {
  readonly since: number;
  readonly token: number;
  readonly signal: AbortSignal;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
}

/** How far back a server that repeats itself goes. */
const OVERLAP = 3;

/** @param hasIds - Events carry ids, and what was missed is replayed. */
export function createSimulatedServer(hasIds: boolean): SimulatedServer {
  const inner = createScriptedTransport();
  let published = 0;
  let token = 1;
  let oldestToken = 1;
  let healed = false;
  let refusals = 0;
  let unauthorizedReason: string | null = null;
  const answered = new Set<ScriptedConnection>();
  let open: { readonly connection: ScriptedConnection; muted: boolean } | null = null;
  let polls: Polled[] = [];

  const frame = (n: number): { readonly id?: string; readonly data: unknown } => ({
    ...(hasIds ? { id: String(n) } : {}),
    data: { n },
  });
  const range = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index + 1);

  function openStream(connection: ScriptedConnection, overlap: number): void {
    connection.respond();
    if (connection.aborted) return;
    open = { connection, muted: false };
    const since = Number(connection.lastEventId || 0);
    // Without ids nothing is replayed: what happens while nobody is connected is gone.
    if (hasIds) connection.send(...range(Math.max(0, since - overlap), published).map(frame));
    else connection.comment();
  }

  function answer(how: Answer): void {
    const connection = inner.connections.findLast((candidate) => !candidate.aborted && !answered.has(candidate));
    if (!connection) return;
    answered.add(connection);
    const isStale = Number(connection.headers.get('authorization')) < oldestToken;
    unauthorizedReason = null;
    if (how === 'reset') return connection.fail();
    if (isStale || how === 'unauthorized') {
      unauthorizedReason = connection.headers.get('x-reason');
      return void connection.respond({ status: 401 });
    }
    if (how === 'ok' || how === 'repeat') return openStream(connection, how === 'repeat' ? OVERLAP : 0);
    const responses = {
      unavailable: { status: 503, headers: { 'retry-after': '3' } },
      busy: { status: 429, headers: {} },
      captive: { status: 200, headers: { 'content-type': 'text/html' } },
      missing: { status: 404, headers: {} },
      'no-content': { status: 204, headers: {} },
    } as const;
    if (how === 'missing') refusals++;
    connection.respond(responses[how]);
  }

  function answerPoll(how: Answer | 'garbage'): void {
    const poll = polls.shift();
    if (!poll) return;
    if (how === 'reset') return poll.reject(new TypeError('The network broke.'));
    if (poll.token < oldestToken || how === 'unauthorized') return poll.resolve(new Response(null, { status: 401 }));
    if (how === 'garbage') return poll.resolve(new Response('<html>'));
    if (how !== 'ok' && how !== 'repeat')
      return poll.resolve(new Response(null, { status: how === 'busy' ? 429 : 503 }));
    const since = how === 'repeat' ? Math.max(0, poll.since - OVERLAP) : poll.since;
    // Without ids a poll tells how things stand, not what happened.
    const events = hasIds ? range(since, published).map((n) => ({ type: 'message', ...frame(n) })) : [];
    poll.resolve(Response.json(events));
  }

  const current = (): ScriptedConnection | null =>
    open && !open.connection.aborted && !open.muted ? open.connection : null;
  const over = (how: (connection: ScriptedConnection) => void): void => {
    if (!open || open.connection.aborted) return;
    const { connection } = open;
    open = null;
    how(connection);
  };

  return {
    transport: {
      get connections() {
        return inner.connections;
      },
      get latest() {
        return inner.latest;
      },
      get alive() {
        return inner.alive;
      },
      open(request, sink) {
        const done = inner.open(request, sink);
        if (healed) answer('ok');
        return done;
      },
    },
    fetch: (_url, { headers, signal }) =>
      new Promise((resolve, reject) => {
        const given = new Headers(headers);
        const poll = {
          since: Number(given.get('last-event-id') ?? 0),
          token: Number(given.get('authorization')),
          signal: signal as AbortSignal,
          resolve,
          reject,
        };
        polls.push(poll);
        poll.signal.addEventListener('abort', () => {
          polls = polls.filter((other) => other !== poll);
          reject(new DOMException('Aborted.', 'AbortError'));
        });
        if (healed) answerPoll('ok');
      }),
    get published() {
      return published;
    },
    get unauthorizedReason() {
      return unauthorizedReason;
    },
    get refusals() {
      return refusals;
    },
    get alivePolls() {
      return polls.length;
    },
    get freshToken() {
      return token;
    },
    publish(count) {
      const news = range(published, published + count).map(frame);
      published += count;
      current()?.send(...news);
    },
    answer,
    answerPoll,
    comment: () => void current()?.comment(),
    mute() {
      if (open) open.muted = true;
    },
    end: () => over((connection) => connection.end()),
    cut: () => over((connection) => connection.fail()),
    late(which, what) {
      const gone = inner.connections.filter((connection) => connection.aborted);
      const connection = gone[gone.length - 1 - which];
      if (!connection) return;
      if (what === 'open') connection.respond();
      else if (what === 'send') connection.send({ id: '999999', data: { n: 999_999 } });
      else if (what === 'end') connection.end();
      else connection.fail();
    },
    expireTokens() {
      token++;
      oldestToken = token;
    },
    heal() {
      healed = true;
      answer('ok');
      while (polls.length > 0) answerPoll('ok');
    },
  };
}
