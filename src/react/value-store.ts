import type { SseClient } from '../client.ts';
import type { SseEvent, Unsubscribe } from '../events.ts';
import { beforePaint } from './frame.ts';

/** A value made of events, in the shape `useSyncExternalStore` takes. */
export interface ValueStore<Value> {
  subscribe(changed: () => void): Unsubscribe;
  /** What is to be shown. It changes only between frames, while somebody watches. */
  read(): Value;
  /** Where it begins. */
  initial(): Value;
}

/** Any client, whatever its events. */
export type AnyClient = SseClient<Record<string, unknown>>;
export type Fold<Value> = (value: Value, data: unknown, event: SseEvent) => Value;

/** The latest value of a type before any event. */
export const NOTHING: unique symbol = Symbol('nothing yet');

/**
 * @param goesOn - Whether to listen on when nobody watches any more.
 */
export function createValueStore<Value>(
  client: AnyClient,
  type: string,
  initial: Value,
  fold: Fold<Value>,
  goesOn: boolean,
): ValueStore<Value> {
  const watchers = new Set<() => void>();
  let folded = initial;
  let shown = initial;
  let stop: Unsubscribe | undefined;
  const show = (): void => {
    shown = folded;
    for (const changed of watchers) changed();
  };
  const receive = (data: unknown, event: SseEvent): void => {
    folded = fold(folded, data, event);
    if (watchers.size > 0) beforePaint(show);
    else shown = folded;
  };
  return {
    read: () => shown,
    initial: () => initial,
    subscribe(changed) {
      stop ??= client.on(type, receive);
      watchers.add(changed);
      return () => {
        watchers.delete(changed);
        if (goesOn || watchers.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

const stores = new WeakMap<AnyClient, Map<string, ValueStore<unknown>>>();

/**
 * The latest data of a type: one store for all components, so that they never differ. It listens for as long as the
 * client lives, so that a component that returns does not show what was true when it left.
 */
export function latestOf(client: AnyClient, type: string): ValueStore<unknown> {
  const ofClient = stores.get(client) ?? new Map<string, ValueStore<unknown>>();
  stores.set(client, ofClient);
  const store = ofClient.get(type) ?? createValueStore<unknown>(client, type, NOTHING, (_, data) => data, true);
  ofClient.set(type, store);
  return store;
}
