// Compiled, never run: what the contract promises about types. A line under `@ts-expect-error` must not compile.
import {
  type AnySseEvent,
  type ClientMetrics,
  type ClientState,
  DEFAULTS,
  fetchStream,
  type InvalidKind,
  isSseError,
  type Phase,
  type SseClientOptions,
  SseClient,
  type SseError,
  type SseErrorKind,
  type SseEvent,
  type Transport,
  type Unsubscribe,
} from 'holdfast';
import { testClient } from 'holdfast/testing';
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';

declare function token(options: { fresh: boolean }): Promise<string>;
declare function render(data: Events['notification']): void;
declare function badge(phase: Phase): void;
/** As React declares it. */
declare function useSyncExternalStore<Snapshot>(
  subscribe: (onStoreChange: () => void) => () => void,
  getSnapshot: () => Snapshot,
): Snapshot;

// The example of the contract, word for word but for the underscores our compiler asks for.
type Events = {
  notification: { currentSpending: number; maxSpending: number; isAlert: boolean };
  supply_purchase_status_changed: { batch_id: number; new_status: string };
};

// biome-ignore format: as it stands there
const client = new SseClient<Events>('/api/notifications/stream', {
  headers: async ({ reason }) => ({ Authorization: `Bearer ${await token({ fresh: reason === 'unauthorized' })}` }),
  polling: { url: '/api/notifications/status', toEvents: (body) => [{ type: 'notification', data: body }] },
  debounce: { supply_purchase_status_changed: { waitMs: 2_000, key: (e) => `${e.data.batch_id}:${e.data.new_status}` } },
});

client.on('notification', (data, _event) => render(data)); // data is typed; event is SseEvent<'notification', …>
client.lifecycle.on('state', (state, _previous) => badge(state.phase));
client.connect();

// Handlers know their event.
client.on('notification', (data, event) => {
  expectTypeOf(data).toEqualTypeOf<Events['notification']>();
  expectTypeOf(event).toEqualTypeOf<SseEvent<'notification', Events['notification']>>();
  expectTypeOf(event.type).toEqualTypeOf<'notification'>();
  expectTypeOf(event.id).toEqualTypeOf<string | undefined>();
  expectTypeOf(event.origin).toEqualTypeOf<'stream' | 'poll'>();
  // @ts-expect-error: events are read-only
  event.id = 'other';
});
expectTypeOf(client.on('notification', () => {})).toEqualTypeOf<Unsubscribe>();
expectTypeOf(client.once('notification', () => {})).toEqualTypeOf<Unsubscribe>();
client.onAny((event) => {
  expectTypeOf(event).toEqualTypeOf<AnySseEvent<Events>>();
  if (event.type === 'notification') expectTypeOf(event.data).toEqualTypeOf<Events['notification']>();
  else expectTypeOf(event.data.batch_id).toEqualTypeOf<number>();
});
// @ts-expect-error: no such event
client.on('notificaton', () => {});
// @ts-expect-error: no such event
client.once('open', () => {});
// @ts-expect-error: no such event
client.off('error', () => {});
// @ts-expect-error: not what this event carries
client.on('notification', (data: { batch_id: number }) => data);
client.on('notification', (data) => {
  // @ts-expect-error: not in this event
  return data.batch_id;
});
const listener = (data: Events['notification']): void => render(data);
client.on('notification', listener);
client.off('notification', listener);

// Interfaces are event maps too.
interface Declared {
  price: { eur: number };
}
new SseClient<Declared>('/s').on('price', (data) => expectTypeOf(data).toEqualTypeOf<{ eur: number }>());

// Without a type argument, any name carries unknown.
const untyped = new SseClient('/s');
untyped.on('anything', (data, event) => {
  expectTypeOf(data).toEqualTypeOf<unknown>();
  expectTypeOf(event).toEqualTypeOf<SseEvent<'anything', unknown>>();
  // @ts-expect-error: unknown until it is looked at
  return data.eur;
});

// Schemas say what events carry, after their transformations.
const bySchemas = new SseClient('/s', {
  schemas: {
    price: v.object({ eur: v.pipe(v.string(), v.transform(Number)) }),
    note: v.string(),
  },
  debounce: { price: { waitMs: 5, key: (event) => event.data.eur.toFixed() } },
});
bySchemas.on('price', (data) => expectTypeOf(data).toEqualTypeOf<{ eur: number }>());
bySchemas.on('note', (data) => expectTypeOf(data).toEqualTypeOf<string>());
// @ts-expect-error: no schema of that name
bySchemas.on('prices', () => {});
new SseClient<{ price: { eur: number } }>('/s', {
  schemas: {
    // @ts-expect-error: gives something else than the event carries
    price: v.string(),
  },
});
new SseClient('/s', {
  schemas: { price: v.number() },
  // @ts-expect-error: no such event
  debounce: { prices: 5 },
});

// Addresses.
new SseClient(new URL('https://a.test'));
new SseClient(() => '/s');
new SseClient(async () => new URL('https://a.test'));
// @ts-expect-error: no address
new SseClient();
// @ts-expect-error: no address
new SseClient(7);

// Options.
type Options = SseClientOptions<Events>;
({
  headers: ({ reason, attempt, signal }) => {
    expectTypeOf(reason).toEqualTypeOf<'connect' | 'reconnect' | 'unauthorized' | 'poll' | 'probe'>();
    expectTypeOf(attempt).toEqualTypeOf<number>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    return new Headers();
  },
  reconnect: {
    shouldRetry: (error) => {
      expectTypeOf(error).toEqualTypeOf<SseError>();
      return error.status === 404;
    },
  },
  polling: {
    url: () => '/p',
    toEvents: (body, response) => {
      expectTypeOf(body).toEqualTypeOf<unknown>();
      expectTypeOf(response).toEqualTypeOf<Response>();
      return new Set([{ type: 'notification' as const, data: body, id: '1' }]);
    },
  },
  debounce: {
    notification: false,
    supply_purchase_status_changed: {
      waitMs: 5,
      key: (event) => {
        expectTypeOf(event.data).toEqualTypeOf<Events['supply_purchase_status_changed']>();
        return '';
      },
    },
  },
  eventType: { field: 'type' },
  transport: fetchStream(),
}) satisfies Options;
({
  heartbeat: false,
  polling: false,
  visibility: false,
  dedupe: false,
  debounce: false,
  lastEventIdParam: false,
}) satisfies Options;
({ debounce: 500 }) satisfies Options;
({ debounce: { waitMs: 500, key: ({ type }) => type, edges: 'trailing' } }) satisfies Options;
({ fetch: globalThis.fetch }) satisfies Options;

new SseClient<Events>('/s', {
  // @ts-expect-error: no such event
  debounce: { notificaton: 5 },
});
new SseClient<Events>('/s', {
  debounce: {
    // @ts-expect-error: not in this event
    notification: { waitMs: 5, key: (event) => event.data.batch_id },
  },
});
new SseClient<Events>('/s', {
  // @ts-expect-error: no such event
  polling: { url: '/p', toEvents: () => [{ type: 'notificaton', data: 1 }] },
});
// @ts-expect-error: polling needs its address
new SseClient<Events>('/s', { polling: { toEvents: () => [] } });
// @ts-expect-error: unknown option
new SseClient<Events>('/s', { retries: 5 });
// @ts-expect-error: no such jitter
new SseClient<Events>('/s', { reconnect: { jitter: 'some' } });
// @ts-expect-error: a group that cannot be switched off
new SseClient<Events>('/s', { reconnect: false });

// Iterators.
async function iterate(): Promise<void> {
  for await (const event of client.events('notification')) {
    expectTypeOf(event).toEqualTypeOf<SseEvent<'notification', Events['notification']>>();
  }
  for await (const event of client.events('notification', 'supply_purchase_status_changed', {
    signal: AbortSignal.abort(),
  })) {
    expectTypeOf(event).toEqualTypeOf<AnySseEvent<Events>>();
  }
  for await (const event of client.events()) expectTypeOf(event).toEqualTypeOf<AnySseEvent<Events>>();
  for await (const event of client.events({ signal: AbortSignal.abort() })) {
    expectTypeOf(event).toEqualTypeOf<AnySseEvent<Events>>();
  }
  // @ts-expect-error: no such event
  client.events('open');
  // @ts-expect-error: options come last
  client.events({ signal: AbortSignal.abort() }, 'notification');
}
void iterate;

// Lifecycle.
client.lifecycle.on('state', (state, previous) => {
  expectTypeOf(state).toEqualTypeOf<ClientState>();
  expectTypeOf(previous).toEqualTypeOf<ClientState>();
});
client.lifecycle.on('open', (details) =>
  expectTypeOf(details).toEqualTypeOf<{ readonly attempt: number; readonly resumed: boolean }>(),
);
client.lifecycle.on('retry', ({ attempt, delayMs, error }) =>
  expectTypeOf([attempt, delayMs, error] as const).toEqualTypeOf<readonly [number, number, SseError]>(),
);
client.lifecycle.on('heartbeat', ({ at, gapMs }) => expectTypeOf([at, gapMs]).toEqualTypeOf<number[]>());
client.lifecycle.on('invalid', ({ raw, kind, issues }) => {
  expectTypeOf(kind).toEqualTypeOf<InvalidKind>();
  expectTypeOf(raw.data).toEqualTypeOf<unknown>();
  expectTypeOf(issues).toEqualTypeOf<readonly unknown[]>();
});
client.lifecycle.on('suppressed', ({ event, by }) => {
  expectTypeOf(event).toEqualTypeOf<SseEvent>();
  expectTypeOf(by).toEqualTypeOf<'dedupe' | 'debounce'>();
});
client.lifecycle.on('resync', ({ reason }) => expectTypeOf(reason).toEqualTypeOf<'no-id' | 'id-mismatch'>());
client.lifecycle.on('poll', ({ status, events }) => expectTypeOf([status, events]).toEqualTypeOf<number[]>());
client.lifecycle.once('error', (error) => {
  expectTypeOf(error.kind).toEqualTypeOf<SseErrorKind>();
  expectTypeOf(error.phase).toEqualTypeOf<'connect' | 'stream' | 'poll'>();
  expectTypeOf(error.willRetry).toEqualTypeOf<boolean>();
});
// @ts-expect-error: a server event, not the client's
client.lifecycle.on('notification', () => {});
// @ts-expect-error: no such event
client.lifecycle.once('closed', () => {});

// The rest of the client.
expectTypeOf(client.connect()).toEqualTypeOf<SseClient<Events>>();
expectTypeOf(client.reconnect()).toEqualTypeOf<SseClient<Events>>();
expectTypeOf(client.close()).toEqualTypeOf<void>();
expectTypeOf(client[Symbol.dispose]()).toEqualTypeOf<void>();
expectTypeOf(client.metrics()).toEqualTypeOf<ClientMetrics>();
expectTypeOf(client.lastEventId).toEqualTypeOf<string>();
expectTypeOf(useSyncExternalStore(client.subscribe, () => client.state)).toEqualTypeOf<ClientState>();
expectTypeOf(client.subscribe(({ phase }) => badge(phase))).toEqualTypeOf<Unsubscribe>();
// @ts-expect-error: states are read-only
client.state.phase = 'open';
// @ts-expect-error: it is the client that says where it stands
client.state = untyped.state;

const phases = ['idle', 'connecting', 'open', 'waiting', 'polling', 'suspended', 'paused', 'failed', 'closed'] as const;
expectTypeOf<Phase>().toEqualTypeOf<(typeof phases)[number]>();
expectTypeOf<InvalidKind>().toEqualTypeOf<'parse' | 'schema' | 'type' | 'too-large' | 'poll'>();

declare const caught: unknown;
if (isSseError(caught)) expectTypeOf(caught).toEqualTypeOf<SseError>();
expectTypeOf(DEFAULTS.reconnect.attempts).toEqualTypeOf<5>();
expectTypeOf(fetchStream()).toEqualTypeOf<Transport>();

// The kit for tests.
const { client: tested, delivered } = testClient<Events>({ reconnect: { attempts: 1 } });
expectTypeOf(tested).toEqualTypeOf<SseClient<Events>>();
expectTypeOf(delivered).toEqualTypeOf<readonly SseEvent[]>();
