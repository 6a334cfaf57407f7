import { afterEach, expect } from 'vitest';
import { SseClient } from '../../../../src/client.ts';
import type { ClientState } from '../../../../src/core/state.ts';
import type { Phase, SseEvent } from '../../../../src/events.ts';
import type { LifecycleEvents } from '../../../../src/lifecycle.ts';
import type { ReconnectOptions, SseClientOptions } from '../../../../src/options.ts';
import { browserPlatform } from '../../../../src/platform/browser.ts';
import type { Platform } from '../../../../src/platform/platform.ts';
import { createFakePage, type FakePage } from '../../../../src/testing/index.ts';
import { fetchEventSourceTransport } from '../../../../src/transports/fetch-event-source.ts';
import { fetchStream } from '../../../../src/transports/fetch-stream.ts';
import type { Transport } from '../../../../src/transports/transport.ts';
import { type FaultServer, type FaultServerOptions, startFaultServer } from '../../../support/fault-server.ts';

/** The transports every test runs with: `describe.each(TRANSPORTS)('%s', (_, transport) => …)`. */
export const TRANSPORTS: readonly (readonly [name: string, transport: () => Transport])[] = [
  ['fetchStream', fetchStream],
  ['fetchEventSourceTransport', fetchEventSourceTransport],
];

export type WatchOptions = Omit<SseClientOptions, 'reconnect' | 'page'> & {
  readonly reconnect?: ReconnectOptions;
  readonly page?: FakePage;
};

/** What the client told on one lifecycle channel: one entry for each time. */
type Told = { readonly [Name in Exclude<keyof LifecycleEvents, 'state'>]: LifecycleEvents[Name][0][] };

/** A real client and everything it said. */
export interface Watched {
  readonly client: SseClient;
  readonly page: FakePage;
  /** Delivered events, in order. */
  readonly events: readonly SseEvent[];
  readonly ids: readonly (string | undefined)[];
  readonly data: readonly unknown[];
  readonly told: Told;
  /** Every state so far, the present one last. */
  readonly states: readonly ClientState[];
  readonly phases: readonly Phase[];
  readonly kinds: readonly string[];
  /** Lines the logger was given at `warn`. */
  readonly warnings: readonly string[];
  /** What handlers threw. */
  readonly reported: unknown[];
  /** Platform timers now set by this client. */
  readonly timers: number;
}

/** Servers and clients of one test, gone after it. */
export interface World {
  serve(options?: FaultServerOptions): Promise<FaultServer>;
  /** A client that is not connected yet. */
  watch(url: string, options?: WatchOptions): Watched;
  /** Resolves when `condition` holds; asked after whatever client or server do. Rejects with a readable trace. */
  until(what: string, condition: () => boolean): Promise<void>;
  /** Closed before the servers are. */
  own(closeable: { close(): void | Promise<void> }): void;
  note(line: string): void;
}

/** Short of the test's own timeout, so that the trace is what people read. */
const PATIENCE_MS = 12_000;
const QUICK: ReconnectOptions = { initialDelayMs: 10, maxDelayMs: 40, connectTimeoutMs: 6_000, stableAfterMs: 5_000 };

interface Kept {
  readonly watched: Watched;
  readonly saidSoFar: () => number;
}

export function useWorld(transport: () => Transport): World {
  let servers: FaultServer[] = [];
  let clients: Kept[] = [];
  let owned: { close(): void | Promise<void> }[] = [];
  let trace: string[] = [];
  let startedAt = performance.now();
  const lookers = new Set<() => void>();

  const look = (): void => {
    for (const looker of lookers) looker();
  };
  const note = (line: string): void => {
    trace.push(`${String(Math.round(performance.now() - startedAt)).padStart(6)} ${line}`);
  };

  function until(what: string, condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        lookers.delete(looker);
        clearTimeout(deadline);
        clearInterval(beat);
        settle();
      };
      const looker = (): void => {
        if (condition()) finish(resolve);
      };
      const deadline = setTimeout(() => {
        finish(() => reject(new Error(`Waited in vain until ${what}. What happened:\n${trace.slice(-40).join('\n')}`)));
      }, PATIENCE_MS);
      // Counters and sockets change without telling anybody.
      const beat = setInterval(look, 5);
      lookers.add(looker);
      looker();
    });
  }

  async function serve(options?: FaultServerOptions): Promise<FaultServer> {
    const server = await startFaultServer(options);
    servers.push(server);
    let seen = 0;
    void server.until(() => {
      for (const { method, url, headers } of server.requests.slice(seen)) {
        note(`  server: ${method} ${url} last-event-id ${JSON.stringify(headers['last-event-id'])}`);
      }
      seen = server.requests.length;
      look();
      return false;
    });
    return server;
  }

  function watch(url: string, { reconnect, page = createFakePage(), ...options }: WatchOptions = {}): Watched {
    const name = `client ${clients.length + 1}`;
    const timers = new Set<unknown>();
    const reported: unknown[] = [];
    const warnings: string[] = [];
    const say = (line: string): void => {
      said++;
      note(`${name}: ${line}`);
      look();
    };
    let said = 0;
    const client = new SseClient(url, {
      page,
      platform: trackedPlatform(timers, reported),
      transport: transport(),
      parse: 'text',
      heartbeat: { timeoutMs: 20_000 },
      logger: { debug() {}, info() {}, error() {}, warn: (line) => void warnings.push(line) },
      ...options,
      reconnect: { ...QUICK, ...reconnect },
    });
    const events: SseEvent[] = [];
    const states: ClientState[] = [client.state];
    const told: Told = {
      open: [],
      retry: [],
      heartbeat: [],
      invalid: [],
      suppressed: [],
      resync: [],
      poll: [],
      error: [],
    };
    client.onAny((event) => {
      events.push(event);
      say(`event ${event.type} ${JSON.stringify(event.id)} by ${event.origin}`);
    });
    client.lifecycle.on('state', (state) => {
      states.push(state);
      say(`${state.phase} attempt ${state.attempt}`);
    });
    for (const channel of Object.keys(told) as (keyof Told)[]) {
      client.lifecycle.on(channel, (...[details]: readonly unknown[]) => {
        (told[channel] as unknown[]).push(details);
        say(`${channel} ${details instanceof Error ? details.message : brief(details)}`);
      });
    }
    const watched: Watched = {
      client,
      page,
      events,
      told,
      states,
      warnings,
      reported,
      get ids() {
        return events.map(({ id }) => id);
      },
      get data() {
        return events.map(({ data }) => data);
      },
      get phases() {
        return states.map(({ phase }) => phase);
      },
      get kinds() {
        return told.error.map(({ kind }) => kind);
      },
      get timers() {
        return timers.size;
      },
    };
    clients.push({ watched, saidSoFar: () => said });
    return watched;
  }

  /** Nothing of a closed client is left: no timer, no listener, no socket, and it says and asks for nothing more. */
  async function endQuietly(): Promise<void> {
    for (const { watched } of clients) watched.client.close();
    const saidBefore = clients.map(({ saidSoFar }) => saidSoFar());
    for (const { watched } of clients) {
      expect(watched.timers, 'timers after close()').toBe(0);
      expect(watched.page.listeners, 'listeners on the page after close()').toBe(0);
      expect(watched.phases.at(-1), 'the last phase told').toBe(watched.client.state.phase);
    }
    await until('the server has seen every exchange end', () =>
      servers.every(({ openExchanges }) => openExchanges === 0),
    );
    const asked = servers.map(({ requests }) => requests.length);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(
      servers.map(({ requests }) => requests.length),
      'requests after close()',
    ).toEqual(asked);
    expect(
      clients.map(({ saidSoFar }) => saidSoFar()),
      'things said after close()',
    ).toEqual(saidBefore);
    expect(
      clients.map(({ watched }) => watched.timers),
      'timers after close()',
    ).toEqual(clients.map(() => 0));
  }

  afterEach(async () => {
    try {
      await endQuietly();
    } finally {
      for (const closeable of owned) await closeable.close();
      await Promise.all(servers.map((server) => server.close()));
      servers = [];
      clients = [];
      owned = [];
      trace = [];
      startedAt = performance.now();
    }
  });

  return { serve, watch, until, note, own: (closeable) => void owned.push(closeable) };
}

/** The real host; what a test wants to know of it is counted. */
function trackedPlatform(timers: Set<unknown>, reported: unknown[]): Platform {
  return {
    ...browserPlatform,
    setTimer(callback, delayMs) {
      const handle = browserPlatform.setTimer(() => {
        timers.delete(handle);
        callback();
      }, delayMs);
      timers.add(handle);
      return handle;
    },
    clearTimer(handle) {
      timers.delete(handle);
      browserPlatform.clearTimer(handle);
    },
    reportError: (error) => void reported.push(error),
  };
}

function brief(details: unknown): string {
  return JSON.stringify(details)?.slice(0, 160) ?? '';
}
