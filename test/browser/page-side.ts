/** The part of a test that runs in the page: real clients by name, and a record of what each has said. `window.lab`. */
import {
  type ClientMetrics,
  type Phase,
  SseClient,
  type SseClientOptions,
  type SseErrorKind,
} from '../../src/index.ts';
import { fetchEventSourceTransport } from '../../src/transports/fetch-event-source.ts';

/** Options that survive the way into the page, and the transport by name. */
export interface PageOptions
  extends Pick<
    SseClientOptions,
    | 'method'
    | 'credentials'
    | 'lastEventId'
    | 'lastEventIdParam'
    | 'visibility'
    | 'heartbeat'
    | 'debounce'
    | 'reconnect'
    | 'dedupe'
  > {
  readonly headers?: Readonly<Record<string, string>>;
  readonly transport?: TransportName;
}

/** What can be given only from within the page. */
export interface StartOptions
  extends Omit<PageOptions, 'headers'>,
    Pick<SseClientOptions, 'headers' | 'polling' | 'signal' | 'fetch'> {
  /** Keeps no record of its events. */
  readonly unrecorded?: boolean;
}

export type TransportName = 'fetch-stream' | 'fetch-event-source';

/** What one client has said so far. */
export interface Seen {
  readonly phase: Phase;
  readonly retryAt: number | null;
  readonly pausedBy: string | null;
  readonly lastEventId: string;
  readonly ids: readonly (string | undefined)[];
  readonly data: readonly unknown[];
  readonly types: readonly string[];
  /** Every phase it went through. */
  readonly phases: readonly Phase[];
  readonly errors: readonly { readonly kind: SseErrorKind; readonly status: number | undefined }[];
  readonly retries: readonly number[];
  readonly resyncs: number;
  /** Everything the logger was told, as JSON. */
  readonly logs: readonly string[];
  readonly metrics: ClientMetrics;
}

interface Recording {
  readonly client: SseClient;
  readonly events: { readonly id: string | undefined; readonly type: string; readonly data: unknown }[];
  readonly phases: Phase[];
  readonly errors: { readonly kind: SseErrorKind; readonly status: number | undefined }[];
  readonly retries: number[];
  readonly logs: string[];
  resyncs: number;
  readonly waiting: Set<() => void>;
}

export interface Lab {
  readonly SseClient: typeof SseClient;
  /** Makes a client, records it under `name`, and connects it. */
  start(name: string, url: string, options?: StartOptions): void;
  client(name: string): SseClient;
  seen(name: string): Seen;
  /** Resolves when that many events have been delivered. */
  untilEvents(name: string, count: number): Promise<void>;
  untilPhase(name: string, phase: Phase): Promise<void>;
  untilErrors(name: string, count: number): Promise<void>;
  /** What the page's life has brought: `visibilitychange hidden`, `pageshow persisted`, `freeze`… */
  readonly signs: readonly string[];
  untilSign(sign: string): Promise<void>;
  untilVisibility(visibility: DocumentVisibilityState): Promise<void>;
  /** Makes the document say so, and dispatches `visibilitychange`. */
  pretend(visibility: DocumentVisibilityState): void;
}

declare global {
  interface Window {
    lab: Lab;
  }
}

const recordings = new Map<string, Recording>();
const signs: string[] = [];
const signWaiting = new Set<() => void>();

for (const type of ['visibilitychange', 'freeze', 'resume']) {
  document.addEventListener(type, () =>
    sign(type === 'visibilitychange' ? `${type} ${document.visibilityState}` : type),
  );
}
for (const type of ['pagehide', 'pageshow'] as const) {
  window.addEventListener(type, ({ persisted }) => sign(persisted ? `${type} persisted` : type));
}
for (const type of ['online', 'offline']) window.addEventListener(type, () => sign(type));

window.lab = {
  SseClient,
  signs,
  start,
  seen,
  client: (name) => recording(name).client,
  untilEvents: (name, count) => until(recording(name).waiting, () => recording(name).events.length >= count),
  untilPhase: (name, phase) => until(recording(name).waiting, () => recording(name).client.state.phase === phase),
  untilErrors: (name, count) => until(recording(name).waiting, () => recording(name).errors.length >= count),
  untilSign: (wanted) => until(signWaiting, () => signs.includes(wanted)),
  untilVisibility: (wanted) => until(signWaiting, () => document.visibilityState === wanted),
  pretend(visibility) {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    document.dispatchEvent(new Event('visibilitychange'));
  },
};

function start(name: string, url: string, { transport, unrecorded = false, ...options }: StartOptions = {}): void {
  const logs: string[] = [];
  const log = (...words: unknown[]): void => void logs.push(JSON.stringify(words));
  const client = new SseClient(url, {
    ...options,
    logger: { debug: log, info: log, warn: log, error: log },
    ...(transport === 'fetch-event-source' && { transport: fetchEventSourceTransport() }),
  });
  const made: Recording = {
    client,
    events: [],
    phases: [],
    errors: [],
    retries: [],
    logs,
    resyncs: 0,
    waiting: new Set(),
  };
  const changed = (): void => {
    for (const look of made.waiting) look();
  };
  client.onAny(({ id, type, data }) => {
    if (!unrecorded) made.events.push({ id, type, data });
    changed();
  });
  client.lifecycle.on('state', ({ phase }, previous) => {
    if (phase !== previous.phase) made.phases.push(phase);
    changed();
  });
  client.lifecycle.on('error', ({ kind, status }) => {
    made.errors.push({ kind, status });
    changed();
  });
  client.lifecycle.on('retry', ({ delayMs }) => made.retries.push(delayMs));
  client.lifecycle.on('resync', () => made.resyncs++);
  recordings.set(name, made);
  client.connect();
}

function recording(name: string): Recording {
  const found = recordings.get(name);
  if (!found) throw new Error(`No client is called ${name}.`);
  return found;
}

function seen(name: string): Seen {
  const { client, events, phases, errors, retries, logs, resyncs } = recording(name);
  return {
    phase: client.state.phase,
    retryAt: client.state.retryAt,
    pausedBy: client.state.pausedBy,
    lastEventId: client.lastEventId,
    ids: events.map(({ id }) => id),
    data: events.map(({ data }) => data),
    types: events.map(({ type }) => type),
    phases,
    errors,
    retries,
    resyncs,
    logs,
    metrics: client.metrics(),
  };
}

function sign(what: string): void {
  signs.push(what);
  for (const look of signWaiting) look();
}

function until(waiting: Set<() => void>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });
}
