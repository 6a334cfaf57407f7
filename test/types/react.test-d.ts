// Compiled, never run: what the hooks promise about types. A line under `@ts-expect-error` must not compile.
import { type ClientState, SseClient, type SseEvent } from 'holdfast';
import {
  createSseHooks,
  SseProvider,
  useSse,
  useSseClient,
  useSseEvent,
  useSseState,
  useSseValue,
  type UseSseOptions,
} from 'holdfast/react';
import { createElement, type ReactElement } from 'react';
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';

type Events = {
  notification: { currentSpending: number; isAlert: boolean };
  status: 'ordered' | 'delivered';
};

declare const client: SseClient<Events>;
const typed = createSseHooks<Events>();

// Handlers know their event.
typed.useSseEvent('notification', (data, event) => {
  expectTypeOf(data).toEqualTypeOf<Events['notification']>();
  expectTypeOf(event).toEqualTypeOf<SseEvent<'notification', Events['notification']>>();
});
expectTypeOf(typed.useSseEvent('status', () => {})).toEqualTypeOf<void>();
// @ts-expect-error: no such event
typed.useSseEvent('notificaton', () => {});
// @ts-expect-error: not what this event carries
typed.useSseEvent('status', (data: { isAlert: boolean }) => data);
typed.useSseEvent('status', (data) => {
  // @ts-expect-error: not in this event
  return data.isAlert;
});

// Values are the event's data, or what they begin with.
expectTypeOf(typed.useSseValue('status', { initial: null })).toEqualTypeOf<'ordered' | 'delivered' | null>();
expectTypeOf(typed.useSseValue('notification', { initial: undefined })).toEqualTypeOf<
  Events['notification'] | undefined
>();
// @ts-expect-error: it must begin with something
typed.useSseValue('status', {});
// @ts-expect-error: no such event
typed.useSseValue('stats', { initial: null });

// A reducer makes the type of what it begins with.
const total = typed.useSseValue('notification', {
  initial: 0,
  reduce: (sum, data, event) => {
    expectTypeOf(sum).toEqualTypeOf<number>();
    expectTypeOf(data).toEqualTypeOf<Events['notification']>();
    expectTypeOf(event).toEqualTypeOf<SseEvent<'notification', Events['notification']>>();
    return sum + data.currentSpending;
  },
});
expectTypeOf(total).toEqualTypeOf<number>();
expectTypeOf(
  typed.useSseValue('status', { initial: [] as string[], reduce: (list, status) => [...list, status] }),
).toEqualTypeOf<string[]>();
// @ts-expect-error: a reducer gives what it was given
typed.useSseValue('status', { initial: 0, reduce: () => 'more' });
typed.useSseValue('status', {
  initial: 0,
  // @ts-expect-error: not in this event
  reduce: (sum: number, data) => sum + data.currentSpending,
});

// The state and the client.
expectTypeOf(typed.useSseState()).toEqualTypeOf<ClientState>();
expectTypeOf(typed.useSseClient()).toEqualTypeOf<SseClient<Events>>();
expectTypeOf(createElement(typed.SseProvider, { client })).toExtend<ReactElement>();
// @ts-expect-error: a provider needs its client
createElement(typed.SseProvider, {});
// @ts-expect-error: a client of other events
createElement(typed.SseProvider, { client: new SseClient<{ price: number }>('/s') });

// A client that is passed brings its events along.
const own = useSse<Events>('/s', { key: 'own', lingerMs: 500, visibility: false });
expectTypeOf(own).toEqualTypeOf<SseClient<Events>>();
expectTypeOf(useSseValue('status', { initial: null, client: own })).toEqualTypeOf<'ordered' | 'delivered' | null>();
expectTypeOf(
  useSseValue('notification', { initial: 0, reduce: (sum, data) => sum + data.currentSpending, client: own }),
).toEqualTypeOf<number>();
useSseEvent('status', (data) => expectTypeOf(data).toEqualTypeOf<'ordered' | 'delivered'>(), { client: own });
// @ts-expect-error: no such event
useSseEvent('stats', () => {}, { client: own });
// @ts-expect-error: no such event
useSseValue('stats', { initial: null, client: own });
expectTypeOf(useSseState({ client: own })).toEqualTypeOf<ClientState>();
const other = new SseClient<{ price: number }>('/s');
typed.useSseEvent('price', (data) => expectTypeOf(data).toEqualTypeOf<number>(), { client: other });

// Without a map of events any name carries unknown, and any client may be provided.
useSseEvent('anything', (data, event) => {
  expectTypeOf(data).toEqualTypeOf<unknown>();
  expectTypeOf(event).toEqualTypeOf<SseEvent<'anything', unknown>>();
});
expectTypeOf(useSseValue('anything', { initial: 0 })).toEqualTypeOf<unknown>();
expectTypeOf(useSseValue('anything', { initial: 0, reduce: (count) => count + 1 })).toEqualTypeOf<number>();
expectTypeOf(useSseClient()).toEqualTypeOf<SseClient>();
expectTypeOf(useSse('/s')).toEqualTypeOf<SseClient>();
expectTypeOf(typed.useSse('/s')).toEqualTypeOf<SseClient<Events>>();
createElement(SseProvider, { client });
createElement(SseProvider, { client: new SseClient('/s') });
// @ts-expect-error: no client
createElement(SseProvider, { client: '/s' });

// Schemas say what events carry.
const bySchemas = useSse('/s', { schemas: { price: v.object({ eur: v.number() }) } });
expectTypeOf(bySchemas).toEqualTypeOf<SseClient<{ price: { eur: number } }>>();
useSseEvent('price', ({ eur }) => expectTypeOf(eur).toEqualTypeOf<number>(), { client: bySchemas });

// Options.
({ key: 'a', lingerMs: 0, headers: () => ({ Authorization: 'Bearer a' }) }) satisfies UseSseOptions<Events>;
// @ts-expect-error: no such option
useSse('/s', { linger: 5 });
// @ts-expect-error: no such event
useSse<Events>('/s', { polling: { url: '/p', toEvents: () => [{ type: 'stats', data: 1 }] } });
// @ts-expect-error: no address
useSse();
