/** The page of a chaos run: one real client, signed in, and a record of what it said. `window.chaos`. */
import { type ClientMetrics, type Phase, SseClient, type SseClientOptions } from '../../src/index.ts';
import type { PolledEvent } from '../../src/options.ts';
// The types of `window.instruments`.
import type {} from '../browser/instruments.ts';

/** What a run may change. */
export interface ChaosPageOptions {
  readonly dedupe?: false;
  /** Where the stream begins; without one it begins at what happens next, and is not resumed unless events carry ids. */
  readonly lastEventId?: string;
  /** Waits as long as the SDK does unless told otherwise, and keeps no list of events: for runs of many minutes. */
  readonly patient?: true;
}

/** What the page has seen so far. */
export interface ChaosRecord {
  readonly phase: Phase;
  readonly received: number;
  readonly lastEventId: string;
  /** Numbers of events as they came; 0 stands for `resync`. Only where events carry no ids. */
  readonly numbers: readonly number[];
  /** Every event up to here was received, or lies before a refetch that `resync` asked for. Only without ids. */
  readonly coveredTo: number;
  readonly ids: readonly string[];
  readonly resyncs: number;
  readonly invalid: number;
  readonly suppressed: number;
  readonly refreshes: number;
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
  readonly metrics: ClientMetrics;
  readonly trace: readonly string[];
}

/** How far a page has come, without the lists. */
export interface Progress {
  readonly phase: Phase;
  /** Polls have fed it at least once. */
  readonly hasPolled: boolean;
  readonly received: number;
  readonly coveredTo: number;
  readonly lastId: string;
}

export interface Chaos {
  start(options: ChaosPageOptions): Promise<void>;
  record(): ChaosRecord;
  progress(): Progress;
  token(): string;
  close(): void;
}

declare global {
  interface Window {
    chaos: Chaos;
  }
}

const TRACE_LINES = 300;
const QUICK: SseClientOptions = {
  heartbeat: { timeoutMs: 800 },
  reconnect: { attempts: 5, initialDelayMs: 10, maxDelayMs: 100, connectTimeoutMs: 500, stableAfterMs: 100 },
  visibility: false,
};

const QUICK_POLLING = { intervalMs: 100, recoverAfterMs: 200, maxRecoverAfterMs: 800 };

const ids: string[] = [];
const numbers: number[] = [];
const trace: string[] = [];
const phases: Partial<Record<Phase, number>> = {};
let client: SseClient;
let bearer = '';
let received = 0;
let lastId = '';
let keepsList = true;
let coveredTo = 0;
let resyncs = 0;
let invalid = 0;
let suppressed = 0;
let refreshes = 0;
/** Numbers that came while something before them was missing. */
const ahead = new Set<number>();
let refetchesWanted = 0;

window.chaos = {
  start,
  record: () => ({
    ...window.chaos.progress(),
    lastEventId: client.lastEventId,
    numbers,
    ids,
    resyncs,
    invalid,
    suppressed,
    refreshes,
    phases,
    metrics: client.metrics(),
    trace,
  }),
  progress: () => ({
    phase: client.state.phase,
    hasPolled: (phases.polling ?? 0) > 0,
    received,
    coveredTo,
    lastId,
  }),
  token: () => bearer,
  close: () => client.close(),
};

async function start({ lastEventId, patient, ...options }: ChaosPageOptions): Promise<void> {
  keepsList = patient === undefined;
  bearer = await newToken('/api/login');
  client = new SseClient('/api/events/stream', {
    ...(patient ? {} : QUICK),
    ...options,
    ...(lastEventId !== undefined && { lastEventId }),
    async headers({ reason, signal }) {
      if (reason === 'unauthorized') {
        bearer = await newToken('/api/token', signal);
        refreshes++;
      }
      return { authorization: `Bearer ${bearer}` };
    },
    polling: { url: '/api/events', toEvents, ...(patient ? {} : QUICK_POLLING) },
  });
  record(client);
  client.connect();
}

/** The twin of the stream: events after an id, or, where there are no ids, the number of the newest. */
function toEvents(body: unknown): Iterable<PolledEvent> {
  const { events, head } = body as { readonly events?: readonly PolledEvent[]; readonly head?: number };
  return events ?? [{ type: 'refetched', data: { n: head } }];
}

/** The page's own requests are not the client's, and are not counted among them. */
const { plainFetch } = window.instruments;

async function newToken(path: string, signal?: AbortSignal): Promise<string> {
  const body = JSON.stringify({ account: 'dewi' });
  const headers = { 'content-type': 'application/json' };
  const answer = await plainFetch(path, { method: 'POST', body, headers, ...(signal && { signal }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return ((await answer.json()) as { readonly token: string }).token;
}

function record(watched: SseClient): void {
  watched.onAny(({ id, type, data }) => {
    received++;
    lastId = id ?? lastId;
    if (!keepsList) return;
    if (id !== undefined) ids.push(id);
    else if (type === 'refetched') cover((data as { n: number }).n);
    else arrived((data as { n: number }).n);
  });
  const { lifecycle } = watched;
  lifecycle.on('state', ({ phase, attempt }, previous) => {
    if (phase === previous.phase) return;
    phases[phase] = (phases[phase] ?? 0) + 1;
    note(`${phase} ${attempt} with ${watched.lastEventId}`);
  });
  lifecycle.on('error', ({ kind, phase, status }) => note(`  ${kind} ${status ?? ''} (${phase})`));
  lifecycle.on('open', ({ resumed }) => note(`  open${resumed ? ', resumed' : ''}`));
  lifecycle.on('suppressed', () => void suppressed++);
  lifecycle.on('invalid', ({ kind }) => {
    invalid++;
    note(`  invalid ${kind}`);
  });
  lifecycle.on('resync', ({ reason }) => {
    resyncs++;
    numbers.push(0);
    note(`  resync ${reason}`);
    void refetch();
  });
}

/** An event without an id. What is missing before it must be covered by a refetch. */
function arrived(n: number): void {
  numbers.push(n);
  if (n > coveredTo) ahead.add(n);
  cover(coveredTo);
}

function cover(to: number): void {
  coveredTo = Math.max(coveredTo, to);
  while (ahead.delete(coveredTo + 1)) coveredTo++;
  for (const n of ahead) if (n <= coveredTo) ahead.delete(n);
}

/** What a page does on `resync`: loads afresh, again until it succeeds, and once more if it was told so meanwhile. */
async function refetch(): Promise<void> {
  if (refetchesWanted++ > 0) return;
  while (refetchesWanted > 0 && client.state.phase !== 'closed') {
    const wanted = refetchesWanted;
    try {
      const signal = AbortSignal.timeout(600);
      const answer = await plainFetch('/api/events', { headers: { authorization: `Bearer ${bearer}` }, signal });
      if (answer.status === 401) bearer = await newToken('/api/token', signal);
      else cover(((await answer.json()) as { readonly head?: number }).head ?? 0);
      if (answer.ok) refetchesWanted -= wanted;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function note(line: string): void {
  trace.push(`${String(Math.round(performance.now())).padStart(7)} ${line}`);
  if (trace.length > TRACE_LINES) trace.shift();
}
